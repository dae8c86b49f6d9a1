"""Where the plan of one kind of site is going: its curve, and who will not make the wave that comes next.

Counted and kept by governorate (`rollout.known`), so that one committee's news makes only its own governorate be read anew.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from rollout.known import Places, stand_at
from rollout.plan.curve import Curve, Months, curve_of
from rollout.plan.ledger import month_end, promises
from rollout.plan.outlook import Planned
from rollout.plan.waves import Wave, total, waves
from rollout.position import position
from rollout.stages import Kind
from rollout.summary import Summary


@dataclass(frozen=True, slots=True)
class Missing:
    """A governorate with sites that will not make the wave, and what most of them lack first: the key of a stage, for so many."""

    governorate: str
    sites: int
    planned: int
    lack: str
    lacking: int


@dataclass(frozen=True, slots=True)
class Course:
    """The curve, None where nothing was promised; the wave that comes next, None behind the last, and who will miss it, most first."""

    curve: Curve | None = None
    wave: Wave | None = None
    missing: tuple[Missing, ...] = ()


@dataclass(slots=True)
class _Tally:
    """One governorate: its months, its waves, and what the sites lack first that will miss each of them."""

    months: Months = field(default_factory=Months)
    waves: dict[date, Wave] = field(default_factory=dict)
    lacks: dict[date, Counter[str]] = field(default_factory=dict)


_kept: Places[_Tally] = Places(27 * 14)
forget = _kept.forget


def course(session: Session, now: Summary, kind: Kind) -> Course:
    """The course of the sites of one kind in scope, as of the day of a summary and as known when it was counted."""
    tallies = _tallies(session, now, kind)
    months = Months()
    for tally in tallies.values():
        months.add(tally.months)
    ahead = min((month for tally in tallies.values() for month in tally.waves if month_end(month) > now.as_of), default=None)
    if ahead is None:
        return Course(curve_of(months, now.as_of))
    there = {code: tally for code, tally in tallies.items() if ahead in tally.waves}
    missing = [
        Missing(code, sum(of.values()), tally.waves[ahead].planned, *of.most_common(1)[0])
        for code, tally in there.items() if (of := tally.lacks.get(ahead))
    ]
    wave = total(tally.waves[ahead] for tally in there.values())
    wave.month = ahead
    return Course(curve_of(months, now.as_of), wave, tuple(sorted(missing, key=lambda one: (-one.sites, one.governorate))))


def _tallies(session: Session, now: Summary, kind: Kind) -> Mapping[str, _Tally]:
    """One for each governorate with such sites; those of which something has changed are counted anew."""

    def read(code: str | None) -> dict[str, _Tally]:
        places: dict[str, list[Planned]] = {}
        for row in _planned(session, now, kind, code):
            places.setdefault(row.site.governorate, []).append(row)
        return {place: _tally(rows) for place, rows in places.items()}

    return _kept.of(session, (now.as_of, kind, now.patience), stand_at(session, now.known_at), read)


def _planned(session: Session, now: Summary, kind: Kind, governorate: str | None) -> list[Planned]:
    found = position(session, now.as_of, now.known_at, kind=kind, governorate=governorate, patience=now.patience)
    ledgers = promises(session, now.as_of, found.known_at, stage=kind.final.key, governorate=governorate)
    return [Planned(site, ledgers.get((site.id, kind.final.key), ()), now.as_of) for site in found.sites]


def _tally(rows: Sequence[Planned]) -> _Tally:
    tally = _Tally(waves={wave.month: wave for wave in waves(rows) if wave.month is not None})
    for row in rows:
        tally.months.count(row)
        if row.month is not None and row.misses:
            tally.lacks.setdefault(row.month, Counter())[row.first_lack[0].key if row.first_lack else ""] += 1
    return tally
