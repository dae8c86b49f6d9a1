"""The first page: every number is that of the position, leads to its sites, and stays within the user's scope."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models import Site
from rollout.arabic import format_number
from rollout.database import reading, session_for
from rollout.plan.course import forget as forget_the_course
from rollout.position import forget as forget_the_position
from rollout.position import position
from rollout.register import withdraw
from rollout.scope import everything
from rollout.stages import Kind, State
from rollout.summary import forget
from rollout.totals import totals
from tests.cast import ASSIUT, INSPECTOR, MINISTRY, QENA, READER
from tests.factories import a_site
from tests.supplies import Row, ordered, received
from tests.views.counting import statements
from tests.views.telling import TODAY, code_in, told
from tests.views.visiting import House


@pytest.fixture(autouse=True)
def _a_day_that_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rollout.clock.today", lambda: TODAY)


def numbers(page: str) -> list[str]:
    """The numbers on the tiles, in the order of the stages."""
    return re.findall(r'class="tile-number"><span><strong>([^<]+)</strong>', page)


def test_tiles_show_what_the_position_says(house: House) -> None:
    told(house, code_in(house))
    told(house, code_in(house, "EG-KN"), day=date(2023, 7, 28))
    told(house, code_in(house, "EG-KFS"), state=State.STALLED)
    page = house.member(MINISTRY).get("/").text
    with house.records() as session:
        found = totals(position(session, TODAY, kind=Kind.COMPLEX).rows)
    assert numbers(page) == [format_number(found[Kind.COMPLEX, stage.key].done) for stage in Kind.COMPLEX.stages]
    assert numbers(page)[0] == "٢"
    assert "+١ خلال أسبوع" in page


@pytest.mark.parametrize(("member", "sites"), [(ASSIUT, "١"), (QENA, "١"), (INSPECTOR, "٢"), (MINISTRY, "٣")])
def test_each_sees_the_sites_of_their_own_scope(house: House, member: Any, sites: str) -> None:
    page = house.member(member).get("/position").text
    assert f"من {sites}" in page
    assert ("محافظة أسيوط" in page) == (member is ASSIUT)


def test_a_committee_sees_its_marakez_and_never_another_governorate(house: House) -> None:
    page = house.member(ASSIUT).get("/position").text
    assert "مركز أسيوط للاختبار" in page
    assert "EG-KN" not in page
    assert "قنا" not in page


def test_what_is_kept_in_memory_is_never_shown_to_another_scope(house: House) -> None:
    house.member(MINISTRY).get("/")
    assert "قنا" not in house.member(ASSIUT).get("/").text


def test_the_day_can_be_chosen_in_any_digits(house: House) -> None:
    told(house, code_in(house), day=date(2023, 7, 20))
    visitor = house.member(MINISTRY)
    assert numbers(visitor.get("/?as_of=2023-07-19").text)[0] == "٠"
    assert numbers(visitor.get("/?as_of=٢٠٢٣-٠٧-٢٠").text)[0] == "١"
    assert "الموقف في ٢٠ يوليو ٢٠٢٣" in visitor.get("/?as_of=20/7/2023").text


def test_no_heading_of_a_past_day_speaks_of_now(house: House) -> None:
    page = house.member(MINISTRY).get("/?as_of=2023-07-20").text
    assert "ما يعطل التشغيل<" in page


@pytest.mark.parametrize("day", ["2023-08-01", "1990-01-01", "غدًا", "2023-13-45"])
def test_a_day_that_cannot_be_is_said_and_today_is_shown(house: House, day: str) -> None:
    page = house.member(MINISTRY).get("/", query_string={"as_of": day})
    assert page.status_code == 200
    assert "alert-danger" in page.text
    assert 'value="2023-07-31"' in page.text


def test_the_kinds_have_their_own_stages(house: House) -> None:
    with house.records() as session:
        a_site(session, kind=Kind.MOBILE_CENTRE)
    page = house.member(MINISTRY).get("/?kind=mobile_centre").text
    assert len(numbers(page)) == len(Kind.MOBILE_CENTRE.stages)
    assert len(numbers(house.member(MINISTRY).get("/?kind=castle").text)) == len(Kind.COMPLEX.stages)


def test_every_number_leads_to_as_many_sites(house: House) -> None:
    told(house, code_in(house))
    told(house, code_in(house), "utilities", State.STALLED)
    visitor = house.member(ASSIUT)
    page = visitor.get("/position").text
    leads = re.findall(r'<a href="(/matrix/[^"]+)" title="[^"]+"><i class="dot[^"]*"></i>([^<]+)<', page)
    assert len(leads) == len(Kind.COMPLEX.stages)
    for address, number in leads:
        listed = re.search(r'class="matrix-count"[^>]*>([^<]+?)\s*<', visitor.get(address.replace("&amp;", "&")).text)
        assert (listed and listed[1], number) == ("مجمع واحد", "١")


def test_an_empty_register_says_what_to_do_first(house: House) -> None:
    with house.records() as session:
        for site in session.scalars(select(Site)):
            withdraw(session, site)
    assert "لا توجد مواقع بعد" in house.member(MINISTRY).get("/").text


def test_home_tells_those_who_act_what_waits_for_inspection_and_which_orders_are_late(house: House) -> None:
    with house.records() as session:
        world = ordered(session, 10)
        received(world, 10)
        more = Row(world.lines[0].id, world.sites[1].id, 5)
        world.post("allotment", more)
        world.post("order", more, due_on=date(2023, 7, 10))
        session.commit()
    day = "?as_of=2023-07-31"
    for member in (ASSIUT, MINISTRY):
        page = house.member(member).get(f"/position{day}").text
        card = page.split("عقد الأثاث والتجهيزات</h2>")[1].split("</section>")[0]
        assert "مستند واحد" in card
        assert "أمر توريد واحد" in card
        assert "متأخر" in card
    for member, what in ((QENA, "إيصال واحد"), (READER, "عقد الأثاث والتجهيزات</h2>")):
        assert what not in house.member(member).get(f"/position{day}").text


def test_home_asks_few_questions(house: House) -> None:
    visitor = house.member(MINISTRY)
    visitor.get("/")
    with statements() as seen:
        assert visitor.get("/").status_code == 200
    assert len(seen) == WARM, "\n".join(seen)
    forget()
    forget_the_position()
    with statements() as seen:
        visitor.get("/")
    assert len(seen) == WARM + 2, "a position today and one a week ago"
    forget_the_course()
    forget_the_position()
    with statements() as seen:
        visitor.get("/")
    assert len(seen) == WARM + 2, "the position and the promises behind the curve"


def test_what_the_contract_asks_for_is_counted_once_and_anew_when_something_moves(house: House) -> None:
    visitor = house.member(MINISTRY)
    with house.records() as session:
        world = ordered(session, 10)
        received(world, 10)
        session.commit()
        visitor.get("/")
        with statements() as seen:
            assert "مستند واحد" in visitor.get("/").text
        assert len(seen) == WARM, "\n".join(seen)
        more = Row(world.lines[0].id, world.sites[1].id, 5)
        world.post("allotment", more)
        world.post("order", more, due_on=date(2023, 7, 10))
        session.commit()
        assert "أمر توريد واحد" in visitor.get("/").text


def test_home_asks_as_much_of_many_sites_as_of_few(house: House) -> None:
    visitor = house.member(MINISTRY)
    with session_for(house.url) as session, everything(session):
        for number in range(60):
            a_site(session, governorate=("EG-AST", "EG-KN", "EG-KFS")[number % 3])
        session.commit()
    with statements() as seen, reading():
        visitor.get("/")
    assert len(seen) == WARM + 3


WARM = 7
"""One of them asks whether there is a contract at all, one whether there is a committee, one whether the guide was put away."""
