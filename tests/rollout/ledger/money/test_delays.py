"""Late units from the ledger, the compensation that follows, and what the authority decides of it."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from models import Paper
from rollout.errors import Conflict, Refused
from rollout.ledger.drafting import Row
from rollout.ledger.money.compensations import Decision, decide, decisions, still_due
from rollout.ledger.money.delays import Proposal, proposals
from rollout.works.terms import Parameters
from tests.supplies import TODAY, Supplies, received, supplies, verdict

DUE = date(2023, 7, 1)
TERMS = Parameters()


def wanted(session: Session, quantity: int = 10) -> Supplies:
    """An order for the first site, due on the first of July."""
    world = supplies(session, prices=(150_000,))
    line, site = world.lines[0].id, world.sites[0].id
    world.post("signing", Row(line, None, 100), day=date(2023, 6, 1))
    world.post("allotment", Row(line, site, quantity), day=date(2023, 6, 2))
    world.post("order", Row(line, site, quantity), day=date(2023, 6, 3), due_on=DUE)
    return world


def found(world: Supplies, until: date = TODAY) -> list[Proposal]:
    return proposals(world.session, world.contract.id, until, TERMS)


def late_parts(world: Supplies, until: date = TODAY) -> list[tuple[int, object, date | None]]:
    return [(one.site_id, part.quantity, part.arrived_on) for one in found(world, until) for part in one.late.parts]


def take(world: Supplies, paper: Paper, quantity: int, drawn: str, day: date) -> None:
    wrong = world.lines_of(paper)[0]
    world.post("counter", Row(wrong.line_id, wrong.site_id, quantity, about_id=wrong.id, drawn=drawn), day=day, store_id=paper.store_id)


def test_what_came_late_and_what_has_not_come(session: Session) -> None:
    world = wanted(session)
    received(world, 6, day=date(2023, 6, 30))
    received(world, 2, day=date(2023, 7, 9))
    assert late_parts(world) == [(world.sites[0].id, 2, date(2023, 7, 9)), (world.sites[0].id, 2, None)]
    [one] = found(world)
    assert (one.late_value, one.late.weeks) == (600_000, 22)
    assert one.proposed == 2 * 150_000 * 2 // 100 + 2 * 150_000 * 3 // 100
    assert found(world, DUE) == []


def test_a_rejected_unit_is_late_until_it_is_replaced(session: Session) -> None:
    world = wanted(session)
    minutes = world.follow("inspection", received(world, 10, day=date(2023, 6, 20)), verdict(8, 2), day=date(2023, 6, 25))
    assert late_parts(world) == [(world.sites[0].id, 2, None)]
    rejection = world.post("rejection", Row(world.lines[0].id, world.sites[0].id, 2, about_id=world.lines_of(minutes)[0].id),
                           about_id=minutes.id, store_id=minutes.store_id, day=date(2023, 6, 26))
    note = world.follow("replacement", rejection, Row(0, None, 2, drawn="rejected"), day=date(2023, 7, 20))
    world.follow("receipt", note, 2, day=date(2023, 7, 20))
    assert late_parts(world) == [(world.sites[0].id, 2, date(2023, 7, 20))]


def test_a_corrected_rejection_never_was_one(session: Session) -> None:
    world = wanted(session)
    minutes = world.follow("inspection", received(world, 10, day=date(2023, 6, 20)), verdict(8, 2), day=date(2023, 6, 25))
    take(world, minutes, 2, "rejected", date(2023, 8, 1))
    assert late_parts(world) == []
    assert len(late_parts(world, date(2023, 7, 31))) == 1


def test_an_order_that_was_taken_back_is_not_late(session: Session) -> None:
    world = wanted(session)
    order = next(paper for paper in world.posted if paper.kind == "order")
    take(world, order, 4, "ordered", date(2023, 6, 20))
    assert late_parts(world) == [(world.sites[0].id, 6, None)]


@pytest.mark.parametrize("there", [1, 2])
def test_furniture_that_was_carried_elsewhere_afterwards_did_arrive(session: Session, there: int) -> None:
    world = wanted(session)
    receipt = received(world, 10, day=date(2023, 6, 20))
    moved = Row(world.lines[0].id, world.sites[0].id, 4, drawn="custody", to_site_id=world.sites[there].id)
    world.post("transfer", moved, store_id=receipt.store_id, day=date(2023, 6, 21), governorate=None)
    assert late_parts(world) == []


def test_what_is_redirected_on_its_way_is_due_at_the_other_site_on_the_same_day(session: Session) -> None:
    world = wanted(session)
    note = world.post("delivery", Row(world.lines[0].id, world.sites[0].id, 10, drawn="ordered"), day=date(2023, 6, 20))
    world.post("transfer", Row(world.lines[0].id, world.sites[0].id, 4, drawn="dispatched", to_site_id=world.sites[2].id),
               day=date(2023, 6, 21), governorate=None)
    world.follow("receipt", note, 6, day=date(2023, 6, 30))
    assert late_parts(world) == [(world.sites[2].id, 4, None)]


def test_what_is_read_of_some_sites_alone_is_what_the_country_says_of_them(session: Session) -> None:
    world = wanted(session)
    line = world.lines[0].id
    world.post("allotment", Row(line, world.sites[1].id, 10), day=date(2023, 6, 2))
    world.post("order", Row(line, world.sites[1].id, 10), day=date(2023, 6, 4), due_on=DUE)
    note = world.post("delivery", Row(line, world.sites[0].id, 10, drawn="ordered"), day=date(2023, 6, 20))
    world.post("transfer", Row(line, world.sites[0].id, 4, drawn="dispatched", to_site_id=world.sites[2].id),
               day=date(2023, 6, 21), governorate=None)
    received_note = world.follow("receipt", note, 6, day=date(2023, 7, 5))
    take(world, received_note, 2, "custody", date(2023, 7, 6))
    whole = found(world)
    assert {one.site_id for one in whole} == {site.id for site in world.sites}
    for site in world.sites:
        alone = proposals(session, world.contract.id, TODAY, TERMS, site_ids={site.id})
        assert alone == [one for one in whole if one.site_id == site.id]


def decided(world: Supplies, sum_: int, **values: object) -> object:
    [one] = found(world)
    decision = Decision(one, sum_, str(values.get("reason", "")), values.get("replaces_id"))  # type: ignore[arg-type]
    return decide(world.session, world.contract, [decision], decided_by="وزير التنمية المحلية", decided_on=TODAY, today=TODAY, by=None)


def test_a_decision_keeps_its_inputs_and_is_due(session: Session) -> None:
    world = wanted(session)
    [one] = found(world)
    decided(world, one.proposed)
    [row] = decisions(session, world.contract.id, TODAY).values()
    assert (row.late_value, row.weeks, row.rate, row.cap, row.proposed, row.decided) == (1_500_000, 22, 100, 300, 45_000, 45_000)
    assert still_due(session, world.contract.id, world.supplier.id) == 45_000


def test_waiving_needs_a_reason(session: Session) -> None:
    world = wanted(session)
    for nothing in ("", "."):
        with pytest.raises(Refused, match="سبب"):
            decided(world, 0, reason=nothing)
    with pytest.raises(Refused):
        decided(world, 45_001, reason="زيادة")
    decided(world, 0, reason="قوة قاهرة")
    assert still_due(session, world.contract.id, world.supplier.id) == 0


def test_a_later_decision_replaces_by_naming(session: Session) -> None:
    world = wanted(session)
    decided(world, 45_000)
    [first] = decisions(session, world.contract.id, TODAY).values()
    with pytest.raises(Conflict):
        decided(world, 20_000, reason="تظلم المورد")
    decided(world, 20_000, reason="تظلم المورد", replaces_id=first.id)
    [second] = decisions(session, world.contract.id, TODAY).values()
    assert (second.replaces_id, second.decided) == (first.id, 20_000)
    assert still_due(session, world.contract.id, world.supplier.id) == 20_000
    [known] = decisions(session, world.contract.id, TODAY, first.recorded_at).values()
    assert known.id == first.id
