"""How late something is: sums that hold for any dates."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rollout.plan import days_late, lateness

DAYS = st.dates(date(2022, 1, 1), date(2026, 12, 31))
LEDGERS = st.lists(DAYS, max_size=8)
MAYBE = st.none() | DAYS


def test_a_ledger_of_three_dates_in_words() -> None:
    found = lateness([date(2023, 7, 31), date(2023, 10, 31), date(2023, 9, 30)], None, date(2023, 11, 30))
    assert (found.pushes, found.pulls, found.slip) == (1, 1, 61)
    assert (found.late_first, found.late_latest) == (122, 61)


def test_what_was_finished_is_late_by_its_own_day_alone() -> None:
    found = lateness([date(2023, 7, 31), date(2023, 8, 31)], date(2023, 8, 10), date(2023, 11, 30))
    assert (found.late_first, found.late_latest) == (10, 0)


def test_what_is_finished_after_the_day_was_not_finished_on_it() -> None:
    assert days_late(date(2023, 7, 31), date(2023, 12, 1), date(2023, 8, 3)) == 3


@given(LEDGERS, MAYBE, DAYS)
def test_slip_is_what_was_pushed_less_what_was_pulled(dates: list[date], done: date | None, as_of: date) -> None:
    found = lateness(dates, done, as_of)
    assert found.slip == (dates[-1] - dates[0]).days if dates else found.slip == 0
    assert found.pushes + found.pulls <= max(len(dates) - 1, 0)
    assert (found.pushed_days > 0, found.pulled_days > 0) == (found.pushes > 0, found.pulls > 0)


@given(LEDGERS, MAYBE, DAYS)
def test_lateness_against_both_dates_differs_by_the_slip_at_most(dates: list[date], done: date | None, as_of: date) -> None:
    found = lateness(dates, done, as_of)
    assert min(found.slip, 0) <= found.late_first - found.late_latest <= max(found.slip, 0)
    assert found.late_first >= 0 <= found.late_latest


@given(LEDGERS.filter(bool), DAYS)
def test_promising_the_same_date_again_changes_no_sum(dates: list[date], as_of: date) -> None:
    once, twice = lateness(dates, None, as_of), lateness([*dates, dates[-1]], None, as_of)
    assert (once.slip, once.pushes, once.pulls, once.late_first, once.late_latest) == (
        twice.slip, twice.pushes, twice.pulls, twice.late_first, twice.late_latest,
    )


@given(LEDGERS.filter(bool), DAYS)
def test_each_day_without_news_adds_a_day_to_what_is_late(dates: list[date], as_of: date) -> None:
    now, then = lateness(dates, None, as_of), lateness(dates, None, as_of + timedelta(days=1))
    assert then.late_latest - now.late_latest == (as_of >= dates[-1])
    assert then.late_first - now.late_first == (as_of >= dates[0])
