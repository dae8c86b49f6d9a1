"""Two moments side by side: what happened between two days, apart from what was corrected about the first of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from rollout.clock import today
from rollout.errors import Refused
from rollout.followup.difference import Difference, SiteChange, SiteValue, Snapshot, StageValue, by_governorate, difference
from rollout.journal import last_moment
from rollout.known import Places, stand
from rollout.position import position
from rollout.snapshots import snapshot
from rollout.stages import Kind, State
from rollout.text import _


@dataclass(frozen=True, slots=True)
class Point:
    """A day, as known at a moment; without one, as everything recorded until now says."""

    as_of: date
    known_at: datetime | None = None


@dataclass(slots=True)
class StageCount:
    """How many sites of a kind had a stage behind them at either point, and how many moved there or back."""

    before: int = 0
    after: int = 0
    forward: int = 0
    back: int = 0

    @property
    def net(self) -> int:
        return self.after - self.before

    def add(self, other: "StageCount") -> None:
        """Count what another place counted in as well."""
        self.before += other.before
        self.after += other.after
        self.forward += other.forward
        self.back += other.back


@dataclass(frozen=True)
class Comparison:
    """All that lies between two points.

    `total` leads from the first as it was known then to the second. It is `corrected`, what was learnt later about the first day
    itself, and then `progress`, what happened from that day to the other.
    """

    first: Point
    second: Point
    before: Snapshot
    after: Snapshot
    total: Difference
    corrected: Difference
    progress: Difference
    stages: Mapping[str, Mapping[str, StageCount]] = field(default_factory=dict)

    @property
    def moving(self) -> dict[str, Mapping[str, StageCount]]:
        """The counts of the first kind, and of every other of which a stage of some site is different."""
        kinds = {change.after.kind for part in (self.progress, self.corrected) for change in part.staged}
        counted = {key for key, stages in self.stages.items() if any(one.forward or one.back for one in stages.values())}
        return {key: counts for place, (key, counts) in enumerate(self.stages.items()) if not place or key in kinds | counted}


_kept: Places[Comparison] = Places(2 * 27)
forget = _kept.forget


def compare(session: Session, first: Point, second: Point, *, governorate: str | None = None) -> Comparison:
    """What lies between two points at the sites in scope, or at those of one governorate; each position is read once.

    Where neither point names a moment, only the governorates are compared anew of which something was told since the last time.
    """
    if second.as_of < first.as_of:
        raise Refused(_("The second day of a comparison comes after the first one."))
    if second.as_of > today():
        raise Refused(_("A comparison cannot reach a day that has not come yet."))
    now = stand(session) if first.known_at is None and second.known_at is None else None
    newest = now.known_at if now is not None else last_moment(session)
    first, second = Point(first.as_of, first.known_at or newest), Point(second.as_of, second.known_at or newest)
    if first.known_at and second.known_at and second.known_at < first.known_at:
        raise Refused(_("What was known at the second point must not be less than what was known at the first."))

    def read(code: str | None) -> dict[str, Comparison]:
        before, again, after = (by_governorate(each) for each in _snapshots(session, first, second, code))
        return {
            place: _compared(first, second, before.get(place, {}), again.get(place, {}), after.get(place, {}))
            for place in before | again | after
        }

    return _together(first, second, _kept.of(session, (first.as_of, second.as_of), now, read, governorate).values())


def _snapshots(session: Session, first: Point, second: Point, governorate: str | None) -> tuple[Snapshot, Snapshot, Snapshot]:
    """The first day as known then, the same day as known at the second point, and the second."""

    def taken(point: Point) -> Snapshot:
        return snapshot(position(session, point.as_of, point.known_at, governorate=governorate))

    before = taken(first)
    return before, before if first.known_at == second.known_at else taken(Point(first.as_of, second.known_at)), taken(second)


def _compared(first: Point, second: Point, before: Snapshot, again: Snapshot, after: Snapshot) -> Comparison:
    """One governorate: nothing that is told of it is part of another's."""
    return Comparison(
        first, second, before, after, difference(before, after), difference(before, again), difference(again, after), _stages(before, after)
    )


def _together(first: Point, second: Point, parts: Collection[Comparison]) -> Comparison:
    """The comparison of several governorates, of which each was compared by itself."""
    before, after = Snapshot(), Snapshot()
    for part in parts:
        before |= part.before
        after |= part.after
    return Comparison(
        first, second, before, after, _joined(part.total for part in parts), _joined(part.corrected for part in parts),
        _joined(part.progress for part in parts), _added([part.stages for part in parts]),
    )


def _joined(parts: Iterable[Difference]) -> Difference:
    """What differs at several governorates, in the order of codes."""
    several = list(parts)

    def code(one: SiteValue | SiteChange) -> str:
        return one.code

    return Difference(
        tuple(sorted((site for part in several for site in part.new), key=code)),
        tuple(sorted((site for part in several for site in part.gone), key=code)),
        tuple(sorted((change for part in several for change in part.changed), key=code)),
    )


def _added(parts: Collection[Mapping[str, Mapping[str, StageCount]]]) -> dict[str, dict[str, StageCount]]:
    """The counts of several governorates added up; only kinds that occur, in the programme's order."""
    kinds = {kind for part in parts for kind in part}
    counts: dict[str, dict[str, StageCount]] = {
        kind.value: {stage.key: StageCount() for stage in kind.stages} for kind in Kind if kind.value in kinds
    }
    for part in parts:
        for kind, stages in part.items():
            for key, counted in stages.items():
                counts[kind][key].add(counted)
    return counts


def _stages(before: Snapshot, after: Snapshot) -> dict[str, dict[str, StageCount]]:
    """By kind and stage, in the programme's order; only kinds that occur."""
    kinds = {site.kind for site in (*before.values(), *after.values())}
    counts: dict[str, dict[str, StageCount]] = {
        kind.value: {stage.key: StageCount() for stage in kind.stages} for kind in Kind if kind.value in kinds
    }
    for code in before.keys() | after.keys():
        one, two = before.get(code), after.get(code)
        was = dict(one.stages) if one else {}
        now = dict(two.stages) if two else {}
        kind = two.kind if two else before[code].kind
        for key, count in counts[kind].items():
            earlier, later = _passed(was.get(key)), _passed(now.get(key))
            count.before += earlier
            count.after += later
            count.forward += later and not earlier
            count.back += earlier and not later
    return counts


def _passed(value: StageValue | None) -> bool:
    return value is not None and value.state == State.DONE
