"""Forms: fields that read Arabic digits, refuse what hides in text, and offer only rows that the user may see."""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from flask_appbuilder.fields import QuerySelectField
from flask_appbuilder.forms import DynamicForm
from markupsafe import Markup
from wtforms import BooleanField, Field, FloatField, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import Choice as Shown
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation

from rollout.arabic import BLANKS, clean, parse_count, parse_date, parse_number
from rollout.errors import Blame, Unreadable
from rollout.text import Text, _, language
from views.security.interface import LARGEST_KEY, SecureInterface

# Controls that turn the direction of what follows, so that one text is shown and another is stored.
_HIDDEN = re.compile(f"[\0\u202a-\u202e\u2066-\u2069\ud800-\udfff{BLANKS}]")

REQUIRED = _("This field is required.")
PROSE_LIMIT = 20_000


def hides_something(text: str) -> bool:
    """Whether the text carries NUL, half characters, letters without a shape or marks that overrule the direction of writing."""
    return _HIDDEN.search(text) is not None


def is_whole(text: str) -> bool:
    """Whether the text can be stored and hashed: no half characters, no NUL."""
    return not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text)


class _Catalogue:
    """Lets WTForms speak through our own catalogue: its Arabic one is incomplete."""

    def gettext(self, source: str) -> str:
        return str(Text(source))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return str(Text(singular if number == 1 else plural))


ONCE = "once"


def once_field() -> Markup:
    """The hidden word of a form, by which it is saved once when it is sent twice."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(ONCE, secrets.token_urlsafe(12))


class SecureForm(DynamicForm):
    """The parent of every form. Where two edited one record, `differences` says what each of them changed."""

    differences: Any = None

    def refuse(self, faults: Iterable[Blame], *, unless_told: bool = False) -> None:
        """Put each sentence beside its field, else above the form; where the field is told to be wrong already, that may be enough."""
        for fault in faults:
            field = self._fields.get(fault.about)
            if field is None or isinstance(field, HiddenField):
                self.form_errors.append(fault.message)
            elif not (unless_told and field.errors):
                field.errors = [*field.errors, fault.message]

    def hidden_tag(self, *fields: Any) -> Markup:
        return super().hidden_tag(*fields) + once_field()

    class Meta(DynamicForm.Meta):
        def get_translations(self, form: Any) -> _Catalogue:
            return _Catalogue()


class Line(StringField):
    """One line of text, cleaned of what cannot be seen; marks that would mislead are refused."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean(valuelist[0]) if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        if self.raw_data and hides_something(str(self.raw_data[0])):
            raise StopValidation(_("The text contains characters that cannot be seen."))
        if self.flags.required and not self.data:  # InputRequired looks at what was sent, not at what is left of it
            raise StopValidation(REQUIRED)


