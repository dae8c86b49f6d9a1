"""Keeping a session or a course: judged by its rules, and followed by its counts and the sites whose staff sat in it."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Attendance, Course, TrainingSession
from rollout.database import lock_journal
from rollout.errors import Refused
from rollout.journal import next_moment
from rollout.text import _
from rollout.training.attendance import current, follow_sites, keep_documents
from rollout.training.courses import broken_session, seats_taken

_SAME = ("session_id", "governorate_id", "site_id", "body", "persons", "seats", "certified", "note")


def keep_session(session: Session, held: TrainingSession, *, today: date, by: int | None) -> None:
    """Keep a new or changed session, or raise the first rule it breaks. Flushes, the caller commits."""
    judge_session(session, held, today=today)
    session.add(held)
    session.flush()
    follow_session(session, held, today=today, by=by)


def judge_session(session: Session, held: TrainingSession, *, today: date) -> None:
    """Raise the first rule that the session would break, with nobody counting its attendance meanwhile."""
    lock_journal(session)
    with session.no_autoflush:
        for refused in broken_session(session, held, today):
            raise refused


def follow_session(session: Session, held: TrainingSession, *, today: date, by: int | None) -> None:
    """Tell the counts of a session anew where its last day, or what its course counts for, is no longer what they say.

    Sites follow by that day, so a moved session moves the history of its sites; what was known before stays as it was.
    """
    course = session.get_one(Course, held.course_id)
    says = {"held_on": held.ends_on, "counts_to_target": course.counts_to_target}
    old = [row for row in current(session, held.id) if any(getattr(row, name) != value for name, value in says.items())]
    if not old:
        return
    moment = next_moment(session)
    rows = [
        Attendance(
            **says, **{name: getattr(row, name) for name in _SAME}, recorded_at=moment, recorded_by_id=by, source="page",
            replaces_id=row.id,
        )
        for row in old
    ]
    session.add_all(rows)
    session.flush()
    keep_documents(session, rows, by)
    follow_sites(session, {row.site_id for row in rows if row.site_id is not None}, today=today, by=by)


def keep_course(session: Session, course: Course) -> None:
    """Refuse to change what a course counts for once people were counted at it: earlier totals would no longer be what they were."""
    lock_journal(session)
    with session.no_autoflush:
        before = session.scalar(select(Course.counts_to_target).where(Course.id == course.id))
        if before is not None and before != course.counts_to_target and _was_attended(session, course):
            sentence = _("People were counted at this course already, so what it says of the target stays; add another course instead.")
            raise Refused(sentence, "counts_to_target")


def _was_attended(session: Session, course: Course) -> bool:
    held = session.scalars(select(TrainingSession.id).where(TrainingSession.course_id == course.id)).all()
    return any(seats_taken(session, list(held)).values())
