"""Kept views of lists: a name over an address, which is read before it is kept and once more when it is opened."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select

from models import SavedView
from tests.cast import ASSIUT, MINISTRY, QENA, READER
from tests.views.lists.test_lists import codes, everywhere
from tests.views.visiting import House
from views.lists.asking import LISTS

__all__ = ["everywhere"]


def keep(visitor: Any, name: str = "دفعة يوليو", query: str = "wave=2023-07&columns=wave&order=-wave", page: str = "SitesView.list") -> Any:
    return visitor.post("/views/keep", {"page": page, "name": name, "query": query})


def tabs(page: str) -> list[tuple[str, bool]]:
    found = re.findall(r'<a class="chip" href="[^"]*"( aria-current="page")?><bdi>([^<]+)</bdi>', page)
    return [(name, bool(current)) for current, name in found]


def kept_in(house: House) -> list[Any]:
    with house.records() as session:
        return [tuple(row) for row in session.execute(select(SavedView.name, SavedView.query).order_by(SavedView.id))]


def beside_the_name(page: str) -> str:
    return re.findall(r'id="name-error"[^>]*>(.*?)</p>', page, re.DOTALL)[0]


def test_a_view_is_kept_stands_above_the_list_and_is_dropped(everywhere: House) -> None:
    officer = everywhere.member(ASSIUT)
    there = keep(officer).headers["Location"]
    page = officer.get(there).text
    assert tabs(page) == [("دفعة يوليو", True)]
    assert codes(page) == ["Z-3"]
    assert tabs(officer.get("/sites/").text) == [("دفعة يوليو", False)]
    assert tabs(officer.get(f"{there}&page=1").text) == [("دفعة يوليو", True)], "the page is no part of a view"
    for other in (READER, QENA, MINISTRY):
        assert tabs(everywhere.member(other).get("/sites/").text) == []
    assert codes(everywhere.member(READER).get(there).text) == ["Z-3"], "whoever gets the address sees the same"
    number = re.findall(r'name="view" value="(\d+)"', page)[0]
    assert everywhere.member(READER).post("/views/drop", {"view": number}).status_code == 404
    assert officer.post("/views/drop", {"view": number}).headers["Location"] == "/sites/"
    assert tabs(officer.get("/sites/").text) == []


def test_a_name_that_is_kept_already_loses_nothing_until_it_is_replaced(everywhere: House) -> None:
    officer = everywhere.member(ASSIUT)
    keep(officer)
    assert keep(officer).status_code == 303, "a second press keeps the same once more"
    page = keep(officer, query="kind=complex")
    assert page.status_code == 422
    assert "لديك عرض آخر لهذه القائمة محفوظ بالاسم" in beside_the_name(page.text)
    assert kept_in(everywhere) == [("دفعة يوليو", "columns=wave&order=-wave&wave=2023-07")]
    again = dict(re.findall(r'<input[^>]*name="(page|query|name)"[^>]*value="([^"]*)"', page.text))
    assert again == {"page": "SitesView.list", "query": "kind=complex", "name": "دفعة يوليو"}, "nothing that was typed is lost"
    assert 'name="replace"' in page.text
    assert officer.post("/views/keep", again | {"replace": "y"}).headers["Location"] == "/sites/?kind=complex"
    assert kept_in(everywhere) == [("دفعة يوليو", "kind=complex")]


WRONG = {
    "columns=wave,palace": ("palace", "الدفعة"), "order=palace": ("palace", "الدفعة"), "order=ready": ("ready", "الكود"),
    "palace=1": ("palace", "المحافظة"), "kind=palace": ("palace", "مجمع"), "governorate=EG-KN": ("EG-KN", "كود محافظة"),
    "governorate=EG-XX": ("EG-XX", "كود محافظة"), "markaz=987654": ("987654", "رقم مما تعرضه"), "markaz=x": ("x", "رقم مما تعرضه"),
    "wave=2023-13": ("2023-13", "شهر"), "as_of=2023-02-31": ("2023-02-31", "تاريخ"), "as_of=2099-01-01": ("2099-01-01", "يوم من"),
    "as_of=1999-01-01": ("1999-01-01", "يوم من"), "compare=2099-01-01": ("2099-01-01", "يوم سابق"),
    "as_of=2023-07-01&compare=2023-07-01": ("2023-07-01", "يوم سابق"), "text=" + "x" * 201: ("x" * 200, "من الحروف المرئية"),
}
"""What an address of the list of sites may ask for in vain, what of it is named, and what is said to be expected."""


@pytest.mark.parametrize("query", WRONG)
def test_what_the_list_does_not_know_is_refused_when_it_is_kept(everywhere: House, query: str) -> None:
    officer, (read, expected) = everywhere.member(ASSIUT), WRONG[query]
    answer = keep(officer, query=f"order=-wave&{query}" if not query.startswith("order") else query)
    there = answer.headers["Location"]
    assert "palace" not in there
    page = officer.get(there)
    assert page.status_code == 200, "the rest of it is shown"
    assert "لم يُحفظ العرض" in page.text
    told = next(line for line in re.findall(r'class="alert.*?</div>', page.text, re.DOTALL) if "القيمة المقروءة" in line)
    assert read in told
    assert expected in told.split("والمتوقع")[1]
    assert kept_in(everywhere) == []


def test_a_view_of_an_older_version_opens_with_what_is_left_and_says_what_is_not(everywhere: House) -> None:
    officer = everywhere.member(ASSIUT)
    keep(officer)
    with everywhere.records() as session:
        session.scalars(select(SavedView)).one().query = "columns=wave,palace&markaz=987654&tower=1&wave=2023-07"
    address = re.findall(r'<a class="chip" href="(/views/\d+)"', officer.get("/sites/").text)[0]
    there = officer.get(address).headers["Location"]
    assert there == "/sites/?columns=wave&wave=2023-07"
    page = officer.get(there).text
    assert "لا يمكن عرض" in page
    assert all(f"«\u2068{name}\u2069»" in page for name in ("palace", "987654", "tower"))
    assert codes(page) == ["Z-3"]
    assert everywhere.member(READER).get(address).status_code == 404, "nobody opens another's view"


GOOD = {
    "SitesView.list": "text=a&kind=complex&governorate=EG-AST&wave=2023-07&as_of=2023-07-20&compare=2023-07-01&columns=wave&order=-wave",
    "OverdueView.read": "governorate=EG-AST&area=handover&owner=a&step=b&as_of=2023-07-20&columns=due&order=late",
    "ObstaclesView.index": "governorate=EG-AST&owner=a&category=meters&level=governor&overdue=1&state=all&as_of=2023-07-20&order=age",
    "DecisionsView.index": "governorate=EG-AST&mark=all&level=governor&owner=a&as_of=2023-07-20&order=due",
    "DeliveriesView.index": "governorate=EG-AST&as_of=2023-07-20",
    "PapersView.index": "kind=receipt&state=draft&number=1&governorate=EG-AST&first=2023-07-01&last=2023-07-20&order=day",
    "IssuedView.index": "governorate=EG-AST&kind=report&order=kind",
    "PlanView.sites": "governorate=EG-AST&prospect=late&month=2023-07&left=2023-07&mark=pushed&kind=complex&as_of=2023-07-20",
}
"""All that can be asked of each list, but the numbers of rows."""


@pytest.mark.parametrize("page", GOOD)
def test_all_that_a_list_can_be_asked_is_kept_and_opens_again(house: House, page: str) -> None:
    assert set(GOOD) == set(LISTS)
    ministry = house.member(MINISTRY)
    assert set(dict(parse_qsl(GOOD[page]))) >= set(LISTS[page].filters) - {"markaz", "supplier", "store", "year"}
    there = keep(ministry, query=GOOD[page], page=page).headers["Location"]
    assert sorted(parse_qsl(urlsplit(there).query)) == sorted(parse_qsl(GOOD[page]))
    shown = ministry.get(there)
    assert shown.status_code == 200
    there_is_a_list = page != "DeliveriesView.index"  # there is no contract here, and so nothing to show above
    assert tabs(shown.text) == [("دفعة يوليو", True)] * there_is_a_list, "the list asks itself for what was kept of it"


@pytest.mark.parametrize(("page", "name"), [(page, name) for page in GOOD for name in ("palace", *dict(parse_qsl(GOOD[page])))])
def test_what_any_list_refuses_is_not_kept(house: House, page: str, name: str) -> None:
    ministry = house.member(MINISTRY)
    keep(ministry, query=f"{name}={'palace' * 40}", page=page)
    assert kept_in(house) == []


@pytest.mark.parametrize("wrong", [{"page": "UserView.list"}, {"page": "//evil"}, {"query": "a=" + "x" * 2000}])
def test_only_lists_of_ours_are_kept(house: House, wrong: dict[str, str]) -> None:
    assert keep(house.member(ASSIUT), **wrong).status_code == 400


@pytest.mark.parametrize("name", ["", "  ", "ا" * 61])
def test_a_view_needs_a_name(house: House, name: str) -> None:
    officer = house.member(ASSIUT)
    page = keep(officer, name)
    assert page.status_code == 422
    assert ("اكتب للعرض اسمًا" if name.strip() else "مطلوب") in beside_the_name(page.text)
    assert tabs(officer.get("/sites/").text) == []


def test_views_are_kept_up_to_a_number(house: House) -> None:
    officer = house.member(ASSIUT)
    for number in range(22):
        keep(officer, f"عرض {number}")
    assert len(tabs(officer.get("/sites/").text)) == 20
