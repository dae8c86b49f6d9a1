"""Numbers that somebody wrote into the words of a paper and that its figures do not know: to be looked at before it is signed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from reports.document.content import Document, Table
from rollout.arabic import MONTHS_AR, MONTHS_EN, to_digits
from rollout.arabic.digits import Digits

_UNSEEN = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u202a\u202b\u202c"))
_MONTH = "(?:" + "|".join((*MONTHS_AR, *MONTHS_EN, "يونيه", "يوليه")) + ")"
_NO_FIGURES = re.compile("|".join((
    r"\d+(?:\s*[/\-]\s*\d+)+",  # days and the numbers of decisions, which bear their year
    r"\b\d{1,2}\.\d{1,2}\.\d{4}", r"\d{1,2}:\d{2}",
    rf"(?:\d{{1,2}}\s+)?{_MONTH}(?:\s+(?:سنة\s+|عام\s+)?\d{{4}})?",
    r"(?:سنة|لسنة|عام|العام|لعام)\s*\(?\d{4}", r"رقم\s*\(?\s*\d+", r"\b[Nn]o\.?\s*\d+", r"[A-Za-z]+[-_/]?\d+",
    r"(?m:^\s*\(?\d{1,2}\s*[-.)–]+\s)",  # the number of a point
)))
_NUMBER = re.compile(r"\d{1,3}(?:[,٬،]\d{3})+(?!\d)(?:[.٫]\d+)?|\d+(?:[.٫]\d+)?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NOT_READ = ("letterhead", "seal", "reference")
"""The parts of a paper that name it and who issues it."""
_ROWS = "م"
"""The title of a column that only counts the rows of its table."""


def numbers_in(text: str) -> list[str]:
    """The quantities that a text states, in Western digits without separators of thousands; no days, hours, codes or numbers of papers."""
    stated = _NUMBER.findall(_NO_FIGURES.sub(" ", _plain(text)))
    return list(dict.fromkeys(_bare(number) for number in stated))


def unfounded(words: Iterable[str], papers: Iterable[Document], besides: Iterable[str] = ()) -> list[str]:
    """The numbers of these words, in their order, that stand nowhere else in the papers that print them, nor in the texts `besides`.

    A bare year that the papers name is none of them.
    """
    written = [_plain(text).strip() for text in words]
    asked = list(dict.fromkeys(number for text in written for number in numbers_in(text)))
    if not asked:
        return []
    own = sorted({line.strip() for text in written for line in (text, *text.splitlines()) if line.strip()}, key=len, reverse=True)
    known: set[str] = set()
    for text in (*(each for paper in papers for each in _texts(paper)), *besides):
        rest = _without(_plain(text), own)
        known.update(numbers_in(rest), _YEAR.findall(rest))
    return [number for number in asked if number not in known]


def _plain(text: str) -> str:
    return to_digits(text, Digits.WESTERN).translate(_UNSEEN)


def _bare(number: str) -> str:
    whole, _point, part = re.sub("[,٬،]", "", number).replace("٫", ".").partition(".")
    part = part.rstrip("0")
    return f"{int(whole)}.{part}" if part else str(int(whole))


def _without(text: str, own: Iterable[str]) -> str:
    """What a text of the paper says besides the words that were written into it: they are a paragraph, or end one."""
    text = text.strip()
    for line in own:
        before = text.removesuffix(line)
        if len(before) < len(text) and not before[-1:].isdecimal():
            return before
    return text


def _texts(thing: Any) -> Iterator[str]:
    """Everything that a paper says, but what only counts rows and what is meant for machines."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, Table):
        counting = {place for place, column in enumerate(thing.columns) if column.title == _ROWS}
        yield from (thing.caption, thing.note)
        yield from (cell.text for row in thing.rows for place, cell in enumerate(row) if place not in counting)
    elif isinstance(thing, (tuple, list)):
        for part in thing:
            yield from _texts(part)
    elif is_dataclass(thing):
        for each in fields(thing):
            if each.name not in _NOT_READ:
                yield from _texts(getattr(thing, each.name))
