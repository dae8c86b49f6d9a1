"""The form in which one step of the work is told: made from the particulars that the step declares."""

from collections.abc import Iterable
from decimal import Decimal
from math import isfinite
from typing import Any, ClassVar

from wtforms import BooleanField, HiddenField, MultipleFileField, SelectMultipleField, ValidationError
from wtforms import Field as FormField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from models import StepEntry
from rollout.arabic import parse_amount, parse_number
from rollout.details.saving import Did, Whereabouts
from rollout.rules import LONGEST_LINE, LONGEST_NAME, LONGEST_NOTE
from rollout.text import _
from rollout.works import Entry, Field, Happened, Step
from rollout.works.judge import value_of
from rollout.works.steps import COLUMNS
from views.news.form import entry_number
from views.security.forms import REQUIRED, Choice, Count, Day, Line, Prose, SecureForm, Typed


class Amount(Typed):
    """A sum of money, typed in pounds in any digits or words and kept in piastres."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, parse=parse_amount, **kwargs)

    def _value(self) -> str:
        if self.raw_data or self.data is None:
            return super()._value()
        pounds, piastres = divmod(self.data, 100)
        return f"{pounds}.{piastres:02}" if piastres else str(pounds)


class Exact(Typed):
    """A number with or without places, as it was written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, parse=parse_number, **kwargs)


class Ticks(SelectMultipleField):
    """Any of a fixed list of keys with their names."""

    def __init__(self, *args: Any, options: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        self.options = list(options)
        super().__init__(*args, choices=[SelectChoice(value, label) for value, label in self.options], **kwargs)

    def pre_validate(self, form: Any) -> None:
        if not set(self.data or ()) <= {key for key, _label in self.options}:
            raise ValidationError(_("Not a valid choice."))


class StepForm(SecureForm):
    """What an officer says of one step; each class of it, made by `form_for`, also has the step's own particulars.

    The hidden parts say upon what the form was opened (`seen`, the latest entry of the item then), which entry it corrects, the day
    of the page it came from, and where the browser was when the photo was taken.
    """

    declared: ClassVar[Step]

    item, seen, replaces, as_of = HiddenField(), HiddenField(), HiddenField(), HiddenField()
    latitude, longitude, accuracy = HiddenField(), HiddenField(), HiddenField()
    happened_on = Day(_("On"), validators=[InputRequired(REQUIRED)])
    evidence = MultipleFileField(_("Documents or photos"))

    @property
    def files(self) -> list[Any]:
        return [file for file in self.evidence.data or () if getattr(file, "filename", "")]

    @property
    def particulars(self) -> list[tuple[Field, FormField]]:
        """The step's own particulars, each with its field; remarks come last on the page and are not among them."""
        return [(field, self[field.name]) for field in self.declared.fields if field.name != "note"]

    @property
    def remark(self) -> tuple[Field, FormField] | None:
        return next(((field, self[field.name]) for field in self.declared.fields if field.name == "note"), None)


def form_for(step: Step) -> type[StepForm]:
    """The form of a step: a day, documents, and a field for each of its particulars."""
    made: dict[str, Any] = {field.name: _field(field) for field in step.fields}
    return type("FormOfStep", (StepForm,), made | {"declared": step})


def did_from(form: StepForm) -> Did:
    """What a valid form says was done."""
    assert form.happened_on.data is not None, "the form is valid"
    columns: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    for field in form.declared.fields:
        value = form[field.name].data
        if value in (None, "", []) or value is False:
            continue
        (columns if field.name in COLUMNS else facts)[field.name] = value
    return Did(
        form.item.data or "", form.declared.key, form.happened_on.data, facts=facts, replaces_id=entry_number(form.replaces), **columns
    )


def fill_from(form: StepForm, entry: StepEntry | Happened) -> None:
    """Let the form say what an entry says."""
    for field in form.declared.fields:
        value = getattr(entry, field.name) if field.name in COLUMNS else entry.facts.get(field.name)
        form[field.name].data = Decimal(value) if field.entry is Entry.DECIMAL and value not in (None, "") else value


def whereabouts(form: StepForm) -> Whereabouts | None:
    """Where the browser said it was, if it said so; what no browser says is not believed."""
    latitude, longitude = _degrees(form.latitude.data, 90), _degrees(form.longitude.data, 180)
    if latitude is None or longitude is None:
        return None
    accuracy = _degrees(form.accuracy.data, 1_000_000)
    return Whereabouts(latitude, longitude, abs(accuracy) if accuracy is not None else None)


def particulars_of(step: Step, told: StepEntry | Happened) -> list[tuple[Field, Any]]:
    """What an entry says of its step, in the order in which the step declares it; what was not said is left out."""
    happened = told if isinstance(told, Happened) else as_happened(told)
    return [(field, value) for field in step.fields if (value := value_of(happened, field.name)) not in (None, "", [])]


def as_happened(entry: StepEntry) -> Happened:
    return Happened(
        entry.item, entry.step, entry.happened_on, entry.id, entry.number, entry.body, entry.person, entry.amount, entry.count,
        entry.expected_on, entry.note, entry.facts,
    )


def withdrawal(entry: StepEntry, reason: str) -> Did:
    """What takes an entry back."""
    return Did(entry.item, entry.step, entry.happened_on, note=reason, replaces_id=entry.id, withdrawn=True)


def _field(field: Field) -> FormField:
    needed = [InputRequired(REQUIRED)] if field.required else []
    if field.entry in (Entry.TEXT, Entry.PROSE):
        longest = LONGEST_NOTE if field.entry is Entry.PROSE else LONGEST_NAME if field.name in COLUMNS else LONGEST_LINE
        made = Prose if field.entry is Entry.PROSE else Line
        return made(field.label, validators=[*needed, Length(max=longest)])
    if field.entry is Entry.CHOICE:
        return Choice(field.label, options=[("", _("Not said")), *field.choices], validators=needed)
    if field.entry is Entry.CHOICES:
        return Ticks(field.label, options=field.choices)
    if field.entry is Entry.YES:
        return BooleanField(field.label)
    typed = {Entry.AMOUNT: Amount, Entry.COUNT: Count, Entry.DECIMAL: Exact, Entry.DAY: Day}[field.entry]
    return typed(field.label, validators=needed)


def _degrees(raw: str | None, most: float) -> float | None:
    try:
        number = float(raw or "")
    except ValueError:
        return None
    return number if isfinite(number) and abs(number) <= most else None

