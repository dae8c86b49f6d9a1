"""Issued documents: the register of them, each with its files and what has become of its figures, and the page that issues a report."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from werkzeug.wsgi import wrap_file

from models import Governorate, IssuedDocument
from reports import NATIONAL
from reports.document.unprintable import unprintable
from reports.forms.made import FORMS
from reports.issue.issuing import issue_report
from reports.issue.reports import report_document
from rollout.approvals.periods import Taken, periods
from rollout.database import reading
from rollout.errors import Refused
from rollout.issued.kinds import KINDS, REPORT, IssuedKind, kind_of
from rollout.issued.kinds import NATIONAL as NATIONAL_KIND
from rollout.issued.numbers import COUNTRY, grouped
from rollout.issued.past import old_day
from rollout.issued.register import LATEST, comparable, document_of, listed, years
from rollout.issued.restated import restated
from rollout.issued.warnings import warnings
from rollout.journal import last_moment
from rollout.register import governorates
from rollout.scope import ALL, scope_of
from rollout.stages import Kind
from rollout.text import Text, _
from rollout.text import listed as in_a_row
from views.documents.offers import offer, taken_up
from views.documents.reports import Asked, asked_report
from views.documents.rights import capacity, file_store, hidden, may_issue, offered
from views.frame.asof import today
from views.frame.chosen import one_of
from views.frame.words import local_name
from views.lists import asking
from views.lists.filed_columns import in_order, issued_columns
from views.lists.kept import tabs
from views.lists.listing import shown
from views.lists.sheets import sheet, wants_sheet
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import SecureForm
from views.security.interface import as_key
from views.security.saving import NotSaved, saving
from views.security.view import SecureView

PAGE_SIZE = 50
MOST_CHANGES = 50
_SANDBOX = "sandbox; default-src 'none'"


class IssuedView(SecureView):
    """What was issued, for whoever sees its governorate; papers of the whole country for those who see all of it."""

    route_base = "/issued"
    class_permission_name = "issued"
    default_view = "index"
    method_permission_name = {"index": "read", "show": "read", "file": "read", "against": "read", "new": "write"}

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        """The documents, the latest first, by whose they are, what they are and which year they speak for."""
        session = database()
        places, known, kinds = _places(), years(session), _kinds()
        asked: dict[str, Any] = {
            "governorate": one_of("governorate", list(places)), "kind": one_of("kind", list(kinds)),
            "year": one_of("year", [str(year) for year in known]),
        }
        page = as_key(request.args.get("page", "1")) or abort(400)
        names = _place_names(places)
        look = shown("IssuedView.index", issued_columns(names), asked)
        whose: dict[str, Any] = {**asked, "year": int(asked["year"] or 0), "order": in_order(look, LATEST), "without": hidden()}
        if wants_sheet():
            every, _count = listed(session, **whose, most=None)
            return sheet(str(_("Issued documents")), look.fields, every, name=f"issued-{today().isoformat()}")
        found, count = listed(session, **whose, start=(page - 1) * PAGE_SIZE, most=PAGE_SIZE)
        pages = max(-(-count // PAGE_SIZE), 1)
        if page > pages:
            abort(404)
        turn = {way: look.address(page=to) for way, to in (("before", page - 1), ("after", page + 1))}
        return self.render_template(
            "issued/index.html", title=_("Issued documents"), found=found, count=count, page=page, pages=pages, turn=turn, places=places,
            kinds=kinds, years=known, asked=asked, active=any(asked.values()), forms=FORMS, place_names=names, list=look,
            tabs=tabs(session, signed_in().id, look),
            may_issue=bool(offered()), national=may_issue(NATIONAL), approvals=_approvals(found, asked["governorate"]),
        )

    @expose("/<reference>")
    @guarded
    def show(self, reference: str) -> ResponseReturnValue:
        """One document: its files, its two moments, its hash, who issued it, and what was learnt since."""
        session, row = database(), _document(reference)
        place = session.scalar(select(Governorate).where(Governorate.id == row.governorate_id)) if row.governorate_id else None
        user = session.scalar(select(User).where(User.id == row.issued_by_id)) if row.issued_by_id else None
        again = None
        if row.kind in (REPORT, NATIONAL_KIND) and may_issue(place.code if place else NATIONAL):
            again = url_for("IssuedView.new", governorate=place.code if place else NATIONAL, as_of=row.as_of.isoformat())
        since = restated(session, row)
        return self.render_template(
            "issued/show.html", title=row.title, row=row, kind=kind_of(row.kind), place=place, user=user, since=since, again=again,
            changes=_changes(since) if since else [], most=MOST_CHANGES, forms=FORMS, code=grouped(row.code),
            others=comparable(session, row, without=hidden()) if kind_of(row.kind).counts else [], compares=may("comparisons", "can_read"),
            now=_comparison(row, None) if since else None,
        )

    @expose("/<reference>/against")
    @guarded
    def against(self, reference: str) -> ResponseReturnValue:
        """Go to the comparison of a document with another one, the earlier of the two first; without one, with what is known today."""
        row, other = _document(reference), request.args.get("other", "")
        return redirect(_comparison(row, _document(other) if other else None))

    @expose("/<reference>.<any(pdf, docx, xlsx):form>")
    @guarded
    def file(self, reference: str, form: str) -> ResponseReturnValue:
        """The very file that was issued."""
        row = _document(reference)
        kept = next((each for each in row.files if each.form == form), None) or abort(404)
        try:
            stream = file_store().open(kept.sha256)
        except Refused:
            abort(404)
        response = Response(wrap_file(request.environ, stream, 64 * 1024), mimetype=FORMS[form].media_type, direct_passthrough=True)
        response.headers["Content-Length"] = str(kept.size)
        response.headers["Content-Disposition"] = f'attachment; filename="{quote(row.reference)}.{form}"'
        response.headers["Content-Security-Policy"] = _SANDBOX
        response.headers["Cache-Control"] = "private, max-age=3600"
        return response

    @expose("/new", methods=["GET", "POST"])
    @guarded
    def new(self) -> ResponseReturnValue:
        """What whoever issues a report should know first; then issue it as it was known when the page was shown."""
        session = database()
        code = request.values.get("governorate", "")[:20] or next(iter(offered()), "")
        if not may_issue(code):
            abort(404)
        asked = asked_report(code)
        if asked.errors:
            return redirect(url_for("ReportsView.read", governorate=code, **asked.typed), 303)
        problem, status, by = None, 200, signed_in().id
        if request.method == "POST":
            try:
                moment, as_post = taken_up(by, code, asked.as_of, request.form.get("offer", "")), capacity(by)
                with saving(session):
                    row, _noted = issue_report(
                        session, code, asked.as_of, moment, store=file_store(), by=by, issued_as=as_post, alone=False
                    )
                    named = row.reference
                say(_("Issued as %(reference)s.", reference=named))
                return redirect(url_for("IssuedView.show", reference=named), 303)
            except Refused as refusal:
                problem, status = refusal.message, 422
            except NotSaved as refusal:
                problem, status = refusal.message, 422
        with reading():
            return self._offer(code, asked, by, problem), status

    def _offer(self, code: str, asked: Asked, by: int, problem: Text | None) -> str:
        """The page with what to know first, and the last moment of all on offer: what is issued is what was known when it was shown."""
        session = database()
        place, moment = session.scalar(select(Governorate).where(Governorate.code == code)), last_moment(session)
        kind = KINDS[NATIONAL_KIND if code == NATIONAL else REPORT]
        here = None if code == NATIONAL else code
        noted = [*old_day(session, here, asked.as_of), *warnings(session, kind, here, asked.as_of, moment)]
        return self.render_template(
            "issued/new.html", title=_("Issue a report"), form=SecureForm(), kind=kind, asked=asked, moment=moment, problem=problem,
            place=local_name(place) if place else _("The whole country"), code=code, forms=FORMS,
            offer=offer(by, code, asked.as_of, moment),
            # Read again for nobody who is turned away, while others issue: they saw it on the page before.
            warnings=noted if problem else [*noted, *unprintable(report_document(session, code, asked.as_of, moment))],
        )


def _document(reference: str) -> IssuedDocument:
    """A document that the user sees, else 404."""
    row = document_of(database(), reference[:40])
    return abort(404) if row is None or row.kind in hidden() else row


def _places() -> dict[str, str]:
    """Whose documents the user sees, by code: the governorates', and the whole country's for whoever sees all of it."""
    session = database()
    places = {place.code: local_name(place) for place in governorates(session)}
    return {COUNTRY: str(_("The whole country")), **places} if scope_of(session).view is ALL else places


def _kinds() -> dict[str, IssuedKind]:
    return {key: kind for key, kind in KINDS.items() if key not in hidden()}


asking.keeps(
    "IssuedView.index", lambda: issued_columns(_place_names(_places())),
    governorate=asking.choice(_("Governorate"), _places),
    kind=asking.choice(_("Kind of document"), lambda: {key: kind.label for key, kind in _kinds().items()}),
    year=asking.choice(_("Year"), lambda: {str(year): year for year in years(database())}),
)


def _place_names(places: dict[str, str]) -> dict[int | None, str]:
    """Names by the id of the governorate; documents of the whole country have none."""
    return {None: str(_("The whole country"))} | {place.id: places[place.code] for place in governorates(database())}


def _approvals(rows: Sequence[IssuedDocument], code: str) -> dict[int, Taken]:
    """By the id of a document whose figures were approved from a signed paper before it was issued: that approval."""
    found: dict[tuple[int | None, date], Taken] = {}
    if any(row.governorate_id for row in rows):
        for one in periods(database(), governorate=code if code and code != COUNTRY else None):
            if one.approval is not None and one.approval.paper_number:
                found[one.governorate_id, one.as_of] = one.approval
    known = {row.id: found.get((row.governorate_id, row.as_of)) for row in rows}
    return {row.id: taken for row in rows if (taken := known[row.id]) and taken.recorded_at <= row.issued_at}


def _changes(since: Any) -> list[tuple[str, str, str]]:
    """Which sites are known otherwise now: code, name, and in what."""
    rows = [(site.code, site.name_ar, str(_("came into the register"))) for site in since.sites.new]
    rows += [(site.code, site.name_ar, str(_("left the register"))) for site in since.sites.gone]
    for change in since.changed:
        kind = Kind(change.after.kind)
        stages = [str(kind.stage(moved.name).label) for moved in change.stages]
        rows.append((change.code, change.after.name_ar, in_a_row(stages) or str(_("planned day"))))
    return rows


def _comparison(row: IssuedDocument, other: IssuedDocument | None) -> str:
    """The page of differences: between two documents, or between a document and what is known of its day now."""
    first, second = row, other
    if other is not None and (other.as_of, other.issued_at) < (row.as_of, row.issued_at):
        first, second = other, row
    arguments: dict[str, Any] = {
        "first": first.as_of.isoformat(), "known_first": first.known_at.isoformat() if first.known_at else None,
        "second": (second or first).as_of.isoformat(),
        "known_second": second.known_at.isoformat() if second and second.known_at else None,
    }
    if row.governorate_id is not None:
        arguments["governorate"] = database().scalar(select(Governorate.code).where(Governorate.id == row.governorate_id))
    return url_for("ComparisonsView.read", **arguments)
