"""What a printed field is on a sheet: a number, a day or a text, and the format under which it looks as it does on paper.

The text decides: whatever is printed as a number is that number, as exact as the value behind it where that is in the same unit. A
format can carry words after a number («١٢ يومًا») or a mark after a day, so that these too can be sorted and summed.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from reports.document.content import END_OF_ISOLATE, ISOLATE, Cell, Column, ColumnKind, KeyFigure, Value
from rollout.arabic import Digits, format_date, format_month, to_digits

_MARKS = re.compile(f"[{ISOLATE}{END_OF_ISOLATE}\u200e\u200f\u061c]")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\u202a-\u202e]")
_NUMBER = re.compile(
    r"(?P<sign>-?)(?P<figures>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?(?P<percent>%?)(?P<words>\D{0,40}| \([^()]{1,40}\))"
)
_FORM = {Digits.ARABIC: "[$-2000C01]", Digits.WESTERN: ""}
"""Says in whose digits a number is drawn; 2000C01 is Arabic of Egypt with the calendar of the Gregorian year."""

_SIGNS = str.maketrans("٪٫٬−", "%.,-")
_LONGEST = 32_000


@dataclass(frozen=True)
class Written:
    """What a field of a sheet holds; a text has no format of its own."""

    value: float | int | date | str
    form: str = ""

    @property
    def sums(self) -> bool:
        """Whether it is a number that may be added to others: shares are not."""
        return bool(self.form) and not isinstance(self.value, date) and "%" not in self.form


def plain(text: str) -> str:
    """A text without the marks that keep a number apart on paper, as a sheet may hold it."""
    return _UNFIT.sub("", _MARKS.sub("", text))[:_LONGEST]


def written(cell: Cell | KeyFigure, column: Column | None, digits: Digits) -> Written:
    """The field of a sheet for a field of a table, or for a key figure, which has no column."""
    text = plain(cell.text)
    kind = column.kind if column else ColumnKind.NUMBER
    if kind is ColumnKind.CODE:
        return Written(text)
    if isinstance(cell.value, date):
        return _day(text, cell.value, digits)
    found = _NUMBER.fullmatch(to_digits(text, Digits.WESTERN).translate(_SIGNS))
    counts = isinstance(cell.value, (int, float))
    if found is None or not (counts or (kind is ColumnKind.NUMBER and not found["words"])):
        return Written(text)
    return _number(found, text[found.start("words") :], cell.value, digits)


def _number(found: "re.Match[str]", words: str, value: Value, digits: Digits) -> Written:
    part, percent = found["part"] or "", bool(found["percent"])
    printed = Decimal(f"{found['sign']}{found['figures'].replace(',', '')}{part}")
    form = f"{_FORM[digits]}#,##0{'.' + '0' * (len(part) - 1) if part else ''}{'%' if percent else ''}{_words(words)}"
    step = Decimal(1).scaleb(1 - len(part)) if part else Decimal(1)
    shift = 2 if percent else 0
    if isinstance(value, (int, float)) and Decimal(str(value)).scaleb(shift).quantize(step, ROUND_HALF_UP) == printed:
        return Written(_bare(Decimal(str(value))), form)
    return Written(_bare(printed.scaleb(-shift)), form)


def _bare(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _day(text: str, day: date, digits: Digits) -> Written:
    """A day or a month, with whatever mark stands after it; a text that does not show the day stays a text."""
    for shown, form in (
        (format_date(day, digits, long=False, language="ar"), "d/m/yyyy"), (format_date(day, digits, language="ar"), "d/m/yyyy"),
        (format_month(day, digits, language="ar"), "mm/yyyy"),
    ):
        rest = text.removeprefix(plain(shown))
        if rest != text and not re.search(r"\d", rest):
            return Written(day, f"{_FORM[digits]}{form}{_words(rest)}")
    return Written(text)


def _words(rest: str) -> str:
    """Words after a number, as a format holds them."""
    return f'"{rest}"' if rest and '"' not in rest and "\n" not in rest else ""
