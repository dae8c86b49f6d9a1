"""Files that users have sent and not yet confirmed: kept for a few days, each for the user who sent it and for nobody else."""

import hashlib
import re
from pathlib import Path

from rollout.errors import Refused
from rollout.text import _

MOST_FILES = 20


def keep(folder: Path, user_id: int, data: bytes) -> str:
    """Store the bytes among this user's uploads; gives their print. The oldest make room once there are too many."""
    mine = _of_user(folder, user_id)
    mine.mkdir(parents=True, exist_ok=True)
    sha256 = hashlib.sha256(data).hexdigest()
    path, half = mine / sha256, mine / f"{sha256}.part"
    half.write_bytes(data)
    half.replace(path)
    by_age = sorted((each for each in mine.iterdir() if each != path), key=lambda each: each.stat().st_mtime)
    for old in by_age[: max(0, len(by_age) + 1 - MOST_FILES)]:
        old.unlink(missing_ok=True)
    return sha256


def bring(folder: Path, user_id: int, sha256: str) -> bytes:
    """The bytes that this user sent; raises Refused once they are gone or are no longer what was sent."""
    path = _of_user(folder, user_id) / sha256
    if re.fullmatch(r"[0-9a-f]{64}", sha256) and path.is_file():
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() == sha256:
            return data
    raise Refused(_("The file is no longer kept here; send it again."))


def _of_user(folder: Path, user_id: int) -> Path:
    return folder / "uploads" / str(user_id)
