"""Taking stock: what should be there, what the minutes do with a difference, and what stays unexplained since when."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from models import Asset, Paper
from rollout.errors import Refused
from rollout.journal import next_moment
from rollout.ledger.auditing import Counted, Expected, Extra, Stocktaking, Stray, broken_counts, expected, keep, strays_of
from rollout.ledger.drafting import Row, Signer
from rollout.ledger.figures import holdings
from rollout.ledger.refusing import RefusedPaper
from rollout.ledger.stocktakings import standings, unexplained
from rollout.supply.states import Held
from tests.supplies import TODAY, Supplies, ordered, received, verdict

DAY = date(2023, 8, 1)
PEOPLE = (Signer("chair", "محمود عبد الله"), Signer("storekeeper", "حسن علي"))


@pytest.fixture
def world(session: Session) -> Supplies:
    """Ten of each of two lines in stock at the site itself; four of the first are installed."""
    world = ordered(session)
    receipt = received(world, 10, 10, store=False)
    addition = world.follow("addition", world.follow("inspection", receipt, verdict(10), verdict(10)), 10, 10)
    world.post("installation", Row(world.lines[0].id, world.sites[0].id, 4, drawn="stock"), day=addition.day)
    return world


def rows(world: Supplies, day: date = DAY) -> list[Expected]:
    return expected(world.session, world.contract.id, world.sites[0].id, None, day)


def taken(world: Supplies, *counted: Counted, day: date = DAY, closing: bool = True, **more: object) -> Paper:
    told = Stocktaking(world.sites[0], None, day, counted, signers=PEOPLE, **more)  # type: ignore[arg-type]
    return keep(world.session, world.contract, told, closing=closing, today=TODAY, by=None)


def held(world: Supplies, state: Held) -> dict[int, object]:
    found = holdings(world.session, TODAY, site_ids=[world.sites[0].id], states=[state])
    return {key[0]: quantity for key, quantity in found.items()}


def devices(world: Supplies, number: int) -> list[Asset]:
    line, site = world.lines[0], world.sites[0]
    line.has_serials = True
    made = [
        Asset(line_id=line.id, site_id=site.id, governorate_id=site.governorate_id, serial=f"SN{n}", tag=f"T-{n}",
              recorded_at=next_moment(world.session))
        for n in range(number)
    ]
    world.session.add_all(made)
    world.session.flush()
    return made


def test_a_line_is_counted_as_one_whatever_its_states(world: Supplies) -> None:
    first, second = rows(world)
    assert (first.quantity, dict(first.states)) == (10, {Held.STOCK: 6, Held.INSTALLED: 4})
    assert second.quantity == 10


def test_what_is_missing_is_taken_from_what_is_furthest_from_use_and_becomes_unexplained(world: Supplies) -> None:
    first, second = rows(world)
    taken(world, Counted(first, 3), Counted(second, 12))
    assert held(world, Held.UNEXPLAINED) == {world.lines[0].id: 7}
    assert held(world, Held.INSTALLED) == {world.lines[0].id: 3}
    assert held(world, Held.STOCK) == {world.lines[1].id: 10}
    assert held(world, Held.SURPLUS) == {world.lines[1].id: 2}


def test_minutes_speak_of_everything_that_should_be_there(world: Supplies) -> None:
    with pytest.raises(RefusedPaper) as refused:
        taken(world, Counted(rows(world)[0], 10))
    assert [fault.message.values["item"] for fault in refused.value.faults] == [world.lines[1].name_ar]
    assert taken(world, Counted(rows(world)[0], 10), closing=False).state == "draft"


def test_what_lies_here_beyond_the_books_is_surplus_and_strays_are_only_written_down(world: Supplies) -> None:
    first, second = rows(world)
    stray = Stray(world.lines[0].code, world.sites[1].code, 2)
    paper = taken(world, Counted(first, 10), Counted(second, 10), extras=[Extra(world.lines[1].id, 3)], strays=[stray])
    assert held(world, Held.SURPLUS) == {world.lines[1].id: 3}
    assert strays_of(paper) == [stray]
    assert not held(world, Held.UNEXPLAINED)


def test_devices_that_were_seen_bear_their_condition_and_those_unseen_are_named(world: Supplies) -> None:
    made = devices(world, 10)
    first, second = rows(world)
    seen = {asset.tag: "used" for asset in made[:9]}
    taken(world, Counted(first, 9, seen), Counted(second, 10))
    assert [asset.condition for asset in made] == ["used"] * 9 + ["new"]
    [missing] = unexplained(world.session, TODAY)
    assert missing.devices == (made[9].tag,)


def test_ticks_and_numbers_cannot_contradict_each_other(world: Supplies) -> None:
    made = devices(world, 10)
    first = rows(world)[0]
    all_seen = {asset.tag: "new" for asset in made}
    some = {asset.tag: "new" for asset in made[:7]}
    assert not broken_counts([Counted(first, 10, all_seen), Counted(first, 7, some)])
    for wrong in (Counted(first, 9, all_seen), Counted(first, 8, some)):
        [(key, refused)] = broken_counts([wrong])
        assert key == str(first.line.id)
        assert isinstance(refused, Refused)


def test_what_is_unexplained_is_told_with_the_day_since_when(world: Supplies) -> None:
    first, second = rows(world)
    paper = taken(world, Counted(first, 8), Counted(second, 10))
    later = rows(world, date(2023, 9, 1))
    taken(world, Counted(later[0], 7), Counted(later[1], 10), day=date(2023, 9, 1))
    [found] = unexplained(world.session, TODAY)
    assert (found.quantity, found.since, found.value) == (3, DAY, 450_000)
    assert paper in found.papers
    world.post("found", Row(world.lines[0].id, world.sites[0].id, 3, drawn="installed"), day=date(2023, 9, 2))
    assert unexplained(world.session, TODAY) == []
    assert unexplained(world.session, date(2023, 8, 31))[0].quantity == 2
    assert unexplained(world.session, TODAY, governorate="EG-KN") == []


def test_sites_with_stock_stand_in_the_order_of_their_last_stock_taking(world: Supplies) -> None:
    [before] = standings(world.session, TODAY)
    assert (before.audit, before.units, before.value) == (None, 20, 10 * 150_000 + 10 * 480_000)
    first, second = rows(world)
    paper = taken(world, Counted(first, 9), Counted(second, 10))
    [after] = standings(world.session, TODAY)
    assert (after.audit, after.unexplained) == ((paper.id, paper.day), 150_000)
    assert standings(world.session, date(2023, 7, 31))[0].audit is None
