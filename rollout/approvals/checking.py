"""Whether what was approved is still what was kept: the question about approvals that `rollout check` asks."""

import hashlib
import zlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Approval, Governorate, Member
from rollout.approvals.authority import CHAIRS
from rollout.approvals.periods import Step, periods
from rollout.arabic import format_date
from rollout.text import Text, _


def broken_approvals(session: Session) -> tuple[int, list[Text]]:
    """Kept figures that are not what their hash says, and steps that bear another hash than the submission before them."""
    faults: list[Text] = []
    rows = session.execute(select(Approval.id, Approval.sha256, Approval.figures).where(Approval.figures.is_not(None))).all()
    broken = {row.id for row in rows if row.figures is None or not _is(row.figures, row.sha256)}
    found = periods(session)
    for period in found:
        parts = {"place": period.governorate, "day": format_date(period.as_of)}
        submitted = None
        for taken in period.steps:
            if taken.step is Step.SUBMITTED:
                submitted = taken
            if taken.id in broken:
                faults.append(_("%(place)s, figures of %(day)s: what was kept is not what was submitted.", **parts))
            if submitted is None or taken.sha256 != submitted.sha256:
                faults.append(
                    _("%(place)s, figures of %(day)s: “%(step)s” is not about the figures that were submitted.", step=taken.step.label,
                      **parts)
                )
    return sum(len(period.steps) for period in found), faults


def alone(session: Session) -> tuple[int, list[Text]]:
    """Approvals by the very account that submitted the figures, where it was never the chair's and no signed paper is named.

    Of the time before a chair left or an account changed hands only what is still kept can be asked.
    """
    seats = select(Governorate.code, Member.user_id).join(Governorate, Governorate.id == Member.governorate_id)
    of_chairs = {(row.code, row.user_id) for row in session.execute(seats.where(Member.part.in_(CHAIRS)))}
    number, faults = 0, list[Text]()
    for period in periods(session):
        submitted = None
        for taken in period.steps:
            if taken.step is Step.SUBMITTED:
                submitted = taken
            if taken.step is not Step.APPROVED or submitted is None or taken.by_id is None:
                continue
            number += 1
            if taken.by_id == submitted.by_id and not taken.paper_number and (period.governorate, taken.by_id) not in of_chairs:
                faults.append(_("%(place)s, figures of %(day)s: approved by the account that submitted them, without the paper that the "
                                "chair signed.", place=period.governorate, day=format_date(period.as_of)))
    return number, faults


def _is(figures: bytes, sha256: str) -> bool:
    try:
        return hashlib.sha256(zlib.decompress(figures)).hexdigest() == sha256
    except zlib.error:
        return False


QUESTIONS = ((_("figures that were approved"), broken_approvals), (_("approvals by a second account or a signed paper"), alone))
