"""The list of sites as of a day and beside another one."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from models import Site
from rollout.stages import State
from tests.cast import MINISTRY
from tests.views.counting import statements
from tests.views.telling import TODAY, code_in, told
from tests.views.visiting import House


@pytest.fixture(autouse=True)
def _a_day_that_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rollout.clock.today", lambda: TODAY)


def row(page: str, code: str) -> str:
    return next(part for part in page.split("<tr>")[1:] if code in part)


def test_the_list_tells_how_much_readier_each_site_is_and_by_which_stage(house: House) -> None:
    told(house, code_in(house), day=date(2023, 7, 20))
    visitor = house.member(MINISTRY)
    here = row(visitor.get("/sites/?compare=2023-07-10").text, code_in(house))
    assert "+٪٢٠" in here or "+٢٠٪" in here
    assert 'title="استلام المبنى"' in here
    assert "site-change" not in visitor.get("/sites/?compare=2023-07-25").text
    assert "site-change" not in visitor.get("/sites/").text


def test_what_moved_without_being_done_is_told_as_changed(house: House) -> None:
    told(house, code_in(house), state=State.STALLED, day=date(2023, 7, 20))
    here = row(house.member(MINISTRY).get("/sites/?compare=2023-07-10").text, code_in(house))
    assert "تغيّر" in here


def test_the_list_stands_on_the_day_that_is_asked_for_and_leads_to_it(house: House) -> None:
    told(house, code_in(house), day=date(2023, 7, 20))
    visitor = house.member(MINISTRY)
    page = visitor.get("/sites/?as_of=2023-07-10").text
    assert f'/sites/{code_in(house)}?as_of=2023-07-10"' in page
    assert row(page, code_in(house)).count("٪") == 1
    assert "استلام المبنى ابتدائيًا" in row(page, code_in(house))
    assert "استلام المبنى ابتدائيًا" not in row(visitor.get("/sites/").text, code_in(house))


def test_every_link_of_the_list_keeps_to_its_days(house: House) -> None:
    page = house.member(MINISTRY).get("/sites/?as_of=2023-07-20&compare=2023-07-10").text
    heads = page.split("<thead>")[1].split("</thead>")[0]
    assert heads.count("as_of=2023-07-20") == heads.count('class="sort"') > 0
    assert '<input type="hidden" name="compare" value="2023-07-10">' in page.split("sites-filter")[1].split("</form>")[0]


def test_the_sheet_has_the_change_where_its_column_is_chosen(house: House) -> None:
    told(house, code_in(house), day=date(2023, 7, 20))
    data = house.member(MINISTRY).get("/sites/export?compare=2023-07-10&columns=code,change,moved").data
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    found = [[cell for cell in each if cell is not None] for each in sheet.iter_rows(values_only=True)]
    assert any(0.2 in each and "استلام المبنى" in each for each in found)


def test_comparing_costs_one_position_more(house: House) -> None:
    visitor = house.member(MINISTRY)
    visitor.get("/sites/")
    with statements() as alone:
        visitor.get("/sites/")
    with statements() as both:
        visitor.get("/sites/?compare=2023-07-10")
    assert len(both) == len(alone) + 1


def test_the_sheet_says_what_is_late_as_the_list_does(house: House) -> None:
    with house.records() as session:
        session.scalars(select(Site)).first().planned_on = date(2023, 3, 31)  # type: ignore[union-attr]
        session.commit()
    visitor = house.member(MINISTRY)
    assert '<td class="site-wave">مارس' in visitor.get("/sites/").text
    sheet = load_workbook(io.BytesIO(visitor.get("/sites/export").data)).active
    assert sheet is not None
    _title, head, *rows = sheet.iter_rows(values_only=True)
    assert any(row[head.index("أيام التأخر عن الخطة")] for row in rows)
