"""Courses, sessions and counts for tests, each with only what the test speaks of."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from models import Course, Site, TrainingSession
from rollout.training.attendance import Count, latest_count, save_counts
from rollout.training.courses import SAQQARA

FIRST, TODAY = date(2023, 6, 4), date(2023, 12, 31)
_numbers = count(1)


def a_course(session: Session, **values: Any) -> Course:
    number = next(_numbers)
    course = Course(**{"code": f"C-{number}", "name_ar": f"دورة {number}", "category": "centre_staff", "days": 3} | values)
    session.add(course)
    session.flush()
    return course


def a_session(session: Session, first: date = FIRST, *, course: Course | None = None, **values: Any) -> TrainingSession:
    course = course or a_course(session)
    held = TrainingSession(
        **{"course_id": course.id, "place": SAQQARA, "starts_on": first, "ends_on": first + timedelta(days=2), "capacity": 60} | values
    )
    session.add(held)
    session.flush()
    return held


def a_count(site: Site, persons: int, seats: int | None = None, certified: int | None = None, body: str = "supply", **values: Any) -> Count:
    seats = persons if seats is None else seats
    certified = seats if certified is None else certified
    return Count(**{
        "body": body, "governorate_id": site.governorate_id, "site_id": site.id, "persons": persons, "seats": seats, "certified": certified,
    } | values)


def put(session: Session, held: TrainingSession, *counts: Count, **more: Any) -> int:
    """Make these the counts of a session, upon what is recorded of it now."""
    values = {"seen": latest_count(session, held.id), "today": TODAY, "by": None} | more
    return save_counts(session, held, counts, **values)
