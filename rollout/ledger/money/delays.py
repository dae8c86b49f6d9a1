"""Late units of every order line and site, with the compensation that follows: a proposal with all that it is made of."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models import Account, ContractLine, Lot, Movement, Paper, PaperLine
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
    session: Session, contract_id: int, until: date, terms: Parameters, known_at: datetime | None = None, *,
    supplier_id: int | None = None, site_ids: Collection[int] | None = None,
) -> list[Proposal]:
    """Everything that is late by a day, the dearest first."""
    wanted = select(ContractLine.id, ContractLine.unit_price).where(ContractLine.contract_id == contract_id)
    if supplier_id is not None:
        wanted = wanted.join(Lot, Lot.id == ContractLine.lot_id).where(Lot.supplier_id == supplier_id)
    prices: dict[int, int] = {row.id: row.unit_price for row in session.execute(wanted)}
    dues = {
        (line_id, site_id): ordered
        for (line_id, site_id), ordered in _dues(session, until, known_at, site_ids).items()
        if line_id in prices and (site_ids is None or site_id in site_ids) and any(one.due_on < until for one in ordered)
    }
    changes = _changes(session, until, known_at, site_ids) if dues else {}
    in_force = rates(terms)
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
    moves: Sequence[Any] = []
    if sent:
        told = select(PaperLine.id, PaperLine.line_id, PaperLine.site_id, PaperLine.to_site_id).where(PaperLine.id.in_(sent))
        moves = [move for move in session.execute(told.order_by(PaperLine.id)) if move.site_id is not None and move.to_site_id is not None]
    here = None if site_ids is None else {*site_ids, *(site_id for move in moves for site_id in (move.site_id, move.to_site_id))}
    quantities = _moved_by(session, "order", Held.ORDERED, until, known_at, here)
    ordered = select(PaperLine.id, PaperLine.line_id, PaperLine.site_id, Paper.due_on).join(Paper, Paper.id == PaperLine.paper_id)
    ordered = ordered.where(Paper.kind == "order", Paper.state == "closed", Paper.day <= until)
    if here is not None:
        ordered = ordered.where(PaperLine.site_id.in_(here))
    found: dict[Place, list[Due]] = defaultdict(list)
    for key, line_id, site_id, due_on in session.execute(ordered.order_by(Paper.due_on, PaperLine.id)):
        if quantities.get(key) and site_id is not None and due_on is not None:
            found[line_id, site_id].append(Due(key, quantities[key], due_on))
    for move in moves:
        _redirect(found[move.line_id, move.site_id], found[move.line_id, move.to_site_id], sent[move.id])
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
) -> dict[int, Quantity]:
    """By paper line: the units that papers of a kind brought into a state (or took from it), less what was corrected since."""
    side = _GIVES if gives else _GAINS
    base = (
        select(_FIRST.paper_line_id, func.sum(_FIRST.quantity))
        .join(side, side.id == (_FIRST.from_id if gives else _FIRST.to_id))
        .where(side.state == state, _FIRST.corrects_id.is_(None), _FIRST.paper_line_id.in_(_lines_of(_PAPER.kind == kind)))
        .group_by(_FIRST.paper_line_id)
    )
    if site_ids is not None:
        base = base.where(side.site_id.in_(site_ids))
    back = base.with_only_columns(_FIRST.paper_line_id, func.sum(Movement.quantity)).join(Movement, Movement.corrects_id == _FIRST.id)
    back = back.where(Movement.corrects_id.is_not(None))  # says nothing new, but lets the database begin with the few corrections
    base, back = base.where(_FIRST.moved_on <= until), back.where(Movement.moved_on <= until)
    if known_at is not None:
        base, back = base.where(_FIRST.recorded_at <= known_at), back.where(Movement.recorded_at <= known_at)
    taken = {row[0]: row[1] for row in session.execute(back)}
    return {row[0]: row[1] - taken.get(row[0], 0) for row in session.execute(base)}


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
            .where(condition, func.coalesce(_FIRST.paper_line_id, Movement.paper_line_id).in_(_lines_of(_PAPER.kind != "transfer")))
            .where(Movement.moved_on <= until)
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


def _lines_of(kind: Any) -> Any:
    """The lines of the papers of such a kind, as far as they are seen."""
    return select(_LINE.id).join(_PAPER, _PAPER.id == _LINE.paper_id).where(kind)
