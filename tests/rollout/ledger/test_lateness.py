"""What is late: units of an order past its day, and rejected units past the day of their withdrawal."""

from datetime import date

from sqlalchemy.orm import Session

from rollout.ledger.drafting import Row
from rollout.ledger.duties import duties
from rollout.ledger.lateness import late_lines, late_rejected
from tests.supplies import Supplies, received, supplies, verdict

DUE, LATER = date(2023, 7, 15), date(2023, 7, 25)


def ordered(session: Session) -> Supplies:
    """Ten of a line ordered for a site of Assiut, to be supplied by the middle of July."""
    world = supplies(session, prices=(150_000,))
    line, site = world.lines[0], world.sites[0]
    world.post("signing", Row(line.id, None, 100), day=date(2023, 6, 1))
    for kind in ("allotment", "order"):
        world.post(kind, Row(line.id, site.id, 10), day=date(2023, 6, 3), **({"due_on": DUE} if kind == "order" else {}))
    return world


def test_nothing_is_late_on_the_day_itself(session: Session) -> None:
    ordered(session)
    assert late_lines(session, DUE) == []
    [late] = late_lines(session, LATER)
    assert (late.ordered, late.delivered, late.missing, late.value, late.days) == (10, 0, 10, 1_500_000, 10)


def test_what_was_rejected_and_not_replaced_counts_as_late(session: Session) -> None:
    world = ordered(session)
    receipt = received(world, 10, day=date(2023, 7, 1))
    assert late_lines(session, LATER) == []
    inspected = world.follow("inspection", receipt, verdict(7, 3), day=date(2023, 7, 3))
    assert [(one.delivered, one.missing) for one in late_lines(session, LATER)] == [(7, 3)]
    letter = world.follow("rejection", inspected, 3, day=date(2023, 7, 4), due_on=date(2023, 7, 11))
    assert late_rejected(session, date(2023, 7, 11)) == []
    world.follow("withdrawal", letter, 2, day=date(2023, 7, 10))
    [late] = late_rejected(session, LATER)
    assert (late.not_withdrawn, late.not_replaced, late.days, late.value) == (1, 3, 14, 450_000)
    assert late_rejected(session, LATER, governorate="EG-KN") == []
    again = world.follow("replacement", letter, Row(0, None, 2, drawn="withdrawn"), day=date(2023, 7, 12))
    world.follow("receipt", again, 2, day=date(2023, 7, 12))
    assert [(one.not_withdrawn, one.not_replaced) for one in late_rejected(session, LATER)] == [(1, 1)]
    assert [one.missing for one in late_lines(session, LATER, governorate="EG-AST")] == [1]


def test_what_waits_for_procurement_is_what_the_list_of_late_deliveries_has(session: Session) -> None:
    world = ordered(session)
    receipt = received(world, 10, day=date(2023, 7, 1))
    world.follow("rejection", world.follow("inspection", receipt, verdict(7, 3), day=date(2023, 7, 3)), 3, day=date(2023, 7, 4), due_on=DUE)
    found = duties(session, LATER)
    assert found is not None
    assert (found.late_orders, found.days_late, found.value_late) == (1, 10, 450_000)
    assert found.value_late == sum(one.value for one in late_lines(session, LATER))
