"""Ending a contract: nothing more is ordered under it. Refused while units wait somewhere for a decision."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Contract, ContractLine
from rollout.arabic import format_amount, format_date, format_exact
from rollout.errors import Conflict, Refused
from rollout.journal import next_moment
from rollout.ledger.figures import figures
from rollout.supply.quantities import Quantity, worth
from rollout.supply.states import Held
from rollout.text import Text, _, listed

UNSETTLED = (
    Held.UNEXPLAINED, Held.CUSTODY, Held.DISPATCHED, Held.REJECTED, Held.WITHDRAWN, Held.SURPLUS, Held.MOVING, Held.MOVING_ACCEPTED,
)
"""States in which no unit may be when a contract ends: each is somebody's decision or delivery that is still to come."""


def unsettled(session: Session, contract_id: int, as_of: date) -> dict[Held, tuple[Quantity, int]]:
    """By state, how many units stand in the way of the end, and what they are worth in piastres."""
    found: dict[Held, tuple[Quantity, int]] = {}
    prices = dict(_prices(session, contract_id))
    for code, line in figures(session, contract_id, as_of).items():
        for state in UNSETTLED:
            quantity = line.states.get(state, 0)
            if quantity:
                units, value = found.get(state, (0, 0))
                found[state] = units + quantity, value + worth(prices[code], quantity)
    return found


def end(session: Session, contract: Contract, *, on: date, today: date) -> None:
    """End the contract on a day. Raises Refused with what stands in the way, and how much of it. Flushes."""
    next_moment(session)
    if contract.closed_on is not None:
        raise Conflict(_("The contract was closed on %(day)s already.", day=format_date(contract.closed_on)))
    if not contract.signed_on <= on <= today:
        raise Refused(_("The day must lie between the signing of the contract and today."), "closed_on")
    left = unsettled(session, contract.id, today)
    if left:
        raise Refused(_("The contract cannot be closed yet: %(left)s.", left=listed(str(one) for one in in_words(left))), "closed_on")
    contract.closed_on = on
    session.flush()


def in_words(left: dict[Held, tuple[Quantity, int]]) -> list[Text]:
    """What stands in the way, one part of a sentence for each state."""
    return [
        _("%(units)s units in “%(state)s” worth %(value)s", units=format_exact(units), state=state.label, value=format_amount(value))
        for state, (units, value) in left.items()
    ]


def _prices(session: Session, contract_id: int) -> list[tuple[str, int]]:
    query = select(ContractLine.code, ContractLine.unit_price).where(ContractLine.contract_id == contract_id)
    return [(code, price) for code, price in session.execute(query)]