class Prose(TextAreaField):
    """Several lines of text."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean(valuelist[0], multiline=True) if valuelist else ""

    pre_validate = Line.pre_validate


class Typed(StringField):
    """A value that is typed as text and read by the product's own parsers, in any of the three digit sets."""

    def __init__(self, *args: Any, parse: Callable[[Any], Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parse = parse

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        raw = valuelist[0].strip() if valuelist else ""
        self.data = None
        try:
            self.data = self.parse(raw) if raw else None
        except Unreadable as problem:
            raise ValueError(str(problem)) from problem
        if self.data is None:
            self.raw_data = [""]  # blanks alone are nothing, for whoever asks whether something was sent


class Count(Typed):
    """A whole number, zero or more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, parse=parse_count, **kwargs)

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and self.data > LARGEST_KEY:
            raise ValidationError(_("The number is too large."))


class Number(Typed):
    """A number with or without places."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, parse=lambda raw: float(parse_number(raw)), **kwargs)


class Day(Typed):
    """A day: the browser's own calendar, or text as people write dates."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, parse=parse_date, **kwargs)

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not date(1990, 1, 1) <= self.data <= date(2100, 12, 31):
            raise ValidationError(_("The date is out of range."))


class Choice(SelectField):
    """One of a fixed list of keys with their names; the names are translated when they are shown."""

    def __init__(self, *args: Any, options: Iterable[tuple[str, Text]] = (), blank: Text | None = None, **kwargs: Any) -> None:
        choices = [SelectChoice(value, label) for value, label in ([("", blank)] if blank is not None else []) + list(options)]
        super().__init__(*args, choices=choices, **kwargs)
        self.options = [(choice.value, choice.label) for choice in choices]

    def pre_validate(self, form: Any) -> None:
        if not any(str(choice.value) == (self.data or "") for choice in self.choices):
            raise ValidationError(_("Not a valid choice."))


class RowChoice(QuerySelectField):
    """A row of another table, out of those that the user's scope lets them see; any other number is no valid choice."""

    def iter_choices(self) -> Iterator[Shown]:
        for value, label, selected, more in super().iter_choices():
            yield Shown(value, label, selected, more)

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(_("Not a valid choice.")) from None


def named(row: Any) -> str:
    """A row's name in the language of the page."""
    english = getattr(row, "name_en", "") if language() == "en" else ""
    return english or str(row)


class FormMaker:
    """Makes the form of a table from the columns that a page names."""

    def __init__(self, datamodel: SecureInterface, labels: dict[str, Any], descriptions: dict[str, Any]) -> None:
        self.datamodel = datamodel
        self.labels = labels
        self.descriptions = descriptions

    def make(self, columns: Iterable[str], validators: dict[str, list[Any]], given: dict[str, Any]) -> type[SecureForm]:
        made = {name: given[name] if name in given else self._field(name, list(validators.get(name, ()))) for name in columns}
        return type("ModelForm", (SecureForm,), made)

    def _field(self, name: str, validators: list[Any]) -> Field:
        common: dict[str, Any] = {"label": self.labels.get(name, name), "description": self.descriptions.get(name, "")}
        if self.datamodel.is_relation(name):
            return self._row_choice(name, validators, common)
        if self.datamodel.is_boolean(name):
            return BooleanField(validators=validators, **common)
        column = self.datamodel.list_columns[name]
        optional = column.nullable or (column.default is not None and column.default.arg == "")
        filled = DataRequired if self.datamodel.is_string(name) else InputRequired  # spaces alone fill no text
        validators.append(Optional() if optional else filled(REQUIRED))
        if self.datamodel.is_text(name):
            return Prose(validators=[*validators, Length(max=PROSE_LIMIT)], **common)
        if self.datamodel.is_string(name):
            return Line(validators=[*validators, Length(max=column.type.length)], **common)
        for is_type, field in (("is_integer", Count), ("is_date", Day), ("is_float", Number), ("is_numeric", Number)):
            if getattr(self.datamodel, is_type)(name):
                return field(validators=validators, **common)
        raise TypeError(f"no field for the column {name}")

    def _row_choice(self, name: str, validators: list[Any], common: dict[str, Any]) -> Field:
        related = self.datamodel.get_related_interface(name)
        blank = self.datamodel.is_nullable(name)
        return RowChoice(
            query_func=related.choices,
            get_pk_func=lambda row: row.id,
            get_label=named,
            allow_blank=blank,
            blank_text="—",
            validators=[*validators, Optional() if blank else InputRequired(REQUIRED)],
            **common,
        )


def as_posted(field: Field) -> list[str]:
    """What a browser would send for the field as it now stands."""
    if isinstance(field, BooleanField):
        return ["y"] if field.data else []
    if isinstance(field, QuerySelectField):
        return ["__None" if field.data is None else str(field.get_pk_func(field.data))]
    if isinstance(field.data, (list, tuple)):
        return [str(value) for value in field.data]
    if hasattr(field, "_value"):
        return [str(field._value())]
    return ["" if field.data is None else str(field.data)]


__all__ = [
    "REQUIRED", "Choice", "Count", "Day", "FloatField", "FormMaker", "Line", "Number", "Prose", "RowChoice", "SecureForm",
    "as_posted", "hides_something", "named",
]
