"""The table of a paper's rows: which columns its kind has, and what stands in each."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from models import PaperLine
from reports.document.content import Cell, Column, ColumnKind, Table, apart
from reports.papers import words
from reports.papers.reading import Told
from reports.words.phrases import DASH, TOTAL, Phrases
from rollout.arabic import format_number
from rollout.supply.quantities import UNITS, Quantity, worth
from rollout.supply.states import Held

_NUMBER_WIDTH = 8
_PAPER, _LEAST_FOR_ITEM, _YIELDS = 176, 44, 26
"""The width of a page's rows in millimetres, what the item needs of it, and what wider columns of words can do with."""


@dataclass(frozen=True)
class _Field:
    """A column: its heading, its place on the page, what it prints of a line, and what of it may be summed."""

    head: str
    width: int
    text: Callable[[Phrases, Told, PaperLine], str]
    kind: ColumnKind = ColumnKind.TEXT
    sum_of: Callable[[PaperLine], Quantity] | None = None
    money: bool = False


def amount(book: Phrases, quantity: Quantity) -> str:
    """A quantity with as many decimals as it has."""
    exact = Decimal(quantity).normalize()
    return format_number(quantity, book.digits, max(0, -int(exact.as_tuple().exponent)))


def value_of(line: PaperLine) -> int:
    return worth(line.line.unit_price, line.quantity)


def _counted(head: str, part: str, width: int = 15) -> _Field:
    def of(line: PaperLine) -> Quantity:
        return getattr(line, part) or 0

    return _Field(head, width, lambda book, told, line: amount(book, of(line)), ColumnKind.NUMBER, of)


def _present(line: PaperLine) -> Quantity:
    """What a stock-taking found: what the books have, less what is missing, and what nobody had written down."""
    return line.quantity - line.short + line.surplus


def _conformity(book: Phrases, told: Told, line: PaperLine) -> str:
    if not line.accepted and not line.rejected:
        return words.NOTHING_SEEN
    if not line.rejected:
        return words.CONFORMS
    return words.CONFORMS_IN_PART if line.accepted else words.DOES_NOT_CONFORM


def _reason(book: Phrases, told: Told, line: PaperLine) -> str:
    return line.reason or (told.reasons.get(line.about_id, "") if line.about_id else "")


def _item(told: Told, line: PaperLine) -> str:
    """An item by its name and, set apart from it, its code."""
    item = told.words.items[line.line_id]
    return f"{item.name_ar} ({apart(item.code)})"


def _site(told: Told, number: int | None) -> str:
    return told.words.sites[number].name_ar if number is not None else DASH


_FIELDS: dict[str, _Field] = {
    "item": _Field("item", 0, lambda book, told, line: _item(told, line)),
    "unit": _Field("unit", 16, lambda book, told, line: str(UNITS[told.words.items[line.line_id].unit].label), ColumnKind.MARK),
    "site": _Field("site", 34, lambda book, told, line: _site(told, line.site_id)),
    "to_site": _Field("to_site", 34, lambda book, told, line: _site(told, line.to_site_id)),
    "quantity": _counted("quantity", "quantity", 20),
    "counted": _counted("counted", "quantity", 18),
    "received": _counted("received", "quantity", 13),
    "booked": _counted("booked", "quantity"),
    "present": _Field("present", 15, lambda book, told, line: amount(book, _present(line)), ColumnKind.NUMBER, _present),
    "rejected_of": _counted("rejected", "quantity", 18),
    "accepted": _counted("accepted", "accepted", 13),
    "rejected": _counted("rejected", "rejected", 14),
    "short": _counted("short", "short", 13),
    "surplus": _counted("surplus", "surplus", 14),
    "conformity": _Field("conformity", 17, _conformity, ColumnKind.MARK),
    "reason": _Field("reason", 34, _reason),
    "drawn": _Field("drawn", 30, lambda book, told, line: str(Held(line.drawn).label) if line.drawn else DASH),
    "price": _Field("price", 22, lambda book, told, line: book.pounds(line.line.unit_price), ColumnKind.NUMBER),
    "value": _Field("value", 26, lambda book, told, line: book.pounds(value_of(line)), ColumnKind.NUMBER, value_of, money=True),
}
_LEFT_OUT_WHERE_EMPTY = frozenset({"short", "surplus", "reason", "site"})
"""Columns that a print does without where no row has anything to say in them."""


def rows_table(book: Phrases, told: Told) -> Table:
    """The rows in their order, with a total under what may be added up."""
    keys = [key for key in words.COLUMNS.get(told.kind.key, words.USUAL_COLUMNS) if _says_something(book, told, key)]
    fields = [_FIELDS[key] for key in keys]
    rows = [
        (Cell(book.number(n), n), *(Cell(field.text(book, told, line), _bare(field, line)) for field in fields))
        for n, line in enumerate(told.lines, 1)
    ]
    sums = [_sum(told, field) for field in fields]
    total = len(told.lines) > 1 and any(each is not None for each in sums)
    if total:
        shown = [_shown(book, field, each) for field, each in zip(fields, sums, strict=True)]
        rows.append((Cell(""), Cell(TOTAL), *shown[1:]))
    columns = (
        Column(words.HEADS["number"], ColumnKind.NUMBER, _NUMBER_WIDTH),
        *(Column(words.HEADS[field.head], field.kind, width) for field, width in zip(fields, _widths(fields), strict=True)),
    )
    return Table(columns, tuple(rows), total=total)


def _widths(fields: list[_Field]) -> list[int]:
    """What each column is wide, the widest giving way to the item where it would be squeezed."""
    widths = [field.width for field in fields]
    while _PAPER - _NUMBER_WIDTH - sum(widths) < _LEAST_FOR_ITEM and max(widths) > _YIELDS:
        widths[widths.index(max(widths))] -= 1
    return widths


def _says_something(book: Phrases, told: Told, key: str) -> bool:
    if key not in _LEFT_OUT_WHERE_EMPTY:
        return True
    field = _FIELDS[key]
    return any(field.sum_of(line) if field.sum_of else field.text(book, told, line).strip(DASH) for line in told.lines)


def _bare(field: _Field, line: PaperLine) -> str | float | int | None:
    """The number behind a field, for machines."""
    if field.sum_of is None:
        return None
    found = field.sum_of(line)
    return found if isinstance(found, int) else str(found)


def _sum(told: Told, field: _Field) -> Quantity | None:
    """Money always adds up; units only where all rows count in the same."""
    if field.sum_of is None or (not field.money and len({line.line.unit for line in told.lines}) > 1):
        return None
    return sum((field.sum_of(line) for line in told.lines), 0)


def _shown(book: Phrases, field: _Field, found: Quantity | None) -> Cell:
    if found is None:
        return Cell("")
    text = book.pounds(int(found)) if field.money else amount(book, found)
    return Cell(text, found if isinstance(found, int) else str(found))
