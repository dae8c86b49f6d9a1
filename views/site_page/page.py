"""A site's own page: how far it has come, what opens it next, and everything that was said of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from models import Site
from rollout.evidence import PHOTOS
from rollout.obstacles.reading import holding
from rollout.outlook import days_late, is_silent, planned_day, waiting_since
from rollout.position import Position, Row, SitePosition, position
from rollout.scope import scope_of
from rollout.stages import Kind, Stage, State, unmet
from rollout.text import Text, _
from rollout.works import area_of
from views.frame.asof import as_of
from views.frame.words import digits, local_name
from views.news.rows import units_in_words
from views.personal.favourites import SITE, is_kept
from views.security.access import guarded, may, signed_in
from views.security.current import database
from views.security.view import SecureView
from views.site_page.side import documents, people
from views.site_page.works import Brief, briefs, is_bad
from views.sites.map import locator_of
from views.sites.story import Promised, history
from views.sites.telling import followed, note, told, why

FIRST_CHAPTERS = 20
"""So much of the history is shown until somebody asks for all of it."""


@dataclass(frozen=True)
class Step:
    """A stage on the site's track, with the days on which it was to be reached: `planned` that the site makes its month, and `promised`
    by somebody. `locked` says that earlier stages must come first; what `follows` from details is told there, in `brief`."""

    stage: Stage
    row: Row
    locked: bool
    units: Text | None
    follows: bool
    planned: date | None
    promised: date | None
    brief: Brief | None

    @property
    def reached(self) -> date | None:
        return self.row.effective_on if self.row.state is State.DONE else None

    def is_late(self, day: date) -> bool:
        """Whether it was to be reached before the day and is not."""
        due = self.promised or self.planned
        return due is not None and due < day and not self.row.state.passes


@dataclass(frozen=True)
class NextStep:
    """What would bring the site nearest to service, whose it is, and since when it waits."""

    stage: Stage
    row: Row
    since: date | None
    days: int | None

    @property
    def overdue(self) -> bool:
        return self.days is not None and self.days > self.stage.usual_days


class SitePage(SecureView):
    """One site, by its code."""

    route_base = "/sites"
    class_permission_name = "sites"

    @expose("/<path:code>")
    @guarded
    def read(self, code: str) -> ResponseReturnValue:
        session, day = database(), as_of()
        site = session.scalar(_site_with_places(code))
        if site is None:
            abort(404)
        found = position(session, day.day, site_ids=[site.id])
        if not found.sites:
            abort(404)
        here, told_of = found.sites[0], history(session, site, day.day)
        works = briefs(session, here, told_of.steps, day.day)
        everything = request.args.get("history") == "all"
        return self.render_template(
            "site.html", title=site, site=site, here=here, day=day, kind=here.kind, steps=_steps(here, told_of.promised, works),
            next=_next(here, found), late=days_late(here, day.day), silent=is_silent(here, found.patience), is_bad=is_bad,
            days=told_of.days(None if everything else FIRST_CHAPTERS), chapters=told_of.chapters, everything=everything,
            first_chapters=FIRST_CHAPTERS, told=told, followed=followed, why=why, note=note, people=people(session, site, told_of),
            documents=documents(told_of.chapters), photos=PHOTOS, details=_details(site, here.kind), map=locator_of(session, site),
            held_by=holding(session, site.id, day.day) if may("obstacles", "can_read") else [],
            follows=lambda stage: area_of(here.kind, stage.key) is not None,
            kept=is_kept(session, signed_in().id, SITE, site.code),
            captures=may("entries", "can_write") and site.governorate_id in scope_of(session).capture, edits=may("sites", "can_edit"),
        )


def _site_with_places(code: str) -> Any:
    return (
        select(Site)
        .join(Site.governorate)
        .where(Site.code == code, Site.withdrawn_at.is_(None))
        .options(
            contains_eager(Site.governorate), joinedload(Site.markaz), joinedload(Site.local_unit), joinedload(Site.programme),
        )
    )


def _steps(here: SitePosition, promised: dict[str, list[Promised]], works: dict[str, Brief]) -> list[Step]:
    """The track. The last stage is planned by the first promise of the site, every other by the month that the site is to open in now."""
    states, final = here.states, here.kind.final.key
    steps = []
    for stage in Kind(here.kind).stages:
        row, given = here.stages[stage.key], promised.get(stage.key, [])
        planned = given[0].due_on if stage.key == final and given else planned_day(here.kind, here.planned_on, stage.key)
        latest = given[-1].due_on if given and given[-1].due_on != planned else None
        locked = row.state is State.NOT_STARTED and bool(unmet(here.kind, stage.key, states))
        follows = area_of(here.kind, stage.key) is not None
        steps.append(Step(stage, row, locked, units_in_words(row, digits()), follows, planned, latest, works.get(stage.key)))
    return steps


def _next(here: SitePosition, found: Position) -> NextStep | None:
    stage, since = here.next_stage, waiting_since(here)
    if stage is None:
        return None
    return NextStep(stage, here.stages[stage.key], since, (found.as_of - since).days if since else None)


def _details(site: Site, kind: Kind) -> list[tuple[Text, Any]]:
    """What the register says of the site; what is not known is left out."""
    programme = site.programme
    facts: list[tuple[Text, Any]] = [
        (_("Kind"), kind.label), (_("Arabic name"), site.name_ar), (_("English name"), site.name_en),
        (_("Other names"), site.aliases), (_("Programme"), local_name(programme) if programme else ""),
        (_("Executing body"), site.executing_body), (_("Notes"), site.notes),
    ]
    return [(label, value) for label, value in facts if value]
