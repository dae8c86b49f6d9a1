"""The clock on the wall: what is said of the day on which something happened agrees with the day it is."""

from datetime import UTC, date, datetime

import pytest

from rollout import clock
from rollout.clock import day_of, wall

LATE = datetime(2023, 7, 31, 22, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_standing", [None])


def test_a_moment_is_shown_as_cairo_sees_it() -> None:
    assert (day_of(LATE), wall(LATE).hour) == (date(2023, 8, 1), 1)


def test_where_the_clock_stands_nothing_is_later_than_its_day() -> None:
    clock.stand_at(date(2023, 7, 15))
    assert (day_of(LATE), wall(LATE).hour) == (clock.today(), 1)
    assert day_of(datetime.now(UTC)) == clock.today()
    assert day_of(datetime(2023, 7, 1, tzinfo=UTC)) == date(2023, 7, 1), "what was before it stays where it was"
