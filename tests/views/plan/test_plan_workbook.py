"""The plan as a workbook on its pages: taken home, sent back, looked at, confirmed; and plans that are kept under a name."""

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import Baseline, Promise, Site
from rollout import clock
from rollout.people import full_name
from rollout.plan import Offer, give
from tests.cast import ASSIUT, MINISTRY, READER, Member, account
from tests.rollout.plan.making import a_planned_site
from tests.rollout.plan.test_sheet import CONTRACTOR, edited
from tests.views.telling import hidden
from tests.views.visiting import House, Visitor

TODAY = date(2023, 11, 30)
JULY, DECEMBER = date(2023, 7, 31), date(2023, 12, 31)


@pytest.fixture
def house(make_house: Callable[..., House], monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    house = make_house()
    with house.records() as session:
        a_planned_site(session, JULY, code="AST-801")
        a_planned_site(session, JULY, code="KFS-801", governorate="EG-KFS")
    return house


def sent(visitor: Visitor, data: bytes) -> TestResponse:
    return visitor.post("/plan/workbook/", {"file": (io.BytesIO(data), "خطة.xlsx")}, content_type="multipart/form-data")


def line_of(data: bytes, code: str) -> int:
    column = load_workbook(io.BytesIO(data)).worksheets[0]["A"]
    return next(cell.row for cell in column if cell.value == code)


def filled(visitor: Visitor) -> bytes:
    """The visitor's plan with another date for AST-801."""
    data = visitor.get("/plan/workbook/export").data
    row = line_of(data, "AST-801")
    return edited(data, (row, "due_on", DECEMBER), (row, "reason", CONTRACTOR))


def told_of(answer: TestResponse) -> tuple[str, str]:
    """Who imported the file before, as the page says it with the moment and the number; and where it leads."""
    found = re.search(r'سبق أن استورد <bdi>([^<]+)</bdi> هذا الملف في [^<]*٢٠[^<]*: موعد واحد.*?<a href="([^"]+)"', answer.text)
    assert found, answer.text
    return found[1], found[2]


def name_of(house: House, member: Member) -> str:
    with house.records() as session:
        user = account(session, member)
        return full_name(user.first_name, user.last_name)


def due(house: House, code: str) -> list[date]:
    with house.records() as session:
        query = select(Promise.due_on).join(Site, Site.id == Promise.site_id).where(Site.code == code).order_by(Promise.id)
        return list(session.scalars(query))


def test_the_workbook_holds_what_the_visitor_sees(house: House) -> None:
    for member, codes in ((ASSIUT, {"AST-801"}), (MINISTRY, {"AST-801", "KFS-801"}), (READER, {"AST-801"})):
        answer = house.member(member).get("/plan/workbook/export")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="plan-2023-11-30.xlsx"'
        found = {cell.value for cell in load_workbook(io.BytesIO(answer.data)).worksheets[0]["A"]}
        assert found & {"AST-801", "KFS-801"} == codes
    narrowed = house.member(MINISTRY).get("/plan/workbook/export?governorate=EG-KFS&prospect=late").data
    assert [cell.value for cell in load_workbook(io.BytesIO(narrowed)).worksheets[0]["A"]][1:] == ["KFS-801"]


def test_nothing_is_promised_before_its_sender_has_seen_it(house: House) -> None:
    officer = house.member(ASSIUT)
    page = sent(officer, filled(officer))
    assert page.status_code == 200
    assert "٣١ ديسمبر ٢٠٢٣" in page.text
    assert due(house, "AST-801") == [JULY]
    answer = officer.post("/plan/workbook/confirm", hidden(page))
    assert answer.status_code == 303
    assert due(house, "AST-801") == [JULY, DECEMBER]
    again = officer.post("/plan/workbook/confirm", hidden(page))
    assert (again.status_code, again.location) == (303, answer.location), "pressed twice, it is promised once"
    assert due(house, "AST-801") == [JULY, DECEMBER]
    other = hidden(page) | {"once": "another form"}
    told = officer.post("/plan/workbook/confirm", other)
    assert told.status_code == 409
    assert told_of(told) == (name_of(house, ASSIUT), "/plan/")
    assert due(house, "AST-801") == [JULY, DECEMBER]


def test_of_two_desks_that_confirm_one_workbook_the_second_is_told_who_was_faster(house: House) -> None:
    officer, ministry = house.member(ASSIUT), house.member(MINISTRY)
    data = filled(officer)
    first, second = sent(officer, data), sent(ministry, data)
    assert officer.post("/plan/workbook/confirm", hidden(first)).status_code == 303
    told = ministry.post("/plan/workbook/confirm", hidden(second))
    assert told.status_code == 409
    assert told_of(told) == (name_of(house, ASSIUT), "/plan/")
    assert due(house, "AST-801") == [JULY, DECEMBER]


def test_a_date_that_came_by_another_way_is_no_import_of_the_file(house: House) -> None:
    officer = house.member(ASSIUT)
    page = sent(officer, filled(officer))
    with house.records() as session:
        site = session.scalars(select(Site).where(Site.code == "AST-801")).one()
        give(session, [(site, Offer("service", DECEMBER, TODAY, "utilities"))], today=TODAY)
    answer = officer.post("/plan/workbook/confirm", hidden(page))
    assert answer.status_code == 409
    assert "سبق أن استورد" not in answer.text


def test_a_file_with_a_problem_offers_no_button_and_names_the_cell(house: House) -> None:
    officer = house.member(ASSIUT)
    data = officer.get("/plan/workbook/export").data
    row = line_of(data, "AST-801")
    page = sent(officer, edited(data, (row, "due_on", DECEMBER)))
    assert f"I{row}" in page.text
    assert "/plan/workbook/confirm" not in page.text
    assert due(house, "AST-801") == [JULY]


def test_what_was_promised_meanwhile_stops_the_import(house: House) -> None:
    officer = house.member(ASSIUT)
    page = sent(officer, filled(officer))
    with house.records() as session:
        site = session.scalars(select(Site).where(Site.code == "AST-801")).one()
        give(session, [(site, Offer("service", date(2024, 1, 31), TODAY, "utilities"))], today=TODAY)
    answer = officer.post("/plan/workbook/confirm", hidden(page))
    assert answer.status_code == 409
    assert due(house, "AST-801") == [JULY, date(2024, 1, 31)]


def test_what_is_no_workbook_is_said_in_one_sentence(house: House) -> None:
    officer = house.member(ASSIUT)
    assert sent(officer, b"<html>").status_code == 422
    assert officer.post("/plan/workbook/", {}).status_code == 422
    assert officer.post("/plan/workbook/confirm", {"sha256": "0" * 64}).status_code == 422


def test_the_file_of_another_user_is_not_there(house: House) -> None:
    ministry, officer = house.member(MINISTRY), house.member(ASSIUT)
    page = sent(ministry, filled(ministry))
    assert officer.post("/plan/workbook/confirm", hidden(page) | {"csrf_token": officer.token()}).status_code == 422


APPROVAL = {"name_ar": "خطة الشتاء", "name_en": "", "code": "winter", "approved_on": "2023-11-01", "approved_by": "الوزير", "source": ""}


def test_the_ministry_keeps_the_plan_under_a_name(house: House) -> None:
    ministry = house.member(MINISTRY)
    assert ministry.post("/plan/baselines/", hidden(ministry.get("/plan/baselines/")) | APPROVAL).status_code == 303
    page = ministry.get("/plan/baselines/winter").text
    assert "خطة الشتاء" in page
    assert re.search(r"<strong>٢</strong><span>في خط الأساس", page)
    assert re.search(r"<strong>٢</strong><span>حل موعدها ولم تدخل الخدمة", page)
    own = house.member(ASSIUT).get("/plan/baselines/winter").text
    assert re.search(r"<strong>١</strong><span>في خط الأساس", own)
    assert 'name="approved_on"' not in house.member(ASSIUT).get("/plan/baselines/").text


def test_a_plan_that_may_not_be_kept_is_refused_beside_the_field(house: House) -> None:
    ministry = house.member(MINISTRY)
    for change in ({"code": "Winter!"}, {"approved_on": "2023-12-01"}, {"name_ar": ""}, {"approved_on": "2023-06-01"}):
        answer = ministry.post("/plan/baselines/", hidden(ministry.get("/plan/baselines/")) | APPROVAL | change)
        assert answer.status_code == 422, change
        assert "field-error" in answer.text
    assert ministry.get("/plan/baselines/nothing").status_code == 404
    with house.records() as session:
        assert session.scalars(select(Baseline)).all() == []


def test_the_menu_shows_that_the_workbook_and_the_kept_plans_belong_to_the_plan(house: House) -> None:
    for path in ("/plan/", "/plan/workbook/", "/plan/baselines/"):
        current = re.findall(r'href="([^"]+)" class="menu-item" aria-current="page"', house.member(MINISTRY).get(path).text)
        assert current == ["/plan/"]
