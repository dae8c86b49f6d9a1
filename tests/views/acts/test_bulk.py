"""Editing sites together: ticked or all that match, looked at site by site, recorded at all or none, once."""

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models import Affirmation, ProgressEntry, Promise, Site, StepEntry
from rollout.bulk.looking import MOST
from rollout.stages import Kind, State
from tests.cast import ASSIUT, MINISTRY, READER, STOREKEEPER
from tests.factories import a_site
from tests.views.counting import statements
from tests.views.telling import TODAY, told
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)

NEWS = {"what": "news:approval", "state": "done", "effective_on": "2023-07-10"}
STEP = {"what": "work:handover", "step": "building:notice", "happened_on": "2023-07-10"}
WAVE = {"what": "promise", "wave": "2023-12", "given_by": "اللجنة"}


@pytest.fixture
def officer(house: House) -> Visitor:
    return house.member(ASSIUT)


def made(house: House, number: int = 3, kind: Kind = Kind.MISR_CENTRE, governorate: str = "EG-AST") -> list[int]:
    with house.records() as session:
        codes = [f"{governorate}-{kind.value}-{place}" for place in range(number)]
        return [a_site(session, kind=kind, governorate=governorate, code=code, name_ar="موقع").id for code in codes]


def sent(page: TestResponse, action: str) -> dict[str, Any]:
    """What the form of a page sends to this address."""
    form = next(part for part in re.findall(r"<form.*?</form>", page.text, re.DOTALL) if f'action="{action}"' in part)
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in pairs}


def looked(visitor: Visitor, ids: list[int], **asked: str) -> TestResponse:
    return visitor.post("/bulk/preview", {"sites": ",".join(map(str, ids)), **asked})


def count(house: House, model: Any) -> int:
    with house.records() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_lists_offer_boxes_to_who_reports_and_to_nobody_else(house: House, officer: Visitor) -> None:
    made(house)
    for address in ("/sites/", "/matrix/EG-AST?kind=misr_centre"):
        assert 'class="row-tick"' in officer.get(address).text
        assert 'class="row-tick"' not in house.member(READER).get(address).text
        assert 'class="row-tick"' not in house.member(STOREKEEPER).get(address).text
    assert 'class="row-tick"' not in officer.get("/matrix/EG-AST?kind=misr_centre&as_of=2023-07-01").text


def test_from_the_ticked_to_the_form_of_what_is_said(house: House, officer: Visitor) -> None:
    ids = made(house)
    first = officer.post("/bulk/", {"site": [str(number) for number in ids[:2]], "list": "sites"})
    assert first.status_code == 200
    assert first.text.count('name="site"') == 2
    assert 'value="news:approval"' in first.text
    form = officer.post("/bulk/", {"site": [str(number) for number in ids[:2]], "list": "sites", "what": "news:approval"}).text
    assert 'name="effective_on"' in form
    assert 'value="2023-07-31"' in form


def test_all_that_the_filters_of_the_matrix_find(house: House, officer: Visitor) -> None:
    made(house)
    told(house, "EG-AST-misr_centre-1", "approval", State.STALLED)
    page = officer.get("/matrix/EG-AST?kind=misr_centre&stage=approval&state=stalled")
    form = sent(page, "/bulk/")
    chosen = officer.post("/bulk/", {**form, "all": "1"})
    assert re.findall(r'class="site-code">(EG-AST-[^<]+)<', chosen.text) == ["EG-AST-misr_centre-1"]
    assert 'href="/matrix/EG-AST?stage=approval&amp;state=stalled&amp;kind=misr_centre"' in chosen.text, "the way back keeps the filters"


def test_all_that_the_list_of_sites_finds(house: House, officer: Visitor) -> None:
    made(house)
    page = officer.get("/sites/?kind=misr_centre&text=misr_centre-2")
    chosen = officer.post("/bulk/", {**sent(page, "/bulk/"), "all": "1"})
    assert re.findall(r'class="site-code">(EG-AST-[^<]+)<', chosen.text) == ["EG-AST-misr_centre-2"]


