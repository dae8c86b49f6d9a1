"""What the pages of deliveries ask first: the governorate, and whose lines of which contract; and a grid of quantities as it was sent."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import abort, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from models import Contract, ContractLine, Governorate, Lot, Paper, PaperLine, Site
from rollout.errors import Unreadable
from rollout.exchange.block import Names, outside, quantity_of, read_block, rows_of_text
from rollout.exchange.problems import Problem
from rollout.ledger.entering import broken_cells
from rollout.ledger.standing import TO_DISPATCH, TO_ORDER, Cell, Open, open_units, outstanding
from rollout.scope import scope_of
from rollout.supply.quantities import Quantity, worth
from rollout.text import Text, _
from views.frame.chosen import Places, places
from views.frame.words import local_name
from views.security.current import database

LONGEST_CELL = 20


@dataclass(frozen=True)
class Party:
    """Whose lines are spoken of: a supplier's under a contract, or those of one of the supplier's lots."""

    key: str
    label: str
    contract_id: int
    supplier_id: int
    lot_id: int | None = None


def parties(*, by_lot: bool) -> list[Party]:
    """The suppliers (or their lots) of every contract that is not closed."""
    query = select(Lot).join(Contract, Contract.id == Lot.contract_id).where(Contract.closed_on.is_(None))
    options = joinedload(Lot.supplier), joinedload(Lot.contract)
    lots = database().scalars(query.options(*options).order_by(Lot.contract_id, Lot.code)).all()
    several = len({lot.contract_id for lot in lots}) > 1
    found: dict[str, Party] = {}
    for lot in lots:
        key = f"{lot.contract_id}-{lot.supplier_id}" + (f"-{lot.id}" if by_lot else "")
        words = [local_name(lot), local_name(lot.supplier)] if by_lot else [local_name(lot.supplier)]
        label = " — ".join([*words, *([lot.contract.number] if several else [])])
        found.setdefault(key, Party(key, label, lot.contract_id, lot.supplier_id, lot.id if by_lot else None))
    return list(found.values())


@dataclass
class Asked:
    """What was chosen so far; `offered` is there once both the governorate and the party are."""

    here: Places
    parties: list[Party]
    party: Party | None
    offered: Open | None = None

    @property
    def place(self) -> Governorate | None:
        return self.here.chosen

    @property
    def arguments(self) -> dict[str, str | None]:
        return {"governorate": self.here.code, "of": self.party.key if self.party else None}

    @property
    def contract(self) -> Contract:
        assert self.party is not None
        return database().get_one(Contract, self.party.contract_id)


def order_asked() -> Paper | None:
    """The supply order that the address names: what is still to come of it is filled in."""
    text = request.args.get("order", "")
    if not text:
        return None
    order = _order(int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else None
    return order or abort(404)


def _order(paper_id: int) -> Paper | None:
    query = select(Paper).where(Paper.id == paper_id, Paper.kind == "order", Paper.state == "closed")
    return database().scalar(query.options(selectinload(Paper.lines).joinedload(PaperLine.line).joinedload(ContractLine.lot)))


def to_come(order: Paper, day: date) -> dict[Cell, Quantity]:
    """What of a supply order was not yet dispatched, by item and site."""
    found = outstanding(database(), day, governorate_id=order.governorate_id)
    return next((one.cells for one in found if one.paper.id == order.id), {})


def asked(*, to_order: bool, order: Paper | None = None) -> Asked:
    """Read from the address, or from a supply order; only governorates for which the user reports are offered."""
    here, found = places(), parties(by_lot=to_order)
    capture = scope_of(database()).capture
    chosen = here.chosen if order is None else next((place for place in here.every if place.id == order.governorate_id), None)
    here = Places([place for place in here.every if place.id in capture], chosen)
    if here.chosen is not None and here.chosen.id not in capture:
        abort(403)
    key = request.args.get("of", "") if order is None else f"{order.contract_id}-{order.lines[0].line.lot.supplier_id}"
    party = next((one for one in found if one.key == key), None)
    if key and party is None and order is None:
        abort(404)
    if party is None and len(found) == 1:
        party = found[0]
    answer = Asked(here, found, party)
    if here.chosen is not None and party is not None:
        answer.offered = open_units(
            database(), party.contract_id, TO_ORDER if to_order else TO_DISPATCH, governorate_id=here.chosen.id, lot_id=party.lot_id,
            supplier_id=party.supplier_id,
        )
    return answer


@dataclass
class Typed:
    """The grid as it was sent: the text of each cell, what was understood of it, and what is wrong with it."""

    offered: Open
    texts: dict[Cell, str] = field(default_factory=dict)
    cells: dict[Cell, Quantity] = field(default_factory=dict)
    wrong: dict[Cell, Text] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    pasted: str = ""

    @property
    def is_clean(self) -> bool:
        return bool(self.cells) and not self.wrong and not self.problems

    def fill(self, wanted: Mapping[Cell, Quantity]) -> None:
        """Put in what is wanted, as far as it stands open."""
        self.cells = {cell: fits for cell, quantity in wanted.items() if (fits := min(quantity, self.offered.at(*cell)))}
        self.texts = {cell: str(quantity) for cell, quantity in self.cells.items()}

    def fingerprint(self, *head: object) -> str:
        """A print of the paper as it was shown before it is entered."""
        return hashlib.sha256(repr((sorted(self.cells.items()), [str(part or "") for part in head])).encode()).hexdigest()

    def line_sum(self, line_id: int) -> Quantity:
        return sum(quantity for cell, quantity in self.cells.items() if cell[0] == line_id)

    def site_rows(self, site_id: int) -> int:
        return sum(1 for cell in self.cells if cell[1] == site_id)

    def line_open(self, line_id: int) -> Quantity:
        return sum(self.offered.at(line_id, site.id) for site in self.offered.sites)

    @property
    def value(self) -> int:
        prices = {line.id: line.unit_price for line in self.offered.lines}
        return sum(worth(prices[cell[0]], quantity) for cell, quantity in self.cells.items())

    @property
    def named(self) -> list[tuple[Cell, str, str, Text]]:
        """What is wrong with cells, with the item and the site in words."""
        lines = {line.id: line for line in self.offered.lines}
        sites = {site.id: site for site in self.offered.sites}
        return [(cell, local_name(lines[cell[0]]), local_name(sites[cell[1]]), says) for cell, says in self.wrong.items()]


def typed(offered: Open) -> Typed:
    """Read the cells of the form, and the block that was pasted where that was asked for."""
    found, do = Typed(offered), request.form.get("do", "")
    for line in offered.lines:
        for site in offered.sites:
            there = offered.at(line.id, site.id)
            text = request.form.get(f"q-{line.id}-{site.id}", "").strip()[:LONGEST_CELL]
            if do == "fill" and there:
                text = str(there)
            if text and there and do != "clear":
                found.texts[line.id, site.id] = text
    found.pasted = request.form.get("pasted", "")[:100_000]
    if do == "paste" and found.pasted.strip():
        _paste(found)
    for cell, text in found.texts.items():
        try:
            quantity = quantity_of(text)
        except Unreadable as refused:
            found.wrong[cell] = refused.message
            continue
        if quantity:
            found.cells[cell] = quantity
    found.wrong |= {fault.cell: fault.message for fault in broken_cells(offered, found.cells)}
    return found


def _paste(found: Typed) -> None:
    """Put the pasted quantities into the grid; with any problem none of them."""
    session, offered = database(), found.offered
    contract = offered.lines[0].contract_id
    suppliers = {line.lot.supplier_id for line in offered.lines}
    query = select(ContractLine).join(Lot, Lot.id == ContractLine.lot_id)
    items = _names(session.scalars(query.where(ContractLine.contract_id == contract, Lot.supplier_id.in_(suppliers))))
    home = Site.governorate_id.in_({site.governorate_id for site in offered.sites})
    sites = _names(session.scalars(select(Site).where(home, Site.withdrawn_at.is_(None))), places=True)
    block = read_block(rows_of_text(found.pasted), items, sites, str(_("Pasted block")))
    found.problems = block.problems
    found.problems += [
        outside(put, offered.at(*cell))
        for cell, put in block.cells.items() if put.quantity > offered.at(*cell)
    ]
    found.problems.sort(key=lambda problem: problem.row)
    if not found.problems:
        found.texts |= {cell: str(put.quantity) for cell, put in block.cells.items()}
        found.pasted = ""


def _names(rows: Iterable[Any], *, places: bool = False) -> Names:
    return Names(((row.id, row.code, (row.name_ar, row.name_en)) for row in rows), places=places)
