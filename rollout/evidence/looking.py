"""Looking inside a document from outside, in a process of its own that may die: how many pages it has, and what it looks like."""

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from rollout.errors import Refused
from rollout.text import _

MOST_PAGES = 200
PATIENCE_SECONDS = 30
_CHILD = Path(__file__).with_name("child.py")
_LOCKED = 3

# A page with a dozen new photos must not start a dozen processes at once.
_TURNS = BoundedSemaphore(2)


def check_pages(data: bytes) -> None:
    """Refuse a PDF that cannot be read, that only its owner can open, or that is a book and no document."""
    done = _look("pages", data)
    if done is not None and done.returncode == _LOCKED:
        raise Refused(_("The PDF is locked with a password. Save it without a password and send it again."))
    if done is None or done.returncode or not done.stdout.isdigit() or not int(done.stdout):
        raise Refused(_("The PDF is damaged or incomplete."))
    if int(done.stdout) > MOST_PAGES:
        raise Refused(_("The PDF has more than %(most)s pages; attach only those that prove the work.", most=MOST_PAGES))


def small_picture(data: bytes) -> bytes | None:
    """The photo made small, as a JPEG; None where its dots cannot be read."""
    done = _look("small", data)
    return done.stdout if done is not None and not done.returncode and done.stdout.startswith(b"\xff\xd8\xff") else None


def _look(work: str, data: bytes) -> "subprocess.CompletedProcess[bytes] | None":
    command = [sys.executable, "-I", str(_CHILD), work]
    try:
        with _TURNS:
            return subprocess.run(command, input=data, capture_output=True, timeout=PATIENCE_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return None
