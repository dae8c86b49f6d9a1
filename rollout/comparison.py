"""Two moments side by side: what happened between two days, apart from what was corrected about the first of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from rollout.clock import today
from rollout.errors import Refused
from rollout.followup.difference import Difference, Snapshot, StageValue, difference
from rollout.journal import last_moment
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


def compare(session: Session, first: Point, second: Point, *, governorate: str | None = None) -> Comparison:
    """What lies between two points at the sites in scope, or at those of one governorate; three positions are read."""
    if second.as_of < first.as_of:
        raise Refused(_("The second day of a comparison comes after the first one."))
    if second.as_of > today():
        raise Refused(_("A comparison cannot reach a day that has not come yet."))
    newest = last_moment(session)
    first, second = Point(first.as_of, first.known_at or newest), Point(second.as_of, second.known_at or newest)
    if first.known_at and second.known_at and second.known_at < first.known_at:
        raise Refused(_("What was known at the second point must not be less than what was known at the first."))
    before, again, after = (
        snapshot(position(session, point.as_of, point.known_at, governorate=governorate))
        for point in (first, Point(first.as_of, second.known_at), second)
    )
    return Comparison(
        first, second, before, after, difference(before, after), difference(before, again), difference(again, after), _stages(before, after)
    )


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
