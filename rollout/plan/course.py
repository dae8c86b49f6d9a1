"""Where the plan of one kind of site is going: its curve, and who will not make the wave that comes next.

Kept in memory as long as nothing it speaks of has changed, which the proof of the summary beside it says.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from rollout.kept import Kept
from rollout.plan.curve import Curve, curve
from rollout.plan.ledger import month_end, promises
from rollout.plan.outlook import Planned
from rollout.plan.waves import Wave, in_wave, waves
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


_kept: Kept[Course] = Kept(100)
forget = _kept.forget


def course(session: Session, now: Summary, kind: Kind) -> Course:
    """The course of the sites of one kind in scope, as of the day of a summary and as known when it was counted."""
    if not now.proof:
        return Course()
    return _kept.of(session, (now.as_of, kind), now.proof, lambda: _course(_planned(session, now, kind), now.as_of))


def _planned(session: Session, now: Summary, kind: Kind) -> list[Planned]:
    found = position(session, now.as_of, now.proof[0], kind=kind, patience=now.patience)
    ledgers = promises(session, now.as_of, found.known_at, stage=kind.final.key)
    return [Planned(site, ledgers.get((site.id, kind.final.key), ()), now.as_of) for site in found.sites]


def _course(rows: Sequence[Planned], as_of: date) -> Course:
    ahead = next((one for one in waves(rows) if one.month is not None and month_end(one.month) > as_of), None)
    return Course(curve(rows), ahead, _missing(in_wave(rows, ahead.month)) if ahead else ())


def _missing(here: Sequence[Planned]) -> tuple[Missing, ...]:
    planned = Counter(row.site.governorate for row in here)
    lacks: dict[str, Counter[str]] = {}
    for row in here:
        if row.misses:
            lacks.setdefault(row.site.governorate, Counter()).update([next((stage.key for stage, _row in row.held or row.lacks), "")])
    found = [Missing(code, sum(of.values()), planned[code], *of.most_common(1)[0]) for code, of in lacks.items()]
    return tuple(sorted(found, key=lambda one: (-one.sites, one.governorate)))
