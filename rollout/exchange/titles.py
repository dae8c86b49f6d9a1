"""The day that a sheet speaks for, as its title lines or its name tell it."""

import re
from datetime import date, timedelta

from rollout.arabic import clean, fold, parse_date, parse_month, to_digits
from rollout.arabic.digits import Digits
from rollout.errors import Unreadable
from rollout.exchange.workbook import Grid

_DATE_IN_TITLE = re.compile(
    r"\d{1,4} ?[-/.\\] ?\d{1,2} ?[-/.\\] ?\d{1,4}|\d{1,2} (?:من )?(?:شهر )?[^\W\d_]{3,9},? (?:سنة |عام )?\d{4}"
)
_MONTH_IN_TITLE = re.compile(r"شهر ([^\W\d_]{3,9},? (?:سنة |عام )?\d{4}|\d{1,2} ?[/-] ?\d{4})")


def date_in(text: str) -> date | None:
    found = [day for match in _DATE_IN_TITLE.finditer(to_digits(clean(text), Digits.WESTERN)) if (day := _parsed(match[0]))]
    return found[-1] if found else None


def _parsed(text: str) -> date | None:
    try:
        return parse_date(text)
    except Unreadable:
        return None


def month_in(text: str) -> date | None:
    """The last day of the month that a title such as «موقف شهر أغسطس ٢٠٢٣» speaks for."""
    found = _MONTH_IN_TITLE.search(to_digits(clean(text), Digits.WESTERN))
    try:
        first = parse_month(found[1]) if found else None
    except Unreadable:
        return None
    return first and (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def day_in(grid: Grid, first: int) -> date | None:
    """The day that the title lines speak for: after «حتى» if one of them says so, else the last date that they hold."""
    days: list[tuple[bool, date]] = []
    for row in range(first):
        for value in dict.fromkeys(grid.rows[row]):
            if isinstance(value, date):
                days.append((False, value))
            elif isinstance(value, str) and (day := date_in(value)):
                days.append(("حتي" in fold(value).split(), day))
    return max(days, key=lambda found: found[0])[1] if days else None


def says_demo(text: str) -> bool:
    """Whether a title says that its data are made up: «بيانات تجريبية»."""
    return "بيانات تجريبيه" in fold(text)


def day_named(text: str) -> date | None:
    """The day that a sheet's or a file's name holds, such as «أسيوط 31-7-2023»."""
    return date_in(text.replace("_", "-"))
