"""Forms whose sender is no longer known, or whose page has grown old: nothing was done, and there is a way back to what was typed.

What was typed is never sent back by the server: another person may sit at the browser by then. The browser keeps it as a draft.
"""

from typing import Any, NoReturn

from flask import Flask, Response, abort, g, redirect, request, session, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from rollout.text import _
from views.security.access import PUBLIC, signed_in
from views.security.borrowed import SAFE
from views.security.current import say
from views.security.door import form_page, send_to_door

SAVED = "saved"
"""Where the cookie notes that the last form was saved, until the next page has told the browser."""


class FormTooOld(BadRequest):
    """The token of the form is none of this session's: somebody signed in anew since, or the page is not ours."""

    def __init__(self) -> None:
        super().__init__()
        self.title = _("This page is too old")
        self.advice = _(
            "Nothing was saved: you signed in again since this page was opened. Go back to the form; "
            "this browser still holds what you typed."
        )
        self.back = form_page()


def refuse_token() -> NoReturn:
    """Answer a change whose token is dead: by the door where the session is over, else by a page that says what to do."""
    if request.path.startswith("/api/"):
        abort(400)
    if current_user.is_authenticated:
        raise FormTooOld
    if request.endpoint == "LoginView.login":
        say(_("The page had grown old. Please sign in again."), "info")
        abort(redirect(url_for("LoginView.login", next=request.args.get("next")), 303))
    if request.endpoint in PUBLIC - {"LoginView.logout"}:
        say(_("The page had grown old and nothing was done. Please repeat it."), "info")
        abort(redirect(form_page() or url_for("LoginView.login"), 303))
    send_to_door()


def tell_what_was_saved(app: Flask) -> None:
    """Note for the next page that a form was saved, so that the browser forgets its draft."""

    @app.after_request
    def mark(response: Response) -> Response:
        sent = request.method not in SAFE and request.endpoint not in PUBLIC  # signing in saves nothing of the form that one left
        if not sent or response.status_code not in (302, 303) or signed_in() is None:
            return response
        if not any(kind == "danger" for kind, _words in g.get("said") or ()):
            session[SAVED] = True
        return response

    app.jinja_env.globals["form_marks"] = form_marks


def form_marks() -> Markup:
    """What the page tells the browser of forms: that the last one was saved, and that this page answers one that was not."""
    found: list[Any] = [Markup(' data-saved="yes"')] if session.pop(SAVED, None) else []
    if request.method not in SAFE:
        found.append(Markup(' data-answered="yes"'))
    return Markup("").join(found)
