"""The short papers about what a site has: what each offers, and devices that go along."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from models import Asset, Site
from rollout.journal import next_moment
from rollout.ledger.drafting import Row, Signer
from rollout.ledger.handling import Head, Offer, Taken, handle, offers, possible
from rollout.ledger.refusing import RefusedPaper
from rollout.supply.kinds import KINDS
from rollout.supply.states import Held
from tests.supplies import TODAY, Supplies, ordered, received, verdict

DAY = date(2023, 8, 1)
AUTHORITY = (Signer("authority", "فاطمة كامل"),)


@pytest.fixture
def world(session: Session) -> Supplies:
    """Ten of a line in the store for the first site; four more are in use at the site."""
    world = ordered(session, 14, prices=(150_000,))
    inspected = world.follow("inspection", received(world, 14), verdict(14))
    world.follow("addition", inspected, 14)
    world.post("installation", Row(world.lines[0].id, world.sites[0].id, 4, drawn="stock"), store_id=world.stores[0].id)
    return world


def offered(world: Supplies, kind: str, *, store: bool = True, site: Site | None = None) -> list[Offer]:
    store_id = world.stores[0].id if store else None
    return offers(world.session, world.contract.id, KINDS[kind], (site or world.sites[0]).id, store_id, DAY)


def handled(world: Supplies, kind: str, *taken: Taken, to: Site | None = None, note: str = "", store: bool = True) -> None:
    store_id = world.stores[0].id if store else None
    head = Head(world.sites[0], store_id, DAY, to, None, note, AUTHORITY)
    handle(world.session, world.contract, KINDS[kind], head, taken, today=TODAY, by=None)


def devices(world: Supplies, number: int) -> list[Asset]:
    site = world.sites[0]
    made = [
        Asset(line_id=world.lines[0].id, site_id=site.id, governorate_id=site.governorate_id, serial=f"SN{n}", tag=f"T-{n}",
              recorded_at=next_moment(world.session))
        for n in range(number)
    ]
    world.session.add_all(made)
    world.session.flush()
    return made


def test_what_lies_in_a_store_is_offered_with_the_store_and_the_rest_with_the_site(world: Supplies) -> None:
    assert [(one.state, one.quantity) for one in offered(world, "transfer")] == [(Held.STOCK, 10), (Held.INSTALLED, 4)]
    assert [(one.state, one.quantity) for one in offered(world, "transfer", store=False)] == [(Held.INSTALLED, 4)]


def test_only_papers_for_which_something_lies_there_are_possible(world: Supplies) -> None:
    assert [kind.key for kind in possible(world.session, world.sites[0].id, DAY)] == ["transfer", "return", "write_off"]
    assert possible(world.session, world.sites[1].id, DAY) == []


def test_devices_go_along_with_a_transfer_also_to_another_governorate(world: Supplies) -> None:
    made = devices(world, 14)
    [stock, _installed] = offered(world, "transfer")
    handled(world, "transfer", Taken(stock, 2, ["T-0", "T-5"]), to=world.sites[2])
    there = world.sites[2]
    assert [asset.tag for asset in made if asset.site_id == there.id] == ["T-0", "T-5"]
    assert {asset.governorate_id for asset in made if asset.site_id == there.id} == {there.governorate_id}
    assert [(one.quantity, len(one.devices)) for one in offered(world, "transfer", store=False, site=there)] == [(2, 2)]


def test_a_transfer_names_its_devices(world: Supplies) -> None:
    devices(world, 12)  # two of the fourteen have no number yet
    [stock, _installed] = offered(world, "transfer")
    for quantity, tags in ((5, ["T-0", "T-1"]), (1, ["T-0", "T-1"])):
        with pytest.raises(RefusedPaper) as refused:
            handled(world, "transfer", Taken(stock, quantity, tags), to=world.sites[1])
        assert [(fault.position, fault.about) for fault in refused.value.faults] == [(1, "quantity")]
    handled(world, "transfer", Taken(stock, 4, ["T-0", "T-1"]), to=world.sites[1])


def test_what_is_returned_for_repair_is_proposed_to_go_back_to_where_it_was(world: Supplies) -> None:
    [_stock, installed] = offered(world, "return")
    with pytest.raises(RefusedPaper) as refused:
        handled(world, "return", Taken(installed, 1))
    assert refused.value.faults[0].about == "note"
    handled(world, "return", Taken(installed, 1), note="كسر في المسند")
    [returned] = offered(world, "restoration")
    assert (returned.state, returned.quantity, returned.proposed) == (Held.RETURNED, 1, Held.INSTALLED)
    handled(world, "restoration", Taken(returned, 1, into=Held.INSTALLED))
    assert offered(world, "transfer", store=False)[0].quantity == 4


def test_a_device_that_is_written_off_is_scrap_and_offered_no_more(world: Supplies) -> None:
    made = devices(world, 14)
    [stock, _installed] = offered(world, "write_off")
    handled(world, "write_off", Taken(stock, 1, ["T-3"]), note="تلف بالحريق")
    assert [asset.tag for asset in made if asset.condition == "scrap"] == ["T-3"]
    assert "T-3" not in {asset.tag for asset in offered(world, "transfer")[0].devices}


def test_a_device_cannot_go_twice(world: Supplies) -> None:
    devices(world, 14)
    stock, installed = offered(world, "transfer")
    with pytest.raises(RefusedPaper) as refused:
        handled(world, "transfer", Taken(stock, 1, ["T-0"]), Taken(installed, 1, ["T-0"]), to=world.sites[1])
    assert refused.value.faults[0].message.values["tag"] == "T-0"


def test_what_came_beyond_the_order_is_kept_or_sent_back(session: Session) -> None:
    world = ordered(session, 10, prices=(150_000,))
    note = world.post("delivery", Row(world.lines[0].id, world.sites[0].id, 5, drawn="ordered"))
    world.follow("receipt", note, Row(0, None, 5, surplus=3), store_id=world.stores[0].id)
    [surplus] = offered(world, "surplus_kept")
    assert (surplus.state, surplus.quantity) == (Held.SURPLUS, 3)
    handled(world, "surplus_kept", Taken(surplus, 2))
    [rest] = offered(world, "surplus_back")
    handled(world, "surplus_back", Taken(rest, 1))
    assert offered(world, "surplus_back") == []