@pytest.mark.parametrize(("asked", "kind", "model"), [
    (NEWS, Kind.MISR_CENTRE, ProgressEntry), (STEP, Kind.COMPLEX, StepEntry), ({"what": "quiet"}, Kind.COMPLEX, Affirmation),
    (WAVE, Kind.COMPLEX, Promise),
])
def test_what_was_looked_at_is_recorded_at_all_of_them_once(
    house: House, officer: Visitor, asked: dict[str, str], kind: Kind, model: Any
) -> None:
    ids, before = made(house, kind=kind), count(house, model)
    page = looked(officer, ids, **asked)
    assert page.status_code == 200, page.text
    assert all(f"EG-AST-{kind.value}-{number}" in page.text for number in range(3))
    assert count(house, model) == before, "looking writes nothing"
    form = sent(page, "/bulk/confirm")
    for _ in range(2):
        assert officer.post("/bulk/confirm", form).status_code == 303
        assert count(house, model) == before + 3


def test_more_sites_than_are_looked_at_together_are_refused_in_words(house: House, officer: Visitor) -> None:
    form = sent(looked(officer, made(house), **NEWS), "/bulk/confirm")
    answer = officer.post("/bulk/confirm", {**dict(form), "seen": ",".join(f"{number}:1" for number in range(1, MOST + 2))})
    assert answer.status_code == 303
    assert "الحد الأقصى" in officer.get(answer.headers["Location"]).text


def test_a_promise_moves_the_planned_wave(house: House, officer: Visitor) -> None:
    ids = made(house, kind=Kind.COMPLEX)
    officer.post("/bulk/confirm", sent(looked(officer, ids, **WAVE), "/bulk/confirm"))
    with house.records() as session:
        waves = set(session.scalars(select(Site.planned_on).where(Site.id.in_(ids))))
    assert [str(wave) for wave in waves] == ["2023-12-01"]


def test_who_refuses_is_named_with_the_reason_and_may_be_left_out(house: House, officer: Visitor) -> None:
    ids = made(house)
    told(house, "EG-AST-misr_centre-0", "approval")
    page = looked(officer, ids, **NEWS | {"what": "news:agreement"})
    refused = page.text.split('class="bulk-refused"')[1].split("</ul>")[0]
    assert "EG-AST-misr_centre-1" in refused
    assert "قبل" in refused
    assert "EG-AST-misr_centre-0" not in refused
    assert 'action="/bulk/confirm"' not in page.text
    rest = officer.post("/bulk/preview", sent(page, "/bulk/preview"))
    assert 'class="bulk-refused"' not in rest.text
    assert officer.post("/bulk/confirm", sent(rest, "/bulk/confirm")).status_code == 303
    assert count(house, ProgressEntry) == 2


def test_a_confirmation_of_what_is_refused_records_nothing(house: House, officer: Visitor) -> None:
    ids = made(house)
    told(house, "EG-AST-misr_centre-0", "approval")
    form = {**NEWS, "what": "news:agreement", "seen": ",".join(f"{number}:" for number in ids)}
    assert officer.post("/bulk/confirm", form).status_code == 422
    assert count(house, ProgressEntry) == 1


def test_what_changed_meanwhile_is_named_and_looked_at_again(house: House, officer: Visitor) -> None:
    ids = made(house)
    form = sent(looked(officer, ids, **NEWS), "/bulk/confirm")
    told(house, "EG-AST-misr_centre-1", "approval", State.STALLED)
    answer = officer.post("/bulk/confirm", form)
    assert answer.status_code == 409
    alert = answer.text.split('class="alert alert-danger"')[1].split("</div>")[0]
    assert "EG-AST-misr_centre-1" in alert
    assert "EG-AST-misr_centre-0" not in alert
    assert count(house, ProgressEntry) == 1
    assert officer.post("/bulk/confirm", sent(answer, "/bulk/confirm")).status_code == 303
    assert count(house, ProgressEntry) == 4


def test_a_committee_that_mixes_in_other_sites_neither_learns_nor_does(house: House, officer: Visitor) -> None:
    mine, far = made(house), made(house, 1, governorate="EG-KFS")
    page = looked(officer, [*mine, *far], **NEWS)
    assert "EG-KFS-misr" not in page.text
    assert "ليست ضمن مواقعكم" in page.text
    assert 'action="/bulk/confirm"' not in page.text
    forged = {**NEWS, "seen": ",".join(f"{number}:" for number in [*mine, *far])}
    assert officer.post("/bulk/confirm", forged).status_code == 422
    assert officer.post("/bulk/confirm", {**NEWS, "seen": f"{far[0]}:"}).status_code in (400, 422)
    assert count(house, ProgressEntry) == 0
    rest = officer.post("/bulk/preview", sent(page, "/bulk/preview"))
    assert officer.post("/bulk/confirm", sent(rest, "/bulk/confirm")).status_code == 303
    assert count(house, ProgressEntry) == 3


