"""When the committees of the demo met, and when they wrote down what had happened."""

from datetime import UTC, date, datetime, time, timedelta

from rollout.clock import CAIRO
from rollout.demo.clockwork import LAST_DAY

FIRST = date(2023, 7, 6)
"""The Thursday of the first meetings."""
WEEKLY = ("EG-AST", "EG-KN", "EG-SHG", "EG-MN")
"""These meet every week, the others once a month."""
_WEEKS = 21


def meetings(governorate: str) -> list[date]:
    """The days on which a committee met: Thursdays, up to the week before the last of the demo."""
    days = [FIRST + timedelta(weeks=week) for week in range(_WEEKS)]
    if governorate in WEEKLY:
        return days
    return [day for day in days if day.day <= 7]


def following(governorate: str) -> date | None:
    """The day of the meeting that is planned when the demo ends, of those that meet every week."""
    return meetings(governorate)[-1] + timedelta(weeks=1) if governorate in WEEKLY else None


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment on Cairo's clock; what would come after the demo's last afternoon is told then."""
    last = datetime.combine(LAST_DAY, time(15), CAIRO)
    return min(datetime.combine(day, time(hour, minute), CAIRO), last).astimezone(UTC)
