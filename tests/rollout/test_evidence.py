"""The evidence store: what is proved by content is kept once and for ever, everything else is refused in a sentence."""

import hashlib
import io
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image

from rollout.errors import Refused
from rollout.evidence import MOST_BYTES, MOST_PAGES, Store, clean_name, looking, store_for, type_of
from tests.papers import a_pdf

PDF = a_pdf()
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return store_for(f"file://{tmp_path / 'files'}")


def picture(form: str, size: tuple[int, int] = (8, 8), **more: Any) -> bytes:
    target = io.BytesIO()
    Image.new("1" if form == "PNG" else "RGB", size).save(target, form, **more)
    return target.getvalue()


def with_small_one() -> bytes:
    """A telephone's photo has a small picture, with an end of its own, in its head."""
    return picture("JPEG", (640, 480), exif=b"Exif\0\0" + picture("JPEG"))


def heic() -> bytes:
    target = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 64))).save(target)
    return target.getvalue()


def office(*members: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for member in ("[Content_Types].xml", *members):
            archive.writestr(member, b"<x/>")
    return target.getvalue()


@pytest.mark.parametrize(("data", "name", "media_type", "kept"), [
    (PDF, "محضر الاستلام.pdf", "application/pdf", "محضر الاستلام.pdf"), (picture("JPEG"), "صورة.JPEG", "image/jpeg", "صورة.jpg"),
    (picture("PNG"), "صورة", "image/png", "صورة.png"), (picture("WEBP"), "x.webp", "image/webp", "x.webp"),
    (with_small_one() + b"\0" * 99, "x.jpg", "image/jpeg", "x.jpg"),
    (picture("JPEG")[:2] + b"\xff" * 9 + picture("JPEG")[2:], "x.jpg", "image/jpeg", "x.jpg"),
    (heic(), "IMG_1.HEIC", "image/heic", "IMG_1.heic"),
    (office("word/document.xml"), "خطاب.docx", WORD, "خطاب.docx"),
    (PDF, "C:\\سطح المكتب\\..\\محضر\u202efdp.exe", "application/pdf", "محضرfdp.exe.pdf"),
    (PDF, "../../etc/passwd", "application/pdf", "passwd.pdf"),
    (PDF, " \0.. ", "application/pdf", "مستند.pdf"),
])
def test_a_document_is_kept_under_its_content(store: Store, data: bytes, name: str, media_type: str, kept: str) -> None:
    stored = store.put(io.BytesIO(data), name)
    assert (stored.media_type, stored.size, stored.original_name) == (media_type, len(data), kept)
    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    with store.open(stored.sha256) as stream:
        assert stream.read() == data


@pytest.mark.parametrize(("data", "words"), [
    (b"", "فارغ"), (b"%PDF-" + b"0" * MOST_BYTES, "١٠ ميجابايت"), (b"%PDF-1.7 cut off", "غير مكتمل"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "لا يُقبل"), (b"<!DOCTYPE html><html>", "لا يُقبل"),
    (b"GIF89a" + b"\0" * 20, "لا يُقبل"), (b"MZ\x90\0", "لا يُقبل"), (office("any.xml"), "لا يُقبل"),
    (office("word/document.xml", "xl/workbook.xml"), "لا يُقبل"), (office("word/document.xml", "word/vbaProject.bin"), "ماكرو"),
    (picture("PNG", (7_000, 6_000)), "٤٠ مليون نقطة"), (picture("JPEG") + office("word/document.xml"), "لا يُقبل"),
    (PDF + office("xl/workbook.xml"), "لا يُقبل"), (b"%PDF-1.7\n<html><script>\n%%EOF", "لا يُقبل"),
    (picture("JPEG")[:2] + b"\xff\xfe\x00\x1b<script>alert(document)</script>" + picture("JPEG")[2:], "لا يُقبل"),
    (b"\xff\xd8\xff\xe0 not a picture", "لا يُقبل"),
    (with_small_one()[:-99], "تالفة"), (picture("PNG", (99, 99))[:-6], "تالفة"), (picture("WEBP", (99, 99))[:-6], "لا يُقبل"),
    (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "غير مكتمل"), (a_pdf(0), "غير مكتمل"),
    (a_pdf(MOST_PAGES + 1), "٢٠٠ صفحة"), (a_pdf(password="secret"), "كلمة مرور"),
])
def test_what_is_no_honest_document_is_refused(store: Store, tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        store.put(io.BytesIO(data), "محضر.pdf")
    assert not list(tmp_path.rglob("*.*"))


def test_the_name_never_decides_the_type() -> None:
    assert type_of(PDF) == "application/pdf"
    assert clean_name("صورة.png", ".pdf") == "صورة.png.pdf"


def test_the_same_content_is_one_file_that_is_never_written_again(store: Store, tmp_path: Path) -> None:
    first = store.put(io.BytesIO(PDF), "أ.pdf")
    [file] = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file.name == first.sha256
    before = file.stat()
    second = store.put(io.BytesIO(PDF), "ب.pdf")
    assert (second.sha256, second.original_name) == (first.sha256, "ب.pdf")
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert stat.S_IMODE(before.st_mode) & 0o077 == 0


def test_a_write_that_fails_leaves_nothing_behind(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(io.BytesIO(PDF), "أ.pdf")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    monkeypatch.undo()
    assert store.holds(store.put(io.BytesIO(PDF), "أ.pdf").sha256)


def test_only_a_content_address_opens_a_file(store: Store) -> None:
    for address in ("0" * 64, "../secret", "", "A" * 64):
        with pytest.raises(Refused, match="غير موجود"):
            store.open(address)


def test_any_place_that_fsspec_reaches_will_do() -> None:
    store = store_for("memory://evidence")
    stored = store.put(io.BytesIO(PDF), "أ.pdf")
    with store.open(stored.sha256) as stream:
        assert stream.read() == PDF


def test_pages_are_counted_and_not_believed(store: Store) -> None:
    claims_one = a_pdf(MOST_PAGES + 1).replace(b"/Count 201", b"/Count   1")
    assert b"/Count   1" in claims_one
    with pytest.raises(Refused, match="٢٠٠ صفحة"):
        store.put(io.BytesIO(claims_one), "محضر.pdf")
    assert store.put(io.BytesIO(a_pdf(MOST_PAGES)), "محضر.pdf").size


def test_a_document_that_exhausts_its_reader_is_refused_and_hurts_nobody(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rollout.evidence.looking.PATIENCE_SECONDS", 0.001)
    with pytest.raises(Refused, match="غير مكتمل"):
        store.put(io.BytesIO(PDF), "محضر.pdf")


def test_the_reader_of_documents_limits_itself_and_knows_nothing_of_the_product() -> None:
    source = (Path(looking.__file__).parent / "child.py").read_text(encoding="utf-8")
    last = source.rindex("limit_myself()")
    assert last < source.rindex("main(sys.argv[1])"), "limits come before the first byte"
    assert "from rollout" not in source
    program = "import child; child.limit_myself(); bytearray(child.MEMORY)"
    done = subprocess.run([sys.executable, "-c", program], cwd=Path(looking.__file__).parent, capture_output=True, check=False)
    assert b"MemoryError" in done.stderr
