"""What a document is: its content says it, never its name, and whatever could be two things at once is neither."""

import io
import re
import zipfile

from PIL import Image, UnidentifiedImageError
from pillow_heif import HeifImagePlugin  # noqa: F401  # teaches Pillow the photos of telephones

from rollout.arabic import clean
from rollout.errors import Refused
from rollout.evidence.looking import check_pages
from rollout.text import _

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_NAME = 200
_MOST_MEMBERS = 2_000
_MOST_UNPACKED = 100 * 1024 * 1024

_IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}
PHOTOS = frozenset(_IMAGES.values())
_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PDF = "application/pdf"
SUFFIXES = {
    _PDF: ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/heic": ".heic",
    _OFFICE["word/document.xml"]: ".docx", _OFFICE["xl/workbook.xml"]: ".xlsx",
}
"""The types that are accepted, each with the suffix under which a file of it is handed out."""

# A browser that guesses would run these, whatever the rest of the file is.
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|script|svg|iframe|body|\?php)", re.IGNORECASE)
_ACCEPTED = _("a PDF, a photo (JPEG, PNG, WebP, HEIC), a Word document (.docx) or an Excel workbook (.xlsx)")


def type_of(data: bytes) -> str:
    """The media type that the content proves; raises Refused for anything else, too large, or two things at once."""
    if not data:
        raise Refused(_("The file is empty."))
    if len(data) > MOST_BYTES:
        raise Refused(_("The file is larger than %(most)s MB.", most=MOST_BYTES // 1024 // 1024))
    if data.startswith(b"%PDF-"):
        return _checked_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _office_type(data)
    return _image_type(data)


def _checked_pdf(data: bytes) -> str:
    if b"%%EOF" not in data[-2048:]:
        raise Refused(_("The PDF is damaged or incomplete."))
    if _MARKUP.search(data[:1024]) or zipfile.is_zipfile(io.BytesIO(data)):
        raise _refused_type()
    check_pages(data)
    return _PDF


def _office_type(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise _refused_type() from None
    names = {member.filename for member in members}
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_UNPACKED:
        raise _refused_type()
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Refused(_("A document with macros is not accepted."))
    found = [media_type for member, media_type in _OFFICE.items() if member in names and "[Content_Types].xml" in names]
    if len(found) != 1:
        raise _refused_type()
    return found[0]


def _image_type(data: bytes) -> str:
    try:
        with Image.open(io.BytesIO(data), formats=list(_IMAGES)) as image:  # reads the header, not the pixels
            kind, (width, height) = image.format, image.size
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise _refused_type() from None
    if width * height > MOST_PIXELS:
        raise Refused(_("The photo has more than %(most)s million dots; make it smaller.", most=MOST_PIXELS // 1_000_000))
    if _MARKUP.search(data[:1024]) or b"%PDF-" in data[:1024] or zipfile.is_zipfile(io.BytesIO(data)):
        raise _refused_type()
    if not _ends(str(kind), data):
        raise Refused(_("The photo is damaged or incomplete."))
    return _IMAGES[str(kind)]


def _ends(kind: str, data: bytes) -> bool:
    """Whether a photo comes to its end: one that was cut off on its way has a good head and no picture."""
    if kind == "JPEG":
        place = 2
        while data[place : place + 1] == b"\xff" and data[place + 1 : place + 2] != b"\xda":
            # Any number of these may stand before a part of the head; a part may be a small picture with an end of its own.
            filled = data[place + 1 : place + 2] == b"\xff"
            place += 1 if filled else 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        return data.find(b"\xff\xd9", place) > 0
    return kind != "PNG" or b"IEND\xaeB`\x82" in data


def _refused_type() -> Refused:
    return Refused(_("This file is not accepted as evidence. Attach %(accepted)s.", accepted=_ACCEPTED))


def clean_name(name: str, suffix: str) -> str:
    """The sender's name for the file, as it may be shown and handed out: no path, nothing invisible, the suffix of what it is."""
    bare = clean(name.replace("\\", "/").rsplit("/", 1)[-1].replace("\0", ""))
    bare = re.sub(r'[<>:"|?*]', "", bare).strip(" .")
    stem, dot, own = bare.rpartition(".")
    if dot and f".{own.lower()}" in {suffix, ".jpeg", ".heif"}:
        bare = stem
    bare = bare.strip(" .") or str(_("document"))
    return bare[: MOST_NAME - len(suffix)] + suffix
