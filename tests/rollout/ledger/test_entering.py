"""Orders, delivery notes and receipts from a grid, and what stands open before and after each."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from rollout.errors import Refused
from rollout.ledger.drafting import Draft
from rollout.ledger.drafting import draft as keep
from rollout.ledger.entering import Counted, NoteHead, OrderHead, enter_note, enter_order, enter_receipt
from rollout.ledger.refusing import RefusedPaper
from rollout.ledger.standing import TO_DISPATCH, TO_ORDER, open_units, outstanding, sums, waiting
from rollout.scope import everything
from rollout.supply.states import Held
from tests.supplies import TODAY, Supplies, ordered, received, supplies
from tests.supplies import Row as Given

DAY = date(2023, 7, 1)


@pytest.fixture
def world(session):
    return ordered(session, 10)


def offer(world: Supplies, states=TO_DISPATCH):
    return open_units(world.session, world.contract.id, states, governorate_id=world.sites[0].governorate_id)


def note(world: Supplies, cells, number="12", day=DAY):
    head = NoteHead(world.sites[0].governorate_id, world.supplier.id, number, day)
    with everything(world.session):
        return enter_note(world.session, world.contract, head, offer(world), cells, today=TODAY, by=None)


def receive(world: Supplies, paper, *counted, short=None):
    lines = world.lines_of(paper)
    with everything(world.session):
        return enter_receipt(
            world.session, world.contract, paper,
            [Counted(line, line.quantity, number, short) for line, number in zip(lines, counted, strict=True)],
            day=DAY, store_id=world.stores[0].id, keeper="حسن علي", today=TODAY, by=None,
        )


def test_a_note_takes_what_was_ordered_first_and_then_what_came_short(world):
    line, site = world.lines[0].id, world.sites[0].id
    receive(world, note(world, {(line, site): 4}, "1"), 1)
    with everything(world.session):
        assert offer(world).units[line, site] == {Held.ORDERED: 6, Held.SHORT: 3}
    second = note(world, {(line, site): 8}, "2")
    assert [(row.drawn, row.quantity) for row in world.lines_of(second)] == [("ordered", 6), ("short", 2)]
    with everything(world.session):
        assert offer(world).at(line, site) == 1


def test_a_note_beyond_the_order_is_refused_with_all_its_cells(world):
    site = world.sites[0].id
    with pytest.raises(RefusedPaper) as refused:
        note(world, {(world.lines[0].id, site): 11, (world.lines[1].id, site): 12})
    assert len(refused.value.faults) == 2
    assert ["بمقدار ١." in str(refused.value.faults[0].message), "بمقدار ٢." in str(refused.value.faults[1].message)] == [True, True]


def test_an_empty_note_is_refused(world):
    with pytest.raises(Refused):
        note(world, {(world.lines[0].id, world.sites[0].id): 0})


def test_the_same_note_comes_once(world):
    cell = world.lines[0].id, world.sites[0].id
    note(world, {cell: 1})
    with pytest.raises(Refused) as refused:
        note(world, {cell: 1})
    assert refused.value.about == "own_number"
    note(world, {cell: 1}, day=date(2023, 7, 2))


@pytest.mark.parametrize("other", ["١٢ / a", "0012/A", "12/\u200fA", " 12 – a", "12A"])
def test_the_same_note_comes_once_however_its_number_is_spelt(world, other):
    cell = world.lines[0].id, world.sites[0].id
    note(world, {cell: 1}, number="12/A")
    with pytest.raises(Refused) as refused:
        note(world, {cell: 1}, number=other)
    assert "12/A" in str(refused.value)
    note(world, {cell: 1}, number="12/B")
    note(world, {cell: 1}, number="1/2/A")


def test_the_database_itself_keeps_the_same_note_from_coming_twice(world, session):
    cell = world.lines[0].id, world.sites[0].id
    note(world, {cell: 1}, number="ب-٧")
    entered = Draft("delivery", DAY, [], governorate_id=world.sites[0].governorate_id, supplier_id=world.supplier.id, own_number="9")
    with everything(session):
        made = keep(session, world.contract, entered, by=None)
        made.own_number = "ب 7"
        with pytest.raises(IntegrityError, match=r"own_folded|uq_paper_own"):
            session.flush()


def test_what_is_counted_less_is_short_and_what_is_counted_more_is_surplus(world):
    site = world.sites[0].id
    paper = note(world, {(world.lines[0].id, site): 5, (world.lines[1].id, site): 5})
    [first, second] = world.lines_of(receive(world, paper, 3, 7))
    assert (first.quantity, first.short, first.surplus) == (3, 2, 0)
    assert (second.quantity, second.short, second.surplus) == (5, 0, 2)


def test_what_is_not_said_to_be_short_stays_on_the_way(world):
    paper = note(world, {(world.lines[0].id, world.sites[0].id): 5})
    receive(world, paper, 3, short=0)
    with everything(world.session):
        [one] = waiting(world.session, Held.DISPATCHED, ("delivery", "replacement"), TODAY)
        assert (one.paper.id, sum(one.lines.values()), one.value) == (paper.id, 2, 300_000)
        [counted] = waiting(world.session, Held.CUSTODY, ("receipt",), TODAY)
        assert list(counted.lines.values()) == [3]
        assert sums([one, counted]) == (2, 2, 750_000)
        assert not waiting(world.session, Held.DISPATCHED, ("delivery",), date(2023, 6, 30))


def test_a_receipt_in_which_nothing_was_counted_is_refused(world):
    paper = note(world, {(world.lines[0].id, world.sites[0].id): 5})
    with pytest.raises(Refused):
        receive(world, paper, 0, short=0)


def test_what_came_fulfils_the_oldest_order_first(session):
    world = ordered(session, 10)
    with everything(session):
        world.post("allotment", *[Given(world.lines[0].id, world.sites[0].id, 5)], day=date(2023, 6, 4))
        head = OrderHead(
            world.sites[0].governorate_id, world.supplier.id, date(2023, 6, 5), date(2023, 6, 20), "المدير", notified_on=date(2023, 6, 6)
        )
        second = enter_order(session, world.contract, head, offer(world, TO_ORDER), {(world.lines[0].id, world.sites[0].id): 5},
                             today=TODAY, by=None)
        received(world, 12)
        found = outstanding(session, date(2023, 7, 10))
        assert [(one.paper.id == second.id, sum(one.cells.values()), one.days_late) for one in found] == [(True, 3, 20), (False, 10, 0)]
        assert second.facts == {"notified_on": "2023-06-06"}


def test_a_supplier_is_not_notified_before_the_order(session):
    world = supplies(session)
    rows = [Given(line.id, None, 20) for line in world.lines]
    world.post("signing", *rows, day=date(2023, 6, 1))
    world.post("allotment", Given(world.lines[0].id, world.sites[0].id, 5), day=date(2023, 6, 2))
    cells = {(world.lines[0].id, world.sites[0].id): 5}
    for notified in (date(2023, 6, 4), date(2023, 6, 21)):
        head = OrderHead(world.sites[0].governorate_id, world.supplier.id, date(2023, 6, 5), date(2023, 6, 20), "المدير",
                         notified_on=notified)
        with everything(session), pytest.raises(Refused) as refused:
            enter_order(session, world.contract, head, offer(world, TO_ORDER), cells, today=TODAY, by=None)
        assert refused.value.about == "notified_on"
