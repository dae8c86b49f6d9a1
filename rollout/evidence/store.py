"""The evidence store: photos and documents under the SHA-256 of their content, in a folder or in any place that fsspec reaches.

A file is complete before it can be found, and is never changed or removed. What a camera wrote into a photo stays in the original, for
its fingerprint is the proof that nobody touched it; small pictures are drawn anew and carry none of it.
"""

import hashlib
import os
import posixpath
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import fsspec
from fsspec.implementations.local import LocalFileSystem

from rollout.errors import BadSetting, Refused
from rollout.evidence.kinds import MOST_BYTES, PHOTOS, SUFFIXES, clean_name, type_of
from rollout.evidence.looking import small_picture
from rollout.text import _

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SMALL = "small"
"""The folder of the small pictures. They are made from the photos and can be made again."""


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
        self._write(self._path(sha256), data)
        return Stored(sha256, media_type, len(data), clean_name(original_name, SUFFIXES[media_type]))

    def keep(self, data: bytes) -> Stored:
        """Keep what the program itself has made, whatever it is."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._write(self._path(sha256), data)
        return Stored(sha256, "application/octet-stream", len(data), "")

    def open(self, sha256: str) -> IO[bytes]:
        """The content as a stream; raises Refused where the store does not have it."""
        try:
            stream: IO[bytes] = self._files.open(self._path(sha256), "rb")
        except FileNotFoundError:
            raise Refused(_("The document is not in the store.")) from None
        return stream

    def small(self, sha256: str, media_type: str) -> IO[bytes] | None:
        """A small picture of a photo, made when it is first asked for and kept; None for whatever is no photo or cannot be drawn."""
        if media_type not in PHOTOS:
            return None
        path = self._path(sha256, _SMALL)
        if not self._files.exists(path):
            with self.open(sha256) as stream:
                drawn = small_picture(stream.read())
            if drawn is None:
                return None
            self._write(path, drawn)
        return self._files.open(path, "rb")

    def holds(self, sha256: str) -> bool:
        return bool(self._files.exists(self._path(sha256)))

    def _path(self, sha256: str, *folder: str) -> str:
        if not _SHA256.fullmatch(sha256):
            raise Refused(_("The document is not in the store."))
        return posixpath.join(self._root, *folder, sha256[:2], sha256)

    def _write(self, path: str, data: bytes) -> None:
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
