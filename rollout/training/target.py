"""The target of 10,000: whom it covers, how far it is, and what pace would still reach it."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from rollout.parameters import parameters
from rollout.training.counts import Tally, Totals, totals
from rollout.works.judge import LATEST

PEOPLE, DUE = "training.target", "training.target_day"
_LOOKED_BACK = 4


@dataclass(frozen=True)
class Target:
    """The target against the people trained up to a day. `lately` are those of the last four weeks."""

    people: int
    due_on: date
    as_of: date
    reached: Tally
    beside: Tally
    lately: Tally

    @property
    def left(self) -> int:
        return max(self.people - self.reached.persons, 0)

    @property
    def share(self) -> float:
        return min(self.reached.persons / self.people, 1.0) if self.people else 1.0

    @property
    def days_left(self) -> int:
        return max((self.due_on - self.as_of).days, 0)

    @property
    def days_late(self) -> int:
        """How many days the target is overdue; none once it is reached."""
        return max((self.as_of - self.due_on).days, 0) if self.left else 0

    @property
    def pace(self) -> int:
        """People a week over the last four weeks."""
        return round(self.lately.persons / _LOOKED_BACK)

    @property
    def pace_needed(self) -> int | None:
        """People a week that would reach it on its day, rounded up; None once that day has passed."""
        if not self.days_left:
            return None
        return -(-self.left * 7 // self.days_left)

    @property
    def reached_on(self) -> date | None:
        """When it would be reached at the pace of the last four weeks; None where there is none, or it would not be in this century."""
        if not self.left or not self.lately.persons:
            return None
        days = -(-self.left * 7 * _LOOKED_BACK // self.lately.persons)
        return self.as_of + timedelta(days=days) if days < (LATEST - self.as_of).days else None

    @property
    def out_of_reach(self) -> bool:
        """Whether the pace is too slow for any day that a calendar here would name."""
        return bool(self.left and self.lately.persons) and self.reached_on is None


def target(session: Session, as_of: date, trained: Totals | None = None) -> Target:
    """Where the target stands on a day."""
    trained = trained or totals(session, as_of)
    lately = totals(session, as_of, since=as_of - timedelta(weeks=_LOOKED_BACK))
    terms = parameters(session, as_of)
    return Target(terms.value(PEOPLE), terms.day(DUE), as_of, trained.targeted, trained.beside, lately.targeted)
