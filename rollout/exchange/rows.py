"""The lines under a heading: which are sites, which are totals, repeated headings, group lines and signatures.

A line that is left out is counted or quoted in a notice; one that looks like a site and cannot be understood becomes a problem.
"""

import re
from collections import Counter
from dataclasses import dataclass

from rollout.arabic import clean, counted, fold
from rollout.exchange.cells import read_text
from rollout.exchange.layout import Layout
from rollout.exchange.names import folded
from rollout.exchange.problems import Notice, Problem, shorten
from rollout.exchange.vocabulary import listed, words
from rollout.exchange.workbook import MOST_ROWS, Cell, Fault
from rollout.text import Text, _

_TOTALS = tuple(words(text) for text in ("الإجمالي", "إجمالي", "المجموع", "مجموع", "الجملة", "جملة", "الاجمالى العام", "total"))
_TOTAL_OPENINGS = frozenset(total[:1] for total in _TOTALS)
_SIGNATURES = frozenset(fold(title) for title in listed(
    "رئيس | امين | مقرر | عضو | يعتمد | اعداد | مراجعه | اعتماد | سكرتير | محافظ | وكيل | مدير | تحريرا | حرر | توقيع | ختم | خاتم | مختص"
    "| مسئول | نائب | معد | روجع | لواء | مهندس | أستاذ | دكتور"
))
_PERSON = re.compile(r"(?:أ|ا|م|د|أ\.د|السيد|السيدة|لواء|مهندس|اللواء|المهندس|عميد|العميد|الأستاذ|الدكتور)\s*[./]")
_DITTO = frozenset({'"', "”", "“", "″", "〃", "//", "=", "״", "''", ",,", "،،"})
_GROUP = re.compile(r"(محافظه|مركز ومدينه|مركز و مدينه|مركز|مدينه|حي) (.+)")


@dataclass
class SheetRow:
    """One line of the table that speaks of a site; `index` counts from 0, `number` is Excel's."""

    sheet: str
    index: int
    values: list[Cell | Fault]
    governorate: str = ""
    markaz: str = ""

    @property
    def number(self) -> int:
        return self.index + 1

    def cell(self, column: int) -> Cell | Fault:
        return self.values[column] if column < len(self.values) else None


@dataclass
class _Reader:
    """The state of reading one table from top to bottom."""

    layout: Layout
    rows: list[SheetRow]
    skipped: Counter[str]
    notices: list[Notice]
    problems: list[Problem]
    governorate: str = ""
    markaz: str = ""
    signed: bool = False


_SKIPPED: dict[str, Text] = {
    "totals": _("Totals left out: %(rows)s."),
    "headings": _("Repeated headings left out: %(rows)s."),
    "signatures": _("Signatures and closing lines left out: %(rows)s."),
    "numbers": _("Lines with nothing but a serial number left out: %(rows)s."),
}


def read_rows(layout: Layout) -> tuple[list[SheetRow], list[Notice], list[Problem]]:
    """The sites of the table, and what was noticed about its other lines."""
    reader = _Reader(layout, [], Counter(), [], [])
    for index in range(layout.last + 1, len(layout.grid.rows)):
        _read_line(reader, index)
    name = layout.grid.name
    if len(reader.rows) > MOST_ROWS:
        message = _("The sheet has more than %(most)s sites. Send it in parts.", most=MOST_ROWS)
        reader.problems.append(Problem(name, 0, "", "", "", message, message))
        reader.rows = []
    for kind, number in reader.skipped.items():
        reader.notices.append(Notice(name, 0, "", _SKIPPED[kind].with_values(rows=counted(number, "row"))))
    return reader.rows, reader.notices, reader.problems