def test_who_reports_for_no_site_stays_outside(house: House) -> None:
    ids = made(house)
    for member in (READER, STOREKEEPER):
        assert looked(house.member(member), ids, **NEWS).status_code == 403
    ministry = house.member(MINISTRY)
    assert 'action="/bulk/confirm"' in looked(ministry, ids, **NEWS).text


@pytest.mark.parametrize("asked", [
    {"what": "news:nothing"}, {"what": "work:service"}, {"what": "work:handover", "step": "snag:listed"},
    {"what": "news:approval", "seen": "x"}, {"sites": "1,x"}, {"list": "elsewhere"}, {},
])
def test_what_no_page_offers_is_refused(house: House, officer: Visitor, asked: dict[str, str]) -> None:
    ids = made(house)
    form = {"sites": ",".join(map(str, ids)), "seen": f"{ids[0]}:", **asked}
    assert officer.post("/bulk/confirm", form).status_code == 400
    assert count(house, ProgressEntry) == 0


def test_a_form_that_is_wrong_comes_back_as_typed(house: House, officer: Visitor) -> None:
    page = looked(officer, made(house), **NEWS | {"effective_on": "غدًا", "note": "تم الاعتماد"})
    assert page.status_code == 422
    assert "تم الاعتماد" in page.text
    assert 'id="effective_on-error"' in page.text


@pytest.mark.parametrize(("other", "field"), [
    ({"what": "news:approval"}, 'name="effective_on"'), ({"what": "work:handover"}, 'name="step"'),
    ({"what": "work:handover", "step": "building:notice"}, 'name="happened_on"'),
])
def test_another_deed_chosen_beside_an_open_form_leads_to_its_own(
    house: House, officer: Visitor, other: dict[str, str], field: str
) -> None:
    ids = [*made(house, 2), *made(house, 2, Kind.COMPLEX)]
    sites = {"site": [str(number) for number in ids[:3]], "list": "sites"}
    opened = officer.post("/bulk/", {**sites, "what": "promise"})
    assert 'name="shown_for" value="promise"' in opened.text
    page = officer.post("/bulk/preview", {**sites, "shown_for": "promise", "wave": "2023-12", "given_by": "", **other})
    assert page.status_code == 200
    assert field in page.text
    assert "name=\"wave\"" not in page.text
    assert len(re.findall(r'name="site" value="\d+" checked', page.text)) == 3
    assert "لم يُسجَّل شيء" in page.text
    nothing = officer.post("/bulk/preview", {**sites, "shown_for": "promise", "wave": "2023-12", "what": ""})
    assert (nothing.status_code, nothing.text.count('name="site"')) == (422, 3)


def test_without_a_site_the_list_says_what_to_do(officer: Visitor) -> None:
    answer = officer.post("/bulk/", {"list": "sites"})
    assert answer.status_code == 303
    assert "اختاروا موقعًا" in officer.get(answer.location).text
    assert officer.get("/bulk/").status_code == 302


def test_more_sites_cost_no_more_statements(house: House, officer: Visitor) -> None:
    ids = made(house, 12)
    asked = []
    for chosen in (ids[:2], ids):
        with statements() as seen:
            looked(officer, chosen, **NEWS)
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_the_state_is_chosen_by_whoever_says_it(house: House, officer: Visitor) -> None:
    ids = made(house)
    form = officer.post("/bulk/", {"site": [str(number) for number in ids], "list": "sites", "what": "news:approval"}).text
    options = form.split('<select', 2)[2].split("</select>")[0]
    assert re.findall(r'<option selected value="([^"]*)"', options) in ([""], [])
    assert re.findall(r'<option[^>]*value="([^"]*)"', options)[0] == ""
    answer = looked(officer, ids, what="news:approval", state="", effective_on="2023-07-10")
    assert answer.status_code == 422
    assert 'id="state-error"' in answer.text


def test_what_has_begun_goes_back_with_a_reason_only(house: House, officer: Visitor) -> None:
    ids = made(house, 2)
    told(house, "EG-AST-misr_centre-1", "approval", State.IN_PROGRESS)
    back = {**NEWS, "state": "not_started"}
    refused = looked(officer, ids, **back).text.split("bulk-refused")[1].split("</ul>")[0]
    assert "EG-AST-misr_centre-1" in refused
    assert "EG-AST-misr_centre-0" not in refused
    assert "bulk-refused" not in looked(officer, ids, **back, note="سُجل البدء خطأ").text
