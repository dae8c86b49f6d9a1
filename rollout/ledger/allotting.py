"""Allotting lines to sites from a table that somebody pasted or sent: what it would set, and everything that is wrong with it, at once.

The table has a row for each site and a column for each line, headed by their codes, or a row for each site and line with its quantity,
which needs no heading. It says how much of a line a site is allotted in all; what it already has counts, so that the same table twice
changes nothing.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Account, Contract, ContractLine, Paper, Site
from rollout.arabic import clean, fold, format_exact, parse_number
from rollout.errors import Conflict, Refused, Unreadable
from rollout.exchange.names import normal_code
from rollout.journal import next_moment
from rollout.ledger.drafting import Draft, Row, post
from rollout.supply.quantities import Quantity, check_unit, from_thousandths, thousandths
from rollout.supply.states import OUTSIDE, Held
from rollout.text import Text, _, name_of

MOST_CELLS = 50_000
_SITE = ("site", "code", "site code", "كود الموقع", "الموقع", "كود", "الكود", "كود المجمع")
_LINE = ("line", "item", "البند", "كود البند", "الصنف", "كود الصنف")
_QUANTITY = ("quantity", "الكمية", "العدد")
_BESIDE = frozenset(fold(name) for name in ("site name", "governorate", "markaz", "اسم الموقع", "المحافظة", "المركز"))
_AT_SITES = frozenset(Held) - OUTSIDE - {Held.CONTRACTED, Held.MOVING, Held.MOVING_ACCEPTED}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one cell of the table; row and column are counted from one."""

    row: int
    column: int
    found: str
    message: Text


@dataclass(frozen=True, slots=True)
class Change:
    """A site's allotment of a line, as it is and as the table sets it."""

    line: ContractLine
    site: Site
    before: Quantity
    after: Quantity

    @property
    def difference(self) -> Quantity:
        return self.after - self.before


