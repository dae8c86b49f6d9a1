"""The memorandum to a minister: chosen and worded, looked at as a draft, issued. For those who work for the whole country."""

from datetime import date
from io import BytesIO
from typing import Any

from flask import abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from models import Addressee
from reports import NATIONAL
from reports.forms import FORMS, render
from reports.issued_papers import issue_memorandum
from reports.memorandum import Words, memorandum
from reports.official import draft
from reports.worded import in_memorandum
from rollout.issued.kinds import KINDS, MEMORANDUM
from rollout.issued.warnings import warnings
from rollout.journal import last_moment
from rollout.rules import EARLIEST
from rollout.text import _
from views.asof import as_of, today
from views.issuing import capacity, file_store, may_issue, unfounded_words
from views.security.access import guarded, signed_in
from views.security.current import database, say
from views.security.forms import REQUIRED, Choice, Day, Line, Prose, SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView

MOST_LETTERS = 4000


class MemorandumForm(SecureForm):
    """To whom, about which day, and what its author adds in words; the sentences with figures are not the author's to change."""

    addressee = Choice(_("Addressee"), validators=[InputRequired(REQUIRED)])
    as_of = Day(_("Position on"), validators=[InputRequired(REQUIRED)])
    subject = Line(_("Subject, if another than the usual"), validators=[Length(max=300)])
    points = Prose(_("More points, one on each line"), validators=[Length(max=MOST_LETTERS)])
    asked = Prose(_("More requests, one on each line"), validators=[Length(max=MOST_LETTERS)])


class MemorandaView(SecureView):
    """Written from the figures of a day."""

    route_base = "/memoranda"
    class_permission_name = "issued"
    default_view = "new"
    method_permission_name = {"new": "write"}

    @expose("/new", methods=["GET", "POST"])
    @guarded
    def new(self) -> ResponseReturnValue:
        """The words of a memorandum; then its draft, or the memorandum itself."""
        if not may_issue(NATIONAL):
            abort(404)
        session, status, problem, unfounded = database(), 200, None, None
        known = {str(row.id): row for row in session.scalars(select(Addressee).order_by(Addressee.id))}
        form = MemorandumForm()
        form.addressee.choices = [SelectChoice(key, str(row)) for key, row in known.items()]
        day = as_of().day if request.method == "GET" else form.as_of.data or today()
        if request.method == "GET":
            form.as_of.data = day
        elif self._sound(form):
            addressee, words = known[form.addressee.data], _words(form)
            if request.form.get("do") != "issue":
                return _draft(memorandum(session, day, last_moment(session), addressee, words, day=today()))
            unfounded = unfounded_words(in_memorandum(session, day, addressee, words, today()))
            if unfounded is None or request.form.get("knowing") == str(unfounded):
                try:
                    return _issued(session, day, addressee, words)
                except NotSaved as refusal:
                    problem, status = refusal.message, 422
        else:
            status = 422
        return self.render_template(
            "issued/memorandum.html", title=_("Memorandum to a minister"), form=form, problem=problem, known=known, unfounded=unfounded,
            warnings=warnings(session, KINDS[MEMORANDUM], None, day, last_moment(session)),
        ), status

    @staticmethod
    def _sound(form: Any) -> bool:
        if not form.validate():
            return False
        if not EARLIEST <= form.as_of.data <= today():
            form.as_of.errors = [_("A report cannot be issued for a day that has not come yet.")]
            return False
        return True


def _issued(session: Session, day: date, addressee: Addressee, words: Words) -> ResponseReturnValue:
    by = signed_in().id
    with saving(session):
        named = issue_memorandum(
            session, day, addressee, words, store=file_store(), by=by, day=today(), issued_as=capacity(by), today=today(),
        ).reference
    say(_("Issued as %(reference)s.", reference=named))
    return redirect(url_for("IssuedView.show", reference=named), 303)


def _words(form: MemorandumForm) -> Words:
    return Words(form.subject.data or "", _lines(form.points.data), _lines(form.asked.data))


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def _draft(document: Any) -> ResponseReturnValue:
    made = render(draft(document), "pdf")
    return send_file(BytesIO(made), FORMS["pdf"].media_type, as_attachment=True, download_name="memorandum-draft.pdf", max_age=0)
