"""The guide of the first days: for each post, on its first page until it is put away, and opened again from below the menu."""

import re

import pytest

from models import GuideSeen
from rollout.roles import ROLES
from tests.cast import ADMINISTRATOR, ASSIUT, CAST, INSPECTOR, MINISTRY, READER, STOREKEEPER, Member
from tests.views.visiting import House
from views.personal.guides import GUIDES

OWN = {MINISTRY: "ministry", ASSIUT: "committee", STOREKEEPER: "procurement", INSPECTOR: "inspector", READER: "reader",
       ADMINISTRATOR: "administrator"}


def test_every_post_has_a_guide_of_a_few_steps() -> None:
    assert set(GUIDES) == set(ROLES)
    assert all(3 <= len(guide.steps) <= 5 for guide in GUIDES.values())


@pytest.mark.parametrize("member", [pytest.param(member, id=member.name) for member in OWN])
def test_each_is_led_by_the_guide_of_the_own_post_whose_every_step_opens(house: House, member: Member) -> None:
    visitor = house.member(member)
    page = visitor.get("/").text
    assert str(GUIDES[OWN[member]].title) in page
    steps = re.findall(r'<li><a href="([^"]+)" data-number', page)
    assert len(steps) == len(GUIDES[OWN[member]].steps)
    for address in steps:
        answer = visitor.get(address.replace("&amp;", "&"))
        assert answer.status_code in (200, 302), address
        assert answer.status_code == 200 or answer.location.startswith("/matrix/EG-AST"), "whoever has one governorate is led to it"


def test_it_is_put_away_and_opened_again(house: House) -> None:
    visitor = house.member(ASSIUT)
    assert visitor.post("/guide/put-away").location == "/"
    assert 'id="head-guide"' not in visitor.get("/").text
    assert 'href="/guide/"' in visitor.get("/").text
    assert visitor.post("/guide/put-away").location == "/", "a second press finds it put away"
    with house.records() as session:
        [row] = session.query(GuideSeen).all()
        assert row.guide == "committee"
    page = visitor.get("/guide/").text
    assert 'id="head-guide"' in page
    assert 'action="/guide/open"' in page
    visitor.post("/guide/open")
    assert 'id="head-guide"' in visitor.get("/").text
    assert 'action="/guide/open"' not in visitor.get("/guide/").text


def test_what_one_puts_away_others_still_see(house: House) -> None:
    house.member(ASSIUT).post("/guide/put-away")
    assert all('id="head-guide"' in house.member(member).get("/").text for name, member in CAST.items() if name != ASSIUT.name)


def test_looking_at_it_writes_nothing(house: House) -> None:
    visitor = house.member(ASSIUT)
    visitor.get("/")
    visitor.get("/guide/")
    with house.records() as session:
        assert session.query(GuideSeen).count() == 0
    assert visitor.get("/guide/put-away").status_code == 405
