"""What follows from a site's position on a day: whether it is late, has come to a stop or is silent, and since when its next step waits."""

from datetime import date, timedelta

from rollout.position import SitePosition
from rollout.stages import State


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
