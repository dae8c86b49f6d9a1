"""The work behind the stages as reports speak of it: read once for all sites of a position, as known at the same moment."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from rollout.details.reading import steps_of
from rollout.overdue import OpenItem, past_promise, still_open
from rollout.parameters import parameters
from rollout.plan import Ledgers, Planned, promises
from rollout.position import Position, SitePosition
from rollout.reasons import REGISTER
from rollout.stages import Kind
from rollout.training.counts import Totals, totals
from rollout.works import AREAS, Items, items_of
from rollout.works.fold import untouched
from rollout.works.terms import Parameters

T = TypeVar("T")

_IN_SHORT: Collection[str] = ("handover", "utilities", "linking", "training")
"""Areas of whose finished items a report only says that they are; of offices and of service it also says which have opened."""

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
    promised: bool = False
    """Whether the day is the one that was promised for the service of the site."""

    @property
    def bare(self) -> dict[str, Any]:
        """For machines: every field by its name."""
        return {each.name: getattr(self, each.name) for each in fields(self)} | {"due_on": self.due_on.isoformat()}


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

    @property
    def as_of(self) -> date:
        return self.planned[0].as_of

    def items_at(self, site: SitePosition, area: str) -> Items:
        """What stands at a site in an area; where no step was told, the items that every site has, untouched."""
        return (self.items or {}).get((site.id, area)) or untouched(AREAS[area])

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
    items: dict[tuple[int, str], Items] = {}
    for areas, shortened in ((_IN_SHORT, True), ([area for area in AREAS if area not in _IN_SHORT], False)):
        steps = steps_of(session, areas=areas, governorate=governorate, as_of=as_of, known_at=known_at, shortened=shortened)
        items |= {(site_id, area): items_of(AREAS[area], told) for (site_id, area), told in steps.items()}
    planned = tuple(Planned(site, ledgers.get((site.id, Kind.COMPLEX.final.key), ()), as_of) for site in sites)
    late = [_late(item) for item in past_promise(still_open(sites, AREAS.values(), items, terms, as_of), planned) if item.days_late]
    return Work(
        sites, items, tuple(sorted(late, key=lambda each: -each.days)), totals(session, as_of, known_at, governorate=governorate), planned,
        terms,
    )


def _late(item: OpenItem) -> Late:
    assert item.due_on is not None, "what is late was due"
    return Late(
        item.area, item.governorate, item.site, item.name_ar, str(item.item_label), str(item.step_label), item.owner, item.due_on,
        item.days_late, item.promised,
    )
