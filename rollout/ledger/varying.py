"""What was signed of each line, and what variations added and took away, as the closed papers moved it."""

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models import ContractLine, Movement, Paper, PaperLine
from rollout.ledger.books import once
from rollout.supply.quantities import Quantity, worth
from rollout.supply.variations import Varied

_KINDS = ("signing", "increase", "decrease")
_FIRST = aliased(Movement)


def varied(session: Session, contract_id: int, as_of: date, known_at: datetime | None = None) -> dict[int, Varied]:
    """By line, on a day, as known at a moment; whatever was taken back since counts no more. Whole only for the whole country."""
    if known_at is not None:
        return _read(session, contract_id, as_of, known_at)
    return {**once(session, ("varied", contract_id, as_of), lambda: _read(session, contract_id, as_of, None))}


def _read(session: Session, contract_id: int, as_of: date, known_at: datetime | None) -> dict[int, Varied]:
    made: dict[tuple[int, str], Quantity] = defaultdict(int)
    straight = select(Movement.line_id, Paper.kind, func.sum(Movement.quantity)).where(Movement.corrects_id.is_(None))
    straight = straight.join(PaperLine, PaperLine.id == Movement.paper_line_id)
    back = select(Movement.line_id, Paper.kind, func.sum(Movement.quantity)).join(_FIRST, _FIRST.id == Movement.corrects_id)
    back = back.join(PaperLine, PaperLine.id == _FIRST.paper_line_id)
    for query, sign in ((straight, 1), (back, -1)):
        told = query.join(Paper, Paper.id == PaperLine.paper_id).where(Paper.kind.in_(_KINDS), Paper.contract_id == contract_id)
        told = told.where(Movement.moved_on <= as_of).group_by(Movement.line_id, Paper.kind)
        if known_at is not None:
            told = told.where(Movement.recorded_at <= known_at)
        for line_id, kind, quantity in session.execute(told):
            made[line_id, kind] += sign * quantity
    lines = session.scalars(select(ContractLine.id).where(ContractLine.contract_id == contract_id))
    return {line_id: Varied(*(made[line_id, kind] for kind in _KINDS)) for line_id in lines}


def signed_value(session: Session, contract_id: int, as_of: date = date.max) -> int:
    """What the signed quantities of all lines are worth, in piastres; variations stand beside it."""
    made = varied(session, contract_id, as_of)
    prices = select(ContractLine.id, ContractLine.unit_price).where(ContractLine.contract_id == contract_id)
    return sum(worth(price, made[line_id].signed) for line_id, price in session.execute(prices))
