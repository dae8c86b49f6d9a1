"""Papers move what they say, in parts, and never more than there is."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Movement
from rollout.ledger.drafting import Row
from rollout.ledger.figures import figures, holdings
from rollout.ledger.refusing import RefusedPaper
from rollout.scope import everything
from rollout.supply.states import Held, Measure
from rollout.text import speaking
from tests.supplies import TODAY, Supplies, ordered, received, supplies, verdict


def units(world: Supplies, measure: Measure, line: int = 0, as_of: date = TODAY) -> object:
    with everything(world.session):
        return figures(world.session, world.contract.id, as_of)[world.lines[line].code].units[measure]


def held(world: Supplies, state: Held, line: int = 0) -> object:
    with everything(world.session):
        found = holdings(world.session, TODAY, line_ids=[world.lines[line].id], states=[state])
    return sum(found.values())


def test_a_delivery_is_inspected_and_accepted_in_parts(session: Session) -> None:
    world = ordered(session)
    receipt = received(world, 10, 10)
    first = world.follow("inspection", receipt, verdict(4), verdict(6, 2), day=date(2023, 7, 5))
    assert (first.number, first.state) == (1, "closed")
    assert [units(world, measure) for measure in Measure] == [100, 10, 10, 4, 0, 0, 0]
    world.follow("addition", first, 4, 6)
    assert units(world, Measure.PAYABLE) == 4
    second = world.follow("inspection", receipt, verdict(6), verdict(2), day=date(2023, 7, 9))
    assert second.number == 2
    assert [units(world, measure, 1) for measure in Measure] == [100, 10, 10, 8, 2, 0, 6]
    assert held(world, Held.CUSTODY) == held(world, Held.CUSTODY, 1) == 0


def test_a_replacement_takes_the_place_of_what_was_rejected(session: Session) -> None:
    world = ordered(session)
    minutes = world.follow("inspection", received(world, 10, 10), verdict(8, 2), verdict(10))
    rejection = world.post("rejection", Row(world.lines[0].id, world.sites[0].id, 2, about_id=world.lines_of(minutes)[0].id),
                           about_id=minutes.id, store_id=minutes.store_id)
    world.follow("withdrawal", rejection, 2)
    assert units(world, Measure.REJECTED) == held(world, Held.WITHDRAWN) == 2
    note = world.follow("replacement", rejection, Row(0, None, 2, drawn="withdrawn"))
    receipt = world.follow("receipt", note, 2)
    world.follow("inspection", receipt, verdict(2))
    assert [units(world, measure) for measure in Measure] == [100, 10, 10, 10, 0, 0, 0]


def test_more_than_the_custody_holds_is_refused_with_the_excess(session: Session) -> None:
    world = ordered(session)
    receipt = received(world, 10, 10)
    world.follow("inspection", receipt, verdict(8), verdict(10))
    lines = world.lines_of(receipt)
    with pytest.raises(RefusedPaper) as refused:
        world.post("inspection", Row(lines[0].line_id, lines[0].site_id, 3, 3, 0, about_id=lines[0].id), about_id=receipt.id,
                   store_id=receipt.store_id)
    assert str(refused.value.faults[0].message) == "المستند السابق يتبقى منه ٢، وهذا يزيد عليه بمقدار ١."


def test_a_past_day_never_falls_below_nothing(session: Session) -> None:
    """What was issued on the tenth cannot be issued on the fifth as well, though today there is enough."""
    world = ordered(session)
    minutes = world.follow("inspection", received(world, 4, 4), verdict(4), verdict(4), day=date(2023, 7, 2))
    added = world.follow("addition", minutes, 4, 4, day=date(2023, 7, 3))
    here = Row(world.lines[0].id, world.sites[0].id, 4)
    world.post("issue", here, store_id=added.store_id, day=date(2023, 7, 10))
    later = world.follow("inspection", received(world, 4, 4, day=date(2023, 8, 1)), verdict(4), verdict(4), day=date(2023, 8, 2))
    world.follow("addition", later, 4, 4, day=date(2023, 8, 3))
    with pytest.raises(RefusedPaper, match="١٠ يوليو ٢٠٢٣"):
        world.post("issue", Row(world.lines[0].id, world.sites[0].id, 1), store_id=added.store_id, day=date(2023, 7, 5))


def test_as_of_and_as_known(session: Session) -> None:
    world = ordered(session)
    receipt = received(world, 10, 10)
    minutes = world.follow("inspection", receipt, verdict(10), verdict(10), day=date(2023, 7, 5))
    wrong = world.lines_of(minutes)[0]
    world.post("counter", Row(wrong.line_id, wrong.site_id, 3, about_id=wrong.id, drawn="accepted"), day=date(2023, 7, 20),
               store_id=receipt.store_id)
    assert units(world, Measure.ACCEPTED) == 7
    assert units(world, Measure.ACCEPTED, as_of=date(2023, 7, 4)) == 0
    assert units(world, Measure.ACCEPTED, as_of=date(2023, 7, 19)) == 10
    with everything(session):
        known = figures(session, world.contract.id, TODAY, minutes.closed_at)
    assert known[world.lines[0].code].units[Measure.ACCEPTED] == 10


def test_a_transfer_between_governorates(session: Session) -> None:
    world = ordered(session)
    minutes = world.follow("inspection", received(world, 10, 10), verdict(10), verdict(10))
    world.follow("addition", minutes, 10, 10)
    there = world.sites[2]
    world.post("transfer", Row(world.lines[0].id, world.sites[0].id, 4, drawn="stock", to_site_id=there.id), governorate=None,
               store_id=world.stores[0].id)
    with everything(session):
        found = figures(session, world.contract.id, TODAY, by="governorate")
    assert (found["EG-AST"].states[Held.STOCK], found["EG-KN"].states[Held.STOCK]) == (16, 4)


def test_a_refusal_names_the_item_in_the_language_of_the_reader(session: Session) -> None:
    world = ordered(session)
    world.lines[0].name_en = "Desk"
    for name in ("Desk", "صنف 2"):
        line = world.lines[0 if name == "Desk" else 1]
        with speaking("en"), pytest.raises(RefusedPaper) as refused:
            world.post("delivery", Row(line.id, world.sites[0].id, 11, drawn="ordered"))
        assert name in str(refused.value.faults[0].message)


def test_over_delivery_stays_outside_the_contract_until_it_is_kept(session: Session) -> None:
    world = ordered(session)
    note = world.post("delivery", Row(world.lines[0].id, world.sites[0].id, 6, drawn="ordered"))
    receipt = world.follow("receipt", note, Row(0, None, 6, surplus=2), store_id=world.stores[0].id)
    assert (units(world, Measure.DELIVERED), held(world, Held.SURPLUS)) == (6, 2)
    with pytest.raises(RefusedPaper, match="يتبقى منه ٢"):
        world.follow("surplus_kept", receipt, 3)
    world.follow("surplus_kept", receipt, 2)
    assert (units(world, Measure.DELIVERED), held(world, Held.SURPLUS)) == (8, 0)


def test_the_contract_may_be_signed_for_several_lines_at_once(session: Session) -> None:
    world = supplies(session)
    paper = world.post("signing", *(Row(line.id, None, 5) for line in world.lines))
    assert paper.number == 1
    assert units(world, Measure.CONTRACTED, 1) == 5


def test_what_a_receipt_found_short_is_used_up_as_well(session: Session) -> None:
    """Of five that a note names three came and one did not: another note's units do not stand in for it."""
    world = ordered(session)
    note, _other = (world.post("delivery", Row(world.lines[0].id, world.sites[0].id, 5, drawn="ordered")) for _n in range(2))
    world.follow("receipt", note, Row(0, None, 3, short=1))
    for more in (2, Row(0, None, 1, short=1)):
        with pytest.raises(RefusedPaper, match="يتبقى منه ١"):
            world.follow("receipt", note, more)
    world.follow("receipt", note, 1)


