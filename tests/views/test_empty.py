"""An empty register: every page of the menu opens for everybody, and says to whoever may do something what to do first."""

import re

import pytest
from sqlalchemy import select

from models import Site
from rollout.register import withdraw
from tests.cast import ASSIUT, CAST, MINISTRY, READER, STOREKEEPER
from tests.views.visiting import House

MENU = re.compile(r'<a href="([^"]+)" class="menu-item"')
FIRST = {
    "/matrix/EG-AST": "/imports/", "/handover/": "/imports/", "/linking/": "/imports/", "/offices/": "/imports/",
    "/contract/": None, "/deliveries/": "/contract/", "/papers/": "/contract/", "/inspections/": "/deliveries/", "/overdue/": "/matrix/",
    "/issued/": "/reports/", "/obstacles/": "/obstacles/new", "/meetings/": "/meetings/committees/EG-AST/edit",
}
"""To where an empty page leads a committee's officer first; the contract is not theirs to enter."""


@pytest.fixture
def empty(house: House) -> House:
    with house.records() as session:
        for site in session.scalars(select(Site)):
            withdraw(session, site)
    return house


def states(page: str) -> str:
    """The empty places of a page, with whatever they lead to."""
    return " ".join(part.split("</div>")[0] for part in page.split('class="empty-state"')[1:])


@pytest.mark.parametrize("name", list(CAST))
def test_every_page_of_the_menu_opens_on_an_empty_register(empty: House, name: str) -> None:
    visitor = empty.member(CAST[name])
    addresses = MENU.findall(visitor.get("/").text)
    assert len(addresses) > 10
    for address in addresses:
        assert visitor.get(address, follow_redirects=True).status_code == 200, address


@pytest.mark.parametrize(("address", "first"), FIRST.items())
def test_an_empty_page_leads_to_what_comes_first(empty: House, address: str, first: str | None) -> None:
    shown = states(empty.member(ASSIUT).get(address).text)
    assert shown
    if first is None:
        assert "<a " not in shown
    else:
        assert f'href="{first}' in shown


def test_nobody_is_led_to_what_they_may_not_do(empty: House) -> None:
    shown = states(empty.member(READER).get("/handover/").text)
    assert "<a " not in shown
    assert "بعد أن تسجلها الوحدة المركزية أو لجنة المحافظة" in shown
    assert 'href="/contract/terms/add"' in states(empty.member(STOREKEEPER).get("/contract/").text)
    assert 'href="/contract/terms/add"' not in states(empty.member(READER).get("/contract/").text)
    assert 'href="/addressees/add"' in states(empty.member(MINISTRY).get("/addressees/list/").text)
