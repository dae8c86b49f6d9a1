"""The form in which a date is promised, or promised anew."""

from datetime import date
from typing import Any

from wtforms import HiddenField
from wtforms.validators import InputRequired, Length, Optional

from rollout.people import full_name
from rollout.plan import OFFERED, Offer, Promised
from rollout.rules import LONGEST_NAME, LONGEST_NOTE
from rollout.stages import Kind
from rollout.text import Text, _
from views.security.forms import REQUIRED, Choice, Day, Line, Prose, SecureForm


class PromiseForm(SecureForm):
    """A date that somebody promises for one stage. `seen` is the latest promise that the page showed."""

    seen = HiddenField()
    due_on = Day(_("Promised date"), validators=[InputRequired(REQUIRED)])
    reason = Choice(
        _("Reason"), options=[(reason.key, reason.label) for reason in OFFERED], blank=Text("—"), validators=[Optional()],
        description=_("The first promise of a stage needs no reason; a later one does, and the earlier ones stay."),
    )
    given_by = Line(_("Promised by"), validators=[Length(max=LONGEST_NAME)])
    given_on = Day(_("Given on"), validators=[InputRequired(REQUIRED)])
    note = Prose(_("Note"), validators=[Length(max=LONGEST_NOTE)])

    def offer(self, stage: str) -> Offer:
        assert self.due_on.data is not None, "the form is valid"
        assert self.given_on.data is not None, "the form is valid"
        return Offer(
            stage, self.due_on.data, self.given_on.data, self.reason.data or "", self.given_by.data or "", self.note.data or "",
        )


def open_upon(form: PromiseForm, latest: Promised | None, *, today: date, user: Any) -> None:
    """What the form proposes: a promise of today, by whoever signed in."""
    form.seen.data = str(latest.id) if latest else ""
    form.given_on.data = today
    form.given_by.data = full_name(user.first_name, user.last_name)


def stages_of(kind: Kind) -> list[tuple[str, Text]]:
    """The stages for which a date can be promised: the last one leads, for the plan is made for it."""
    return [(stage.key, stage.label) for stage in (kind.final, *kind.stages[:-1])]
