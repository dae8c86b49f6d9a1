"""Late units: first in, first out, and only what stays delivered has arrived."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rollout.supply.delay import Due, Late, Part, Rates, arrived, compensation, late, share

DUE = date(2023, 8, 1)
RATES = Rates(100, 300)


def on(days: int) -> date:
    return DUE + timedelta(days=days)


def parts(*ordered: Due, until: int = 60, **changes: int) -> list[tuple[object, int]]:
    """The late parts of these orders as (quantity, days late); `d5` is a change on the fifth day after the first is due."""
    moved = {on(int(name.removeprefix("d").replace("m", "-"))): quantity for name, quantity in changes.items()}
    return [(part.quantity, part.days) for one in late(ordered, moved, on(until)) for part in one.parts]


TEN = Due(1, 10, DUE)


def test_what_arrives_by_the_day_is_not_late() -> None:
    assert parts(TEN, dm3=6, d0=4) == []


def test_nothing_is_late_on_the_day_itself() -> None:
    assert parts(TEN, until=0) == []
    assert parts(TEN, until=1) == [(10, 1)]


def test_each_tranche_has_its_own_delay_and_the_rest_runs_on() -> None:
    assert parts(TEN, dm1=5, d3=2, d10=1) == [(2, 3), (1, 10), (2, 60)]


def test_rejected_and_not_yet_replaced_is_late_however_early_it_came() -> None:
    assert parts(TEN, dm5=10, dm2=-2) == [(2, 60)]
    assert parts(TEN, dm5=10, d20=-2) == [(2, 60)]


def test_a_replacement_arrives_on_its_own_day() -> None:
    assert parts(TEN, dm5=10, dm2=-2, d14=2) == [(2, 14)]


def test_a_replacement_that_comes_in_time_makes_up_for_it() -> None:
    assert parts(TEN, dm5=10, dm4=-2, dm1=2) == []


def test_the_order_that_is_due_first_is_served_first() -> None:
    second = Due(2, 10, on(10))
    assert parts(second, TEN, d5=10, d12=4) == [(10, 5), (4, 2), (6, 50)]


def test_an_order_that_is_not_due_yet_is_not_late() -> None:
    assert parts(TEN, Due(2, 5, on(100)), d0=10) == []


def test_weeks_are_counted_with_their_parts() -> None:
    assert [Part(1, None, days).weeks for days in (1, 7, 8, 14, 15)] == [1, 1, 2, 2, 3]
    assert Late(1, DUE, on(60), (Part(1, on(3), 3), Part(1, None, 60))).weeks == 9


def test_the_rate_runs_by_the_week_up_to_the_cap() -> None:
    found = [compensation([Part(10, None, days)], 150_000, RATES) for days in (1, 8, 15, 22, 300)]
    assert found == [15_000, 30_000, 45_000, 45_000, 45_000]


def test_half_a_piastre_is_rounded_up_once_for_the_whole() -> None:
    assert compensation([Part(1, None, 1)], 50, RATES) == 1
    assert compensation([Part(1, None, 1), Part(1, None, 1)], 50, RATES) == 1
    assert share(149, 100) == 1
    assert share(150, 100) == 2


def test_measured_quantities() -> None:
    half = Decimal("2.500")
    [found] = late([TEN], {on(0): half}, on(7))
    assert found.quantity == Decimal("7.5")
    assert compensation([Part(half, None, 7)], 1_000, RATES) == 25


days = st.dictionaries(st.integers(-20, 40).map(on), st.integers(-8, 8), max_size=8)
orders = st.lists(st.tuples(st.integers(1, 9), st.integers(-10, 30)), min_size=1, max_size=4)


def _sound(changes: dict[date, int]) -> dict[date, int]:
    """The same changes, none taking more than was there."""
    balance, kept = 0, {}
    for day in sorted(changes):
        kept[day] = max(changes[day], -balance)
        balance += kept[day]
    return kept


@given(days, orders)
def test_late_and_arrived_units_are_the_ordered_ones(changes: dict[date, int], ordered: list[tuple[int, int]]) -> None:
    moved, until = _sound(changes), on(50)
    wanted = [Due(key, quantity, on(due)) for key, (quantity, due) in enumerate(ordered)]
    found = late(wanted, moved, until)
    there = sum(moved.values())
    missing = sum(one.missing for one in found)
    assert missing == max(sum(due.quantity for due in wanted) - there, 0)
    assert sum(quantity for quantity, _day in arrived(moved, until)) == there
    for one in found:
        assert 0 < one.quantity <= wanted[one.key].quantity
        assert all(part.days > 0 for part in one.parts)


@given(days, orders, st.integers(0, 30))
def test_more_time_never_makes_less_late_and_the_cap_holds(changes: dict[date, int], ordered: list[tuple[int, int]], more: int) -> None:
    moved = {day: quantity for day, quantity in _sound(changes).items() if quantity > 0}
    wanted = [Due(key, quantity, on(due)) for key, (quantity, due) in enumerate(ordered)]

    def owed(until: date) -> int:
        return sum(compensation(one.parts, 150_000, RATES) for one in late(wanted, moved, until))

    assert owed(on(50)) <= owed(on(50 + more)) <= share(sum(due.quantity for due in wanted) * 150_000, RATES.cap)
