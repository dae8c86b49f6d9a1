"""How each site stands against its promised date: one reading for the plan's pages, its workbook and reports."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from sqlalchemy.orm import Session

from models.places import wave_of
from rollout.outlook import waiting_since
from rollout.plan.delays import Lateness, lateness
from rollout.plan.ledger import Promised, in_force, promises
from rollout.position import Row, SitePosition, position
from rollout.stages import Kind, Stage, State
from rollout.text import Text, _


class Prospect(StrEnum):
    """How a site stands against the date that was last promised for it. Every site has exactly one."""

    DONE = "done"
    LATE = "late"
    AT_RISK = "at_risk"
    ON_WAY = "on_way"
    UNDATED = "undated"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    Prospect.DONE: _("In service"),
    Prospect.LATE: _("Behind the plan"),
    Prospect.AT_RISK: _("At risk"),
    Prospect.ON_WAY: _("On its way"),
    Prospect.UNDATED: _("Without a date"),
}


def needed_days(kind: Kind, states: Mapping[str, State]) -> int:
    """The days that a site still needs by the stages' usual durations, each stage waiting for those that it requires."""
    days: dict[str, int] = {}
    for stage in kind.stages:
        own = 0 if states.get(stage.key, State.NOT_STARTED).passes else stage.usual_days
        days[stage.key] = own + max((days[key] for key in stage.requires), default=0)
    return days[kind.final.key]


def prospect(due: date | None, needed: int, done: bool, held: bool, as_of: date) -> Prospect:
    """How something stands that is promised for `due`, needs so many days more, and may have come to a stop."""
    if done:
        return Prospect.DONE
    if due is None:
        return Prospect.UNDATED
    if due < as_of:
        return Prospect.LATE
    return Prospect.AT_RISK if held or needed > (due - as_of).days else Prospect.ON_WAY


@dataclass(frozen=True)
class Planned:
    """One site in the plan: where it stands, and what was promised for its last stage."""

    site: SitePosition
    ledger: tuple[Promised, ...]
    as_of: date

    @cached_property
    def promised(self) -> list[Promised]:
        """What was promised and not taken back at once."""
        return in_force(self.ledger)

    @cached_property
    def lateness(self) -> Lateness:
        row = self.site.stages[self.site.kind.final.key]
        return lateness([promise.due_on for promise in self.promised], row.effective_on if row.state is State.DONE else None, self.as_of)

    @property
    def due(self) -> date | None:
        return self.ledger[-1].due_on if self.ledger else None

    @property
    def first_due(self) -> date | None:
        return self.ledger[0].due_on if self.ledger else None

    @property
    def month(self) -> date | None:
        return wave_of(self.due)

    @cached_property
    def needed(self) -> int:
        return needed_days(self.site.kind, self.site.states)

    @property
    def left(self) -> int | None:
        """Days until the promised date; below zero once it has passed."""
        return (self.due - self.as_of).days if self.due else None

    @cached_property
    def held(self) -> list[tuple[Stage, Row]]:
        """The stages that have come to a stop."""
        if self.site.in_service:
            return []
        return [(self.site.kind.stage(key), row) for key, row in self.site.stages.items() if row.state is State.STALLED]

    @cached_property
    def lacks(self) -> list[tuple[Stage, Row]]:
        """The stages that are still open, in the order of the chain."""
        return [(self.site.kind.stage(key), row) for key, row in self.site.stages.items() if not row.state.passes]

    @property
    def first_lack(self) -> tuple[Stage, Row] | None:
        """The stage that holds it: one that has come to a stop before those that are only open; None for a site in service."""
        return next(iter(self.held or self.lacks), None)

    @property
    def since(self) -> date | None:
        """Since when its next stage waits."""
        return waiting_since(self.site)

    @cached_property
    def prospect(self) -> Prospect:
        return prospect(self.due, self.needed, self.site.in_service, bool(self.held), self.as_of)

    @property
    def misses(self) -> bool:
        """Whether it will not make its date by what is known, or has missed it."""
        return self.prospect in (Prospect.LATE, Prospect.AT_RISK)


def outlook(
    session: Session,
    as_of: date,
    known_at: datetime | None = None,
    *,
    kind: Kind | None = None,
    governorate: str | None = None,
    site_ids: Collection[int] | None = None,
) -> list[Planned]:
    """Every site in scope as of a day, as known at a moment, with what had been promised for it by then; in Arabic order."""
    found = position(session, as_of, known_at, kind=kind, governorate=governorate, site_ids=site_ids)
    ledgers = promises(session, as_of, found.known_at, governorate=governorate, site_ids=site_ids)
    return [Planned(site, ledgers.get((site.id, site.kind.final.key), ()), as_of) for site in found.sites]


def late(rows: Sequence[Planned]) -> list[Planned]:
    """The sites that are, or were finished, later than first or last promised; the longest delay against the first date leads."""
    found = [row for row in rows if row.lateness.late_first or row.lateness.late_latest]
    return sorted(found, key=lambda row: (row.site.in_service, -row.lateness.late_first, -row.lateness.late_latest, row.site.code))
