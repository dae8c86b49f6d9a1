"""Pages that say what went wrong, and what to do now."""

import logging
import secrets
from typing import Any

import orjson
from flask import Flask, Response, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from rollout.errors import OutOfScope
from rollout.text import Text, _
from views.security.borrowed import OnlyLooking
from views.security.current import database
from views.security.returning import FormTooOld

log = logging.getLogger(__name__)

SENTENCES: dict[int, tuple[Text, Text]] = {
    400: (_("The request was not understood"), _("The page may be old. Go back, load it again and repeat what you did.")),
    403: (_("You are not authorised"), _("Your role does not include this page. The administrator can tell you more.")),
    404: (_("No such page"), _("There is no such page, or it lies outside your governorates.")),
    405: (_("Not possible this way"), _("Changes are made with the buttons of a page, not by its address.")),
    409: (_("Changed meanwhile"), _("Another user changed this record. Load it again and repeat what you did.")),
    413: (_("Too large"), _("What was sent is larger than this page takes.")),
    415: (_("This kind of file is not taken"), _("Send one of the kinds that the page names.")),
    429: (_("Too many attempts"), _("Wait a little, then try again.")),
    500: (_("A fault of the program"), _("Nothing was changed. Tell the administrator the number below.")),
    503: (_("The database does not answer"), _("Wait a moment, then try again.")),
}


def install_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(OutOfScope, _out_of_scope)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(Exception, _unknown)


def _known(problem: HTTPException) -> Response:
    if isinstance(problem, SecurityError):  # the host's name is not to be trusted, so no page with addresses in it
        return Response(str(SENTENCES[400][0]), 400, mimetype="text/plain")
    if problem.response is not None:
        return problem.response  # type: ignore[return-value]  # werkzeug's own wider type
    code = problem.code if problem.code in SENTENCES else 400 if (problem.code or 500) < 500 else 500
    headers = {name: value for name, value in problem.get_headers() if name not in ("Content-Type", "Content-Length")}
    if isinstance(problem, OnlyLooking):
        return _page(code, (problem.title, problem.advice), headers=headers)
    if isinstance(problem, FormTooOld):
        return _page(code, (problem.title, problem.advice), headers=headers, back=problem.back)
    return _page(code, headers=headers)


def _out_of_scope(problem: OutOfScope) -> Response:
    database().rollback()
    return _page(403)


def _database_away(problem: OperationalError) -> Response:
    log.error("the database does not answer", exc_info=problem)
    database().rollback()
    return _page(503, headers={"Retry-After": "30"})


def _unknown(problem: Exception) -> Response:
    reference = secrets.token_hex(4)
    log.error("reference %s", reference, exc_info=problem)
    database().rollback()
    return _page(500, reference=reference)


def _page(
    code: int, sentences: tuple[Text, Text] | None = None, *, reference: str = "", headers: dict[str, Any] | None = None,
    back: str | None = None,
) -> Response:
    title, advice = sentences or SENTENCES[code]
    if request.path.startswith("/api/"):
        body: Any = orjson.dumps({"message": str(title), "reference": reference or None})
        return Response(body, code, headers, mimetype="application/json")
    page = render_template("error.html", code=code, title=title, advice=advice, reference=reference, back=back)
    return Response(page, code, headers, mimetype="text/html")
