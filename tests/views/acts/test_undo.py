"""Undoing from the line that says what was recorded: offered once, to who recorded it, and never by an address alone."""

import re
from datetime import date
from html import unescape

import pytest
from sqlalchemy import select

from models import Affirmation, ProgressEntry, StepEntry
from rollout.errors import Refused
from rollout.stages import Kind, State
from rollout.text import Text
from rollout.undoing import news
from tests.cast import ASSIUT, MINISTRY, READER
from tests.factories import a_site
from tests.views.telling import TODAY, code_in, entries, hidden, opened
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)

PART = {"X-Part": "yes"}
STAGE = "approval"


@pytest.fixture
def officer(house: House) -> Visitor:
    return house.member(ASSIUT)


@pytest.fixture
def site(house: House) -> str:
    with house.records() as session:
        return a_site(session, kind=Kind.MISR_CENTRE, code="AST-MISR", name_ar="مركز مصر").code


def tell(officer: Visitor, site: str, **more: str) -> str:
    """Record news as the form does; gives the address of the page to go to."""
    form = {**opened(officer, site, STAGE), "state": "done", "effective_on": "2023-07-10", **more}
    answer = officer.post("/entries/", form)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def quiet(house: House) -> list[str]:
    """What was said of sites without news, and taken back, in its order."""
    with house.records() as session:
        return list(session.scalars(select(Affirmation.source).order_by(Affirmation.id)))


