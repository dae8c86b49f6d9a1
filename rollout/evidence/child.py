"""The process that looks inside a document sent from outside: it may run out of memory or time without hurting anybody.

Run by file name, alone: ``python -I child.py pages|small < file``. It limits its own memory and processor time before it looks at the
first byte, imports nothing of the product, and answers on standard output: the number of a PDF's pages, or a photo made small.
"""

import io
import resource
import sys

MEMORY = 768 * 1024 * 1024
SECONDS = 15
EDGE = 480
MOST_PIXELS = 40_000_000
"""A photo of more dots is not drawn: a file of a few kilobytes may claim any number of them."""
QUALITY = 80
LOCKED, BROKEN = 3, 4
"""What the process ends with where the file is locked by a password, and where it cannot be read."""


def limit_myself() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def pages(data: bytes) -> bytes:
    """How many pages a PDF has, counted in its tree of pages and not taken from what it claims."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as document:
        return str(sum(1 for _page in document.pages)).encode()


def small(data: bytes) -> bytes:
    """The photo upright and small. It is drawn anew, so that nothing but its dots comes along: no place, no camera, no owner."""
    from PIL import Image, ImageOps
    from pillow_heif import register_heif_opener

    register_heif_opener()
    with Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "WEBP", "HEIF"]) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError("too many dots")
        image.draft("RGB", (EDGE * 2, EDGE * 2))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((EDGE, EDGE))
        paper = Image.new("RGB", upright.size, "white")
        seen = upright.convert("RGBA")
        paper.paste(seen, mask=seen.getchannel("A"))
    target = io.BytesIO()
    paper.save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue()


def main(work: str) -> int:
    data = sys.stdin.buffer.read()
    try:
        answer = {"pages": pages, "small": small}[work](data)
    except Exception as fault:  # whatever a broken file provokes is an answer about the file, not a crash of ours
        return LOCKED if type(fault).__name__ == "PasswordError" else BROKEN
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    limit_myself()
    sys.exit(main(sys.argv[1]))
