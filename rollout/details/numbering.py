"""The numbers of what a site may have many of: snags, faults, waivers. One more takes the next number, and no number is used twice."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import StepEntry
from rollout.errors import Refused
from rollout.journal import Place
from rollout.text import _
from rollout.works import Area, Happened, ItemKind, area_of

Series = tuple[int, str, str]
"""A site, an area of it, and a kind of which there are many."""


def next_key(session: Session, site: Place, area: Area, kind: ItemKind) -> str:
    """The key of one more item of a kind; a key once used, even in error, is not used again."""
    assert site.id is not None
    used = _used(session, {(site.id, area.key, kind.key)})
    return f"{kind.key}-{max(used[site.id, area.key, kind.key], default=0) + 1}"


def misnumbered(session: Session, doings: Sequence[tuple[int, Place, str, Happened]]) -> list[tuple[int, Refused]]:
    """The steps of items that nobody has spoken of and that do not take the next number, each with its index.

    Where several are begun together they take the next numbers in a row, in whatever order they are given.
    """
    many: list[tuple[int, Series, ItemKind, Happened]] = []
    for index, site, key, step in doings:
        area = area_of(site.kind, key)
        kind = area.kind_of(step.item) if area else None
        if kind is not None and kind.many and site.id is not None:
            many.append((index, (site.id, key, kind.key), kind, step))
    used = _used(session, {series for _index, series, _kind, _step in many}) if many else {}
    for _index, series, kind, step in sorted(many, key=lambda one: number_of(one[3].item)):
        if step.step == kind.path[0].key and number_of(step.item) == max(used[series], default=0) + 1:
            used[series].add(number_of(step.item))
    return [
        (index, Refused(_("Nothing was recorded of %(item)s %(number)s; one more takes the number %(next)s.", item=kind.label,
                          number=number_of(step.item), next=max(used[series], default=0) + 1)))
        for index, series, kind, step in many if number_of(step.item) not in used[series]
    ]


def number_of(item: str) -> int:
    """The number of an item of which there are many, from its key."""
    return int(item.rpartition("-")[2])


def _used(session: Session, series: Collection[Series]) -> dict[Series, set[int]]:
    query = (
        select(StepEntry.site_id, StepEntry.area, StepEntry.item)
        .where(
            StepEntry.site_id.in_({site for site, _area, _kind in series}), StepEntry.area.in_({area for _site, area, _kind in series}),
            or_(*(StepEntry.item.startswith(f"{kind}-", autoescape=True) for kind in {kind for _site, _area, kind in series})),
        )
        .distinct()
    )
    found: dict[Series, set[int]] = defaultdict(set)
    for site_id, area, item in session.execute(query):
        found[site_id, area, item.rpartition("-")[0]].add(number_of(item))
    return found
