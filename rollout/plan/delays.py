"""How late something is against what was promised: pure sums over the dates of a ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Lateness:
    """The dates promised for one stage of one site, summed up for a day.

    `pushes` are the re-datings to a later day, `pulls` those to an earlier one, `pushed_days` and `pulled_days` how far they went.
    `late_first` and `late_latest` are the days by which the stage was finished too late, or has been late until now.
    """

    first: date | None
    latest: date | None
    promises: int
    pushes: int
    pulls: int
    pushed_days: int
    pulled_days: int
    done_on: date | None
    late_first: int
    late_latest: int

    @property
    def slip(self) -> int:
        """Days between the first and the latest date; below zero where the date was drawn nearer."""
        return self.pushed_days - self.pulled_days


def days_late(due: date | None, done_on: date | None, as_of: date) -> int:
    """By how many days something was finished after `due`, or is late on `as_of`; 0 where it is in time or nothing was promised."""
    if due is None:
        return 0
    until = done_on if done_on is not None and done_on <= as_of else as_of
    return max(0, (until - due).days)


def lateness(dates: Sequence[date], done_on: date | None, as_of: date) -> Lateness:
    """The sums over the dates in the order in which they were promised."""
    moves = [(later - earlier).days for earlier, later in pairwise(dates)]
    first, latest = (dates[0], dates[-1]) if dates else (None, None)
    return Lateness(
        first, latest, len(dates), sum(move > 0 for move in moves), sum(move < 0 for move in moves),
        sum(move for move in moves if move > 0), -sum(move for move in moves if move < 0), done_on,
        days_late(first, done_on, as_of), days_late(latest, done_on, as_of),
    )
