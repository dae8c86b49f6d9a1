"""Whether what was approved is still what was kept: the question about approvals that `rollout check` asks."""

import hashlib
import zlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Approval
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


def _is(figures: bytes, sha256: str) -> bool:
    try:
        return hashlib.sha256(zlib.decompress(figures)).hexdigest() == sha256
    except zlib.error:
        return False


QUESTIONS = ((_("figures that were approved"), broken_approvals),)
