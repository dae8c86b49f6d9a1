"""What the first page says of the week: as the meetings, decisions, obstacles and the journal say it, kept only as long as they do."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Meeting, Parameter, Site
from rollout.clock import today
from rollout.database import reading, session_for
from rollout.followup.obstacles import ObstacleStep
from rollout.meetings.planning import cancel
from rollout.obstacles.reading import obstacles
from rollout.scope import everything
from rollout.text import speaking
from rollout.weekly import Ahead, Weekly, weekly
from tests.factories import a_governorate, a_site
from tests.rollout.meetings.making import FIRST, SECOND, a_committee, a_decision, a_meeting, happened
from tests.rollout.obstacles.telling import an_obstacle, it_happens
from tests.views.counting import statements

HOME = "EG-AST"
EVE = SECOND - timedelta(days=2)
LONG_AFTER = today() + timedelta(days=400)
"""Obstacles and sites are recorded on the day of the test; by now all of them are overdue and expected."""


def asked(session: Session, day: date, only: str | None = HOME) -> Weekly:
    found = weekly(session, day, only)
    assert found is not None
    return found


def ahead(session: Session, day: date) -> Ahead:
    found = asked(session, day).ahead
    assert found is not None
    return found


def test_without_a_committee_there_is_nothing(session: Session) -> None:
    an_obstacle(session)
    assert weekly(session, SECOND) is None
    assert weekly(session, SECOND, HOME) is None


def test_a_committee_sees_its_next_meeting_and_the_end_of_its_week(session: Session) -> None:
    a_site(session)
    a_meeting(session, day=FIRST, state="closed")
    found = ahead(session, FIRST)
    assert (found.meeting, found.held_on, found.cut_off_on) == (None, SECOND, SECOND - timedelta(days=1))
    planned = a_meeting(session, day=SECOND)
    found = ahead(session, EVE)
    assert (found.meeting, found.state, found.cut_off_at) == (planned.id, "planned", time(15))
    cancel(session, planned, "عطلة", version=planned.row_version)
    assert ahead(session, EVE).meeting is None


def test_a_meeting_whose_minutes_are_open_stands_there_until_they_are_closed(session: Session) -> None:
    a_site(session)
    meeting = a_meeting(session, day=FIRST, state="open")
    a_meeting(session, day=SECOND + timedelta(days=7))
    assert ahead(session, SECOND).meeting == meeting.id


def test_late_promises_come_before_those_of_the_week_and_kept_ones_are_gone(session: Session) -> None:
    a_site(session)
    meeting = a_meeting(session, day=FIRST, state="open")
    late, soon, _far, kept = (a_decision(session, meeting, words, day) for words, day in (
        ("متأخر", EVE - timedelta(days=1)), ("قريب", EVE + timedelta(days=7)), ("بعيد", EVE + timedelta(days=8)), ("نُفذ", EVE),
    ))
    happened(session, kept, "done", EVE)
    assert [(one.decision, one.days_late) for one in asked(session, EVE).promises] == [(late.id, 1), (soon.id, 0)]


def test_an_obstacle_must_be_raised_when_its_time_on_its_level_has_run_out(session: Session) -> None:
    a_committee(session)
    obstacle = an_obstacle(session)
    until = obstacles(session, SECOND, governorate=HOME)[0].escalate_on
    assert until
    assert asked(session, until).to_raise == ()
    assert [(one.obstacle, one.days_overdue) for one in asked(session, until + timedelta(days=1)).to_raise] == [(obstacle.id, 1)]


def test_the_ministry_sees_the_silent_governorates_and_who_holds_most(session: Session) -> None:
    a_committee(session)
    for governorate, number in (("EG-AST", 1), ("EG-KN", 2)):
        for _ in range(number):
            a_site(session, governorate=governorate)
    an_obstacle(session, a_site(session), since=date(2023, 7, 1), body="شركة المياه", title="المياه")
    an_obstacle(session, a_site(session), since=date(2023, 5, 1), body="شركة الغاز", title="الغاز")
    found = asked(session, LONG_AFTER, None)
    assert [(one.governorate, one.missing, one.expected) for one in found.unheard] == [("EG-AST", 3, 3), ("EG-KN", 2, 2)]
    assert [one.body for one in found.holders] == ["شركة الغاز", "شركة المياه"]


@pytest.mark.parametrize("change", ["decision", "obstacle", "site", "term", "committee"])
def test_what_is_kept_is_never_older_than_what_it_tells_of(database_url: str, change: str) -> None:
    with session_for(database_url) as session, everything(session):
        site_id = a_site(session).id
        meeting = a_meeting(session, day=FIRST, state="open")
        decision = a_decision(session, meeting, due=EVE)
        obstacle = an_obstacle(session, since=date(2023, 5, 1))
        session.commit()
        meeting_id, decision_id, obstacle_id = meeting.id, decision.id, obstacle.id
    only, day = (HOME if change in ("decision", "obstacle", "term") else None), LONG_AFTER
    with reading(), session_for(database_url) as session, everything(session):
        before = weekly(session, day, only)
        with statements() as seen:
            assert weekly(session, day, only) == before
        assert len(seen) <= 3, "\n".join(seen)
    with session_for(database_url) as session, everything(session):
        match change:
            case "decision":
                happened(session, session.get_one(type(decision), decision_id), "done", EVE)
            case "obstacle":
                it_happens(session, session.get_one(type(obstacle), obstacle_id), ObstacleStep.RESOLVED, EVE, note="انتهى")
            case "site":
                session.get_one(Site, site_id).governorate_id = a_governorate(session, "EG-KN").id
            case "term":
                session.add(Parameter(key="escalation.committee", value=300, effective_on=FIRST, words="", source="", approved_by="",
                                      recorded_at=session.scalar(select(Meeting.recorded_at).where(Meeting.id == meeting_id))))
            case "committee":
                a_committee(session).cut_off_weekday = 5
        session.commit()
    with reading(), session_for(database_url) as session, everything(session):
        assert weekly(session, day, only) != before


def test_bodies_are_named_in_the_language_of_whoever_asks(database_url: str) -> None:
    with session_for(database_url) as session, everything(session):
        a_committee(session)
        an_obstacle(session, body="البريد")
        session.commit()
    with reading(), session_for(database_url) as session, everything(session):
        arabic = asked(session, LONG_AFTER, None).holders[0].body
        with speaking("en"):
            english = asked(session, LONG_AFTER, None).holders[0].body
    assert (arabic, english) == ("البريد", "Post")


def test_a_committee_hears_of_whom_nothing_came_and_what_became_of_its_last_figures(session: Session) -> None:
    site = a_site(session)
    a_meeting(session, day=SECOND)
    found = asked(session, LONG_AFTER)
    assert found.received is not None
    assert [one.id for one in found.received.missing] == [site.id]
    assert found.received.week.day >= LONG_AFTER
    figures = found.figures
    assert figures is not None
    assert (figures.expected, figures.received, figures.step) == (1, 0, None)
    assert figures.day == found.received.week.before.day
    assert asked(session, LONG_AFTER, None).figures is None, "of many governorates there is no one week"
