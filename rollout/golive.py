"""How near each complex is to serving the public: its phase, what each of its gates lacks, and the waivers that stand for them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from sqlalchemy.orm import Session

from rollout.details.reading import Steps, steps_of
from rollout.known import Places, by_place, stand
from rollout.parameters import Parameters, parameters
from rollout.position import Row, SitePosition, position
from rollout.stages import Kind, State
from rollout.text import Text, _
from rollout.works import AREAS, Happened, Items, ItemState, items_of
from rollout.works.due import due_on
from rollout.works.service import GATES, GO_LIVE, NOT_READY, Phase, opening, phase, waived_gates, waivers

SERVICE = "service"


class WaiverState(StrEnum):
    """Whether a waiver still stands for its gate."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    MET = "met"
    RENEWED = "renewed"

    @property
    def label(self) -> Text:
        return _WAIVER_LABELS[self]


_WAIVER_LABELS = {
    WaiverState.IN_FORCE: _("In force"),
    WaiverState.EXPIRED: _("Expired, and the gate is not met"),
    WaiverState.MET: _("The gate has been met"),
    WaiverState.RENEWED: _("Replaced by a later waiver"),
}


@dataclass(frozen=True)
class Waiver:
    """One waiver of a site on a day: for which gate, who approved it and why, until when, and what became of it."""

    item: str
    gate: str
    granted: Happened
    state: WaiverState
    days_left: int

    @property
    def label(self) -> Text:
        return dict(GATES).get(self.gate, Text(self.gate))


@dataclass(frozen=True)
class Gate:
    """A gate of a site on a day: met or not, what is still missing, and the waiver that passes it meanwhile."""

    key: str
    label: Text
    row: Row
    waiver: Waiver | None
    missing: list[tuple[Text, Text | None]]

    @property
    def met(self) -> bool:
        return self.row.state.passes

    @property
    def closed(self) -> bool:
        """Neither met nor waived."""
        return not self.met and (self.waiver is None or self.waiver.state is not WaiverState.IN_FORCE)


@dataclass(frozen=True)
class GoingLive:
    """One complex on its way to the public. `terms` say how long a trial usually takes."""

    site: SitePosition
    items: Items
    as_of: date
    terms: Parameters
    received: date | None = None

    @property
    def row(self) -> Row:
        return self.site.stages[SERVICE]

    @property
    def _here(self) -> ItemState:
        return self.items[GO_LIVE]

    @cached_property
    def met(self) -> frozenset[str]:
        return frozenset(key for key, _label in GATES if self.site.stages[key].state.passes)

    @cached_property
    def closed(self) -> list[tuple[str, Text]]:
        """The gates that are neither met nor waived."""
        passed = waived_gates(self.items, self.as_of)
        return [(key, label) for key, label in GATES if key not in self.met and key not in passed]

    @cached_property
    def phase(self) -> Phase | None:
        """None where going live does not apply to the site."""
        if self.row.state is State.NOT_APPLICABLE:
            return None
        return phase(self.items, serves=self.site.in_service, closed=[key for key, _label in self.closed])

    @cached_property
    def waivers(self) -> list[Waiver]:
        return [_waiver(one, self.items, self.as_of, self.met) for one in waivers(self.items)]

    @property
    def expired(self) -> list[Waiver]:
        return [waiver for waiver in self.waivers if waiver.state is WaiverState.EXPIRED]

    @property
    def check(self) -> Happened | None:
        """The last readiness check."""
        return self._here.taken.get("check")

    @property
    def failed_check(self) -> bool:
        return self.check is not None and self.check.facts.get("verdict") == NOT_READY

    @property
    def unchecked(self) -> bool:
        """In trial or in service without a signed checklist."""
        return self.check is None and self.phase is not None and (self.phase.serves or self.phase is Phase.TRIAL)

    @property
    def trial_days(self) -> int | None:
        """For how many days the trial has been running."""
        trial = self._here.taken.get("trial")
        return (self.as_of - trial.on).days if trial and self.phase is Phase.TRIAL else None

    @property
    def trial_over(self) -> int:
        """Days by which the trial exceeds the end in its minutes, else the usual length; 0 while it does not."""
        due = due_on(SERVICE, self._here, self.items, self.terms, self.received) if self.trial_days is not None else None
        return max((self.as_of - due.on).days, 0) if due else 0

    @property
    def first_day(self) -> date | None:
        """The first day of transactions."""
        if self._here.finished:
            return self._here.finished.on
        return self.row.effective_on if self.site.in_service else None

    @property
    def first_transactions(self) -> int | None:
        return self._here.finished.count if self._here.finished else None

    @property
    def opening(self) -> Happened | None:
        return opening(self.items)

    @property
    def opened_idle(self) -> bool:
        """Opened officially while it serves nobody."""
        return self.opening is not None and not self.site.in_service

    @property
    def through_waiver(self) -> bool:
        return self.site.in_service and bool(self.row.waiver_by)


