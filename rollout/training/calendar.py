"""The calendar: the sessions of a month, week by week, with their seats."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from models import TrainingSession
from rollout.training.courses import A_WEEK, seats_taken, week_of


@dataclass(frozen=True)
class Held:
    """A session with the seats that trainees of every governorate took."""

    session: TrainingSession
    taken: int

    @property
    def free(self) -> int:
        return max(self.session.capacity - self.taken, 0)

    @property
    def share(self) -> float:
        return self.taken / self.session.capacity


@dataclass(frozen=True)
class Week:
    """The sessions that begin between a Saturday and the Friday after it. `crowded` are places with more than the usual number."""

    first: date
    sessions: list[Held]

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)

    @property
    def crowded(self) -> frozenset[str]:
        numbers: dict[str, int] = defaultdict(int)
        for held in self.sessions:
            numbers[held.session.place] += not held.session.cancelled
        return frozenset(place for place, number in numbers.items() if number > A_WEEK)


def next_month(day: date, by: int = 1) -> date:
    """The first of the month that lies so many months from a day's."""
    year, month = divmod(day.year * 12 + day.month - 1 + by, 12)
    return date(year, month + 1, 1)


def weeks(session: Session, month: date) -> list[Week]:
    """The weeks of a month in which a session begins or runs; a week that two months share belongs to both."""
    first, after = month.replace(day=1), next_month(month)
    found = held_between(session, first, after - timedelta(days=1))
    grouped: dict[date, list[Held]] = defaultdict(list)
    for held in found:
        grouped[week_of(held.session.starts_on)].append(held)
    return [Week(day, grouped[day]) for day in sorted(grouped)]


def held_between(session: Session, first: date, last: date) -> list[Held]:
    """The sessions that run on any day between two, in the order of their days."""
    query = (
        select(TrainingSession)
        .join(TrainingSession.course)
        .options(contains_eager(TrainingSession.course))
        .where(TrainingSession.starts_on <= last, TrainingSession.ends_on >= first)
        .order_by(TrainingSession.starts_on, TrainingSession.id)
    )
    rows = list(session.scalars(query))
    taken = seats_taken(session, [row.id for row in rows])
    return [Held(row, taken.get(row.id, 0)) for row in rows]
