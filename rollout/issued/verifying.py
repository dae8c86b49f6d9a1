"""What can be said of a paper or a file that somebody holds in the hand: whether we issued it.

A file is known by its very bytes, a paper by the code that is printed on it. Whoever asks needs no account, so nothing is said but that.
"""

import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import IssuedDocument, IssuedFile
from rollout.issued.numbers import read_code, read_reference


@dataclass(frozen=True)
class Verified:
    """An issued document that was asked for; `form` is that of the file whose bytes were shown, or nothing where only its code was."""

    document: IssuedDocument
    form: str = ""


def by_file(session: Session, data: bytes) -> Verified | None:
    """The document of which this is a file, unchanged to the last byte."""
    return by_hash(session, hashlib.sha256(data).hexdigest())


def by_hash(session: Session, sha256: str) -> Verified | None:
    query = select(IssuedFile).where(IssuedFile.sha256 == sha256).options(joinedload(IssuedFile.document)).order_by(IssuedFile.id).limit(1)
    file = session.scalar(query)
    return Verified(file.document, file.form) if file else None


def by_code(session: Session, typed: str) -> Verified | None:
    """The document whose QR code carries this."""
    code = read_code(typed)
    found = session.scalar(select(IssuedDocument).where(IssuedDocument.code == code)) if code else None
    return Verified(found) if found else None


def by_reference(session: Session, named: str, typed: str) -> Verified | None:
    """The document of this number, if the code is its own. A wrong number and a wrong code are told alike."""
    found = session.scalar(select(IssuedDocument).where(IssuedDocument.reference == read_reference(named)))
    return Verified(found) if found and hmac.compare_digest(found.code, read_code(typed)) else None
