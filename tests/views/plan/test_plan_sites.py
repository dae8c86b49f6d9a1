"""The list of the plan's sites is taken home as a sheet, all of it, and kept under a name."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from rollout import clock
from tests.cast import ASSIUT, MINISTRY
from tests.rollout.plan.making import a_planned_site
from tests.views.visiting import House


@pytest.fixture
def house(make_house: Callable[..., House], monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(clock, "today", lambda: date(2023, 11, 30))
    house = make_house()
    with house.records() as session:
        for number in range(3):
            a_planned_site(session, date(2023, 7, 31), code=f"AST-80{number}", name_ar=f"مجمع متأخر {number}")
        a_planned_site(session, date(2023, 7, 31), code="KFS-801", governorate="EG-KFS")
        a_planned_site(session, date(2024, 2, 29), code="AST-809")
    return house


def test_the_sheet_has_every_site_that_the_list_finds(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("views.plan.waves.PAGE_SIZE", 1)
    visitor, address = house.member(ASSIUT), "/plan/sites?mark=late_latest"
    assert "form=xlsx" in visitor.get(address).text
    sheet = load_workbook(BytesIO(visitor.get(f"{address}&form=xlsx").data)).active
    assert sheet is not None
    _title, head, *rows = sheet.iter_rows(values_only=True)
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert {row["الكود"] for row in found} == {"AST-800", "AST-801", "AST-802"}
    assert {(row["الموعد الأول"].date(), row["متأخر عن الموعد الأول"]) for row in found} == {(date(2023, 7, 31), 122)}


def test_the_list_is_kept_under_a_name_with_what_it_asks_for(house: House) -> None:
    visitor = house.member(MINISTRY)
    kept = {"page": "PlanView.sites", "name": "متأخرة أسيوط", "query": "mark=late_latest&governorate=EG-AST&page=2"}
    address = visitor.post("/views/keep", kept).location
    assert address == "/plan/sites?governorate=EG-AST&mark=late_latest"
    assert "<bdi>متأخرة أسيوط</bdi>" in visitor.get(address).text
