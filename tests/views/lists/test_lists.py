"""Columns, order and sheets of lists: all of it in the address, and the same on the page and in the sheet."""

import io
import re
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from models import Site
from tests.cast import ASSIUT, MINISTRY, QENA, READER
from tests.factories import a_markaz, a_site
from tests.views.counting import statements
from tests.views.visiting import House


@pytest.fixture
def everywhere(house_on_each: House) -> House:
    """Four more sites of Assiut, each with something that orders it otherwise."""
    house = house_on_each
    with house.records() as session:
        late, early = date(2023, 10, 1), date(2023, 7, 1)
        first, last = a_markaz(session, name="أول المراكز"), a_markaz(session, name="يمين المراكز")
        a_site(session, code="Z-1", name_ar="أ", planned_on=late, markaz_id=last.id, executing_body="ج")
        a_site(session, code="Z-2", name_ar="ب", planned_on=None, markaz_id=first.id, executing_body="ب")
        a_site(session, code="Z-3", name_ar="ج", planned_on=early, markaz_id=first.id, executing_body="أ")
    return house


def codes(page: str) -> list[str]:
    return [code for code in re.findall(r'<span class="site-code" dir="ltr">([^<]+)</span>', page) if code.startswith("Z-")]


def heads(page: str) -> list[str]:
    head = re.findall(r"<thead>.*?</thead>", page, re.DOTALL)[0]
    return [re.sub(r"<[^>]*>|[▲▼]", "", cell).strip() for cell in re.findall(r"<th[^>]*>(.*?)</th>", head, re.DOTALL)]


def workbook(answer: Any) -> list[tuple[Any, ...]]:
    assert answer.status_code == 200, answer.text
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    return [tuple(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize(("order", "wanted"), [
    ("", ["Z-1", "Z-2", "Z-3"]), ("name", ["Z-1", "Z-2", "Z-3"]), ("-name", ["Z-3", "Z-2", "Z-1"]), ("-code", ["Z-3", "Z-2", "Z-1"]),
    ("wave", ["Z-3", "Z-1", "Z-2"]), ("-wave", ["Z-1", "Z-3", "Z-2"]), ("place", ["Z-2", "Z-3", "Z-1"]), ("body", ["Z-3", "Z-2", "Z-1"]),
    ("ready", ["Z-1", "Z-2", "Z-3"]), ("nothing", ["Z-1", "Z-2", "Z-3"]),
])
def test_the_list_is_ordered_by_any_of_its_heads(everywhere: House, order: str, wanted: list[str]) -> None:
    officer = everywhere.member(ASSIUT)
    page = officer.get(f"/sites/?order={order}").text
    assert codes(page) == wanted, "what has no value comes last, whichever way round"
    rows = workbook(officer.get(f"/sites/export?order={order}"))
    assert [row[1] for row in rows if str(row[1]).startswith("Z-")] == wanted
    sorts = re.findall(r'aria-sort="(\w+)"', page)
    assert sorts == ([] if order in ("", "ready", "nothing", "-code", "body") else ["descending" if order[0] == "-" else "ascending"])


@pytest.mark.parametrize("asked", ["columns=wave,english", "columns=wave&columns=english", "columns=english,wave,palace"])
def test_columns_are_chosen_in_the_address(everywhere: House, asked: str) -> None:
    officer = everywhere.member(ASSIUT)
    page = officer.get(f"/sites/?{asked}").text
    assert heads(page) == ["الموقع", "الدفعة", "الاسم بالإنجليزية"]
    assert workbook(officer.get(f"/sites/export?{asked}"))[0] == ("الموقع", "الكود", "الدفعة", "أيام التأخر عن الخطة", "الاسم بالإنجليزية")
    assert "columns=wave%2Cenglish" in page, "every link of the list carries them on"
    assert heads(officer.get("/sites/?columns=palace").text) == heads(officer.get("/sites/").text)


def test_every_column_has_something_to_say_and_a_cell_for_each_site(everywhere: House) -> None:
    from views.sites.columns import COLUMNS

    officer = everywhere.member(ASSIUT)
    every = ",".join(column.key for column in COLUMNS)
    page = officer.get(f"/sites/?columns={every}").text
    body = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)[0]
    for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL):
        assert len(re.findall(r"<t[dh]", row)) == len(COLUMNS)
    rows = workbook(officer.get(f"/sites/export?columns={every}"))
    assert len({len(row) for row in rows}) == 1
    assert len(set(rows[0])) == len(rows[0])


def test_the_days_behind_the_plan_stand_once_in_the_sheet_whichever_columns_have_them(everywhere: House) -> None:
    officer = everywhere.member(ASSIUT)
    for asked in ("wave,late", "late,wave", "late"):
        assert workbook(officer.get(f"/sites/export?columns={asked}"))[0].count("أيام التأخر عن الخطة") == 1


def test_the_sheet_holds_what_is_seen_with_real_days_and_numbers(everywhere: House) -> None:
    officer = everywhere.member(ASSIUT)
    answer = officer.get("/sites/export?columns=wave,ready&wave=2023-07")
    book = load_workbook(io.BytesIO(answer.data))
    sheet = book.active
    assert sheet is not None
    assert sheet.sheet_view.rightToLeft
    assert [cell.value for cell in sheet[2]] == ["الموقع", "الكود", "الدفعة", "أيام التأخر عن الخطة", "الجاهزية"]
    assert [cell.value for cell in sheet[3]][:2] == ["ج", "Z-3"]
    assert sheet["C3"].value.date() == date(2023, 7, 1)
    assert isinstance(sheet["E3"].value, (int, float))
    assert sheet.max_row == 3
    assert sheet.freeze_panes == "B3"
    assert sheet.print_title_rows == "$2:$2"


def test_a_name_is_never_a_formula(everywhere: House) -> None:
    with everywhere.records() as session:
        session.scalars(select(Site).where(Site.code == "Z-1")).one().name_ar = "=1+1"
    book = load_workbook(io.BytesIO(everywhere.member(ASSIUT).get("/sites/export").data))
    assert book.active is not None
    cell = next(cell for row in book.active.iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.data_type == "s"


def test_the_sheet_holds_the_scope_alone(everywhere: House) -> None:
    found = {row[1] for row in workbook(everywhere.member(QENA).get("/sites/export"))}
    assert not {"Z-1", "Z-2", "Z-3"} & found
    assert {"Z-1", "Z-2", "Z-3"} <= {row[1] for row in workbook(everywhere.member(READER).get("/sites/export"))}


def test_a_long_list_is_read_in_few_statements(everywhere: House) -> None:
    with everywhere.records() as session:
        for number in range(150):
            a_site(session, code=f"Y-{number}", name_ar="مجمع")
    visitor = everywhere.member(MINISTRY)
    visitor.get("/sites/export")
    with statements() as seen:
        visitor.get("/sites/export?columns=programme,unit")
    assert len(seen) <= 6
