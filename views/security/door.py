"""The way to the door and back: the page on which a form stood, and sending somebody whose session is over to sign in for it."""

from typing import NoReturn
from urllib.parse import urlsplit

from flask import Response, abort, current_app, redirect, request, session, url_for
from werkzeug.exceptions import HTTPException

from rollout.text import _
from views.security.current import say

PART = "X-Part"
"""The header of our own script, which puts an answer into the page that is open."""
_LEFT = "left"
"""Where the cookie notes, until the door has told, that somebody comes from a form that was not saved."""


def form_page() -> str | None:
    """The page of this site on which the form stood, as a path that can be opened; None where the browser does not say."""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host or came.scheme not in ("http", "https"):
        return None
    path = came.path.removeprefix(request.script_root) or "/"
    try:
        endpoint, _values = current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]  # in a request
    except HTTPException:
        return None
    address = came.path + (f"?{came.query}" if came.query else "")
    return None if endpoint == "LoginView.login" else address


def left_a_form() -> bool:
    """Whether whoever stands at the door was sent there from a form; asked once."""
    return bool(session.pop(_LEFT, False))


def send_to_door() -> NoReturn:
    """Let somebody whose session is over sign in and come back to their form."""
    back = form_page()
    door = url_for("LoginView.login", next=None if back == url_for("HomeView.read") else back)
    if request.headers.get(PART) == "yes":
        abort(Response("", 401, {"X-Sign-In": url_for("LoginView.login")}))
    if request.endpoint != "LoginView.logout":
        say(_("Your session had ended, so nothing was saved. Sign in to go back to the form."), "warning")
        session[_LEFT] = True
    abort(redirect(door, 303))
