"""News that changes a figure which is approved already has to say why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
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
from rollout.text import Text, _, listed

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


def must_say_why(session: Session, touched: Iterable[tuple[Place, str]], moment: datetime) -> None:
    """Raise Refused where what was recorded of these stages of sites from `moment` on changes an approved figure.

    Asked after the recording and before its commit, of what was recorded without a word.
    """
    places: dict[int, list[tuple[int | None, str]]] = defaultdict(list)
    for site, stage in dict.fromkeys(touched):
        places[site.governorate_id].append((site.id, stage))
    approved = {place: days for place in places if (days := approved_days(session, place, EARLIEST))}
    if not approved:
        return
    told = _told(session, {key for place in approved for key in places[place]})
    changed = {
        day for place, days in approved.items() for key in places[place] for day in _changed(told.get(key, ()), days, moment)
    }
    if changed:
        raise Refused(warning(sorted(changed)), "note")


def warning(days: list[date]) -> Text:
    """The sentence that asks for a reason."""
    named = listed(format_date(day) for day in days[-_NAMED:])
    if len(days) > _NAMED:
        return _("This changes the approved figures of %(number)s days, %(days)s the last of them; say why.",
                 number=len(days), days=named)
    return _("This changes the approved figures of %(days)s; say why.", days=named)


def _told(session: Session, keys: Collection[tuple[int | None, str]]) -> dict[tuple[int | None, str], list[Any]]:
    entry = ProgressEntry
    query = select(
        entry.site_id, entry.stage, entry.id, entry.effective_on, entry.recorded_at, entry.state, entry.done, entry.wanted,
        entry.replaces_id,
    ).where(entry.site_id.in_({site for site, _stage in keys}), entry.stage.in_({stage for _site, stage in keys}))
    found: dict[tuple[int | None, str], list[Any]] = defaultdict(list)
    for row in session.execute(query):
        found[row.site_id, row.stage].append(row)
    return found


def _changed(told: Sequence[Any], days: Iterable[date], moment: datetime) -> list[date]:
    """The approved days of which the entry in force says something else than it did before the moment."""
    earlier = [row for row in told if row.recorded_at < moment]
    return [day for day in days if _in_force(earlier, day) != _in_force(told, day)]


def _in_force(told: Sequence[Any], day: date) -> tuple[Any, ...] | None:
    replaced = {row.replaces_id for row in told}
    current = [row for row in told if row.effective_on <= day and row.id not in replaced]
    newest = max(current, key=lambda row: (row.effective_on, row.recorded_at, row.id), default=None)
    return (newest.state, newest.done, newest.wanted, newest.effective_on) if newest else None
