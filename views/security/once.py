"""A form that is sent twice is saved once: by a second press, a slow line, or the way back and forward again.

Each form carries a word of its own. A print of that word and of all that was sent is kept with what it saved, in one transaction; the
same form sent again is answered with the address that followed the first time. What was changed before it was sent again is another
print, and saved.
"""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from flask import Flask, Response, abort, g, has_request_context, jsonify, redirect, request, url_for
from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import SentForm
from rollout.text import _
from views.security.access import signed_in
from views.security.current import database, say
from views.security.door import PART, form_page
from views.security.forms import ONCE, once_field
from views.security.transaction import own_transaction

_KEPT = timedelta(days=1)
_LONGEST = 40


def answer_once(app: Flask) -> None:
    """Answer a form that was saved already as it was answered then. After the framework has said who the user is."""

    @app.before_request
    def known() -> None:
        answer_if_saved()

    @app.after_request
    def remember(response: Response) -> Response:
        found = g.pop("once_saved", None)
        if found and response.status_code in (302, 303):
            row = _same(found)  # who is asking is read before: their row would wait for the transaction that waits for it
            with own_transaction() as own:
                own.execute(update(SentForm).where(row).values(address=response.location[:2000]))
        return response

    app.jinja_env.globals["once_field"] = once_field


def answer_if_saved() -> None:
    """End the request here if its form has been saved, by an earlier request or by one at the same moment."""
    fingerprint = _fingerprint()
    if not fingerprint or g.get("once_saved"):
        return
    address = database().scalar(select(SentForm.address).where(_same(fingerprint)))
    if address is not None:
        _answer(address)


def note_saved(session: Session) -> None:
    """Keep the print of this request's form with what it saves; the caller commits both."""
    fingerprint = _fingerprint()
    if not fingerprint or g.get("once_saved"):
        return
    now, me = datetime.now(UTC), signed_in().id
    session.flush()
    session.execute(delete(SentForm).where(SentForm.user_id == me, SentForm.sent_at < now - _KEPT))
    try:
        session.execute(insert(SentForm).values(user_id=me, fingerprint=fingerprint, address="", sent_at=now))
    except IntegrityError:
        session.rollback()
        _answer("")
    g.once_saved = fingerprint


def _same(fingerprint: str) -> ColumnElement[bool]:
    return (SentForm.user_id == signed_in().id) & (SentForm.fingerprint == fingerprint)


def _fingerprint() -> str:
    """The print of the form of this request; empty where it carries no word, or nobody has signed in."""
    if not has_request_context() or request.method != "POST" or signed_in() is None:
        return ""
    if "once_print" not in g:
        word = request.form.get(ONCE, "")
        g.once_print = _print() if 0 < len(word) <= _LONGEST else ""
    return str(g.once_print)


def _print() -> str:
    sent = sorted((name, values) for name, values in request.form.lists() if name != "csrf_token")
    files = sorted((name, file.filename, _digest(file.stream)) for name, file in request.files.items(multi=True))
    told = json.dumps([request.full_path, sent, files])
    return hashlib.sha256(told.encode()).hexdigest()


def _digest(stream: object) -> str:
    found = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]  # a file, as werkzeug types it
    stream.seek(0)  # type: ignore[attr-defined]
    return found


def _answer(address: str) -> NoReturn:
    if not address:
        say(_("This was saved already; it was not saved a second time."), "info")
        address = form_page() or url_for("HomeView.read")
    if request.headers.get(PART) == "yes":
        abort(jsonify(go=address))
    abort(redirect(address, 303))
