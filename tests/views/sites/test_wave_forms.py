"""The planned wave on the forms of a site: free until it is promised, then moved by the ledger alone, whoever saves first."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models import Promise, Site
from rollout import clock
from rollout.errors import Conflict
from rollout.plan import Offer, give
from tests.cast import ASSIUT, MINISTRY
from tests.factories import a_site
from tests.rollout.plan.making import a_planned_site
from tests.views.telling import hidden
from tests.views.visiting import House
from views.security.saving import saving

TODAY = date(2023, 11, 30)
JULY, DECEMBER = date(2023, 7, 31), date(2023, 12, 31)
SENTENCE = "وُعد بدفعة هذا الموقع"


@pytest.fixture
def house(make_house: Callable[..., House], monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    house = make_house()
    with house.records() as session:
        a_planned_site(session, JULY, code="AST-801", name_ar="مجمع موعود")
        a_site(session, code="AST-802", name_ar="مجمع بلا موعد")
    return house


def site_of(house: House, code: str) -> Any:
    with house.records() as session:
        return session.execute(select(Site.id, Site.name_ar, Site.planned_on).where(Site.code == code)).one()


def due(house: House, code: str) -> list[date]:
    with house.records() as session:
        query = select(Promise.due_on).join(Site, Site.id == Promise.site_id).where(Site.code == code).order_by(Promise.id)
        return list(session.scalars(query))


def promised(house: House, code: str, day: date) -> None:
    with house.records() as session:
        site = session.scalars(select(Site).where(Site.code == code)).one()
        give(session, [(site, Offer("service", day, TODAY, "utilities" if site.planned_on else ""))], today=TODAY)


def test_a_promised_wave_is_shown_with_the_way_to_its_ledger(house: House) -> None:
    page = house.member(ASSIUT).get(f"/sites/edit/{site_of(house, 'AST-801').id}").text
    part = page.split('id="promised-wave"')[1].split("</div>")[0]
    assert 'href="/plan/AST-801"' in part
    assert "يوليو ٢٠٢٣" in part
    assert 'type="month"' not in page
    assert 'type="month"' in house.member(ASSIUT).get(f"/sites/edit/{site_of(house, 'AST-802').id}").text


@pytest.mark.parametrize("wave", ["2024-03", ""])
def test_the_form_moves_no_promised_wave(house: House, wave: str) -> None:
    officer, path = house.member(ASSIUT), f"/sites/edit/{site_of(house, 'AST-801').id}"
    form = hidden(officer.get(path)) | {"name_ar": "مجمع موعود", "planned_on": wave}
    answer = officer.post(path, form)
    assert answer.status_code == 422
    assert (SENTENCE if wave else "لا يُلغى") in answer.text.split('id="promised-wave"')[1]
    assert (due(house, "AST-801"), site_of(house, "AST-801").planned_on) == ([JULY], date(2023, 7, 1))


def test_the_first_wave_of_a_site_is_promised_in_its_savers_name(house: House) -> None:
    officer, path = house.member(ASSIUT), f"/sites/edit/{site_of(house, 'AST-802').id}"
    form = hidden(officer.get(path)) | {"name_ar": "مجمع بلا موعد", "planned_on": "مارس ٢٠٢٤"}
    assert officer.post(path, form).status_code == 303
    with house.records() as session:
        [promise] = session.scalars(select(Promise).join(Site, Site.id == Promise.site_id).where(Site.code == "AST-802"))
        assert (promise.due_on, promise.reason, promise.given_by) == (date(2024, 3, 31), "register", "Assiut")


@pytest.mark.parametrize(("wave", "status"), [("2024-03-01", 422), (None, 422), ("2023-07-01", 200)])
def test_a_program_moves_no_promised_wave(house: House, wave: str | None, status: int) -> None:
    program, path = house.member(MINISTRY), f"/api/v1/sites/{site_of(house, 'AST-801').id}"
    answer = program.send("PUT", path, json={"planned_on": wave}, headers={"If-Match": program.get(path).headers["ETag"]})
    assert answer.status_code == status, answer.text
    if status == 422:
        assert "planned_on" in (answer.json or {})["message"]
    assert (due(house, "AST-801"), site_of(house, "AST-801").planned_on) == ([JULY], date(2023, 7, 1))


def test_a_promise_made_while_a_site_form_lay_open_is_not_lost(house: House) -> None:
    officer, path = house.member(ASSIUT), f"/sites/edit/{site_of(house, 'AST-801').id}"
    form = hidden(officer.get(path)) | {"name_ar": "اسم جديد"}
    promised(house, "AST-801", DECEMBER)
    answer = officer.post(path, form)
    assert answer.status_code == 409
    assert "ديسمبر ٢٠٢٣" in answer.text
    assert officer.post(path, hidden(answer) | {"name_ar": "اسم جديد", "_take_planned_on": "theirs"}).status_code == 303
    assert site_of(house, "AST-801").name_ar == "اسم جديد"
    assert (due(house, "AST-801"), site_of(house, "AST-801").planned_on) == ([JULY, DECEMBER], date(2023, 12, 1))


def test_a_first_promise_made_while_a_site_form_lay_open_is_not_overwritten(house: House) -> None:
    officer, path = house.member(ASSIUT), f"/sites/edit/{site_of(house, 'AST-802').id}"
    form = hidden(officer.get(path)) | {"name_ar": "مجمع بلا موعد", "planned_on": "2024-03"}
    promised(house, "AST-802", DECEMBER)
    answer = officer.post(path, form)
    assert answer.status_code == 409
    mine = hidden(answer) | {"name_ar": "مجمع بلا موعد", "planned_on": "2024-03", "_take_planned_on": "mine"}
    assert officer.post(path, mine).status_code == 422, "insisting does not help either"
    assert (due(house, "AST-802"), site_of(house, "AST-802").planned_on) == ([DECEMBER], date(2023, 12, 1))


def test_a_promise_outlives_a_site_form_that_was_saved_before_it(house: House) -> None:
    officer, path = house.member(ASSIUT), f"/sites/edit/{site_of(house, 'AST-801').id}"
    promise = hidden(officer.get("/plan/AST-801")) | {"due_on": "2024-01-31", "reason": "contractor", "given_on": "2023-11-30"}
    assert officer.post(path, hidden(officer.get(path)) | {"name_ar": "اسم جديد"}).status_code == 303
    assert officer.post("/plan/AST-801", promise).status_code == 303
    assert due(house, "AST-801") == [JULY, date(2024, 1, 31)]
    assert site_of(house, "AST-801").name_ar == "اسم جديد"


def test_of_two_who_save_at_one_time_the_second_is_told_and_nothing_is_half_written(house: House) -> None:
    with house.records() as session:
        mine = session.scalars(select(Site).where(Site.code == "AST-801")).one()
        session.expunge(mine)
    with house.records() as session:
        session.scalars(select(Site).where(Site.code == "AST-801")).one().name_ar = "اسم جديد"
    with house.records() as session:
        session.add(mine)
        with pytest.raises(Conflict), saving(session):
            give(session, [(mine, Offer("service", DECEMBER, TODAY, "utilities"))], today=TODAY)
    assert (due(house, "AST-801"), site_of(house, "AST-801").planned_on) == ([JULY], date(2023, 7, 1))
