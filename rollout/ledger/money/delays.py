"""Late units of every order line and site, with the compensation that follows: a proposal with all that it is made of."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models import Account, ContractLine, Lot, Movement, Paper, PaperLine
from rollout.ledger.books import once
from rollout.ledger.money.entitled import Place
from rollout.supply.delay import Due, Late, Rates, compensation, late
from rollout.supply.quantities import Quantity, worth
from rollout.supply.states import ACCEPTED, Held
from rollout.works.terms import Parameters

GOOD = ACCEPTED | {Held.CUSTODY}
"""States of units that were delivered and not rejected."""

_GIVES, _GAINS = aliased(Account), aliased(Account)
_FIRST, _PAPER, _LINE = aliased(Movement), aliased(Paper), aliased(PaperLine)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The compensation for what is late of one order line at one site, before anybody decided on it."""

    order_line_id: int
    line_id: int
    site_id: int
    unit_price: int
    late: Late
    rates: Rates

    @property
    def key(self) -> Place:
        return self.order_line_id, self.site_id

    @property
    def late_value(self) -> int:
        return worth(self.unit_price, self.late.quantity)

    @property
    def proposed(self) -> int:
        return compensation(self.late.parts, self.unit_price, self.rates)


def rates(terms: Parameters) -> Rates:
    """The rate for a week and its cap that are in force."""
    return Rates(terms.value("compensation.supply.rate"), terms.value("compensation.supply.cap"))


def proposals(
    session: Session, contract_id: int | None, until: date, terms: Parameters, known_at: datetime | None = None, *,
    supplier_id: int | None = None, site_ids: Collection[int] | None = None,
) -> list[Proposal]:
    """Everything of a contract (None: of all, for no more than of one) that is late by a day, the dearest first."""
    in_force = rates(terms)

    def read() -> list[Proposal]:
        return _read(session, contract_id, until, in_force, known_at, supplier_id, site_ids)

    if known_at is not None or site_ids is not None:
        return read()
    return [*once(session, ("proposals", contract_id, until, supplier_id, in_force), read)]


def _read(
    session: Session, contract_id: int | None, until: date, in_force: Rates, known_at: datetime | None, supplier_id: int | None,
    site_ids: Collection[int] | None,
) -> list[Proposal]:
    wanted = select(ContractLine.id, ContractLine.unit_price)
    if contract_id is not None:
        wanted = wanted.where(ContractLine.contract_id == contract_id)
    if supplier_id is not None:
        wanted = wanted.join(Lot, Lot.id == ContractLine.lot_id).where(Lot.supplier_id == supplier_id)
    prices: dict[int, int] = {row.id: row.unit_price for row in session.execute(wanted)}
    dues = {
        (line_id, site_id): ordered
        for (line_id, site_id), ordered in _dues(session, until, known_at, site_ids).items()
        if line_id in prices and (site_ids is None or site_id in site_ids) and any(one.due_on < until for one in ordered)
    }
    changes = _changes(session, until, known_at, site_ids) if dues else {}
    found = [
        Proposal(one.key, line_id, site_id, prices[line_id], one, in_force)
        for (line_id, site_id), ordered in dues.items()
        for one in late(ordered, changes.get((line_id, site_id), {}), until)
    ]
    return sorted(found, key=lambda one: (-one.proposed, one.order_line_id, one.site_id))


def _dues(session: Session, until: date, known_at: datetime | None, site_ids: Collection[int] | None) -> dict[Place, list[Due]]:
    """What the orders want at each place, of these sites and of those from which anything was sent to them.

    Units that were sent to another site before they arrived are wanted there, by the same day.
    """
    sent = _moved_by(session, "transfer", Held.DISPATCHED, until, known_at, None, gives=True)
    moves = sorted((move for move, _quantity in sent if move.site_id is not None and move.to_site_id is not None), key=lambda m: m.id)
    here = None if site_ids is None else {*site_ids, *(site_id for move in moves for site_id in (move.site_id, move.to_site_id))}
    found: dict[Place, list[Due]] = defaultdict(list)
    for order, quantity in _moved_by(session, "order", Held.ORDERED, until, known_at, here):
        if quantity and order.site_id is not None and order.due_on is not None:
            found[order.line_id, order.site_id].append(Due(order.id, quantity, order.due_on))
    quantities = {move.id: quantity for move, quantity in sent}
    for move in moves:
        _redirect(found[move.line_id, move.site_id], found[move.line_id, move.to_site_id], quantities[move.id])
    return {place: several for place, several in found.items() if several}


