"""Where a site lies among the sites of its governorate: a small drawing of points, with a bar that says how far is far.

No map of anybody else's is asked for. The drawing is flat: at the size of a governorate a degree of longitude is as long as the cosine of
the latitude makes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Site

WIDTH, HEIGHT, MARGIN = 320, 200, 18
KM_OF_A_DEGREE = 111.2
_LEAST_KM = 4.0
"""What the drawing shows at least, so that two sites of one street do not look like two towns."""
_BARS = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class Dot:
    """A site in the drawing, by its distance from the left and from the top."""

    code: str
    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Locator:
    """The drawing: the site itself, the others of its governorate, and a bar of so many kilometres."""

    here: Dot
    others: list[Dot]
    bar: float
    bar_km: int
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class Point:
    """A site with its place in degrees."""

    code: str
    name: str
    latitude: float
    longitude: float


def neighbours(session: Session, site: Site) -> list[Point]:
    """The sites of the governorate whose place is known, the site itself left out."""
    query = select(Site.code, Site.name_ar, Site.latitude, Site.longitude).where(
        Site.governorate_id == site.governorate_id, Site.id != site.id, Site.withdrawn_at.is_(None), Site.latitude.is_not(None)
    )
    return [
        Point(code, name, latitude, longitude) for code, name, latitude, longitude in session.execute(query)
        if latitude is not None and longitude is not None
    ]


def locator(here: Point, others: Sequence[Point]) -> Locator:
    """The drawing, north up, with every point inside its frame and the site among them."""
    points = [here, *others]
    middle = radians((min(p.latitude for p in points) + max(p.latitude for p in points)) / 2)
    east = [p.longitude * cos(middle) * KM_OF_A_DEGREE for p in points]
    north = [p.latitude * KM_OF_A_DEGREE for p in points]
    wide, high = max(max(east) - min(east), _LEAST_KM), max(max(north) - min(north), _LEAST_KM)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    centre_east, centre_north = (min(east) + max(east)) / 2, (min(north) + max(north)) / 2
    dots = [
        Dot(point.code, point.name, round(WIDTH / 2 + (x - centre_east) * scale, 1), round(HEIGHT / 2 - (y - centre_north) * scale, 1))
        for point, x, y in zip(points, east, north, strict=True)
    ]
    bar_km = max((km for km in _BARS if km * scale <= WIDTH / 3), default=_BARS[0])
    return Locator(dots[0], dots[1:], round(bar_km * scale, 1), bar_km)


def locator_of(session: Session, site: Site) -> Locator | None:
    """The drawing of a site; None where nobody has said where it lies."""
    if site.latitude is None or site.longitude is None:
        return None
    return locator(Point(site.code, site.name_ar, site.latitude, site.longitude), neighbours(session, site))
