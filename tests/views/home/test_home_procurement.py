"""The first page of procurement: what waits for inspection and how long, what is late, what runs out, what may be paid, and its buttons."""

import re
from datetime import date

import pytest

from rollout.ledger.drafting import Row
from rollout.ledger.forms import entitle
from tests.cast import STOREKEEPER
from tests.supplies import ordered, received
from tests.views.counting import statements
from tests.views.paid import money
from tests.views.visiting import House
from views.home.first import home_of
from views.home.procurement import procurement_home

WARM = 4
"""Of them two ask for the heads of what is kept, and one whether the guide was put away."""
TODAY = date(2023, 12, 5)


@pytest.fixture(autouse=True)
def _a_day_that_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rollout.clock.today", lambda: TODAY)


def part(page: str, name: str) -> str:
    return page.split(f'id="head-{name}"')[1].split("</section>", maxsplit=1)[0]


def test_procurement_is_met_by_its_own_page(house: House) -> None:
    assert home_of(["procurement"]).build is procurement_home
    page = house.member(STOREKEEPER).get("/").text
    assert "المخازن والمشتريات</h1>" in page
    assert 'class="empty-state"' in page
    assert 'class="btn btn-primary" href="/contract/"' in page


def test_goods_to_inspect_are_drawn_by_their_age_and_named(house: House) -> None:
    with house.records() as session:
        world = ordered(session, 10)
        paper = received(world, 10, day=date(2023, 11, 1)).id
        session.commit()
    page = house.member(STOREKEEPER).get("/").text
    card = part(page, "waits")
    assert 'id="chart-ages' in card
    rows = re.findall(r"<tr><th[^>]*>([^<]+)</th><td[^>]*>([^<]+)</td></tr>", card)
    assert rows == [("حتى ٧ أيام", "٠"), ("٨ إلى ١٤ يومًا", "٠"), ("١٥ إلى ٣٠ يومًا", "٠"), ("أكثر من ٣٠ يومًا", "١")]
    assert f'href="/papers/{paper}"' in card
    assert "في الانتظار منذ ٣٤ يومًا" in card


def test_late_orders_securities_and_what_may_be_paid_lead_to_their_lists(house: House) -> None:
    here = money(house)
    visitor = house.member(STOREKEEPER)
    page = visitor.get("/").text
    assert f'href="/payments/securities/{here.security}"' in part(page, "ending")
    assert "باقٍ ١٥ يومًا" in part(page, "ending")
    assert f'href="/payments/?contract={here.contract}"' in part(page, "payable")
    numbers = re.findall(r'<li><a href="([^"#]+)[^"]*"[^>]*><strong>', page.split('class="card desk-strip"')[1].split("</section>")[0])
    assert numbers == ["/inspections/", "/deliveries/", "/deliveries/", "/deliveries/late/", "/payments/", "/payments/"]
    for address in set(numbers):
        assert visitor.get(address).status_code == 200


def test_a_late_order_leads_to_its_paper(house: House) -> None:
    with house.records() as session:
        world = ordered(session, 10)
        more = Row(world.lines[0].id, world.sites[0].id, 5)
        world.post("allotment", more)
        order = world.post("order", more, due_on=date(2023, 11, 25)).id
        entitle(session, "receipt", "محضر استلام مؤقت", "١٢ مخازن", by=None)
        received(world, 10, day=date(2023, 11, 1))
        session.commit()
    card = part(house.member(STOREKEEPER).get("/").text, "late")
    assert f'href="/papers/{order}"' in card
    assert "متأخر ١٠ أيام" in card
    assert re.search(r"أمر التوريد <bdi>٢٠٢٣/٠٠٠\d</bdi> · أسيوط", card)  # each governorate counts its papers by itself
    home, filed = part(house.member(STOREKEEPER).get("/").text, "waits"), house.member(STOREKEEPER).get("/papers/?kind=receipt").text
    assert ("<bdi>١٢/٢٠٢٣/٠٠٠١</bdi>" in home, "<bdi>١٢/٢٠٢٣/٠٠٠١</bdi>" in filed) == (True, True), "one paper, one number"


def test_deliveries_and_orders_are_entered_from_here(house: House) -> None:
    with house.records() as session:
        ordered(session, 10)
    visitor = house.member(STOREKEEPER)
    tools = visitor.get("/").text.split('class="desk-tools"')[1].split("</p>", maxsplit=1)[0]
    for address in re.findall(r'href="([^"]+)"', tools):
        assert visitor.get(address).status_code == 200
    assert tools.index("/deliveries/new") < tools.index("/deliveries/order")


def test_the_page_costs_little(house: House) -> None:
    money(house)
    visitor = house.member(STOREKEEPER)
    visitor.get("/")
    with statements() as seen:
        visitor.get("/")
    assert len(seen) == WARM, "\n".join(seen)
