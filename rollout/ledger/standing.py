"""What stands open in the ledger: units that may be ordered or dispatched, papers whose units still wait, orders that are not fulfilled."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, select, type_coerce
from sqlalchemy.orm import Session, joinedload

from models import Account, ContractLine, Lot, Movement, Paper, PaperLine, Site
from models.base import Quantities
from rollout.ledger.books import once
from rollout.ledger.figures import holdings
from rollout.ledger.lying import SITE, STORE, Brought, still_there
from rollout.supply.quantities import Quantity, worth
from rollout.supply.states import Held

Cell = tuple[int, int]
"""A line of the contract and a site."""

TO_ORDER = (Held.ALLOTTED,)
TO_DISPATCH = (Held.ORDERED, Held.SHORT)
"""States from which the supplier dispatches: what was ordered, and what came short before."""


@dataclass
class Open:
    """The units of some lines that stand open for some sites, by the states from which they may be taken."""

    lines: list[ContractLine] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    units: dict[Cell, dict[Held, Quantity]] = field(default_factory=dict)

    def at(self, line_id: int, site_id: int) -> Quantity:
        return sum(self.units.get((line_id, site_id), {}).values())


def open_units(
    session: Session, contract_id: int, states: Collection[Held], *, governorate_id: int | None = None, lot_id: int | None = None,
    supplier_id: int | None = None, as_of: date = date.max,
) -> Open:
    """What stands open in these states, its lines and sites in their order; of a governorate, a lot or a supplier where one is named."""
    query = select(ContractLine).join(Lot, Lot.id == ContractLine.lot_id).where(ContractLine.contract_id == contract_id)
    if lot_id is not None:
        query = query.where(ContractLine.lot_id == lot_id)
    if supplier_id is not None:
        query = query.where(Lot.supplier_id == supplier_id)
    lines = {line.id: line for line in session.scalars(query.options(joinedload(ContractLine.lot)).order_by(ContractLine.position))}
    places = select(Site).where(Site.withdrawn_at.is_(None))
    if governorate_id is not None:
        places = places.where(Site.governorate_id == governorate_id)
    sites = {site.id: site for site in session.scalars(places.order_by(Site.sort_key, Site.id))}
    found = Open()
    if not lines or not sites:
        return found
    site_ids = list(sites) if governorate_id is not None else None
    held = holdings(session, as_of, line_ids=list(lines), site_ids=site_ids, states=states)
    for (line_id, site_id, _store, state), quantity in held.items():
        if site_id in sites:
            found.units.setdefault((line_id, site_id), {})[state] = quantity
    found.lines = [line for line in lines.values() if any(line.id == cell[0] for cell in found.units)]
    found.sites = [site for site in sites.values() if any(site.id == cell[1] for cell in found.units)]
    return found


@dataclass
class Waiting:
    """A closed paper whose units, or some of them, still wait for the next one."""

    paper: Paper
    lines: dict[int, Quantity]
    value: int = 0

    @property
    def rows(self) -> int:
        return len(self.lines)


def waiting(
    session: Session, state: Held, kinds: Collection[str], as_of: date, known_at: datetime | None = None, *,
    governorate_id: int | None = None,
) -> list[Waiting]:
    """The papers of these kinds whose units stayed in the state into which they brought them, the oldest first."""
    def read() -> Left:
        return _left(session, state, kinds, as_of, known_at, governorate_id)

    asked = "waiting", state, tuple(sorted(kinds)), as_of, governorate_id
    found = read() if known_at is not None else once(session, asked, read)
    papers = session.scalars(select(Paper).where(Paper.id.in_(found), Paper.kind.in_(kinds)).options(*_PARTIES))
    return [
        Waiting(each, {key: units for key, (units, _price) in found[each.id].items()}, sum(
            worth(price, units) for units, price in found[each.id].values()
        ))
        for each in sorted(papers, key=lambda each: (each.day, each.id))
    ]


Left = dict[int, dict[int, tuple[Quantity, int]]]
"""What still waits of each paper and of its lines (by their ids), with the price of a unit."""


def _left(
    session: Session, state: Held, kinds: Collection[str], as_of: date, known_at: datetime | None, governorate_id: int | None
) -> Left:
    """A movement counts for the line that brought the units: the line itself, or the one that it follows or corrects."""
    # The tables of a scope are not aliased here: in a join within a subquery the condition of the scope would name the wrong one.
    corrected = select(Movement.id, Movement.paper_line_id).subquery()
    accounts = select(Account.id).where(Account.state == state)
    came, went = Movement.to_id.in_(accounts), Movement.from_id.in_(accounts)
    # A transfer brings units from the same state elsewhere: there they wait, and taking it back takes them from there.
    first = Movement.corrects_id.is_(None)
    carried = case((first & came, Movement.quantity), (first, 0), else_=-Movement.quantity)
    signed = case((came, Movement.quantity), else_=0) - case((went, Movement.quantity), else_=0)
    signed = case((Paper.kind == "transfer", carried), else_=signed)
    root = case((Paper.kind.in_(kinds), PaperLine.id), else_=PaperLine.about_id)
    query: Any = (
        select(root.label("root"), type_coerce(func.sum(signed), Quantities).label("units"))
        .outerjoin(corrected, corrected.c.id == Movement.corrects_id)
        .join(PaperLine, PaperLine.id == func.coalesce(corrected.c.paper_line_id, Movement.paper_line_id))
        .join(Paper, Paper.id == PaperLine.paper_id)
        .where(came | went, Movement.moved_on <= as_of)
    )
    if governorate_id is not None:
        query = query.where(Movement.governorate_id == governorate_id)
    if known_at is not None:
        query = query.where(Movement.recorded_at <= known_at)
    sums = query.group_by(root).subquery()
    rows = session.execute(
        select(
            PaperLine.id, PaperLine.paper_id, ContractLine.unit_price, sums.c.units, PaperLine.line_id, SITE.label("site"),
            STORE.label("store"),
        )
        .join(sums, sums.c.root == PaperLine.id).join(ContractLine, ContractLine.id == PaperLine.line_id)
        .join(Paper, Paper.id == PaperLine.paper_id).where(sums.c.units > 0).order_by(Paper.day, Paper.id, PaperLine.position)
    ).all()
    told = [Brought(row.id, row.line_id, row.site, row.store, row.units) for row in rows]
    there = still_there(session, state, told, as_of, known_at)
    found: Left = defaultdict(dict)
    for row in rows:
        if there.get(row.id):
            found[row.paper_id][row.id] = there[row.id], row.unit_price
    return dict(found)


_PARTIES = (joinedload(Paper.supplier), joinedload(Paper.store))


@dataclass
class Outstanding:
    """A supply order of which something was not yet dispatched, and since when that is late."""

    paper: Paper
    cells: dict[Cell, Quantity] = field(default_factory=dict)
    value: int = 0
    days_late: int = 0

    @property
    def rows(self) -> int:
        return len(self.cells)


def outstanding(session: Session, as_of: date, *, governorate_id: int | None = None) -> list[Outstanding]:
    """The orders of which something is not yet dispatched, the longest late first. What came fulfils the oldest order first."""
    cells, values = once(session, ("outstanding", as_of, governorate_id), lambda: _undispatched(session, as_of, governorate_id))
    orders = session.scalars(select(Paper).where(Paper.id.in_(values)).options(*_PARTIES))
    found = [
        Outstanding(order, dict(cells[order.id]), values[order.id], max((as_of - order.due_on).days, 0) if order.due_on else 0)
        for order in orders
    ]
    return sorted(found, key=lambda one: (-one.days_late, one.paper.due_on or one.paper.day, one.paper.id))


def _undispatched(
    session: Session, as_of: date, governorate_id: int | None
) -> tuple[dict[int, dict[Cell, Quantity]], dict[int, int]]:
    """Of each order (by its id) what is not yet dispatched, and what that is worth."""
    rest: dict[Cell, Quantity] = defaultdict(int)
    for (line_id, site_id, _store, _state), quantity in holdings(session, as_of, states=TO_DISPATCH).items():
        if site_id is not None:
            rest[line_id, site_id] += quantity
    cells: dict[int, dict[Cell, Quantity]] = defaultdict(dict)
    values: dict[int, int] = defaultdict(int)
    for row in session.execute(_ordered(as_of, governorate_id)):
        cell = row.line_id, row.site_id
        open_still = min(row.quantity, rest.get(cell, 0))
        if open_still > 0:
            rest[cell] -= open_still
            here = cells[row.paper_id]
            here[cell] = here.get(cell, 0) + open_still
            values[row.paper_id] += worth(row.unit_price, open_still)
    return dict(cells), dict(values)


def _ordered(as_of: date, governorate_id: int | None) -> Any:
    """What each order wants at each site. The later orders come first: they take their part of the rest before the others."""
    query = (
        select(PaperLine.paper_id, PaperLine.line_id, PaperLine.site_id, PaperLine.quantity, ContractLine.unit_price)
        .join(Paper, Paper.id == PaperLine.paper_id).join(ContractLine, ContractLine.id == PaperLine.line_id)
        .where(Paper.kind == "order", Paper.state == "closed", Paper.day <= as_of)
        .order_by(Paper.day.desc(), Paper.id.desc(), PaperLine.position)
    )
    return query if governorate_id is None else query.where(Paper.governorate_id == governorate_id)


def sums(papers: Iterable[Waiting | Outstanding]) -> tuple[int, int, int]:
    """How many papers, rows and piastres; chairs and square metres are not added."""
    kept = list(papers)
    return len(kept), sum(paper.rows for paper in kept), sum(paper.value for paper in kept)
