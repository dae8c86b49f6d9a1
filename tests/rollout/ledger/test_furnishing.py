"""The journal follows the ledger: posting moves the furnishing of the sites that it touches and of no other, and late orders are told."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Evidence, ProgressEntry
from rollout.details.checking import unfollowed
from rollout.evidence import Stored
from rollout.journal import last_moment, record_many
from rollout.ledger.drafting import Row
from rollout.ledger.scans import attach
from rollout.overdue import open_items, overdue
from rollout.parameters import Term, add
from rollout.position import position
from rollout.rules import News
from rollout.scope import everything
from rollout.stages import State
from tests.supplies import TODAY, Supplies, ordered, received, verdict


@pytest.fixture
def world(session: Session) -> Supplies:
    """Ten desks and ten chairs are ordered for the first site: 63,000 pounds."""
    return ordered(session)


def stage(world: Supplies, place: int = 0, **values: object) -> tuple[State, int | None, int | None]:
    site = world.sites[place]
    [found] = position(world.session, TODAY, site_ids=[site.id], **values).sites  # type: ignore[arg-type]
    row = found.stages["furnishing"]
    return row.state, row.done, row.wanted


def accept(world: Supplies, first: int, second: int, day: date, rejected: int = 0) -> None:
    receipt = received(world, first, second, day=day)
    world.follow("inspection", receipt, verdict(first - rejected, rejected), verdict(second), day=day)


def test_each_acceptance_moves_the_stage_until_it_is_finished(world: Supplies) -> None:
    assert stage(world) == (State.IN_PROGRESS, 0, 63_000)
    accept(world, 10, 4, date(2023, 7, 1), rejected=2)
    assert stage(world) == (State.IN_PROGRESS, 8 * 1_500 + 4 * 4_800, 63_000)
    known = last_moment(world.session)
    assert stage(world, known_at=known)[1] == 31_200
    assert stage(world, 1) == (State.NOT_STARTED, None, None)
    assert unfollowed(world.session)[1] == []


def test_all_of_it_accepted_finishes_the_stage_on_that_day_before_the_building_is_received(world: Supplies) -> None:
    accept(world, 10, 10, date(2023, 7, 1))
    assert stage(world) == (State.DONE, 63_000, 63_000)
    entry = world.session.scalars(select(ProgressEntry).where(ProgressEntry.state == "done")).one()
    assert (entry.effective_on, entry.source) == (date(2023, 7, 1), "details")


def test_a_correction_takes_the_stage_back(world: Supplies) -> None:
    receipt = received(world, 10, 10)
    minutes = world.follow("inspection", receipt, verdict(10), verdict(10))
    line = world.lines_of(minutes)[0]
    row = Row(line.line_id, line.site_id, 3, drawn="accepted", about_id=line.id)
    world.post("counter", row, about_id=minutes.id, store_id=world.stores[0].id, day=date(2023, 7, 5))
    assert stage(world) == (State.IN_PROGRESS, 58_500, 63_000)
    assert unfollowed(world.session)[1] == []


def test_posting_writes_of_no_other_site(world: Supplies) -> None:
    with everything(world.session):
        record_many(world.session, [(world.sites[1], News("furnishing", State.DONE, date(2023, 5, 1)))], today=TODAY, source="import")
    before = world.session.scalar(select(func.count(ProgressEntry.id)).where(ProgressEntry.site_id != world.sites[0].id))
    accept(world, 5, 5, date(2023, 7, 1))
    assert world.session.scalar(select(func.count(ProgressEntry.id)).where(ProgressEntry.site_id != world.sites[0].id)) == before
    assert stage(world, 1)[0] is State.DONE


def test_a_scan_of_the_deciding_minutes_confirms_the_stage(world: Supplies) -> None:
    receipt = received(world, 10, 10)
    minutes = world.follow("inspection", receipt, verdict(10), verdict(10))
    scan = Stored("a" * 64, "application/pdf", 10, "محضر.pdf")
    with everything(world.session):
        attach(world.session, minutes, [scan], today=TODAY, by=None)
        proof = world.session.scalars(select(Evidence).where(Evidence.entry_id.is_not(None))).one()
    assert (proof.paper_id, proof.sha256) == (minutes.id, "a" * 64)


def test_more_is_allotted_and_accepted_on_one_day_after_the_stage_was_finished(world: Supplies) -> None:
    """For an hour the stage is unfinished again; at the end of the day it is what it was, and of the day on which it was finished."""
    accept(world, 10, 10, date(2023, 7, 1))
    later, more = date(2023, 8, 1), Row(world.lines[0].id, world.sites[0].id, 2)
    world.post("allotment", more, day=later)
    assert stage(world) == (State.IN_PROGRESS, 63_000, 66_000)
    world.post("order", more, day=later)
    note = world.post("delivery", Row(world.lines[0].id, world.sites[0].id, 2, drawn="ordered"), day=later)
    receipt = world.follow("receipt", note, 2, store_id=world.stores[0].id)
    world.follow("inspection", receipt, verdict(2))
    assert stage(world)[0] is State.DONE
    assert unfollowed(world.session)[1] == []
    [site] = position(world.session, TODAY, site_ids=[world.sites[0].id]).sites
    assert site.stages["furnishing"].effective_on == date(2023, 7, 1)


def test_a_smaller_share_finishes_what_waits(world: Supplies) -> None:
    accept(world, 10, 5, date(2023, 7, 1))
    assert stage(world)[0] is State.IN_PROGRESS
    with everything(world.session):
        add(world.session, Term("furnishing.share", 60, date(2023, 6, 1), "ستون", "قرار", "الوزير"), today=TODAY, by=None)
    assert stage(world) == (State.DONE, 37_800, 37_800)
    assert unfollowed(world.session)[1] == []


def test_an_order_past_its_day_is_overdue_by_its_supplier_until_it_is_fulfilled(world: Supplies) -> None:
    more = [Row(line.id, world.sites[1].id, 2) for line in world.lines]
    world.post("allotment", *more, day=date(2023, 6, 2))
    world.post("order", *more, day=date(2023, 6, 3), due_on=date(2023, 8, 1), supplier_id=world.supplier.id)
    with everything(world.session):
        [late] = [one for one in overdue(world.session, TODAY) if one.area == "furnishing"]
        assert (late.site_id, late.item, late.step) == (world.sites[1].id, "furniture", "delivered")
        assert (late.owner, late.due_on, late.days_late) == (world.supplier.name_ar, date(2023, 8, 1), 121)
        on_its_day = [one for one in overdue(world.session, date(2023, 8, 1)) if one.area == "furnishing"]
        assert on_its_day == []
    note = world.post("delivery", *(Row(row.line_id, row.site_id, 2, drawn="ordered") for row in more), day=date(2023, 9, 1))
    world.follow("receipt", note, 2, 2)
    with everything(world.session):
        assert [one for one in overdue(world.session, TODAY) if one.area == "furnishing"] == []
        waiting = [one for one in open_items(world.session, TODAY) if one.area == "furnishing" and one.site_id == world.sites[1].id]
        assert [one.step for one in waiting] == ["accepted"]
