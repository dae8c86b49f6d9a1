"""The numbers of issued documents, such as ``AST-R-2023-012``, and the short secret that their QR codes carry.

Numbers run by kind, governorate and the year for which the document speaks; none is left out and none is given twice.
"""

import re
from random import Random, SystemRandom
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import IssuedDocument
from rollout.arabic import Digits, clean, to_digits
from rollout.issued.kinds import IssuedKind

COUNTRY = "EG"
"""Stands for the whole country in the number of a document."""

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs that nobody mistakes for one another on paper."""

_LENGTH, _GROUP = 12, 4
_UNGUESSABLE = SystemRandom()
_DASHES = str.maketrans("‐‑‒–—−ـ", "-------")


def reference(governorate_code: str | None, kind: IssuedKind, year: int, number: int) -> str:
    """The number as it is printed."""
    place = governorate_code.removeprefix("EG-") if governorate_code else COUNTRY
    return f"{place}-{kind.letter}-{year}-{number:03}"


def next_number(session: Session, kind: IssuedKind, governorate_id: int | None, year: int) -> int:
    """One more than the last; to be asked behind the writers' lock."""
    row = IssuedDocument
    query = select(func.max(row.number)).where(row.kind == kind.key, row.governorate_id == governorate_id, row.year == year)
    return (session.scalar(query) or 0) + 1


def read_reference(typed: str) -> str:
    """A number as people type it: any digits, any dashes, blanks around them."""
    text = to_digits(clean(typed), Digits.WESTERN).translate(_DASHES).upper()
    return re.sub(r"\s*-\s*", "-", text)


def new_code(chance: Random | None = None) -> str:
    """A fresh secret: nobody guesses one, and everybody can type it. Only what is made up brings a `chance` that repeats itself."""
    return "".join((chance or _UNGUESSABLE).choice(_ALPHABET) for _ in range(_LENGTH))


def read_code(typed: str) -> str:
    """The code from what was typed or scanned: with dashes or without, or the whole address of the page of verification."""
    text = clean(typed)
    if "://" in text:
        text = next(iter(parse_qs(urlsplit(text).query).get("code", [])), "")
    return "".join(sign for sign in to_digits(text, Digits.WESTERN).upper() if sign in _ALPHABET)


def grouped(code: str) -> str:
    """The code as it is printed: ``7K3M-2XHN-P4QT``."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
