"""How far a line was varied, and when that is beyond the ceiling."""

from decimal import Decimal

import pytest

from rollout.supply.variations import Varied


@pytest.mark.parametrize(("varied", "beyond"), [
    (Varied(100, 15), False), (Varied(100, 16), True), (Varied(100, 0, 15), False), (Varied(100, 0, 16), True),
    (Varied(100, 30, 20), False), (Varied(100), False), (Varied(0, 1), True), (Varied(Decimal("10.5"), Decimal("1.575")), False),
    (Varied(Decimal("10.5"), Decimal("1.576")), True),
])
def test_the_ceiling_holds_either_way_for_what_remains_of_all_variations(varied: Varied, beyond: bool) -> None:
    assert varied.is_beyond(15) is beyond


def test_one_more_variation() -> None:
    assert (Varied(100, 5).plus(10).now, Varied(100, 5).plus(-10).now) == (115, 95)
    assert Varied(100, 5).plus(10).share == Decimal("0.15")
    assert Varied(0, 5).share is None
