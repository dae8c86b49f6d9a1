"""A period: the figures of a governorate for a day, with all the steps that were taken to have them approved."""

import zlib
from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Approval, Governorate
from rollout.followup.difference import Snapshot, from_json
from rollout.followup.weeks import CutOff
from rollout.people import full_name
from rollout.text import Text, _


class Step(StrEnum):
    """What is done to the figures of a period."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    ACCEPTED = "accepted"
    RETURNED = "returned"

    @property
    def label(self) -> Text:
        return _STEPS[self]


_STEPS = {
    Step.SUBMITTED: _("Submitted by the committee"), Step.APPROVED: _("Approved by the chair"),
    Step.ACCEPTED: _("Accepted by the ministry"), Step.RETURNED: _("Sent back"),
}


def ends_period(day: date, cut_off: CutOff) -> bool:
    """Whether figures are approved for this day: the cut-off day of a week of the committee, or the last day of a month."""
    return day in (cut_off.week_ending(day).day, month_end(day))


def month_end(day: date) -> date:
    """The last day of the month in which a day lies."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def ends_before(day: date, cut_off: CutOff) -> tuple[date, date]:
    """The last end of a week and the last end of a month before a day."""
    return cut_off.week_ending(day).before.day, day.replace(day=1) - timedelta(days=1)


APPROVED = frozenset({Step.APPROVED, Step.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Taken:
    """One step as it was taken: by whom, in what capacity, when, and with which words; an approval also from which signed paper."""

    id: int
    step: Step
    sha256: str
    known_at: datetime
    recorded_at: datetime
    by_id: int | None
    by: str
    capacity: str
    note: str
    paper_number: str = ""
    paper_on: date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A governorate and a day, with its steps in the order in which they were taken; there is one at least."""

    governorate_id: int
    governorate: str
    as_of: date
    steps: tuple[Taken, ...]

    @property
    def last(self) -> Taken:
        return self.steps[-1]

    @property
    def state(self) -> Step:
        return self.last.step

    @property
    def submitted(self) -> Taken:
        """The submission that holds: its figures are those of the later steps."""
        return next(taken for taken in reversed(self.steps) if taken.step is Step.SUBMITTED)

    @property
    def current(self) -> tuple[Taken, ...]:
        """The submission that holds, and what was done with it."""
        return self.steps[self.steps.index(self.submitted):]

    @property
    def approval(self) -> Taken | None:
        """The chair's approval, unless the figures were sent back since."""
        if not self.approved:
            return None
        return next(taken for taken in self.current if taken.step is Step.APPROVED)

    @property
    def approved(self) -> bool:
        return self.state in APPROVED


def periods(
    session: Session, *, governorate: str | None = None, as_of: date | None = None, known_at: datetime | None = None
) -> list[Period]:
    """The periods of which anything was submitted, as known at a moment; the latest day first, then by governorate."""
    row = Approval
    query = (
        select(
            row.id, row.governorate_id, Governorate.code, row.as_of, row.step, row.sha256, row.known_at, row.recorded_at,
            row.recorded_by_id, row.capacity, row.note, row.paper_number, row.paper_on, User.first_name, User.last_name,
        )
        .join(Governorate, Governorate.id == row.governorate_id)
        .outerjoin(User, User.id == row.recorded_by_id)
        .order_by(row.as_of.desc(), Governorate.sort_key, row.recorded_at, row.id)
    )
    if governorate is not None:
        query = query.where(Governorate.code == governorate)
    if as_of is not None:
        query = query.where(row.as_of == as_of)
    if known_at is not None:
        query = query.where(row.recorded_at <= known_at)
    found: dict[tuple[int, str, date], list[Taken]] = defaultdict(list)
    for one in session.execute(query):
        name = full_name(one.first_name, one.last_name)
        found[one.governorate_id, one.code, one.as_of].append(
            Taken(
                one.id, Step(one.step), one.sha256, one.known_at, one.recorded_at, one.recorded_by_id, name, one.capacity, one.note,
                one.paper_number, one.paper_on,
            )
        )
    return [Period(*key, tuple(steps)) for key, steps in found.items()]


def period(session: Session, governorate: str, as_of: date) -> Period | None:
    """The period of a governorate and a day, if anything was ever submitted of it."""
    return next(iter(periods(session, governorate=governorate, as_of=as_of)), None)


def kept(session: Session, submissions: Collection[int]) -> dict[int, Snapshot]:
    """The figures as they were submitted, by the id of the submission."""
    rows = session.execute(select(Approval.id, Approval.figures).where(Approval.id.in_(submissions))).all()
    return {row.id: unpacked(row.figures) for row in rows if row.figures is not None}


def unpacked(figures: bytes) -> Snapshot:
    return from_json(zlib.decompress(figures).decode())


def approved(found: Iterable[Period]) -> list[Period]:
    """Those that the chair approved, whether or not the ministry has accepted them yet."""
    return [one for one in found if one.approved]
