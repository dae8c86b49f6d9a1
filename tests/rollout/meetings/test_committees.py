"""The committee: who sits on it and since when, and what nobody may do to it."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy.orm import Session

from rollout.errors import Conflict, OutOfScope, RefusedTogether
from rollout.meetings.committees import Entered, Seat, SeatFault, broken_committee, committee_of, save, seated
from rollout.meetings.minutes import Came, Point, attend, expected, set_agenda, write
from rollout.meetings.planning import Plan, move
from rollout.meetings.wording import said
from rollout.scope import Scope, limited
from tests.factories import a_governorate, a_site
from tests.rollout.meetings.making import CHAIR, FIRST, SEATS, SECOND, THIRD, a_committee, a_meeting, members


def faults(*seats: Seat, **more: object) -> list[tuple[int | None, str]]:
    found = broken_committee(Entered("لجنة", seats=seats, **more))  # type: ignore[arg-type]
    return [(fault.position if isinstance(fault, SeatFault) else None, fault.about) for fault in found]


def test_a_committee_is_judged_whole() -> None:
    assert faults(*SEATS) == []
    assert [
        (fault.position if isinstance(fault, SeatFault) else None, fault.about)
        for fault in broken_committee(Entered("", decision_on=date(1990, 1, 1), seats=[Seat("", "guest")]))
    ] == [(None, "name_ar"), (None, "decision_on"), (0, "name"), (0, "part")]
    assert faults(Seat("أ", since=FIRST, until=date(2023, 7, 1))) == [(0, "until")]
    assert faults(replace(CHAIR, name="ا" * 201)) == [(0, "name")]


def test_one_chair_and_one_seat_each_at_a_time() -> None:
    second = Seat("هالة", "chair", since=FIRST)
    assert faults(CHAIR, second) == [(1, "part")]
    assert faults(replace(CHAIR, until=FIRST), second) == []
    assert faults(Seat("أحمد على", body="البريد"), Seat("احمد علي", body="البريد")) == [(1, "name")]


def test_saving_keeps_seats_in_their_order_and_counts_versions(session: Session) -> None:
    committee = a_committee(session)
    assert [one.name for one in members(session, committee)] == [seat.name for seat in SEATS]
    entered = Entered(committee.name_ar, seats=[
        *(Seat(one.name, one.part, one.capacity, one.body, until=FIRST, id=one.id) for one in reversed(members(session, committee))),
    ])
    place, version = a_governorate(session), committee.row_version
    save(session, place, entered, version=version, by=None)
    found = committee_of(session, "EG-AST")
    assert found is not None
    assert [one.name for one in members(session, found)] == [seat.name for seat in reversed(SEATS)]
    assert found.row_version > version
    with pytest.raises(Conflict):
        save(session, place, entered, version=version, by=None)
    with pytest.raises(Conflict):
        save(session, place, entered, version=None, by=None)


def test_whoever_attended_is_not_removed(session: Session) -> None:
    a_site(session)
    meeting = a_meeting(session, state="open")
    committee, place = a_committee(session), a_governorate(session)
    who = members(session, committee)
    attend(session, meeting, expected(meeting, who)[:1], version=meeting.row_version, today=FIRST)
    only = [Seat(one.name, one.part, one.capacity, one.body, id=one.id) for one in who[1:]]
    with pytest.raises(RefusedTogether) as refused:
        save(session, place, Entered(committee.name_ar, seats=only), version=committee.row_version, by=None)
    assert refused.value.faults[0].about == "seats"
    kept = [Seat(one.name, one.part, one.capacity, one.body, id=one.id) for one in who[:1]]
    save(session, place, Entered(committee.name_ar, seats=kept), version=committee.row_version, by=None)
    assert len(members(session, committee)) == 1


def test_the_members_of_the_day_are_expected_chair_first(session: Session) -> None:
    committee = a_committee(session, seats=(SEATS[2], CHAIR, Seat("غادر", until=date(2023, 7, 1)), Seat("لم يأت", since=date(2023, 8, 1))))
    assert [one.name for one in seated(members(session, committee), FIRST)] == [CHAIR.name, SEATS[2].name]


def test_only_the_own_governorates_committee_is_entered(session: Session) -> None:
    place, other = a_governorate(session), a_governorate(session, "EG-KN")
    scope = Scope(view=frozenset({place.id, other.id}), capture=frozenset({other.id}))
    with limited(session, scope), pytest.raises(OutOfScope):
        save(session, place, Entered("لجنة"), version=None, by=None)


def test_attendance_is_judged_row_by_row(session: Session) -> None:
    a_site(session)
    meeting = a_meeting(session, state="open")
    wrong = [
        Came("", came="late"), Came("أ", "chair"), Came("ب", "chair"), Came("ج", came="excused", instead_of="د"), Came("ج"),
    ]
    with pytest.raises(RefusedTogether) as refused:
        attend(session, meeting, wrong, version=meeting.row_version, today=FIRST)
    assert [(getattr(fault, "position", None), fault.about) for fault in refused.value.faults] == [
        (0, "name"), (0, "came"), (3, "instead_of"), (4, "name"), (None, "attendance"),
    ]
    version = meeting.row_version
    attend(session, meeting, [Came("أ", "chair"), Came("ب", instead_of="ج")], version=version, today=FIRST)
    assert meeting.row_version == version + 1
    with pytest.raises(Conflict):
        attend(session, meeting, [Came("أ")], version=version, today=FIRST)


def test_the_agenda_is_kept_in_its_order(session: Session) -> None:
    a_site(session)
    meeting = a_meeting(session)
    with pytest.raises(RefusedTogether):
        set_agenda(session, meeting, [Point("")], version=meeting.row_version)
    set_agenda(session, meeting, [Point("ب"), Point("أ", "دار النقاش")], version=meeting.row_version)
    set_agenda(session, meeting, [Point("أ"), Point("ب")], version=meeting.row_version)
    assert [point.title for point in meeting.agenda] == ["أ", "ب"]


def test_words_that_repeat_the_draft_stay_a_draft(session: Session) -> None:
    a_site(session)
    meeting = a_meeting(session, state="open")
    draft = said(meeting, "opening")
    write(session, meeting, {"opening": draft, "closing": "انتهى الاجتماع", "figures": "٩٠"}, version=meeting.row_version)
    assert meeting.words == {"closing": "انتهى الاجتماع"}
    write(session, meeting, {"closing": ""}, version=meeting.row_version)
    assert meeting.words == {}
    with pytest.raises(RefusedTogether):
        write(session, meeting, {"closing": "ا" * 4001}, version=meeting.row_version)


def test_nobody_has_come_before_the_day_of_the_meeting(session: Session) -> None:
    meeting, eve = a_meeting(session, day=SECOND), SECOND - timedelta(days=1)
    with pytest.raises(RefusedTogether, match="موعد الاجتماع ١٣ يوليو ٢٠٢٣، واليوم ١٢ يوليو ٢٠٢٣؛"):
        attend(session, meeting, [Came("أ", "chair")], version=meeting.row_version, today=eve)
    attend(session, meeting, [Came("أ", "chair")], version=meeting.row_version, today=SECOND)
    moved = Plan(THIRD, time(11))
    with pytest.raises(RefusedTogether, match="سُجِّل حضور هذا الاجتماع بالفعل"):
        move(session, meeting, moved, version=meeting.row_version, today=SECOND)
    attend(session, meeting, [], version=meeting.row_version, today=eve)
    assert move(session, meeting, moved, version=meeting.row_version, today=SECOND).held_on == THIRD
