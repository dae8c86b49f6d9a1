"""Reading over a paper as it is typed: every fault that can be told before its turn to be closed has come, all at once."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ContractLine
from rollout.errors import Unreadable
from rollout.ledger.drafting import Draft
from rollout.ledger.following import left
from rollout.ledger.refusing import Fault
from rollout.supply.kinds import KINDS
from rollout.supply.moves import broken_line, broken_signatories
from rollout.supply.quantities import Quantity, check_unit
from rollout.text import _


def faults_of(session: Session, entered: Draft, found: Iterable[Fault] = ()) -> list[Fault]:
    """What is wrong with the lines and names of a paper that is to be closed, beside the faults that were `found` already."""
    kind = KINDS[entered.kind]
    told = [*found]
    told += [Fault(place, broken.message, broken.about) for place, row in enumerate(entered.rows, 1) for broken in broken_line(kind, row)]
    told += [Fault(None, broken.message, broken.about) for broken in broken_signatories(kind, entered.signers)]
    told += _parts(session, entered)
    if kind.follows:
        told += _beyond(session, entered)
    once = {(fault.position, str(fault.message)): fault for fault in told}
    return sorted(once.values(), key=lambda fault: fault.position or 0)


def _parts(session: Session, entered: Draft) -> Iterable[Fault]:
    """Half a chair."""
    query = select(ContractLine.id, ContractLine.unit).where(ContractLine.id.in_({row.line_id for row in entered.rows}))
    units = {row.id: row.unit for row in session.execute(query)}
    for place, row in enumerate(entered.rows, 1):
        for part in ("quantity", "accepted", "rejected", "short"):
            try:
                check_unit(getattr(row, part) or 0, units[row.line_id])
            except Unreadable as refused:
                yield Fault(place, refused.message, part)


def _beyond(session: Session, entered: Draft) -> Iterable[Fault]:
    """More than the earlier paper leaves, in the words in which closing refuses it."""
    rest = left(session, [row.about_id for row in entered.rows if row.about_id], KINDS[entered.kind])
    wanted: dict[int, Quantity] = defaultdict(int)
    for place, row in enumerate(entered.rows, 1):
        if row.about_id is None:
            continue
        wanted[row.about_id] += row.quantity
        excess = wanted[row.about_id] - rest[row.about_id]
        if excess > 0:
            says = _("The earlier paper leaves %(left)s; this is %(excess)s more.", left=rest[row.about_id], excess=excess)
            yield Fault(place, says, "quantity")
