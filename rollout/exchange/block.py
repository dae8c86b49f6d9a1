"""Quantities as they are copied from a sheet: items down and sites across, or a list with an item, a site and a quantity in each row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from rollout.arabic import clean, fold, parse_number
from rollout.errors import Unreadable
from rollout.exchange.names import core_name, folded, normal_code
from rollout.exchange.problems import Problem, cell_name, shorten, unread
from rollout.exchange.workbook import Cell, Fault
from rollout.supply.quantities import Quantity
from rollout.text import Text, _

MOST_LINES = 1_000
HEADING_WITHIN = 10
A_QUANTITY = _("a quantity, zero or more")
AN_ITEM = _("the code or the name of an item of this supplier")
A_SITE = _("the code or the name of a site of this governorate")
ITEM, SITE, QUANTITY = _("Item"), _("Site"), _("Quantity")
_SUMS = frozenset(fold(word) for word in ("الإجمالي", "إجمالي", "المجموع", "مجموع", "الجملة", "total", "sum"))
_DASHES = frozenset("-–—‒−ـ")


class Names:
    """Rows by their codes and names, as people write them. What a name means twice, it does not mean at all."""

    def __init__(self, rows: Iterable[tuple[int, str, Sequence[str]]], *, places: bool = False) -> None:
        self._codes: dict[str, int] = {}
        self._names: dict[str, set[int]] = {}
        self._key = core_name if places else folded
        for key, code, names in rows:
            self._codes[normal_code(code)] = key
            for name in names:
                if name:
                    self._names.setdefault(self._key(name), set()).add(key)

    def find(self, value: object) -> int | None:
        """The row of this code or name; None where there is none, or more than one."""
        text = clean(str(value)) if value is not None else ""
        if not text:
            return None
        by_code = self._codes.get(normal_code(text))
        if by_code is not None:
            return by_code
        named = self._names.get(self._key(text), set())
        return next(iter(named)) if len(named) == 1 else None


@dataclass(frozen=True, slots=True)
class Put:
    """A quantity that was read, as it was typed, and where it stood; row and column counted from 0. `about` names its item and site."""

    quantity: Quantity
    row: int
    column: int
    sheet: str = ""
    typed: str = ""
    about: Text | str = ""


@dataclass
class Block:
    """What a block says: quantities by item and site, and everything that is wrong with it."""

    cells: dict[tuple[int, int], Put] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def rows_of_text(text: str) -> list[list[Cell | Fault]]:
    """The cells of a block as a spreadsheet puts them on the clipboard: lines, with a tab between cells."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[: MOST_LINES + 1]
    return [[cell.strip().strip('"') or None for cell in line.split("\t")] for line in lines]


def read_block(rows: Sequence[Sequence[Cell | Fault]], items: Names, sites: Names, sheet: str) -> Block:
    """Read the block, whose first filled row names the sites; where that row names an item as well, it is the first of a list."""
    found = Block()
    heading = next(((at, row) for at, row in enumerate(rows[:HEADING_WITHIN]) if any(sites.find(cell) for cell in row)), None)
    if heading is None:
        message = _("The first row must name the sites, by code or name, above their quantities.")
        first = next((cell for row in rows for cell in row if cell is not None), "")
        found.problems.append(Problem(sheet, 1, "A1", SITE, shorten(first), A_SITE, message))
        return found
    at, row = heading
    if any(items.find(cell) is not None for cell in row):
        _read_list(rows, at, items, sites, sheet, found)
        return _within(rows, sheet, found)
    columns = dict(_sites_across(at, row, sites, sheet, found))
    first_site = min(columns)
    for index in range(at + 1, len(rows)):
        _read_row(rows[index], index, first_site, columns, items, sheet, found, row)
    return _within(rows, sheet, found)


def _within(rows: Sequence[Sequence[Cell | Fault]], sheet: str, found: Block) -> Block:
    if len(rows) > MOST_LINES:
        says = _("No more than %(most)s rows are read at once.", most=MOST_LINES)
        found.problems.append(Problem(sheet, MOST_LINES + 1, "", ITEM, "", says, says))
    return found


def _read_list(rows: Sequence[Sequence[Cell | Fault]], start: int, items: Names, sites: Names, sheet: str, found: Block) -> None:
    """Rows that each name an item, a site and a quantity, in the columns of the first of them: the quantity stands behind both names."""
    first = rows[start]
    item_at = next(column for column, cell in enumerate(first) if items.find(cell) is not None)
    site_at = next(column for column, cell in enumerate(first) if sites.find(cell) is not None)
    behind = range(max(item_at, site_at) + 1, len(first))
    put_at = next((column for column in behind if _is_quantity(first[column])), max(item_at, site_at) + 1)
    for index in range(start, len(rows)):
        row = rows[index]
        item_cell, site_cell, cell = (row[column] if column < len(row) else None for column in (item_at, site_at, put_at))
        if cell is None or any(fold(str(each)) in _SUMS for each in row if each is not None):
            continue
        item, site = items.find(item_cell), sites.find(site_cell)
        if item is None:
            found.problems.append(unread(sheet, index, item_at, field=ITEM, read=item_cell or "", expected=AN_ITEM))
        if site is None:
            found.problems.append(unread(sheet, index, site_at, field=SITE, read=site_cell or "", expected=A_SITE))
        about = _("%(item)s — %(site)s", item=shorten(item_cell or "—", 40), site=shorten(site_cell or "—", 40))
        quantity = read_quantity(cell, index, put_at, sheet, found.problems, about)
        if quantity and item is not None and site is not None:
            _put(found, (item, site), Put(quantity, index, put_at, sheet, shorten(cell), about))


