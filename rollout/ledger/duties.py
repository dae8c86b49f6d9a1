"""What of the contract waits for somebody today, in a few numbers: receipts for their inspection, and orders that are late."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Contract, ContractLine
from rollout.kept import Kept
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


_kept: Kept[Duties] = Kept(100)
forget = _kept.forget


def duties(session: Session, as_of: date, head: datetime | None = None) -> Duties | None:
    """Within the scope of the session; None as long as there is no contract.

    Papers move goods as they are closed and are never changed afterwards, so with the journal's `head` and the lines of the contracts
    as they stand what was counted once is counted no more.
    """
    lines = session.execute(select(func.count(Contract.id), select(func.sum(ContractLine.row_version)).scalar_subquery())).one()
    if not lines[0]:
        return None
    return _kept.of(session, (as_of,), (head, *lines), lambda: _duties(session, as_of)) if head else _duties(session, as_of)


def _duties(session: Session, as_of: date) -> Duties:
    papers = waiting(session, as_of)
    late = [order for order in outstanding(session, as_of) if order.days_late]
    return Duties(
        len(papers), min((one.paper.day for one in papers), default=None), len(late), max((one.days_late for one in late), default=0),
        sum(one.value for one in late),
    )
