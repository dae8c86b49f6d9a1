"""What the lists of follow-up and of documents share: every column can be left out and ordered by, and the sheet holds what is seen."""

import io
import re

import pytest
from openpyxl import load_workbook

from tests.cast import ASSIUT, MINISTRY, READER
from tests.views.issuing import an_issued_report
from tests.views.met import an_open_decision
from tests.views.obstructed import an_obstacle_of
from tests.views.papered import a_supply_paper
from tests.views.visiting import House
from views.lists.asking import LISTS as KEPT

LISTS = {
    "/obstacles/": ("title", "place", "category", "level", "owner", "needed", "days", "sites", "age", "expected"),
    "/decisions/": ("words", "owner", "due", "stands", "place", "level", "taken"),
    "/papers/": ("paper", "number", "day", "where", "supplier", "state"),
    "/issued/": ("number", "kind", "place", "day", "issued", "files"),
    "/overdue/": ("site", "item", "step", "owner", "due", "late", "place", "waits"),
    "/sites/": ("name", "kind", "place", "wave", "ready", "next", "code", "late", "since", "news", "english", "programme", "body"),
}
SHEETS = {"/overdue/": "/overdue/export?form=xlsx", "/sites/": "/sites/export?a=1"}


@pytest.fixture
def full(house: House) -> House:
    """Something for each list, in two governorates."""
    for place in ("EG-AST", "EG-KFS"):
        an_obstacle_of(house, place)
        an_open_decision(house, place)
        an_issued_report(house, place)
    a_supply_paper(house, "EG-AST")
    return house


def rows_of(page: str) -> list[int]:
    """How many cells each row of the list has; a list of cards has none."""
    tables = re.findall(r"<table class=\"table (?:list-table|paper-table|overdue-table|table-vcenter).*?</table>", page, re.DOTALL)
    return [len(re.findall(r"<t[hd][ >]", row)) for row in re.findall(r"<tr>(.*?)</tr>", tables[-1], re.DOTALL)] if tables else []


@pytest.mark.parametrize("path", LISTS)
def test_every_column_can_be_shown_left_out_and_ordered_by(full: House, path: str) -> None:
    visitor = full.member(MINISTRY)
    for columns in (LISTS[path], LISTS[path][:1], LISTS[path][1:2], LISTS[path][::2]):
        page = visitor.get(path, query_string={"columns": ",".join(columns)})
        assert page.status_code == 200
        assert len(set(rows_of(page.text))) <= 1, "heads and cells agree"
    for column in LISTS[path]:
        for order in (column, f"-{column}"):
            assert visitor.get(path, query_string={"order": order}).status_code == 200, order


@pytest.mark.parametrize("path", LISTS)
def test_the_sheet_holds_what_is_seen(full: House, path: str) -> None:
    for member, governorates in ((MINISTRY, {"أسيوط", "كفر الشيخ"}), (ASSIUT, {"أسيوط"}), (READER, {"أسيوط"})):
        visitor = full.member(member)
        address = SHEETS.get(path, f"{path}?form=xlsx")
        answer = visitor.get(f"{address}&columns={','.join(LISTS[path])}&order=-{LISTS[path][0]}")
        assert answer.status_code == 200
        sheet = load_workbook(io.BytesIO(answer.data)).active
        assert sheet is not None
        assert sheet.sheet_view.rightToLeft
        heads = [cell.value for cell in sheet[2]]
        assert len(set(heads)) == len(heads)
        assert all(heads)
        shares = {heads[cell.column - 1] for row in sheet.iter_rows(min_row=3) for cell in row if cell.number_format == "0%"}
        assert shares == ({"الجاهزية"} if path == "/sites/" else set())
        if "المحافظة" in heads and path != "/overdue/":
            column = heads.index("المحافظة")
            found = {row[column] for row in sheet.iter_rows(min_row=3, values_only=True)} - {None, "كل الجمهورية"}
            assert found <= governorates | {"قنا"} if member is MINISTRY else found <= governorates, path


@pytest.mark.parametrize("path", LISTS)
def test_views_of_every_list_are_kept(full: House, path: str) -> None:
    visitor = full.member(ASSIUT)
    page = visitor.get(f"{path}?order=-{LISTS[path][0]}").text
    endpoint = re.findall(r'name="page" value="([^"]+)"', page)[0]
    there = visitor.post("/views/keep", {"page": endpoint, "name": "عرضي", "query": f"order=-{LISTS[path][0]}"}).headers["Location"]
    page = visitor.get(there).text
    assert re.search(r'class="chip" href="[^"]*" aria-current="page"><bdi>عرضي</bdi>', page)


@pytest.mark.parametrize("page", KEPT)
def test_a_kept_view_asks_for_nothing_that_its_list_does_not_know(full: House, page: str) -> None:
    visitor = full.member(MINISTRY)
    address = visitor.post("/views/keep", {"page": page, "name": "كل", "query": "page=2"}).location
    assert "?" not in address, "where in the list one stands is no part of a view"
    home = visitor.get(address).text
    filters = home.split('class="card filter-bar', 1)[1].split("</form>", 1)[0] if "filter-bar" in home else ""
    asks = set(re.findall(r'<(?:select|input)[^>]* name="([^"]+)"', filters)) - {"page"}
    assert asks or page in ("DeliveriesView.index", "PlanView.sites"), "there is no contract here, and numbers lead to the plan's sites"
    assert asks <= {*KEPT[page].filters, "columns", "order"}, "every filter of the list is kept"
    assert ">كل</bdi></a>" in home or not asks
