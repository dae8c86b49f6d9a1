"""What the competent authority decided of each delay. A later decision replaces an earlier one by naming it; none is ever changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models import Certificate, Compensation, Contract, ContractLine, Lot, PaperLine, Site
from rollout.arabic import format_amount
from rollout.errors import Conflict, Refused
from rollout.journal import next_moment
from rollout.ledger.money.delays import Proposal
from rollout.ledger.money.entitled import Place
from rollout.text import _


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided of a proposal: the sum, by whom, when, and why where it is less than proposed."""

    proposal: Proposal
    decided: int
    reason: str = ""
    replaces_id: int | None = None


def decisions(
    session: Session, contract_id: int, as_of: date, known_at: datetime | None = None, *, supplier_id: int | None = None
) -> dict[Place, Compensation]:
    """The decisions in force on a day, by order line and site."""
    later = aliased(Compensation)
    replaced = select(later.id).where(later.replaces_id == Compensation.id, later.decided_on <= as_of)
    query = select(Compensation).where(Compensation.contract_id == contract_id, Compensation.decided_on <= as_of)
    if known_at is not None:
        query, replaced = query.where(Compensation.recorded_at <= known_at), replaced.where(later.recorded_at <= known_at)
    if supplier_id is not None:
        query = (
            query.join(PaperLine, PaperLine.id == Compensation.order_line_id).join(ContractLine, ContractLine.id == PaperLine.line_id)
            .join(Lot, Lot.id == ContractLine.lot_id).where(Lot.supplier_id == supplier_id)
        )
    found = session.scalars(query.where(~replaced.exists()).order_by(Compensation.id))
    return {(row.order_line_id, row.site_id): row for row in found}


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
        if one.decided != proposal.proposed and not one.reason.strip():
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


def still_due(session: Session, contract_id: int, supplier_id: int, as_of: date = date.max) -> int:
    """Decided compensation of a supplier that no certificate has deducted yet; below nothing where more was deducted than is now due."""
    decided = sum(row.decided for row in decisions(session, contract_id, as_of, supplier_id=supplier_id).values())
    query = select(func.sum(Certificate.compensation)).where(
        Certificate.contract_id == contract_id, Certificate.supplier_id == supplier_id, Certificate.day <= as_of
    )
    return decided - int(session.scalar(query) or 0)
