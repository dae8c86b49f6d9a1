"""The paper of differences between two days, issued by whoever issues for its place."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from reports import NATIONAL
from reports.document.unprintable import unprintable
from reports.followup.comparison import comparison_document
from reports.forms.made import FORMS
from reports.issue.issued_papers import issue_differences
from rollout.comparison import Point
from rollout.database import reading
from rollout.errors import Refused
from rollout.issued.kinds import DIFFERENCES, KINDS
from rollout.issued.warnings import warnings
from rollout.journal import last_moment
from rollout.text import Text, _
from views.documents.comparisons import Asked, asked_points
from views.documents.offers import offer, taken_up
from views.documents.rights import capacity, file_store, may_issue
from views.frame.chosen import Places, places
from views.security.access import guarded, signed_in
from views.security.current import database, say
from views.security.forms import SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView


class ComparisonPapersView(SecureView):
    """What to know before a paper of differences is issued, and its issue: for the own governorates, or by the ministry for the country."""

    route_base = "/comparisons"
    class_permission_name = "issued"
    default_view = "issue"
    method_permission_name = {"issue": "write"}

    @expose("/issue", methods=["GET", "POST"])
    @guarded
    def issue(self) -> ResponseReturnValue:
        """Whatever the address leaves to this moment is issued as it was known when the page was shown."""
        session, here, asked = database(), places(), asked_points()
        if not may_issue(here.code or NATIONAL):
            abort(404)
        problem, status, by = None, 200, signed_in().id
        if request.method == "POST" and not asked.errors:
            try:
                moment, as_post = taken_up(by, _named(here, asked), asked.second.as_of, request.form.get("offer", "")), capacity(by)
                first, second = (Point(point.as_of, point.known_at or moment) for point in (asked.first, asked.second))
                with saving(session):
                    named = issue_differences(session, first, second, here.code, store=file_store(), by=by, issued_as=as_post).reference
                say(_("Issued as %(reference)s.", reference=named))
                return redirect(url_for("IssuedView.show", reference=named), 303)
            except (Refused, NotSaved) as refusal:
                problem, status = refusal.message, 422
        with reading():
            page = None if asked.errors else self._offer(here, asked, by, problem)
        if page is None:
            typed: dict[str, Any] = dict(asked.typed)
            return redirect(url_for("ComparisonsView.read", governorate=here.argument, **typed), 303)
        return page, status

    def _offer(self, here: Places, asked: Asked, by: int, problem: Text | None) -> str | None:
        """The page with what to know first; None for what cannot be compared."""
        session = database()
        moment, kind = last_moment(session), KINDS[DIFFERENCES]
        try:
            document = comparison_document(session, asked.first, asked.second, here.code)
        except Refused:
            return None
        noted = warnings(session, kind, here.code, asked.second.as_of, asked.second.known_at or moment)
        return self.render_template(
            "issued/differences.html", title=_("Issue the paper of differences"), form=SecureForm(), kind=kind, asked=asked, here=here,
            moment=moment, problem=problem, forms=FORMS, offer=offer(by, _named(here, asked), asked.second.as_of, moment),
            place=here.names[here.code] if here.code else _("The whole country"), warnings=[*noted, *unprintable(document)],
        )


def _named(here: Places, asked: Asked) -> str:
    """What is offered, so that an offer holds for nothing else."""
    return "|".join((DIFFERENCES, here.code or NATIONAL, *map(str, (asked.first.as_of, asked.first.known_at, asked.second.known_at))))
