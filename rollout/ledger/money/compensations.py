"""What the competent authority decided of each delay. A later decision replaces an earlier one by naming it; none is ever changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from models import Certificate, Compensation, Contract, ContractLine, Lot, PaperLine, Site
from rollout.arabic import format_amount
from rollout.errors import Conflict, Refused
from rollout.journal import next_moment
from rollout.ledger.money.delays import Proposal
from rollout.ledger.money.entitled import Place
from rollout.rules import explains
from rollout.text import _


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided of a proposal: the sum, by whom, when, and why where it is less than proposed."""

    proposal: Proposal
    decided: int
    reason: str = ""
    replaces_id: int | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """What was decided of a supplier's delays, and what certificates deducted of it."""

    decided: int = 0
    deducted: int = 0

    @property
    def due(self) -> int:
        """What no certificate has deducted yet; below nothing where more was deducted than is now due."""
        return self.decided - self.deducted


def decisions(session: Session, contract_id: int, as_of: date, known_at: datetime | None = None) -> dict[Place, Compensation]:
    """The decisions in force on a day, by order line and site."""
    query = select(Compensation).where(*_in_force(contract_id, as_of, known_at)).order_by(Compensation.id)
    return {(row.order_line_id, row.site_id): row for row in session.scalars(query)}


def _in_force(contract_id: int, as_of: date, known_at: datetime | None = None) -> list[ColumnElement[bool]]:
    """Decided by the day, and not replaced by it."""
    later = aliased(Compensation)
    replaced = select(later.id).where(later.replaces_id == Compensation.id, later.decided_on <= as_of)
    known: list[ColumnElement[bool]] = []
    if known_at is not None:
        known, replaced = [Compensation.recorded_at <= known_at], replaced.where(later.recorded_at <= known_at)
    return [Compensation.contract_id == contract_id, Compensation.decided_on <= as_of, *known, ~replaced.exists()]


def decide(
    session: Session, contract: Contract, several: Iterable[Decision], *, decided_by: str, decided_on: date, today: date, by: int | None
) -> list[Compensation]:
    """Keep what was decided of these proposals, all or none. Flushes."""
    moment = next_moment(session)
    several = list(several)
    if not several:
        raise Refused(_("Choose what is decided on."), "items")
    if not decided_by.strip():
        raise Refused(_("Say which authority decided."), "decided_by")
    if decided_on > today:
        raise Refused(_("The day has not come yet."), "decided_on")
    in_force = decisions(session, contract.id, date.max)
    homes = {
        row.id: row.governorate_id
        for row in session.execute(
            select(Site.id, Site.governorate_id).where(Site.id.in_({one.proposal.site_id for one in several}))
        )
    }
    rows = []
    for one in several:
        proposal, before = one.proposal, in_force.get(one.proposal.key)
        if (before.id if before else None) != one.replaces_id:
            raise Conflict(_("Somebody else decided on this delay meanwhile."))
        if decided_on < proposal.late.until or (before is not None and decided_on < before.decided_on):
            raise Refused(
                _("A decision comes after the day up to which the delay was reckoned, and after the one that it replaces."), "decided_on"
            )
        if not 0 <= one.decided <= proposal.proposed:
            raise Refused(
                _("The sum lies between nothing and the %(proposed)s that were proposed.", proposed=format_amount(proposal.proposed)),
                "decided",
            )
        if one.decided != proposal.proposed and not explains(one.reason):
            raise Refused(_("A decision to waive or reduce gives its reason."), "reason")
        rows.append(Compensation(
            contract_id=contract.id, order_line_id=proposal.order_line_id, site_id=proposal.site_id, governorate_id=homes[proposal.site_id],
            until=proposal.late.until, late_value=proposal.late_value, weeks=proposal.late.weeks, rate=proposal.rates.rate,
            cap=proposal.rates.cap, proposed=proposal.proposed, decided=one.decided, decided_by=decided_by.strip(), decided_on=decided_on,
            reason=one.reason.strip(), replaces_id=one.replaces_id, recorded_at=moment, recorded_by_id=by,
        ))
    session.add_all(rows)
    session.flush()
    return rows


def owed(session: Session, contract_id: int, as_of: date = date.max) -> dict[int, Owed]:
    """By supplier, what was decided and what was deducted; only those of whom there is either."""
    decided = (
        select(Lot.supplier_id, func.sum(Compensation.decided))
        .join(PaperLine, PaperLine.id == Compensation.order_line_id).join(ContractLine, ContractLine.id == PaperLine.line_id)
        .join(Lot, Lot.id == ContractLine.lot_id).where(*_in_force(contract_id, as_of)).group_by(Lot.supplier_id)
    )
    deducted = select(Certificate.supplier_id, func.sum(Certificate.compensation)).group_by(Certificate.supplier_id)
    deducted = deducted.where(Certificate.contract_id == contract_id, Certificate.day <= as_of)
    sums, taken = ({row[0]: int(row[1]) for row in session.execute(query)} for query in (decided, deducted))
    return {supplier_id: Owed(sums.get(supplier_id, 0), taken.get(supplier_id, 0)) for supplier_id in {*sums, *taken}}


def still_due(session: Session, contract_id: int, supplier_id: int, as_of: date = date.max) -> int:
    """Decided compensation of a supplier that no certificate has deducted yet."""
    return owed(session, contract_id, as_of).get(supplier_id, Owed()).due
