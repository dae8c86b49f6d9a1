"""What of the contract waits for somebody today, in a few numbers: receipts for their inspection, and orders that are late."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Contract
from rollout.ledger.standing import outstanding
from rollout.ledger.waiting import waiting


@dataclass(frozen=True, slots=True)
class Duties:
    """How many receipts wait and since when, and how many orders are late and by how much the latest."""

    to_inspect: int
    waits_since: date | None
    late_orders: int
    days_late: int
    value_late: int


def duties(session: Session, as_of: date) -> Duties | None:
    """Within the scope of the session; None as long as there is no contract."""
    if session.scalar(select(Contract.id).limit(1)) is None:
        return None
    papers = waiting(session, as_of)
    late = [order for order in outstanding(session, as_of) if order.days_late]
    return Duties(
        len(papers), min((one.paper.day for one in papers), default=None), len(late), max((one.days_late for one in late), default=0),
        sum(one.value for one in late),
    )
