"""News that changes a figure which is approved already has to say why."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Approval, ProgressEntry
from rollout.approvals.periods import APPROVED, Step
from rollout.arabic import format_date
from rollout.errors import Refused
from rollout.journal import Place
from rollout.rules import EARLIEST
from rollout.text import Text, _

_NAMED = 3


def approved_days(session: Session, governorate_id: int, since: date) -> list[date]:
    """The days from `since` on whose figures are approved for this governorate, in order."""
    row = Approval
    query = (
        select(row.as_of, row.step)
        .where(row.governorate_id == governorate_id, row.as_of >= since)
        .order_by(row.as_of, row.recorded_at, row.id)
    )
    last = {day: Step(step) for day, step in session.execute(query)}
    return [day for day, step in last.items() if step in APPROVED]


def must_say_why(session: Session, site: Place, stage: str, moment: datetime) -> None:
    """Raise Refused where what was recorded of the stage from `moment` on changes an approved figure.

    Asked after the recording and before its commit, of what was recorded without a word.
    """
    days = _changed(session, site, stage, moment)
    if days:
        raise Refused(warning(days), "note")


def warning(days: list[date]) -> Text:
    """The sentence that asks for a reason."""
    named = "، ".join(format_date(day) for day in days[-_NAMED:])
    if len(days) > _NAMED:
        return _("This changes the approved figures of %(number)s days, %(days)s the last of them; say why in the note.",
                 number=len(days), days=named)
    return _("This changes the approved figures of %(days)s; say why in the note.", days=named)


def _changed(session: Session, site: Place, stage: str, moment: datetime) -> list[date]:
    """The approved days of which the entry in force says something else than it did before the moment."""
    days = approved_days(session, site.governorate_id, EARLIEST)
    if not days:
        return []
    entry = ProgressEntry
    query = select(
        entry.id, entry.effective_on, entry.recorded_at, entry.state, entry.done, entry.wanted, entry.replaces_id
    ).where(entry.site_id == site.id, entry.stage == stage)
    told = session.execute(query).all()
    earlier = [row for row in told if row.recorded_at < moment]
    return [day for day in days if _in_force(earlier, day) != _in_force(told, day)]


def _in_force(told: Sequence[Any], day: date) -> tuple[Any, ...] | None:
    replaced = {row.replaces_id for row in told}
    current = [row for row in told if row.effective_on <= day and row.id not in replaced]
    newest = max(current, key=lambda row: (row.effective_on, row.recorded_at, row.id), default=None)
    return (newest.state, newest.done, newest.wanted, newest.effective_on) if newest else None
