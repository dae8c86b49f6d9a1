"""The pages of decisions: the list with its filters, the story, and recording what became of one."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models import Decision, DecisionEvent, Evidence, Governorate, Meeting
from tests.cast import ASSIUT, MINISTRY, READER
from tests.rollout.meetings.making import FIRST, LATER, SECOND, a_decision, a_meeting, happened
from tests.views.met import filled, send
from tests.views.telling import a_photo
from tests.views.visiting import House

PLACE, FOREIGN = "EG-AST", "EG-KFS"


def decided(house: House, words: str = "سداد قيمة المقايسات", place: str = PLACE, due: date = SECOND, **more: Any) -> int:
    with house.records() as session:
        governorate = session.scalars(select(Governorate.id).where(Governorate.code == place)).one()
        found = session.scalars(select(Meeting).where(Meeting.governorate_id == governorate)).first()
        meeting = found or a_meeting(session, place, FIRST, "open")
        return a_decision(session, meeting, words, due, **more).id


def events(house: House) -> list[str]:
    with house.records() as session:
        return list(session.scalars(select(DecisionEvent.step).order_by(DecisionEvent.id)))


def test_a_promise_is_closed_with_a_document(house: House) -> None:
    number, assiut = decided(house), house.member(ASSIUT)
    answer = send(assiut, f"/decisions/{number}/record/done", happened_on="2023-07-12", evidence=(a_photo(), "إيصال السداد.png"))
    assert answer.status_code == 303, answer.text
    with house.records() as session:
        [document] = session.scalars(select(Evidence)).all()
        assert (document.decision_event_id is not None, document.original_name) == (True, "إيصال السداد.png")
        about = document.id
    page = assiut.get(f"/decisions/{number}").text
    assert ("نُفِّذ في موعده" in page, "إيصال السداد" in page, "/record/reopened" in page, "/record/done" in page) == (True, True, True, False)
    proof = assiut.get(f"/evidence/{about}/about")
    assert proof.status_code == 200
    assert f"/decisions/{number}" in proof.text
    assert send(assiut, f"/decisions/{number}/record/reopened", happened_on="2023-07-20", note="توقف العداد").status_code == 303


def test_everything_wrong_stands_beside_its_field_and_nothing_is_kept(house: House) -> None:
    number, assiut = decided(house), house.member(ASSIUT)
    answer = send(assiut, f"/decisions/{number}/record/extended", happened_on="2023-07-01", due_on="2023-07-10", note=" ")
    assert answer.status_code == 422
    for name in ("happened_on", "due_on", "note"):
        assert f'id="p-{name}-error"' in answer.text
    assert 'value="2023-07-10"' in answer.text
    assert events(house) == ["taken"]
    answer = send(assiut, f"/decisions/{number}/record/done", happened_on="2023-07-12", note="")
    assert 'id="p-note-error"' in answer.text


@pytest.mark.parametrize(("step", "typed", "said"), [
    ("progress", {"note": "جارٍ التنسيق"}, "جارٍ التنسيق"),
    ("extended", {"due_on": "2023-08-15", "note": "طلب الشركة"}, "١٥ أغسطس ٢٠٢٣"),
    ("assigned", {"body": "شركة المياه", "post": "مدير الفرع"}, "مدير الفرع"),
    ("escalated", {"level": "governor", "note": "تعذر الحل"}, "المحافظ"),
    ("cancelled", {"note": "زال السبب"}, "زال السبب"),
])
def test_each_step_is_told_and_shown(house: House, step: str, typed: dict[str, str], said: str) -> None:
    number, assiut = decided(house), house.member(ASSIUT)
    assert send(assiut, f"/decisions/{number}/record/{step}", happened_on="2023-07-12", **typed).status_code == 303
    assert said in assiut.get(f"/decisions/{number}").text
    assert events(house) == ["taken", step]


def test_a_decision_climbs_one_step_at_a_time_and_only_the_ministry_turns_to_the_cabinet(house: House) -> None:
    number, assiut, ministry = decided(house), house.member(ASSIUT), house.member(MINISTRY)
    path = f"/decisions/{number}/record/escalated"
    refused = send(assiut, path, happened_on="2023-07-12", note="تعذر الحل", level="cabinet")
    assert (refused.status_code, 'id="p-level-error"' in refused.text) == (422, True)
    for _time in range(2):
        assert send(assiut, path, happened_on="2023-07-12", note="تعذر الحل").status_code == 303
    assert assiut.get(path).status_code == 303, "the next step is the cabinet"
    assert "/record/escalated" not in assiut.get(f"/decisions/{number}").text
    assert "/record/escalated" in ministry.get(f"/decisions/{number}").text
    assert send(ministry, path, happened_on="2023-07-12", note="تعذر الحل").status_code == 303
    with house.records() as session:
        levels = list(session.scalars(select(DecisionEvent.level).order_by(DecisionEvent.id)))
    assert levels == ["committee", "governor", "ministry", "cabinet"]


def test_the_same_form_sent_twice_is_kept_once_and_anothers_news_is_seen(house: House) -> None:
    number, assiut = decided(house), house.member(ASSIUT)
    path = f"/decisions/{number}/record/progress"
    form = filled(assiut.get(path)) | {"happened_on": "2023-07-12", "note": "جارٍ"}
    assert [assiut.post(path, form).status_code for _time in range(2)] == [303, 303]
    assert events(house) == ["taken", "progress"]
    answer = assiut.post(path, form | {"note": "خبر آخر"})
    assert answer.status_code == 409
    assert "خبر آخر" in answer.text
    assert events(house) == ["taken", "progress"]


def test_what_cannot_be_recorded_is_not_offered(house: House) -> None:
    number, assiut = decided(house), house.member(ASSIUT)
    assert assiut.get(f"/decisions/{number}/record/reopened").status_code == 303
    for unknown in ("taken", "anything"):
        assert assiut.get(f"/decisions/{number}/record/{unknown}").status_code == 404


def test_the_list_is_narrowed_and_told_as_of_a_day(house: House) -> None:
    late, done, far = decided(house, "قرار متأخر"), decided(house, "قرار منفذ"), decided(house, "قرار بعيد", due=LATER)
    with house.records() as session:
        happened(session, session.get_one(Decision, done), "done", SECOND)
    assiut = house.member(ASSIUT)

    def listed(**asked: str) -> set[int]:
        page = assiut.get("/decisions/", query_string={"as_of": "2023-08-01", **asked})
        assert page.status_code == 200
        return {number for number in (late, done, far) if f'href="/decisions/{number}?' in page.text}

    assert (listed(), listed(mark="all")) == ({late, far}, {late, done, far})
    assert (listed(mark="open"), listed(mark="late"), listed(mark="done")) == ({late, far}, {late}, {done})
    assert (listed(mark="soon"), listed(mark="soon", as_of="2023-08-28")) == (set(), {far})
    assert (listed(level="governor"), listed(owner="جهة أخرى")) == (set(), set())
    assert listed(owner="شركة توزيع الكهرباء", mark="all") == {late, done, far}
    assert listed(as_of="2023-07-12", mark="late") == set()
    assert assiut.get("/decisions/?mark=unknown").status_code == 400


def test_a_body_is_looked_for_however_it_was_spelled(house: House) -> None:
    post, assiut = decided(house, body="هيئة البريد"), house.member(ASSIUT)
    other = decided(house, "قرار آخر")
    page = assiut.get("/decisions/", query_string={"as_of": "2023-08-01", "owner": "الهيئة القومية للبريد"}).text
    assert (f'href="/decisions/{post}?' in page, f'href="/decisions/{other}?' in page) == (True, False)
    assert '<option value="البريد" selected' in page
    assiut.post("/language/", {"language": "en"})
    page = assiut.get("/decisions/", query_string={"as_of": "2023-08-01", "owner": "Post"}).text
    assert (f'href="/decisions/{post}?' in page, '<option value="البريد" selected>Post</option>' in page) == (True, True)


def test_the_list_comes_in_pages(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("views.followup.decisions.AT_ONCE", 2)
    every = [decided(house, f"قرار {number}") for number in range(3)]
    decided(house, place=FOREIGN)
    assiut = house.member(ASSIUT)
    pages = [assiut.get("/decisions/", query_string={"as_of": "2023-08-01", "from": start}).text for start in (0, 2)]
    assert [[number for number in every if f'href="/decisions/{number}?' in page] for page in pages] == [every[:2], every[2:]]


def test_another_governorates_decision_is_not_there(house: House) -> None:
    number = decided(house, place=FOREIGN)
    assiut, ministry = house.member(ASSIUT), house.member(MINISTRY)
    for path in (f"/decisions/{number}", f"/decisions/{number}/record/done"):
        assert (assiut.get(path).status_code, ministry.get(path).status_code) == (404, 200)
    assert "سداد" not in assiut.get("/decisions/").text


def test_a_reader_reads_only(house: House) -> None:
    number, reader = decided(house), house.member(READER)
    page = reader.get(f"/decisions/{number}")
    assert (page.status_code, "/record/" in page.text) == (200, False)
    assert reader.get(f"/decisions/{number}/record/done").status_code == 403
