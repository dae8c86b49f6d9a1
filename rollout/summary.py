"""The position of the whole register in few numbers, kept in memory as long as nothing has changed.

A dashboard asks for the same totals again and again. They are kept by governorate (`rollout.known`), so that a committee's news makes
only its own governorate be counted anew, and the answer is always that of the position itself.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from heapq import nsmallest

from sqlalchemy.orm import Session

from rollout.journal import last_moment
from rollout.known import Places, stand
from rollout.office import office
from rollout.outlook import days_late, is_silent, is_stalled, overdue_stages, planned_stages
from rollout.position import SitePosition, position
from rollout.stages import Kind
from rollout.totals import Total

QUIETEST = 8
"""How many of the sites that have been silent longest are named."""

_KEPT = 27 * 14
"""Governorates times days: two weeks' worth of dashboards of the whole country."""


@dataclass(frozen=True, order=True, slots=True)
class Quiet:
    """A site that nobody has spoken for lately; the longest silence comes first."""

    last_news_on: date
    code: str
    name_ar: str = field(compare=False)
    name_en: str = field(compare=False)
    governorate: str = field(compare=False)

    @property
    def ever_heard(self) -> bool:
        return self.last_news_on != date.min


@dataclass(slots=True)
class Queue:
    """The sites whose next step is the same: how many wait, and how many of them have come to a stop at it."""

    waiting: int = 0
    stalled: int = 0


