"""A meeting that was moved or cancelled after it was told of: nobody goes on reading of a day or an hour that no longer holds."""

import json
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Meeting, Notice
from rollout.notices import make, mark_read, tell_anew
from tests.cast import ASSIUT, account, bring_in
from tests.rollout.meetings.making import FIRST, a_meeting


def lines(session: Session) -> list[tuple[str, date, str]]:
    """What the officer of Assiut has not read yet of meetings: how it stands, on which day, at which hour."""
    mine = select(Notice.facts).where(Notice.user_id == account(session, ASSIUT).id, Notice.kind == "meeting", Notice.read_at.is_(None))
    told = [json.loads(facts) for facts in session.scalars(mine.order_by(Notice.id))]
    return [(one["is"], date.fromisoformat(one["day"]), one["hour"]) for one in told]


@pytest.fixture
def meeting(session: Session) -> Meeting:
    bring_in(session)
    found = a_meeting(session, "EG-AST", FIRST, "planned")
    make(session, FIRST)
    assert lines(session) == [("today", FIRST, "11:00")]
    return found


def moved(session: Session, meeting: Meeting, day: date, hour: time = time(11), state: str = "planned") -> None:
    session.execute(update(Meeting).where(Meeting.id == meeting.id).values(held_on=day, starts_at=hour, state=state))
    tell_anew(session, "meeting", meeting.id, FIRST)


def test_a_day_that_is_far_withdraws_what_was_told(session: Session, meeting: Meeting) -> None:
    moved(session, meeting, FIRST + timedelta(days=5))
    assert lines(session) == []


def test_another_day_or_hour_that_is_near_is_told_at_once_and_once(session: Session, meeting: Meeting) -> None:
    moved(session, meeting, FIRST + timedelta(days=1))
    assert lines(session) == [("tomorrow", FIRST + timedelta(days=1), "11:00")]
    moved(session, meeting, FIRST, time(13))
    assert lines(session) == [("today", FIRST, "13:00")]
    make(session, FIRST)
    assert lines(session) == [("today", FIRST, "13:00")]


def test_a_cancelled_meeting_is_told_of_no_more(session: Session, meeting: Meeting) -> None:
    moved(session, meeting, FIRST, state="cancelled")
    assert lines(session) == []


def test_what_was_read_stays_and_others_keep_theirs(session: Session, meeting: Meeting) -> None:
    mark_read(session, account(session, ASSIUT).id)
    other = a_meeting(session, "EG-KFS", FIRST, "planned")
    make(session, FIRST)
    moved(session, meeting, FIRST + timedelta(days=5))
    told = [row.address for row in session.scalars(select(Notice).where(Notice.kind == "meeting"))]
    assert f"/meetings/{meeting.id}" in told
    assert set(told) <= {f"/meetings/{meeting.id}", f"/meetings/{other.id}"}
