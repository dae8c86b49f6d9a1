"""What follows from a site's position on a day: whether it is late, has come to a stop or is silent, and since when its next step waits."""

from datetime import date, timedelta
from functools import lru_cache

from rollout.position import SitePosition
from rollout.stages import Kind, State


def month_after(day: date) -> date:
    """The first day of the next month: a site planned for a month is late from then on."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def days_late(site: SitePosition, as_of: date) -> int:
    """Days since the end of its planned month, while it serves nobody yet; 0 for a site that is not late."""
    if site.planned_on is None or site.in_service:
        return 0
    return max(0, (as_of - month_after(site.planned_on)).days + 1)


def is_stalled(site: SitePosition) -> bool:
    """Something on its way into service has come to a stop."""
    return not site.in_service and any(row.state is State.STALLED for row in site.stages.values())


def is_silent(site: SitePosition, patience: int) -> bool:
    """Nobody has spoken for it within the days of patience, or ever."""
    return site.days_silent is None or site.days_silent > patience


def waiting_since(site: SitePosition) -> date | None:
    """Since when its next step has been open: its own last news, else the day the last of its prerequisites was met."""
    stage = site.next_stage
    if stage is None:
        return None
    met = [day for key in stage.requires if (day := site.stages[key].effective_on)]
    return site.stages[stage.key].effective_on or max(met, default=None)


@lru_cache(maxsize=4096)
def planned_stages(kind: Kind, planned_on: date | None, as_of: date) -> frozenset[str]:
    """The stages that a site planned for this month was to have behind it by the day: the stages that follow each of them, at their
    usual durations, must still fit in before the month ends. None for a site without a planned month."""
    days = {stage.key: planned_day(kind, planned_on, stage.key) for stage in kind.stages}
    return frozenset(key for key, day in days.items() if day is not None and day <= as_of)


def overdue_stages(kind: Kind, planned_on: date | None, as_of: date) -> frozenset[str]:
    """Of the stages that were to be done by the day those whose last day is not the day itself."""
    return planned_stages(kind, planned_on, as_of - timedelta(days=1))


def planned_day(kind: Kind, planned_on: date | None, stage: str) -> date | None:
    """The last day on which the stage may be done so that a site planned for this month still makes it; None without such a month."""
    return month_after(planned_on) - timedelta(days=_days_after(kind)[stage] + 1) if planned_on else None


@lru_cache
def _days_after(kind: Kind) -> dict[str, int]:
    """For each stage the days that the stages behind it usually need, the longest way to service."""
    days: dict[str, int] = {}
    for stage in reversed(kind.stages):
        behind = [other for other in kind.stages if stage.key in other.requires]
        days[stage.key] = max((other.usual_days + days[other.key] for other in behind), default=0)
    return days


def is_planned(site: SitePosition, stage: str, as_of: date) -> bool:
    """Whether the stage was to be done by the day, so that the site makes its planned month."""
    return stage in planned_stages(site.kind, site.planned_on, as_of)


def is_behind(site: SitePosition, stage: str, as_of: date) -> bool:
    """Whether the last day for the stage is past and it is not done: going live is behind from the day on which the site is late."""
    return stage in overdue_stages(site.kind, site.planned_on, as_of) and not site.stages[stage].state.passes
