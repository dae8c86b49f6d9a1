"""The staffing gap: how many employees a site wants of each body, how many are nominated, and how many are trained."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Governorate, Markaz, Site
from rollout.details.reading import steps_of
from rollout.known import Places, stand
from rollout.stages import Kind
from rollout.training.counts import COVERED_BODIES
from rollout.works import AREAS, Items, items_of
from rollout.works.training import BODIES, staff

AREA = "training"


@dataclass(frozen=True, slots=True)
class Need:
    """The staff of one body at a site, or of several together. `wanted` and `nominated` are None where nobody said.

    `short` counts who is still to be trained, body by body and site by site: one too many here fills no gap there.
    """

    wanted: int | None = None
    nominated: int | None = None
    trained: int = 0
    short: int = 0

    @property
    def unnamed(self) -> int:
        """How many are wanted and not nominated yet."""
        return max((self.wanted or 0) - (self.nominated or 0), 0)


@dataclass(frozen=True, slots=True)
class SiteNeed:
    """One complex with the need of each body, in the order of `BODIES`."""

    id: int
    code: str
    name_ar: str
    name_en: str
    governorate: str
    markaz: str
    bodies: dict[str, Need]

    @property
    def covered(self) -> Need:
        """The bodies whose staff the stage counts."""
        return together(need for body, need in self.bodies.items() if body in COVERED_BODIES)

    @property
    def others(self) -> Need:
        return together(need for body, need in self.bodies.items() if body not in COVERED_BODIES)


def together(needs: Iterable[Need]) -> Need:
    """Several needs as one: what nobody said of any stays unsaid."""
    several = list(needs)
    wanted = [need.wanted for need in several if need.wanted is not None]
    nominated = [need.nominated for need in several if need.nominated is not None]
    return Need(
        sum(wanted) if wanted else None, sum(nominated) if nominated else None, sum(need.trained for need in several),
        sum(need.short for need in several),
    )


@dataclass(frozen=True)
class PlaceNeed:
    """The complexes of one governorate with their staff, and what they come to together. `place` is the governorate's place in order."""

    governorate: str
    place: str
    sites: tuple[SiteNeed, ...]

    @cached_property
    def covered(self) -> Need:
        return together(site.covered for site in self.sites)

    @cached_property
    def unsaid(self) -> int:
        """Complexes of which nobody has said how many employees they want."""
        return sum(site.covered.wanted is None for site in self.sites)


_kept: Places[PlaceNeed] = Places(2 * 27)
forget = _kept.forget


def needs(
    session: Session, as_of: date, known_at: datetime | None = None, *, governorate: str | None = None, site_ids: list[int] | None = None
) -> list[SiteNeed]:
    """The complexes in scope with their staff on a day, in Arabic order."""
    if site_ids is None:
        return [site for place in place_needs(session, as_of, known_at, governorate=governorate) for site in place.sites]
    return [site for place in _read(session, as_of, known_at, governorate, site_ids).values() for site in place.sites]


def place_needs(session: Session, as_of: date, known_at: datetime | None = None, *, governorate: str | None = None) -> list[PlaceNeed]:
    """The same by governorate, of which only those are read again that something was told of since the last time."""

    def read(code: str | None) -> dict[str, PlaceNeed]:
        return _read(session, as_of, known_at, code, None)

    found = _kept.of(session, (as_of,), stand(session) if known_at is None else None, read, governorate)
    return sorted(found.values(), key=lambda place: place.place)


def _read(
    session: Session, as_of: date, known_at: datetime | None, governorate: str | None, site_ids: list[int] | None
) -> dict[str, PlaceNeed]:
    query = (
        select(
            Site.id, Site.code, Site.name_ar, Site.name_en, Governorate.code.label("place"), Governorate.sort_key,
            Markaz.name_ar.label("markaz"),
        )
        .join(Governorate, Governorate.id == Site.governorate_id)
        .outerjoin(Markaz, Markaz.id == Site.markaz_id)
        .where(Site.kind == Kind.COMPLEX.value, Site.withdrawn_at.is_(None))
        .order_by(Governorate.sort_key, Site.sort_key, Site.id)
    )
    if governorate is not None:
        query = query.where(Governorate.code == governorate)
    if site_ids is not None:
        query = query.where(Site.id.in_(site_ids))
    steps = steps_of(session, areas=[AREA], governorate=governorate, site_ids=site_ids, as_of=as_of, known_at=known_at)
    found: dict[tuple[str, str], list[SiteNeed]] = {}
    for row in session.execute(query):
        items = items_of(AREAS[AREA], steps.get((row.id, AREA), ()))
        found.setdefault((row.place, row.sort_key), []).append(
            SiteNeed(row.id, row.code, row.name_ar, row.name_en, row.place, row.markaz or "", needs_of(items))
        )
    return {code: PlaceNeed(code, order, tuple(sites)) for (code, order), sites in found.items()}


def needs_of(items: Items) -> dict[str, Need]:
    """The need of each body at a site, by what was told of its training."""
    return {body: _need(*staff(items[body])) for body, _label in BODIES}


def _need(wanted: int | None, nominated: int | None, trained: int) -> Need:
    return Need(wanted, nominated, trained, max((wanted or 0) - trained, 0))
