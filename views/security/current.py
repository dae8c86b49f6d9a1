"""The request's own builder, accounts and database, by their names; and a word to the user."""

from typing import Any

from flask import current_app, flash
from sqlalchemy.orm import Session

from rollout.text import Text


def builder() -> Any:
    return current_app.extensions["appbuilder"]


def accounts() -> Any:
    """The manager of accounts."""
    return builder().sm


def database() -> Session:
    """The request's session, which works for the user's scope."""
    session: Session = builder().session()
    return session


def say(sentence: Text, kind: str = "success") -> None:
    """Tell the user, on the next page that they see: success, info, warning or danger."""
    flash(str(sentence), kind)
