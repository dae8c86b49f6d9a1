"""Decisions: taken once in the open meeting, followed by events, each at its moment, with the documents that prove it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models import Decision, DecisionEvent, Evidence, Obstacle
from rollout.errors import OutOfScope, RefusedTogether
from rollout.evidence import Stored
from rollout.followup.deciding import Did, Outcome, Wanted
from rollout.followup.decisions import DecisionStep
from rollout.followup.levels import Level
from rollout.journal import last_moment
from rollout.meetings.checking import broken_decisions, broken_meetings
from rollout.meetings.decisions import Overtaken, decisions, happen, take, taken_in
from rollout.meetings.planning import close
from rollout.scope import Scope, limited
from rollout.text import speaking
from tests.factories import a_governorate, a_site
from tests.rollout.meetings.making import FIRST, LATER, SECOND, THIRD, a_decision, a_meeting, came, happened


@pytest.fixture(autouse=True)
def _told(session: Session) -> None:
    a_site(session)


def test_decisions_are_numbered_in_their_meeting_and_taken_once(session: Session) -> None:
    meeting = a_meeting(session, state="open")
    first, again, second = a_decision(session, meeting), a_decision(session, meeting), a_decision(session, meeting, "حصر الاحتياجات")
    assert (first.number, again.id, second.number) == (1, first.id, 2)
    assert [(decision.number, event.due_on) for decision, event in taken_in(session, meeting)] == [(1, SECOND), (2, SECOND)]


def test_only_an_open_meeting_decides(session: Session) -> None:
    for state, day in (("planned", FIRST), ("closed", SECOND)):
        with pytest.raises(RefusedTogether):
            a_decision(session, a_meeting(session, "EG-KN" if state == "closed" else "EG-AST", day, state), due=THIRD)


def test_everything_wrong_is_told_at_once(session: Session) -> None:
    meeting = a_meeting(session, state="open")
    elsewhere = Obstacle(governorate_id=a_governorate(session, "EG-KN").id, number=1, title="خارج النطاق", category="other")
    session.add(elsewhere)
    session.flush()
    with pytest.raises(RefusedTogether) as refused:
        take(session, meeting, Wanted("", "", "", None, Level.COMMITTEE, elsewhere.id), by=None)
    assert [fault.about for fault in refused.value.faults] == ["words", "body", "post", "due_on", "obstacle"]


def test_a_decision_stands_as_known_at_each_moment(session: Session) -> None:
    decision = a_decision(session, a_meeting(session, state="open"))
    before = last_moment(session)
    happened(session, decision, "done", SECOND)
    [now] = decisions(session, LATER)
    [then] = decisions(session, LATER, before)
    assert (now.outcome, now.standing.open, now.days_late) == (Outcome.KEPT, False, 0)
    assert (then.outcome, then.standing.open, then.days_late) == (Outcome.LATE, True, (LATER - SECOND).days)
    assert decisions(session, LATER, open_only=True) == []
    assert decisions(session, FIRST - timedelta(days=1)) == []
    assert [one.standing.open for one in decisions(session, FIRST)] == [True]


def test_decisions_are_told_by_urgency_and_place(session: Session) -> None:
    meeting = a_meeting(session, state="open")
    late, done = a_decision(session, meeting, "أ"), a_decision(session, meeting, "ب")
    soon = a_decision(session, meeting, "ج", LATER)
    happened(session, done, "done", SECOND)
    a_decision(session, a_meeting(session, "EG-KN", state="open"), "د", FIRST)
    assert [one.decision.words for one in decisions(session, LATER)] == ["د", "أ", "ج", "ب"]
    assert [one.decision.id for one in decisions(session, LATER, governorate="EG-AST")] == [late.id, soon.id, done.id]
    assert {one.governorate for one in decisions(session, LATER)} == {"EG-AST", "EG-KN"}


def test_documents_prove_what_happened_and_the_same_form_is_kept_once(session: Session) -> None:
    meeting = a_meeting(session, state="open")
    decision = a_decision(session, meeting)
    [(_decision, taken)] = taken_in(session, meeting)
    paper = Stored("a" * 64, "application/pdf", 10, "محضر.pdf")
    did = Did(DecisionStep.DONE, SECOND)
    first = happen(session, decision, did, [paper, paper], seen=taken.id, today=LATER, by=None)
    assert happen(session, decision, did, [paper], seen=taken.id, today=LATER, by=None).id == first.id
    assert session.scalars(select(Evidence.decision_event_id)).all() == [first.id]
    with pytest.raises(Overtaken):
        happen(session, decision, Did(DecisionStep.PROGRESS, SECOND, "جارٍ"), seen=taken.id, today=LATER, by=None)


def test_a_refused_step_tells_everything_and_leaves_nothing(session: Session) -> None:
    decision = a_decision(session, a_meeting(session, state="open"))
    with pytest.raises(RefusedTogether) as refused:
        happened(session, decision, "extended", date(2023, 9, 30), note="")
    assert sorted(fault.about for fault in refused.value.faults) == ["due_on", "happened_on", "note"]
    assert len(session.scalars(select(DecisionEvent)).all()) == 1


@pytest.mark.parametrize(("language", "first", "second"), [("ar", "البريد المصري", "هيئة البريد"), ("en", "Post", "الهيئة القومية للبريد")])
def test_bodies_are_kept_by_their_one_arabic_name(session: Session, language: str, first: str, second: str) -> None:
    with speaking(language):
        decision = a_decision(session, a_meeting(session, state="open"), body=first)
        happened(session, decision, "assigned", SECOND, body=second, post="مدير المنطقة")
    assert {event.body for event in session.scalars(select(DecisionEvent))} == {"البريد"}


def test_what_was_told_is_never_changed(session: Session) -> None:
    a_decision(session, a_meeting(session, state="open"))
    for table in ("decision", "decision_event"):
        with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
            session.execute(text(f"update {table} set id = id"))


def test_another_governorate_neither_sees_nor_follows(session: Session) -> None:
    decision, other = a_decision(session, a_meeting(session, state="open")), a_governorate(session, "EG-KN")
    own = frozenset({other.id})
    with limited(session, Scope(view=own, capture=own)):
        assert decisions(session, LATER) == []
    decision = session.get_one(Decision, decision.id)
    wide = Scope(view=frozenset({other.id, decision.governorate_id}), capture=own)
    number = decision.id
    with limited(session, wide):
        seen = session.get_one(Decision, number)
        with pytest.raises(OutOfScope):
            happened(session, seen, "done", SECOND)


def test_the_check_finds_what_the_database_cannot_hold(session: Session) -> None:
    meeting = a_meeting(session, state="open")
    a_decision(session, meeting)
    assert (broken_decisions(session), broken_meetings(session)) == ((1, []), (1, []))
    session.add(Decision(meeting_id=meeting.id, governorate_id=meeting.governorate_id, number=2, words="لم يصدر"))
    came(session, meeting)
    session.flush()
    assert len(broken_decisions(session)[1]) == 1
    other = a_meeting(session, "EG-KN", SECOND, "open")
    other.year = 2024
    session.flush()
    assert len(broken_meetings(session)[1]) == 1


def test_the_check_finds_a_meeting_that_compares_with_a_later_one(session: Session) -> None:
    first = a_meeting(session, day=FIRST, state="closed")
    second = a_meeting(session, day=SECOND, state="open")
    assert broken_meetings(session) == (2, [])
    third = a_meeting(session, day=THIRD)
    second.previous_id = third.id
    session.flush()
    assert first.id != third.id
    assert len(broken_meetings(session)[1]) == 1


def test_a_decision_taken_after_the_minutes_were_closed_is_found(session: Session) -> None:
    meeting = a_meeting(session, state="open")
    came(session, meeting)
    close(session, meeting, ["أ"], version=meeting.row_version, next_on=None, today=LATER, by=None)
    late = Decision(meeting_id=meeting.id, governorate_id=meeting.governorate_id, number=1, words="بعد الإغلاق")
    session.add(late)
    session.flush()
    assert meeting.closed_at is not None
    session.add(DecisionEvent(
        decision_id=late.id, governorate_id=late.governorate_id, step="taken", happened_on=SECOND, body="أ", post="ب", level="committee",
        due_on=THIRD, recorded_at=meeting.closed_at + timedelta(seconds=1),
    ))
    session.flush()
    assert len(broken_decisions(session)[1]) == 2
