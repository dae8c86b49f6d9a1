"""What may be done at many sites at once, as a choice on a page, and the form of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from models import Site
from rollout.arabic import parse_month
from rollout.bulk import Act, NewsAct, PromiseAct, QuietAct, StepAct
from rollout.plan import OFFERED, month_end
from rollout.rules import LONGEST_LINE, LONGEST_NAME, LONGEST_NOTE, News
from rollout.stages import Kind, Stage, State
from rollout.text import Text, _
from rollout.training.calendar import next_month
from rollout.works import Area, ItemKind, Step, area_of
from views.frame.asof import today
from views.frame.words import month
from views.security.forms import REQUIRED, Choice, Count, Day, Line, Prose, SecureForm
from views.security.interface import as_key
from views.works.form import did_from, form_for

QUIET, PROMISE = "quiet", "promise"
_NEWS, _WORK = "news:", "work:"
_MONTHS = 36
_APART = ("service",)
"""Areas whose steps are signed at each site by itself."""


class ManyNewsForm(SecureForm):
    """News of one stage, the same for every chosen site; its documents belong to each site and are added there."""

    state = Choice(
        _("State"), options=[(state.value, state.label) for state in State], blank=_("Choose"),
        validators=[InputRequired(_("Choose the state."))],
    )
    effective_on = Day(_("True since"), validators=[InputRequired(REQUIRED)])
    done, wanted = Count(_("Done")), Count(_("Of"))
    reason = Line(_("Reason"), validators=[Length(max=LONGEST_LINE)])
    note = Prose(_("Note"), validators=[Length(max=LONGEST_NOTE)])


class ManyPromiseForm(SecureForm):
    """The month for which serving the public is promised at every chosen site."""

    wave = Choice(_("Planned month"), validators=[InputRequired(REQUIRED)])
    reason = Choice(
        _("Reason"), options=[(reason.key, reason.label) for reason in OFFERED], blank=Text("—"), validators=[Optional()],
        description=_("The first promise of a stage needs no reason; a later one does, and the earlier ones stay."),
    )
    given_by = Line(_("Promised by"), validators=[Length(max=LONGEST_NAME)])
    note = Prose(_("Note"), validators=[Length(max=LONGEST_NOTE)])


class QuietForm(SecureForm):
    """Nothing is to be said."""


@dataclass(frozen=True)
class What:
    """One thing to do: its value in the page's list, its name, and for the work behind a stage the step that is chosen in it."""

    value: str
    label: Text
    stage: Stage | None = None
    area: Area | None = None
    item: ItemKind | None = None
    step: Step | None = None

    @property
    def needs_step(self) -> bool:
        return self.area is not None and self.step is None

    @property
    def key(self) -> str:
        """By what a form says of which deed it is."""
        return f"{self.value}/{self.item.key}:{self.step.key}" if self.item and self.step else self.value

    @property
    def title(self) -> Text:
        if self.item is None or self.step is None:
            return self.label
        return _("%(area)s — %(item)s: %(step)s", area=self.label, item=self.item.label, step=self.step.label)

    @property
    def steps(self) -> list[tuple[Text, list[tuple[str, Text]]]]:
        """The steps of each of its items that are told in a page, under the item's name."""
        kinds = self.area.kinds if self.area else ()
        told = [(kind, [step for step in kind.steps.values() if not step.elsewhere]) for kind in kinds if not kind.many]
        return [(kind.label, [(f"{kind.key}:{step.key}", step.label) for step in steps]) for kind, steps in told]


def offers(sites: Sequence[Site], *, promises: bool) -> list[What]:
    """What may be done at sites of these kinds."""
    found = {QUIET: What(QUIET, _("Nothing new"))}
    if promises:
        found[PROMISE] = What(PROMISE, _("Planned month of serving the public"))
    for kind in sorted({Kind(site.kind) for site in sites}, key=list(Kind).index):
        for stage in kind.stages:
            area = area_of(kind, stage.key)
            if area is None:
                found[_NEWS + stage.key] = What(_NEWS + stage.key, stage.label, stage=stage)
            elif area.key not in _APART and What("", stage.label, area=area).steps:
                found[_WORK + area.key] = What(_WORK + area.key, area.label, area=area)
    return list(found.values())


def chosen_of(offered: Sequence[What], value: str, step: str) -> What | None:
    """What was chosen; None where the page does not offer it. A step that its area lacks is as good as none."""
    what = next((one for one in offered if one.value == value), None)
    if what is None or what.area is None or not step:
        return what
    item, _colon, key = step.partition(":")
    known = {value for _label, steps in what.steps for value, _name in steps}
    kind = what.area.kind_of(item) if step in known else None
    return replace(what, item=kind, step=kind.steps[key]) if kind else what


def form_of(what: What, **more: Any) -> SecureForm:
    """The form of what was chosen, with the months that lie before us where a month is promised."""
    if what.step is not None:
        return form_for(what.step)(**more)
    if what.stage is not None:
        return ManyNewsForm(**more)
    if what.value != PROMISE:
        return QuietForm(**more)
    form = ManyPromiseForm(**more)
    form.wave.choices = [SelectChoice("", "—"), *(SelectChoice(f"{first:%Y-%m}", month(first)) for first in _months())]
    return form


def act_of(what: What, form: Any) -> Act:
    """What a valid form asks for."""
    if what.step is not None:
        assert what.area is not None
        assert what.item is not None
        form.item.data = what.item.key
        return StepAct(what.area.key, replace(did_from(form), replaces_id=None))
    if what.stage is not None:
        return NewsAct(News(
            what.stage.key, State(form.state.data), form.effective_on.data, form.done.data, form.wanted.data, form.note.data or "",
            form.reason.data or "",
        ))
    if what.value != PROMISE:
        return QuietAct()
    return PromiseAct(month_end(parse_month(form.wave.data)), form.reason.data or "", form.given_by.data or "", form.note.data or "")


def _months() -> list[date]:
    return [next_month(today(), ahead) for ahead in range(_MONTHS)]


def read_seen(raw: str) -> dict[int, int | None] | None:
    """The sites of a preview with the versions upon which they were shown; None for what no page of ours sends."""
    found: dict[int, int | None] = {}
    for part in raw.split(","):
        site, _colon, seen = part.partition(":")
        site_id, version = as_key(site), as_key(seen) if seen else None
        if site_id is None or (seen and version is None):
            return None
        found[site_id] = version
    return found
