"""What is held back of a certificate."""

import pytest

from rollout.errors import Refused
from rollout.supply.deducting import Terms, deduct


def test_each_deduction_by_its_rate_and_the_net_is_what_remains() -> None:
    found = deduct(1_000_000, Terms(2_000, 500, advance_left=5_000_000, compensation_due=30_000), other=1_000)
    assert (found.recovery, found.retention, found.compensation, found.other, found.net) == (200_000, 50_000, 30_000, 1_000, 719_000)


def test_the_advance_is_paid_back_once() -> None:
    assert deduct(1_000_000, Terms(2_000, 0, advance_left=150_000)).recovery == 150_000
    assert deduct(1_000_000, Terms(2_000, 0, advance_left=0)).recovery == 0


def test_compensation_waits_where_the_certificate_is_too_small() -> None:
    found = deduct(1_000, Terms(2_000, 500, advance_left=10_000, compensation_due=5_000))
    assert (found.compensation, found.net) == (750, 0)
    assert deduct(1_000, Terms(0, 0, compensation_due=-400)).compensation == 0


def test_rates_round_half_up() -> None:
    assert deduct(10, Terms(0, 500)).retention == 1
    assert deduct(9, Terms(0, 500)).retention == 0


def test_other_deductions_stay_within_what_is_left() -> None:
    with pytest.raises(Refused, match="١٠٠") as refused:
        deduct(1_000, Terms(0, 500), other=1_050)
    assert refused.value.about == "other"
    with pytest.raises(Refused):
        deduct(1_000, Terms(0, 0), other=-1)


def test_rates_that_come_to_more_than_the_whole_leave_nothing() -> None:
    assert deduct(1_000, Terms(10_000, 10_000, advance_left=10_000)).net == 0