def _redirect(here: list[Due], there: list[Due], quantity: Quantity) -> None:
    """Want so many units, those due last, at another place."""
    while quantity > 0 and here:
        last = here.pop()
        moved = min(last.quantity, quantity)
        if last.quantity > moved:
            here.append(Due(last.key, last.quantity - moved, last.due_on))
        there.append(Due(last.key, moved, last.due_on))
        quantity -= moved


def _moved_by(
    session: Session, kind: str, state: Held, until: date, known_at: datetime | None, site_ids: Collection[int] | None, *,
    gives: bool = False,
) -> list[tuple[Any, Quantity]]:
    """The lines of papers of a kind that brought units into a state (or took them from it): how many, less what was corrected since."""
    side = _GIVES if gives else _GAINS
    line = _LINE.id, _LINE.line_id, _LINE.site_id, _LINE.to_site_id, _PAPER.due_on
    base = (
        select(*line, func.sum(_FIRST.quantity).label("moved"))
        .select_from(_FIRST).join(side, side.id == (_FIRST.from_id if gives else _FIRST.to_id))
        .join(_LINE, _LINE.id == _FIRST.paper_line_id).join(_PAPER, _PAPER.id == _LINE.paper_id)
        # Not asked as «is null»: for that SQLite would begin with the index of corrections, where nearly every movement has none.
        .where(side.state == state, _PAPER.kind == kind, func.coalesce(_FIRST.corrects_id, 0) == 0)
        .group_by(*line).order_by(_PAPER.due_on, _LINE.id)
    )
    if site_ids is not None:
        base = base.where(side.site_id.in_(site_ids))
    else:  # says nothing new, but lets the database begin with the papers of the kind
        lines = select(PaperLine.id).join(Paper, Paper.id == PaperLine.paper_id).where(Paper.kind == kind)
        base = base.where(_FIRST.paper_line_id.in_(lines))
    back = (
        base.with_only_columns(_LINE.id, func.sum(Movement.quantity)).join(Movement, Movement.corrects_id == _FIRST.id)
        .where(Movement.corrects_id.is_not(None))  # says nothing new, but lets the database begin with the few corrections
        .group_by(None).group_by(_LINE.id).order_by(None)
    )
    base, back = base.where(_FIRST.moved_on <= until), back.where(Movement.moved_on <= until)
    if known_at is not None:
        base, back = base.where(_FIRST.recorded_at <= known_at), back.where(Movement.recorded_at <= known_at)
    taken = {row[0]: row[1] for row in session.execute(back)}
    return [(row, row.moved - taken.get(row.id, 0)) for row in session.execute(base)]


def _changes(
    session: Session, until: date, known_at: datetime | None, site_ids: Collection[int] | None
) -> dict[Place, dict[date, Quantity]]:
    """The good units that each day brought to each place. A correction counts on the day of what it corrects; transfers not at all.

    The lines of the contract are not named: a list of them keeps SQLite from reading the movements in their order.
    """
    found: dict[Place, dict[date, Quantity]] = defaultdict(lambda: defaultdict(int))
    day = func.coalesce(_FIRST.moved_on, Movement.moved_on)
    for side, sign, condition in (
        (_GAINS, 1, _GAINS.state.in_(GOOD) & _GIVES.state.not_in(GOOD)), (_GIVES, -1, _GIVES.state.in_(GOOD) & _GAINS.state.not_in(GOOD)),
    ):
        query: Any = (
            select(Movement.line_id, side.site_id, day, func.sum(Movement.quantity))
            .outerjoin(_FIRST, _FIRST.id == Movement.corrects_id)
            .join(_GIVES, _GIVES.id == Movement.from_id).join(_GAINS, _GAINS.id == Movement.to_id)
            .join(_LINE, _LINE.id == func.coalesce(_FIRST.paper_line_id, Movement.paper_line_id))
            .join(_PAPER, _PAPER.id == _LINE.paper_id)
            .where(condition, _PAPER.kind != "transfer", Movement.moved_on <= until)
            .group_by(Movement.line_id, side.site_id, day)
        )
        if known_at is not None:
            query = query.where(Movement.recorded_at <= known_at)
        if site_ids is not None:
            query = query.where(side.site_id.in_(site_ids))
        for line_id, site_id, on, quantity in session.execute(query):
            if site_id is not None:
                found[line_id, site_id][on] += sign * quantity
    return found
