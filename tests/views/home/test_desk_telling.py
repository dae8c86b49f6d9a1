"""News of one site after the other from the lists of next steps: what is offered for a silent site, and what the open list hears."""

import re
from datetime import date

import pytest

from models import Site
from rollout.details.saving import save_many
from rollout.stages import Kind
from tests.cast import ASSIUT, READER
from tests.factories import a_site
from tests.rollout.details.making import path
from tests.views.met import filled
from tests.views.telling import code_in, hidden
from tests.views.visiting import House

AUGUST = date(2023, 8, 20)
PART = {"X-Part": "yes"}


@pytest.fixture(autouse=True)
def _a_day_that_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rollout.clock.today", lambda: AUGUST)


def row(page: str, code: str) -> str:
    """The row of a silent site."""
    return page.split(f'data-told-of="{code}" data-quiet')[1].split("</li>", maxsplit=1)[0]


def test_a_silent_site_offers_its_next_step_and_that_there_is_nothing_new(house: House) -> None:
    with house.records() as session:
        centre = a_site(session, kind=Kind.MOBILE_CENTRE).code
    code = code_in(house)
    page = house.member(ASSIUT).get("/steps?show=silent").text
    step, stage = row(page, code), row(page, centre)
    assert re.search(rf'href="/works/new\?site={code}&amp;[^"]*back=silent" data-entry', step)
    assert re.search(rf'href="/entries/new\?site={centre}&amp;[^"]*back=silent" data-entry', stage)
    assert all('action="/entries/nothing-new"' in each for each in (step, stage))
    assert "data-entry" not in house.member(READER).get("/steps?show=silent").text


def test_the_open_list_hears_what_was_told_and_by_what_it_is_undone(house: House) -> None:
    with house.records() as session:
        code = a_site(session, kind=Kind.MOBILE_CENTRE).code
    visitor = house.member(ASSIUT)
    sent = {"site": code, "back": "silent"}
    heard = visitor.post("/entries/nothing-new", sent, headers=PART).get_json()
    assert (heard["site"], heard["told"], heard["go"]) == (code, "nothing", "/steps?show=silent")
    assert heard["undo"].startswith("/undo/nothing-new/")
    assert "back=silent" in heard["undo"]
    assert f'data-told-of="{code}" data-quiet' not in visitor.get("/steps?show=silent").text
    assert visitor.post(heard["undo"], headers=PART).get_json() == {"go": "/steps?show=silent"}
    assert f'data-told-of="{code}" data-quiet' in visitor.get("/steps?show=silent").text, "it is silent as before"
    form = hidden(visitor.get(f"/entries/new?site={code}&stage={Kind.MOBILE_CENTRE.stages[0].key}&back=home"))
    heard = visitor.post("/entries/", form | {"state": "in_progress", "effective_on": AUGUST.isoformat()}, headers=PART).get_json()
    assert (heard["site"], heard["told"], heard["go"]) == (code, "news", "/")
    assert heard["undo"].startswith("/undo/entry/")
    assert "back=home" in heard["undo"]
    undone = visitor.post(heard["undo"], headers=PART).get_json()
    assert undone == {"go": "/"}, "what was undone stands as before, so the page is read again"
    assert "alert-success" not in visitor.get("/matrix/EG-AST").text.split("<main")[0]


def test_a_step_told_from_a_list_is_heard_there_too(house: House) -> None:
    code = code_in(house)
    visitor = house.member(ASSIUT)
    address = re.search(r'href="(/works/new[^"]+)"', row(visitor.get("/steps?show=silent").text, code))
    assert address
    form = visitor.get(address[1].replace("&amp;", "&"))
    action = re.search(r'action="(/works/record[^"]+)"', form.text)
    assert action
    sent = filled(form) | {"happened_on": AUGUST.isoformat()}
    sent |= {name: sent[name] or "٥" for name in sent if name in re.findall(r'<input[^>]*name="([^"]+)"[^>]*required', form.text)}
    heard = visitor.post(action[1].replace("&amp;", "&"), sent, headers=PART).get_json()
    assert (heard["site"], heard["told"], heard["go"]) == (code, "news", "/steps?show=silent")
    assert "back=silent" in heard["undo"]


def test_without_scripts_one_comes_back_to_the_same_list(house: House) -> None:
    code = code_in(house)
    answer = house.member(ASSIUT).post("/entries/nothing-new", {"site": code, "back": "silent"})
    assert (answer.status_code, answer.location) == (303, "/steps?show=silent")


def test_final_acceptance_is_offered_nowhere_before_the_warranty_ends(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    code, ends = code_in(house), date(2023, 8, 25)
    with house.records() as session:
        site = session.query(Site).where(Site.code == code).one()
        for one in path("handover", "building", date(2022, 8, 25), until="transfer"):
            save_many(session, [(site, "handover", one)], today=AUGUST, by=None)
    pages = ("/steps?show=week", f"/works/{code}/handover", "/handover/?status=provisional")
    visitor = house.member(ASSIUT)
    before = [visitor.get(page).text for page in (*pages, f"/sites/{code}")]
    assert "ينتظر حتى" in before[0]
    assert "ينتظر حتى" in before[1]
    assert "ينتظر حتى" in before[3]
    monkeypatch.setattr("rollout.clock.today", lambda: ends)
    for text, page in zip(before, pages, strict=False):
        assert code in text
        assert "step=final" not in text, page
        assert "step=final" in visitor.get(page).text, page


def test_the_next_stage_and_the_most_urgent_step_are_told_apart(house: House) -> None:
    code, visitor = code_in(house), house.member(ASSIUT)
    assert "الخطوة الأكثر استعجالًا:" in row(visitor.get("/steps?show=silent").text, code)
    site = visitor.get(f"/sites/{code}").text
    assert "المرحلة التالية نحو التشغيل" in site
    assert "الخطوة التالية نحو" not in site
    assert "المرحلة التالية<small" in visitor.get("/matrix/EG-AST").text
