"""The overdue page: what it counts adds up, what it lists can be narrowed and taken home, and nobody sees another's governorate."""

import csv
import io
import re
from datetime import date

import openpyxl
import pytest

from models import Site
from rollout.details.saving import save_many
from tests.cast import ASSIUT, MINISTRY, READER
from tests.rollout.details.making import did, path
from tests.views.conftest import FOREIGN, OWN
from tests.views.visiting import House

DAY = {"as_of": "2023-09-01"}
EVIL = '=HYPERLINK("x")'


@pytest.fixture
def late(house: House) -> House:
    """In two governorates a building received in July without a meter; one company is named like a formula."""
    for place in (OWN, FOREIGN):
        with house.records() as session:
            site = session.get_one(Site, house.site_id(session, place))
            told = [("handover", one) for one in path("handover", "building", date(2023, 7, 10), until="provisional")]
            told.append(("utilities", did("utilities", "water", "request", date(2023, 7, 12), body=EVIL)))
            save_many(session, [(site, area, one) for area, one in told], today=date(2023, 12, 1), by=None)
    return house


def numbers(row: str) -> list[str]:
    return re.findall(r'<td class="number">.*?([٠-٩]+|—)(?=</)', row)


def test_the_governorates_add_up_both_ways(late: House) -> None:
    page = late.member(MINISTRY).get("/overdue/", query_string=DAY).text
    table = page[page.index("<tbody>") : page.index("</tfoot>")]
    rows = [numbers(row) for row in table.split("</tr>") if numbers(row)]
    assert rows == [["٦", "١", "٧"], ["٦", "١", "٧"], ["١٢", "٢", "١٤"]]
    assert "١٤ بندًا" in page


def test_past_a_deadline_is_told_apart_from_behind_the_plan(late: House) -> None:
    page = late.member(MINISTRY).get("/overdue/", query_string=DAY).text
    assert "وهو غير «متأخر عن الخطة»" in page
    assert "أيام تجاوز المهلة" in page
    assert re.search(r"<strong>[^<]*بن[^<]*تجاوز[^<]*المهلة</strong>", page)
    assert not re.search(r"متأخرًا|متأخرة|أيام التأخير", page.split('id="content"')[1]), "late alone may mean either"
    assert re.search(r'href="/plan/sites\?prospect=late[^"]*">متأخر عن الخطة</a>', page)


def test_the_menu_and_the_first_page_of_a_committee_tell_them_apart_too(late: House) -> None:
    home = late.member(ASSIUT).get("/").text
    assert re.search(r'href="/overdue/"[^>]*>.*?<span[^>]*>تجاوز المهلة</span>', home, re.DOTALL), "the menu"
    assert "مواقع تجاوزت المهلة" in home, "the list of the committee"
    assert '<th scope="col" class="number">متأخر عن الخطة</th>' in home
    assert "تجاوز المهلة</h1>" in late.member(MINISTRY).get("/overdue/", query_string=DAY).text


def test_every_table_says_what_it_is(late: House) -> None:
    page = late.member(MINISTRY).get("/overdue/", query_string=DAY).text
    assert page.count("<table") == len(re.findall(r"<table[^>]*>\s*<caption", page)) == 4


def test_the_list_leads_to_the_work_of_the_site(late: House) -> None:
    page = late.member(MINISTRY).get("/overdue/", query_string=DAY | {"governorate": OWN, "area": "linking"}).text
    with late.records() as session:
        code = session.get_one(Site, late.site_id(session, OWN)).code
    assert f'href="/works/{code}/linking?as_of=2023-09-01"' in page
    assert page.count('class="site-name"') == 1


@pytest.mark.parametrize(
    ("asked", "items"),
    [({}, 14), ({"governorate": OWN}, 7), ({"area": "utilities"}, 12), ({"owner": EVIL}, 2), ({"step": "utilities:inspection"}, 2),
     ({"step": "utilities:inspection", "governorate": OWN}, 1), ({"as_of": "2023-08-01"}, 0)],
)
def test_filters_narrow_the_list_and_the_export_alike(late: House, asked: dict[str, str], items: int) -> None:
    visitor = late.member(MINISTRY)
    assert visitor.get("/overdue/", query_string=DAY | asked).text.count('class="site-name"') == items
    told = visitor.get("/overdue/export", query_string=DAY | {"form": "csv"} | asked).text
    assert len(list(csv.reader(io.StringIO(told)))) == 1 + items


def test_the_exports_hold_no_formula(late: House) -> None:
    visitor = late.member(MINISTRY)
    told = visitor.get("/overdue/export", query_string=DAY | {"form": "csv"})
    assert told.data.startswith("\ufeff".encode())
    assert "'=HYPERLINK" in told.text
    book = openpyxl.load_workbook(io.BytesIO(visitor.get("/overdue/export", query_string=DAY | {"form": "xlsx"}).data))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert EVIL in {cell.value for cell in cells if cell.data_type == "s"}
    assert "f" not in {cell.data_type for cell in cells}
    assert book.active.sheet_view.rightToLeft


def test_a_committee_sees_its_own_governorate_only(late: House) -> None:
    for member in (ASSIUT, READER):
        visitor = late.member(member)
        assert visitor.get("/overdue/", query_string=DAY).text.count('class="site-name"') == 7
        assert visitor.get("/overdue/", query_string=DAY | {"governorate": FOREIGN}).status_code == 404
        told = visitor.get("/overdue/export", query_string=DAY).text
        assert len(list(csv.reader(io.StringIO(told)))) == 8


@pytest.mark.parametrize("asked", [{"area": "moon"}, {"owner": "x" * 300}, {"page": "nine"}, {"owner": "a\u202eb"}])
def test_what_the_page_never_offers_is_refused(late: House, asked: dict[str, str]) -> None:
    assert late.member(MINISTRY).get("/overdue/", query_string=DAY | asked).status_code == 400


def test_a_page_behind_the_last_is_not_there(late: House) -> None:
    assert late.member(MINISTRY).get("/overdue/", query_string=DAY | {"page": "2"}).status_code == 404


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "abc"])
@pytest.mark.parametrize("address", ["/overdue/export", "/charts/ranking.csv", "/obstacles/?form=xlsx"])
def test_a_file_speaks_of_no_other_day_than_was_asked_for(late: House, address: str, day: str) -> None:
    visitor = late.member(MINISTRY)
    answer = visitor.get(f"{address}{'&' if '?' in address else '?'}as_of={day}")
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    page = visitor.get(f"/overdue/?as_of={day}")
    assert page.status_code == 200
    assert answer.text in page.text, "the page says the same, beside the position of today"
