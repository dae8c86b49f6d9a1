"""How a programme came to where it is: positions at the ends of the last months, as known at the report's own moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.orm import Session

from rollout.earlier import earlier
from rollout.position import Position
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


class _Stands(Protocol):
    """A site on a day, now or before."""

    @property
    def governorate(self) -> str: ...

    @property
    def kind(self) -> Kind: ...

    @property
    def states(self) -> Mapping[str, State]: ...

    @property
    def in_service(self) -> bool: ...


def history(session: Session, now: Position, kinds: Iterable[Kind], governorate: str | None = None) -> dict[Kind, History]:
    """The way of each kind to the position `now`: one statement, whatever the number of months, kinds and sites."""
    wanted = list(kinds)
    if not wanted:
        return {}
    months: list[tuple[date, Sequence[_Stands]]] = [*earlier(session, now, days_of(now.as_of)[:-1], governorate), (now.as_of, now.sites)]
    return {kind: way(counted((day, [site for site in sites if site.kind is kind]) for day, sites in months)) for kind in wanted}


def counted(months: Iterable[tuple[date, Iterable[_Stands]]]) -> "pd.DataFrame":
    """A row for each site and day: its governorate, the stages that apply to it, those done, and whether it serves the public."""
    import pandas as pd

    rows = [(site.governorate, day, *_stages(site), int(site.in_service)) for day, sites in months for site in sites]
    return pd.DataFrame(rows, columns=["governorate", "day", "apply", "done", "served"])


def _stages(site: _Stands) -> tuple[int, int]:
    states = [state for state in site.states.values() if state is not State.NOT_APPLICABLE]
    return len(states), states.count(State.DONE)


def way(sites: "pd.DataFrame") -> History:
    """The points of each governorate, and of all together, in the order of days."""
    if sites.empty:
        return {}
    sums = sites.assign(sites=1).groupby(["governorate", "day"]).sum()
    everywhere = sums.groupby(level="day").sum()
    found: dict[str, list[Point]] = defaultdict(list)
    found[""] = [_point(day, *row) for day, *row in everywhere.itertuples(name=None)]
    for (code, day), *row in sums.itertuples(name=None):
        found[str(code)].append(_point(day, *row))
    return {code: tuple(points) for code, points in found.items()}


def _point(day: date, apply: int, done: int, served: int, sites: int) -> Point:
    return Point(day, done / apply if apply else 0.0, served / sites)