def test_the_contract_is_not_signed_for_more_than_its_value(session: Session) -> None:
    """What variations add and take away is beside it: the signed quantities alone are held against the signed value."""
    world = supplies(session, value=64_000_000)
    first, second = (line.id for line in world.lines)
    world.post("signing", Row(first, None, 100))
    world.post("increase", Row(first, None, 10))
    with pytest.raises(RefusedPaper) as refused:
        world.post("signing", Row(second, None, 103))
    [fault] = refused.value.faults
    assert str(fault.message) == (
        "بهذا المستند تبلغ قيمة الأصناف الموقع عليها ٦٤٤٬٤٠٠ جنيه، وهذا يزيد على قيمة العقد بمقدار ٤٬٤٠٠ جنيه. "
        "وما اتُّفق عليه لاحقًا يُسجَّل تعديلًا."
    )
    world.post("signing", Row(second, None, 102))
    world.post("decrease", Row(first, None, 50, drawn="contracted"))
    with pytest.raises(RefusedPaper):
        world.post("signing", Row(second, None, 1))


def test_a_transfer_between_governorates_goes_through_the_pool_of_the_contract(session: Session) -> None:
    """Nobody of one governorate moves units straight into another: each leg belongs to one governorate or to the whole contract."""
    world = ordered(session)
    note = world.post("delivery", Row(world.lines[0].id, world.sites[0].id, 4, drawn="ordered"))
    assert note.state == "closed"
    sent = world.post("transfer", Row(world.lines[0].id, world.sites[0].id, 4, drawn="dispatched", to_site_id=world.sites[2].id),
                      governorate=None)
    with everything(session):
        legs = session.scalars(select(Movement).where(Movement.paper_line_id == world.lines_of(sent)[0].id).order_by(Movement.id)).all()
        states = [(session.get_one(Account, leg.from_id).state, session.get_one(Account, leg.to_id).state) for leg in legs]
    assert states == [("dispatched", "moving"), ("moving", "dispatched")]
    assert [leg.governorate_id for leg in legs] == [world.sites[0].governorate_id, world.sites[2].governorate_id]
