"""Papers that follow papers: how much of a line others have used up, and how much is left to use."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models import Account, Movement, Paper, PaperLine
from rollout.supply.kinds import PaperKind
from rollout.supply.quantities import Quantity
from rollout.supply.states import Held

_Sums = dict[int, Quantity]
_Told = tuple[date | None, datetime | None]
"""Up to which day, and as known at which moment; None for all."""


def left(
    session: Session, line_ids: Collection[int], kind: PaperKind, as_of: date | None = None, known_at: datetime | None = None
) -> _Sums:
    """How many units each of these paper lines still offers, or still offered on a day, to papers of a kind that follows them.

    What a receipt brought into custody is offered to inspections; a rejection letter moves nothing and offers what it names. Whatever
    was corrected since counts on neither side.
    """
    told = as_of, known_at
    offered = brought(session, line_ids, kind.uses, told) if kind.uses else _told(session, PaperLine.id, line_ids, told)
    taken = _used(session, line_ids, kind, told) if kind.moves else _told(session, PaperLine.about_id, line_ids, told, kind.key)
    return {line_id: offered.get(line_id, 0) - taken.get(line_id, 0) for line_id in line_ids}


def remaining(session: Session, movement_ids: Collection[int]) -> _Sums:
    """What is left of these movements after their corrections."""
    query = select(Movement.corrects_id, func.sum(Movement.quantity)).where(Movement.corrects_id.in_(movement_ids))
    back = _sums(session, query.group_by(Movement.corrects_id))
    whole = _sums(session, select(Movement.id, Movement.quantity).where(Movement.id.in_(movement_ids)))
    return {movement_id: quantity - back.get(movement_id, 0) for movement_id, quantity in whole.items()}


def brought(session: Session, line_ids: Collection[int], state: Held, told: _Told = (None, None)) -> _Sums:
    """Units that each line brought into a state, less what was taken back since."""
    query = select(Movement.paper_line_id, Movement.quantity, Movement.id).join(Account, Account.id == Movement.to_id)
    return _net(session, query.where(Movement.paper_line_id.in_(line_ids), Account.state == state), told)


def _used(session: Session, line_ids: Collection[int], kind: PaperKind, told: _Told) -> _Sums:
    """Units that the lines of a kind which follow each line moved on; what came from outside the contract is none of them."""
    query = (
        select(PaperLine.about_id, Movement.quantity, Movement.id)
        .join(PaperLine, PaperLine.id == Movement.paper_line_id)
        .join(Paper, Paper.id == PaperLine.paper_id)
        .join(Account, Account.id == Movement.from_id)
    )
    # What is kept of a surplus leaves the surplus and is taken from the order at once: it was used once.
    out = Account.state == kind.uses if kind.uses else Account.state != Held.ORIGIN
    return _net(session, query.where(PaperLine.about_id.in_(line_ids), Paper.kind == kind.key, out), told)


def _told(session: Session, key: Any, line_ids: Collection[int], told: _Told, kind: str | None = None) -> _Sums:
    """The quantities that closed papers name, by a column of their lines."""
    query = select(key, func.sum(PaperLine.quantity)).join(Paper, Paper.id == PaperLine.paper_id)
    query = query.where(key.in_(line_ids), Paper.state == "closed")
    as_of, known_at = told
    if as_of is not None:
        query = query.where(Paper.day <= as_of)
    if known_at is not None:
        query = query.where(Paper.closed_at <= known_at)
    return _sums(session, (query if kind is None else query.where(Paper.kind == kind)).group_by(key))


def _net(session: Session, query: Any, told: _Told) -> _Sums:
    """The sum by key of the movements of a query, each less its corrections."""
    counter, query = aliased(Movement), query.where(Movement.corrects_id.is_(None))
    corrections = select(counter.corrects_id, func.sum(counter.quantity).label("back")).group_by(counter.corrects_id)
    as_of, known_at = told
    if as_of is not None:
        query, corrections = query.where(Movement.moved_on <= as_of), corrections.where(counter.moved_on <= as_of)
    if known_at is not None:
        query, corrections = query.where(Movement.recorded_at <= known_at), corrections.where(counter.recorded_at <= known_at)
    found, back = query.subquery(), corrections.subquery()
    key, quantity, movement = found.c
    total = select(key, func.sum(quantity), func.sum(back.c.back)).outerjoin(back, back.c.corrects_id == movement).group_by(key)
    return {row[0]: row[1] - (row[2] or 0) for row in session.execute(total)}


def _sums(session: Session, query: Any) -> _Sums:
    return {row[0]: row[1] for row in session.execute(query)}
