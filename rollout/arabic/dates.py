"""Days and months as Egyptian papers write them: Gregorian, the day first, with the Egyptian names of the months."""

import re
from datetime import date, datetime, timedelta

from rollout.arabic.digits import Digits, digits_in, to_digits
from rollout.arabic.folding import fold
from rollout.arabic.reading import MARKS, refuse, spelt
from rollout.errors import Unreadable
from rollout.text import _
from rollout.text import language as language_now

A_DATE = _("a date from 1990 to 2100 such as 31/7/2023")
A_MONTH = _("a month from 1990 to 2100 such as July 2023")

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)

MONTHS_AR = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)
WEEKDAYS_AR = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")  # in the order of date.weekday()
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_MONTH_NUMBERS = {
    **{fold(name): number for number, name in enumerate(MONTHS_AR, 1)},
    **{fold(name): number for number, name in enumerate(MONTHS_EN, 1)},
    **{fold(name[:3]): number for number, name in enumerate(MONTHS_EN, 1)},
    "يونيه": 6, "يوليه": 7, "اغسطوس": 8, "sept": 9,
}
_WEEKDAY_NUMBERS = {
    **{fold(name): number for number, name in enumerate(WEEKDAYS_AR)},
    **{fold(name): number for number, name in enumerate(WEEKDAYS_EN)},
    **{fold(name[:3]): number for number, name in enumerate(WEEKDAYS_EN)},
}
_OPENINGS = {"يوم", "بتاريخ", "في", "الموافق", "شهر"}
_LINKS = {"من", "سنه", "لسنه", "عام", "لعام", "of"}

# The first day of a workbook is 1 January 1900, and it counts a 29 February 1900 that never was.
_SPREADSHEET_ZERO = date(1899, 12, 30)

_SEPARATOR = r" ?(?P<separator>[-/.\\]) ?"
_AGAIN = " ?(?P=separator) ?"
_DAY_FIRST = re.compile(f"([0-9]{{1,2}}){_SEPARATOR}([0-9]{{1,2}}){_AGAIN}([0-9]{{4}})")
_YEAR_FIRST = re.compile(f"([0-9]{{4}}){_SEPARATOR}([0-9]{{1,2}}){_AGAIN}([0-9]{{1,2}})(?:[T ][0-9]{{2}}:[0-9]{{2}}[0-9:.]*)?")
_MONTH_YEAR = re.compile(f"([0-9]{{1,2}}){_SEPARATOR}([0-9]{{4}})")
_YEAR_MONTH = re.compile(f"([0-9]{{4}}){_SEPARATOR}([0-9]{{1,2}})")
_CHRISTIAN_ERA = re.compile(r"(?<=[0-9]) ?م(?:يلادي|يلادية)?\.?$")
_DASHES = str.maketrans("‐‑‒–—؍", "-----/")
_PIECE = r"(?:[0-9]++|[^\W\d_]++)"
_WRITTEN_OUT = re.compile(rf"{_PIECE}(?: ?[-/.,،]? ?{_PIECE})*+")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if FIRST_DAY <= found <= LAST_DAY else None


