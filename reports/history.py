"""How a programme came to where it is: positions at the ends of the last months, as known at the report's own moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from rollout.position import Position, SitePosition, position
from rollout.stages import Kind, State

if TYPE_CHECKING:  # pandas takes longer to load than the rest of the program: it is loaded when a report is first printed
    import pandas as pd

MONTHS = 6


@dataclass(frozen=True)
class Point:
    """How far the sites of one kind had come at the end of a month: the shares of stages done and of sites in service."""

    day: date
    stages_done: float
    in_service: float


History = dict[str, tuple[Point, ...]]
"""By governorate code, and under ``""`` for all governorates together."""


def days_of(as_of: date) -> tuple[date, ...]:
    """The ends of the months before the day, and the day itself: six points that end with the report's."""
    days = [as_of]
    for _ in range(MONTHS - 1):
        days.append(days[-1].replace(day=1) - timedelta(days=1))
    return tuple(reversed(days))


def history(session: Session, now: Position, kinds: Iterable[Kind], governorate: str | None = None) -> dict[Kind, History]:
    """The way of each kind to the position `now`; one statement for each earlier month and kind."""
    return {kind: _of_kind(session, now, kind, governorate) for kind in kinds}


def _of_kind(session: Session, now: Position, kind: Kind, governorate: str | None) -> History:
    today = [site for site in now.sites if site.kind is kind]
    months = [(now.as_of, today)]
    for day in days_of(now.as_of)[:-1]:
        # Standing is not asked of earlier days, so any patience will do and the office need not be read again.
        earlier = position(session, day, now.known_at, governorate=governorate, kind=kind, patience=1)
        months.append((day, earlier.sites))
    return way(counted(months))


def counted(months: Iterable[tuple[date, list[SitePosition]]]) -> "pd.DataFrame":
    """A row for each site and day: its governorate, the stages that apply to it, those done, and whether it serves the public."""
    import pandas as pd

    rows = [
        (site.governorate, day, *_stages(site), int(site.in_service))
        for day, sites in months for site in sites
    ]
    return pd.DataFrame(rows, columns=["governorate", "day", "apply", "done", "served"])


def _stages(site: SitePosition) -> tuple[int, int]:
    states = [state for state in site.states.values() if state is not State.NOT_APPLICABLE]
    return len(states), states.count(State.DONE)


def way(sites: "pd.DataFrame") -> History:
    """The points of each governorate, and of all together, in the order of days."""
    import pandas as pd

    if sites.empty:
        return {}
    everywhere = sites.assign(governorate="")
    sums = pd.concat([sites, everywhere]).groupby(["governorate", "day"]).agg(
        apply=("apply", "sum"), done=("done", "sum"), served=("served", "sum"), sites=("served", "size")
    )
    shares = pd.DataFrame({"stages_done": (sums["done"] / sums["apply"]).fillna(0.0), "in_service": sums["served"] / sums["sites"]})
    return {
        str(code): tuple(Point(day, float(row.stages_done), float(row.in_service)) for (_code, day), row in line.iterrows())
        for code, line in shares.groupby(level="governorate")
    }
