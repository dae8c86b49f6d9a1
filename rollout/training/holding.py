"""Keeping a session: judged by its rules, and followed by the sites whose staff sat in it."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Attendance, TrainingSession
from rollout.database import lock_journal
from rollout.training.attendance import follow_sites
from rollout.training.courses import broken_session


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
    """What a site's staff learnt is dated by the session's last day, so a moved session moves the history of its sites."""
    ids = select(Attendance.site_id).where(Attendance.session_id == held.id, Attendance.site_id.is_not(None)).distinct()
    sites = {site_id for site_id in session.scalars(ids) if site_id is not None}
    if sites:
        follow_sites(session, sites, today=today, by=by)
