"""What first pages are made of, whoever looks at them: tiles, where their numbers lead, and the rows of places."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from rollout.stages import Kind, Stage
from rollout.summary import Group
from rollout.text import Text
from rollout.totals import Total
from views.frame.asof import AsOf
from views.frame.words import kept_query
from views.sites.filter import BEHIND, CHOICES, PLANNED

PARTS = ("done_confirmed", "done_reported", "done_stale", "moving", "not_started", "not_applicable")
"""The parts of a stage's total in the order of its bar, as `views.sites.filter` names them. They add up to the register."""

LEGEND = [(key, CHOICES[key].label) for key in PARTS[:-1]]
"""The key to the colours of the bars."""


@dataclass(frozen=True)
class Home:
    """A first page: its template, and what the template shows."""

    template: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Leads:
    """Where a number leads: to the matrix of the only governorate, or to the choice of one with what to look for kept."""

    kind: Kind
    day: AsOf
    governorate: str | None
    matrix: str
    compare: str | None = None

    def to(self, governorate: str | None = None, **wanted: Any) -> str:
        query = kept_query({"kind": self.kind.value, "as_of": self.day.argument, "compare": self.compare, **wanted})
        return f"{self.matrix}{quote(governorate or self.governorate or '')}?{query}"


@dataclass(frozen=True)
class Part:
    """One part of a tile's bar."""

    key: str
    label: Text
    number: int
    address: str


@dataclass(frozen=True)
class Tile:
    """A stage in one look: how many sites have it behind them, how well that is known, what was planned, and what a while has brought."""

    stage: Stage
    total: Total
    change: int
    change_address: str
    parts: list[Part]
    address: str
    planned: int
    behind: int
    planned_address: str
    behind_address: str


def tiles(whole: Group, was: dict[str, int], lead: Leads, since: date | None = None) -> list[Tile]:
    """A tile for each stage; `was` is how many sites had it behind them `since` the day that is compared with."""
    return [_tile(stage, whole, was, lead, since) for stage in lead.kind.stages]


def _tile(stage: Stage, whole: Group, was: dict[str, int], lead: Leads, since: date | None) -> Tile:
    total = whole.stages[stage.key]
    parts = [
        Part(key, CHOICES[key].label, number, lead.to(stage=stage.key, state=key))
        for key in PARTS if (number := CHOICES[key].number(total)) or key != "not_applicable"
    ]
    news = lead.to(stage=stage.key, state="done", compare=since.isoformat() if since else None, changed=1)
    return Tile(
        stage, total, total.done - was.get(stage.key, 0), news, parts, lead.to(stage=stage.key, state="done"),
        whole.planned[stage.key], whole.behind[stage.key],
        lead.to(stage=stage.key, state=PLANNED), lead.to(stage=stage.key, state=BEHIND),
    )


@dataclass(frozen=True)
class Place:
    """A row of the ranking: a governorate, or a markaz of the only governorate in scope. `change` is of its readiness."""

    name: str
    to: Callable[..., str]
    group: Group
    change: float | None = None
    code: str = ""

    @property
    def address(self) -> str:
        return self.to()

    def total(self, stage: Stage) -> Total:
        return self.group.stages.get(stage.key) or Total()

    def share(self, stage: Stage) -> float:
        return self.total(stage).share


def in_order(rows: list[Place]) -> list[Place]:
    """The readiest first; of equals the largest."""
    return sorted(rows, key=lambda row: (-row.group.readiness, -row.group.register, row.name))


@dataclass(frozen=True)
class Block:
    """A step that sites wait for, and whose it is."""

    stage: Stage
    waiting: int
    stalled: int
    address: str


def blocks(whole: Group, lead: Leads) -> list[Block]:
    """The next steps that sites wait for, the most awaited first."""
    found = [
        Block(lead.kind.stage(key), queue.waiting, queue.stalled, lead.to(stage=key, state="next")) for key, queue in whole.queues.items()
    ]
    return sorted(found, key=lambda block: -block.waiting)
