"""The ministry's first page: every stage against the plan, the curve, the map, the ranking, what blocks, who is silent, what comes next.

It also serves whoever has a single governorate and no page of their own: then its marakez stand in place of the governorates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from models import Governorate
from rollout import register
from rollout.ledger.duties import duties
from rollout.plan.course import Course, course
from rollout.stages import Kind
from rollout.summary import Group, Summary, summaries
from rollout.text import _
from rollout.weekly import weekly
from views.charts import Figure
from views.charts.tilemap import grid
from views.frame.asof import AsOf, Compared
from views.frame.chosen import chosen_kind
from views.frame.words import kept_query, local_name
from views.home.charts import blocks_figure, curve_figure, map_figure
from views.home.parts import LEGEND, Block, Home, Leads, Place, Tile, blocks, in_order, tiles
from views.plan.lists import written
from views.security.access import may

MOST_DUE = 5
"""How many promises, obstacles and governorates the first page names; the others stand behind a link."""

FORMS = (("PNG", "png"), ("Excel", "xlsx"), ("CSV", "csv"))
"""As what a chart can be taken away."""


@dataclass(frozen=True)
class Board:
    """The numbers of the page, from which it and its charts are made: `only` is the single governorate in scope, where there is one."""

    session: Session
    day: AsOf
    compared: Compared
    kind: Kind
    now: Summary
    before: Summary
    places: Mapping[str, Governorate]
    only: str | None
    lead: Leads

    @cached_property
    def whole(self) -> Group:
        return self.now.of(self.kind)

    @cached_property
    def names(self) -> dict[str, str]:
        return {code: local_name(row) for code, row in self.places.items()}

    @cached_property
    def tiles(self) -> list[Tile]:
        return tiles(self.whole, self.before.done(self.kind), self.lead, self.before.as_of)

    @cached_property
    def blocks(self) -> list[Block]:
        return blocks(self.whole, self.lead)

    @cached_property
    def rows(self) -> list[Place]:
        """The ranking: governorates, or marakez of the only one."""
        return in_order(self._marakez() if self.only else self._governorates())

    @cached_property
    def course(self) -> Course:
        return course(self.session, self.now, self.kind)

    @cached_property
    def curve(self) -> Figure | None:
        return curve_figure(self.course.curve, self.kind) if self.course.curve else None

    @cached_property
    def map(self) -> Figure | None:
        """The map of the country, for those who see the whole of it."""
        return None if grid().keys() - self.places.keys() else map_figure(dict(self.now.by_governorate(self.kind)), self.names, self.lead)

    @cached_property
    def held(self) -> Figure | None:
        return blocks_figure(self.blocks) if self.blocks else None

    def files(self, name: str) -> list[tuple[str, str]]:
        """What a chart can be taken away as, with the addresses."""
        kept = kept_query({"kind": self.kind.value, "as_of": self.day.argument, "compare": self.compared.argument})
        return [(label, f"{url_for('HomeView.chart', name=name, form=form)}?{kept}") for label, form in FORMS]

    def _governorates(self) -> list[Place]:
        was = dict(self.before.by_governorate(self.kind))
        return [
            Place(self.names[code], _to(self.lead, code), group, _change(group, was.get(code)), code)
            for code, group in self.now.by_governorate(self.kind)
        ]

    def _marakez(self) -> list[Place]:
        assert self.only is not None
        known = {row.name_ar: row for row in register.marakez(self.session, self.only)}
        was = {name: group for _code, name, group in self.before.by_markaz(self.kind)}
        return [
            Place(local_name(known[name]) if name in known else str(_("No markaz")),
                  _to(self.lead, None, markaz=known[name].id if name in known else None), group, _change(group, was.get(name)))
            for _code, name, group in self.now.by_markaz(self.kind)
        ]


def _to(lead: Leads, code: str | None, **always: Any) -> Any:
    return lambda **wanted: lead.to(code, **always, **wanted)


def _change(group: Group, was: Group | None) -> float | None:
    """How much readier than on the other day, to a hundredth; None where nothing changed or nothing was there."""
    if was is None or not was.register:
        return None
    return round(group.readiness - was.readiness, 2) or None


def board(session: Session, day: AsOf, compared: Compared) -> Board | None:
    """The numbers as of a day and of the one it is compared with; None for an empty register."""
    other = compared.day or day.day
    now, before = summaries(session, [day.day, other])
    kind = chosen_kind(list(now.kinds))
    if kind is None:
        return None
    places = {row.code: row for row in register.governorates(session)}
    only = next(iter(now.parts)) if len(places) == 1 and now.parts else None
    lead = Leads(kind, day, only, url_for("MatrixView.read"), compared.argument)
    return Board(session, day, compared, kind, now, before, places, only, lead)


def ministry_home(session: Session, day: AsOf, compared: Compared) -> Home:
    """The page and what it shows."""
    found = board(session, day, compared)
    common: dict[str, Any] = {"title": _("General position"), "day": day, "compared": compared}
    if found is None:
        return Home("home.html", {**common, "kind": None, "only": None})
    only, kind = found.only, found.kind
    return Home("home.html", {
        **common, "kind": kind, "kinds": found.now.kinds, "whole": found.whole, "lead": found.lead,
        "only": found.places[only] if only else None, "tiles": found.tiles, "rows": found.rows, "blocks": found.blocks, "legend": LEGEND,
        "names": found.names, "course": found.course, "curve": found.curve, "map": found.map, "written": written, "most": MOST_DUE,
        "held": found.held, "files": found.files, "reads_plan": may("plan", "can_read"),
        "duties": duties(session, day.day) if may("inspections", "can_write") else None,
        "week": weekly(session, day.day, only) if may("meetings", "can_read") else None,
    })
