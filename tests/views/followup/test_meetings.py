"""The pages of meetings: the committee, planning, the pack, attendance, agenda, words, decisions, closing."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models import AgendaItem, Attendee, Committee, Decision, Meeting, Member, Site
from rollout.journal import record
from rollout.meetings.pack import meeting_of
from rollout.meetings.planning import close
from rollout.rules import News
from rollout.stages import State
from tests.cast import ASSIUT, MINISTRY, READER
from tests.rollout.meetings.making import FIRST, LATER, SEATS, SECOND, a_committee, a_decision, a_meeting, came, happened
from tests.statements import counted_statements
from tests.views.met import act, attended, filled, met, send
from tests.views.visiting import House

PLACE, FOREIGN = "EG-AST", "EG-KFS"


def state(house: House, number: int) -> str:
    with house.records() as session:
        return session.get_one(Meeting, number).state


def test_a_committee_is_entered_and_changed_on_its_page(house: House) -> None:
    assiut = house.member(ASSIUT)
    assert "لم تُسجَّل لجنة بعد" in assiut.get("/meetings/").text
    typed: dict[str, Any] = {"name_ar": "لجنة متابعة أسيوط", "decision_number": "٥١٢", "cut_off_at": "١٤:٣٠"}
    typed |= {"0__name": " محمود   عبد الله ", "0__part": "chair", "2__name": "هالة فاروق", "2__since": "2023-07-01"}
    answer = send(assiut, f"/meetings/committees/{PLACE}/edit", **typed)
    assert answer.status_code == 303, answer.text
    with house.records() as session:
        committee = session.scalars(select(Committee)).one()
        assert (committee.name_ar, committee.decision_number, committee.cut_off_at.isoformat()) == ("لجنة متابعة أسيوط", "٥١٢", "14:30:00")
        assert [(one.name, one.part) for one in session.scalars(select(Member).order_by(Member.position))] == [
            ("محمود عبد الله", "chair"), ("هالة فاروق", "member"),
        ]
    assert send(assiut, f"/meetings/committees/{PLACE}/edit", **{"1__gone": "y", "0__until": "2023-12-31"}).status_code == 303
    page = assiut.get(f"/meetings/committees/{PLACE}").text
    assert "محمود عبد الله" in page
    assert "هالة فاروق" not in page


def test_what_is_wrong_with_a_committee_stands_beside_it(house: House) -> None:
    assiut = house.member(ASSIUT)
    path = f"/meetings/committees/{PLACE}/edit"
    answer = send(assiut, path, name_ar="", cut_off_at="متأخر", **{"0__capacity": "مدير"})
    assert answer.status_code == 422
    answer = send(assiut, path, name_ar="", **{"0__capacity": "مدير", "1__name": "أ", "1__since": "2023-07-02", "1__until": "2023-07-01"})
    assert answer.status_code == 422
    for place in ("p-name_ar-error", "r-0-name-error", "r-1-until-error"):
        assert f'id="{place}"' in answer.text
    assert 'value="مدير"' in answer.text
    hides = send(assiut, path, name_ar="لجنة\u202e")
    assert hides.status_code == 422


def test_two_people_do_not_overwrite_each_others_committee(house: House) -> None:
    with house.records() as session:
        a_committee(session)
    assiut, ministry = house.member(ASSIUT), house.member(MINISTRY)
    path = f"/meetings/committees/{PLACE}/edit"
    old = filled(assiut.get(path))
    assert send(ministry, path, place="القاعة").status_code == 303
    answer = assiut.post(path, old | {"place": "المكتب"})
    assert answer.status_code == 409
    assert 'value="المكتب"' in answer.text


def test_a_meeting_is_planned_moved_taken_held_and_closed(house: House) -> None:
    assiut = house.member(ASSIUT)
    with house.records() as session:
        a_committee(session)
    answer = send(assiut, f"/meetings/committees/{PLACE}/plan", held_on=FIRST.isoformat())
    assert answer.status_code == 303, answer.text
    number = int(answer.location.rsplit("/", 1)[1])
    zoned = act(assiut, number, "move", held_on=SECOND.isoformat(), starts_at="11:00:00+05:00", place="")
    assert (zoned.status_code, "11:00" in zoned.text) == (422, True), "an hour is Cairo's, and no zone is dropped without a word"
    for unread in ("11.5", "1" * 400, "24:00", "9", "11:00:00:00"):
        assert act(assiut, number, "move", held_on=SECOND.isoformat(), starts_at=unread, place="").status_code == 422
    assert act(assiut, number, "move", held_on=SECOND.isoformat(), starts_at="٩:٣٠", place="").status_code == 303
    assert 'value="09:30"' in assiut.get(f"/meetings/{number}").text
    assert act(assiut, number, "move", held_on=SECOND.isoformat(), starts_at="12:00", place="القاعة الكبرى").status_code == 303
    assert act(assiut, number, "take").status_code == 303
    assert state(house, number) == "open"
    page = assiut.get(f"/meetings/{number}").text
    assert "سجل الحضور أولًا، ثم يُغلق المحضر." in page
    assert 'disabled aria-describedby="not-ready"' in page
    refused = act(assiut, number, "close", next_on=FIRST.isoformat())
    assert refused.status_code == 422
    assert "لم يُسجَّل الحضور" in refused.text
    assert 'id="p-next_on-error"' in refused.text
    path = f"/meetings/{number}/attendance"
    who = attended(assiut.get(path), **{"1__came": "excused", "2__instead_of": "مدير الشبكات", "3__name": "ضيف كريم"})
    assert assiut.post(path, who).status_code == 303
    assert send(assiut, f"/meetings/{number}/agenda", **{"1__said": "نوقش الموقف", "2__gone": "y"}).status_code == 303
    assert send(assiut, f"/meetings/{number}/words", closing="انتهى في الثانية").status_code == 303
    decided = send(assiut, f"/meetings/{number}/decide", words="سداد المقايسات", body="شركة الكهرباء", post="رئيس القطاع")
    assert decided.status_code == 303, decided.text
    assert 'aria-describedby="not-ready"' not in assiut.get(f"/meetings/{number}").text
    assert act(assiut, number, "close", next_on="2023-07-20").status_code == 303
    with house.records() as session:
        meeting = session.get_one(Meeting, number)
        assert (meeting.state, meeting.next_on, meeting.words["closing"]) == ("closed", date(2023, 7, 20), "انتهى في الثانية")
        people = session.scalars(select(Attendee).order_by(Attendee.position)).all()
        assert [(one.name, one.came) for one in people] == [
            (SEATS[0].name, "present"), (SEATS[1].name, "excused"), (SEATS[2].name, "present"), ("ضيف كريم", "present"),
        ]
        assert people[2].instead_of == "مدير الشبكات"
        assert len(session.scalars(select(AgendaItem)).all()) == 5
        assert session.scalars(select(Decision.words)).one() == "سداد المقايسات"
    page = assiut.get(f"/meetings/{number}").text
    assert "نوقش الموقف" in page
    assert "/attendance" not in page
    assert f"/meetings/committees/{PLACE}/plan?on=2023-07-20" in page
    assert 'value="2023-07-20"' in assiut.get(f"/meetings/committees/{PLACE}/plan?on=2023-07-20").text


def test_minutes_closed_in_english_keep_an_arabic_agenda(house: House) -> None:
    number, assiut = met(house, "open"), house.member(ASSIUT)
    with house.records() as session:
        came(session, session.get_one(Meeting, number))
    assiut.post("/language/", {"language": "en"})
    assert "Close the minutes" in assiut.get(f"/meetings/{number}").text
    assert act(assiut, number, "close").status_code == 303
    with house.records() as session:
        assert "موقف تنفيذ قرارات الاجتماع السابق" in session.scalars(select(AgendaItem.title)).all()


def test_a_decision_needs_its_owner_and_day(house: House) -> None:
    number = met(house, "open")
    answer = send(house.member(ASSIUT), f"/meetings/{number}/decide", words="", body="", due_on="2023-07-01")
    assert answer.status_code == 422
    for name in ("words", "body", "post", "due_on"):
        assert f'id="p-{name}-error"' in answer.text


def test_closed_minutes_open_no_form(house: House) -> None:
    number, assiut = met(house, "closed"), house.member(ASSIUT)
    for form in ("attendance", "agenda", "words", "decide"):
        answer = assiut.get(f"/meetings/{number}/{form}")
        assert (answer.status_code, answer.location) == (303, f"/meetings/{number}")
    assert "انتهى هذا الاجتماع" in assiut.get(f"/meetings/{number}").text
    for what in ("take", "move", "cancel", "close"):
        typed = {"version": "1", "held_on": "2023-07-13", "starts_at": "11:00", "reason": "خطأ"}
        assert assiut.post(f"/meetings/{number}/{what}", typed).status_code == 409
    assert state(house, number) == "closed"


def test_a_cancelled_meeting_says_why(house: House) -> None:
    number, assiut = met(house), house.member(ASSIUT)
    assert act(assiut, number, "cancel", reason=" ").status_code == 422
    assert act(assiut, number, "cancel", reason="إجازة رسمية").status_code == 303
    assert "إجازة رسمية" in assiut.get(f"/meetings/{number}").text


def test_the_page_opens_with_what_was_promised_and_tells_what_changed(house: House) -> None:
    with house.records() as session:
        first = a_meeting(session, day=FIRST, state="open")
        a_decision(session, first, "سداد قيمة المقايسات", date(2023, 7, 10))
        came(session, first)
        close(session, first, ["أ"], version=first.row_version, next_on=None, today=LATER, by=None)
        site = session.get_one(Site, house.site_id(session, PLACE))
        record(session, site, News("handover", State.DONE, date(2023, 7, 11)), today=LATER)
        number = a_meeting(session, day=SECOND, state="open").id
    page = house.member(ASSIUT).get(f"/meetings/{number}").text
    assert "متأخر ٣ أيام" in page
    assert "في يوم الاجتماع" not in page, "the day of the meeting is over"
    assert page.index('id="promised"') < page.index('id="changes"')
    changes = page[page.index('id="changes"') : page.index('id="unheard"')]
    assert ("لم يبدأ" in changes, "مجمع أسيوط" in changes) == (True, True)
    assert [word in changes for word in (">كان<", ">أصبح<", "قبل التعديل")] == [True, True, False]


def test_what_is_recorded_after_the_pack_is_said_to_come_with_the_next_one(house: House) -> None:
    with house.records() as session:
        first = a_meeting(session, day=FIRST, state="open")
        promised = a_decision(session, first).id
        came(session, first)
        close(session, first, ["أ"], version=first.row_version, next_on=None, today=LATER, by=None)
        number = a_meeting(session, day=SECOND, state="open").id
        happened(session, session.get_one(Decision, promised), "done", date(2023, 7, 12))
    page = house.member(ASSIUT).get(f"/meetings/{number}").text
    assert "المفتوحة عند أخذ الملف: ١. ما يُسجَّل الآن يظهر في ملف الاجتماع القادم." in page


def test_in_english_a_changed_site_has_its_english_name(house: House) -> None:
    with house.records() as session:
        a_meeting(session, day=FIRST, state="closed")
        site = session.get_one(Site, house.site_id(session, PLACE))
        site.name_en = "Bani Zayd service complex"
        record(session, site, News("handover", State.DONE, date(2023, 7, 11)), today=LATER)
        number = a_meeting(session, day=SECOND, state="open").id
    assiut = house.member(ASSIUT)
    assiut.post("/language/", {"language": "en"})
    page = assiut.get(f"/meetings/{number}").text
    assert "Bani Zayd service complex" in page[page.index('id="changes"') : page.index('id="unheard"')]


def test_what_was_carried_out_is_asked_for_before_the_pack_is_taken(house: House) -> None:
    with house.records() as session:
        first = a_meeting(session, day=FIRST, state="open")
        kept, promised = a_decision(session, first, "سداد المقايسات"), a_decision(session, first, "حصر الاحتياجات")
        came(session, first)
        close(session, first, ["أ"], version=first.row_version, next_on=None, today=LATER, by=None)
        happened(session, kept, "done", date(2023, 7, 12))
        number, last = a_meeting(session, day=SECOND).id, promised.id
    assiut = house.member(ASSIUT)

    def steps() -> str:
        page = assiut.get(f"/meetings/{number}").text
        return page[page.index('class="mt-steps"') : page.index("</ol>", page.index('class="mt-steps"'))]

    before = steps()
    parts = ("/agenda", "/attendance", "/decisions/?governorate=EG-AST&amp;as_of=2023-07-12", "/take")
    places = [before.index(part) for part in parts]
    assert places == sorted(places)
    assert ("المفتوحة: ١." in before, "/decide" in before) == (True, False)
    with house.records() as session:
        happened(session, session.get_one(Decision, last), "done", date(2023, 7, 12))
    told = steps()
    assert ("لا توجد قرارات سابقة مفتوحة" in told, "/decisions/?" in told) == (True, False)
    assert act(assiut, number, "take").status_code == 303
    after = steps()
    assert ("/take" in after, after.index("/decide") < after.index("/words") < after.index("/close")) == (False, True)


def test_the_page_costs_a_fixed_number_of_statements(house: House) -> None:
    with house.records() as session:
        first = a_meeting(session, day=FIRST, state="open")
        for number in range(12):
            a_decision(session, first, f"قرار {number}", date(2023, 7, 10))
        came(session, first)
        close(session, first, ["أ"], version=first.row_version, next_on=None, today=LATER, by=None)
        meeting = a_meeting(session, day=SECOND, state="open").id
    assiut = house.member(ASSIUT)
    assiut.get(f"/meetings/{meeting}")
    with counted_statements(house.app) as seen:
        assert assiut.get(f"/meetings/{meeting}").status_code == 200
    assert len(seen) <= 45, len(seen)


@pytest.mark.parametrize("form", ["", "/attendance", "/agenda", "/words", "/decide"])
def test_another_governorates_meeting_is_not_there(house: House, form: str) -> None:
    number = met(house, "open", place=FOREIGN)
    assert house.member(ASSIUT).get(f"/meetings/{number}{form}").status_code == 404
    assert house.member(MINISTRY).get(f"/meetings/{number}{form}").status_code == 200


def test_a_reader_reads_and_changes_nothing(house: House) -> None:
    number, reader = met(house, "open"), house.member(READER)
    page = reader.get(f"/meetings/{number}")
    assert page.status_code == 200
    assert "/decide" not in page.text
    assert reader.get(f"/meetings/{number}/decide").status_code == 403
    assert reader.post(f"/meetings/{number}/close", {"version": "1"}).status_code == 403
    with house.records() as session:
        found = meeting_of(session, number)
        assert found is not None
        assert found.state == "open"


def test_the_list_tells_what_is_to_come_first_and_only_what_is_seen(house: House) -> None:
    met(house, "closed", FIRST)
    met(house, "planned", SECOND)
    met(house, "planned", FIRST, FOREIGN)
    own, whole = house.member(ASSIUT).get("/meetings/").text, house.member(MINISTRY).get("/meetings/").text
    assert own.index("القادمة والمفتوحة") < own.index("السابقة")
    assert ("كفر الشيخ" in own, "كفر الشيخ" in whole) == (False, True)
    narrowed = house.member(MINISTRY).get(f"/meetings/?governorate={FOREIGN}").text
    assert "الاجتماع رقم (٢) لسنة ٢٠٢٣" in whole
    assert "الاجتماع رقم (٢) لسنة ٢٠٢٣" not in narrowed
