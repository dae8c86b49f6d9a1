"""Files between preview and confirmation: kept under their own SHA-256, so that what is confirmed is what was shown."""

import hashlib
import os
import re
import tempfile
import time
from pathlib import Path

from rollout.errors import Refused
from rollout.exchange.workbook import MOST_BYTES, refusal
from rollout.text import _

_SHA256 = re.compile(r"[0-9a-f]{64}")
_RECEIPT = ".done"
KEEP_SECONDS = 24 * 3600


class Spool:
    """A folder of uploaded files that wait for their confirmation; whatever is older than a day is swept out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, data: bytes) -> str:
        """Keep the file and give the name by which it is asked for again."""
        if len(data) > MOST_BYTES:
            raise refusal("bytes")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.sweep()
        sha256 = hashlib.sha256(data).hexdigest()
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(self.folder / sha256)
        return sha256

    def take(self, sha256: str) -> bytes:
        """The file of this name, proved by its content; raises Refused when it has been swept out."""
        if _SHA256.fullmatch(sha256):
            try:
                data = (self.folder / sha256).read_bytes()
            except FileNotFoundError:
                data = b""
            if hashlib.sha256(data).hexdigest() == sha256:
                return data
        raise Refused(_("The uploaded file is no longer here; choose it again."))

    def drop(self, sha256: str, receipt: str = "") -> None:
        """Forget the file once it has been imported; the `receipt` of that is kept in its place for as long as a file would be."""
        if not _SHA256.fullmatch(sha256):
            return
        if receipt:
            (self.folder / f"{sha256}{_RECEIPT}").write_text(receipt, "utf-8")
        (self.folder / sha256).unlink(missing_ok=True)

    def receipt(self, sha256: str) -> str:
        """What was kept in the place of a file that has been imported, else nothing."""
        kept = self.folder / f"{sha256}{_RECEIPT}"
        return kept.read_text("utf-8") if _SHA256.fullmatch(sha256) and kept.is_file() else ""

    def sweep(self) -> None:
        oldest = time.time() - KEEP_SECONDS
        for file in self.folder.iterdir():
            try:
                if file.stat().st_mtime < oldest:
                    file.unlink()
            except FileNotFoundError:
                continue  # another worker swept it first
