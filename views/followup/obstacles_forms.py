"""The forms in which obstacles are told, and the sites that they offer to be held."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy.orm import Session
from wtforms import HiddenField, MultipleFileField
from wtforms.validators import InputRequired, Length, Optional

from rollout.followup.hindering import Did, Opening
from rollout.followup.levels import Level
from rollout.followup.obstacles import Category, ObstacleStep
from rollout.position import SitePosition, position
from rollout.rules import LONGEST_LINE, LONGEST_NAME, LONGEST_NOTE
from rollout.stages import Kind, Stage
from rollout.text import Text, _
from views.security.forms import REQUIRED, Choice, Day, Line, Prose, SecureForm

NEEDED = [InputRequired(REQUIRED)]
MOST_CODES = 2_000


class ObstacleForm(SecureForm):
    """What the forms of obstacles share: documents, and faults beside the fields that they speak of."""

    @property
    def files(self) -> list[Any]:
        return [file for file in self._fields["evidence"].data or () if getattr(file, "filename", "")] if "evidence" in self._fields else []


class OpeningForm(ObstacleForm):
    """A new obstacle."""

    title = Line(_("The obstacle in a few words"), validators=[*NEEDED, Length(max=LONGEST_LINE)])
    category = Choice(_("Kind of obstacle"), options=[(one.value, one.label) for one in Category], blank=_("Choose"), validators=NEEDED)
    body = Line(_("Body that has to solve it"), validators=[*NEEDED, Length(max=LONGEST_NAME)], render_kw={"list": "bodies"})
    post = Line(_("Post that answers for it in that body"), validators=[Length(max=LONGEST_NAME)])
    needed = Prose(_("Decision or measure needed"), validators=[*NEEDED, Length(max=LONGEST_NOTE)])
    since = Day(_("In the way since"), validators=NEEDED)
    expected_on = Day(_("Solution expected on"), validators=[Optional()])
    level = Choice(_("On which level it lies"), options=[(one.value, one.label) for one in Level], default=Level.COMMITTEE.value)
    presented_on = Day(
        _("Put before this level on"), validators=[Optional()],
        description=_("From this day on it counts when it has to be raised; where none is given, from today."),
    )
    note = Prose(_("Note"), validators=[Length(max=LONGEST_NOTE)])
    codes = Prose(_("Codes of further sites"), description=_("As they stand in a sheet, one below the other or with spaces between."))
    evidence = MultipleFileField(_("Documents or photos"))

    def opening(self, sites: Sequence[tuple[int, str]]) -> Opening:
        level = next((one for one in Level if one.value == self.level.data), Level.COMMITTEE)
        return Opening(
            self.title.data or "", self.category.data or "", self.body.data or "", self.post.data or "", self.since.data,
            self.needed.data or "", tuple(sites), level, self.expected_on.data, self.note.data or "",
            self.presented_on.data,
        )


class TellingForm(ObstacleForm):
    """News of an obstacle; each step has its own fields besides. `seen` is the event that was the last when the form was opened."""

    seen = HiddenField()
    happened_on = Day(_("On"), validators=NEEDED)
    note = Prose(_("What is said of it"), validators=[Length(max=LONGEST_NOTE)])
    evidence = MultipleFileField(_("Documents or photos"))

    def did(self, step: ObstacleStep, level: Level | None) -> Did:
        """What the form says; a day that cannot be read counts as one that never comes."""
        told = {name: self[name].data for name in ("body", "post", "needed", "expected_on") if name in self._fields}
        return Did(step, self.happened_on.data or date.max, self.note.data or "", level=level, **told)


class SitesForm(ObstacleForm):
    """Sites that join an obstacle and sites that are freed."""

    seen = HiddenField()
    happened_on = Day(_("On"), validators=NEEDED)
    note = Prose(_("Note"), validators=[Length(max=LONGEST_NOTE)])
    codes = Prose(_("Codes of further sites"), description=_("As they stand in a sheet, one below the other or with spaces between."))


_FIELDS: dict[ObstacleStep, dict[str, Any]] = {
    ObstacleStep.EXPECTED: {"expected_on": Day(_("Solution expected on"), validators=NEEDED)},
    ObstacleStep.ASSIGNED: {
        "body": Line(_("Body that has to solve it"), validators=[*NEEDED, Length(max=LONGEST_NAME)], render_kw={"list": "bodies"}),
        "post": Line(_("Post that answers for it in that body"), validators=[Length(max=LONGEST_NAME)]),
        "needed": Prose(_("Decision or measure needed"), description=_("Only where it is another one than before."),
                        validators=[Length(max=LONGEST_NOTE)]),
    },
}
TITLES: dict[ObstacleStep, Text] = {
    ObstacleStep.NEWS: _("News of it"), ObstacleStep.EXPECTED: _("A day of solution was promised"),
    ObstacleStep.ASSIGNED: _("Handed to another owner"), ObstacleStep.ESCALATED: _("Raised to a higher level"),
    ObstacleStep.RESOLVED: _("Resolved"), ObstacleStep.REOPENED: _("Opened again"),
}
"""The steps that people tell in a form of their own."""


def telling_form(step: ObstacleStep) -> type[TellingForm]:
    """The form of a step."""
    return type("FormOfStep", (TellingForm,), dict(_FIELDS.get(step, {})))


def codes_in(text: str | None) -> list[str]:
    """The codes of sites that somebody pasted, each once."""
    return list(dict.fromkeys(part for part in re.split(r"[\s,;،؛]+", text or "") if part))[:MOST_CODES]


@dataclass(frozen=True)
class Offered:
    """The sites of a governorate at which a stage is not done, by markaz; the stage is named with its kind, ``complex:utilities``."""

    kind: Kind | None
    stage: Stage | None
    markaz: str
    choices: dict[Text, list[tuple[str, Text]]]
    marakez: list[str]
    sites: list[SitePosition]

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.stage.key}" if self.kind and self.stage else ""

    @property
    def groups(self) -> list[tuple[str, list[SitePosition]]]:
        found: dict[str, list[SitePosition]] = {}
        for site in self.sites:
            found.setdefault(site.markaz_ar, []).append(site)
        return sorted(found.items())


def offered(
    session: Session, day: date, governorate: str, wanted: str, markaz: str, *, taken: Collection[tuple[int, str]] = ()
) -> Offered:
    """What may be held by an obstacle of a governorate, apart from what is held already; 400 for a stage that no page of ours offers."""
    everywhere = position(session, day, governorate=governorate).sites
    kinds = [kind for kind in Kind if any(site.kind is kind for site in everywhere)]
    choices = {kind.plural: [(f"{kind}:{stage.key}", _named(kind, stage)) for stage in kind.stages] for kind in kinds}
    named, _colon, key = wanted.partition(":")
    kind = next((one for one in Kind if one.value == named), None)
    stage = next((one for one in kind.stages if one.key == key), None) if kind else None
    if wanted and stage is None:
        abort(400)
    waiting = [
        site for site in everywhere
        if stage is not None and site.kind is kind and not site.stages[stage.key].state.passes and (site.id, stage.key) not in taken
    ]
    marakez = sorted({site.markaz_ar for site in waiting if site.markaz_ar})
    if markaz and markaz not in marakez:
        markaz = ""
    return Offered(kind, stage, markaz, choices, marakez, [site for site in waiting if markaz in ("", site.markaz_ar)])


def _named(kind: Kind, stage: Stage) -> Text:
    """A stage as it is offered: with its kind where complexes, of which most is told, may have one of the same name."""
    return stage.label if kind is Kind.COMPLEX else _("%(stage)s (%(kind)s)", stage=stage.label, kind=kind.label)
