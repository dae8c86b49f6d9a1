"""Search as a page and as the palette's list: what each role finds, what it leads to, how often it asks; and what one keeps at hand."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from models import Addressee, Favourite
from tests.cast import ADMINISTRATOR, ASSIUT, CAST, INSPECTOR, MINISTRY, QENA, READER, STOREKEEPER, Member, account
from tests.factories import a_governorate, a_site
from tests.rollout.meetings.making import FIRST, a_decision, a_meeting
from tests.rollout.obstacles.telling import an_addressee, an_obstacle
from tests.statements import counted_statements
from tests.views.issuing import an_issued_report
from tests.views.supplying import goods
from tests.views.visiting import House


def codes(page: str) -> list[str]:
    return re.findall(r'class="hit-code" dir="ltr">([^<]+)<', page)


def addresses(page: str) -> list[str]:
    return re.findall(r'<a role="option"[^>]*href="([^"]+)"', page)


@pytest.fixture
def everywhere(house_on_each: House) -> House:
    return furnished(house_on_each)


def furnished(house: House) -> House:
    """In each of two governorates a site, an obstacle, a meeting with its committee, a decision; and somebody to write to."""
    with house.records() as session:
        an_addressee(session)
        for place, name in (("EG-AST", "أسيوط"), ("EG-KN", "قنا")):
            site = a_site(session, governorate=place, code=f"{place[3:]}-777", name_ar=f"مجمع الحوطا {name}")
            an_obstacle(session, site, governorate=a_governorate(session, place), title="معوق الحوطا")
            a_decision(session, a_meeting(session, place, FIRST, "open"))
    return house


@pytest.mark.parametrize("member", CAST.values(), ids=lambda member: member.name)
def test_each_role_finds_what_lies_in_its_scope(everywhere: House, member: Member) -> None:
    visitor = everywhere.member(member)
    own = {"EG-AST", "EG-KN"} if member.role in ("ministry", "procurement", "administrator") else set(member.governorates)
    for path in ("/search/?q=", "/search/part?q="):
        page = visitor.get(f"{path}حوطا").text
        assert sorted(codes(page)) == sorted(f"{place[3:]}-777" for place in own)
        assert page.count("معوق الحوطا") == len(own)
        meetings = visitor.get(f"{path}محضر 1 2023").text
        assert len(set(re.findall(r'"/meetings/(\d+)"', meetings))) == len(own)
        members = visitor.get(f"{path}محمود عبد الله").text
        assert set(re.findall(r'/meetings/committees/([A-Z-]+)"', members)) == own


def test_everything_that_is_found_can_be_opened(house: House) -> None:
    everywhere = furnished(house)
    supply = goods(everywhere, 4)
    reference = an_issued_report(everywhere, "EG-AST")
    for member in (MINISTRY, ASSIUT, READER, STOREKEEPER, ADMINISTRATOR, INSPECTOR):
        visitor, found = everywhere.member(member), set()
        for typed in ("حوطا", "محضر", "قرار", "خطاب", "عقد", "شركة", "محمود", "1", "2023", "أسيوط", reference, "example", "مواقع", "sites"):
            found |= set(addresses(visitor.get(f"/search/part?q={typed}").text))
        assert len(found) > 5
        for address in found:
            answer = visitor.get(address.replace("&amp;", "&"), follow_redirects=True)
            assert answer.status_code == 200, (member.name, address)
    assert supply


def test_people_with_accounts_are_found_by_administrators_alone(everywhere: House) -> None:
    for member in CAST.values():
        page = everywhere.member(member).get("/search/?q=storekeeper").text
        assert ("/users/show/" in page) is (member is ADMINISTRATOR)


def test_addressees_are_found_by_those_who_may_read_them(everywhere: House) -> None:
    with everywhere.records() as session:
        post = session.scalars(select(Addressee.post_ar)).first()
    for member in CAST.values():
        page = everywhere.member(member).get("/search/", query_string={"q": post}).text
        assert ("/addressees/show/" in page) is (member.role in ("ministry", "committee"))


def test_all_of_one_kind_page_by_page(everywhere: House) -> None:
    with everywhere.records() as session:
        for number in range(60):
            a_site(session, code=f"AST-6{number:02}", name_ar=f"مجمع كثير {number:02}")
    officer = everywhere.member(ASSIUT)
    first = officer.get("/search/?q=كثير").text
    assert len(codes(first)) == 8
    assert "٦٠ نتيجة" in first
    assert len(codes(officer.get("/search/part?q=كثير").text)) == 5
    pages = [codes(officer.get(f"/search/?q=كثير&in=sites&page={page}").text) for page in (1, 2)]
    assert [len(page) for page in pages] == [50, 10]
    assert len({code for page in pages for code in page}) == 60
    for wrong in ("in=sites&page=3", "in=users", "in=nothing"):
        assert officer.get(f"/search/?q=كثير&{wrong}").status_code == 404
    assert officer.get("/search/?q=كثير&in=sites&page=x").status_code == 400


def test_pages_of_the_menu_are_found_in_both_languages(house: House) -> None:
    officer = house.member(ASSIUT)
    for typed in ("مصفوفه", "المراحل", "matrix", "stage mat"):
        assert '"/matrix/"' in officer.get(f"/search/part?q={typed}").text, typed
    assert "/users/" not in officer.get("/search/part?q=users").text, "a page that the role may not open"


@pytest.mark.parametrize("typed", ["", "ا", " ", "ـ"])
def test_too_little_asks_no_table(house: House, typed: str) -> None:
    visitor = house.member(ASSIUT)
    assert addresses(visitor.get("/search/part", query_string={"q": typed}).text) == []
    assert visitor.get("/search/", query_string={"q": typed}).status_code == 200


def test_a_search_takes_as_many_statements_whatever_is_found(everywhere: House) -> None:
    """The user, the scope, the governorates; then one for each kind that the typed words can name."""
    visitor, asked = everywhere.member(MINISTRY), []
    for number in (0, 40):
        with everywhere.records() as session:
            for at in range(number):
                a_site(session, code=f"AST-5{at:02}", name_ar="مجمع الحوطا")
        visitor.get("/search/?q=حوطا")
        with counted_statements(everywhere.app) as seen:
            visitor.get("/search/?q=حوطا")
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 15


# Favourites


def star(visitor: Any, ref: str, kind: str = "site", do: str = "keep", **more: str) -> Any:
    return visitor.post(f"/favourites/{do}", {"kind": kind, "ref": ref, "title": "اسم", **more})


def test_a_site_and_a_page_are_kept_and_dropped_again(everywhere: House) -> None:
    officer = everywhere.member(ASSIUT)
    assert star(officer, "AST-777", next="/sites/AST-777").headers["Location"] == "/sites/AST-777"
    star(officer, "AST-777")
    star(officer, "/overdue/", "page")
    for page in (officer.get("/search/part").text, officer.get("/favourites/").text, officer.get("/search/").text):
        assert "مجمع الحوطا أسيوط" in page
        assert 'href="/overdue/"' in page
    with everywhere.records() as session:
        assert len(session.scalars(select(Favourite)).all()) == 2, "a second press keeps nothing twice"
    assert addresses(everywhere.member(QENA).get("/search/part").text) == [], "nobody sees another's"
    star(officer, "AST-777", do="drop")
    assert addresses(officer.get("/search/part").text) == ["/overdue/"]


def test_a_foreign_site_is_neither_kept_nor_shown(everywhere: House) -> None:
    officer = everywhere.member(ASSIUT)
    assert star(officer, "KN-777").status_code == 404
    with everywhere.records() as session:
        session.add(Favourite(user_id=account(session, ASSIUT).id, kind="site", ref="KN-777", added_at=datetime.now(UTC)))
    assert addresses(officer.get("/search/part").text) == []


@pytest.mark.parametrize("ref", ["//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil", "", "/" + "x" * 600])
def test_only_pages_of_this_program_are_kept(house: House, ref: str) -> None:
    assert star(house.member(ASSIUT), ref, "page").status_code == 400


def test_a_script_hears_whether_it_is_kept(house: House) -> None:
    officer = house.member(ASSIUT)
    for do, told in (("keep", True), ("drop", False)):
        answer = officer.post(f"/favourites/{do}", {"kind": "page", "ref": "/plan/"}, headers={"Accept": "application/json"})
        assert answer.json == {"kept": told}


def test_what_is_done_most_is_found_by_its_name_by_those_who_may_do_it(house: House) -> None:
    storekeeper = house.member(STOREKEEPER)
    for typed in ("إذن", "تسجيل توريد", "new delivery", "log a del"):
        assert addresses(storekeeper.get(f"/search/part?q={typed}").text)[0] == "/deliveries/new", typed
    assert "/deliveries/new" not in house.member(READER).get("/search/part?q=إذن").text
