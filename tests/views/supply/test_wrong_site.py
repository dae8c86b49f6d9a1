"""What was sent to the wrong site, through the pages: transferred, then counted or inspected where it is, from the paper of transfer."""

import re

import pytest

from models import Paper
from rollout.ledger.drafting import Row
from rollout.supply.states import Held
from tests.cast import ASSIUT, MINISTRY, STOREKEEPER, account
from tests.supplies import Supplies, ordered, received
from tests.views.stocking import units
from tests.views.supplying import COMMITTEE, TODAY
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)


@pytest.fixture
def officer(house: House) -> Visitor:
    return house.member(ASSIUT)


def sent(house: House, state: str, to: int = 1) -> tuple[int, int, str, int]:
    """Six chairs came to the first site, or are on the way, and four go to another: the transfer, its line, the site's code and id."""
    with house.records() as session:
        world: Supplies = ordered(session, prices=(150_000,))
        world.by = account(session, STOREKEEPER).id
        if state == "custody":
            received(world, 6, store=False)
        else:
            world.post("delivery", Row(world.lines[0].id, world.sites[0].id, 6, drawn="ordered"))
        row = Row(world.lines[0].id, world.sites[0].id, 4, drawn=state, to_site_id=world.sites[to].id)
        moved: Paper = world.post("transfer", row, governorate=None if to == 2 else "EG-AST")
        [line] = world.lines_of(moved)
        world.sites[to].name_ar = "الموقع الصحيح"
        return moved.id, line.id, world.sites[to].code, world.sites[to].id


@pytest.mark.parametrize(("to", "who"), [(1, ASSIUT), (2, MINISTRY)])
def test_what_was_transferred_waits_and_is_inspected_where_it_is(house: House, to: int, who: str) -> None:
    paper, line, _code, site_id = sent(house, "custody", to)
    officer = house.member(who)
    page = officer.get("/inspections/").text
    assert "الموقع الصحيح" in page
    assert f"/inspections/new/{paper}" in page
    assert "<strong>مستندان</strong>" in page, "a transfer is no receipt"
    form = officer.get(f"/inspections/new/{paper}").text
    assert "محضر النقل رقم" in form
    assert "الموقع الصحيح" in form
    answer = officer.post(f"/inspections/new/{paper}", {"day": "2023-07-05", **COMMITTEE, f"{line}-accepted": "4", "do": "close"})
    assert answer.status_code == 303, answer.text
    assert list(units(house, site_id, Held.ACCEPTED).values()) == [4]
    assert f"/inspections/new/{paper}" not in officer.get("/inspections/").text


@pytest.mark.parametrize(("to", "who"), [(1, ASSIUT), (2, MINISTRY)])
def test_what_is_on_the_way_elsewhere_is_counted_there(house: House, to: int, who: str) -> None:
    paper, line, code, site_id = sent(house, "dispatched", to)
    officer = house.member(who)
    assert f"/deliveries/{paper}/receipt" in officer.get("/deliveries/").text
    assert code in officer.get(f"/deliveries/{paper}/receipt").text
    told = {"day": "2023-07-05", "store": "", "keeper": "حسن علي", f"c-{line}": "3", "do": "preview"}
    shown = officer.post(f"/deliveries/{paper}/receipt", told).text
    told |= {"do": "enter", "fingerprint": re.findall(r'name="fingerprint" value="(.*?)"', shown)[0]}
    answer = officer.post(f"/deliveries/{paper}/receipt", told)
    assert answer.status_code == 303, answer.text
    assert list(units(house, site_id, Held.CUSTODY).values()) == [3]


def test_the_page_of_a_transfer_leads_on(house: House, officer: Visitor) -> None:
    paper, _line, code, _id = sent(house, "custody")
    page = officer.get(f"/papers/{paper}").text
    assert f"/papers/{paper}/next/inspection" in page
    assert f'data-label="المنقول إليه"><a href="/sites/{code}">' in page
    answer = officer.get(f"/papers/{paper}/next/inspection")
    assert answer.headers["Location"].endswith(f"/inspections/new/{paper}")
