"""The work behind the stages as reports speak of it: read once for all sites of a position, as known at the same moment."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from sqlalchemy.orm import Session

from rollout.details.reading import steps_of
from rollout.overdue import OpenItem, still_open
from rollout.parameters import parameters
from rollout.plan import Ledgers, Planned, Prospect, promises
from rollout.position import Position, SitePosition
from rollout.reasons import REGISTER
from rollout.stages import Kind
from rollout.training.counts import Totals, totals
from rollout.works import AREAS, Items, items_of
from rollout.works.terms import Parameters

T = TypeVar("T")

PLAN = "plan"
"""The area of promised dates, which has no steps of its own."""

UNTOLD, UNTOLD_DONE = "untold", "untold_done"
"""Under which sites without details are counted: those whose stage is open, and those that a sheet reported as done."""


@dataclass(frozen=True, slots=True)
class Late:
    """One thing that is overdue at a site: which step of what, whose step it is, when it was due, and since how many days it is late."""

    area: str
    governorate: str
    code: str
    site: str
    item: str
    step: str
    owner: str
    due_on: date
    days: int


@dataclass(frozen=True)
class Work:
    """What is known of the work at some complexes. `items` has the sites and areas of which any step was told."""

    sites: tuple[SitePosition, ...] = ()
    items: Mapping[tuple[int, str], Items] | None = None
    late: tuple[Late, ...] = ()
    trained: Totals = field(default_factory=lambda: Totals(()))
    planned: tuple[Planned, ...] = ()
    terms: Parameters | None = None

    @property
    def register(self) -> int:
        return len(self.sites)

    def told(self, area: str) -> list[tuple[SitePosition, Items]]:
        """The sites of which any step of an area was told, with their items."""
        items = self.items or {}
        return [(site, items[site.id, area]) for site in self.sites if (site.id, area) in items]

    @cached_property
    def _late(self) -> dict[str, list[Late]]:
        found: dict[str, list[Late]] = {}
        for late in self.late:
            found.setdefault(late.area, []).append(late)
        return found

    def late_in(self, area: str) -> list[Late]:
        """What is overdue in an area, the longest first."""
        return self._late.get(area, [])

    def untold(self, area: str) -> Counter[str]:
        """The sites of which no step of an area was told, by whether a sheet reported the stage as done."""
        items = self.items or {}
        rest = (site for site in self.sites if (site.id, area) not in items)
        return Counter(UNTOLD_DONE if site.stages[area].state.passes else UNTOLD for site in rest)

    def counted(self, area: str, status: Callable[[SitePosition, Items], str]) -> Counter[str]:
        """How many sites are in each status of an area; with those of which nothing is told they make the register."""
        return Counter(status(site, items) for site, items in self.told(area)) + self.untold(area)

    def by_governorate(self) -> "dict[str, Work]":
        """The work of each governorate, by code."""
        sites: dict[str, list[SitePosition]] = {}
        for site in self.sites:
            sites.setdefault(site.governorate, []).append(site)
        late, planned = _grouped(self.late, lambda each: each.governorate), _grouped(self.planned, lambda each: each.site.governorate)
        lines = _grouped(self.trained.lines, lambda line: line.governorate)
        return {
            code: Work(
                tuple(group), self.items, tuple(late.get(code, ())), Totals(tuple(lines.get(code, ()))), tuple(planned.get(code, ())),
                self.terms,
            )
            for code, group in sites.items()
        }


def _grouped(rows: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def promised_by(session: Session, now: Position, governorate: str | None = None) -> Ledgers:
    """What had been promised to the public by the day, as known at the moment, for each site.

    The first promise that came from the register counts as known ever since the site is, as it does in the position.
    """
    ledgers = promises(session, governorate=governorate)
    kept: Ledgers = {}
    for site in now.sites:
        key = site.id, site.kind.final.key
        every = ledgers.get(key, ())
        told = tuple(p for p in every if p.given_on <= now.as_of and (now.known_at is None or p.recorded_at <= now.known_at))
        kept[key] = told or tuple(p for p in every[:1] if p.reason == REGISTER)
    return kept


def work(session: Session, now: Position, ledgers: Ledgers, governorate: str | None = None) -> Work:
    """What was known of the work at the complexes of a position, on its day and at its moment. Few statements, whatever their number."""
    sites = tuple(site for site in now.sites if site.kind is Kind.COMPLEX)
    if not sites:
        return Work()
    as_of, known_at = now.as_of, now.known_at
    terms = parameters(session, as_of, known_at)
    steps = steps_of(session, governorate=governorate, as_of=as_of, known_at=known_at)
    items = {(site_id, area): items_of(AREAS[area], told) for (site_id, area), told in steps.items()}
    planned = tuple(Planned(site, ledgers.get((site.id, Kind.COMPLEX.final.key), ()), as_of) for site in sites)
    late = [_late(item) for item in still_open(sites, AREAS.values(), items, terms, as_of) if item.days_late]
    late += [_late_of_plan(row) for row in planned if row.prospect is Prospect.LATE]
    return Work(
        sites, items, tuple(sorted(late, key=lambda each: -each.days)), totals(session, as_of, known_at, governorate=governorate), planned,
        terms,
    )


def _late(item: OpenItem) -> Late:
    assert item.due_on is not None, "what is late was due"
    return Late(
        item.area, item.governorate, item.site, item.name_ar, str(item.item_label), str(item.step_label), item.owner, item.due_on,
        item.days_late,
    )


def _late_of_plan(row: Planned) -> Late:
    assert row.due is not None, "what is late was promised"
    site, stage = row.site, row.site.next_stage or row.site.kind.final
    return Late(
        PLAN, site.governorate, site.code, site.name_ar, str(row.site.kind.final.label), str(stage.action), str(stage.body), row.due,
        row.lateness.late_latest,
    )
