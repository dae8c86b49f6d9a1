"""How a programme came to where it is: positions at the ends of the last months, as known at the report's own moment."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from reports.figures import Point, point
from rollout.position import Position, SitePosition, position
from rollout.stages import Kind

MONTHS = 6

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
    points: dict[str, list[Point]] = defaultdict(list)
    for day in days_of(now.as_of):
        if day == now.as_of:
            sites = [site for site in now.sites if site.kind is kind]
        else:
            sites = _earlier(session, day, now.known_at, kind, governorate)
        for code, group in _groups(sites).items():
            points[code].append(point(day, group))
    return {code: tuple(line) for code, line in points.items()}


def _earlier(session: Session, day: date, known_at: datetime | None, kind: Kind, governorate: str | None) -> list[SitePosition]:
    # Standing is not asked of earlier days, so any patience will do and the office need not be read again.
    return position(session, day, known_at, governorate=governorate, kind=kind, patience=1).sites


def _groups(sites: list[SitePosition]) -> dict[str, list[SitePosition]]:
    groups: dict[str, list[SitePosition]] = defaultdict(list)
    for site in sites:
        groups[site.governorate].append(site)
    return {**groups, "": sites}
