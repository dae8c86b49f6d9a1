"""What lies on the desk of procurement: goods by their age, late orders, rejections, securities, what may be paid; kept while it holds."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ContractLine, Site, Store, Supplier
from rollout.database import reading, session_for
from rollout.ledger.desk import Desk, desk, span_of
from rollout.ledger.drafting import Row
from rollout.ledger.money.securities import Alert, Given, give
from rollout.scope import everything
from tests.supplies import TODAY, Supplies, ordered, received, supplies, verdict
from tests.views.counting import statements


def on_the_desk(session: Session, day: date) -> Desk:
    found = desk(session, day)
    assert found is not None
    return found


def late_world(session: Session) -> Supplies:
    """Ten of a line ordered by the middle of July."""
    world = supplies(session, prices=(150_000,))
    line, site = world.lines[0], world.sites[0]
    world.post("signing", Row(line.id, None, 100), day=date(2023, 6, 1))
    world.post("allotment", Row(line.id, site.id, 10), day=date(2023, 6, 3))
    world.post("order", Row(line.id, site.id, 10), day=date(2023, 6, 3), due_on=date(2023, 7, 15))
    return world


def test_without_a_contract_there_is_no_desk(session: Session) -> None:
    assert desk(session, TODAY) is None


@pytest.mark.parametrize(("days", "span"), [(0, 0), (7, 0), (8, 1), (14, 1), (15, 2), (30, 2), (31, 3)])
def test_each_day_of_waiting_belongs_to_one_span(days: int, span: int) -> None:
    assert span_of(days) == span


def test_what_waits_for_inspection_is_counted_by_its_age_and_worth(session: Session) -> None:
    world = ordered(session, 10)
    paper = received(world, 10, day=date(2023, 7, 1))
    found = on_the_desk(session, date(2023, 7, 16))
    [one] = found.inspection
    assert (one.paper, one.days) == (paper.id, 15)
    assert [number for number, _value in found.spans] == [0, 0, 1, 0]
    assert found.spans[2][1] == one.value > 0
    assert not on_the_desk(session, date(2023, 6, 30)).inspection


def test_a_late_order_stands_with_its_supplier_and_what_is_still_to_come(session: Session) -> None:
    late_world(session)
    assert not on_the_desk(session, date(2023, 7, 15)).late
    [one] = on_the_desk(session, date(2023, 7, 25)).late
    assert (one.days, one.value, one.due_on) == (10, 1_500_000, date(2023, 7, 15))
    assert one.name_ar != "—"


def test_what_was_rejected_and_not_replaced_in_time_is_told(session: Session) -> None:
    world = late_world(session)
    inspected = world.follow("inspection", received(world, 10, day=date(2023, 7, 1)), verdict(7, 3), day=date(2023, 7, 3))
    letter = world.follow("rejection", inspected, 3, day=date(2023, 7, 4), due_on=date(2023, 7, 11))
    assert not on_the_desk(session, date(2023, 7, 11)).rejected
    [one] = on_the_desk(session, date(2023, 7, 14)).rejected
    assert (one.letter, one.units, one.days, one.value) == (letter.id, 3, 3, 450_000)


def test_a_letter_of_guarantee_is_told_before_it_runs_out(session: Session) -> None:
    world = late_world(session)
    give(session, world.contract, Given(world.supplier.id, "final", "بنك مصر", "١٢٣", date(2023, 6, 1), 5_000_000, date(2023, 9, 30)),
         today=TODAY, by=None)
    assert not on_the_desk(session, date(2023, 7, 1)).ending
    assert [one.alert for day in (date(2023, 8, 1), date(2023, 8, 31), date(2023, 9, 15), date(2023, 10, 1))
            for one in on_the_desk(session, day).ending] == [Alert.FIRST, Alert.SECOND, Alert.LAST, Alert.EXPIRED]


def test_what_was_accepted_and_added_may_be_paid(session: Session) -> None:
    world = late_world(session)
    inspected = world.follow("inspection", received(world, 10, day=date(2023, 7, 1)), verdict(7, 3), day=date(2023, 7, 3))
    assert not on_the_desk(session, TODAY).payable
    world.follow("addition", inspected, 4, day=date(2023, 7, 5))
    assert [(one.supplier, one.value) for one in on_the_desk(session, TODAY).payable] == [(world.supplier.code, 600_000)]


def test_it_is_read_once_and_anew_when_a_paper_is_closed(database_url: str) -> None:
    with session_for(database_url) as session, everything(session):
        late_world(session)
        session.commit()

    def asked() -> tuple[Desk, int]:
        with reading(), session_for(database_url) as session, everything(session), statements() as seen:
            return on_the_desk(session, date(2023, 7, 25)), len(seen)

    assert asked()[1] > 2
    found, cost = asked()
    assert (len(found.late), cost) == (1, 2)


@pytest.mark.parametrize("renamed", [Supplier, Store, Site, ContractLine])
def test_what_it_names_is_called_as_it_is_called_now(database_url: str, renamed: type[Supplier | Store | Site | ContractLine]) -> None:
    with session_for(database_url) as session, everything(session):
        world = late_world(session)
        for in_store in (True, False):
            received(world, 2, day=date(2023, 7, 1), store=in_store)
        inspected = world.follow("inspection", received(world, 4, day=date(2023, 7, 1)), verdict(1, 3), day=date(2023, 7, 3))
        world.follow("rejection", inspected, 3, day=date(2023, 7, 4), due_on=date(2023, 7, 11))
        session.commit()

    def names() -> set[str]:
        with reading(), session_for(database_url) as session, everything(session):
            found = on_the_desk(session, date(2023, 7, 25))
            return {one.name_ar for one in (*found.inspection, *found.late, *found.rejected)}

    before = names()
    with session_for(database_url) as session, everything(session):
        for row in session.scalars(select(renamed)):
            row.name_ar = "اسم آخر"
        session.commit()
    assert len(names() - before) == 1
