"""Saving what was typed: refusals in words, and two people who edit one record."""

import hashlib
import json
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField
from wtforms.fields.choices import SelectFieldBase

from models import Versioned
from rollout.errors import Conflict, RolloutError
from rollout.text import Text, _
from views.security.forms import SecureForm, as_posted

log = logging.getLogger(__name__)

TAKE = "_take_"


class NotSaved(Exception):
    """The record was not saved and nothing of it is left in the session; `message` is for the user."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


@contextmanager
def saving(session: Session) -> Iterator[None]:
    """Commit at the end of the block. Whatever goes wrong, roll back at once, so that no later commit saves a refused edit.

    Raises Conflict for a record that changed meanwhile and NotSaved for everything else, never with the words of the database.
    """
    try:
        yield
        session.commit()
    except StaleDataError:
        session.rollback()
        raise Conflict from None
    except Conflict:
        session.rollback()
        raise
    except RolloutError as refusal:
        session.rollback()
        raise NotSaved(refusal.message) from refusal
    except IntegrityError:
        session.rollback()
        raise NotSaved(_("Not saved: a value is already in use, or other records depend on it.")) from None
    except SQLAlchemyError:
        session.rollback()
        reference = secrets.token_hex(4)
        log.exception("not saved, reference %s", reference)
        raise NotSaved(_("Not saved because of a fault; tell the administrator the number %(number)s.", number=reference)) from None
    except Exception:
        session.rollback()
        raise


class Version(HiddenField):
    """The version of the record that the form was filled from."""

    def populate_obj(self, obj: Any, name: str) -> None:
        """Counted by the database, never taken from a form."""


def version_of(item: Any, form: SecureForm) -> str:
    """What changes whenever somebody changes the record: its number, and a print of each field as the database fills the form.

    The prints tell later which fields the user has touched.
    """
    number = str(item.row_version) if isinstance(item, Versioned) else "0"
    prints = (f"{name}:{_print(field)}" for name, field in form._fields.items() if _is_content(field))
    return ";".join((number, *prints))


def _print(field: Field) -> str:
    return hashlib.sha256(json.dumps(as_posted(field)).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Difference:
    """A field that another person and this one filled differently."""

    name: str
    label: Any
    theirs: str
    mine: str
    touched: bool


def differences(theirs: SecureForm, mine: SecureForm) -> list[Difference]:
    """Where the two differ. A field that this person has not touched differs because the other changed it: theirs is to be kept."""
    seen = (mine.row_version.data or "").split(";")
    return [
        Difference(name, field.label.text, in_words(theirs[name]), in_words(field), f"{name}:{_print(field)}" not in seen)
        for name, field in mine._fields.items()
        if _is_content(field) and as_posted(field) != as_posted(theirs[name])
    ]


def take_theirs(posted: MultiDict[str, str], theirs: SecureForm) -> MultiDict[str, str]:
    """What was posted, with the fields for which the user chose the other person's value."""
    result = MultiDict(posted)
    for name, field in theirs._fields.items():
        if posted.get(TAKE + name) == "theirs":
            result.setlist(name, as_posted(field))
    return result


def in_words(field: Field) -> str:
    """A field's value as a person reads it."""
    if isinstance(field, BooleanField):
        return str(_("Yes") if field.data else _("No"))
    if isinstance(field, SelectFieldBase):
        return "، ".join(str(choice[1]) for choice in field.iter_choices() if choice[2]) or "—"
    return ", ".join(as_posted(field)) or "—"


def _is_content(field: Field) -> bool:
    return field.type not in ("CSRFTokenField", "Version", "PasswordField")
