"""Meetings: numbers by year, the day of the data, the pack that fixes what is known, and minutes that close once."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models import AgendaItem, Committee, Decision, DecisionEvent, Meeting
from rollout.errors import Conflict, OutOfScope, Refused, RefusedTogether
from rollout.followup.decisions import DecisionStep
from rollout.meetings.planning import Plan, cancel, close, cut_off_day, move, out_of_turn, plan, previous_of, proposed, take_pack
from rollout.meetings.wording import DRAFTED, WORDS, said
from rollout.scope import Scope, limited
from rollout.text import Text, speaking
from tests.factories import a_governorate, a_site, entry_values, write_entries
from tests.rollout.meetings.making import FIRST, LATER, SECOND, THIRD, a_committee, a_decision, a_meeting, came


@pytest.fixture(autouse=True)
def _told(session: Session) -> None:
    """Something is known, or no pack can be taken."""
    write_entries(session, [entry_values(a_site(session), recorded_at=datetime(2023, 7, 1, tzinfo=UTC))])


def test_the_pack_speaks_for_the_last_cut_off_before_the_meeting() -> None:
    committee = Committee(cut_off_weekday=2, cut_off_at=time(15), meets_weekday=3, meets_at=time(11), place="القاعة")
    assert cut_off_day(committee, FIRST, time(11)) == date(2023, 7, 5)
    wednesday = date(2023, 7, 5)
    assert cut_off_day(committee, wednesday, time(16)) == wednesday
    assert cut_off_day(committee, wednesday, time(14)) == date(2023, 6, 28)
    assert proposed(committee, wednesday) == Plan(FIRST, time(11), "القاعة")
    assert proposed(committee, FIRST) == Plan(SECOND, time(11), "القاعة")


def test_meetings_are_numbered_by_committee_and_year(session: Session) -> None:
    assert [(m.number, m.year) for m in (a_meeting(session, day=FIRST), a_meeting(session, day=SECOND))] == [(1, 2023), (2, 2023)]
    assert a_meeting(session, day=date(2024, 1, 4)).number == 1
    assert a_meeting(session, "EG-KN", FIRST).number == 1
    third = a_meeting(session, day=THIRD)
    cancel(session, third, "إجازة رسمية", version=third.row_version)
    assert a_meeting(session, day=THIRD).number == 4


def test_one_meeting_on_a_day_and_the_same_plan_once(session: Session) -> None:
    first = a_meeting(session, day=FIRST)
    committee = a_committee(session)
    assert plan(session, committee, Plan(FIRST, time(11)), today=LATER, by=None).id == first.id
    with pytest.raises(RefusedTogether) as refused:
        plan(session, committee, Plan(FIRST, time(9), "م" * 201), today=LATER, by=None)
    assert [fault.about for fault in refused.value.faults] == ["place", "held_on"]
    for far in (date(2001, 1, 1), date(2025, 1, 1)):
        with pytest.raises(RefusedTogether):
            plan(session, committee, Plan(far, time(9)), today=LATER, by=None)


def test_no_meeting_comes_before_one_whose_pack_was_taken(session: Session) -> None:
    a_meeting(session, day=SECOND, state="open")
    with pytest.raises(RefusedTogether):
        a_meeting(session, day=FIRST)


def test_a_planned_meeting_moves_with_its_day_of_the_data(session: Session) -> None:
    meeting = a_meeting(session, day=FIRST)
    move(session, meeting, Plan(SECOND, time(12), "القاعة الكبرى"), version=meeting.row_version, today=LATER)
    assert (meeting.number, meeting.held_on, meeting.as_of) == (1, SECOND, date(2023, 7, 12))
    with pytest.raises(Conflict):
        move(session, meeting, Plan(THIRD, time(12)), version=meeting.row_version - 1, today=LATER)
    with pytest.raises(RefusedTogether, match="٢٠٢٣"):
        move(session, meeting, Plan(date(2024, 1, 4), time(12)), version=meeting.row_version, today=LATER)


def test_taking_the_pack_fixes_what_is_known_and_the_meeting_before(session: Session) -> None:
    first = a_meeting(session, day=FIRST, state="closed")
    dropped = a_meeting(session, day=SECOND)
    second = a_meeting(session, day=THIRD)
    with pytest.raises(RefusedTogether):
        take_pack(session, second, version=second.row_version, today=LATER)
    cancel(session, dropped, "تعذر انعقاده", version=dropped.row_version)
    with pytest.raises(RefusedTogether):
        take_pack(session, second, version=second.row_version, today=date(2023, 7, 18))
    take_pack(session, second, version=second.row_version, today=date(2023, 7, 19))
    assert (second.state, second.previous_id) == ("open", first.id)
    assert second.known_at is not None
    assert previous_of(session, second) == first
    with pytest.raises(Conflict):
        take_pack(session, second, version=second.row_version, today=LATER)


def test_minutes_are_refused_with_everything_that_is_missing(session: Session) -> None:
    meeting = a_meeting(session, day=FIRST, state="open")

    def refused(**more: object) -> list[str]:
        values = {"version": meeting.row_version, "next_on": SECOND, "today": LATER, "by": None, **more}
        with pytest.raises(RefusedTogether) as told:
            close(session, meeting, [], **values)  # type: ignore[arg-type]
        return [fault.about for fault in told.value.faults]

    assert refused(next_on=FIRST, today=date(2023, 7, 5)) == ["", "attendance", "next_on"]
    came(session, meeting, "excused")
    came(session, meeting, part="member")
    assert refused() == ["attendance"]
    came(session, meeting, part="deputy")
    close(session, meeting, ["أولًا"], version=meeting.row_version, next_on=SECOND, today=LATER, by=None)
    assert meeting.state == "closed"
    assert session.scalars(select(AgendaItem.title).where(AgendaItem.meeting_id == meeting.id)).all() == ["أولًا"]


def test_closed_minutes_keep_their_words_when_the_wording_changes(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = a_meeting(session, day=FIRST, state="open")
    came(session, meeting)
    meeting.words = {"closing": "انتهى في الثانية"}
    session.flush()
    read = said(meeting, "opening")
    with speaking("en"):
        close(session, meeting, [], version=meeting.row_version, next_on=None, today=LATER, by=None)
    monkeypatch.setitem(DRAFTED, "opening", Text("Another wording"))
    assert {*meeting.words} == {*WORDS}
    assert (said(meeting, "opening"), said(meeting, "closing")) == (read, "انتهى في الثانية")
    assert said(a_meeting(session, day=SECOND, state="open"), "opening") == "Another wording"


def test_a_decision_without_owner_or_day_keeps_the_minutes_open(session: Session) -> None:
    meeting = a_meeting(session, day=FIRST, state="open")
    came(session, meeting)
    event = DecisionStep.TAKEN.value
    a_decision(session, meeting)
    bare = Decision(meeting_id=meeting.id, governorate_id=meeting.governorate_id, number=2, words="بلا مسئول")
    undated = Decision(meeting_id=meeting.id, governorate_id=meeting.governorate_id, number=3, words="بلا موعد")
    session.add_all([bare, undated])
    session.flush()
    session.add(DecisionEvent(
        decision_id=undated.id, governorate_id=meeting.governorate_id, step=event, happened_on=FIRST, body="أ", post="ب",
        level="committee", recorded_at=datetime.now(UTC),
    ))
    with pytest.raises(RefusedTogether) as told:
        close(session, meeting, [], version=meeting.row_version, next_on=None, today=LATER, by=None)
    assert [str(fault) for fault in told.value.faults] == [
        "القرار ٢ بلا مسئول.", "القرار ٢ بلا موعد.", "القرار ٣ بلا موعد.",
    ]


def test_closed_minutes_are_read_only_in_the_database_too(session: Session) -> None:
    meeting = a_meeting(session, day=FIRST, state="closed")
    with pytest.raises(Conflict):
        cancel(session, meeting, "خطأ", version=meeting.row_version)
    with pytest.raises(DBAPIError, match="read-only"), session.begin_nested():
        session.execute(update(Meeting).where(Meeting.id == meeting.id).values(place="مكان آخر"))


def test_a_meeting_that_decided_was_held(session: Session) -> None:
    meeting = a_meeting(session, day=FIRST, state="open")
    with pytest.raises(Refused):
        cancel(session, meeting, "", version=meeting.row_version)
    a_decision(session, meeting)
    with pytest.raises(RefusedTogether):
        cancel(session, meeting, "تعذر", version=meeting.row_version)


def test_only_the_own_governorate_is_planned_for(session: Session) -> None:
    committee, other = a_committee(session), a_governorate(session, "EG-KN")
    mine = frozenset({other.id})
    with limited(session, Scope(view=frozenset({other.id, committee.governorate_id}), capture=mine)), pytest.raises(OutOfScope):
        plan(session, committee, Plan(FIRST, time(11)), today=LATER, by=None)


def test_each_week_has_one_meeting(session: Session) -> None:
    first = a_meeting(session, day=FIRST)
    monday = Plan(FIRST + timedelta(days=4), time(11))
    with pytest.raises(RefusedTogether) as refused:
        plan(session, first.committee, monday, today=LATER, by=None)
    assert [fault.about for fault in refused.value.faults] == ["held_on"]
    second = a_meeting(session, day=SECOND)
    with pytest.raises(RefusedTogether):
        move(session, second, monday, version=second.row_version, today=LATER)
    cancel(session, first, "تعذر الانعقاد", version=first.row_version)
    assert plan(session, first.committee, monday, today=LATER, by=None).number == 3, "the number of the cancelled one stays used"


def test_numbers_that_cross_the_days_are_told(session: Session) -> None:
    late = a_meeting(session, day=SECOND)
    assert out_of_turn(session, late) is None
    early = a_meeting(session, day=FIRST)
    found = out_of_turn(session, early)
    assert found is not None
    assert (found.id, early.number, late.number) == (late.id, 2, 1)
    assert out_of_turn(session, a_meeting(session, day=THIRD)) is None
    cancel(session, late, "تعذر الانعقاد", version=late.row_version)
    assert out_of_turn(session, early) is None


def test_a_meeting_is_not_cancelled_for_a_dot(session: Session) -> None:
    meeting = a_meeting(session)
    with pytest.raises(RefusedTogether):
        cancel(session, meeting, ".", version=meeting.row_version)
