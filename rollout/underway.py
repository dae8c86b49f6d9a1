"""What is read of the complexes to see what is still open at them: their positions, and the steps of whatever is not over."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from rollout.details.reading import ready_offices, steps_of
from rollout.position import SitePosition, position
from rollout.stages import Kind
from rollout.works import AREAS, Area, Items, items_of
from rollout.works.furnishing import FURNISHING
from rollout.works.offices import OFFICES

GO_ON = frozenset({"handover", "linking", "service"})
"""Areas in which something may be open after their stage is done: a snag, the warranty, a fault, a waiver."""
_READ_TOGETHER = GO_ON | {FURNISHING.key}
"""Of the furniture too little is told as steps of the site to be worth a statement of its own."""
_MANY = 500


@dataclass(frozen=True, slots=True)
class Material:
    """What was read of the complexes in scope, to be held against the terms. Of `items` a site has those that any step was told of."""

    sites: list[SitePosition]
    areas: list[Area]
    items: dict[tuple[int, str], Items]
    ready: Mapping[int, Collection[str]]


def material(
    session: Session, as_of: date, known_at: datetime | None, governorate: str | None, areas: Collection[str] | None,
    site_ids: Collection[int] | None,
) -> Material:
    """What must be read of the complexes in scope, of one governorate or of some sites, to tell what is open there in these areas."""
    wanted = [area for key, area in AREAS.items() if areas is None or key in areas]
    found = position(session, as_of, known_at, governorate=governorate, site_ids=site_ids).sites
    sites = [site for site in found if site.kind is Kind.COMPLEX]  # three times as fast as to let the database leave out the others
    items: dict[tuple[int, str], Items] = {}
    ready: Mapping[int, Collection[str]] = {}
    for keys, ids in _worth_reading(sites, wanted, site_ids):
        steps = steps_of(session, site_ids=ids, areas=keys, governorate=governorate, as_of=as_of, known_at=known_at, shortened=True)
        items |= {(site_id, key): items_of(AREAS[key], told) for (site_id, key), told in steps.items()}
        if OFFICES.key in keys:
            ready = ready_offices(session, site_ids=ids, governorate=governorate, as_of=as_of, known_at=known_at)
    return Material(sites, wanted, items, ready)


def _worth_reading(
    sites: Collection[SitePosition], wanted: Collection[Area], site_ids: Collection[int] | None
) -> Iterator[tuple[list[str], Collection[int] | None]]:
    """Areas with the sites whose steps must be read; None for all. A stage that is over and counts its items leaves none open."""
    always = [area.key for area in wanted if area.key in _READ_TOGETHER]
    if always:
        yield always, site_ids
    for area in wanted:
        if area.key not in _READ_TOGETHER:
            ids = [site.id for site in sites if not site.stages[area.key].state.passes]
            if ids:
                yield [area.key], None if len(ids) > _MANY and 2 * len(ids) > len(sites) else ids
