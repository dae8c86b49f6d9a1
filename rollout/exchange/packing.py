"""A supplier's packing list: one row for each item and site, read as delivery notes; all of it is entered, or nothing.

A note is named by its supplier (that of the item), its number and its day. A note that stands in the books with the same quantities
changes nothing when it is sent again.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import Contract, ContractLine, Lot, Paper, Site, Supplier
from models.papers import folded_number
from rollout.arabic import clean, format_date, parse_date
from rollout.database import lock_journal
from rollout.errors import Conflict, Refused, Unreadable
from rollout.exchange.block import AN_ITEM, QUANTITY, Names, Put, outside, read_quantity
from rollout.exchange.packing_sheet import COLUMNS, HEADINGS_WITHIN, headed
from rollout.exchange.problems import Notice, Problem, cell_name, shorten, unread
from rollout.exchange.workbook import Cell, Fault, Grid, read_workbook
from rollout.ledger.entering import NoteHead, enter_note
from rollout.ledger.standing import TO_DISPATCH, open_units
from rollout.supply.quantities import STEPS, THOUSAND, Quantity, thousandths
from rollout.text import Text, _, listed

_FIELDS = {column.key: column.heading for column in COLUMNS}
# Controls that turn the direction of what follows: one number is shown and another is stored.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
LONGEST_NUMBER = 200
A_SITE_AT_ALL = _("the code or the name of a site of the register")


@dataclass
class ReadNote:
    """A delivery note of the list. `known` says that it stands in the books as it is."""

    supplier_id: int
    supplier: str
    number: str
    day: date
    governorate_id: int
    cells: dict[tuple[int, int], Put] = field(default_factory=dict)
    known: bool = False

    @property
    def units(self) -> Quantity:
        return sum(put.quantity for put in self.cells.values())

    @property
    def sites(self) -> int:
        return len({site for _line, site in self.cells})


@dataclass
class PackingList:
    """What a workbook would enter. Any problem keeps all of it out."""

    notes: list[ReadNote] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    tables: int = 0
    rows: int = 0

    @property
    def new(self) -> list[ReadNote]:
        return [note for note in self.notes if not note.known]

    @property
    def fingerprint(self) -> str:
        """A print of what was shown, so that exactly this is entered."""
        said = [(n.supplier_id, n.number, n.day, sorted((c, p.quantity) for c, p in n.cells.items())) for n in self.new]
        return hashlib.sha256(repr(said).encode()).hexdigest()


@dataclass(frozen=True)
class _Row:
    grid: Grid
    index: int
    columns: dict[str, int]

    def cell(self, name: str) -> Cell | Fault:
        return self.grid.at(self.index, self.columns[name]) if name in self.columns else None

    def wrong(self, name: str, expected: Text, message: Text | None = None) -> Problem:
        column = self.columns.get(name, 0)
        if message is None:
            return unread(self.grid.name, self.index, column, field=_FIELDS[name], read=self.cell(name) or "", expected=expected)
        place = cell_name(self.index, column)
        return Problem(self.grid.name, self.index + 1, place, _FIELDS[name], shorten(self.cell(name) or ""), expected, message)


def contract_of(session: Session, code: str | None = None) -> Contract:
    """The contract of this code, or the only one; refused where there is none or nobody said which."""
    query = select(Contract)
    found = session.scalars(query if code is None else query.where(Contract.code == code)).all()
    if len(found) != 1:
        codes = listed(contract.code for contract in session.scalars(select(Contract).order_by(Contract.code)))
        raise Refused(_("Name one of the contracts: %(codes)s.", codes=codes or "—"))
    return found[0]


def read_packing(session: Session, contract: Contract, data: bytes, *, today: date) -> PackingList:
    """What the packing list would enter, and everything that is wrong with it. Writes nothing."""
    found = PackingList()
    rows = [row for grid in read_workbook(data) for row in _rows(grid, found)]
    if not found.tables:
        message = _("No packing list was found: no sheet has the headings “%(item)s”, “%(site)s” and “%(quantity)s”.",
                    item=_FIELDS["item"], site=_FIELDS["site"], quantity=_FIELDS["quantity"])
        found.problems.append(Problem("", 0, "", "", "", _("the workbook as it was downloaded"), message))
        return found
    reader = _Reader(session, contract, found, today)
    for row in rows:
        reader.read(row)
    _compare(session, contract, found)
    if not found.notes and not found.problems:
        message = _("The packing list has no quantity.")
        found.problems.append(Problem("", 0, "", QUANTITY, "", _("a quantity in at least one row"), message))
    return found


def apply_packing(
    session: Session, contract: Contract, data: bytes, fingerprint: str, *, today: date, by: int | None = None
) -> list[Paper]:
    """Enter the notes exactly as they were shown, all or none; gives those that were new. The caller commits."""
    lock_journal(session)
    found = read_packing(session, contract, data, today=today)
    if found.problems:
        raise Refused(_("The file has %(count)s problems; nothing was imported.", count=len(found.problems)))
    if found.fingerprint != fingerprint:
        raise Conflict(_("The orders have changed since you saw this; look at it once more."))
    papers = []
    for note in found.new:
        offered = open_units(
            session, contract.id, TO_DISPATCH, governorate_id=note.governorate_id, supplier_id=note.supplier_id, as_of=note.day
        )
        head = NoteHead(note.governorate_id, note.supplier_id, note.number, note.day)
        cells = {cell: put.quantity for cell, put in note.cells.items()}
        papers.append(enter_note(session, contract, head, offered, cells, today=today, by=by))
    return papers


def _rows(grid: Grid, found: PackingList) -> Iterator[_Row]:
    if not grid.visible:
        return
    for index, row in enumerate(grid.rows[:HEADINGS_WITHIN]):
        columns = headed(row)
        if columns:
            found.tables += 1
            for at in range(index + 1, len(grid.rows)):
                if any(grid.at(at, place) is not None for place in columns.values()):
                    found.rows += 1
                    yield _Row(grid, at, columns)
            return


class _Reader:
    """Reads row after row; the number and the day of a note hold for the rows below it until others are told."""

    def __init__(self, session: Session, contract: Contract, found: PackingList, today: date) -> None:
        self.found, self.today = found, today
        query = select(ContractLine).join(Lot, Lot.id == ContractLine.lot_id).where(ContractLine.contract_id == contract.id)
        self.lines: dict[int, Any] = {line.id: line for line in session.scalars(query.options(joinedload(ContractLine.lot)))}
        self.sites = {site.id: site for site in session.scalars(select(Site).where(Site.withdrawn_at.is_(None)))}
        self.suppliers = {row.id: row.name_ar for row in session.scalars(select(Supplier))}
        self.items = Names((line.id, line.code, (line.name_ar, line.name_en)) for line in self.lines.values())
        self.places = Names(((site.id, site.code, (site.name_ar, site.name_en)) for site in self.sites.values()), places=True)
        self.number = ""
        self.day: date | None = None
        self.notes: dict[tuple[int, str, date], ReadNote] = {}

    def read(self, row: _Row) -> None:
        problems: list[Problem] = []
        self._head(row, problems)
        quantity = read_quantity(row.cell("quantity"), row.index, row.columns["quantity"], row.grid.name, problems)
        if not quantity:
            self.found.problems += problems
            return
        line = self.lines.get(self._named(row, self.items, ("item", "item_name")) or 0)
        site = self.sites.get(self._named(row, self.places, ("site", "site_name")) or 0)
        if line is None:
            problems.append(row.wrong("item", AN_ITEM))
        if site is None:
            problems.append(row.wrong("site", A_SITE_AT_ALL))
        if not self.number:
            problems.append(row.wrong("number", _("the number of the supplier's note, in the first row at least")))
        if self.day is None and not problems:
            problems.append(row.wrong("day", _("the date of the supplier's note, in the first row at least")))
        if line is not None and thousandths(quantity) % STEPS[line.unit]:
            whole = STEPS[line.unit] == THOUSAND
            problems.append(row.wrong("quantity", _("a whole number") if whole else _("at most three decimals")))
        self.found.problems += problems
        if not problems and line is not None and site is not None and self.day is not None:
            self._put(row, line, site, quantity, self.day)

    def _head(self, row: _Row, problems: list[Problem]) -> None:
        number, day = row.cell("number"), row.cell("day")
        if number is not None:
            self.number = clean(str(number))
            if _TURNING.search(str(number)):
                says = _("The text contains characters that cannot be seen.")
                problems.append(row.wrong("number", _("the number as it stands on the note"), says))
            if len(self.number) > LONGEST_NUMBER:
                says = _("The number is longer than %(most)s characters.", most=LONGEST_NUMBER)
                problems.append(row.wrong("number", _("the number as it stands on the note"), says))
        if day is None:
            return
        try:
            if isinstance(day, Fault):
                raise Unreadable(day, _("a date"))
            self.day = parse_date(day)
            if self.day > self.today:
                problems.append(row.wrong("day", _("a day that has come"), _("The day of the note has not come yet.")))
        except Unreadable as refused:
            self.day = None
            problems.append(row.wrong("day", refused.expected))

    @staticmethod
    def _named(row: _Row, names: Names, columns: tuple[str, ...]) -> int | None:
        """By the code where it is told, else by the name; a code that nobody knows is not set right by the name beside it."""
        told = next((name for name in columns if row.cell(name) is not None), columns[0])
        return names.find(row.cell(told))

    def _put(self, row: _Row, line: Any, site: Site, quantity: Quantity, day: date) -> None:
        supplier_id = line.lot.supplier_id
        key = (supplier_id, folded_number(self.number), day)
        note = self.notes.get(key)
        if note is None:
            note = ReadNote(supplier_id, self.suppliers.get(supplier_id, ""), self.number, day, site.governorate_id)
            self.notes[key] = note
            self.found.notes.append(note)
        put, before = Put(
            quantity, row.index, row.columns["quantity"], row.grid.name, shorten(row.cell("quantity") or ""),
            _("%(item)s — %(site)s", item=line.name_ar, site=site.name_ar),
        ), note.cells.get((line.id, site.id))
        if note.governorate_id != site.governorate_id:
            says = _("Note %(number)s goes to another governorate; a note goes to one.", number=self.number)
            self.found.problems.append(row.wrong("site", _("a site of the note's governorate"), says))
        elif before is not None:
            says = _("This item stands twice for this site, also in cell %(cell)s.", cell=cell_name(before.row, before.column))
            self.found.problems.append(row.wrong("quantity", _("one row for each item and site"), says))
        else:
            note.cells[line.id, site.id] = put


def _compare(session: Session, contract: Contract, found: PackingList) -> None:
    """Which notes stand in the books already, and whether the others stay within what is open, one after the other."""
    numbers = {folded_number(note.number) for note in found.notes}
    query = select(Paper).where(Paper.kind == "delivery", Paper.state != "dropped", Paper.own_folded.in_(numbers))
    kept = {(paper.supplier_id, paper.own_folded, paper.day): paper for paper in session.scalars(query.options(selectinload(Paper.lines)))}
    rest: dict[tuple[int, int], Quantity] = defaultdict(int)
    for cell, states in open_units(session, contract.id, TO_DISPATCH).units.items():
        rest[cell] = sum(states.values())
    for note in found.notes:
        paper = kept.get((note.supplier_id, folded_number(note.number), note.day))
        if paper is not None:
            _compare_with(paper, note, found)
            continue
        for cell, put in note.cells.items():
            if put.quantity > rest[cell]:
                found.problems.append(outside(put, rest[cell]))
            rest[cell] -= put.quantity


def _compare_with(paper: Paper, note: ReadNote, found: PackingList) -> None:
    told: dict[tuple[int, int | None], Quantity] = defaultdict(int)
    for line in paper.lines:
        told[line.line_id, line.site_id] += line.quantity
    names = dict(number=note.number, day=format_date(note.day), supplier=note.supplier)
    if told == {cell: put.quantity for cell, put in note.cells.items()}:
        note.known = True
        found.notices.append(Notice("", 0, "", _("Note %(number)s of %(day)s of %(supplier)s is known already; nothing changes.", **names)))
        return
    says = _("Note %(number)s of %(day)s of %(supplier)s was entered already, with other quantities.", **names)
    found.problems.append(Problem("", 0, "", _FIELDS["number"], note.number, _("a note that was not entered yet"), says))