def offered(page: str) -> str:
    found = re.search(r'action="(/undo/[^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else ""


def test_the_line_that_says_what_was_recorded_offers_to_undo_it_once(house: House, officer: Visitor, site: str) -> None:
    there = tell(officer, site)
    address = offered(officer.get(there).text)
    assert address.startswith("/undo/entry/")
    assert offered(officer.get(there).text) == "", "the words were read"
    answer = officer.post(address)
    assert (answer.status_code, answer.location) == (303, there)
    page = officer.get(answer.location).text
    assert "تم التراجع" in page
    assert offered(page) == "", "undoing is not offered for what undid"
    assert [entry.state for entry in entries(house, site)] == ["done", "not_started"]


def test_what_is_said_next_does_not_offer_what_was_recorded_before(officer: Visitor, site: str) -> None:
    tell(officer, site)
    answer = officer.post("/entries/nothing-new", {"site": site})
    assert "/undo/entry/" not in officer.get(answer.location).text


def test_that_nothing_was_new_is_taken_back_where_it_was_said(house: House, officer: Visitor, site: str) -> None:
    answer = officer.post("/entries/nothing-new", {"site": site, "back": "site"})
    address = offered(officer.get(answer.location).text)
    assert address.startswith("/undo/nothing-new/")
    for _time in range(2):
        undone = officer.post(address)
        assert (undone.status_code, undone.location) == (303, f"/sites/{site}")
    page = officer.get(undone.location).text
    assert "تم التراجع" in page
    assert offered(page) == ""
    assert quiet(house) == ["page", "undo"]
    story = page.split('id="history"')[1]
    assert re.search("تراجع .*Assiut.* عن: لا جديد حتى", story), story
    assert "<del>" in story


def test_nobody_else_takes_it_back_and_who_only_reads_never(house: House, officer: Visitor, site: str) -> None:
    answer = officer.post("/entries/nothing-new", {"site": site, "back": "site"})
    address = offered(officer.get(answer.location).text)
    refused = house.member(MINISTRY).post(address)
    assert refused.status_code == 422
    assert "إلا من سجّله" in refused.text
    assert house.member(READER).post(address).status_code == 403
    assert officer.get(address).status_code == 405
    assert quiet(house) == ["page"]


def test_in_the_matrix_nothing_new_is_taken_back_without_a_page(house: House, officer: Visitor, site: str) -> None:
    said = officer.post("/entries/nothing-new", {"site": site, "back": "matrix"}, headers=PART).json
    assert said
    undone = officer.post(said["undo"], headers=PART).json
    assert undone
    assert (undone["site"], undone["undo"]) == (site, None)
    assert quiet(house) == ["page", "undo"]


def test_in_the_matrix_the_row_and_its_undoing_come_back_without_a_page(house: House, officer: Visitor, site: str) -> None:
    form = {**opened(officer, site, STAGE), "state": "done", "effective_on": "2023-07-10"}
    told = officer.post("/entries/", form, headers=PART).json
    assert told
    assert "state-done" in told["row"]
    undone = officer.post(told["undo"], headers=PART).json
    assert undone
    assert "state-done" not in undone["row"]
    assert undone["undo"] is None
    assert len(entries(house, site)) == 2


def test_pressed_twice_it_is_undone_once(house: House, officer: Visitor, site: str) -> None:
    address = offered(officer.get(tell(officer, site)).text)
    assert [officer.post(address).status_code for _ in range(2)] == [303, 303]
    assert len(entries(house, site)) == 2


def test_nobody_else_undoes_it_and_a_look_alone_does_not(house: House, officer: Visitor, site: str) -> None:
    address = offered(officer.get(tell(officer, site)).text)
    refused = house.member(MINISTRY).post(address)
    assert refused.status_code == 422
    assert "إلا من سجّله" in refused.text
    assert 'name="why"' not in refused.text
    assert house.member(READER).post(address).status_code == 403
    assert officer.get(address).status_code == 405
    assert officer.client.post(address, base_url=officer.address).status_code == 400, "without the token"
    assert len(entries(house, site)) == 1


def test_where_an_approved_figure_changes_the_reason_is_asked_and_kept(
    house: House, officer: Visitor, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = offered(officer.get(tell(officer, site)).text)

    def ask(*_about: object) -> None:
        raise Refused(Text("say why"), "note")

    monkeypatch.setattr(news, "must_say_why", ask)
    asked = officer.post(address, headers=PART)
    assert asked.status_code == 422
    assert "<html" not in asked.text
    assert 'name="why"' in asked.text
    again = re.search(r'action="([^"]+)"', asked.text)
    assert again
    told = officer.post(again[1].replace("&amp;", "&"), {**hidden(asked), "why": "المحضر لموقع آخر"}, headers=PART)
    assert told.status_code == 200
    assert entries(house, site)[-1].reason == "المحضر لموقع آخر"


def test_a_step_is_undone_where_it_was_recorded(house: House, officer: Visitor) -> None:
    code = code_in(house)
    query = {"site": code, "area": "utilities", "item": "electricity", "step": "request"}
    form = officer.get("/works/new", query_string=query)
    values = {**hidden(form), "happened_on": "2023-07-10", "number": "12"}
    answer = officer.post("/works/record", values, query_string=query)
    assert answer.status_code == 303, answer.text
    address = offered(officer.get(answer.location.partition("#")[0]).text)
    assert address.startswith("/undo/step/")
    assert "correct=" in officer.get(answer.location.partition("#")[0]).text
    undone = officer.post(address)
    assert undone.location.endswith("#item-electricity")
    card = officer.get(undone.location.partition("#")[0]).text
    assert ("تم التراجع عنه" in card, "correct=" in card) == (True, False)
    with house.records() as session:
        steps = session.scalars(select(StepEntry).where(StepEntry.site_id == house.site_id(session, "EG-AST")).order_by(StepEntry.id)).all()
        assert [step.withdrawn for step in steps] == [False, True]


def test_a_step_told_from_the_matrix_gives_the_row_back(house: House, officer: Visitor) -> None:
    code = code_in(house)
    sheet = officer.get(f"/works/{code}/handover", headers=PART).text
    assert "<html" not in sheet
    assert "back=matrix" in sheet
    query = {"site": code, "area": "handover", "item": "building", "step": "notice", "back": "matrix"}
    form = officer.get("/works/new", query_string=query, headers=PART)
    told = officer.post("/works/record", {**hidden(form), "happened_on": "2023-07-10"}, query_string=query, headers=PART).json
    assert told
    assert told["site"] == code
    assert "state-in_progress" in told["row"]
    undone = officer.post(told["undo"], headers=PART).json
    assert undone
    assert "state-in_progress" not in undone["row"]


def test_who_only_reads_gets_the_sheet_without_steps(house: House) -> None:
    sheet = house.member(READER).get(f"/works/{code_in(house)}/handover", headers=PART)
    assert sheet.status_code == 200
    assert "/works/new" not in sheet.text


def test_an_entry_of_another_governorate_is_not_there(house: House, officer: Visitor) -> None:
    with house.records() as session:
        far = a_site(session, governorate="EG-KFS", kind=Kind.MISR_CENTRE)
        code = far.code
    ministry = house.member(MINISTRY)
    tell(ministry, code)
    [entry] = entries(house, code)
    assert officer.post(f"/undo/entry/{entry.id}").status_code == 404
    assert (entry.state, entry.effective_on) == (State.DONE, date(2023, 7, 10))
    with house.records() as session:
        assert session.scalars(select(ProgressEntry).where(ProgressEntry.replaces_id == entry.id)).all() == []


def test_without_scripts_the_filters_of_the_matrix_are_kept(officer: Visitor, site: str) -> None:
    asked = {"Referer": "http://localhost/matrix/EG-AST?kind=misr_centre&q=%D9%85%D8%B1%D9%83%D8%B2&state=not_started&x=1"}
    form = hidden(officer.get("/entries/new", query_string={"site": site, "stage": STAGE}, headers=asked))
    answer = officer.post("/entries/", {**form, "kept": unescape(form["kept"]), "state": "in_progress", "effective_on": "2023-07-10"})
    assert answer.location == "/matrix/EG-AST?kind=misr_centre&q=%D9%85%D8%B1%D9%83%D8%B2&state=not_started"
    undone = officer.post(offered(officer.get(answer.location).text), headers=asked)
    assert undone.location == answer.location
    quiet = officer.post("/entries/nothing-new", {"site": site, "back": "matrix"}, headers=asked)
    assert quiet.location == answer.location
    elsewhere = officer.post("/entries/nothing-new", {"site": site}, headers={"Referer": "http://localhost/sites/?q=1"})
    assert elsewhere.location == "/matrix/EG-AST?kind=misr_centre"
