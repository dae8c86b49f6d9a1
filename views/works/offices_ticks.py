"""Ticking off what every body has in a complex: what was ticked becomes steps, recorded together or not at all."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length

from models import Site
from rollout.arabic import clean, parse_count
from rollout.database import lock_journal
from rollout.details.reading import items_at
from rollout.details.saving import Did, refusals, save_many
from rollout.errors import Conflict, Unreadable
from rollout.offices import BODIES, latest_of
from rollout.rules import LONGEST_NOTE
from rollout.text import Text, _
from rollout.works import ItemState
from rollout.works.offices import staff_told
from views.news.form import entry_number
from views.security.forms import REQUIRED, Day, Prose, SecureForm, hides_something
from views.security.saving import NotSaved, saving

HEADS = ("nominated", "trained")
LETTER = "letter"


class TicksForm(SecureForm):
    """The day for which everything is ticked; `seen` is the entry of the complex's offices that was the latest on the page."""

    seen = HiddenField()
    on = Day(_("True since"), validators=[InputRequired(REQUIRED)])
    note = Prose(_("Remarks"), validators=[Length(max=LONGEST_NOTE)])
    overtaken = False


@dataclass
class Ticks:
    """What was ticked and typed, as it was sent, with what is wrong about each part of it."""

    sent: Mapping[str, str]
    wrong: dict[str, list[Text]] = field(default_factory=lambda: defaultdict(list))

    def value(self, body: str, step: str) -> str:
        return self.sent.get(name_of(body, step), "")

    def dids(self, items: Mapping[str, ItemState], day: date) -> list[Did]:
        """The steps that are new: what was told already is not told again."""
        return [did for body in BODIES for step in BODIES[body].path if (did := self._did(items[body], step.key, day))]

    def _did(self, item: ItemState, step: str, day: date) -> Did | None:
        raw = self.value(item.kind.key, step).strip()
        if not raw or (step in item.taken and step not in HEADS):
            return None
        if step in HEADS:
            heads = self._heads(item.kind.key, step, raw)
            told = staff_told(item)[HEADS.index(step)]
            return None if heads is None or heads == told else Did(item.kind.key, step, day, count=heads)
        if step == LETTER:
            if hides_something(raw):
                self.wrong[name_of(item.kind.key, step)].append(_("The text contains characters that cannot be seen."))
            return Did(item.kind.key, step, day, number=clean(raw))
        return Did(item.kind.key, step, day)

    def _heads(self, body: str, step: str, raw: str) -> int | None:
        try:
            return parse_count(raw)
        except Unreadable as unreadable:
            self.wrong[name_of(body, step)].append(unreadable.message)
            return None


def name_of(body: str, step: str) -> str:
    """The name of a part of the form."""
    return f"{body}.{step}"


def record_ticks(session: Session, site: Site, form: TicksForm, ticks: Ticks, *, today: date, by: int) -> int:
    """Record what is new; gives the number of steps, or 0 where nothing was recorded and `form` and `ticks` say why."""
    assert site.id is not None
    assert form.on.data is not None
    dids = ticks.dids(items_at(session, site.id, "offices"), form.on.data)
    if ticks.wrong:
        return 0
    if not dids:
        form.form_errors = [_("Tick what is new, or leave the page as it is.")]
        return 0
    doings = [(site, "offices", replace(did, note=clean(form.note.data or "", multiline=True))) for did in dids]
    refused = refusals(session, doings, today=today)
    for index, refusal in refused:
        about = form.on if refusal.about == "happened_on" else None
        if about is not None:
            about.errors = [*about.errors, refusal.message]
        else:
            ticks.wrong[name_of(dids[index].item, dids[index].step)].append(refusal.message)
    if refused:
        return 0
    try:
        with saving(session):
            lock_journal(session)
            if latest_of(session, site.id) != (entry_number(form.seen) or 0):
                raise Conflict
            save_many(session, doings, today=today, by=by)
    except Conflict:
        form.overtaken = True
        form.form_errors = [_("Another user recorded something of these offices meanwhile. Look at it, then record the rest.")]
        return 0
    except NotSaved as refusal:
        form.refuse(refusal.faults)
        return 0
    return len(dids)