def _read_line(reader: _Reader, index: int) -> None:
    layout, values = reader.layout, reader.layout.grid.rows[index]
    serials = layout.fields.get("serial", [])
    told = {
        column: value for column, value in enumerate(values)
        if value is not None and not (column in serials and _as_number(value) is not None)
    }
    if not told:
        reader.skipped["numbers"] += any(value is not None for value in values)
        return
    texts = list(dict.fromkeys(clean(str(value)) for value in told.values()))
    code, name = _first(layout, values, "code"), _first(layout, values, "name")
    if _is_heading_again(layout, values):
        reader.skipped["headings"] += 1
    elif not code and _is_total(texts[0], values, serials):
        reader.skipped["totals"] += 1
    elif not code and all(_is_signature(text) for text in texts):
        reader.skipped["signatures"] += 1
        reader.signed = True
    elif not code and len(texts) == 1 and (len(told) > 1 or not name) and _takes_group(reader, texts[0]):
        return
    elif not code and (reader.signed or len(texts) == 1) and not _speaks(layout, values) and (reader.signed or not name):
        message = _("This line was not read: “%(text)s”.", text=shorten(" ".join(texts)))
        reader.notices.append(Notice(layout.grid.name, index + 1, "", message))
    elif not (code or name or _first(layout, values, "village")):
        message = _("The line has neither a site code nor a name: “%(text)s”.", text=shorten(" ".join(texts)))
        expected = _("a site code or name")
        reader.problems.append(Problem(layout.grid.name, index + 1, "", _("Site name"), shorten(" ".join(texts)), expected, message))
    else:
        reader.rows.append(SheetRow(layout.grid.name, index, _without_dittos(reader, values), reader.governorate, reader.markaz))


def _first(layout: Layout, values: list[Cell | Fault], field: str) -> str:
    columns = layout.fields.get(field, [])
    return read_text(values[columns[0]]) if columns and columns[0] < len(values) else ""


def _is_heading_again(layout: Layout, values: list[Cell | Fault]) -> bool:
    told = [(column, value) for column, value in enumerate(values) if value is not None]
    numbered = len(told) >= 4 and _as_number(told[0][1]) == 1
    if numbered and all(_as_number(value) == place for place, (_column, value) in enumerate(told, 1)):
        return True
    texts = [(column, value) for column, value in told if isinstance(value, str)]
    if not any(_repeats(layout, column, value) for column, value in texts[:3]):
        return False
    return sum(_repeats(layout, column, value) for column, value in texts) >= max(2, 0.6 * len(told))


def _repeats(layout: Layout, column: int, value: str) -> bool:
    return folded(value) in layout.folded_headings.get(column, ())


def _as_number(value: Cell | Fault) -> int | None:
    if isinstance(value, int):
        return value if 0 <= value < 1_000_000 else None
    digits = folded(str(value))
    return int(digits) if digits.isdecimal() and len(digits) < 7 else None


def _is_total(text: str, values: list[Cell | Fault], serials: list[int]) -> bool:
    openings = [text, *(str(values[column]) for column in serials if column < len(values) and values[column] is not None)]
    return any(found[: len(total)] == total for found in map(words, openings) if found[:1] in _TOTAL_OPENINGS for total in _TOTALS)


def _is_signature(text: str) -> bool:
    first = fold(text).split()[:2]
    bare = [word.removeprefix("ال") for word in first]
    return any(word in _SIGNATURES for word in (*first, *bare)) or bool(_PERSON.match(text)) or text.startswith("*")


def _takes_group(reader: _Reader, text: str) -> bool:
    """Whether the line only says to which governorate or markaz the lines below it belong."""
    match = _GROUP.fullmatch(fold(text))
    if match is None or len(text) > 60:
        return False
    if match[1] == "محافظه":
        reader.governorate, reader.markaz = text, ""
    else:
        reader.markaz = text
    return True


def _speaks(layout: Layout, values: list[Cell | Fault]) -> bool:
    """Whether the line holds anything in a stage's column."""
    return any(
        column.index < len(values) and values[column.index] is not None for columns in layout.stages.values() for column in columns
    )


def _without_dittos(reader: _Reader, values: list[Cell | Fault]) -> list[Cell | Fault]:
    """The line with its ditto marks replaced by what stands above them."""
    marked = [
        column for field in ("governorate", "markaz", "village") for column in reader.layout.fields.get(field, [])
        if column < len(values) and isinstance(values[column], str) and str(values[column]).strip() in _DITTO
    ]
    if not marked or not reader.rows:
        return values
    above = reader.rows[-1]
    return [above.cell(column) if column in marked else value for column, value in enumerate(values)]
