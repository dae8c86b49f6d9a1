"""The register in a few numbers for any day, counted by the database: what the published indicators ask of the position.

What was known at a moment that has passed stays as it was; what is known now is counted again only where something was told since.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from rollout.journal import last_moment
from rollout.kept import Kept
from rollout.known import Places, stand
from rollout.position import Position
from rollout.position_statement import statement
from rollout.scope import scope_of
from rollout.stages import Kind, State
from rollout.training.counts import totals

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many sites of each kind there are, have a stage done, and are begun without serving the public yet."""

    sites: Counter[Kind] = field(default_factory=Counter)
    done: Counter[tuple[Kind, str]] = field(default_factory=Counter)
    begun: Counter[Kind] = field(default_factory=Counter)

    def count(self, kind: Kind, done: Iterable[str], *, told: bool, number: int = 1) -> None:
        """Count so many sites of which these stages are done, and of which some stage is told to have begun."""
        finished = set(done)
        self.sites[kind] += number
        for stage in finished:
            self.done[kind, stage] += number
        if told and kind.final.key not in finished:
            self.begun[kind] += number

    def add(self, other: "Tally") -> None:
        self.sites.update(other.sites)
        self.done.update(other.done)
        self.begun.update(other.begun)


def tally_of(now: Position) -> Tally:
    """The numbers of a position that was read already."""
    found = Tally()
    for site in now.sites:
        states = site.states
        done = [key for key, state in states.items() if state is State.DONE]
        found.count(site.kind, done, told=any(state is not State.NOT_STARTED for state in states.values()))
    return found


def tally(session: Session, as_of: date, known_at: datetime | None = None) -> Tally:
    """The same of the sites in scope on a day, as known at a moment, without reading them."""
    whole = Tally()
    for part in _as_known(session, "tally", as_of, known_at, lambda code: _tallied(session, as_of, known_at, code)):
        whole.add(part)
    return whole


def trained(session: Session, as_of: date, known_at: datetime | None = None) -> int:
    """The persons whom the target of training covers."""

    def read(code: str | None) -> dict[str, int]:
        found: Counter[str] = Counter()
        for line in totals(session, as_of, known_at, governorate=code).lines:
            found[line.governorate] += line.tally.persons if line.targeted else 0
        return dict(found)

    return sum(_as_known(session, "trained", as_of, known_at, read))


_now: Places[Any] = Places(27 * 24)
_then: Kept[Any] = Kept(48)


def forget() -> None:
    """Keep nothing; for tests that want to see the counting itself."""
    _now.forget()
    _then.forget()


def _as_known(
    session: Session, question: str, as_of: date, known_at: datetime | None, read: Callable[[str | None], Mapping[str, T]]
) -> list[T]:
    now = stand(session)
    if known_at is None:
        return list(_now.of(session, (question, as_of), now, read).values())
    if now is None or known_at >= now.known_at:
        return list(read(None).values())
    undated = tuple(now.editions.items()), now.undated
    found: list[T] = _then.of(session, (question, as_of, known_at), undated, lambda: list(read(None).values()))
    return found


def _tallied(session: Session, as_of: date, known_at: datetime | None, governorate: str | None) -> dict[str, Tally]:
    known_at = known_at or last_moment(session)
    if known_at is None:
        return {}
    given = {name: value for name, value in (("scope", scope_of(session).view_ids), ("governorate", governorate)) if value is not None}
    row = statement(frozenset(given)).order_by(None).subquery("row")
    done = func.aggregate_strings(case((row.c.state == State.DONE.value, row.c.stage)), ",")
    told = func.count(case((row.c.state != State.NOT_STARTED.value, 1)))
    sites = (
        select(row.c.governorate, row.c.kind, func.coalesce(done, "").label("done"), case((told > 0, 1), else_=0).label("told"))
        .group_by(row.c.id, row.c.governorate, row.c.kind)
        .subquery("sites")
    )
    query: Any = select(*sites.c, func.count()).group_by(*sites.c)
    found: dict[str, Tally] = {}
    for place, kind, stages, begun, number in session.execute(query, {"as_of": as_of, "known_at": known_at, **given}):
        found.setdefault(place, Tally()).count(Kind(kind), filter(None, stages.split(",")), told=bool(begun), number=number)
    return found
