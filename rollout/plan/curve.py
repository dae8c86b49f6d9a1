"""The S-curve: how many sites were to serve the public by the end of each month, by first and by last promises, and how many did."""

from collections.abc import Sequence
from dataclasses import dataclass
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


def curve(rows: Sequence[Planned]) -> Curve | None:
    """The curve of these sites as of their day; None where nothing was ever promised."""
    if not any(each.due for each in rows):
        return None
    here = rows[0].as_of.replace(day=1)
    served = [day for each in rows if (day := _served_on(each))]
    first, last = ([day for each in rows if (day := getattr(each, name))] for name in ("first_due", "due"))
    earliest, latest = min([*first, *last, *served]), max([*first, *last])
    start, end = max(min(earliest.replace(day=1), here), moved(here, -BEFORE)), min(max(latest.replace(day=1), here), moved(here, AFTER))
    months = [start]
    while months[-1] < end:
        months.append(moved(months[-1], 1))
    until = [month for month in months if month <= here]
    return Curve(tuple(months), _counted(months, first), _counted(months, last), _counted(until, served))


def _served_on(each: Planned) -> date | None:
    row = each.site.stages[each.site.kind.final.key]
    return row.effective_on if each.site.in_service else None


def _counted(months: Sequence[date], days: Sequence[date]) -> tuple[int, ...]:
    return tuple(sum(day < moved(month, 1) for day in days) for month in months)


def moved(month: date, by: int) -> date:
    """The first day of the month that lies so many months later."""
    years, rest = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(years, rest + 1, 1)
