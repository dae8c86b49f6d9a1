"""Entering what a warehouse writes: supply orders, delivery notes and temporary receipts from a grid of items and sites."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from models import Contract, ContractLine, Paper, PaperLine, Site
from rollout.errors import Refused, Unreadable
from rollout.ledger.drafting import Draft, Row, Signer, post
from rollout.ledger.lying import home_of
from rollout.ledger.refusing import Fault, RefusedPaper
from rollout.ledger.standing import TO_DISPATCH, Cell, Open
from rollout.supply.kinds import Signs
from rollout.supply.quantities import Quantity, check_unit
from rollout.text import Text, _, name_of


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with the quantity of one item for one site."""

    cell: Cell
    message: Text


def broken_cells(offered: Open, cells: Mapping[Cell, Quantity]) -> list[CellFault]:
    """Every quantity that is more than stands open, or finer than its unit comes, in the order of the grid."""
    units = {line.id: line.unit for line in offered.lines}
    found = []
    for cell, quantity in cells.items():
        there = offered.at(*cell)
        if quantity > there:
            message = _("%(open)s are open here; this is %(excess)s more.", open=there, excess=quantity - there)
            found.append(CellFault(cell, message))
            continue
        try:
            check_unit(quantity, units[cell[0]])
        except Unreadable as refused:
            found.append(CellFault(cell, refused.message))
    return found


def rows_of(offered: Open, cells: Mapping[Cell, Quantity], *, drawn: bool) -> list[Row]:
    """The lines of a paper, in the order of the grid; `drawn` names from which state each is taken, what was ordered first."""
    rows = []
    for line in offered.lines:
        for site in offered.sites:
            rest = cells.get((line.id, site.id), 0)
            if not drawn and rest:
                rows.append(Row(line.id, site.id, rest))
                continue
            for state in TO_DISPATCH:
                taken = min(rest, offered.units.get((line.id, site.id), {}).get(state, 0))
                if taken:
                    rows.append(Row(line.id, site.id, taken, drawn=state))
                    rest -= taken
    return rows


@dataclass(frozen=True, slots=True)
class NoteHead:
    """What a supplier's delivery note says above its lines."""

    governorate_id: int
    supplier_id: int
    number: str
    day: date
    note: str = ""


def enter_note(
    session: Session, contract: Contract, head: NoteHead, offered: Open, cells: Mapping[Cell, Quantity], *, today: date, by: int | None
) -> Paper:
    """Close a supplier's delivery note: its units are on the way. The same note comes once. Flushes."""
    _must_hold(offered, cells)
    entered = Draft(
        "delivery", head.day, rows_of(offered, cells, drawn=True), governorate_id=head.governorate_id, supplier_id=head.supplier_id,
        own_number=head.number, note=head.note,
    )
    return post(session, contract, entered, today=today, by=by)


@dataclass(frozen=True, slots=True)
class OrderHead:
    """What a supply order says above its lines. `notified_on` is the day on which the supplier was told of it."""

    governorate_id: int
    supplier_id: int
    day: date
    due_on: date
    authority: str
    capacity: str = ""
    number: str = ""
    notified_on: date | None = None
    note: str = ""


def broken_notice(day: date, notified_on: date | None, due_on: date) -> Iterator[Refused]:
    """The notice lies between the order and the day by which to supply."""
    if notified_on is not None and notified_on < day:
        yield Refused(_("The supplier cannot have been notified before the day of the order."), "notified_on")
    elif notified_on is not None and notified_on > due_on:
        yield Refused(_("The supplier was notified after the day by which to supply."), "notified_on")


def enter_order(
    session: Session, contract: Contract, head: OrderHead, offered: Open, cells: Mapping[Cell, Quantity], *, today: date, by: int | None
) -> Paper:
    """Close a supply order. The delivery period begins with the notice, which is never before the order. Flushes."""
    _must_hold(offered, cells)
    for refused in broken_notice(head.day, head.notified_on, head.due_on):
        raise refused
    facts = {"notified_on": head.notified_on.isoformat()} if head.notified_on else {}
    entered = Draft(
        "order", head.day, rows_of(offered, cells, drawn=False), governorate_id=head.governorate_id, supplier_id=head.supplier_id,
        own_number=head.number, due_on=head.due_on, note=head.note, facts=facts,
        signers=[Signer(Signs.AUTHORITY, head.authority, head.capacity)],
    )
    return post(session, contract, entered, today=today, by=by)


@dataclass(frozen=True, slots=True)
class Counted:
    """What the storekeeper counted of one row of a note. Without `short`, what is missing is short; zero leaves it on the way."""

    line: PaperLine
    offered: Quantity
    counted: Quantity
    short: Quantity | None = None


def receipt_row(one: Counted) -> Row:
    """The row of the receipt: what was counted beyond the note is surplus, which lies apart from the contract's units."""
    surplus = max(one.counted - one.offered, 0)
    short = max(one.offered - one.counted, 0) if one.short is None else one.short
    return Row(
        one.line.line_id, one.line.to_site_id or one.line.site_id, one.counted - surplus, short=short, surplus=surplus,
        about_id=one.line.id,
    )


def enter_receipt(
    session: Session, contract: Contract, note: Paper, counted: Iterable[Counted], *, day: date, store_id: int | None, keeper: str,
    capacity: str = "", remark: str = "", today: date, by: int | None,
) -> Paper:
    """Close a temporary receipt of what was counted of a note; rows of which nothing is said stay on the way. Flushes."""
    rows = [row for row in map(receipt_row, counted) if row.quantity or row.short or row.surplus]
    if not rows:
        raise Refused(_("No row was counted."), "lines")
    governorate_id = home_of(session, note)
    entered = Draft(
        "receipt", day, rows, governorate_id=governorate_id, store_id=store_id, about_id=note.id, note=remark,
        signers=[Signer(Signs.STOREKEEPER, keeper, capacity)],
    )
    return post(session, contract, entered, today=today, by=by)


def _must_hold(offered: Open, cells: Mapping[Cell, Quantity]) -> None:
    if not any(cells.values()):
        raise Refused(_("No quantity was entered."), "lines")
    places = {line.id: line for line in offered.lines}, {site.id: site for site in offered.sites}
    faults = [
        Fault(None, _("%(item)s for %(site)s: %(fault)s", item=_name(places[0], one.cell[0]), site=_name(places[1], one.cell[1]),
                      fault=one.message), "quantity")
        for one in broken_cells(offered, cells)
    ]
    if faults:
        raise RefusedPaper(faults)


def _name(rows: Mapping[int, ContractLine] | Mapping[int, Site], key: int) -> str:
    return name_of(rows[key]) if key in rows else str(key)
