"""What the ministry sets about its documents and clocks, with a default for each: the one table of office settings."""

import base64
import io
import re
from dataclasses import dataclass, fields
from enum import StrEnum
from urllib.parse import urlsplit

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import OfficeSetting
from rollout.arabic import Digits, parse_count
from rollout.errors import Refused, Unreadable
from rollout.text import Text, _


class Hijri(StrEnum):
    """Whether papers carry the Hijri day too: never, as the calendar of Umm al-Qura has it, or a day before or after that, for Egypt's
    months begin when its own moon is sighted."""

    NEVER = "never"
    EXACT = "0"
    EARLIER = "-1"
    LATER = "1"


@dataclass(frozen=True)
class Office:
    """The settings in force. Arabic strings are printed as they stand; `patience` is in days, `verification` the whole address of the
    page that says whether a paper was issued. The `logo` is a PNG picture in base64, read only for what is to be printed."""

    republic: str = "جمهورية مصر العربية"
    ministry: str = "وزارة التنمية المحلية"
    unit: str = "الوحدة المركزية للمبادرة الرئاسية «حياة كريمة»"
    digits: Digits = Digits.ARABIC
    hijri: Hijri = Hijri.NEVER
    confidentiality: str = ""
    copies: str = ""
    verification: str = ""
    patience: int = 30
    logo: str = ""


LABELS: dict[str, Text] = {
    "republic": _("First line of the letterhead"),
    "ministry": _("Ministry's name on the letterhead"),
    "unit": _("Central unit's name on the letterhead"),
    "digits": _("Digits of print"),
    "hijri": _("Hijri date on papers"),
    "confidentiality": _("Degree of confidentiality"),
    "copies": _("Copies go to"),
    "verification": _("Address of the verification page"),
    "patience": _("Days without news after which a site counts as silent"),
}

LOGO = "logo"
MOST_LOGO_BYTES = 1_000_000
_MOST_DOTS = 4_000 * 4_000
_LONGEST_SIDE = 480
"""Finer than a printer needs for a picture of two centimetres."""

_CHOICES: dict[str, tuple[type[StrEnum], Text]] = {
    "digits": (Digits, _("Arabic-Indic (arab) or Western (latn) digits")),
    "hijri": (Hijri, _("never, 0, -1 or 1")),
}
_PATIENCE = _("a whole number of days from 1 to 365")
_ADDRESS = _("a web address such as https://tashgheel.gov.eg/verify")


def read_value(key: str, raw: str) -> str | int:
    """The typed value of one setting; raises Unreadable with what was expected."""
    if key in _CHOICES:
        kind, expected = _CHOICES[key]
        if raw not in set(kind):
            raise Unreadable(raw, expected)
        return kind(raw)
    if key == "patience":
        days = parse_count(raw)
        if not 1 <= days <= 365:
            raise Unreadable(raw, _PATIENCE)
        return days
    return _address(raw) if key == "verification" else raw


def _address(raw: str) -> str:
    """An address that a telephone opens, or nothing."""
    if not raw:
        return ""
    try:
        parts = urlsplit(raw)
        good = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        good = False
    if not good or not re.fullmatch(r"[!-~]+", raw):
        raise Unreadable(raw, _ADDRESS)
    return raw


def office(session: Session, *, printing: bool = False) -> Office:
    """The settings in force now; the picture of the letterhead only for `printing`."""
    known = {field.name for field in fields(Office)}
    query = select(OfficeSetting.key, OfficeSetting.value)
    rows = session.execute(query if printing else query.where(OfficeSetting.key != LOGO)).all()
    values = {row.key: read_value(row.key, row.value) for row in rows if row.key in known}
    return Office(**values)  # type: ignore[arg-type]  # read_value gives each key its own type


def read_logo(data: bytes) -> str:
    """A sent picture as the setting keeps it: PNG, small, without whatever else the file carried. Raises Refused for anything else."""
    if len(data) > MOST_LOGO_BYTES:
        raise Refused(_("The picture is larger than %(most)s MB.", most=MOST_LOGO_BYTES // 1_000_000))
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as sent:
            if sent.width * sent.height > _MOST_DOTS:
                raise Refused(_("The picture has more dots than a letterhead can use."))
            picture = sent.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as broken:
        raise Refused(_("This is not a PNG picture.")) from broken
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode()


def keep_logo(session: Session, logo: str) -> None:
    """Put the picture on the letterhead, or take it off. Flushes; the caller commits."""
    row = session.scalar(select(OfficeSetting).where(OfficeSetting.key == LOGO).with_for_update())
    if row is not None and not logo:
        session.delete(row)
    elif row is not None:
        row.value = logo
    elif logo:
        session.add(OfficeSetting(key=LOGO, value=logo))
    session.flush()
