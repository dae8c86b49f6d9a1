"""Several contracts in a report: each lot keeps its own figures, and more contracts and receipts are read in no more statements."""

from datetime import date

from sqlalchemy.orm import Session

from models import Contract, ContractLine, Lot
from reports.readings.supply import Supply, supply
from rollout.ledger.drafting import Row
from rollout.ledger.lateness import LateLine, late_lines
from rollout.position import position
from rollout.scope import everything
from rollout.supply.states import Measure
from tests.supplies import Supplies, ordered, received
from tests.views.counting import statements

DAY = date(2024, 1, 10)
PRICES = (150_000, 480_050)


def another(world: Supplies, number: int) -> Supplies:
    """A contract more with the same supplier, of one line in a lot that is called as the first contract's is."""
    session = world.session
    with everything(session):
        names = {"code": f"C-{number}", "number": f"٢٠٢٣/{number}", "name_ar": "عقد آخر"}
        contract = Contract(**names, signed_on=date(2023, 6, number), value=10_000_000)
        session.add(contract)
        session.flush()
        lot = Lot(contract_id=contract.id, supplier_id=world.supplier.id, code="L-1", name_ar="أثاث مكتبي")
        session.add(lot)
        session.flush()
        line = ContractLine(
            contract_id=contract.id, lot_id=lot.id, code="I-1", position=1, name_ar="مقعد", unit="piece", unit_price=1_000 * number
        )
        session.add(line)
        session.flush()
    made = Supplies(session, contract, world.supplier, [line], world.sites, world.stores, notes=100 * number)
    made.post("signing", Row(line.id, None, 10), day=date(2023, 6, number))
    made.post("allotment", Row(line.id, world.sites[1].id, 8), day=date(2023, 7, 1))
    made.post("order", Row(line.id, world.sites[1].id, 8), day=date(2023, 7, 2))
    note = made.post("delivery", Row(line.id, world.sites[1].id, 3, drawn="ordered"), day=date(2023, 8, 1))
    made.follow("receipt", note, 3, store_id=world.stores[0].id)
    return made


def counted(session: Session) -> tuple[Supply, list[LateLine], tuple[int, int]]:
    """What a report and the page of the late tell of the furniture, and in how many statements each."""
    with everything(session):
        now = position(session, DAY)
        with statements() as reported:
            found = supply(session, now)
        with statements() as listed:
            late = late_lines(session, DAY)
    return found, late, (len(reported), len(listed))


def test_every_contract_is_told_and_no_contract_costs_statements_of_its_own(session: Session) -> None:
    world = ordered(session, prices=PRICES)
    received(world, 7, 5)
    with everything(session):
        first, _late, cost = counted(session)
        assert [(one.site, one.items) for one in first.undelivered] == [(world.sites[0].name_ar, 2)]
        for number in (2, 3):
            another(world, number)
        found, listed, more = counted(session)
    assert more == cost
    assert [(lot.contract, lot.figures.value[Measure.CONTRACTED], lot.figures.value[Measure.DELIVERED]) for lot in found.lots] == [
        ("٢٠٢٣/١", 100 * sum(PRICES), 7 * PRICES[0] + 5 * PRICES[1]), ("٢٠٢٣/2", 20_000, 6_000), ("٢٠٢٣/3", 30_000, 9_000),
    ]
    assert len(found.uninspected) == 3
    [late] = [one for one in found.undelivered if one.code == world.sites[1].code]
    assert (late.items, late.value) == (2, 5 * 2_000 + 5 * 3_000)
    there = [(one.line.unit_price, one.missing) for one in listed if one.site.code == world.sites[1].code]
    assert there == [(3_000, 5), (2_000, 5)], "the dearest first"
