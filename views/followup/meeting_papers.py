"""The papers of a meeting: its pack and its minutes, as drafts to be read and as documents to be issued."""

from io import BytesIO

from flask import abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy.orm import Session

from models import Governorate, Meeting
from reports.document.unprintable import unprintable
from reports.forms.made import FORMS, render
from reports.issue.issued_papers import issue_of_meeting, meeting_paper, refuse_unready
from reports.issue.worded import in_meeting
from reports.progress.official import draft
from rollout.errors import Refused
from rollout.issued.kinds import KINDS, MINUTES
from rollout.issued.warnings import warnings
from rollout.meetings.pack import meeting_of
from rollout.meetings.planning import previous_of
from rollout.text import Text, _
from views.documents.rights import capacity, file_store, may_issue, unfounded_words
from views.followup.meetings_page import name_of_meeting
from views.security.access import guarded, signed_in
from views.security.current import database, say
from views.security.forms import SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView


class MeetingPapersView(SecureView):
    """Packs and minutes: drafts for whoever sees the meeting, issued by whoever issues for its governorate."""

    route_base = "/meetings"
    class_permission_name = "issued"
    default_view = "draft"
    method_permission_name = {"draft": "read", "issue": "write"}

    @expose("/<int:meeting>/<any(pack, minutes):kind>.<any(pdf, docx, xlsx):form>")
    @guarded
    def draft(self, meeting: int, kind: str, form: str) -> ResponseReturnValue:
        """The paper as it stands, marked as a draft on every page."""
        found = _meeting(meeting)
        if found.state == "cancelled":
            abort(404)
        made = render(draft(meeting_paper(database(), found, kind)), form)
        name = f"{kind}-{found.year}-{found.number:02}-draft.{form}"
        return send_file(BytesIO(made), FORMS[form].media_type, as_attachment=True, download_name=name, max_age=0)

    @expose("/<int:meeting>/<any(pack, minutes):kind>/issue", methods=["GET", "POST"])
    @guarded
    def issue(self, meeting: int, kind: str) -> ResponseReturnValue:
        """What to know before it is issued; then issue it."""
        session, found, status = database(), _meeting(meeting), 200
        place = session.get_one(Governorate, found.governorate_id)
        if not may_issue(place.code):
            abort(403)
        problem = None
        try:
            refuse_unready(found, kind)
        except Refused as refused:
            problem, status = refused.message, 422
        if request.method == "POST" and problem is None:
            by = signed_in().id
            try:
                with saving(session):
                    named = issue_of_meeting(session, found, kind, store=file_store(), by=by, issued_as=capacity(by)).reference
                say(_("Issued as %(reference)s.", reference=named))
                return redirect(url_for("IssuedView.show", reference=named), 303)
            except NotSaved as refusal:
                problem, status, found = refusal.message, 422, _meeting(meeting)
        return self.render_template(
            "issued/meeting.html", title=name_of_meeting(found), form=SecureForm(), meeting=found, kind=KINDS[kind], problem=problem,
            blocked=status == 422, forms=FORMS,
            warnings=_warned(session, found, kind, place.code) if found.known_at else [],
        ), status


def _warned(session: Session, meeting: Meeting, kind: str, code: str) -> list[Text]:
    """What whoever issues it should know: of a pack what its figures miss, of minutes the numbers that are not among them; of both the
    letters that no paper draws."""
    told = [_STILL_OPEN] if kind != MINUTES and meeting.state == "open" else []
    if kind != MINUTES:
        before = previous_of(session, meeting)
        told += warnings(session, KINDS[kind], code, meeting.as_of, meeting.known_at, since=before.known_at if before else None)
    elif stray := unfounded_words(in_meeting(session, meeting)):
        told.append(stray)
    return [*told, *unprintable(meeting_paper(session, meeting, kind))]


_STILL_OPEN = _("The minutes are not closed. Who comes, what is decided and the day of the next meeting will not stand in this paper.")


def _meeting(number: int) -> Meeting:
    """A meeting that the user sees, else 404."""
    return (meeting_of(database(), number) if number < 2**31 else None) or abort(404)
