"""The position of the whole register in few numbers, kept in memory as long as nothing has changed.

A dashboard asks for the same totals again and again. They are kept for each governorate apart, so that a committee's news makes only
its own governorate be counted anew, and officers of different scopes share what they both may see. What is kept is proved on
each call by the journal's head and the versions of the sites, never by the clock, so the answer is always that of the position itself.
A transaction that may write neither keeps nor takes anything: what it sees may yet be rolled back.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from heapq import nsmallest
from threading import Lock

from sqlalchemy import Engine, func, select, union_all
from sqlalchemy.orm import Session

from models import Affirmation, Evidence, Governorate, ProgressEntry, Promise, Site, StepEntry
from rollout.journal import last_moment
from rollout.kept import keeps
from rollout.office import office
from rollout.outlook import days_late, is_silent, is_stalled, overdue_stages, planned_stages
from rollout.position import SitePosition, position
from rollout.stages import Kind
from rollout.totals import Total

QUIETEST = 8
"""How many of the sites that have been silent longest are named."""

_KEPT = 27 * 14
"""Governorates times days: two weeks' worth of dashboards of the whole country."""

_ONE_BY_ONE = 4


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
class _Part:
    """One governorate, counted as everything known at `known_at` says; `edition` tells its sites' records of then from others."""

    known_at: datetime
    edition: tuple[int, int]
    kinds: dict[Kind, Group] = field(default_factory=dict)
    marakez: dict[tuple[str, Kind], Group] = field(default_factory=dict)


@dataclass
class Summary:
    """What is counted of the sites in scope as of a day, by governorate (its code), kind and markaz (its Arabic name)."""

    as_of: date
    patience: int
    parts: dict[str, _Part]
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


_Place = tuple[str, date]
_Key = tuple[str, str, date, int]
_parts: OrderedDict[_Key, _Part] = OrderedDict()
_lock = Lock()


def forget() -> None:
    """Keep nothing; for tests and benchmarks that want to see the counting itself."""
    with _lock:
        _parts.clear()


def summary(session: Session, as_of: date) -> Summary:
    """The sites in scope in few numbers, as everything recorded until now says: exactly what their position would add up to."""
    return summaries(session, [as_of])[0]


def summaries(session: Session, days: Sequence[date]) -> list[Summary]:
    """The same for several days, all as known at one moment, so that they can be compared."""
    patience = office(session).patience
    known_at = last_moment(session)
    editions = _editions(session)
    if known_at is None or not editions:
        return [Summary(day, patience, {}) for day in days]
    keys = {(code, day): (_address(session), code, day, patience) for code in editions for day in days}
    known = _recall(keys)
    changed = _changed_since(session, min((part.known_at for part in known.values()), default=known_at), known_at)
    found = {
        (code, day): part for (code, day), part in known.items()
        if part.edition == editions[code] and (code not in changed or changed[code] <= part.known_at)
    }
    for day in days:
        stale = {code: edition for code, edition in editions.items() if (code, day) not in found}
        if stale:
            few = len(stale) < min(len(editions), _ONE_BY_ONE)
            anew = _count_anew(session, stale, one_by_one=few, as_of=day, known_at=known_at, patience=patience)
            found |= {(code, day): part for code, part in anew.items()}
    _keep({keys[place]: part for place, part in found.items()}, known_at)
    return [Summary(day, patience, {code: found[code, day] for code in editions}, known_at) for day in days]


def _recall(keys: dict[_Place, _Key]) -> dict[_Place, _Part]:
    if not keeps():
        return {}
    with _lock:
        return {place: _parts[key] for place, key in keys.items() if key in _parts}


def _keep(parts: dict[_Key, _Part], known_at: datetime) -> None:
    if not keeps():
        return
    with _lock:
        for key, part in parts.items():
            part.known_at = max(part.known_at, known_at)
            _parts[key] = part
            _parts.move_to_end(key)
        while len(_parts) > _KEPT:
            _parts.popitem(last=False)


def _address(session: Session) -> str:
    bind = session.get_bind()
    assert isinstance(bind, Engine)
    return str(bind.url)


def _editions(session: Session) -> dict[str, tuple[int, int]]:
    """For each governorate in scope that has sites: how many, and the sum of their versions. Every change to a site raises one of them."""
    query = (
        select(Governorate.code, func.count(), func.sum(Site.row_version))
        .join(Site, Site.governorate_id == Governorate.id)
        .group_by(Governorate.code)
        .order_by(Governorate.code)
    )
    return {code: (number, versions) for code, number, versions in session.execute(query)}


def _changed_since(session: Session, since: datetime, known_at: datetime) -> dict[str, datetime]:
    """The governorates of which the journal learnt something after `since`, and when last."""
    if since >= known_at:
        return {}
    columns = [(m, m.recorded_at) for m in (ProgressEntry, Evidence, Affirmation, Site, Promise, StepEntry)] + [(Site, Site.withdrawn_at)]
    learnt = union_all(
        *(select(m.governorate_id.label("id"), func.max(c).label("at")).where(c > since).group_by(m.governorate_id) for m, c in columns)
    ).subquery()
    query = (
        select(Governorate.code, func.max(learnt.c.at).label("at"))
        .join(learnt, learnt.c.id == Governorate.id)
        .group_by(Governorate.code)
    )
    return {row.code: row.at for row in session.execute(query)}


def _count_anew(
    session: Session, stale: dict[str, tuple[int, int]], *, one_by_one: bool, as_of: date, known_at: datetime, patience: int
) -> dict[str, _Part]:
    sites: dict[str, list[SitePosition]] = {code: [] for code in stale}
    for code in list(stale) if one_by_one else [None]:
        for site in position(session, as_of, known_at, governorate=code, patience=patience).sites:
            if site.governorate in sites:
                sites[site.governorate].append(site)
    return {code: _counted(known_at, stale[code], of, as_of=as_of, patience=patience) for code, of in sites.items()}


def _counted(known_at: datetime, edition: tuple[int, int], sites: Iterable[SitePosition], *, as_of: date, patience: int) -> _Part:
    part = _Part(known_at, edition)
    for site in sites:
        part.kinds.setdefault(site.kind, Group()).count(site, as_of, patience)
        part.marakez.setdefault((site.markaz_ar, site.kind), Group()).count(site, as_of, patience)
    for group in (*part.kinds.values(), *part.marakez.values()):
        group.quietest = nsmallest(QUIETEST, group.quietest)
    return part
