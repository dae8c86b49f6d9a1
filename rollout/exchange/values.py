"""The fields of the register in a line: names, place on the map, planned wave and notes, read and checked one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rollout.arabic import fold, parse_month, parse_number
from rollout.errors import Unreadable
from rollout.exchange.cells import read_text
from rollout.exchange.known import KnownSite, Register
from rollout.exchange.layout import Layout
from rollout.exchange.problems import Problem, cell_name, unread
from rollout.exchange.rows import SheetRow
from rollout.exchange.vocabulary import FIELD_LABELS
from rollout.exchange.workbook import Cell, Fault
from rollout.text import Text, _, listed

_TEXTS = {"executing": ("executing_body", 200), "name_en": ("name_en", 200), "aliases": ("aliases", 2_000), "notes": ("notes", 4_000)}
_DEGREES = {
    "latitude": (21, 33, _("degrees of latitude in Egypt, from 21 to 33")),
    "longitude": (24, 38, _("degrees of longitude in Egypt, from 24 to 38")),
}


@dataclass(frozen=True, slots=True)
class Value:
    """One field of a line: the attribute of the site, its value, and how both are shown."""

    attribute: str
    value: object
    shown: str
    field: str
    column: int


def text_of(layout: Layout, row: SheetRow, field: str) -> str:
    """What the line says in the columns of a field; several columns of notes are joined."""
    return "؛ ".join(text for column in layout.fields.get(field, ()) if (text := _text(row.cell(column))))


def _text(value: Cell | Fault) -> str:
    return "" if value is None or isinstance(value, Fault) else read_text(value)


def column_of(layout: Layout, field: str) -> int | None:
    columns = layout.fields.get(field)
    return columns[0] if columns else None


def read_values(layout: Layout, row: SheetRow, register: Register, problems: list[Problem]) -> Iterator[Value]:
    """The fields that the line gives, apart from those that say which site it is; what cannot be read goes to `problems`."""
    for field in ("planned", "programme", *_DEGREES, *_TEXTS):
        column = column_of(layout, field)
        if column is None or row.cell(column) is None:
            continue
        try:
            value = _read(layout, row, field, column, register)
        except Unreadable as refused:
            problems.append(
                unread(row.sheet, row.index, column, field=FIELD_LABELS[field], read=row.cell(column), expected=refused.expected)
            )
            continue
        if value:
            yield value


def _read(layout: Layout, row: SheetRow, field: str, column: int, register: Register) -> Value | None:
    cell = row.cell(column)
    if isinstance(cell, Fault):
        raise Unreadable(cell, _("a value"))
    text = text_of(layout, row, field)
    if not text:
        return None
    if field == "planned":
        wave = _month(cell)
        return Value("planned_on", wave, month_shown(wave), field, column)
    if field == "programme":
        known = register.programmes.get(fold(text))
        if known is None:
            names = listed(sorted({name for _id, name in register.programmes.values()})) or "—"
            raise Unreadable(cell, _("one of the programmes: %(names)s", names=names))
        return Value("programme_id", known[0], known[1], field, column)
    if field in _DEGREES:
        least, most, expected = _DEGREES[field]
        degrees = float(parse_number(cell))
        if not least <= degrees <= most:
            raise Unreadable(cell, expected)
        return Value(field, degrees, f"{degrees:g}", field, column)
    attribute, most = _TEXTS[field]
    if len(text) > most:
        raise Unreadable(text, _("at most %(most)s letters", most=most))
    return Value(attribute, text, text, field, column)


_month = lru_cache(maxsize=1_000)(parse_month)  # a register has a few waves and thousands of lines


def month_shown(day: date | None) -> str:
    return f"{day.month}/{day.year}" if day else ""


def shown_before(site: KnownSite, value: Value, register: Register) -> str:
    """What the register has in the place of a value."""
    before = getattr(site, value.attribute)
    if value.attribute == "planned_on":
        return month_shown(before)
    if value.attribute == "programme_id":
        return next((name for key, name in register.programmes.values() if key == before), "")
    return "" if before is None else f"{before:g}" if isinstance(before, float) else str(before)


def place_problem(layout: Layout, row: SheetRow, field: str, *, read: str, expected: Text, message: Text) -> Problem:
    """A problem with one of the cells that say which site a line means."""
    column = column_of(layout, field)
    cell = cell_name(row.index, column) if column is not None else ""
    return Problem(row.sheet, row.number, cell, FIELD_LABELS[field], read, expected, message)


