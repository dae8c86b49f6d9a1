"""The steps from the contract's value to what was paid, and the differences that its value has to explain."""

from sqlalchemy.orm import Session

from rollout.ledger.money.payments import pay
from rollout.ledger.money.summary import MONEY, SUPPLY, Step, total, value_check, waterfalls
from tests.rollout.ledger.money.paying import DAY, certify, delivered
from tests.supplies import TODAY


def test_each_step_holds_at_most_what_the_one_before_it_holds(session: Session) -> None:
    world = delivered(session, accepted=6, added=4)
    certificate = certify(world, 3, 2)
    pay(session, certificate, 100_000, DAY, today=TODAY, by=None)
    each = 150_000 + 480_000
    wholes = [total(waterfalls(session, world.contract.id, TODAY, by=by)).values for by in ("lot", "line", "governorate", "site")]
    assert all(whole == wholes[0] for whole in wholes)
    assert [wholes[0][step] for step in Step] == [100 * each, 10 * each, 6 * each, 6 * each, 4 * each, certificate.gross, 100_000, 0]
    for steps in (SUPPLY, MONEY):
        values = [wholes[0][step] for step in steps]
        assert values == sorted(values, reverse=True)


def test_a_difference_of_the_value_is_shown(session: Session) -> None:
    world = delivered(session)
    world.contract.value = 100_000_000
    found = value_check(world.contract, 63_000_000, 63_000_000)
    assert (found.signed, found.lines, found.of_lines) == (100_000_000, 63_000_000, -37_000_000)
    assert found.of_published == []
    world.contract.value = 66_200_000_000
    session.flush()
    found = value_check(world.contract, None, None)
    assert ([difference for _one, difference in found.of_published], found.of_lines) == ([-200_000_000], 0)
