"""When the committees of the demo sit down to tell: on the evenings of working days, some days after the event."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from rollout.clock import CAIRO

OPENED = date(2022, 1, 9)
"""The day on which the journal begins: the register, and everything that was true before, is recorded then."""
LAST_DAY = date(2023, 11, 30)

LAGS = (0, 1, 1, 2, 2, 3, 4, 6, 9)
"""So many days an event waits before it is told."""


def register_moment() -> datetime:
    """When the demo sites were entered into the register."""
    return datetime.combine(OPENED, time(10), CAIRO).astimezone(UTC)


def evening(chance: Random, day: date) -> datetime:
    """A moment on the evening of the first working day (Sunday to Thursday) from `day` on, never after the last day of the demo."""
    day = max(day, OPENED)
    while day.weekday() in (4, 5):
        day += timedelta(days=1)
    seconds = chance.randrange(17 * 3600, 21 * 3600)
    local = datetime.combine(min(day, LAST_DAY), time(), CAIRO) + timedelta(seconds=seconds)
    return local.replace(microsecond=chance.randrange(1_000_000)).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """The day of a moment, in Cairo."""
    return moment.astimezone(CAIRO).date()
