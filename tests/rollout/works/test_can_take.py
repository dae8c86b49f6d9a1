"""Which step of a utility a company may reply with, as far as the utility's own path goes."""

from datetime import date

import pytest

from rollout.works import Happened, items_of
from rollout.works.utilities import UTILITIES, can_take


@pytest.mark.parametrize(
    ("told", "step", "expected"),
    [
        ((), "request", True), (("works",), "meter", True), (("meter",), "meter", False), (("meter",), "estimate", False),
        (("meter",), "in_service", True), (("works",), "blocked", True), (("works",), "expected", True), (("works",), "unblocked", False),
        (("in_service",), "blocked", False), (("not_applicable",), "request", False),
    ],
)
def test_what_may_come_next(told: tuple[str, ...], step: str, expected: bool) -> None:
    items = items_of(UTILITIES, [Happened("electricity", key, date(2023, 8, 1), order) for order, key in enumerate(told)])
    assert can_take(items["electricity"], step) is expected
