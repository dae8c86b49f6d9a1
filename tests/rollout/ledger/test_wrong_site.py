"""Units that were sent to the wrong site are transferred, and then counted, inspected and added where they are."""

import pytest
from sqlalchemy.orm import Session

from models import Paper
from rollout.ledger.drafting import Row
from rollout.ledger.figures import holdings
from rollout.ledger.refusing import RefusedPaper
from rollout.ledger.standing import waiting as standing
from rollout.ledger.steps import next_kinds
from rollout.ledger.waiting import waiting
from rollout.scope import everything
from rollout.supply.kinds import KINDS
from rollout.supply.states import Held
from tests.supplies import TODAY, Supplies, ordered, received


@pytest.fixture
def world(session: Session) -> Supplies:
    return ordered(session, 10, prices=(150_000,))


def carried(world: Supplies, quantity: int, state: str, to: int = 1) -> Paper:
    """A transfer from the first site to another; to the third, which lies in Qena, the ministry transfers."""
    row = Row(world.lines[0].id, world.sites[0].id, quantity, drawn=state, to_site_id=world.sites[to].id)
    return world.post("transfer", row, governorate=None if to == 2 else "EG-AST")


def there(world: Supplies, before: Paper, site: int, quantity: int, accepted: int | None = None) -> Row:
    [line] = world.lines_of(before)
    row = Row(line.line_id, world.sites[site].id, quantity, about_id=line.id)
    if accepted is not None:
        row.accepted, row.rejected = accepted, quantity - accepted
        row.reason = "خدش" if row.rejected else ""
    return row


def lying(world: Supplies, state: Held) -> dict[int | None, object]:
    with everything(world.session):
        return {key[1]: quantity for key, quantity in holdings(world.session, TODAY, states=[state]).items()}


@pytest.mark.parametrize(("to", "home"), [(1, "EG-AST"), (2, "EG-KN")])
def test_what_is_on_the_way_is_counted_inspected_and_added_at_the_other_site(world: Supplies, to: int, home: str) -> None:
    world.post("delivery", Row(world.lines[0].id, world.sites[0].id, 6, drawn="ordered"))
    moved = carried(world, 4, "dispatched", to)
    with pytest.raises(RefusedPaper) as refused:
        world.post("receipt", there(world, moved, to, 5), about_id=moved.id, governorate=home)
    assert [fault.about for fault in refused.value.faults] == ["quantity"]
    with pytest.raises(RefusedPaper) as refused:
        world.post("receipt", there(world, moved, 0, 4), about_id=moved.id)
    assert [fault.about for fault in refused.value.faults] == ["about"]
    receipt = world.post("receipt", there(world, moved, to, 4), about_id=moved.id, governorate=home)
    minutes = world.post("inspection", there(world, receipt, to, 4, 4), about_id=receipt.id, governorate=home)
    world.post("addition", there(world, minutes, to, 4), about_id=minutes.id, governorate=home)
    assert lying(world, Held.STOCK) == {world.sites[to].id: 4}


def test_what_is_in_custody_is_inspected_at_the_other_site_in_parts(world: Supplies) -> None:
    received(world, 6, store=False)
    moved = carried(world, 5, "custody")
    world.post("inspection", there(world, moved, 1, 3, 2), about_id=moved.id)
    assert lying(world, Held.ACCEPTED) == {world.sites[1].id: 2}
    with pytest.raises(RefusedPaper):
        world.post("inspection", there(world, moved, 1, 3, 3), about_id=moved.id)
    with pytest.raises(RefusedPaper):
        world.post("counter", Row(world.lines[0].id, world.sites[0].id, 3, drawn="custody", about_id=world.lines_of(moved)[0].id))


def test_it_waits_at_the_other_site_and_no_more_where_it_was(world: Supplies) -> None:
    receipt = received(world, 6, store=False)
    moved = carried(world, 4, "custody")
    with everything(world.session):
        found = waiting(world.session, TODAY)
        assert [(one.paper.id, one.sites[0].id, one.items[0].quantity) for one in found] == [
            (receipt.id, world.sites[0].id, 2), (moved.id, world.sites[1].id, 4),
        ]
        same = standing(world.session, Held.CUSTODY, KINDS["inspection"].follows, TODAY)
        assert [(one.paper.id, sum(one.lines.values())) for one in same] == [(receipt.id, 2), (moved.id, 4)]
        assert [kind.key for kind in next_kinds(world.session, moved)] == ["inspection", "counter"]
    world.post("counter", Row(world.lines[0].id, world.sites[0].id, 4, drawn="custody", about_id=world.lines_of(moved)[0].id))
    with everything(world.session):
        assert [(one.paper.id, one.items[0].quantity) for one in waiting(world.session, TODAY)] == [(receipt.id, 6)]
        same = standing(world.session, Held.CUSTODY, KINDS["inspection"].follows, TODAY)
        assert [(one.paper.id, sum(one.lines.values())) for one in same] == [(receipt.id, 6)]


def test_what_went_to_another_governorate_waits_there(world: Supplies) -> None:
    received(world, 6, store=False)
    moved = carried(world, 6, "custody", 2)
    with everything(world.session):
        assert waiting(world.session, TODAY, governorate="EG-AST") == []
        [one] = waiting(world.session, TODAY, governorate="EG-KN")
        assert (one.paper.id, one.governorate.code, one.items[0].quantity) == (moved.id, "EG-KN", 6)


def test_what_is_on_the_way_elsewhere_waits_to_be_counted_there(world: Supplies) -> None:
    note = world.post("delivery", Row(world.lines[0].id, world.sites[0].id, 6, drawn="ordered"))
    moved = carried(world, 4, "dispatched")
    with everything(world.session):
        found = standing(world.session, Held.DISPATCHED, KINDS["receipt"].follows, TODAY)
        assert [(one.paper.id, sum(one.lines.values())) for one in found] == [(note.id, 2), (moved.id, 4)]
        assert [kind.key for kind in next_kinds(world.session, moved)] == ["receipt", "counter"]


def test_a_stock_taking_finds_no_more_than_was_contracted_for(world: Supplies) -> None:
    row = Row(world.lines[0].id, world.sites[0].id, 0, surplus=101, drawn="stock")
    with pytest.raises(RefusedPaper) as refused:
        world.post("audit", row)
    assert [fault.about for fault in refused.value.faults] == ["surplus"]
    row.surplus = 100
    world.post("audit", row)
