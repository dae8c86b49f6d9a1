"""Undoing what was recorded together, from the line that says so: whole, once, and by nobody else."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from models import ProgressEntry, Promise, Site, StepEntry
from rollout.errors import Refused
from rollout.stages import Kind, State
from rollout.text import Text
from rollout.undoing import news
from tests.cast import ASSIUT, MINISTRY, QENA, READER
from tests.views.acts.test_bulk import NEWS, STEP, WAVE, count, looked, made, sent
from tests.views.acts.test_undo import offered, quiet
from tests.views.telling import TODAY, entries, hidden, told
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)

HERE = {"Referer": "http://localhost/sites/?kind=misr_centre&text=%D9%85%D9%88%D9%82%D8%B9"}


@pytest.fixture
def officer(house: House) -> Visitor:
    return house.member(ASSIUT)


def recorded(visitor: Visitor, ids: list[int], **asked: str) -> str:
    """Record it at all of them as the pages do; gives the address by which the line offers to undo it."""
    answer = visitor.post("/bulk/confirm", sent(looked(visitor, ids, **asked), "/bulk/confirm"))
    assert answer.status_code == 303, answer.text
    return offered(visitor.get(answer.location).text)


def test_the_line_offers_it_once_and_it_is_undone_at_all_of_them_once(house: House, officer: Visitor) -> None:
    address = recorded(officer, made(house), **NEWS)
    assert address.startswith("/undo/together/news/")
    for _ in range(2):
        answer = officer.post(address, headers=HERE)
        assert (answer.status_code, answer.location) == (303, HERE["Referer"].removeprefix("http://localhost"))
        assert count(house, ProgressEntry) == 6
    page = officer.get(answer.location).text
    assert "تم التراجع في" in page
    assert "٣ مواقع" in page
    assert offered(page) == "", "undoing is not offered for what undid"
    assert entries(house, "EG-AST-misr_centre-2")[-1].state == "not_started"


def test_that_nothing_was_new_is_taken_back_at_all_of_them(house: House, officer: Visitor) -> None:
    ids = made(house)
    address = recorded(officer, ids, what="quiet")
    assert address.startswith("/undo/together/nothing-new/")
    for _time in range(2):
        answer = officer.post(address, headers=HERE)
        assert (answer.status_code, answer.location) == (303, HERE["Referer"].removeprefix("http://localhost"))
        assert quiet(house) == ["page"] * 3 + ["undo"] * 3
    assert "٣ مواقع" in officer.get(answer.location).text
    assert recorded(officer, ids, what="quiet") not in ("", address), "it may be said again"
    assert house.member(QENA).post(address).status_code == 404
    assert house.member(MINISTRY).post(address).status_code == 422


def test_a_second_press_of_the_recording_still_offers_it(house: House, officer: Visitor) -> None:
    form = sent(looked(officer, made(house), **NEWS), "/bulk/confirm")
    for _ in range(2):
        there = officer.post("/bulk/confirm", form).location
    assert offered(officer.get(there).text).startswith("/undo/together/news/")


def test_steps_are_taken_back_at_all_of_them(house: House, officer: Visitor) -> None:
    address = recorded(officer, made(house, kind=Kind.COMPLEX), **STEP)
    assert address.startswith("/undo/together/step/")
    before = count(house, StepEntry)
    assert officer.post(address).status_code == 303
    assert count(house, StepEntry) == before + 3


def test_a_date_promised_anew_is_undone_and_the_first_one_is_not(house: House, officer: Visitor) -> None:
    ids = made(house, kind=Kind.COMPLEX)
    assert recorded(officer, ids, **WAVE) == "", "there is no date to go back to"
    address = recorded(officer, ids, **WAVE | {"wave": "2024-02", "reason": "contractor"})
    assert address.startswith("/undo/promise/")
    assert house.member(READER).post(address).status_code == 403
    assert house.member(QENA).post(address).status_code == 404
    for _ in range(2):
        assert officer.post(address, headers=HERE).status_code == 303
        assert count(house, Promise) == 9
    with house.records() as session:
        assert {str(day) for day in session.scalars(select(Site.planned_on).where(Site.id.in_(ids)))} == {"2023-12-01"}


def test_a_date_of_one_site_is_undone_from_its_ledger(house: House, officer: Visitor) -> None:
    [number] = made(house, 1, Kind.COMPLEX)
    recorded(officer, [number], **WAVE)
    page = "/plan/EG-AST-complex-0"
    given = hidden(officer.get(page)) | {"due_on": "2024-03-31", "given_on": TODAY.isoformat(), "reason": "contractor"}
    given["given_by"] = "المقاول"
    address = offered(officer.get(officer.post(page, given).location).text)
    answer = officer.post(address, headers={"Referer": f"http://localhost{page}?stage=service"})
    assert (answer.status_code, answer.location) == (303, f"{page}?stage=service")
    ledger = officer.get(page).text
    assert "<del>٣١ مارس ٢٠٢٤</del>" in ledger
    assert "رُحّل بمقدار" not in ledger
    story = officer.get("/sites/EG-AST-complex-0").text
    assert story.count("تم التراجع عنه") == 1
    assert [story.count(f"بتعهد من \u2068{body}") for body in ("اللجنة", "المقاول")] == [1, 1], "the return is nobody's promise"


def test_where_something_newer_stands_the_page_names_it_and_nothing_is_undone(house: House, officer: Visitor) -> None:
    address = recorded(officer, made(house), **NEWS)
    told(house, "EG-AST-misr_centre-1", "approval", State.STALLED)
    answer = officer.post(address, headers=HERE)
    assert answer.status_code == 422
    named = answer.text.split('class="bulk-refused"')[1].split("</ul>")[0]
    assert 'href="/sites/EG-AST-misr_centre-1"' in named
    assert "EG-AST-misr_centre-0" not in named
    assert "موقع واحد" in answer.text
    assert 'name="why"' not in answer.text
    assert unescape(answer.text).count(f'href="{HERE["Referer"].removeprefix("http://localhost")}"') == 1
    assert count(house, ProgressEntry) == 4


def test_nobody_else_undoes_it_and_a_look_alone_does_not(house: House, officer: Visitor) -> None:
    address = recorded(officer, made(house), **NEWS)
    refused = house.member(MINISTRY).post(address)
    assert refused.status_code == 422
    assert "إلا من سجّله" in refused.text
    assert house.member(READER).post(address).status_code == 403
    assert house.member(QENA).post(address).status_code == 404
    assert officer.get(address).status_code == 405
    assert officer.client.post(address, base_url=officer.address).status_code == 400, "without the token"
    assert officer.post("/undo/together/news/999999").status_code == 404
    assert count(house, ProgressEntry) == 3


def test_the_part_of_a_foreign_governorate_is_nobodys_to_undo(house: House, officer: Visitor) -> None:
    """The ministry spoke of two governorates; the committee of one sees its own part alone."""
    recorded(house.member(MINISTRY), [*made(house, 2), *made(house, 1, governorate="EG-KFS")], **NEWS)
    [far], [near] = entries(house, "EG-KFS-misr_centre-0"), entries(house, "EG-AST-misr_centre-0")
    assert officer.post(f"/undo/together/news/{far.id}").status_code == 404
    refused = officer.post(f"/undo/together/news/{near.id}")
    assert refused.status_code == 422
    assert "EG-KFS" not in refused.text
    assert count(house, ProgressEntry) == 3


def test_where_an_approved_figure_changes_the_reason_is_asked_and_kept(
    house: House, officer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = recorded(officer, made(house), **NEWS)

    def ask(*_about: object) -> None:
        raise Refused(Text("say why"), "note")

    monkeypatch.setattr(news, "must_say_why", ask)
    asked = officer.post(address, headers=HERE)
    assert asked.status_code == 422
    assert 'name="why"' in asked.text
    again = re.search(r'name="back" value="([^"]*)"', asked.text)
    assert again
    answer = officer.post(address, {**hidden(asked), "back": unescape(again[1]), "why": "المحضر لمواقع أخرى"})
    assert (answer.status_code, answer.location) == (303, HERE["Referer"].removeprefix("http://localhost"))
    assert entries(house, "EG-AST-misr_centre-1")[-1].reason == "المحضر لمواقع أخرى"


@pytest.mark.parametrize("back", ["https://elsewhere.example/sites/", "//elsewhere.example/sites/", "/users/", "/sites/\n"])
def test_afterwards_nobody_is_led_elsewhere(house: House, officer: Visitor, back: str) -> None:
    address = recorded(officer, made(house, 1), **NEWS)
    assert officer.post(address, {"back": back}).location == "/sites/"
