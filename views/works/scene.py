"""What stands around the form of a step: the site, the item as it is now, and what is to be corrected."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length

from models import Evidence, Officer, Site, StepEntry
from rollout.details.numbering import next_key
from rollout.details.reading import items_at
from rollout.details.saving import latest_step
from rollout.overdue import label_of
from rollout.people import full_name
from rollout.register import site_by_code
from rollout.rules import LONGEST_NOTE
from rollout.scope import scope_of
from rollout.text import Text, _
from rollout.works import Area, ItemKind, ItemState, Step, area_of
from rollout.works.due import owner_of
from rollout.works.steps import BLOCKED
from views.frame.asof import AsOf
from views.security.forms import REQUIRED, Prose, SecureForm
from views.works.form import StepForm, as_happened, fill_from
from views.works.rows import Told

_KEPT = (
    "body", "payer", "account_holder", "executing_party", "executing_capacity", "consultant_party", "consultant_capacity",
    "receiving_party", "receiving_capacity",
)
"""Particulars that seldom change from step to step: the form proposes what was said last."""


class WithdrawalForm(SecureForm):
    """Why an entry is taken back."""

    seen = HiddenField()
    reason = Prose(_("Reason"), validators=[InputRequired(REQUIRED), Length(max=LONGEST_NOTE)])


@dataclass(frozen=True)
class Scene:
    """A step of an item of a site, about to be told. `code` outlives a session that was rolled back."""

    site: Site
    code: str
    area: Area
    kind: ItemKind
    item: str
    step: Step
    state: ItemState
    latest: StepEntry | None
    correcting: Told | None = None

    @property
    def label(self) -> Text:
        return label_of(self.state)


def scene_for(session: Session, asked: Mapping[str, str], item: str) -> Scene:
    """What an address asks for: 404 for what is not there or not to be typed, 403 for a site that somebody else reports for.

    The bare name of a kind of which there are many, such as ``snag``, asks for one more.
    """
    site = site_by_code(session, asked.get("site", "")) if asked.get("site") else None
    if site is None or site.withdrawn_at is not None:
        abort(404)
    if site.governorate_id not in scope_of(session).capture:
        abort(403)
    area = area_of(site.kind, asked.get("area", "")) or abort(404)
    item = next((next_key(session, site, area, kind) for kind in area.kinds if kind.many and kind.key == item), item)
    kind = area.kind_of(item) or abort(404)
    step = kind.steps.get(asked.get("step", ""))
    if step is None or step.elsewhere:
        abort(404)
    state = items_at(session, site.id, area.key).get(item) or ItemState(item, kind)
    correcting = _correcting(session, asked.get("correct", ""), (site.id, area.key, item, step.key), kind)
    return Scene(site, site.code, area, kind, item, step, state, latest_step(session, site.id, area.key, item), correcting)


def _correcting(session: Session, number: str, about: tuple[int, str, str, str], kind: ItemKind) -> Told | None:
    if not number:
        return None
    entry = session.get(StepEntry, int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
    if entry is None or (entry.site_id, entry.area, entry.item, entry.step) != about or entry.withdrawn:
        abort(404)
    return told_of(session, entry, kind)


def told_of(session: Session, entry: StepEntry, kind: ItemKind) -> Told:
    """An entry with who recorded it and its documents."""
    query = (
        select(User.first_name, User.last_name, Officer.capacity)
        .outerjoin(Officer, Officer.user_id == User.id)
        .where(User.id == entry.recorded_by_id)
    )
    who = session.execute(query).one_or_none()
    papers = list(session.scalars(select(Evidence).where(Evidence.step_id == entry.id).order_by(Evidence.id)))
    name = full_name(who.first_name, who.last_name) if who else ""
    return Told(as_happened(entry), kind.steps[entry.step], entry, name, who.capacity or "" if who else "", papers)


def propose(form: StepForm, scene: Scene, day: AsOf) -> None:
    """What an empty form proposes: the entry itself where it is to be corrected, else the page's day and what seldom changes."""
    form.item.data, form.as_of.data = scene.item, day.argument or ""
    form.seen.data = str(scene.latest.id) if scene.latest else ""
    correcting = scene.correcting.entry if scene.correcting else None
    if correcting is not None:
        fill_from(form, correcting)
        form.replaces.data, form.happened_on.data = str(correcting.id), correcting.happened_on
        return
    form.happened_on.data = day.day
    for field in scene.step.fields:
        if field.name in _KEPT and scene.step.key != BLOCKED:
            form[field.name].data = scene.state.said(field.name)
    if scene.step.key == BLOCKED and scene.state.next is not None:
        form["body"].data = owner_of(scene.state)
