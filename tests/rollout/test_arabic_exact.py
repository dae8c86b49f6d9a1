"""Quantities keep the decimals that they have."""

from decimal import Decimal

import pytest

from rollout.arabic import Digits, format_exact
from rollout.text import speaking


@pytest.mark.parametrize(("number", "written"), [
    (1250, "1,250"), (Decimal("2.500"), "2.5"), (Decimal("0.125"), "0.125"), (Decimal("30.0"), "30"), (Decimal("1E+3"), "1,000"),
    (Decimal(0), "0"),
])
def test_with_the_decimals_that_it_has(number: int | Decimal, written: str) -> None:
    assert format_exact(number, Digits.WESTERN) == written


def test_in_the_digits_of_the_sentence() -> None:
    assert format_exact(Decimal("566.5")) == "٥٦٦٫٥"
    with speaking("en"):
        assert format_exact(Decimal("566.5")) == "566.5"
