"""The evidence store: photos and documents under the SHA-256 of their content, in a folder or in any place that fsspec reaches.

What a file is, its content says, never its name. A file is complete before it can be found, and is never changed or removed.
"""

import hashlib
import io
import os
import posixpath
import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import fsspec
from fsspec.implementations.local import LocalFileSystem
from PIL import Image, UnidentifiedImageError
from pillow_heif import HeifImagePlugin  # noqa: F401  # teaches Pillow the photos of telephones

from rollout.arabic import clean
from rollout.errors import BadSetting, Refused
from rollout.text import _

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_NAME = 200
_MOST_MEMBERS = 2_000
_MOST_UNPACKED = 100 * 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")

_IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}
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


@dataclass(frozen=True)
class Stored:
    """A file that is safely in the store, as its row in the register keeps it."""

    sha256: str
    media_type: str
    size: int
    original_name: str


class Store:
    """A content-addressed place for files: each lies under the first two letters of its SHA-256."""

    def __init__(self, filesystem: Any, root: str) -> None:
        self._files, self._root = filesystem, root

    def put(self, stream: IO[bytes], original_name: str) -> Stored:
        """Keep what the stream holds; raises Refused with one sentence when it is not an acceptable document."""
        data = stream.read(MOST_BYTES + 1)
        media_type = type_of(data)
        sha256 = hashlib.sha256(data).hexdigest()
        self._write(sha256, data)
        return Stored(sha256, media_type, len(data), clean_name(original_name, SUFFIXES[media_type]))

    def open(self, sha256: str) -> IO[bytes]:
        """The content as a stream; raises Refused where the store does not have it."""
        try:
            stream: IO[bytes] = self._files.open(self._path(sha256), "rb")
        except FileNotFoundError:
            raise Refused(_("The document is not in the store.")) from None
        return stream

    def holds(self, sha256: str) -> bool:
        return bool(self._files.exists(self._path(sha256)))

    def _path(self, sha256: str) -> str:
        if not _SHA256.fullmatch(sha256):
            raise Refused(_("The document is not in the store."))
        return posixpath.join(self._root, sha256[:2], sha256)

    def _write(self, sha256: str, data: bytes) -> None:
        path = self._path(sha256)
        if self._files.exists(path) and self._files.size(path) == len(data):
            return
        self._files.makedirs(posixpath.dirname(path), exist_ok=True)
        if isinstance(self._files, LocalFileSystem):
            _write_durably(Path(path), data)
        else:
            self._files.pipe_file(path, data)  # an object store shows an object only once it is complete


def store_for(files_url: str) -> Store:
    """The store at an fsspec address, such as a folder or ``s3://bucket/evidence``."""
    try:
        filesystem, root = fsspec.core.url_to_fs(files_url)
    except (ValueError, ImportError) as fault:  # no such kind of store, or its driver is not installed
        raise BadSetting(_("ROLLOUT_FILES_URL names a store that cannot be used: %(why)s", why=fault)) from None
    return Store(filesystem, root)


def _write_durably(path: Path, data: bytes) -> None:
    """Write beside the place, make sure of it, then move it there: half a file is never found, not even after a power cut."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


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
    return _IMAGES[str(kind)]


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
