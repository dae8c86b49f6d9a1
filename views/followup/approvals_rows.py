"""What the pages of completeness and approval show: weeks of governorates as a table, and changed figures in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rollout.approvals.changes import PLANNED, WHOLE
from rollout.approvals.completeness import Received
from rollout.approvals.periods import Period, Step
from rollout.approvals.restating import Restated, Value
from rollout.arabic import format_number
from rollout.followup.difference import SiteValue, Snapshot, StageValue
from rollout.stages import Kind, State
from rollout.text import Text, _
from views.frame.words import digits, long_day, month

MARKS = {Step.SUBMITTED: "clock", Step.APPROVED: "check", Step.ACCEPTED: "lock", Step.RETURNED: "arrow-back-up"}
"""The icons of the steps; each stands beside its word."""


@dataclass(frozen=True)
class Sum:
    """What came of several governorates in one week."""

    expected: int
    received: int
    on_time: int


@dataclass(frozen=True)
class Line:
    """One governorate: its weeks, the oldest first, and where the last period of it stands of which anything was submitted."""

    code: str
    name: str
    weeks: list[Received]
    period: Period | None

    @property
    def now(self) -> Received:
        return self.weeks[-1]


def lines(found: Mapping[str, list[Received]], names: Mapping[str, str], periods: Iterable[Period]) -> list[Line]:
    """The governorates in Arabic order."""
    latest: dict[str, Period] = {}
    for period in periods:  # the latest day comes first
        latest.setdefault(period.governorate, period)
    return [Line(code, names.get(code, code), weeks, latest.get(code)) for code, weeks in found.items()]


def sums(rows: Sequence[Line]) -> list[Sum]:
    """The weeks added up over the governorates."""
    return [
        Sum(sum(one.expected for one in column), sum(one.received for one in column), sum(one.on_time for one in column))
        for column in zip(*(row.weeks for row in rows), strict=True)
    ]


def heat(one: Received | Sum) -> int | None:
    """Which of the shades from 0 to 5 a share has; None where nothing was expected. The full shade means all of them."""
    return 5 * one.received // one.expected if one.expected else None


def reminders(rows: Sequence[Line]) -> list[Line]:
    """Who has not told everything of the last week shown, the most missing first."""
    return sorted((row for row in rows if row.now.missing), key=lambda row: -len(row.now.missing))


@dataclass(frozen=True)
class Kept:
    """What was submitted, in a few figures: sites, those in service of each kind, the stages done with those that a document proves."""

    sites: int
    serving: dict[Kind, tuple[int, int]]
    stages: int
    done: int
    proved: int

    @property
    def in_service(self) -> int:
        return sum(done for done, _wanted in self.serving.values())


def counts(figures: Snapshot) -> Kept:
    stages = [value for site in figures.values() for _key, value in site.stages]
    done = [value for value in stages if value.state == State.DONE]
    serving = {}
    for kind in Kind:
        final = [dict(site.stages)[kind.final.key].state for site in figures.values() if site.kind == kind]
        if final:
            serving[kind] = final.count(State.DONE), len(final)
    return Kept(len(figures), serving, len(stages), len(done), sum(value.proved for value in done))


@dataclass(frozen=True)
class Change:
    """A changed figure in words."""

    row: Restated
    label: Text
    before: str
    after: str

    @property
    def key(self) -> str:
        """Names the figure in a form: the site and the stage."""
        return f"{self.row.site_id}:{self.row.stage}"


def changes(rows: Iterable[Restated]) -> list[Change]:
    """In words, those first that nobody has explained."""
    told = [Change(row, label(row.kind, row.stage), said(row.before, row.stage), said(row.after, row.stage)) for row in rows]
    return sorted(told, key=lambda change: change.row.explained)


def label(kind: str, stage: str) -> Text:
    if stage == WHOLE:
        return _("The site itself")
    if stage == PLANNED:
        return _("The planned month of operation")
    return Kind(kind).stage(stage).label


def said(value: Value, stage: str) -> str:
    """A value as a sentence says it."""
    if stage == WHOLE:
        return str(_("in the register") if isinstance(value, SiteValue) else _("not in the register"))
    if stage == PLANNED:
        return month(value) if isinstance(value, date) else str(_("no planned month"))
    return _stage(value) if isinstance(value, StageValue) else "—"


def _stage(value: StageValue) -> str:
    parts: list[Any] = [State(value.state).label]
    if value.done is not None and value.wanted and value.wanted > 1:
        number = digits()
        units = _("%(done)s of %(wanted)s", done=format_number(value.done, number), wanted=format_number(value.wanted, number))
        parts.append(f"({units})")
    if value.effective_on:
        parts.append(_("since %(day)s", day=long_day(value.effective_on)))
    if value.state == State.DONE:
        parts.append(f"— {_('proven by a document') if value.proved else _('without a document')}")
    return " ".join(str(part) for part in parts)
