"""The memorandum to a minister: chosen and worded, looked at as a draft, issued. For those who work for the whole country."""

from dataclasses import dataclass
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
from reports.document.content import Document
from reports.document.unprintable import unprintable
from reports.followup.memorandum import Words, asked, details, memorandum_paper, points, read
from reports.forms.made import FORMS, render
from reports.issue.issued_papers import issue_memorandum
from reports.issue.worded import in_memorandum
from reports.progress.official import draft
from rollout.issued.kinds import KINDS, MEMORANDUM
from rollout.issued.warnings import warnings
from rollout.journal import last_moment
from rollout.rules import EARLIEST
from rollout.text import _, speaking
from views.documents.rights import capacity, file_store, may_issue, unfounded_words
from views.frame.asof import as_of, today
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
        """What the figures say of a day, and the words that are added to it; then the draft, or the memorandum itself."""
        if not may_issue(NATIONAL):
            abort(404)
        session, status, problem, told = database(), 200, None, None
        known = {str(row.id): row for row in session.scalars(select(Addressee).order_by(Addressee.id))}
        form = MemorandumForm()
        form.addressee.choices = [SelectChoice(key, str(row)) for key, row in known.items()]
        day = as_of().day if request.method == "GET" else form.as_of.data or today()
        if request.method == "GET":
            form.as_of.data = day
        if request.method == "GET" or self._sound(form):
            addressee = known.get(form.addressee.data or "", next(iter(known.values()), None))
            told = _written(session, day, addressee, _words(form)) if addressee else None
        else:
            status = 422
        if told is not None and request.form.get("do") in ("draft", "issue") and told.noted in (None, request.form.get("knowing")):
            if request.form["do"] == "draft":
                return _draft(told.document)
            try:
                return _issued(session, day, told.addressee, _words(form))
            except NotSaved as refusal:
                problem, status = refusal.message, 422
        return self.render_template(
            "issued/memorandum.html", title=_("Memorandum to a minister"), form=form, problem=problem, known=known, told=told, day=day,
            unfounded=told.noted if told and request.method == "POST" else None,
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


@dataclass(frozen=True)
class Written:
    """A memorandum as it stands: what the figures and its author say and ask, what stands in the annex, the paper,
    and in a word what its author should look at again."""

    addressee: Addressee
    points: list[str]
    details: list[str]
    asked: list[str]
    document: Document
    noted: str | None


def _written(session: Session, day: date, addressee: Addressee, words: Words) -> Written:
    with speaking("ar"):  # what is drafted is shown as it is printed
        told = read(session, day, last_moment(session), addressee, today())
        said, requests, document = [*points(told), *words.points], [*asked(told), *words.asked], memorandum_paper(told, words)
        behind = details(told)
    noted = [unfounded_words(in_memorandum(document, words)), *unprintable(document)]
    return Written(addressee, said, behind, requests, document, " ".join(str(each) for each in noted if each) or None)


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
