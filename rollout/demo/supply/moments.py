"""When the papers of the demo's contract were closed."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from rollout.clock import CAIRO
from rollout.demo.story import luck
from rollout.demo.supply.schedule import working

_SLOTS = (
    "signing", "allotment", "order", "delivery", "replacement", "receipt", "inspection", "rejection", "withdrawal", "addition", "issue",
    "installation", "service", "audit", "found", "counter",
)


@cache
def moment_of(kind: str, day: date, governorate: str | None) -> datetime:
    """When a paper was closed: on the evening of its day, each kind after those that it follows."""
    minutes = 18 * _SLOTS.index(kind)
    chance = luck(kind, day, governorate, "closed")
    local = datetime.combine(working(day), time(17), CAIRO) + timedelta(minutes=minutes, seconds=chance.randrange(18 * 60))
    return local.replace(microsecond=chance.randrange(1_000_000)).astimezone(UTC)
