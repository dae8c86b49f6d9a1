"""What every request and every answer goes through: limits, the CSRF rule, headers."""

from typing import Any

from flask import Flask, Response, abort, current_app, g, request
from flask_jwt_extended import verify_jwt_in_request
from flask_jwt_extended.exceptions import JWTExtendedException
from flask_login import current_user
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError, generate_csrf
from jwt.exceptions import PyJWTError

from rollout.database import start_reading, stop_reading
from views.security.access import work_for
from views.security.borrowed import SAFE, refuse_changes
from views.security.door import send_to_door
from views.security.forms import hides_something
from views.security.manager import keep_session_alive
from views.security.returning import refuse_token

FORM_LIMIT = 300_000
UPLOAD_LIMIT = 32 * 2**20
DOOR_LIMIT = 20_000
"""What a visitor may send: forms of a few lines. More than that the server reads only for those whom it knows."""

QUERY_LIMIT = 4_000
MOST_SWALLOWED = 2**28

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def limit_requests(app: Flask) -> None:
    """Refuse early what no page of ours ever asks for. Pages that take files name their endpoints in UPLOADS."""
    app.config.setdefault("UPLOADS", frozenset())

    @app.before_request
    def limits() -> None:
        upload = request.endpoint in current_app.config["UPLOADS"]
        request.max_content_length = UPLOAD_LIMIT if upload else FORM_LIMIT
        unmeasured = request.content_length is None and "HTTP_TRANSFER_ENCODING" in request.environ
        if (unmeasured or (request.content_length or 0) > DOOR_LIMIT) and not _known():
            if g.get("session_ended") and not unmeasured and (request.content_length or 0) <= request.max_content_length:
                g.left_unread = True
                send_to_door()
            g.at_the_door = True
            abort(413)
        if request.content_length is not None and request.content_length > request.max_content_length:
            abort(413)
        if len(request.query_string) > QUERY_LIMIT or "\0" in request.path:
            abort(400)
        if any(hides_something(value) for _, values in request.args.lists() for value in values):
            abort(400)
        if request.method not in SAFE and any("\0" in value for _, values in request.form.lists() for value in values):
            abort(400)

    @app.after_request
    def swallow(response: Response) -> Response:
        if response.status_code == 413:
            response.headers["Connection"] = "close"  # part of what was sent may never be read, and would stand before the next request
        # A browser that is still sending what was too large to take would see a broken connection and no answer.
        # A visitor's is left where it is: whoever half sends it would hold the server.
        if (response.status_code == 413 and not g.get("at_the_door")) or g.get("left_unread"):
            read = 0
            while read < MOST_SWALLOWED and (part := request.environ["wsgi.input"].read(2**16)):
                read += len(part)
        return response


def _known() -> bool:
    """Whether the request comes from somebody who has signed in, by a page or by a token."""
    if current_user.is_authenticated:
        return True
    try:
        return verify_jwt_in_request(optional=True) is not None
    except (JWTExtendedException, PyJWTError):
        return False


def check_origin(app: Flask) -> None:
    """Every change that a cookie may authenticate carries the CSRF token: all of them but those with a token of their own."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    protection = CSRFProtect(app)

    @app.before_request
    def csrf() -> None:
        # A foreign page can send a cookie along, never this header; and signing in over the API gives no cookie.
        if request.headers.get("Authorization", "").startswith("Bearer ") or request.endpoint == "TokenApi.login":
            return
        try:
            protection.protect()
        except CSRFError:
            refuse_token()


def confine_requests(app: Flask) -> None:
    """Open the user's scope; let a page that only reads wait for no writer. After the framework has said who the user is."""

    @app.before_request
    def begin() -> None:
        if request.method in ("GET", "HEAD"):
            g.reading = start_reading()
        if request.endpoint != "assets.file":
            work_for(g.user)
            refuse_changes()

    @app.teardown_request
    def finish(error: BaseException | None) -> None:
        token = g.pop("reading", None)
        if token is not None:
            stop_reading(token)


def guard_answers(app: Flask) -> None:
    @app.after_request
    def seal(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    @app.after_request
    def alive(response: Response) -> Response:
        keep_session_alive()
        return response


def csrf_field() -> dict[str, Any]:
    """For templates: the token of this request's forms."""
    return {"csrf_token": generate_csrf}
