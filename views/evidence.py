"""Documents and photos that prove an entry: served by the number of their record, through the scope, never by a name."""

from typing import IO
from urllib.parse import quote

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from werkzeug.wsgi import wrap_file

from models import Evidence
from rollout.errors import Refused
from rollout.evidence import SUFFIXES, store_for
from views.security.access import guarded
from views.security.current import database
from views.security.view import SecureView

_SHOWN_AS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "image/webp": b"RIFF"}
"""Kinds of picture that a page may show, each with the bytes that it begins with; they are looked at again before each answer."""

_SAFE_TYPES = frozenset({*_SHOWN_AS, "application/pdf"})
_SANDBOX = "sandbox; default-src 'none'"


class EvidenceView(SecureView):
    """Files of the evidence store."""

    route_base = "/evidence"
    class_permission_name = "evidence"
    method_permission_name = {"read": "read", "picture": "read"}

    @expose("/<int:evidence_id>")
    @guarded
    def read(self, evidence_id: int) -> ResponseReturnValue:
        """The file itself, to be saved."""
        record = _record(evidence_id)
        media_type = record.media_type if record.media_type in _SAFE_TYPES else "application/octet-stream"
        response = _file(record, media_type)
        # Headers hold Latin letters only; the Arabic name goes along in the form that every browser reads.
        plain, full = f"document{SUFFIXES.get(record.media_type, '')}", quote(record.original_name)
        response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}"
        return response

    @expose("/<int:evidence_id>/picture")
    @guarded
    def picture(self, evidence_id: int) -> ResponseReturnValue:
        """A photo as pages show it; 404 for whatever is no picture."""
        record = _record(evidence_id)
        begins = _SHOWN_AS.get(record.media_type)
        if begins is None:
            abort(404)
        with _open(record) as stream:
            if not stream.read(len(begins)).startswith(begins):
                abort(404)
        response = _file(record, record.media_type)
        response.headers["Content-Disposition"] = "inline"
        return response


def _record(evidence_id: int) -> Evidence:
    record = database().scalar(select(Evidence).where(Evidence.id == evidence_id)) if evidence_id < 2**31 else None
    return record or abort(404)


def _open(record: Evidence) -> IO[bytes]:
    try:
        return store_for(current_app.config["ROLLOUT"].files_url).open(record.sha256)
    except Refused:
        abort(404)


def _file(record: Evidence, media_type: str) -> Response:
    response = Response(wrap_file(request.environ, _open(record), 64 * 1024), mimetype=media_type, direct_passthrough=True)
    response.headers["Content-Length"] = str(record.size)
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
