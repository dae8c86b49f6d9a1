"""Recording news: what is kept, what is refused and how, and who may."""

import io
import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from models import Affirmation, Evidence, ProgressEntry
from rollout.stages import Kind, State
from tests.cast import ASSIUT, MINISTRY, QENA, READER, account
from tests.factories import a_site
from tests.views import telling
from tests.views.counting import statements
from tests.views.telling import TODAY, a_photo, code_in, entries, hidden
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)

PART = {"X-Part": "yes"}
FIRST, SECOND, COUNTED = "approval", "agreement", "training"
"""Stages of a Misr Services centre, all of which are told as a whole: one that needs nothing before it, one that needs the first,
and one that counts units."""


@pytest.fixture
def officer(house: House) -> Visitor:
    return house.member(ASSIUT)


@pytest.fixture
def site(house: House) -> str:
    """The code of a centre in Assiut."""
    with house.records() as session:
        return a_site(session, kind=Kind.MISR_CENTRE, code="AST-MISR").code


def told(house: House, site: str, stage: str = FIRST, **more: Any) -> int:
    return telling.told(house, site, stage, **more)


def opened(visitor: Visitor, site: str, stage: str = FIRST, **more: str) -> dict[str, str]:
    return telling.opened(visitor, site, stage, **more)


def news(form: dict[str, str], **values: Any) -> dict[str, Any]:
    return {**form, "state": "done", "effective_on": "2023-07-10", **values}


