"""The history of a site as people tell it: who said what on which day, with which document, and what was corrected."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Affirmation, Evidence, Officer, ProgressEntry, Site
from rollout.arabic import format_number
from rollout.clock import CAIRO
from rollout.stages import Kind, Stage, State
from rollout.text import Text, _
from views.words import digits, long_day


@dataclass
class Chapter:
    """One thing that was recorded of the site: news of a stage, or that nothing was new (then `stage` is None)."""

    recorded_at: datetime
    day: date
    by: str
    capacity: str
    entry: ProgressEntry | None = None
    stage: Stage | None = None
    evidence: list[Evidence] = field(default_factory=list)
    corrected_by: ProgressEntry | None = None
    corrects: ProgressEntry | None = None

    @property
    def recorded_on(self) -> date:
        return self.recorded_at.astimezone(CAIRO).date()

    @property
    def state(self) -> State | None:
        return State(self.entry.state) if self.entry else None

    @property
    def said(self) -> Text:
        """What was said, in one line."""
        if self.entry is None:
            return _("Nothing new up to %(day)s", day=long_day(self.day))
        return line(self.entry, self.stage)

    @property
    def corrects_said(self) -> Text | None:
        return line(self.corrects, self.stage) if self.corrects else None


def line(entry: ProgressEntry, stage: Stage | None) -> Text:
    """An entry in one line: the stage, its state, since when, and the units where they were counted."""
    parts: dict[str, Any] = {
        "stage": stage.label if stage else entry.stage, "state": State(entry.state).label, "day": long_day(entry.effective_on),
    }
    if entry.done is not None and entry.wanted and entry.wanted > 1:
        number = digits()
        units = _("%(done)s of %(wanted)s", done=format_number(entry.done, number), wanted=format_number(entry.wanted, number))
        return _("%(stage)s: %(state)s since %(day)s (%(units)s)", units=units, **parts)
    return _("%(stage)s: %(state)s since %(day)s", **parts)


def story(session: Session, site: Site, as_of: date) -> list[Chapter]:
    """Everything recorded of the site that speaks of `as_of` or before, the latest first."""
    kind = Kind(site.kind)
    evidence = _evidence(session, site)
    person = (User.first_name, User.last_name, Officer.capacity)
    query = (
        select(ProgressEntry, *person)
        .outerjoin(User, User.id == ProgressEntry.recorded_by_id)
        .outerjoin(Officer, Officer.user_id == User.id)
        .where(ProgressEntry.site_id == site.id, ProgressEntry.effective_on <= as_of)
    )
    chapters = [
        Chapter(entry.recorded_at, entry.effective_on, _name(who), who[2] or "", entry, kind.stage(entry.stage), evidence[entry.id])
        for entry, *who in session.execute(query)
    ]
    _link(chapters)
    quiet = (
        select(Affirmation.recorded_at, Affirmation.news_on, *person)
        .outerjoin(User, User.id == Affirmation.recorded_by_id)
        .outerjoin(Officer, Officer.user_id == User.id)
        .where(Affirmation.site_id == site.id, Affirmation.news_on <= as_of)
    )
    chapters += [Chapter(moment, day, _name(who), who[2] or "") for moment, day, *who in session.execute(quiet)]
    return sorted(chapters, key=lambda chapter: (chapter.recorded_at, chapter.entry.id if chapter.entry else 0), reverse=True)


def _evidence(session: Session, site: Site) -> dict[int, list[Evidence]]:
    query = (
        select(Evidence)
        .join(ProgressEntry, ProgressEntry.id == Evidence.entry_id)
        .where(ProgressEntry.site_id == site.id)
        .order_by(Evidence.recorded_at, Evidence.id)
    )
    found: dict[int, list[Evidence]] = defaultdict(list)
    for document in session.scalars(query):
        found[document.entry_id or 0].append(document)
    return found


def _link(chapters: list[Chapter]) -> None:
    by_id = {chapter.entry.id: chapter for chapter in chapters if chapter.entry}
    for chapter in list(by_id.values()):
        assert chapter.entry is not None
        corrected = by_id.get(chapter.entry.replaces_id or 0)
        if corrected is not None:
            chapter.corrects, corrected.corrected_by = corrected.entry, chapter.entry


def _name(who: Any) -> str:
    return f"{who[0] or ''} {who[1] or ''}".strip()