@dataclass
class Allotting:
    """What a table would change. Anything wrong keeps all of it out."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Wrong] = field(default_factory=list)
    cells: int = 0

    @property
    def fingerprint(self) -> str:
        """A print of what was shown, so that exactly this is applied."""
        shown = [(one.line.id, one.site.id, thousandths(one.before), thousandths(one.after)) for one in self.changes]
        return hashlib.sha256(repr(shown).encode()).hexdigest()


def cells_of(text: str) -> list[list[Any]]:
    """The cells of lines that were copied from a spreadsheet, or written with commas."""
    lines = text.replace("\r\n", "\n").split("\n")
    return [line.split("\t" if "\t" in text else ",") for line in lines]


def has_heading(table: Sequence[Sequence[Any]]) -> bool:
    """Whether one of the first rows heads a column of sites."""
    return any(_site_column(row) is not None for row in table[:10])


def read_allotment(session: Session, contract: Contract, table: Sequence[Sequence[Any]]) -> Allotting:
    """What the table would change. Writes nothing."""
    found = Allotting()
    lines = {fold(line.code): line for line in session.scalars(select(ContractLine).where(ContractLine.contract_id == contract.id))}
    at = next((index for index, row in enumerate(table[:10]) if _site_column(row) is not None), None)
    heading = table[at] if at is not None else _bare_heading(table, lines)
    if heading is None:
        found.problems.append(Wrong(1, 1, "", _("No heading names the site: expected “Site code” above the codes of the sites.")))
        return found
    cells = list(_cells(table, -1 if at is None else at, heading, lines, found))
    found.cells = len(cells)
    if found.cells > MOST_CELLS:
        found.problems.append(Wrong(1, 1, "", _("The table has more than %(most)s quantities.", most=MOST_CELLS)))
        return found
    sites = _sites(session, {normal_code(cell.site) for cell in cells})
    taken: dict[tuple[int, int], int] = {}
    wanted: dict[tuple[int, int], tuple[_Cell, Quantity]] = {}
    for cell in cells:
        line, site = lines.get(fold(cell.line)), sites.get(normal_code(cell.site))
        if line is None:
            found.problems.append(cell.wrong(_("There is no item with the code “%(code)s” in this contract.", code=cell.line)))
        if site is None:
            found.problems.append(cell.wrong(_("There is no site with this code: %(code)s.", code=cell.site)))
        if line is None or site is None:
            _quantity(cell, line, found)
            continue
        if (line.id, site.id) in taken:
            message = _("The site %(code)s stands twice in the file, also in row %(row)s.", code=site.code, row=taken[line.id, site.id])
            found.problems.append(cell.wrong(message))
            continue
        taken[line.id, site.id] = cell.row
        quantity = _quantity(cell, line, found)
        if quantity is not None:
            wanted[line.id, site.id] = cell, quantity
    _compare(session, contract, found, wanted, {line.id: line for line in lines.values()}, {site.id: site for site in sites.values()})
    return found


def apply_allotment(
    session: Session, contract: Contract, table: Sequence[Sequence[Any]], fingerprint: str, *, on: date, note: str, today: date,
    by: int | None,
) -> list[Paper]:
    """Post exactly what was shown: one paper for what is allotted, one for what is withdrawn. The caller commits."""
    next_moment(session)
    shown = read_allotment(session, contract, table)
    if shown.problems:
        raise Refused(_("The file has %(count)s problems; nothing was imported.", count=len(shown.problems)))
    if shown.fingerprint != fingerprint:
        raise Conflict(_("The allotment has changed since you saw this; look at it once more."))
    posted = []
    for kind, sign in (("deallotment", -1), ("allotment", 1)):
        rows = [Row(one.line.id, one.site.id, sign * one.difference) for one in shown.changes if sign * one.difference > 0]
        if rows:
            posted.append(post(session, contract, Draft(kind, on, rows, note=note), today=today, by=by))
    return posted


def allotted(session: Session, line_ids: Collection[int], states: Collection[Held] = _AT_SITES) -> dict[tuple[int, int], Quantity]:
    """By line and site, what each site was allotted of each line, wherever those units are by now."""
    query = (
        select(Account.line_id, Account.site_id, func.sum(Account.balance))
        .where(Account.line_id.in_(line_ids), Account.site_id.is_not(None), Account.state.in_(states))
        .group_by(Account.line_id, Account.site_id)
    )
    return {(line_id, site_id): number for line_id, site_id, number in session.execute(query) if site_id is not None}


@dataclass(frozen=True, slots=True)
class _Cell:
    row: int
    column: int
    site: str
    line: str
    value: Any

    def wrong(self, message: Text) -> Wrong:
        return Wrong(self.row, self.column, str(self.value)[:60], message)


def _name(cell: Any) -> str:
    return fold(clean(str(cell if cell is not None else "")))


def _place(row: Sequence[Any], names: Sequence[str]) -> int | None:
    known = {fold(name) for name in names}
    return next((column for column, cell in enumerate(row) if _name(cell) in known), None)


def _site_column(row: Sequence[Any]) -> int | None:
    return _place(row, _SITE)


def _is_empty(value: Any) -> bool:
    return value is None or clean(str(value)).strip("-–—") == ""


def _bare_heading(table: Sequence[Sequence[Any]], lines: Mapping[str, ContractLine]) -> Sequence[str] | None:
    """What three columns without a heading are: the site, the item and its quantity, or the item before the site."""
    rows = [row for row in table if any(not _is_empty(cell) for cell in row)]
    wide = {max(place for place, cell in enumerate(row, 1) if not _is_empty(cell)) for row in rows}
    if not rows or max(wide) != 3 or _name(([*rows[0], None, None])[2]) in lines:
        return None
    of_items = sum(1 for row in rows if _name(row[0]) in lines)
    return (_LINE[0], _SITE[0], _QUANTITY[0]) if 2 * of_items > len(rows) else (_SITE[0], _LINE[0], _QUANTITY[0])


def _cells(
    table: Sequence[Sequence[Any]], at: int, heading: Sequence[Any], lines: Mapping[str, ContractLine], found: Allotting
) -> Iterator[_Cell]:
    """Every quantity of the table with the codes that it stands under; in the wide form an empty cell says nothing."""
    site, line, quantity = _site_column(heading), _place(heading, _LINE), _place(heading, _QUANTITY)
    assert site is not None
    wide = line is None or quantity is None
    for column, title in enumerate(heading if wide else ()):
        if column != site and not _is_empty(title) and _name(title) not in lines and _name(title) not in _BESIDE:
            unknown = _("There is no item with the code “%(code)s” in this contract.", code=clean(str(title)))
            found.problems.append(Wrong(at + 1, column + 1, str(title)[:60], unknown))
    for index, row in enumerate(table[at + 1 :], at + 2):
        cells = [*row, *([None] * (len(heading) - len(row)))]
        if all(_is_empty(cell) for cell in cells):
            continue
        code = clean(str(cells[site] if cells[site] is not None else ""))
        if not code:
            found.problems.append(Wrong(index, site + 1, "", _("The row has no code of a site.")))
        elif line is not None and quantity is not None:
            yield _Cell(index, quantity + 1, code, clean(str(cells[line] or "")), cells[quantity])
        else:
            for column, title in enumerate(heading):
                if column != site and _name(title) in lines and not _is_empty(cells[column]):
                    yield _Cell(index, column + 1, code, clean(str(title)), cells[column])


def _sites(session: Session, codes: Collection[str]) -> dict[str, Site]:
    several, found = sorted(codes), dict[str, Site]()
    for start in range(0, len(several), 1_000):
        query = select(Site).where(Site.code.in_(several[start : start + 1_000]), Site.withdrawn_at.is_(None))
        found |= {site.code: site for site in session.scalars(query)}
    return found


def _quantity(cell: _Cell, line: ContractLine | None, found: Allotting) -> Quantity | None:
    try:
        number = parse_number(cell.value)
        if line is not None:
            check_unit(number, line.unit)
        if number < 0:
            raise Unreadable(cell.value, _("zero or more"))
        return from_thousandths(thousandths(number))
    except Unreadable as refused:
        found.problems.append(cell.wrong(refused.message))
        return None


def _compare(
    session: Session, contract: Contract, found: Allotting, wanted: Mapping[tuple[int, int], tuple[_Cell, Quantity]],
    lines: Mapping[int, ContractLine], sites: Mapping[int, Site],
) -> None:
    """What the table changes of what there is; that there is enough, and that no site loses what was ordered for it already."""
    now, free = allotted(session, list(lines)), allotted(session, list(lines), {Held.ALLOTTED})
    asked: dict[int, Quantity] = defaultdict(int)
    for (line_id, site_id), (cell, after) in wanted.items():
        before = now.get((line_id, site_id), 0)
        if after == before:
            continue
        change = Change(lines[line_id], sites[site_id], before, after)
        found.changes.append(change)
        asked[line_id] += change.difference
        excess = -change.difference - free.get((line_id, site_id), 0)
        if excess > 0:
            found.problems.append(cell.wrong(_(
                "Of %(item)s %(ordered)s are ordered for this site already; no fewer can be allotted to it.", item=name_of(lines[line_id]),
                ordered=format_exact(before - free.get((line_id, site_id), 0)),
            )))
    pools = select(Account.line_id, Account.balance).where(Account.line_id.in_(list(lines)), Account.state == Held.CONTRACTED)
    left: dict[int, Quantity] = {line_id: balance for line_id, balance in session.execute(pools)}  # noqa: C416 — rows are more than pairs
    for line_id, number in asked.items():
        excess = number - left.get(line_id, 0)
        if excess > 0:
            cell = next(cell for (line, _site), (cell, _after) in wanted.items() if line == line_id)
            found.problems.append(cell.wrong(_(
                "Of %(item)s %(left)s are not allotted yet; the table asks for %(excess)s more.", item=name_of(lines[line_id]),
                left=format_exact(left.get(line_id, 0)), excess=format_exact(excess),
            )))
