"""The first page: where the programme stands, for the whole country or for the committee's own governorate."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from models import Governorate
from rollout import register
from rollout.ledger.duties import duties
from rollout.stages import Kind, Stage
from rollout.summary import Group, Summary, summaries
from rollout.text import Text, _
from rollout.totals import Total
from rollout.weekly import weekly
from views.asof import AsOf, as_of
from views.security.access import guarded, may
from views.security.current import database
from views.security.view import SecureView
from views.sitefilter import CHOICES
from views.words import kept_query, local_name

PARTS = ("done_confirmed", "done_reported", "done_stale", "moving", "not_started", "not_applicable")
"""The parts of a stage's total in the order of its bar, as `views.sitefilter` names them. They add up to the register."""

MOST_DUE = 5
"""How many promises, obstacles and governorates the first page names; the others stand behind a link."""


@dataclass(frozen=True)
class Part:
    """One part of a tile's bar."""

    key: str
    label: Text
    number: int
    address: str


@dataclass(frozen=True)
class Tile:
    """A stage in one look: how many sites have it behind them, how well that is known, and what a week has brought."""

    stage: Stage
    total: Total
    change: int
    parts: list[Part]
    address: str


@dataclass(frozen=True)
class Place:
    """A row of the table: a governorate, or a markaz of the only governorate in scope."""

    name: str
    address: str
    group: Group

    def total(self, stage: Stage) -> Total:
        return self.group.stages.get(stage.key) or Total()

    def share(self, stage: Stage) -> float:
        return self.total(stage).share


class HomeView(SecureView):
    """The general position. Every number leads to the sites that make it up."""

    route_base = ""
    class_permission_name = "home"

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        session, day = database(), as_of()
        now, before = summaries(session, [day.day, day.day - timedelta(days=7)])
        kind = chosen_kind(list(now.kinds))
        if kind is None:
            return self.render_template("home.html", title=_("General position"), kind=None, day=day, only=None)
        places = {row.code: row for row in register.governorates(session)}
        whole, was = now.of(kind), before.done(kind)
        only = next(iter(now.parts)) if len(places) == 1 and now.parts else None
        lead = Leads(kind, day, only, url_for("MatrixView.read"))
        return self.render_template(
            "home.html", title=_("General position"), kind=kind, kinds=now.kinds, day=day, whole=whole, lead=lead,
            only=places[only] if only else None, tiles=[_tile(stage, whole, was, lead) for stage in kind.stages],
            rows=_marakez(session, now, kind, only, lead) if only else _governorates(now, kind, places, lead),
            blocks=_blocks(whole, kind, lead), legend=[(key, CHOICES[key].label) for key in PARTS[:-1]],
            names={code: local_name(row) for code, row in places.items()},
            duties=duties(session, day.day) if may("inspections", "can_write") else None,
            week=weekly(session, day.day, only) if may("meetings", "can_read") else None, most=MOST_DUE,
        )


@dataclass(frozen=True)
class Leads:
    """Where a number leads: to the matrix of the only governorate, or to the choice of one with what to look for kept."""

    kind: Kind
    day: AsOf
    governorate: str | None
    matrix: str

    def to(self, governorate: str | None = None, **wanted: Any) -> str:
        query = kept_query({"kind": self.kind.value, "as_of": self.day.argument, **wanted})
        return f"{self.matrix}{quote(governorate or self.governorate or '')}?{query}"


def chosen_kind(present: list[Kind]) -> Kind | None:
    """The kind that the address asks for where there are such sites, else the first; None for an empty register."""
    asked = request.args.get("kind", "")
    return next((kind for kind in present if kind.value == asked), present[0] if present else None)


def _tile(stage: Stage, whole: Group, was: dict[str, int], lead: Leads) -> Tile:
    total = whole.stages[stage.key]
    parts = [
        Part(key, CHOICES[key].label, number, lead.to(stage=stage.key, state=key))
        for key in PARTS if (number := CHOICES[key].number(total)) or key != "not_applicable"
    ]
    return Tile(stage, total, total.done - was[stage.key], parts, lead.to(stage=stage.key, state="done"))


def _governorates(now: Summary, kind: Kind, places: dict[str, Governorate], lead: Leads) -> list[Place]:
    rows = [Place(local_name(places[code]), lead.to(code), group) for code, group in now.by_governorate(kind)]
    return sorted(rows, key=lambda row: (-row.group.readiness, -row.group.register))


def _marakez(session: Any, now: Summary, kind: Kind, governorate: str, lead: Leads) -> list[Place]:
    known = {row.name_ar: row for row in register.marakez(session, governorate)}
    rows = [
        Place(local_name(known[name]) if name in known else str(_("No markaz")),
              lead.to(markaz=known[name].id if name in known else None), group)
        for _code, name, group in now.by_markaz(kind)
    ]
    return sorted(rows, key=lambda row: (-row.group.readiness, -row.group.register))


@dataclass(frozen=True)
class Block:
    """A step that sites wait for, and whose it is."""

    stage: Stage
    waiting: int
    stalled: int
    address: str


def _blocks(whole: Group, kind: Kind, lead: Leads) -> list[Block]:
    blocks = [
        Block(kind.stage(key), queue.waiting, queue.stalled, lead.to(stage=key, state="next")) for key, queue in whole.queues.items()
    ]
    return sorted(blocks, key=lambda block: -block.waiting)
