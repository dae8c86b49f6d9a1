"""A site's own page: how far it has come, what opens it next, and everything that was said of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from models import Site
from rollout.obstacles.reading import holding
from rollout.outlook import days_late, is_silent, waiting_since
from rollout.position import Position, Row, SitePosition, position
from rollout.scope import scope_of
from rollout.stages import Kind, Stage, State, unmet
from rollout.text import Text, _
from rollout.works import area_of
from views.asof import as_of
from views.favourites import SITE, is_kept
from views.matrix_rows import units_in_words
from views.security.access import guarded, may, signed_in
from views.security.current import database
from views.security.view import SecureView
from views.site_story import story
from views.site_works import briefs, is_bad, pictures_of
from views.words import digits, local_name

PICTURES = ("image/jpeg", "image/png", "image/webp")


@dataclass(frozen=True)
class Step:
    """A stage on the site's track. `locked` says that earlier stages must come first; what `follows` from details is told there."""

    stage: Stage
    row: Row
    locked: bool
    units: Text | None
    follows: bool


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
        here, chapters = found.sites[0], story(session, site, day.day)
        papers = {document.sha256: (document, words) for document, words in reversed(pictures_of(session, site, chapters, day.day))}
        return self.render_template(
            "site.html", title=site, site=site, here=here, day=day, kind=here.kind, steps=_steps(here), next=_next(here, found),
            late=days_late(here, day.day), silent=is_silent(here, found.patience), chapters=chapters, pictures=PICTURES,
            documents=list(papers.values())[::-1], briefs=briefs(session, here, day.day), is_bad=is_bad,
            details=_details(site, here.kind),
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


def _steps(here: SitePosition) -> list[Step]:
    states = here.states
    return [
        Step(stage, row, row.state is State.NOT_STARTED and bool(unmet(here.kind, stage.key, states)), units_in_words(row, digits()),
             area_of(here.kind, stage.key) is not None)
        for stage in Kind(here.kind).stages
        for row in [here.stages[stage.key]]
    ]


def _next(here: SitePosition, found: Position) -> NextStep | None:
    stage, since = here.next_stage, waiting_since(here)
    if stage is None:
        return None
    return NextStep(stage, here.stages[stage.key], since, (found.as_of - since).days if since else None)


def _details(site: Site, kind: Kind) -> list[tuple[Text, Any]]:
    """What the register says of the site; what is not known is left out."""
    where = f"{site.latitude:.5f}, {site.longitude:.5f}" if site.latitude is not None and site.longitude is not None else ""
    programme = site.programme
    facts: list[tuple[Text, Any]] = [
        (_("Kind"), kind.label), (_("Arabic name"), site.name_ar), (_("English name"), site.name_en),
        (_("Other names"), site.aliases), (_("Programme"), local_name(programme) if programme else ""),
        (_("Executing body"), site.executing_body), (_("Coordinates"), where), (_("Notes"), site.notes),
    ]
    return [(label, value) for label, value in facts if value]
