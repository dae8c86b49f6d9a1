"""Courses and sessions: the categories of trainee, what a session must keep, and what its planner had better look at."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Attendance, Course, TrainingSession
from rollout.arabic import format_date
from rollout.errors import Refused
from rollout.rules import EARLIEST
from rollout.scope import everything
from rollout.text import Text, _
from rollout.training.counts import in_force

CATEGORIES: tuple[tuple[str, Text], ...] = (
    ("centre_staff", _("Staff of technology centres and complexes")), ("centre_heads", _("Heads of centres")),
    ("system_supervisors", _("System supervisors")), ("follow_up", _("Follow-up committees")),
    ("back_office", _("Back-office departments")),
)
"""The five categories of trainee that the ministry named before the House on 7 November 2023."""

SAQQARA = "مركز التنمية المحلية للتدريب بسقارة"
USUAL_DAYS = 3
A_WEEK = 2
"""Saqqara holds two courses of three days a week."""

LONGEST = 60


def week_of(day: date) -> date:
    """The Saturday on which the week of a day begins."""
    return day - timedelta(days=(day.weekday() + 2) % 7)


def seats_taken(session: Session, ids: list[int]) -> dict[int, int]:
    """The seats taken in these sessions by trainees of every governorate: a hall is as full for one committee as for another.

    Only the numbers come out of the wider look; whose they are does not.
    """
    if not ids:
        return {}
    query = select(Attendance.session_id, func.sum(Attendance.seats)).where(Attendance.session_id.in_(ids), in_force())
    with Session(session.connection(), join_transaction_mode="rollback_only") as wide, everything(wide):
        return {held: int(seats) for held, seats in wide.execute(query.group_by(Attendance.session_id))}


def broken_session(session: Session, held: TrainingSession, today: date) -> Iterator[Refused]:
    """The rules that a session breaks as it is about to be kept."""
    if held.starts_on < EARLIEST:
        yield Refused(_("The first day lies before the programme began (%(first)s).", first=format_date(EARLIEST)), "starts_on")
    if held.ends_on < held.starts_on:
        yield Refused(_("The last day lies before the first."), "ends_on")
    elif (held.ends_on - held.starts_on).days >= LONGEST:
        yield Refused(_("A session lasts %(most)s days at most.", most=LONGEST), "ends_on")
    if not 1 <= held.capacity <= 10_000:
        yield Refused(_("The capacity is a number from 1 to %(most)s.", most=10_000), "capacity")
    taken = seats_taken(session, [held.id]).get(held.id, 0) if held.id is not None else 0
    if not taken:
        return
    if held.cancelled:
        sentence = _("%(seats)s seats were counted at this session, so it took place; take the counts back before cancelling it.")
        yield Refused(sentence.with_values(seats=taken), "cancelled")
    if held.capacity < taken:
        yield Refused(_("%(seats)s seats were counted already, more than this capacity.", seats=taken), "capacity")
    if held.ends_on > today:
        yield Refused(_("Attendance was counted already, so the session has ended; its last day is not to come."), "ends_on")


def remarks(session: Session, held: TrainingSession, course: Course) -> list[Text]:
    """What is unusual about a session and may still be right: another length than its course, a third one in a week."""
    found = []
    days = (held.ends_on - held.starts_on).days + 1
    if days != course.days:
        found.append(_("The session lasts %(days)s days, its course %(usual)s.", days=days, usual=course.days))
    others = _others_of_week(session, held) if not held.cancelled else 0
    if others >= A_WEEK:
        found.append(_("With this one there are %(number)s sessions at this place in one week; the usual is %(usual)s.",
                       number=others + 1, usual=A_WEEK))
    return found


def _others_of_week(session: Session, held: TrainingSession) -> int:
    first = week_of(held.starts_on)
    others = select(func.count()).select_from(TrainingSession).where(
        TrainingSession.place == held.place, TrainingSession.cancelled.is_(False),
        TrainingSession.starts_on.between(first, first + timedelta(days=6)),
    )
    return session.scalar(others if held.id is None else others.where(TrainingSession.id != held.id)) or 0
