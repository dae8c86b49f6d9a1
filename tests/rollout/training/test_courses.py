"""What a session must keep, what is merely unusual about it, and the calendar."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from rollout.scope import NOTHING, limited
from rollout.training.calendar import next_month, weeks
from rollout.training.courses import CATEGORIES, broken_session, remarks, seats_taken, week_of
from tests.factories import a_site
from tests.rollout.training.making import FIRST, TODAY, a_count, a_course, a_session, put


def about(session: Session, held) -> list[str]:  # type: ignore[no-untyped-def]
    with session.no_autoflush:
        return [refused.about for refused in broken_session(session, held, TODAY)]


def test_the_five_categories_of_trainee() -> None:
    assert len(dict(CATEGORIES)) == 5


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []), ({"ends_on": FIRST - timedelta(days=1)}, ["ends_on"]), ({"ends_on": FIRST + timedelta(days=60)}, ["ends_on"]),
        ({"starts_on": date(2010, 1, 1), "ends_on": date(2010, 1, 3)}, ["starts_on"]), ({"capacity": 0}, ["capacity"]),
        ({"capacity": 10_001}, ["capacity"]), ({"cancelled": True}, []),
    ],
)
def test_days_and_capacity(session: Session, change: dict[str, object], wrong: list[str]) -> None:
    held = a_session(session)
    with session.no_autoflush:
        for name, value in change.items():
            setattr(held, name, value)
        assert about(session, held) == wrong
        session.expire(held)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [({"cancelled": True}, "cancelled"), ({"capacity": 19}, "capacity"), ({"ends_on": TODAY + timedelta(days=1)}, "ends_on")],
)
def test_what_was_attended_took_place(session: Session, change: dict[str, object], wrong: str) -> None:
    held = a_session(session, TODAY - timedelta(days=4))
    put(session, held, a_count(a_site(session), 20))
    with session.no_autoflush:
        for name, value in change.items():
            setattr(held, name, value)
        assert about(session, held) == [wrong]
        session.expire(held)


def test_what_is_unusual_is_said_and_not_refused(session: Session) -> None:
    course = a_course(session)
    first, second = a_session(session, course=course), a_session(session, FIRST + timedelta(days=2), course=course)
    assert remarks(session, first, course) == []
    third = a_session(session, FIRST + timedelta(days=3), course=course, ends_on=FIRST + timedelta(days=3))
    assert len(remarks(session, third, course)) == 2
    assert len(remarks(session, second, course)) == 1
    second.cancelled = True
    session.flush()
    assert remarks(session, first, course) == []
    assert remarks(session, second, course) == []
    elsewhere = a_session(session, course=course, place="قاعة ديوان المحافظة")
    assert remarks(session, elsewhere, course) == []


def test_a_week_begins_on_saturday() -> None:
    assert {week_of(date(2023, 6, 3) + timedelta(days=day)) for day in range(7)} == {date(2023, 6, 3)}


def test_the_month_has_its_sessions_with_the_seats_of_every_governorate(session: Session) -> None:
    held = a_session(session)
    a_session(session, FIRST + timedelta(days=2), cancelled=True)
    a_session(session, date(2023, 7, 30), ends_on=date(2023, 8, 1))
    put(session, held, a_count(a_site(session), 10), a_count(a_site(session, governorate="EG-KN"), 8, seats=12))
    with limited(session, NOTHING):
        [first] = [week for week in weeks(session, date(2023, 6, 17)) if week.sessions]
        assert [(one.taken, one.free, one.session.cancelled) for one in first.sessions] == [(22, 38, False), (0, 60, True)]
        assert (first.first, first.last, first.crowded) == (date(2023, 6, 3), date(2023, 6, 9), frozenset())
        assert seats_taken(session, [held.id]) == {held.id: 22}
        assert [len(weeks(session, month)) for month in (date(2023, 7, 1), date(2023, 8, 1), date(2023, 9, 1))] == [1, 1, 0]


def test_a_third_session_crowds_its_place(session: Session) -> None:
    held = [a_session(session, FIRST + timedelta(days=day)) for day in (0, 2, 3)]
    [week] = weeks(session, FIRST)
    assert week.crowded == {held[0].place}


def test_months_follow_each_other() -> None:
    assert next_month(date(2023, 12, 31)) == date(2024, 1, 1)
    assert next_month(date(2024, 1, 15), -1) == date(2023, 12, 1)
