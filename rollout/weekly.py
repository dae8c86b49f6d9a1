"""What the week asks of a committee or of the ministry, in a few lines for the first page.

Of one governorate: its next meeting, the promises that fall due, the obstacles that must be raised, the sites of which nothing came this
week, and what became of the figures of the last one. Of several: who has not told everything of this week, and which bodies hold the
most sites for longest. Kept in memory as long as nothing it speaks of has changed, which is proved on each call.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Committee, Governorate, Meeting
from rollout.approvals.completeness import USUAL, Received, completeness
from rollout.approvals.periods import Step, period
from rollout.clock import CAIRO
from rollout.kept import Kept
from rollout.known import heads
from rollout.meetings.decisions import decisions
from rollout.meetings.planning import cut_off_day, proposed
from rollout.obstacles.grouping import by_owner
from rollout.obstacles.reading import obstacles
from rollout.text import language

SOON = timedelta(days=7)
MOST = 5
"""How many bodies are named."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next meeting of a committee. `meeting` and `state` are None as long as nobody has planned it: then its usual day stands here."""

    meeting: int | None
    number: tuple[int, int] | None
    state: str | None
    held_on: date
    starts_at: time
    cut_off_on: date
    cut_off_at: time


@dataclass(frozen=True, slots=True)
class Due:
    """A promise that falls due within the week, or is late already; the latter come first, the longest late before the others."""

    decision: int
    words: str
    body: str
    due_on: date
    days_late: int


@dataclass(frozen=True, slots=True)
class Raise:
    """An obstacle whose time on its level has run out."""

    obstacle: int
    title: str
    body: str
    sites: int
    site_days: int
    days_overdue: int


@dataclass(frozen=True, slots=True)
class Unheard:
    """A governorate of which not all news of the week has come."""

    governorate: str
    expected: int
    missing: int
    week_ends: date


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a week that has ended, and the last step that was taken with them; None as long as nobody submitted them."""

    day: date
    expected: int
    received: int
    step: Step | None
    taken_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """A body that has obstacles to solve."""

    body: str
    obstacles: int
    sites: int
    site_days: int


@dataclass(frozen=True, slots=True)
class Weekly:
    """What is asked for. Of several governorates `unheard` and `holders` speak, of a single one the rest.

    `received` is the week that is under way, `figures` the one before it.
    """

    ahead: Ahead | None = None
    promises: tuple[Due, ...] = ()
    to_raise: tuple[Raise, ...] = ()
    received: Received | None = None
    figures: Figures | None = None
    governorates: int = 0
    unheard: tuple[Unheard, ...] = ()
    holders: tuple[Holder, ...] = ()


_kept: Kept[Weekly] = Kept(200)
forget = _kept.forget


def weekly(session: Session, as_of: date, only: str | None = None, proof: tuple[Any, ...] | None = None) -> Weekly | None:
    """What the week of a day asks for, of the governorate `only` or of all in scope; None where no committee is recorded.

    `proof` are the heads where somebody has just read them.
    """
    rows = _committees(session, as_of, only)
    if not rows:
        return None
    proof = (proof or heads(session), {committee.id: committee.row_version for committee, _meeting in rows})
    found = _kept.of(session, (as_of, only, language()), proof, lambda: _of_one(session, as_of, only) if only else _of_many(session, as_of))
    return replace(found, ahead=_ahead(rows, as_of)) if only else found


def _committees(session: Session, as_of: date, only: str | None) -> Sequence[Any]:
    """The committees; that of a single governorate with each of its meetings that is open or not before the day, the nearest first."""
    if only is None:
        return [(committee, None) for committee in session.scalars(select(Committee).order_by(Committee.id))]
    near = (Meeting.state == "open") | (Meeting.state.in_(("planned", "closed")) & (Meeting.held_on >= as_of))
    query = (
        select(Committee, Meeting)
        .join(Governorate, Governorate.id == Committee.governorate_id)
        .outerjoin(Meeting, (Meeting.committee_id == Committee.id) & near)
        .where(Governorate.code == only)
        .order_by(Meeting.held_on)
    )
    return session.execute(query).all()


def _ahead(rows: Sequence[Any], as_of: date) -> Ahead:
    """The first meeting that is not over; without one the usual day after those that are."""
    committee = rows[0][0]
    meetings = [meeting for _committee, meeting in rows if meeting is not None]
    for one in meetings:
        if one.state != "closed":
            return Ahead(one.id, (one.number, one.year), one.state, one.held_on, one.starts_at, one.as_of, committee.cut_off_at)
    usual = proposed(committee, max((one.held_on for one in meetings), default=as_of - timedelta(days=1)))
    cut_off = cut_off_day(committee, usual.held_on, usual.starts_at)
    return Ahead(None, None, None, usual.held_on, usual.starts_at, cut_off, committee.cut_off_at)


def _of_one(session: Session, as_of: date, governorate: str) -> Weekly:
    promises = sorted((
        Due(one.decision.id, one.decision.words, one.standing.body, one.standing.due_on, one.days_late)
        for one in decisions(session, as_of, governorate=governorate, open_only=True)
        if one.standing.due_on is not None and one.standing.due_on <= as_of + SOON
    ), key=lambda one: one.due_on)
    due = sorted(
        (one for one in obstacles(session, as_of, governorate=governorate) if one.days_overdue), key=lambda one: -one.days_overdue
    )
    return Weekly(
        promises=tuple(promises),
        to_raise=tuple(
            Raise(one.id, one.obstacle.title, one.standing.body, one.number_of_sites, one.site_days, one.days_overdue) for one in due
        ),
        received=next(iter(completeness(session, USUAL.week_ending(as_of), governorate=governorate)), None),
        figures=_figures(session, as_of, governorate),
    )


def _figures(session: Session, as_of: date, governorate: str) -> Figures | None:
    ended = next(iter(completeness(session, as_of, governorate=governorate)), None)
    if ended is None:
        return None
    found = period(session, governorate, ended.week.day)
    if found is None:
        return Figures(ended.week.day, ended.expected, ended.received, None)
    last = found.last
    return Figures(ended.week.day, ended.expected, ended.received, last.step, last.recorded_at.astimezone(CAIRO).date(), last.note)


def _of_many(session: Session, as_of: date) -> Weekly:
    weeks = [one for one in completeness(session, USUAL.week_ending(as_of)) if one.expected]
    missing = sorted((one for one in weeks if one.missing), key=lambda one: -len(one.missing))
    owners = by_owner(obstacles(session, as_of))
    return Weekly(
        governorates=len(weeks), unheard=tuple(Unheard(one.governorate, one.expected, len(one.missing), one.week.day) for one in missing),
        holders=tuple(Holder(one.body, one.number, one.sites, one.site_days) for one in owners[:MOST]),
    )