def _is_quantity(cell: Cell | Fault) -> bool:
    try:
        return cell is not None and quantity_of(cell) > 0
    except Unreadable:
        return False


def _put(found: Block, cell: tuple[int, int], put: Put) -> None:
    """Put a quantity in its cell, once."""
    before = found.cells.get(cell)
    if before is None:
        found.cells[cell] = put
        return
    says = _("This item stands twice for this site, also in cell %(cell)s.", cell=cell_name(before.row, before.column))
    place = cell_name(put.row, put.column)
    found.problems.append(Problem(put.sheet, put.row + 1, place, put.about, put.typed, _("one row for each item"), says))


def _sites_across(at: int, row: Sequence[Cell | Fault], sites: Names, sheet: str, found: Block) -> Iterator[tuple[int, int]]:
    known = {column: key for column, cell in enumerate(row) if (key := sites.find(cell)) is not None}
    taken: dict[int, int] = {}
    for column in range(min(known), len(row)):
        cell = row[column]
        if cell is None or fold(str(cell)) in _SUMS:
            continue
        if column not in known:
            found.problems.append(unread(sheet, at, column, field=SITE, read=cell, expected=A_SITE))
        elif known[column] in taken:
            says = _("This site stands in two columns, also in %(column)s.", column=cell_name(at, taken[known[column]]))
            found.problems.append(Problem(sheet, at + 1, cell_name(at, column), SITE, shorten(cell), _("one column for each site"), says))
        else:
            taken[known[column]] = column
    yield from ((column, key) for key, column in taken.items())


def _read_row(
    row: Sequence[Cell | Fault], index: int, first_site: int, columns: Mapping[int, int], items: Names, sheet: str, found: Block,
    heading: Sequence[Cell | Fault],
) -> None:
    names: list[tuple[int, Cell | Fault]] = [(column, cell) for column, cell in enumerate(row[:first_site]) if cell is not None]
    if not any(column in columns and cell is not None for column, cell in enumerate(row)):
        return
    if any(fold(str(cell)) in _SUMS for _column, cell in names):
        return
    item = next((key for _column, cell in names if (key := items.find(cell)) is not None), None)
    item_words = shorten(next((cell for _column, cell in names if items.find(cell) is not None), names[0][1] if names else "—"), 40)
    if item is None:
        at, read = names[0] if names else (0, "")
        found.problems.append(unread(sheet, index, at, field=ITEM, read=read, expected=AN_ITEM))
    for column, site in columns.items():
        cell = row[column] if column < len(row) else None
        about = _("%(item)s — %(site)s", item=item_words, site=shorten(heading[column] or "", 40))
        quantity = read_quantity(cell, index, column, sheet, found.problems, about)
        if not quantity or item is None:
            continue
        _put(found, (item, site), Put(quantity, index, column, sheet, shorten(cell or ""), about))


def read_quantity(
    value: Cell | Fault, row: int, column: int, sheet: str, problems: list[Problem], about: Text | str = QUANTITY
) -> Quantity:
    """The quantity of a cell; an empty one and a dash are nothing, and what cannot be read is a problem."""
    if value is None or (isinstance(value, str) and not set(clean(value).replace(" ", "")) - _DASHES):
        return 0
    try:
        return quantity_of(value)
    except Unreadable as refused:
        problems.append(unread(sheet, row, column, field=about, read=value, expected=refused.expected))
        return 0


def quantity_of(value: object) -> Quantity:
    """A quantity as it is typed, in any digits; raises Unreadable."""
    if isinstance(value, Fault):
        raise Unreadable(value, A_QUANTITY)
    try:
        number: Decimal = parse_number(value)
    except Unreadable:
        raise Unreadable(value, A_QUANTITY) from None
    if number < 0 or number > 10**9 or number.normalize().as_tuple().exponent < -3:  # type: ignore[operator]  # finite, so a number
        raise Unreadable(value, A_QUANTITY)
    return int(number) if number == number.to_integral_value() else number


def outside(put: Put, open_units: Quantity) -> Problem:
    """A quantity beyond what stands open."""
    message: Text = _("%(open)s are open here; this is %(excess)s more.", open=open_units, excess=put.quantity - open_units)
    place = cell_name(put.row, put.column)
    read = put.typed or str(put.quantity)
    return Problem(put.sheet, put.row + 1, place, put.about or QUANTITY, read, _("at most %(open)s", open=open_units), message)
