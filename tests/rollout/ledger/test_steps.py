"""What may follow a paper, and how much of each line is offered to it; what waits for inspection on a day."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import Paper
from rollout.ledger.drafting import Draft, Row, draft, redraft
from rollout.ledger.proofreading import faults_of
from rollout.ledger.steps import next_kinds, offers, supplier_of
from rollout.ledger.waiting import waiting
from rollout.scope import everything
from rollout.supply.kinds import KINDS
from tests.supplies import TODAY, Supplies, ordered, received, verdict


def offered(world: Supplies, paper: Paper, kind: str) -> list[Any]:
    with everything(world.session):
        found = offers(world.session, paper, KINDS[kind])
        return [(offer.line.position, offer.quantity, {state.value: units for state, units in offer.drawn.items()}) for offer in found]


def kinds(world: Supplies, paper: Paper) -> list[str]:
    with everything(world.session):
        return [kind.key for kind in next_kinds(world.session, paper)]


@pytest.fixture
def world(session: Session) -> Supplies:
    return ordered(session)


def test_each_paper_offers_what_is_left_of_it(world: Supplies) -> None:
    receipt = received(world, 10, 10)
    assert kinds(world, receipt) == ["inspection", "counter"]
    minutes = world.follow("inspection", receipt, verdict(8, 2), verdict(10))
    assert kinds(world, receipt) == []
    assert kinds(world, minutes) == ["addition", "rejection", "counter"]
    assert offered(world, minutes, "addition") == [(1, 8, {}), (2, 10, {})]
    assert offered(world, minutes, "rejection") == [(1, 2, {})]
    added = world.follow("addition", minutes, 8, 4)
    assert offered(world, minutes, "addition") == [(2, 6, {})]
    assert offered(world, added, "issue") == [(1, 8, {}), (2, 4, {})]
    world.post("issue", Row(world.lines[0].id, world.sites[0].id, 3), store_id=added.store_id)
    assert offered(world, added, "issue") == [(1, 5, {}), (2, 4, {})]


def test_a_replacement_is_taken_from_where_the_rejected_units_are(world: Supplies) -> None:
    minutes = world.follow("inspection", received(world, 10, 10), verdict(8, 2), verdict(10))
    line = world.lines_of(minutes)[0]
    row = Row(line.line_id, line.site_id, 2, about_id=line.id)
    rejection = world.post("rejection", row, about_id=minutes.id, store_id=minutes.store_id)
    assert offered(world, rejection, "replacement") == [(1, 2, {"rejected": 2})]
    world.follow("withdrawal", rejection, 1)
    assert offered(world, rejection, "withdrawal") == [(1, 1, {})]
    assert offered(world, rejection, "replacement") == [(1, 2, {"withdrawn": 1, "rejected": 1})]
    with everything(world.session):
        assert supplier_of(world.session, rejection) == world.supplier.id


def test_a_correction_is_offered_what_is_still_where_it_was_brought(world: Supplies) -> None:
    minutes = world.follow("inspection", received(world, 10, 10), verdict(8, 2), verdict(10))
    world.follow("addition", minutes, 5, 10)
    assert offered(world, minutes, "counter") == [(1, 3, {"accepted": 3}), (1, 2, {"rejected": 2})]
    [signing] = [paper for paper in world.posted if paper.kind == "signing"]
    assert offered(world, signing, "counter") == []
    assert offered(world, minutes, "withdrawal") == []


def test_a_receipt_waits_until_all_of_it_is_inspected(world: Supplies) -> None:
    receipt = received(world, 10, 4)
    world.follow("inspection", receipt, verdict(7), verdict(4), day=date(2023, 7, 20))
    with everything(world.session):
        for day, items, days in ((date(2023, 7, 19), [10, 4], 18), (TODAY, [3], 152)):
            [one] = waiting(world.session, day)
            assert (one.paper.id, [item.quantity for item in one.items], one.days) == (receipt.id, items, days)
        assert waiting(world.session, date(2023, 6, 30)) == []
        assert waiting(world.session, TODAY, governorate="EG-KN") == []
        [one] = waiting(world.session, TODAY)
        assert (one.value, one.supplier, one.store) == (450_000, world.supplier, world.stores[0])


def test_every_fault_is_told_at_once(world: Supplies) -> None:
    receipt = received(world, 10, 10)
    first, second = world.lines_of(receipt)
    rows = [
        Row(first.line_id, first.site_id, 6, 3, 2, about_id=first.id),
        Row(second.line_id, second.site_id, 12, 12, 0, about_id=second.id),
    ]
    with everything(world.session):
        faults = faults_of(world.session, Draft("inspection", receipt.day, rows, about_id=receipt.id))
    assert [(fault.position, fault.about) for fault in faults] == [
        (None, "chair"), (None, "technical"), (None, "storekeeper"), (1, "accepted"), (1, "reason"), (2, "quantity"),
    ]


def test_a_draft_counts_on_though_only_its_lines_changed(world: Supplies) -> None:
    receipt = received(world, 10, 10)
    line = world.lines_of(receipt)[0]
    with everything(world.session):
        def told(quantity: int) -> Draft:
            row = Row(line.line_id, line.site_id, quantity, quantity, 0, about_id=line.id)
            return Draft("inspection", receipt.day, [row], receipt.governorate_id, receipt.store_id, about_id=receipt.id)

        kept = draft(world.session, world.contract, told(4), by=None)
        before = kept.row_version
        assert redraft(world.session, kept, told(5), version=before).row_version > before
