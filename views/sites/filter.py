"""Which sites of a governorate the matrix shows: what its filter bar and the numbers of other pages ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Markaz
from rollout.arabic import parse_count, parse_month
from rollout.errors import Unreadable
from rollout.outlook import days_late, is_behind, is_planned, is_silent, is_stalled
from rollout.position import Position, Row, SitePosition
from rollout.register import Search, matching
from rollout.stages import Kind, Standing, State
from rollout.summary import Group
from rollout.text import Text, _
from rollout.totals import Total
from views.frame.words import local_name, month

LONGEST_TEXT = 100


@dataclass(frozen=True)
class Choice:
    """Something to ask of a stage: of one site's row, and of a total as the number of sites for which it holds."""

    label: Text
    holds: Callable[[Row], bool]
    number: Callable[[Total], int]


def _state(state: State) -> Choice:
    return Choice(state.label, lambda row: row.state is state, lambda total: getattr(total, state.value))


def _done(standing: Standing, label: Text) -> Choice:
    return Choice(
        label, lambda row: row.state is State.DONE and row.standing is standing, lambda total: getattr(total, f"done_{standing.value}")
    )


CHOICES: dict[str, Choice] = {
    "done": _state(State.DONE),
    "done_confirmed": _done(Standing.CONFIRMED, _("Completed, confirmed by document")),
    "done_reported": _done(Standing.REPORTED, _("Completed, as reported")),
    "done_stale": _done(Standing.STALE, _("Completed, no recent news")),
    "done_waived": Choice(
        _("Completed through a waiver"), lambda row: row.state is State.DONE and bool(row.waiver_by), lambda total: total.waived
    ),
    "done_lapsed": Choice(_("Completed through a waiver that has expired"), lambda row: row.lapsed, lambda total: total.lapsed),
    "moving": Choice(
        _("In progress or stalled"), lambda row: row.state in (State.IN_PROGRESS, State.STALLED),
        lambda total: total.in_progress + total.stalled,
    ),
    "in_progress": _state(State.IN_PROGRESS),
    "stalled": _state(State.STALLED),
    "not_started": _state(State.NOT_STARTED),
    "not_applicable": _state(State.NOT_APPLICABLE),
}
"""What can be asked of a stage, by the value in an address."""

NEXT = "next"
"""The value in an address that asks for sites whose next stage it is."""

PLANNED, BEHIND = "planned", "behind"
"""The values that ask for sites that were to have the stage behind them by the day, and for those of them that have not."""
_OF_SITES: dict[str, Text] = {NEXT: _("Next stage"), PLANNED: _("Planned by the day"), BEHIND: _("Behind the plan")}
"""What is asked of a site and not of a row alone."""


@dataclass(frozen=True)
class SiteFilter:
    """What somebody looks for among the sites of one kind in one governorate.

    `compare` is the day, as an address carries it, that the sites are compared with; `changed` keeps those that moved since.
    """

    text: str = ""
    markaz: int | None = None
    stage: str = ""
    state: str = ""
    wave: date | None = None
    late: bool = False
    silent: bool = False
    stalled: bool = False
    changed: bool = False
    compare: str = ""

    @property
    def arguments(self) -> dict[str, Any]:
        """As an address carries it."""
        return {
            "q": self.text or None, "markaz": self.markaz, "stage": self.stage or None, "state": self.state or None,
            "wave": f"{self.wave:%Y-%m}" if self.wave else None, "late": 1 if self.late else None, "silent": 1 if self.silent else None,
            "stalled": 1 if self.stalled else None, "changed": 1 if self.changed else None, "compare": self.compare or None,
        }

    @property
    def active(self) -> bool:
        return self != SiteFilter(compare=self.compare)

    def number(self, group: Group) -> int:
        """How many sites of a group the filter finds, for filters that a total can answer: a stage and its state, or one of the marks."""
        if self.stage and self.state == NEXT:
            queue = group.queues.get(self.stage)
            return queue.waiting if queue else 0
        if self.stage and self.state in (PLANNED, BEHIND):
            return (group.planned if self.state == PLANNED else group.behind)[self.stage]
        if self.stage and self.state in CHOICES:
            return CHOICES[self.state].number(group.stages[self.stage])
        return group.late if self.late else group.silent if self.silent else group.stalled if self.stalled else group.register

    def choose(self, session: Session, found: Position, governorate: str, kind: Kind) -> list[SitePosition]:
        """The sites that the filter keeps, in the order of the position."""
        named = self._named(session, governorate, kind)
        return [site for site in found.sites if (named is None or site.id in named) and self.keeps(site, found)]

    def _named(self, session: Session, governorate: str, kind: Kind) -> set[int] | None:
        """The ids of the sites with this name in this markaz, as the register's own search finds them; None where nothing is asked."""
        if not self.text and self.markaz is None:
            return None
        query = matching(Search(self.text, governorate=governorate, markaz_id=self.markaz, kind=kind)).order_by(None)
        return set(session.scalars(select(query.subquery().c.id)))

    def keeps(self, site: SitePosition, found: Position) -> bool:
        """Whether everything but name and markaz is as asked."""
        return (
            (not self.late or days_late(site, found.as_of) > 0)
            and (not self.silent or is_silent(site, found.patience))
            and (not self.stalled or is_stalled(site))
            and (self.wave is None or (site.planned_on is not None and site.planned_on.replace(day=1) == self.wave))
            and self._keeps_stage(site, found.as_of)
        )

    def moved(self, site: SitePosition, was: SitePosition | None) -> bool:
        """Whether the stage that is asked for, or any, stands otherwise than it did."""
        keys = [self.stage] if self.stage else list(site.stages)
        return was is None or any(has_moved(site.stages[key], was.stages[key]) for key in keys)

    def _keeps_stage(self, site: SitePosition, as_of: date) -> bool:
        if self.state == NEXT or (self.stage and not self.state):
            stage = site.next_stage
            return stage is not None and (not self.stage or stage.key == self.stage)
        if not self.state:
            return True
        if self.state in (PLANNED, BEHIND):
            holds = is_planned if self.state == PLANNED else is_behind
            return any(holds(site, key, as_of) for key in ([self.stage] if self.stage else site.stages))
        rows = [site.stages[self.stage]] if self.stage else site.stages.values()
        return any(CHOICES[self.state].holds(row) for row in rows)


