"""The S-curve: how many sites were to serve the public by the end of each month, by first and by last promises, and how many did."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from rollout.plan.outlook import Planned

BEFORE, AFTER = 8, 4
"""Months that are drawn before and after that of the day; what was earlier is in the first."""


@dataclass(frozen=True, slots=True)
class Curve:
    """The first days of months, with how many were promised first, promised last, and served, by the end of each; `actual` ends with
    the month of the day."""

    months: tuple[date, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]
    actual: tuple[int, ...]


@dataclass(slots=True)
class Months:
    """How many sites were promised first, promised last, and served, in each month."""

    first: Counter[date] = field(default_factory=Counter)
    last: Counter[date] = field(default_factory=Counter)
    served: Counter[date] = field(default_factory=Counter)

    def count(self, row: Planned) -> None:
        for counter, day in ((self.first, row.first_due), (self.last, row.due), (self.served, _served_on(row))):
            if day is not None:
                counter[day.replace(day=1)] += 1

    def add(self, other: "Months") -> None:
        """Count the other sites in as well."""
        self.first.update(other.first)
        self.last.update(other.last)
        self.served.update(other.served)


def curve(rows: Sequence[Planned]) -> Curve | None:
    """The curve of these sites as of their day; None where nothing was ever promised."""
    months = Months()
    for row in rows:
        months.count(row)
    return curve_of(months, rows[0].as_of) if rows else None


def curve_of(found: Months, as_of: date) -> Curve | None:
    """The curve of what was counted by months, as of a day."""
    if not found.last:
        return None
    here = as_of.replace(day=1)
    earliest, latest = min([*found.first, *found.last, *found.served]), max([*found.first, *found.last])
    start, end = max(min(earliest, here), moved(here, -BEFORE)), min(max(latest, here), moved(here, AFTER))
    months = [start]
    while months[-1] < end:
        months.append(moved(months[-1], 1))
    until = [month for month in months if month <= here]
    return Curve(tuple(months), _counted(months, found.first), _counted(months, found.last), _counted(until, found.served))


def _served_on(each: Planned) -> date | None:
    row = each.site.stages[each.site.kind.final.key]
    return row.effective_on if each.site.in_service else None


def _counted(months: Sequence[date], found: Counter[date]) -> tuple[int, ...]:
    return tuple(sum(number for there, number in found.items() if there <= month) for month in months)


def moved(month: date, by: int) -> date:
    """The first day of the month that lies so many months later."""
    years, rest = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(years, rest + 1, 1)
