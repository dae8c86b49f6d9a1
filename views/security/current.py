"""The request's own builder, accounts and database, by their names; and a word to the user."""

import time
from typing import Any

from flask import Flask, current_app, flash, g, session
from sqlalchemy.orm import Session

from rollout.text import Text


def builder() -> Any:
    return current_app.extensions["appbuilder"]


def accounts() -> Any:
    """The manager of accounts."""
    return builder().sm


def database() -> Session:
    """The request's session, which works for the user's scope."""
    found: Session = builder().session()
    return found


def say(sentence: Text, kind: str = "success", undo: str | None = None) -> None:
    """Tell the user, on the next page that they see: success, info, warning or danger. `undo` is the address that takes it back.

    What an earlier act left unread is dropped, since it would speak on the page of this one; nothing is told twice. A page is left
    unread where the button was pressed once more before it came, or the line broke.
    """
    words = str(sentence)
    if not g.get("said"):
        session.pop(_WAITING, None)
        session.pop(_UNDO, None)
        g.said = []
    if (kind, words) not in g.said:
        g.said.append((kind, words))
        flash(words, kind)
        session[_SAID_AT] = int(time.time())
    if undo:
        session[_UNDO] = undo


def undo_offered() -> str | None:
    """The address that takes back what the words to the user speak of; offered once, beside them."""
    address: str | None = session.pop(_UNDO, None)
    return address


def install_words_to_users(app: Flask) -> None:
    """Have words to the user forgotten that no page showed in time: an hour later nobody knows of what they speak."""

    @app.before_request
    def forget() -> None:
        if _WAITING in session and time.time() - session.get(_SAID_AT, 0) > _LASTS:
            del session[_WAITING]
            session.pop(_UNDO, None)


_WAITING = "_flashes"
"""Where Flask keeps the words that wait for a page."""
_UNDO = "undo"
_SAID_AT = "said_at"
_LASTS = 120
"""Seconds for which words wait for their page."""
