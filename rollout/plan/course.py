"""Where the plan of one kind of site is going: its curve, and who will not make the wave that comes next.

Kept in memory as long as nothing it speaks of has changed, which the proof of the summary beside it says; a transaction that may write
neither keeps nor takes anything.
"""

from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from rollout.database import only_reads
from rollout.plan.curve import Curve, curve
from rollout.plan.ledger import month_end, promises
from rollout.plan.outlook import Planned
from rollout.plan.waves import Wave, in_wave, waves
from rollout.position import position
from rollout.scope import scope_of
from rollout.stages import Kind
from rollout.summary import Summary

_KEPT = 100


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


_found: OrderedDict[tuple[Any, ...], tuple[tuple[Any, ...], Course]] = OrderedDict()
_lock = Lock()


def course(session: Session, now: Summary, kind: Kind) -> Course:
    """The course of the sites of one kind in scope, as of the day of a summary and as known when it was counted."""
    if not now.proof:
        return Course()
    bind = session.get_bind()
    key = (str(bind.url) if isinstance(bind, Engine) else "", repr(scope_of(session).view), now.as_of, kind)
    with _lock:
        kept = _found.get(key) if only_reads() else None
    if kept is None or kept[0] != now.proof:
        kept = (now.proof, _course(_planned(session, now, kind), now.as_of))
        _keep(key, kept)
    return kept[1]


def forget() -> None:
    """Keep nothing; for tests that want to see the reading itself."""
    with _lock:
        _found.clear()


def _keep(key: tuple[Any, ...], kept: tuple[tuple[Any, ...], Course]) -> None:
    if only_reads():
        with _lock:
            _found[key] = kept
            _found.move_to_end(key)
            while len(_found) > _KEPT:
                _found.popitem(last=False)


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
