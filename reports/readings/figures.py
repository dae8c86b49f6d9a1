"""The numbers of a report, all taken from one position; nothing here is typed, estimated or rounded."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import fsum

from rollout.outlook import days_late, is_silent, is_stalled, waiting_since
from rollout.position import Position, SitePosition
from rollout.stages import Kind, Stage
from rollout.totals import Total, totals


@dataclass(frozen=True)
class Site:
    """A site as a report speaks of it: its position, and what follows from the day and the office's patience."""

    position: SitePosition
    as_of: date
    patience: int

    @cached_property
    def next(self) -> Stage | None:
        return self.position.next_stage

    @property
    def late(self) -> bool:
        """Its planned month is over and it serves nobody yet."""
        return days_late(self.position, self.as_of) > 0

    @property
    def stalled(self) -> bool:
        return is_stalled(self.position)

    @property
    def silent(self) -> bool:
        return is_silent(self.position, self.patience)

    @property
    def waiting_since(self) -> date | None:
        return waiting_since(self.position)

    @property
    def obstacle(self) -> str:
        """What the committee wrote about the step that holds it up."""
        if self.next is None:
            return ""
        row = self.position.stages[self.next.key]
        return row.reason or row.note


@dataclass(frozen=True)
class Waiting:
    """The sites that wait for one body to take the next step."""

    body: str
    sites: tuple[Site, ...]

    @property
    def since(self) -> date | None:
        return min((day for site in self.sites if (day := site.waiting_since)), default=None)

    @property
    def steps(self) -> dict[str, int]:
        """How many sites wait for which action, in the order of the chain."""
        found: dict[str, int] = defaultdict(int)
        for site in sorted(self.sites, key=lambda s: s.position.kind.stages.index(s.next) if s.next else 0):
            found[str(site.next.action) if site.next else ""] += 1
        return dict(found)


@dataclass(frozen=True)
class Figures:
    """What is counted about some sites: those of a kind, of a governorate, or of the whole register."""

    sites: tuple[Site, ...]

    @cached_property
    def totals(self) -> dict[tuple[Kind, str], Total]:
        return totals(row for site in self.sites for row in site.position.stages.values())

    @property
    def register(self) -> int:
        return len(self.sites)

    @cached_property
    def in_service(self) -> int:
        return sum(site.position.in_service for site in self.sites)

    @cached_property
    def served(self) -> Total:
        """The last stage of every site, whatever its kind: how many serve the public, how well that is known, how many by a waiver."""
        total = Total()
        for site in self.sites:
            total.count(site.position.stages[site.position.kind.final.key])
        return total

    @cached_property
    def readiness(self) -> float:
        """The mean readiness of the sites, between 0 and 1; 0 where there are none. The same in whatever order they come."""
        return fsum(site.position.readiness for site in self.sites) / len(self.sites) if self.sites else 0.0

    @cached_property
    def late(self) -> tuple[Site, ...]:
        return tuple(site for site in self.sites if site.late)

    @property
    def planned(self) -> int:
        """How many sites have a planned month at all; the others can never be late."""
        return sum(site.position.planned_on is not None for site in self.sites)

    @cached_property
    def stalled(self) -> tuple[Site, ...]:
        return tuple(site for site in self.sites if site.stalled)

    @cached_property
    def silent(self) -> tuple[Site, ...]:
        """Longest silence first; those that were never spoken for before all."""
        return tuple(sorted((s for s in self.sites if s.silent), key=lambda s: s.position.last_news_on or date.min))

    @property
    def heard(self) -> int:
        return self.register - len(self.silent)

    @cached_property
    def waiting(self) -> tuple[Waiting, ...]:
        """Whose step is next, the body with most waiting sites first."""
        by_body: dict[str, list[Site]] = defaultdict(list)
        for site in self.sites:
            if site.next is not None:
                by_body[str(site.next.body)].append(site)
        return tuple(Waiting(body, tuple(sites)) for body, sites in sorted(by_body.items(), key=lambda p: (-len(p[1]), p[0])))

    @property
    def is_demo(self) -> bool:
        return any(site.position.is_demo for site in self.sites)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that occur, in the programme's order."""
        present = {site.position.kind for site in self.sites}
        return tuple(kind for kind in Kind if kind in present)

    def of(self, kind: Kind) -> "Figures":
        return Figures(tuple(site for site in self.sites if site.position.kind is kind))

    def by_governorate(self) -> dict[str, "Figures"]:
        """By code; only those that have sites."""
        groups: dict[str, list[Site]] = defaultdict(list)
        for site in self.sites:
            groups[site.position.governorate].append(site)
        return {code: Figures(tuple(sites)) for code, sites in groups.items()}

    def by_wave(self) -> dict[date | None, "Figures"]:
        """By planned month, the earliest first, sites without one last."""
        groups: dict[date | None, list[Site]] = defaultdict(list)
        for site in self.sites:
            planned = site.position.planned_on
            groups[planned.replace(day=1) if planned else None].append(site)
        return {month: Figures(tuple(groups[month])) for month in sorted(groups, key=lambda m: m or date.max)}


def figures(position: Position) -> Figures:
    """The figures of all sites in a position."""
    return Figures(tuple(Site(site, position.as_of, position.patience) for site in position.sites))
