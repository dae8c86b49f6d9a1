"""Whether what an issued document says of its day is still what is known of that day."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from threading import Lock
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Governorate, IssuedDocument
from rollout.followup.difference import Difference, SiteChange, Snapshot, difference
from rollout.issued.kinds import IssuedKind, kind_of
from rollout.journal import last_moment
from rollout.ledger.figures import figures
from rollout.position import position
from rollout.snapshots import snapshot

_Key = tuple[str, datetime | None]


@dataclass(frozen=True)
class Restated:
    """What was learnt about a document's own day after its moment: of its sites, and whether values of the contracts changed."""

    sites: Difference = field(default_factory=Difference)
    values: bool = False

    @property
    def changed(self) -> tuple[SiteChange, ...]:
        """The sites of which more became known than that somebody spoke or that a document came: a document confirms a figure."""
        return tuple(change for change in self.sites.moved if not _only_proved(change))

    @property
    def number(self) -> int:
        return len(self.sites.new) + len(self.sites.gone) + len(self.changed)

    def __bool__(self) -> bool:
        return self.values or self.number > 0


def _only_proved(change: SiteChange) -> bool:
    facts = all(moved.name == "heard_on" for moved in change.facts)
    return facts and all(
        moved.before is not None and moved.after is not None and replace(moved.before, proved=True) == moved.after
        for moved in change.stages
    )


def restated(session: Session, document: IssuedDocument, known_at: datetime | None = None) -> Restated | None:
    """What would be said otherwise of the document's day as known at a moment, by default now; None for a kind that states no figures.

    Two positions are read, unless nothing was recorded since. The session must see what the document speaks of.
    """
    kind = kind_of(document.kind)
    if not kind.counts:
        return None
    newest = known_at or last_moment(session)
    if newest == document.known_at:
        return Restated()
    code = None
    if document.governorate_id is not None:
        code = session.scalar(select(Governorate.code).where(Governorate.id == document.governorate_id))
    return learnt(session, kind, code, document.as_of, document.known_at, newest)


def learnt(
    session: Session, kind: IssuedKind, code: str | None, as_of: date, since: datetime | None, until: datetime | None
) -> Restated:
    """What was learnt between two moments of a day of a governorate, or without a code of the whole country."""
    before, after = (_snapshot(session, as_of, moment, code) for moment in (since, until))
    values = kind.prices and len({str(_values(session, as_of, moment, code)) for moment in (since, until)}) > 1
    return Restated(difference(before, after), values)


def was_restated(session: Session, document: IssuedDocument) -> bool | None:
    """The same in a word, for whoever holds the paper; remembered until something else is recorded, and one at a time."""
    key = document.sha256, last_moment(session)
    with _turn:
        memory = _memory()
        if key not in memory:
            found = restated(session, document)
            memory[key] = None if found is None else bool(found)
            if len(memory) > _MOST:
                del memory[next(iter(memory))]
        return memory[key]


_MOST = 500
_turn = Lock()


@lru_cache(maxsize=1)
def _memory() -> dict[_Key, bool | None]:
    return {}


def _snapshot(session: Session, as_of: date, known_at: datetime | None, code: str | None) -> Snapshot:
    # Standing is not asked here, so any patience will do and the office need not be read.
    return snapshot(position(session, as_of, known_at, governorate=code, patience=1)) if known_at else {}


def _values(session: Session, as_of: date, known_at: datetime | None, code: str | None) -> list[Any]:
    held = figures(session, None, as_of, known_at, by="site", governorate=code, at_sites=True) if known_at else {}
    return sorted((site, sorted(each.value.items())) for site, each in held.items() if any(each.value.values()))
