"""A planned import: what each line of a file would change, what is wrong with it, and what was taken for granted on the way."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from rollout.arabic import format_date
from rollout.errors import Conflict
from rollout.exchange.known import KnownGovernorate
from rollout.exchange.matching import Certainty, Match
from rollout.exchange.problems import Notice, Problem
from rollout.rules import News
from rollout.stages import Kind, State
from rollout.text import Text, _, listed


class Status(StrEnum):
    """What would become of a line."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PROPOSAL = "proposal"
    PROBLEM = "problem"

    @property
    def label(self) -> Text:
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    Status.NEW: _("New site"), Status.CHANGED: _("Changed"), Status.UNCHANGED: _("Unchanged"), Status.PROPOSAL: _("To be accepted"),
    Status.PROBLEM: _("Problem"),
}


class StageShown(NamedTuple):
    """A stage's state as a preview shows it."""

    state: State
    day: date | None
    done: int | None
    wanted: int | None

    def __str__(self) -> str:
        parts = [str(self.state.label)]
        if self.done is not None and self.wanted and (self.state is State.IN_PROGRESS or self.done != self.wanted):
            parts.append(str(_("%(done)s of %(wanted)s", done=self.done, wanted=self.wanted)))
        if self.day and self.state is not State.NOT_STARTED:
            parts.append(format_date(self.day))
        return listed(parts)


class Change(NamedTuple):
    """One thing that a line would change: a stage or a field of the site."""

    field: Text
    cell: str
    before: StageShown | str
    after: StageShown | str
    is_stage: bool = False


class Table(NamedTuple):
    """Where a sheet's table stands: Excel's row number of its heading, and the number of its columns."""

    heading: int
    width: int


class PlacedIn(NamedTuple):
    """Where a line puts its site: ids where the register has the place, a name where it would be added."""

    governorate_id: int
    markaz_id: int | None
    markaz_name: str
    unit_id: int | None
    unit_name: str


@dataclass(slots=True, eq=False)
class PlannedSite:
    """The site of a line as the journal needs to know it; `id` is None until a new one is written."""

    id: int | None
    code: str
    kind: Kind
    governorate_id: int


class PlannedNews(NamedTuple):
    """One entry for the journal and the column, counted from 0, that tells it."""

    news: News
    column: int


@dataclass
class PlanRow:
    """One line of the file: which site it speaks of, how surely, and what it would change.

    A line is `contradicted` where the details of its site, or the ledger, say something else than it does; so much of it is not
    written. It `moves` a promise, the latest of its site, where it plans another wave, and `asks` to be accepted for it.
    """

    sheet: str
    number: int
    code: str = ""
    name: str = ""
    governorate: KnownGovernorate | None = None
    match: Match | None = None
    site: PlannedSite | None = None
    place: PlacedIn | None = None
    day: date = date.min
    is_demo: bool = False
    edits: dict[str, Any] = field(default_factory=dict)
    news: list[PlannedNews] = field(default_factory=list)
    affirmed: bool = False
    contradicted: bool = False
    moves: int | None = None
    asks: Text | None = None
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    blocked: bool = False

    @property
    def key(self) -> tuple[str, int]:
        """What a page or a command names the line by: its sheet and Excel's row number."""
        return (self.sheet, self.number)

    @property
    def status(self) -> Status:
        if self.problems or self.blocked or self.site is None or self.match is None:
            return Status.PROBLEM
        if self.match.certainty is Certainty.SIMILAR or self.asks:
            return Status.PROPOSAL
        if self.match.certainty is Certainty.NEW:
            return Status.NEW
        return Status.CHANGED if self.changes else Status.UNCHANGED

    @property
    def can_be_accepted(self) -> bool:
        return self.status is not Status.PROBLEM

    @property
    def does_something(self) -> bool:
        return self.status is Status.NEW or bool(self.edits or self.news or self.affirmed or (self.place and self.changes))


@dataclass
class Plan:
    """What importing a file would do. Nothing is written before `apply`."""

    name: str
    sha256: str
    today: date
    rows: list[PlanRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    days: dict[str, date] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    is_the_plan: bool = False
    """Whether the file is the plan's own workbook, which is sent back elsewhere."""

    @property
    def position_on(self) -> date | None:
        """The latest day that a sheet of the file speaks for."""
        return max(self.days.values(), default=None)

    @cached_property
    def counts(self) -> Counter[Status]:
        return Counter(row.status for row in self.rows)

    @property
    def proposals(self) -> list[PlanRow]:
        return [row for row in self.rows if row.status is Status.PROPOSAL]

    @property
    def entries(self) -> int:
        """How many entries the clean lines would add to the journal."""
        return sum(len(row.news) for row in self.rows if row.can_be_accepted)

    @property
    def affirmations(self) -> int:
        return sum(row.affirmed for row in self.rows if row.can_be_accepted)

    @property
    def edits(self) -> int:
        """How many sites of the register would have a field changed."""
        return sum(bool(row.edits) for row in self.rows if row.can_be_accepted and row.status is not Status.NEW)

    @property
    def changes_nothing(self) -> bool:
        return not any(row.does_something for row in self.rows if row.can_be_accepted)

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same file over the same data; a plan that was shown is confirmed by it."""
        digest = hashlib.sha256(self.sha256.encode())
        for row in self.rows:
            site = row.site and (row.site.id, row.site.code, row.site.kind.value)
            news = [
                (n.stage, n.state.value, n.effective_on.toordinal(), n.done, n.wanted, n.note, n.reason, n.replaces_id, n.news_on)
                for n, _column in row.news
            ]
            parts = (row.key, row.status.value, site, row.place, sorted(row.edits.items()), row.moves, news, row.affirmed)
            digest.update(repr(parts).encode())
        digest.update(repr([(p.sheet, p.row, p.cell, p.message.source) for p in self.problems]).encode())
        return digest.hexdigest()

    def must_be(self, fingerprint: str) -> None:
        """Refuse to go on when the register has changed since the plan with this fingerprint was shown."""
        if self.fingerprint != fingerprint:
            raise Conflict(_("The register has changed since this file was checked. Look at the new result and confirm again."))
