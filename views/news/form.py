"""The form in which news of one stage of one site is told, and what it needs to know of both."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import BooleanField, HiddenField, MultipleFileField
from wtforms.validators import InputRequired, Length

from models import ProgressEntry, Site
from rollout.approvals.touching import approved_days, warning
from rollout.clock import CAIRO
from rollout.people import full_name
from rollout.position import position
from rollout.recording import told_of
from rollout.rules import LONGEST_LINE, LONGEST_NAME, LONGEST_NOTE, News
from rollout.stages import Kind, Stage, State, unmet
from rollout.text import Text, _
from views.frame.asof import today
from views.security.forms import REQUIRED, Choice, Count, Day, Line, Prose, SecureForm

DESKS: dict[str, tuple[str, dict[str, Any]]] = {
    "home": ("HomeView.read", {}), "steps": ("HomeView.steps", {}),
    **{name: ("HomeView.steps", {"show": name}) for name in ("late", "week", "silent", "stalled")},
}
"""The committee's first page and the lists of its next steps, by their endpoints and what they were asked."""

BACK = ("matrix", "site", *DESKS)
"""Where somebody may have come from, and goes back to."""

MOST_FILES = 10


class NewsForm(SecureForm):
    """What an officer says about a stage.

    The hidden parts say of which stage, where to go afterwards, and upon what the form was opened: the entry `shown` as being in
    force, and the one `seen` as recorded last; `kept` is what the matrix was asked from which it was opened.
    """

    site, stage, back, as_of = HiddenField(), HiddenField(), HiddenField(), HiddenField()
    shown, seen, kept = HiddenField(), HiddenField(), HiddenField()
    state = Choice(_("State"), options=[(state.value, state.label) for state in State], validators=[InputRequired(_("Choose the state."))])
    done, wanted = Count(_("Done")), Count(_("Of"))
    effective_on = Day(_("True since"), validators=[InputRequired(REQUIRED)])
    note = Prose(_("Note"), validators=[Length(max=LONGEST_NOTE)])
    reason = Line(_("Reason"), validators=[Length(max=LONGEST_LINE)])
    waiver_by = Line(_("Approved by"), validators=[Length(max=LONGEST_NAME)])
    waiver_reason = Line(_("Reason of the exception"), validators=[Length(max=LONGEST_LINE)])
    correct = BooleanField(_("This corrects the entry shown above"))
    evidence = MultipleFileField(_("Documents or photos"))

    @property
    def files(self) -> list[Any]:
        return [file for file in self.evidence.data or () if getattr(file, "filename", "")]

    def news(self, stage: Stage) -> News:
        assert self.effective_on.data is not None, "the form is valid"
        return News(
            stage=stage.key,
            state=State(self.state.data),
            effective_on=self.effective_on.data,
            done=self.done.data,
            wanted=self.wanted.data,
            note=self.note.data or "",
            reason=self.reason.data or "",
            waiver_by=self.waiver_by.data or "",
            waiver_reason=self.waiver_reason.data or "",
            replaces_id=entry_number(self.shown) if self.correct.data else None,
        )


def fill(form: NewsForm, stage: Stage, in_force: ProgressEntry | None, *, day: date, correct: bool) -> None:
    """What the form proposes: the entry itself where it is to be corrected, else the page's day and the units as they stand."""
    form.effective_on.data = day
    form.wanted.data = stage.wanted
    if in_force is None:
        return
    form.state.data = in_force.state
    form.done.data, form.wanted.data = in_force.done, in_force.wanted if in_force.wanted is not None else stage.wanted
    # What is finished is not finished again: whoever opens it means to correct it, and keeps its day and its documents.
    form.correct.data = correct = correct or in_force.state == State.DONE
    if correct:
        for name in ("effective_on", "note", "reason", "waiver_by", "waiver_reason"):
            form[name].data = getattr(in_force, name)


def approved_warning(session: Session, site: Site, *days: date | None) -> Text | None:
    """What the form says where it speaks of a day whose figures are approved."""
    known = [day for day in days if day is not None]
    approved = approved_days(session, site.governorate_id, min(known)) if known else []
    return warning(approved) if approved else None


def entry_number(field: HiddenField) -> int | None:
    """The entry that a hidden part of the form names; 400 for what no form of ours holds."""
    raw = field.data or ""
    if raw and not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        abort(400)
    return int(raw) if raw else None


def open_upon(form: NewsForm, around: "Setting") -> None:
    """Note in the form what its reader sees."""
    form.shown.data, form.seen.data = str(around.now.entry.id) if around.now else "", str(around.seen or "")


@dataclass(frozen=True)
class Known:
    """An entry as the form shows it, with who recorded it and when."""

    entry: ProgressEntry
    by: str
    mine: bool

    @property
    def state(self) -> State:
        return State(self.entry.state)

    @property
    def recorded_on(self) -> Any:
        return self.entry.recorded_at.astimezone(CAIRO).date()


@dataclass(frozen=True)
class Setting:
    """What stands around the form: the site, the stage, what holds now, and which earlier stages are still open."""

    site: Site
    stage: Stage
    now: Known | None
    seen: int | None
    missing: list[Stage]


def setting(session: Session, site: Site, stage: Stage, user: Any) -> Setting:
    told = told_of(session, site, stage.key)
    here = position(session, today(), site_ids=[site.id]).sites
    missing = unmet(Kind(site.kind), stage.key, here[0].states) if here else []
    return Setting(site, stage, known(session, told.in_force, user), told.latest_id, missing)


def known(session: Session, entry: ProgressEntry | None, user: Any) -> Known | None:
    if entry is None:
        return None
    row = session.execute(select(User.first_name, User.last_name).where(User.id == entry.recorded_by_id)).one_or_none()
    return Known(entry, full_name(row.first_name, row.last_name) if row else "", entry.recorded_by_id == user.id)
