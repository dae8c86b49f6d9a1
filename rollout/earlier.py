"""Where the sites of a position stood on days before it, by the states of their stages alone: one reading of the journal for them all.

It tells what `rollout.position` tells of those days; whoever asks more of an earlier day than the states takes a position of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from models import Governorate, ProgressEntry
from rollout.position import Position, SitePosition
from rollout.stages import Kind, State

_STATES = {state.value: state for state in State}


@dataclass(frozen=True, slots=True)
class Stood:
    """A site as it stood at the end of an earlier day."""

    governorate: str
    kind: Kind
    states: Mapping[str, State]

    @property
    def in_service(self) -> bool:
        return self.states[self.kind.final.key] is State.DONE


def earlier(
    session: Session, now: Position, days: Iterable[date], governorate: str | None = None
) -> Iterator[tuple[date, list[Stood]]]:
    """The sites of `now`, in its order, as they stood on each of these days, as known at its own moment. The earliest day comes first.

    `governorate` is that of the position where it is one's alone; it only spares the database the entries of the others.
    """
    wanted = sorted(days)
    if not wanted or now.known_at is None:
        return
    states = {site.id: dict.fromkeys((stage.key for stage in site.kind.stages), State.NOT_STARTED) for site in now.sites}
    told = iter(session.execute(_entries(now, wanted[-1], governorate)).all())
    entry = next(told, None)
    for day in wanted:
        while entry is not None and entry.effective_on <= day:
            site = states.get(entry.site_id, {})
            if entry.stage in site:
                site[entry.stage] = _STATES[entry.state]
            entry = next(told, None)
        yield day, [_stood(site, states[site.id]) for site in now.sites]


def _stood(site: SitePosition, states: Mapping[str, State]) -> Stood:
    return Stood(site.governorate, site.kind, dict(states))


def _entries(now: Position, until: date, governorate: str | None) -> Select[Any]:
    """What was told of the stages up to a day and not corrected since, so that of each stage the entry that counts comes last."""
    entry, later = ProgressEntry, aliased(ProgressEntry)
    replaced = select(later.id).where(later.replaces_id == entry.id, later.recorded_at <= now.known_at)
    query: Any = (
        select(entry.site_id, entry.stage, entry.state, entry.effective_on)
        .where(entry.effective_on <= until, entry.recorded_at <= now.known_at, ~replaced.exists())
        .order_by(entry.effective_on, entry.recorded_at, entry.id)
    )
    if governorate is not None:
        query = query.where(entry.governorate_id.in_(select(Governorate.id).where(Governorate.code == governorate)))
    found: Select[Any] = query
    return found
