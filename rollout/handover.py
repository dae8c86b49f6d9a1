"""How far the receiving of the buildings has come: every complex by its status, its snags and its warranty, on any day."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from rollout.details.reading import steps_of
from rollout.known import Places, by_place, stand
from rollout.parameters import parameters
from rollout.position import Row, SitePosition, position
from rollout.stages import Kind, State
from rollout.works import AREAS, Items, ItemState, items_of
from rollout.works.handover import (
    BUILDING,
    HandoverStatus,
    deadline,
    handover_status,
    open_snags,
    status_with_report,
    warranty_ends,
)
from rollout.works.terms import Parameters
from rollout.works.waiting import Wait

HANDOVER = "handover"


@dataclass(frozen=True)
class Receiving:
    """One complex between its contractor and its local unit. It has no status where the stage does not apply to it."""

    site: SitePosition
    items: Items
    as_of: date
    terms: Parameters

    @property
    def row(self) -> Row:
        return self.site.stages[HANDOVER]

    @property
    def building(self) -> ItemState:
        return self.items[BUILDING]

    @cached_property
    def status(self) -> HandoverStatus | None:
        if self.row.state is State.NOT_APPLICABLE:
            return None
        return status_with_report(self.items, self.row.state)

    @property
    def as_reported(self) -> bool:
        """Whether the status is only what a sheet says of the whole: no minutes were recorded that bear it out."""
        return self.status is not None and self.status is not handover_status(self.items)

    @property
    def accepted_on(self) -> date | None:
        """The day of provisional acceptance: that of the minutes, else the day that was reported."""
        if self.building.finished:
            return self.building.finished.on
        return self.row.effective_on if self.row.state is State.DONE else None

    @cached_property
    def snags(self) -> list[ItemState]:
        """The open snags, the one that is due first before the others."""
        return sorted(open_snags(self.items), key=lambda snag: (deadline(snag) or date.max, snag.key))

    @property
    def oldest_deadline(self) -> date | None:
        return min((day for snag in self.snags if (day := deadline(snag))), default=None)

    @cached_property
    def overdue(self) -> list[ItemState]:
        """The open snags whose deadline has passed."""
        return [snag for snag in self.snags if (deadline(snag) or date.max) < self.as_of]

    @cached_property
    def warranty_ends(self) -> date | None:
        """Until when the contractor answers for the building; only minutes start a warranty, a report alone does not."""
        return None if self.status is HandoverStatus.FINAL else warranty_ends(self.building, self.terms.value("warranty.months"))

    @property
    def waits(self) -> list[Wait]:
        """What the next step of the building waits for."""
        step = self.building.next
        return list(self.building.waits(step.key, self.items, self.terms, self.as_of)) if step else []

    @property
    def warranty_days(self) -> int | None:
        """Days left of the warranty, negative once it is over and nobody has received the building finally."""
        return (self.warranty_ends - self.as_of).days if self.warranty_ends else None


@dataclass(slots=True)
class StatusCount:
    """The complexes of one place by status; with those to which the stage does not apply they make the register."""

    register: int = 0
    by_status: dict[HandoverStatus, int] = field(default_factory=lambda: dict.fromkeys(HandoverStatus, 0))
    not_applicable: int = 0
    as_reported: int = 0
    open_snags: int = 0
    overdue_snags: int = 0

    def count(self, one: Receiving) -> None:
        self.register += 1
        if one.status is None:
            self.not_applicable += 1
        else:
            self.by_status[one.status] += 1
        self.as_reported += one.as_reported
        self.open_snags += len(one.snags)
        self.overdue_snags += len(one.overdue)


@dataclass(frozen=True, slots=True)
class Answerable:
    """Who has open snags to put right: a contractor under an executing body, with how many are overdue and since when the oldest is."""

    executing_body: str
    contractor: str
    sites: int
    open: int
    overdue: int
    oldest: date | None


@dataclass(frozen=True)
class Handovers:
    """Every complex in scope with what was recorded of its receiving, as of a day."""

    as_of: date
    reminder_days: int
    every: list[Receiving]

    def counted(self) -> StatusCount:
        return count(self.every)

    def by_governorate(self) -> dict[str, StatusCount]:
        """By code, in the order of the position."""
        places: dict[str, StatusCount] = defaultdict(StatusCount)
        for one in self.every:
            places[one.site.governorate].count(one)
        return dict(places)

    def late(self) -> list[Receiving]:
        """Where a snag is overdue."""
        return [one for one in self.every if one.overdue]

    def reported(self) -> list[Receiving]:
        """Whose status nobody has borne out by minutes yet."""
        return [one for one in self.every if one.as_reported]

    def ending(self) -> list[Receiving]:
        """Whose warranty ends within the days of the reminder, the first to end before the others."""
        until = self.as_of + timedelta(days=self.reminder_days)
        return self._by_warranty(lambda ends: self.as_of <= ends <= until)

    def ended(self) -> list[Receiving]:
        """Whose warranty is over while the building was not received finally."""
        return self._by_warranty(lambda ends: ends < self.as_of)

    def _by_warranty(self, wanted: Callable[[date], bool]) -> list[Receiving]:
        found = [(one.warranty_ends, one.site.code, one) for one in self.every if one.warranty_ends and wanted(one.warranty_ends)]
        return [one for _ends, _code, one in sorted(found, key=lambda row: row[:2])]

    def answerable(self) -> list[Answerable]:
        """Who has snags to put right, the most overdue first."""
        groups: dict[tuple[str, str], list[tuple[Receiving, ItemState]]] = defaultdict(list)
        for one in self.every:
            for snag in one.snags:
                groups[one.site.executing_body, str(snag.said("body") or "")].append((one, snag))
        found = [_answerable(body, contractor, pairs, self.as_of) for (body, contractor), pairs in groups.items()]
        return sorted(found, key=lambda a: (-a.overdue, -a.open, a.oldest or date.max, a.executing_body, a.contractor))


def _answerable(body: str, contractor: str, pairs: list[tuple[Receiving, ItemState]], as_of: date) -> Answerable:
    days = [day for _one, snag in pairs if (day := deadline(snag))]
    return Answerable(
        body, contractor, len({one.site.id for one, _snag in pairs}), len(pairs), sum(day < as_of for day in days), min(days, default=None)
    )


def count(several: Iterable[Receiving]) -> StatusCount:
    """These complexes by status."""
    counted = StatusCount()
    for one in several:
        counted.count(one)
    return counted


def handovers(session: Session, as_of: date, known_at: datetime | None = None, *, governorate: str | None = None) -> Handovers:
    """The receiving of every complex in scope, or of one governorate (by its code), as of a day, as known at a moment."""
    terms, now = parameters(session, as_of, known_at), stand(session) if known_at is None else None

    def read(code: str | None) -> dict[str, list[Receiving]]:
        found = position(session, as_of, known_at, governorate=code, kind=Kind.COMPLEX).sites
        steps = steps_of(session, areas=[HANDOVER], governorate=code, as_of=as_of, known_at=known_at)
        return by_place(
            Receiving(site, items_of(AREAS[HANDOVER], steps.get((site.id, HANDOVER), ())), as_of, terms) for site in found
        )

    parts = _kept.of(session, (as_of,), now, read, governorate).values()
    return Handovers(as_of, terms.value("warranty.reminder"), [one for part in parts for one in part])


_kept: Places[list[Receiving]] = Places(2 * 27)
forget = _kept.forget
