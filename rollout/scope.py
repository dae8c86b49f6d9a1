"""Who may see and change which rows: the one gate, under all pages, commands and reports, closed by default.

A session carries the scope of whoever works with it. Every statement that the ORM runs over a scoped table gets the condition of the
scope added, joins, aliases and relationship loads included; every flushed row must lie in the governorates that may be captured,
before and after the change. Without an open scope such a statement raises. Core selects on tables and raw SQL are not covered:
only this module, `rollout.position_statement` and `rollout.journal` may use them, with the ids of the scope passed in.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from models import Governorate, Scoped
from rollout.errors import OutOfScope

_KEY: Final = "scope"


class _All:
    """Every governorate."""

    def __contains__(self, governorate_id: object) -> bool:
        return True

    def __repr__(self) -> str:
        return "ALL"


ALL: Final = _All()
Governorates = _All | frozenset[int]


class ScopeMissing(RuntimeError):
    """A governorate's rows were asked for while nobody had said for whom. A fault of the program, never of the user."""


@dataclass(frozen=True)
class Scope:
    """The governorates whose rows may be seen, and those whose rows may be changed."""

    view: Governorates
    capture: Governorates

    @property
    def view_ids(self) -> list[int] | None:
        """The ids to put in a condition; None where there is nothing to restrict."""
        return None if isinstance(self.view, _All) else sorted(self.view)


NOTHING: Final = Scope(frozenset(), frozenset())
EVERYTHING: Final = Scope(ALL, ALL)


def open_scope(session: Session, scope: Scope) -> None:
    """From here on the session works for `scope`. What it read before under a wider one is forgotten."""
    previous = session.info.get(_KEY)
    if previous is not None and previous != scope:
        session.expunge_all()
    session.info[_KEY] = scope


def close_scope(session: Session) -> None:
    session.info.pop(_KEY, None)


def scope_of(session: Session) -> Scope:
    scope = session.info.get(_KEY)
    if scope is None:
        raise ScopeMissing("no scope is open on this session")
    return scope


@contextmanager
def limited(session: Session, scope: Scope) -> Iterator[Session]:
    """Work for `scope` inside the block, then for whoever came before."""
    previous = session.info.get(_KEY)
    open_scope(session, scope)
    try:
        yield session
    finally:
        if previous is None:
            close_scope(session)
        else:
            session.info[_KEY] = previous
        if session.info.get(_KEY) != scope:
            session.expunge_all()


@contextmanager
def everything(session: Session) -> Iterator[Session]:
    """Work for the whole country: commands, jobs and tests."""
    with limited(session, EVERYTHING):
        yield session


def _scoped_classes() -> Collection[type[Scoped]]:
    return Scoped.__subclasses__()


def _speaks_of_scoped_rows(state: ORMExecuteState) -> bool:
    return any(issubclass(mapper.class_, Scoped) for mapper in state.all_mappers)


@event.listens_for(Session, "do_orm_execute")
def _confine(state: ORMExecuteState) -> None:
    if state.is_column_load:
        return
    scope: Scope | None = state.session.info.get(_KEY)
    if scope is None:
        if _speaks_of_scoped_rows(state):
            raise ScopeMissing(f"no scope is open: {state.statement}")
        return
    if state.is_from_statement and not isinstance(scope.view, _All):
        raise ScopeMissing("a statement given as text cannot be confined")
    if state.is_select:
        _restrict(state, scope.view)
    elif _speaks_of_scoped_rows(state) and not isinstance(scope.capture, _All):
        if state.is_insert or _moves_rows(state):
            raise OutOfScope
        _restrict(state, scope.capture)


def _moves_rows(state: ORMExecuteState) -> bool:
    values = getattr(state.statement, "_values", None) or {}
    return any(getattr(column, "key", column) == "governorate_id" for column in values)


def _restrict(state: ORMExecuteState, governorates: Governorates) -> None:
    if isinstance(governorates, _All):
        return
    state.statement = _confined(state.statement, tuple(sorted(governorates)), tuple(_scoped_classes()))


def _confined(statement: Any, ids: tuple[int, ...], classes: tuple[type[Scoped], ...]) -> Any:
    """The statement under the conditions of every scoped table. Kept as long as the statement itself: one that was put together once comes
    again with every page, and SQLAlchemy knows it again by what it is, instead of by all that it is made of."""
    known = _known.setdefault(statement, {})
    if (ids, classes) not in known:
        known[ids, classes] = statement.options(*_conditions(ids, classes))
    return known[ids, classes]


_known: WeakKeyDictionary[Any, dict[tuple[tuple[int, ...], tuple[type[Scoped], ...]], Any]] = WeakKeyDictionary()


@lru_cache(maxsize=256)
def _conditions(ids: tuple[int, ...], classes: tuple[type[Scoped], ...]) -> tuple[ExecutableOption, ...]:
    """The condition of every scoped table. To make them takes longer than most statements, and a page has dozens of those."""
    # A function of the class, not a condition: a condition is not carried over to an alias that is joined.
    return tuple(with_loader_criteria(cls, lambda scoped: scoped.in_governorates(ids), include_aliases=True) for cls in classes)


@event.listens_for(Session, "before_flush")
def _guard(session: Session, context: Any, instances: Any) -> None:
    new, deleted = session.new, session.deleted  # each access builds the whole set again
    touched = [row for row in (*new, *deleted, *session.dirty) if isinstance(row, Scoped)]
    touched = [row for row in touched if row in new or row in deleted or session.is_modified(row)]
    if not touched:
        return
    capture = scope_of(session).capture
    if isinstance(capture, _All):
        return
    for row in touched:
        if isinstance(row, Governorate) or not _governorates_of(row) <= capture:
            raise OutOfScope


def _governorates_of(row: Scoped) -> set[int | None]:
    """Every governorate that the row belongs to, before and after the change that is about to be written."""
    state = inspect(row)
    history = state.attrs.governorate_id.history
    ids = {*history.added, *history.deleted, *history.unchanged}
    if "governorate" in state.mapper.relationships:
        linked = state.attrs.governorate.history
        ids |= {place.id for place in (*linked.added, *linked.deleted) if place is not None}
        if linked.added:  # the column follows the relationship at flush; until then it may still be empty
            ids.discard(None)
    return ids or {None}
