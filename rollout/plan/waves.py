"""The waves of the plan: the sites promised for one month, how they fare, and which others could take the place of one that fails."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.places import wave_of
from rollout.plan.ledger import month_end
from rollout.plan.outlook import Planned, Prospect
from rollout.stages import Kind


@dataclass(slots=True)
class Wave:
    """One month of the plan, or the sites without a date where `month` is None.

    `counts` are of the sites that are promised for it now, by prospect; they add up to `planned`. `first` counts the sites whose first
    promise was for this month; `pushed` those once promised for it and now for a later one; `arrived` those that came from an earlier one.
    """

    month: date | None
    counts: dict[Prospect, int] = field(default_factory=lambda: dict.fromkeys(Prospect, 0))
    first: int = 0
    pushed: int = 0
    arrived: int = 0

    @property
    def planned(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        return self.counts[Prospect.DONE]

    @property
    def done_share(self) -> float:
        return self.done / self.planned if self.planned else 0.0


def waves(rows: Iterable[Planned]) -> list[Wave]:
    """The waves in the order of their months, that of the sites without a date last. Every site is planned in exactly one."""
    found: dict[date | None, Wave] = {}

    def wave(month: date | None) -> Wave:
        return found.setdefault(month, Wave(month))

    for row in rows:
        here = row.month
        wave(here).counts[row.prospect] += 1
        if here is None:
            continue
        months = [promise.due_on.replace(day=1) for promise in row.promised]
        wave(months[0]).first += 1
        for month in {month for month in months if month < here}:
            wave(month).pushed += 1
        wave(here).arrived += min(months) < here
    return sorted(found.values(), key=lambda one: (one.month is None, one.month or date.max))


def total(parts: Iterable[Wave]) -> Wave:
    """All waves in one; `pushed` counts a site once for each wave that it left."""
    whole = Wave(None)
    for part in parts:
        for key, number in part.counts.items():
            whole.counts[key] += number
        whole.first += part.first
        whole.pushed += part.pushed
        whole.arrived += part.arrived
    return whole


def in_wave(rows: Iterable[Planned], month: date | None) -> list[Planned]:
    """The sites that are promised for this month now: those that will not make it first, the most delayed of them leading."""
    order = {key: place for place, key in enumerate((Prospect.LATE, Prospect.AT_RISK, Prospect.ON_WAY, Prospect.UNDATED, Prospect.DONE))}
    found = [row for row in rows if row.month == month]
    return sorted(found, key=lambda row: (order[row.prospect], -row.needed, row.site.code))


def left_wave(rows: Iterable[Planned], month: date | None) -> list[Planned]:
    """The sites that were once promised for this month and now are for a later one."""
    return [
        row for row in rows
        if month is not None and row.month is not None and row.month > month
        and any(wave_of(promise.due_on) == month for promise in row.promised)
    ]


@dataclass(frozen=True)
class Candidate:
    """A site that could take the place of one that will not make its wave. `left` are the days until the wave ends, below zero after it.

    Where it is to replace a certain site, `same_governorate` says whether it lies in that site's.
    """

    row: Planned
    left: int
    same_governorate: bool | None = None

    @property
    def in_time(self) -> bool:
        """Whether it makes the wave: nothing has come to a stop, and the usual durations need no more days than are left."""
        return not self.row.held and self.row.needed <= self.left


@dataclass(frozen=True)
class Candidates:
    """The sites that make a wave which others will not; and, where none does, the one that comes nearest to it."""

    in_time: list[Candidate]
    nearest: Candidate | None = None


def candidates(
    rows: Sequence[Planned], month: date, kinds: Collection[Kind], as_of: date, *, replaced: Planned | None = None, most: int = 8
) -> Candidates:
    """Sites of these kinds, of later waves or of none, that make the wave: those of the governorate of the one `replaced` first."""
    days = (month_end(month) - as_of).days
    found = [
        Candidate(row, days, row.site.governorate == replaced.site.governorate if replaced else None)
        for row in rows
        if row.site.kind in kinds and not row.site.in_service and (row.month is None or row.month > month)
    ]
    found.sort(key=lambda one: (bool(one.row.held), one.row.needed, -one.row.site.readiness, one.row.site.code))
    ready = [one for one in found if one.in_time]
    ready.sort(key=lambda one: one.same_governorate is False)
    return Candidates(ready[:most]) if ready else Candidates([], found[0] if found else None)
