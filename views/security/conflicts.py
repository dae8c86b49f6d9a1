"""Two people who edit one record: what each changed since it was read is put together, and who saves last is asked where both changed.

A form carries the version of the record that it was filled from, and each field as it then was.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField
from wtforms.fields.choices import SelectFieldBase
from wtforms.widgets import HiddenInput

from models import Versioned
from rollout.text import _, listed
from views.security.forms import SecureForm, as_posted

TAKE = "_take_"
GIVEN = "_given_"
"""Before the name of a part: what the other gave, in forms that are read without the record."""

BEGAN = "began"
MINE, THEIRS, BOTH = "mine", "theirs", "both"
_LONGEST_BEGINNING = 200_000

Beginning = dict[str, list[str]]
"""Each field as it was when the form was filled, as a browser would send it."""


class _WithBeginning(HiddenInput):
    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        version = Markup(super().__call__(field, **kwargs))  # noqa: S704 — made by the library, which escapes
        return version + beginning_field(field.began if field.began is not None else beginning_of(request.form))


class Version(HiddenField):
    """The version of the record that the form was filled from; beside it stands each field as it then was."""

    widget = _WithBeginning()
    began: Beginning | None = None

    def populate_obj(self, obj: Any, name: str) -> None:
        """Counted by the database, never taken from a form."""


def beginning_field(began: Mapping[str, Any]) -> Markup:
    """The hidden input of a form that says how it began."""
    told = json.dumps(began, ensure_ascii=False)
    return Markup('<input type="hidden" name="{}" value="{}">').format(BEGAN, told) if began else Markup("")


def beginning_of(posted: Mapping[str, str]) -> Beginning:
    """How the form that was posted began; empty where it does not say so."""
    told = posted.get(BEGAN, "")
    try:
        found = json.loads(told) if len(told) <= _LONGEST_BEGINNING else {}
    except (ValueError, RecursionError):  # what no form of ours sends
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        name: [str(value) for value in values] for name, values in found.items() if isinstance(values, list) and values
    }


def begin(form: SecureForm, item: Any, name: str = "row_version") -> None:
    """Put the record's version into a form that was filled from it, with each field as it is."""
    form[name].data = version_of(item, form)
    form[name].began = {key: as_posted(field) for key, field in form._fields.items() if _is_content(field)}


def begin_at(form: SecureForm, number: int, name: str = "seen") -> None:
    """The same for a form that carries the bare number of the version."""
    begin(form, None, name)
    form[name].data = str(number)


def begin_anew(mine: SecureForm, theirs: SecureForm, name: str = "row_version") -> None:
    """Let a form that shows a conflict go on from the record as it now is, so that it can be saved again."""
    mine[name].data, mine[name].began = theirs[name].data, theirs[name].began
    mine[name].raw_data = [theirs[name].data]


def version_of(item: Any, form: SecureForm) -> str:
    """What changes whenever somebody changes the record: its number, and a print of each field as the database fills the form.

    The prints tell later which fields the user has touched.
    """
    number = str(item.row_version) if isinstance(item, Versioned) else "0"
    prints = (f"{name}:{_print(as_posted(field))}" for name, field in form._fields.items() if _is_content(field))
    return ";".join((number, *prints))


def _print(posted: list[str]) -> str:
    return hashlib.sha256(json.dumps(posted).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Difference:
    """A field that another person, this one or both have changed since the form was filled, in words; `was` is empty where unknown.

    `by` says who changed it: what one of them changed is taken as it is, and where both did one has to choose. `given` is theirs as a
    browser sends it, for forms that are read without the record.
    """

    name: str
    label: Any
    was: str
    theirs: str
    mine: str
    by: str
    given: str = ""


def put_together(
    theirs: SecureForm, posted: MultiDict[str, str], make: Callable[[MultiDict[str, str]], SecureForm], version: str = "row_version"
) -> tuple[SecureForm, list[Difference]]:
    """The form with what either changed, and every difference; where both changed one field it holds this person's."""
    mine, began = make(posted), beginning_of(posted)
    seen = (posted.get(version) or "").split(";")
    first = make(MultiDict([(name, value) for name, values in began.items() for value in values])) if began else None
    found, merged = [], MultiDict(posted)
    for name, field in mine._fields.items():
        if not _is_content(field) or as_posted(field) == as_posted(theirs[name]):
            continue

        def is_same(sent: list[str], name: str = name) -> bool:
            return sent == began[name] if name in began else f"{name}:{_print(sent)}" in seen

        by = THEIRS if is_same(as_posted(field)) else MINE if is_same(as_posted(theirs[name])) else BOTH
        if by == THEIRS:
            merged.setlist(name, as_posted(theirs[name]))
        was = in_words(first[name]) if first is not None and name in began else ""
        found.append(Difference(name, field.label.text, was, in_words(theirs[name]), in_words(field), by))
    return make(merged), found


def met(theirs: SecureForm, version: str = "seen") -> Any:
    """This request's form, put together with theirs and ready to be saved upon theirs; its `differences` say what each changed."""
    make = type(theirs)
    mine, found = put_together(theirs, request.form, lambda sent: make(formdata=sent), version)
    begin_anew(mine, theirs, version)
    mine.differences = found
    return mine


def take_theirs(posted: MultiDict[str, str], theirs: SecureForm) -> MultiDict[str, str]:
    """What was posted, with the fields for which the user chose the other person's value."""
    result = MultiDict(posted)
    for name, field in theirs._fields.items():
        if posted.get(TAKE + name) == THEIRS:
            result.setlist(name, as_posted(field))
    return result


def in_words(field: Field) -> str:
    """A field's value as a person reads it."""
    if isinstance(field, BooleanField):
        return str(_("Yes") if field.data else _("No"))
    if isinstance(field, SelectFieldBase):
        return listed(str(choice[1]) for choice in field.iter_choices() if choice[2]) or "—"
    return ", ".join(as_posted(field)) or "—"


def _is_content(field: Field) -> bool:
    return field.type not in ("CSRFTokenField", "Version", "PasswordField", "MultipleFileField", "FileField", "HiddenField")
