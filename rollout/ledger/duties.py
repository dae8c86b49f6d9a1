"""What of the contract waits for somebody today, in a few numbers: receipts for their inspection, and orders that are late."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Contract, ContractLine, Movement, Paper
from rollout.kept import Kept
from rollout.ledger.lateness import late_lines
from rollout.ledger.waiting import waiting


@dataclass(frozen=True, slots=True)
class Duties:
    """How many receipts wait and since when; of how many orders something is late, as the list of late deliveries has it, by how many days
    the latest, and what it is worth."""

    to_inspect: int
    waits_since: date | None
    late_orders: int
    days_late: int
    value_late: int


_kept: Kept[Duties] = Kept(100)
forget = _kept.forget


def duties(session: Session, as_of: date) -> Duties | None:
    """Within the scope of the session; None as long as there is no contract.

    Papers move goods as they are closed and are never changed afterwards, so until the next paper and as long as the lines of the
    contracts stand what was counted once is counted no more.
    """
    parts = select(func.sum(ContractLine.row_version)), select(func.max(Movement.id)), select(func.max(Paper.closed_at))
    lines = session.execute(select(func.count(Contract.id), *(part.scalar_subquery() for part in parts))).one()
    if not lines[0]:
        return None
    return _kept.of(session, (as_of,), tuple(lines), lambda: _duties(session, as_of))


def _duties(session: Session, as_of: date) -> Duties:
    papers = waiting(session, as_of)
    late = late_lines(session, as_of)
    orders = {one.order.id for one in late}
    return Duties(
        len(papers), min((one.paper.day for one in papers), default=None), len(orders), max((one.days for one in late), default=0),
        sum(one.value for one in late),
    )
