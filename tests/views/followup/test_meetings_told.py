"""What is told of a meeting's day: withdrawn where it is moved or cancelled, and named where days are counted up to it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import Attendee, Meeting, Notice
from rollout.meetings.planning import close
from rollout.notices import make
from tests.cast import ASSIUT, MINISTRY
from tests.rollout.meetings.making import FIRST, LATER, SECOND, a_decision, a_meeting, came
from tests.views.met import act, attended, met
from tests.views.visiting import House

pytestmark = pytest.mark.on_day(FIRST)


def told(house: House) -> int:
    with house.records() as session:
        return len(session.scalars(select(Notice.id).where(Notice.kind == "meeting", Notice.read_at.is_(None))).all())


@pytest.mark.parametrize(("what", "typed"), [
    ("move", {"held_on": SECOND.isoformat(), "starts_at": "11:00", "place": ""}), ("cancel", {"reason": "تعذر اكتمال النصاب"}),
])
def test_what_was_told_of_the_old_day_is_withdrawn(house: House, what: str, typed: dict[str, str]) -> None:
    number = met(house)
    with house.records() as session:
        make(session, FIRST)
    assert told(house) == 1
    assert act(house.member(ASSIUT), number, what, **typed).status_code == 303
    assert told(house) == 0


@pytest.mark.on_day(date(2023, 7, 11))
def test_what_is_counted_up_to_the_day_of_a_meeting_to_come_says_so(house: House) -> None:
    with house.records() as session:
        first = a_meeting(session, day=FIRST, state="open")
        decision = a_decision(session, first, "سداد قيمة المقايسات", date(2023, 7, 10)).id
        came(session, first)
        close(session, first, ["أ"], version=first.row_version, next_on=None, today=LATER, by=None)
        number = a_meeting(session, day=SECOND).id
    assiut = house.member(ASSIUT)
    assert "متأخر ٣ أيام في يوم الاجتماع" in assiut.get(f"/meetings/{number}").text
    assert "متأخر يومًا واحدًا" in assiut.get(f"/decisions/{decision}").text


@pytest.mark.on_day(SECOND - timedelta(days=1))
def test_who_takes_a_pack_before_the_day_is_told_that_the_day_stays(house: House) -> None:
    number, later = met(house, day=SECOND), met(house, day=SECOND - timedelta(days=7), place="EG-KFS")
    assiut, ministry = house.member(ASSIUT), house.member(MINISTRY)
    sentence = "لم يحن يوم الاجتماع بعد (١٣ يوليو ٢٠٢٣)؛ وبعد أخذ ملف الاجتماع يُعد الاجتماع منعقدًا، ولا يمكن تغيير يومه."
    page = assiut.get(f"/meetings/{number}").text
    assert page.count(sentence) == 2, "at the button, and in the question that it asks"
    assert 'aria-describedby="still-open early"' in page
    assert act(assiut, number, "take").status_code == 303
    assert "لم يحن يوم الاجتماع" not in assiut.get(f"/meetings/{number}").text
    assert "لم يحن يوم الاجتماع" not in ministry.get(f"/meetings/{later}").text, "its day is over"


@pytest.mark.on_day(SECOND - timedelta(days=1))
def test_the_attendance_is_not_asked_for_before_the_day_of_the_meeting(house: House) -> None:
    number, held = met(house, "open", SECOND), met(house, "open", FIRST, "EG-KFS")
    ministry, path = house.member(MINISTRY), f"/meetings/{number}/attendance"
    sentence = "موعد الاجتماع ١٣ يوليو ٢٠٢٣، واليوم ١٢ يوليو ٢٠٢٣؛ ويُسجَّل الحضور ابتداءً من يوم الاجتماع."
    page = ministry.get(f"/meetings/{number}").text
    assert (page.count(sentence), path in page) == (1, False)
    asked = ministry.get(path)
    assert (asked.status_code, asked.location) == (303, f"/meetings/{number}")
    typed = attended(ministry.get(f"/meetings/{held}/attendance"))
    with house.records() as session:
        typed["version"] = str(session.get_one(Meeting, number).row_version)
    refused = ministry.post(path, typed | {"0-member_id": "", "1-member_id": "", "2-member_id": ""})
    assert (refused.status_code, sentence in refused.text) == (422, True)
    with house.records() as session:
        assert session.scalars(select(Attendee.id).where(Attendee.meeting_id == number)).all() == []