@dataclass(slots=True)
class Group:
    """The sites of one kind in one place, counted. `readiness_sum` adds up the readiness of each; `latest` is the last day spoken for.

    `planned` are the sites that were to have a stage behind them by the day, `behind` those of them that have not, though its last
    day is past.
    """

    register: int = 0
    in_service: int = 0
    late: int = 0
    stalled: int = 0
    silent: int = 0
    readiness_sum: float = 0.0
    latest: date = date.min
    stages: dict[str, Total] = field(default_factory=dict)
    planned: Counter[str] = field(default_factory=Counter)
    behind: Counter[str] = field(default_factory=Counter)
    queues: dict[str, Queue] = field(default_factory=dict)
    quietest: list[Quiet] = field(default_factory=list)

    @property
    def readiness(self) -> float:
        """The mean readiness, between 0 and 1; 0 where there are no sites."""
        return self.readiness_sum / self.register if self.register else 0.0

    @property
    def all_silent(self) -> bool:
        """Whether somebody spoke for these sites once, and nobody for any of them lately."""
        return self.silent == self.register and self.latest != date.min

    def count(self, site: SitePosition, as_of: date, patience: int) -> None:
        self.register += 1
        self.in_service += site.in_service
        self.late += days_late(site, as_of) > 0
        self.stalled += is_stalled(site)
        self.readiness_sum += site.readiness
        self.latest = max(self.latest, site.last_news_on or date.min)
        for key, row in site.stages.items():
            self.stages.setdefault(key, Total()).count(row)
        for key in planned_stages(site.kind, site.planned_on, as_of):
            self.planned[key] += 1
        for key in overdue_stages(site.kind, site.planned_on, as_of):
            self.behind[key] += not site.stages[key].state.passes
        if (stage := site.next_stage) is not None:
            queue = self.queues.setdefault(stage.key, Queue())
            queue.waiting += 1
            queue.stalled += site.stages[stage.key].state == "stalled"
        if is_silent(site, patience):
            self.silent += 1
            self.quietest.append(Quiet(site.last_news_on or date.min, site.code, site.name_ar, site.name_en, site.governorate))

    def add(self, other: "Group") -> None:
        """Count the other group's sites in as well."""
        for name in ("register", "in_service", "late", "stalled", "silent", "readiness_sum"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.latest = max(self.latest, other.latest)
        for key, total in other.stages.items():
            _add(self.stages.setdefault(key, Total()), total)
        self.planned.update(other.planned)
        self.behind.update(other.behind)
        for key, queue in other.queues.items():
            mine = self.queues.setdefault(key, Queue())
            mine.waiting += queue.waiting
            mine.stalled += queue.stalled
        self.quietest = nsmallest(QUIETEST, [*self.quietest, *other.quietest])


_TOTAL_FIELDS = tuple(f.name for f in fields(Total))


def _add(total: Total, other: Total) -> None:
    for name in _TOTAL_FIELDS:
        setattr(total, name, getattr(total, name) + getattr(other, name))


@dataclass
class Counted:
    """One governorate, its sites counted by kind, and by markaz (its Arabic name) and kind."""

    kinds: dict[Kind, Group] = field(default_factory=dict)
    marakez: dict[tuple[str, Kind], Group] = field(default_factory=dict)


@dataclass
class Summary:
    """What is counted of the sites in scope as of a day, by governorate (its code), kind and markaz (its Arabic name)."""

    as_of: date
    patience: int
    parts: Mapping[str, Counted]
    known_at: datetime | None = None
    """The journal's head when this was counted."""

    @property
    def kinds(self) -> dict[Kind, int]:
        """The number of sites of each kind that occurs, in the programme's order."""
        numbers = {kind: sum(part.kinds[kind].register for part in self.parts.values() if kind in part.kinds) for kind in Kind}
        return {kind: number for kind, number in numbers.items() if number}

    def of(self, kind: Kind) -> Group:
        """Everything of one kind, together."""
        return _together(group for _code, group in self.by_governorate(kind))

    def done(self, kind: Kind) -> dict[str, int]:
        """How many sites of one kind have each stage behind them."""
        groups = [group.stages for _code, group in self.by_governorate(kind)]
        return {stage.key: sum(group[stage.key].done for group in groups) for stage in kind.stages}

    def by_governorate(self, kind: Kind) -> Iterator[tuple[str, Group]]:
        return ((code, part.kinds[kind]) for code, part in self.parts.items() if kind in part.kinds)

    def by_markaz(self, kind: Kind) -> Iterator[tuple[str, str, Group]]:
        """Governorate, markaz and the group of each markaz that has sites of this kind."""
        for code, part in self.parts.items():
            yield from ((code, markaz, group) for (markaz, of), group in part.marakez.items() if of is kind)


def _together(groups: Iterable[Group]) -> Group:
    whole = Group()
    for group in groups:
        whole.add(group)
    return whole


_kept: Places[Counted] = Places(_KEPT)
forget = _kept.forget


def summary(session: Session, as_of: date) -> Summary:
    """The sites in scope in few numbers, as everything recorded until now says: exactly what their position would add up to."""
    return summaries(session, [as_of])[0]


def summaries(session: Session, days: Sequence[date]) -> list[Summary]:
    """The same for several days, all as known at one moment, so that they can be compared."""
    patience, now = office(session).patience, stand(session)
    known_at = now.known_at if now else last_moment(session)
    if known_at is None:
        return [Summary(day, patience, {}) for day in days]

    def counted(day: date) -> Mapping[str, Counted]:
        return _kept.of(session, (day, patience), now, lambda code: _count(session, day, known_at, patience, code))

    return [Summary(day, patience, counted(day), known_at) for day in days]


def _count(session: Session, as_of: date, known_at: datetime, patience: int, governorate: str | None) -> dict[str, Counted]:
    places: dict[str, Counted] = {}
    for site in position(session, as_of, known_at, governorate=governorate, patience=patience).sites:
        place = places.setdefault(site.governorate, Counted())
        place.kinds.setdefault(site.kind, Group()).count(site, as_of, patience)
        place.marakez.setdefault((site.markaz_ar, site.kind), Group()).count(site, as_of, patience)
    for place in places.values():
        for group in (*place.kinds.values(), *place.marakez.values()):
            group.quietest = nsmallest(QUIETEST, group.quietest)
    return places