@dataclass(slots=True)
class PhaseCount:
    """The complexes of one place by phase; with those to which it does not apply they make the register."""

    register: int = 0
    by_phase: dict[Phase, int] = field(default_factory=lambda: dict.fromkeys(Phase, 0))
    not_applicable: int = 0
    waived: int = 0
    lapsed: int = 0
    opened_idle: int = 0
    trial_over: int = 0

    def count(self, one: GoingLive) -> None:
        self.register += 1
        if one.phase is None:
            self.not_applicable += 1
        else:
            self.by_phase[one.phase] += 1
        self.waived += one.through_waiver
        self.lapsed += one.row.lapsed
        self.opened_idle += one.opened_idle
        self.trial_over += one.trial_over > 0

    @property
    def in_service(self) -> int:
        return sum(number for each, number in self.by_phase.items() if each.serves)


def going_live(
    session: Session, as_of: date, known_at: datetime | None = None, *, governorate: str | None = None,
    site_ids: Collection[int] | None = None,
) -> list[GoingLive]:
    """Every complex in scope, of one governorate (by its code) or among these, as of a day, as known at a moment."""
    terms, now = parameters(session, as_of, known_at), stand(session) if known_at is None and site_ids is None else None

    def read(code: str | None) -> dict[str, list[GoingLive]]:
        found = position(session, as_of, known_at, governorate=code, kind=Kind.COMPLEX, site_ids=site_ids).sites
        steps = steps_of(session, areas=[SERVICE], governorate=code, site_ids=site_ids, as_of=as_of, known_at=known_at)
        return by_place(GoingLive(site, items_of(AREAS[SERVICE], steps.get((site.id, SERVICE), ())), as_of, terms) for site in found)

    parts = _kept.of(session, (as_of,), now, read, governorate).values()
    return [one for part in parts for one in part]


_kept: Places[list[GoingLive]] = Places(2 * 27)
forget = _kept.forget


def count(several: Collection[GoingLive]) -> PhaseCount:
    """These complexes by phase."""
    counted = PhaseCount()
    for one in several:
        counted.count(one)
    return counted


def gates_of(session: Session, one: GoingLive, known_at: datetime | None = None) -> list[Gate]:
    """The gates of a complex in their order, each with what it lacks."""
    steps = steps_of(session, site_ids=[one.site.id], as_of=one.as_of, known_at=known_at)
    latest: dict[str, Waiver] = {waiver.gate: waiver for waiver in one.waivers if waiver.state is not WaiverState.RENEWED}
    return [
        Gate(key, label, one.site.stages[key], latest.get(key), _missing(one.site, key, steps) if key not in one.met else [])
        for key, label in GATES
    ]


def _missing(site: SitePosition, key: str, steps: Steps) -> list[tuple[Text, Text | None]]:
    """What is not finished behind a gate, each with its next step; nothing where no details are kept."""
    area, happened = AREAS.get(key), steps.get((site.id, key))
    if area is None or not happened:
        return []
    return [
        (item.kind.label, item.next.label if item.next else None)
        for item in items_of(area, happened).values()
        if item.kind.counted and not item.finished and not item.excused and (item.known or not item.kind.many)
    ]


def _waiver(item: ItemState, items: Items, as_of: date, met: Collection[str]) -> Waiver:
    granted = item.taken["granted"]
    gate, until = str(granted.facts.get("gate")), granted.expected_on or granted.on
    standing = waived_gates(items, as_of).get(gate)
    if item.finished or gate in met:
        state = WaiverState.MET
    elif until >= as_of:
        state = WaiverState.IN_FORCE
    else:
        state = WaiverState.RENEWED if standing else WaiverState.EXPIRED
    return Waiver(item.key, gate, granted, state, (until - as_of).days)
