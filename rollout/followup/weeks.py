"""The reporting week of a committee: it ends at the cut-off, a weekday and an hour on the clock of Cairo."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rollout.clock import CAIRO


@dataclass(frozen=True, slots=True)
class CutOff:
    """Until when news of a week must have come: a weekday (Monday is 0) and an hour in Cairo."""

    weekday: int = 2
    at: time = time(15, 0)

    def week_of(self, moment: datetime) -> "Week":
        """The week in which the moment lies; the cut-off itself still belongs to the week that it ends."""
        here = moment.astimezone(CAIRO)
        day = here.date() + timedelta(days=(self.weekday - here.weekday()) % 7)
        if day == here.date() and here.timetz().replace(tzinfo=None) > self.at:
            day += timedelta(days=7)
        return Week(day, self.at)

    def week_ending(self, day: date) -> "Week":
        """The week that ends on the cut-off's day at or after `day`."""
        return Week(day + timedelta(days=(self.weekday - day.weekday()) % 7), self.at)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """Seven days up to the cut-off on `day`."""

    day: date
    at: time

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.day, self.at, CAIRO)

    @property
    def starts_on(self) -> date:
        """The first day that this week's news may speak for; the cut-off's day of the week before belongs to that one."""
        return self.day - timedelta(days=6)

    @property
    def before(self) -> "Week":
        return Week(self.day - timedelta(days=7), self.at)

    @property
    def after(self) -> "Week":
        return Week(self.day + timedelta(days=7), self.at)


def weeks_back(last: Week, number: int) -> Iterator[Week]:
    """The last weeks, the newest first."""
    week = last
    for _ in range(number):
        yield week
        week = week.before