def test_an_entry_is_recorded_with_its_document(house: House, officer: Visitor, site: str) -> None:
    answer = officer.post(
        "/entries/", news(opened(officer, site), note="محضر رقم ١٢", evidence=(a_photo(), "محضر الاستلام.png")),
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    assert answer.location == "/matrix/EG-AST?kind=misr_centre"
    [entry] = entries(house, site)
    assert (entry.stage, entry.state, entry.effective_on, entry.news_on) == (FIRST, "done", date(2023, 7, 10), TODAY)
    assert entry.note == "محضر رقم ١٢"
    with house.records() as session:
        assert entry.recorded_by_id == account(session, ASSIUT).id
        document = session.scalars(select(Evidence)).one()
        assert (document.entry_id, document.original_name, document.media_type) == (entry.id, "محضر الاستلام.png", "image/png")


def test_a_date_in_arabic_digits_and_words_is_understood(house: House, officer: Visitor, site: str) -> None:
    officer.post("/entries/", news(opened(officer, site), effective_on="١٠ يوليو ٢٠٢٣"))
    assert entries(house, site)[0].effective_on == date(2023, 7, 10)


def test_units_are_taken_in_any_digits(house: House, officer: Visitor, site: str) -> None:
    told(house, site)
    form = opened(officer, site, COUNTED)
    officer.post("/entries/", news(form, state="in_progress", done="٣", wanted="6"))
    assert [(e.done, e.wanted) for e in entries(house, site)][-1] == (3, 6)


def test_a_refused_form_comes_back_as_it_was_typed(house: House, officer: Visitor, site: str) -> None:
    form = opened(officer, site, SECOND)
    answer = officer.post(
        "/entries/", news(form, note="تم الربط بالأمس", evidence=(a_photo(), "خط.png")), content_type="multipart/form-data", headers=PART
    )
    assert answer.status_code == 422
    assert "تم الربط بالأمس" in answer.text
    assert 'value="2023-07-10"' in answer.text
    missing = str(Kind.MISR_CENTRE.stage(FIRST).label)
    assert missing in answer.text.split('id="state-error"')[1], "the sentence stands beside what was said too early"
    assert "data-choose-again" in answer.text, "the file is not lost in silence"
    assert entries(house, site) == []
    with house.records() as session:
        assert session.scalar(select(func.count(Evidence.id))) == 0


@pytest.mark.parametrize(("values", "beside"), [
    ({"effective_on": "2023-08-01"}, "effective_on"),
    ({"effective_on": "غدًا"}, "effective_on"),
    ({"effective_on": ""}, "effective_on"),
    ({"effective_on": "1990-01-01"}, "effective_on"),
    ({"state": ""}, "state"),
    ({"state": "sold"}, "state"),
    ({"state": "not_applicable"}, "reason"),
    ({"waiver_by": "السكرتير العام"}, "waiver_by"),
    ({"done": "7", "wanted": "6", "stage": COUNTED, "state": "in_progress"}, "done"),
    ({"done": "2", "wanted": "6", "stage": COUNTED}, "done"),
    ({"done": "many", "stage": COUNTED}, "done"),
    ({"note": "م" * 4_001}, "note"),
])
def test_each_refusal_stands_beside_its_field(house: House, officer: Visitor, site: str, values: dict[str, str], beside: str) -> None:
    answer = officer.post("/entries/", news(opened(officer, site), **values), headers=PART)
    assert answer.status_code == 422
    assert f'id="{beside}-error"' in answer.text
    assert entries(house, site) == []


def test_what_has_begun_goes_back_with_a_reason_only(house: House, officer: Visitor, site: str) -> None:
    telling.told(house, site, FIRST, State.IN_PROGRESS)
    refused = officer.post("/entries/", news(opened(officer, site), state="not_started"), headers=PART)
    assert refused.status_code == 422
    assert 'id="note-error"' in refused.text
    assert officer.post("/entries/", news(opened(officer, site), state="not_started", note="سُجل البدء خطأ")).status_code == 303


def test_every_broken_rule_is_said_at_once(house: House, officer: Visitor, site: str) -> None:
    form = news(opened(officer, site), state="not_applicable", effective_on="2023-08-01", waiver_by="المحافظ")
    answer = officer.post("/entries/", form, headers=PART)
    assert all(f'id="{name}-error"' in answer.text for name in ("effective_on", "reason", "waiver_by"))


def test_a_page_of_an_earlier_day_proposes_that_day(house: House, officer: Visitor, site: str) -> None:
    form = officer.get("/entries/new", query_string={"site": site, "stage": FIRST, "as_of": "2023-07-02"})
    assert 'value="2023-07-02"' in form.text.split('for="effective_on"')[1].split("</div>")[0]
    answer = officer.post("/entries/", news(hidden(form), effective_on="2023-07-02"))
    assert answer.location.endswith("&as_of=2023-07-02")


def test_a_stage_ahead_of_its_order_needs_a_named_exception(house: House, officer: Visitor, site: str) -> None:
    form = opened(officer, site, SECOND)
    answer = officer.post("/entries/", news(form, waiver_by="السكرتير العام", waiver_reason="تم الربط قبل الاستلام"))
    assert answer.status_code == 303
    assert entries(house, site)[0].waiver_by == "السكرتير العام"


@pytest.mark.parametrize("name", ["script.png", "محضر.pdf"])
def test_a_file_that_is_no_document_is_refused_beside_its_field(house: House, officer: Visitor, site: str, name: str) -> None:
    file = (io.BytesIO(b"<html><script>alert(1)</script>"), name)
    answer = officer.post("/entries/", news(opened(officer, site), evidence=file), content_type="multipart/form-data", headers=PART)
    assert answer.status_code == 422
    assert 'id="evidence-error"' in answer.text
    assert entries(house, site) == []


def test_the_same_form_sent_twice_is_recorded_once(house: House, officer: Visitor, site: str) -> None:
    form = news(opened(officer, site), note="مرة واحدة")
    assert [officer.post("/entries/", form).status_code for _ in range(3)] == [303, 303, 303]
    assert len(entries(house, site)) == 1


def test_the_same_news_told_anew_is_recorded_anew(house: House, officer: Visitor, site: str) -> None:
    for _ in range(2):
        officer.post("/entries/", news(opened(officer, site)))
    assert len(entries(house, site)) == 2


def test_news_of_somebody_else_meanwhile_is_shown_and_nothing_is_lost(house: House, officer: Visitor, site: str) -> None:
    form = news(opened(officer, site), note="ملاحظتي")
    theirs = told(house, site, state=State.STALLED, day=date(2023, 7, 20), note="توقف المقاول")
    answer = officer.post("/entries/", form, headers=PART)
    assert answer.status_code == 409
    assert "توقف المقاول" in answer.text
    assert "ملاحظتي" in answer.text
    assert [entry.id for entry in entries(house, site)] == [theirs]
    again = officer.post("/entries/", news(hidden(answer), note="ملاحظتي"))
    assert again.status_code == 303
    assert [entry.note for entry in entries(house, site)] == ["توقف المقاول", "ملاحظتي"]


def test_a_correction_replaces_the_entry_in_force(house: House, officer: Visitor, site: str) -> None:
    wrong = told(house, site, day=date(2023, 7, 1), note="تاريخ خطأ")
    page = officer.get("/entries/new", query_string={"site": site, "stage": FIRST, "correct": "1"})
    assert 'value="2023-07-01"' in page.text
    assert "تاريخ خطأ" in page.text
    for _ in range(2):
        officer.post("/entries/", news(hidden(page), correct="y", effective_on="2023-07-05"))
    assert [entry.replaces_id for entry in entries(house, site)] == [None, wrong]


def test_the_open_matrix_gets_the_row_as_it_now_stands(house: House, officer: Visitor, site: str) -> None:
    answer = officer.post("/entries/", news(opened(officer, site)), headers=PART)
    assert answer.json["site"] == site
    assert "١٠ يوليو" in answer.json["row"]
    assert "state-done" in answer.json["row"]


def test_the_sites_page_is_opened_again(house: House, officer: Visitor, site: str) -> None:
    answer = officer.post("/entries/", news(opened(officer, site, back="site")), headers=PART)
    assert answer.json == {"go": f"/sites/{site}"}


def test_nothing_new_keeps_a_site_from_turning_grey(house: House, officer: Visitor, site: str) -> None:
    assert officer.post("/entries/nothing-new", {"site": site}).status_code == 303
    with house.records() as session:
        assert session.scalars(select(Affirmation.news_on)).all() == [TODAY]
    assert "لا جديد حتى ٣١ يوليو ٢٠٢٣" in officer.get(f"/sites/{site}").text


def test_a_document_that_came_later_proves_the_entry(house: House, officer: Visitor, site: str) -> None:
    entry = told(house, site)
    assert officer.get(f"/entries/{entry}/documents").status_code == 200
    assert officer.post(f"/entries/{entry}/documents").status_code == 422
    for _ in range(2):
        answer = officer.post(f"/entries/{entry}/documents", {"evidence": (a_photo(), "a.png")}, content_type="multipart/form-data")
        assert answer.status_code == 303
    with house.records() as session:
        assert session.scalars(select(Evidence.entry_id)).all() == [entry], "the same photo proves it once"
    assert "مؤيد بمستند" in officer.get(f"/sites/{site}").text


@pytest.mark.parametrize(("member", "status"), [(QENA, 404), (READER, 403), (MINISTRY, 200)])
def test_who_may_record_in_assiut(house: House, site: str, member: Any, status: int) -> None:
    visitor = house.member(member)
    assert visitor.get("/entries/new", query_string={"site": site, "stage": FIRST}).status_code == status
    sent = visitor.post("/entries/", {"site": site, "stage": FIRST, "state": "done", "effective_on": "2023-07-10"})
    assert sent.status_code == (303 if status == 200 else status)
    assert visitor.post("/entries/nothing-new", {"site": site}).status_code == (303 if status == 200 else status)
    assert len(entries(house, site)) == (status == 200)


@pytest.mark.parametrize("number", ["-1", "x", "1e9", "99999999999"])
def test_a_form_that_was_tampered_with_is_not_understood(house: House, officer: Visitor, site: str, number: str) -> None:
    assert officer.post("/entries/", news(opened(officer, site), seen=number)).status_code == 400
    assert officer.post("/entries/", news(opened(officer, site), shown=number, correct="y")).status_code == 400


def test_a_finished_stage_opens_as_its_own_correction_and_keeps_its_documents(house: House, officer: Visitor, site: str) -> None:
    form = opened(officer, site)
    officer.post("/entries/", news(form, evidence=(a_photo(), "محضر.png")), content_type="multipart/form-data", headers=PART)
    page = officer.get("/entries/new", query_string={"site": site, "stage": FIRST})
    assert re.search(r'<input[^>]*name="correct"[^>]*checked|<input[^>]*checked[^>]*name="correct"', page.text)
    assert 'value="2023-07-10"' in page.text, "the day that was recorded, not today"
    officer.post("/entries/", news(hidden(page), correct="y", effective_on="2023-07-05"), headers=PART)
    with house.records() as session:
        [kept] = session.scalars(select(Evidence).where(Evidence.entry_id == entries(house, site)[-1].id))
        assert kept.original_name == "محضر.png"


def test_an_entry_of_another_site_cannot_be_corrected(house: House, officer: Visitor, site: str) -> None:
    foreign = told(house, code_in(house, "EG-KN"), "handover")
    answer = officer.post("/entries/", news(opened(officer, site), shown=str(foreign), correct="y"), headers=PART)
    assert answer.status_code == 422
    assert entries(house, site) == []


def test_a_form_without_its_token_changes_nothing(house: House, officer: Visitor, site: str) -> None:
    officer.post("/entries/", news({"site": site, "stage": FIRST, "csrf_token": "forged"}))
    assert entries(house, site) == []


def test_a_stage_of_another_kind_of_site_is_not_there(house: House, officer: Visitor, site: str) -> None:
    assert officer.get("/entries/new", query_string={"site": site, "stage": "licensing"}).status_code == 404
    assert officer.get("/entries/new", query_string={"site": "", "stage": FIRST}).status_code == 404


def test_recording_asks_few_questions(house: House, officer: Visitor, site: str) -> None:
    form = {"csrf_token": officer.token(), **news(opened(officer, site))}
    with statements() as seen:
        answer = officer.client.post("/entries/", data=form, base_url=officer.address, headers=PART)
    assert answer.status_code == 200
    assert len(seen) == RECORDING, "\n".join(seen)
    with house.records() as session:
        assert session.scalar(select(func.count(ProgressEntry.id))) == 1


RECORDING = 15
