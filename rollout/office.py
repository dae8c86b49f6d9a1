"""What the ministry sets about its documents and clocks, with a default for each: the one table of office settings."""

from dataclasses import dataclass, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import OfficeSetting
from rollout.arabic import Digits, parse_count
from rollout.errors import Unreadable
from rollout.text import Text, _


@dataclass(frozen=True)
class Office:
    """The settings in force. Arabic strings are printed as they stand; `patience` is in days."""

    republic: str = "جمهورية مصر العربية"
    ministry: str = "وزارة التنمية المحلية"
    unit: str = "الوحدة المركزية للمبادرة الرئاسية «حياة كريمة»"
    digits: Digits = Digits.ARABIC
    patience: int = 30


LABELS: dict[str, Text] = {
    "republic": _("First line of the letterhead"),
    "ministry": _("Ministry's name on the letterhead"),
    "unit": _("Central unit's name on the letterhead"),
    "digits": _("Digits of print"),
    "patience": _("Days without news after which a site turns grey"),
}

_DIGITS = _("Arabic-Indic (arab) or Western (latn) digits")
_PATIENCE = _("a whole number of days from 1 to 365")


def read_value(key: str, raw: str) -> str | int | Digits:
    """The typed value of one setting; raises Unreadable with what was expected."""
    if key == "digits":
        if raw not in set(Digits):
            raise Unreadable(raw, _DIGITS)
        return Digits(raw)
    if key == "patience":
        days = parse_count(raw)
        if not 1 <= days <= 365:
            raise Unreadable(raw, _PATIENCE)
        return days
    return raw


def office(session: Session) -> Office:
    """The settings in force now."""
    known = {field.name for field in fields(Office)}
    rows = session.execute(select(OfficeSetting.key, OfficeSetting.value)).all()
    values = {row.key: read_value(row.key, row.value) for row in rows if row.key in known}
    return Office(**values)  # type: ignore[arg-type]  # read_value gives each key its own type
