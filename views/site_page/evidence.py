"""Documents and photos that prove what was recorded: served by the number of their record, through the scope, never by a name."""

from typing import IO, Any
from urllib.parse import quote

from flask import Response, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from werkzeug.wsgi import wrap_file
from wtforms import FileField
from wtforms.validators import InputRequired, Length

from models import Evidence
from rollout.errors import Refused
from rollout.evidence import SUFFIXES, Stored, store_for
from rollout.evidence.replacing import MOST_REASON, Replaced, replace, replacement_of
from rollout.scope import scope_of
from rollout.text import _
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import REQUIRED, Line, SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView
from views.site_page.evidence_page import about_values

_SHOWN_AS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "image/webp": b"RIFF"}
"""Kinds of picture that a page may show, each with the bytes that it begins with; they are looked at again before each answer."""

_SAFE_TYPES = frozenset({*_SHOWN_AS, "application/pdf"})
_SANDBOX = "sandbox; default-src 'none'"


class ReplaceForm(SecureForm):
    """The document that takes the place of another, and why."""

    evidence = FileField(_("The new document"))
    reason = Line(_("Reason"), validators=[InputRequired(REQUIRED), Length(max=MOST_REASON)])


class EvidenceView(SecureView):
    """Files of the evidence store, and what is known of each."""

    route_base = "/evidence"
    class_permission_name = "evidence"
    takes_files = frozenset({"replace"})
    method_permission_name = {"read": "read", "picture": "read", "small": "read", "about": "read", "replace": "write"}

    @expose("/<int:evidence_id>")
    @guarded
    def read(self, evidence_id: int) -> ResponseReturnValue:
        """The file itself, to be saved."""
        record = _record(evidence_id)
        media_type = record.media_type if record.media_type in _SAFE_TYPES else "application/octet-stream"
        response = _file(_open(record), media_type, record.size)
        # Headers hold Latin letters only; the Arabic name goes along in the form that every browser reads.
        plain, full = f"document{SUFFIXES.get(record.media_type, '')}", quote(record.original_name)
        response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}"
        return response

    @expose("/<int:evidence_id>/picture")
    @guarded
    def picture(self, evidence_id: int) -> ResponseReturnValue:
        """A photo as it was sent; 404 for whatever is no picture."""
        record = _record(evidence_id)
        begins = _SHOWN_AS.get(record.media_type)
        if begins is None:
            abort(404)
        with _open(record) as stream:
            if not stream.read(len(begins)).startswith(begins):
                abort(404)
        response = _file(_open(record), record.media_type, record.size)
        response.headers["Content-Disposition"] = "inline"
        return response

    @expose("/<int:evidence_id>/small")
    @guarded
    def small(self, evidence_id: int) -> ResponseReturnValue:
        """A photo of any kind made small, which carries nothing but its dots; 404 for whatever is no photo."""
        record = _record(evidence_id)
        try:
            drawn = store_for(current_app.config["ROLLOUT"].files_url).small(record.sha256, record.media_type)
        except Refused:
            abort(404)
        response = _file(drawn or abort(404), "image/jpeg")
        response.headers["Content-Disposition"] = "inline"
        return response

    @expose("/<int:evidence_id>/about")
    @guarded
    def about(self, evidence_id: int) -> ResponseReturnValue:
        """Everything that is known of the document: what it proves, who brought it, where, and where else the same file stands."""
        record = _record(evidence_id)
        captures = may("evidence", "can_write") and record.governorate_id in scope_of(database()).capture
        return self.render_template("evidence/about.html", captures=captures, **about_values(database(), record))

    @expose("/<int:evidence_id>/replace", methods=["GET", "POST"])
    @guarded
    def replace(self, evidence_id: int) -> ResponseReturnValue:
        """Put a better document in its place; both stay."""
        session, user_id = database(), signed_in().id
        record = _record(evidence_id)
        if record.governorate_id not in scope_of(session).capture:
            abort(403)
        later = replacement_of(session, record)
        if later is not None:
            say(_("This document has been replaced already."))
            return redirect(url_for("EvidenceView.about", evidence_id=later.id), 303)
        form, status = ReplaceForm(), 200
        if request.method == "POST":
            status = 422
            try:
                if form.validate():
                    with saving(session):
                        new_id = replace(session, record, _stored(form), form.reason.data or "", by=user_id).id
                    say(_("The document was replaced. Both stay on record."))
                    return redirect(url_for("EvidenceView.about", evidence_id=new_id), 303)
            except Replaced as replaced:
                say(replaced.args[0])
                return redirect(url_for("EvidenceView.about", evidence_id=evidence_id), 303)
            except NotSaved as refusal:
                form.refuse(refusal.faults)
        values = about_values(session, _record(evidence_id))
        return self.render_template("evidence/replace.html", form=form, **values | {"title": _("Replace a document")}), status


def _stored(form: ReplaceForm) -> Stored:
    file = form.evidence.data
    if not getattr(file, "filename", ""):
        raise Refused(_("Choose a file."), "evidence")
    try:
        return store_for(current_app.config["ROLLOUT"].files_url).put(file.stream, file.filename)
    except Refused as refused:
        raise Refused(refused.message, "evidence") from refused


def _record(evidence_id: int) -> Evidence:
    record = database().scalar(select(Evidence).where(Evidence.id == evidence_id)) if evidence_id < 2**31 else None
    return record or abort(404)


def _open(record: Evidence) -> IO[bytes]:
    try:
        return store_for(current_app.config["ROLLOUT"].files_url).open(record.sha256)
    except Refused:
        abort(404)


def _file(stream: Any, media_type: str, size: int | None = None) -> Response:
    response = Response(wrap_file(request.environ, stream, 64 * 1024), mimetype=media_type, direct_passthrough=True)
    if size is not None:
        response.headers["Content-Length"] = str(size)
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