def _held(value: object) -> date | None:
    """The day of a cell that is no text: a date, or the number of days that a spreadsheet keeps for one."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value if FIRST_DAY <= value <= LAST_DAY else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    first, last = (FIRST_DAY - _SPREADSHEET_ZERO).days, (LAST_DAY - _SPREADSHEET_ZERO).days
    return _SPREADSHEET_ZERO + timedelta(days=int(value)) if first <= value < last + 1 else None


def _opened(text: str) -> tuple[list[int], str]:
    """The weekdays that open a date, and the date itself, without them, its other opening words and its era."""
    weekdays = []
    words = _CHRISTIAN_ERA.sub("", MARKS.sub("", text).translate(_DASHES)).split()
    while words and (fold(words[0]) in _OPENINGS or fold(words[0]) in _WEEKDAY_NUMBERS):
        word = fold(words.pop(0))
        if word in _WEEKDAY_NUMBERS:
            weekdays.append(_WEEKDAY_NUMBERS[word])
    return weekdays, " ".join(words)


def _in_figures(text: str) -> date | None:
    if match := _DAY_FIRST.fullmatch(text):
        return _day(int(match[4]), int(match[3]), int(match[1]))
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    return None


def _pieces(text: str) -> list[str]:
    """The numbers and folded words of a date that is written out; none if it holds anything else."""
    if not _WRITTEN_OUT.fullmatch(text):
        return []
    return [piece for piece in re.findall(_PIECE, fold(text)) if piece not in _LINKS]


def _in_words(text: str) -> date | None:
    match _pieces(text):
        case [first, second, year] if len(year) == 4 and year.isdecimal():
            day, month = (second, first) if first in _MONTH_NUMBERS else (first, second)
            if month in _MONTH_NUMBERS and day.isdecimal():
                return _day(int(year), _MONTH_NUMBERS[month], int(day))
    return None


def parse_date(value: object) -> date:
    """A day from 1990 to 2100, out of a date, a spreadsheet's number for one, or a text.

    In figures the day comes first, or the year: ``١٢/٣/٢٠٢٣``, ``12-3-2023``, ``12.3.2023``, ``2023/3/12``,
    ``2023-03-12 00:00:00``. Written out: ``١٢ مارس ٢٠٢٣``, ``12 مارس 2023م``, ``يوم الأحد الموافق ١٢ مارس ٢٠٢٣``,
    ``March 12, 2023``. A year has four figures: in ``12/3/22`` either end could be it. Refused are also days that do not
    exist and days that fall on another weekday than the text says.
    """
    if not isinstance(value, str):
        found = _held(value)
    else:
        weekdays, text = _opened(spelt(value, A_DATE))
        found = _in_figures(text) or _in_words(text)
        if found and any(weekday != found.weekday() for weekday in weekdays):
            found = None
    return found or refuse(value, A_DATE)


def parse_month(value: object) -> date:
    """A month, as its first day: ``أغسطس ٢٠٢٣``, ``8/2023``, ``٢٠٢٣/٨``, or whatever `parse_date` reads as a day of it."""
    if isinstance(value, str):
        found = _month(_opened(spelt(value, A_MONTH))[1])
        if found:
            return found
    try:
        return parse_date(value).replace(day=1)
    except Unreadable:
        refuse(value, A_MONTH)


def _month(text: str) -> date | None:
    if match := _MONTH_YEAR.fullmatch(text):
        return _day(int(match[3]), int(match[1]), 1)
    if match := _YEAR_MONTH.fullmatch(text):
        return _day(int(match[1]), int(match[3]), 1)
    match _pieces(text):
        case [month, year] if month in _MONTH_NUMBERS and year.isdecimal() and len(year) == 4:
            return _day(int(year), _MONTH_NUMBERS[month], 1)
    return None


def format_date(day: date, digits: Digits = Digits.ARABIC, long: bool = True, *, language: str | None = None) -> str:
    """``٣١ يوليو ٢٠٢٣``, or ``٣١/٧/٢٠٢٣`` when not `long`; in English ``31 July 2023``, with Western digits always."""
    if long:
        return f"{_figures(day.day, digits, language)} {format_month(day, digits, language=language)}"
    return _figures(f"{day.day}/{day.month}/{day.year}", digits, language)


def format_month(day: date, digits: Digits = Digits.ARABIC, *, language: str | None = None) -> str:
    """``يوليو ٢٠٢٣``; in English ``July 2023``."""
    names = MONTHS_EN if (language or language_now()) == "en" else MONTHS_AR
    return f"{names[day.month - 1]} {_figures(day.year, digits, language)}"


def _figures(figures: object, digits: Digits, language: str | None) -> str:
    return to_digits(str(figures), digits_in(digits, language))
