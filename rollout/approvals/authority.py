"""Who takes which step: the governorate's own committee submits, its chair approves, the ministry accepts or sends back.

An approval has to be defended a year later. It bears the account of the chair or the deputy; where neither has one, that of another
officer of the committee than whoever submitted; and where there is no other officer, the number and the day of the paper that the chair
signed, which is shown wherever the approval is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import Governorate, Member, OfficerGovernorate
from rollout.approvals.periods import Period, Step
from rollout.arabic import clean
from rollout.errors import Refused
from rollout.people import full_name
from rollout.roles import scope_for
from rollout.rules import LONGEST_NAME
from rollout.scope import ALL
from rollout.text import _

CHAIRS = ("chair", "deputy")
"""The parts of a committee that approve its figures."""


class Way(StrEnum):
    """How somebody of the committee may approve what was submitted."""

    CHAIR = "chair"
    SECOND = "second"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """The paper with the figures that the chair signed, as it is filed: its number and its day. Empty where there is none."""

    number: str = ""
    on: date | None = None

    def __bool__(self) -> bool:
        return bool(self.number)


NO_PAPER = SignedPaper()


def of_committee(session: Session, governorate: Governorate, by: int) -> bool:
    """Whether the account reports for this very governorate; who works for the whole country belongs to no committee."""
    capture = scope_for(session, session.get(User, by)).capture
    return capture is not ALL and governorate.id in capture


def accounts(session: Session, governorate_id: int) -> dict[int, str]:
    """The open accounts that report for a governorate, with the names of their owners."""
    query = select(User.id, User.first_name, User.last_name).join(OfficerGovernorate, OfficerGovernorate.user_id == User.id).where(
        OfficerGovernorate.governorate_id == governorate_id, OfficerGovernorate.capture, User.active
    )
    return {row.id: full_name(row.first_name, row.last_name) for row in session.execute(query.order_by(User.id))}


def chairs(session: Session, governorate_id: int, today: date) -> dict[int, str]:
    """The open accounts of the chair and the deputies of the committee on this day, with their names; empty where none has an account."""
    row = Member
    query = select(row.user_id, row.name).join(User, User.id == row.user_id).where(
        row.governorate_id == governorate_id, row.part.in_(CHAIRS), User.active,
        or_(row.since.is_(None), row.since <= today), or_(row.until.is_(None), row.until >= today),
    )
    return {member.user_id: member.name for member in session.execute(query) if member.user_id is not None}


def way(found: Period, by: int, known: dict[int, str]) -> Way | None:
    """How an account of the committee may approve the figures; None where only the chair's own account does. `known` are the chairs."""
    if known:
        return Way.CHAIR if by in known else None
    return Way.SECOND if by != found.submitted.by_id else Way.PAPER


def not_the_committee(session: Session, governorate: Governorate, by: int) -> Iterator[Refused]:
    if not of_committee(session, governorate, by):
        yield Refused(
            _("Only the committee of the governorate submits and approves its figures; the ministry accepts them or sends them back.")
        )


def not_to_be_approved(
    session: Session, governorate: Governorate, found: Period | None, paper: SignedPaper, *, today: date, by: int
) -> Iterator[Refused]:
    """Everything that keeps this account from approving what was submitted."""
    yield from not_the_committee(session, governorate, by)
    if found is None or found.state is not Step.SUBMITTED:
        return
    how = way(found, by, chairs(session, governorate.id, today))
    if how is None:
        yield Refused(_("Only the chair of the committee, or the deputy, approves its figures."))
    if how is Way.PAPER and not paper.number and paper.on is None:
        yield Refused(_("Whoever submitted the figures approves them only from the paper that the chair signed."))
    if (how is Way.PAPER or paper.on is not None) and not paper.number:
        yield Refused(_("Give the number of the paper that the chair signed."), "paper_number")
    if (how is Way.PAPER or paper.number) and paper.on is None:
        yield Refused(_("Give the day on which the chair signed."), "paper_on")
    if paper.on is not None and not found.as_of <= paper.on <= today:
        yield Refused(_("The chair signed between the day of the figures and today."), "paper_on")
    if len(clean(paper.number)) > LONGEST_NAME:
        yield Refused(_("At most %(most)s characters.", most=LONGEST_NAME), "paper_number")