def has_moved(row: Row, was: Row) -> bool:
    """Whether a stage stands otherwise than on the other day: another state, or other units done."""
    return (row.state, row.done) != (was.state, was.done)


def read_filter(arguments: Mapping[str, str], kind: Kind, compare: str | None = None) -> SiteFilter:
    """The filter that an address asks for, on a page that compares with the day `compare`; 400 for what no page of ours ever offers."""
    text, stage, state = (arguments.get(name, "").strip() for name in ("q", "stage", "state"))
    if len(text) > LONGEST_TEXT or (state and state not in _OF_SITES and state not in CHOICES):
        abort(400)
    try:
        markaz = parse_count(arguments["markaz"]) if arguments.get("markaz") else None
        wave = parse_month(arguments["wave"]) if arguments.get("wave") else None
    except Unreadable:
        abort(400)
    if markaz is not None and markaz > 2**31 - 1:
        abort(400)
    return SiteFilter(
        text=text, markaz=markaz, wave=wave, state=state, compare=compare or "", changed=bool(compare) and arguments.get("changed") == "1",
        stage=stage if stage in {each.key for each in kind.stages} else "",  # another kind's tab keeps the rest of the filter
        **{name: arguments.get(name) == "1" for name in ("late", "silent", "stalled")},
    )


@dataclass(frozen=True)
class Select:
    """One list of the filter bar."""

    name: str
    label: Text
    all: Text
    options: list[tuple[str, Any]]
    chosen: str


def options(marakez: list[Markaz], found: Position, kind: Kind, wanted: SiteFilter) -> list[Select]:
    """What the filter bar offers for these sites."""
    waves = sorted({site.planned_on.replace(day=1) for site in found.sites if site.planned_on})
    states = [*_OF_SITES.items(), *((key, choice.label) for key, choice in CHOICES.items())]
    in_use = {name: str(value) for name, value in wanted.arguments.items() if value is not None}
    lists: list[tuple[str, Text, Text, list[tuple[str, Any]]]] = [
        ("markaz", _("Markaz"), _("All marakez"), [(str(row.id), local_name(row)) for row in marakez]),
        ("stage", _("Stage"), _("Any stage"), [(stage.key, stage.label) for stage in kind.stages]),
        ("state", _("State"), _("Any state"), [*states]),
        ("wave", _("Planned month"), _("Any month"), [(f"{wave:%Y-%m}", month(wave)) for wave in waves]),
    ]
    return [Select(*parts, in_use.get(parts[0], "")) for parts in lists]


def in_words(wanted: SiteFilter, kind: Kind) -> str:
    """What the filter asks for, as a reader says it."""
    parts: list[Text] = [label for label, on in (
        (_("Behind the plan"), wanted.late), (_("No recent news"), wanted.silent), (_("Stalled"), wanted.stalled),
        (_("Changed since"), wanted.changed),
    ) if on]
    if wanted.stage:
        parts.append(kind.stage(wanted.stage).label)
    if wanted.state:
        parts.append(_OF_SITES[wanted.state] if wanted.state in _OF_SITES else CHOICES[wanted.state].label)
    return " — ".join(map(str, parts))
