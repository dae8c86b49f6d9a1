"""Attendance counts in force: three numbers that stand side by side and are never merged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from models import Attendance, Governorate
from rollout.works.training import COVERED

COVERED_BODIES = frozenset(key for key, _label in COVERED)


@dataclass(frozen=True, slots=True)
class Tally:
    """Persons at their first course, seats taken, certificates given."""

    persons: int = 0
    seats: int = 0
    certified: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.persons + other.persons, self.seats + other.seats, self.certified + other.certified)


def added(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    return sum(tallies, Tally())


@dataclass(frozen=True, slots=True)
class Line:
    """What the sessions up to a day gave one body of one governorate. `targeted` says whether it counts towards the target."""

    governorate: str
    body: str
    targeted: bool
    tally: Tally


@dataclass(frozen=True)
class Totals:
    """The lines of a day. Every total is a sum of the same lines, so those of the parts add up to the whole."""

    lines: tuple[Line, ...]

    @property
    def whole(self) -> Tally:
        return added(line.tally for line in self.lines)

    @property
    def targeted(self) -> Tally:
        """Those whom the target covers: staff of the covered bodies at courses that count towards it."""
        return added(line.tally for line in self.lines if line.targeted)

    @property
    def beside(self) -> Tally:
        """All others. They stand beside the target, never in it."""
        return added(line.tally for line in self.lines if not line.targeted)

    def of(self, *, body: str | None = None, governorate: str | None = None, targeted: bool | None = None) -> Tally:
        """The part of one body or one governorate."""
        return added(
            line.tally for line in self.lines
            if body in (None, line.body) and governorate in (None, line.governorate) and targeted in (None, line.targeted)
        )


def in_force(known_at: datetime | None = None) -> ColumnElement[bool]:
    """The condition that keeps the counts which no other replaces, as they were known at a moment."""
    later = aliased(Attendance)
    replaced = select(later.id).where(later.replaces_id == Attendance.id)
    if known_at is None:
        return ~replaced.exists()
    return and_(~replaced.where(later.recorded_at <= known_at).exists(), Attendance.recorded_at <= known_at)


def totals(
    session: Session, as_of: date, known_at: datetime | None = None, *, governorate: str | None = None, since: date | None = None
) -> Totals:
    """What the sessions that ended up to a day gave, in one statement; with `since`, only those that ended after that day."""
    query: Any = (
        select(
            Governorate.code, Attendance.body, Attendance.counts_to_target, func.sum(Attendance.persons), func.sum(Attendance.seats),
            func.sum(Attendance.certified),
        )
        .select_from(Attendance)
        .join(Governorate, Governorate.id == Attendance.governorate_id)
        .where(in_force(known_at), Attendance.held_on <= as_of)
        .group_by(Governorate.code, Attendance.body, Attendance.counts_to_target)
    )
    if governorate is not None:
        query = query.where(Governorate.code == governorate)
    if since is not None:
        query = query.where(Attendance.held_on > since)
    return Totals(tuple(
        Line(code, body, bool(counts) and body in COVERED_BODIES, Tally(int(persons), int(seats), int(certified)))
        for code, body, counts, persons, seats, certified in session.execute(query)
    ))
