"""The papers of the contract: the list, each paper with what it follows and what followed it, its next steps and its signatures."""

from io import BytesIO
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from models import Contract, Paper, Signatory
from reports.papers import paper_pdf
from rollout import clock
from rollout.errors import Conflict, Refused
from rollout.ledger.drafting import drop
from rollout.ledger.scans import attach
from rollout.ledger.signing import MOST_LETTERS, closed_paper, read_strokes, sign
from rollout.ledger.steps import COUNTER, NEXT, with_everything
from rollout.scope import scope_of
from rollout.supply.kinds import KINDS, Signs
from rollout.text import Text, _
from views.frame.asof import as_of
from views.frame.chosen import cut
from views.frame.meanwhile import too_late
from views.frame.paper_typing import Typed
from views.frame.words import isolated
from views.news.entries import stored
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView
from views.supply.papers.form import close_next, days_given, next_of, proposed
from views.supply.papers.list import listing
from views.supply.papers.meanwhile import Theirs, labels, moved, note_opened, nothing_left, theirs_since
from views.supply.papers.page import named, paper_values
from views.supply.papers.surplus import surplus_places
from views.supply.stores.asked import to_come

ELSEWHERE = {"receipt": ("DeliveriesView.receive", "paper"), "inspection": ("InspectionsView.new", "receipt")}
"""Next papers that have a page of their own, with the name by which it knows the paper before."""

ROWS_AT_ONCE = 100
"""Of the rows of one paper; the allotment of the whole contract has thousands."""


class PapersView(SecureView):
    """Papers, read by whoever sees their governorate; signed, followed and corrected by whoever reports for it."""

    route_base = "/papers"
    class_permission_name = "papers"
    default_view = "index"
    takes_files = frozenset({"scan"})
    method_permission_name = {"index": "read", "show": "read", "drop": "write", "scan": "write", "follow": "write", "sign": "write"}

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        found = listing()
        return self.render_template("papers/index.html", title=_("Contract documents"), **found) if isinstance(found, dict) else found

    @expose("/<int:paper>")
    @guarded
    def show(self, paper: int) -> ResponseReturnValue:
        return self._show(_paper(paper))

    @expose("/<int:paper>/drop", methods=["POST"])
    @guarded
    def drop(self, paper: int) -> ResponseReturnValue:
        """Give up a draft: it stays on file, says nothing, and moves nothing."""
        session, found = database(), _own(_paper(paper))
        version = request.form.get("version", "")
        try:
            with saving(session):
                drop(session, found, version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0)
        except Conflict:
            return self._show(_paper(paper), 409, problem=_("Somebody changed this paper meanwhile; look at it again."))
        except NotSaved as refusal:
            return self._show(_paper(paper), 422, problem=refusal.message)
        say(_("The draft was dropped."))
        return redirect(url_for("PapersView.index"), 303)

    @expose("/<int:paper>/scans", methods=["POST"])
    @guarded
    def scan(self, paper: int) -> ResponseReturnValue:
        """Keep a scan or a photo of the signed paper."""
        session, found, by = database(), _own(_paper(paper)), signed_in().id
        try:
            with saving(session):
                files = [file for file in request.files.getlist("evidence") if file.filename]
                if not files:
                    raise Refused(_("Choose at least one file."), "evidence")
                added = attach(session, found, stored(files), today=clock.today(), by=by)
        except NotSaved as refusal:
            return self._show(_paper(paper), 422, scan_problem=refusal.message)
        say(_("The scan was added.") if added else _("The paper has this scan already."))
        return redirect(url_for("PapersView.show", paper=paper, _anchor="scans"), 303)

    @expose("/<int:paper>/next/<kind>", methods=["GET", "POST"])
    @guarded
    def follow(self, paper: int, kind: str) -> ResponseReturnValue:
        """The paper that comes next, closed at once."""
        session, before = database(), _own(_paper(paper))
        if kind not in (*NEXT.get(before.kind, ()), COUNTER):
            abort(404)
        if kind in ELSEWHERE:
            endpoint, name = ELSEWHERE[kind]
            known: dict[str, Any] = {name: paper}
            return redirect(url_for(endpoint, **known), 303)
        told = next_of(session, before, KINDS[kind])
        typed, status, theirs = proposed(session, told, as_of()), 200, list[Theirs]()
        if request.method == "POST":
            typed = Typed.of(request.form)
            theirs = theirs_since(session, typed, before, signed_in().id)
            if theirs and not told.rows:
                address = url_for("PapersView.show", paper=paper)
                return too_late(self, told.kind.label, nothing_left(theirs), address, typed, labels(told))
        if not told.rows:
            say(_("Nothing is left of this paper for that."))
            return redirect(url_for("PapersView.show", paper=paper), 303)
        if theirs:
            status = 409
        elif request.method == "POST":
            closed = close_next(session, typed, told, signed_in())
            if closed is not None:
                say(_("%(paper)s was closed.", paper=_name(closed)))
                return redirect(url_for("PapersView.show", paper=closed.id), 303)
            told, status = next_of(session, _paper(paper), KINDS[kind]), 422
        if status != 422:
            note_opened(session, typed, told.before)
        due_days = days_given(session, before.day) if told.kind.due is not None else None
        return self.render_template(
            "papers/next.html", title=told.kind.label, told=told, typed=typed, form=SecureForm(), before=_name(told.before),
            wrong=sum(len(sentences) for sentences in typed.wrong.values()), counter=COUNTER, due_days=due_days,
            theirs=theirs, moved=moved(session, typed, told, theirs) if theirs else (),
        ), status

    @expose("/signatories/<int:signatory>/sign", methods=["GET", "POST"])
    @guarded
    def sign(self, signatory: int) -> ResponseReturnValue:
        """Sign on this device: whoever the paper names, with or without an account."""
        session, user_id = database(), signed_in().id
        person = session.scalar(select(Signatory).where(Signatory.id == signatory)) if signatory < 2**31 else None
        if person is None:
            abort(404)
        paper_id, status, problem = person.paper_id, 200, None
        found = _own(_paper(paper_id))
        if found.state != "closed":
            say(_("Only a closed paper is signed."))
            return redirect(url_for("PapersView.show", paper=paper_id), 303)
        if request.method == "POST":
            try:
                with saving(session):
                    if request.form.get("agreed") != "yes":
                        raise Refused(_("Let the signer read the paper, then tick that it was read."))
                    sign(session, person, read_strokes(request.form.get("strokes", "")), by=user_id)
                    _file_signed(paper_id, by=user_id)
            except Conflict as conflict:
                say(conflict.message)
                return redirect(url_for("PapersView.show", paper=paper_id), 303)
            except NotSaved as refusal:
                problem, status = refusal.message, 422
            else:
                say(_("The signature was added."))
                return redirect(url_for("PapersView.show", paper=paper_id, _anchor="signatures"), 303)
        values = paper_values(session, _paper(paper_id))
        signing = next(person for person in values["people"] if person.row.id == signatory)
        if signing.signature is not None:
            say(_("This was signed already. A signature is never changed."))
            return redirect(url_for("PapersView.show", paper=paper_id), 303)
        return self.render_template(
            "papers/sign.html", form=SecureForm(), signing=signing, problem=problem, agreed=request.form.get("agreed") == "yes",
            strokes=request.form.get("strokes", "")[:MOST_LETTERS],
            part=Signs(signing.row.part).label, **values | {"title": _("Sign on this device")},
        ), status

    def _show(self, paper: Paper, status: int = 200, *, problem: Text | None = None, scan_problem: Text | None = None) -> Any:
        writes = may("papers", "can_write") and paper.governorate_id in scope_of(database()).capture
        values = paper_values(database(), paper, next_steps=writes)
        values["next"] = [kind for kind in values["next"] if _may_follow(kind.key)]
        values["delivers"] = writes and may("deliveries", "can_write") and _is_awaited(paper)
        rows = cut(values["lines"], "PapersView.show", {"paper": paper.id}, ROWS_AT_ONCE)
        values["lines"], values["pages"] = rows.rows, rows.pages
        return self.render_template(
            "papers/show.html", form=SecureForm(), writes=writes, inspects=may("inspections", "can_write"),
            problem=problem, scan_problem=scan_problem, surplus=surplus_places(database(), paper) if writes else (), **values,
        ), status


def _file_signed(paper_id: int, *, by: int) -> None:
    """Minutes that all whom they name have signed on a screen prove what a scan of them proves: their print is kept as one."""
    paper = closed_paper(database(), paper_id)
    if paper is None or not KINDS[paper.kind].inspects or any(person.signature is None for person in paper.signatories):
        return
    made = paper_pdf(database(), paper_id)
    if made is not None:
        documents = stored([FileStorage(BytesIO(made.content), made.full_name)])
        attach(database(), paper, documents, today=clock.today(), by=by)


def _is_awaited(paper: Paper) -> bool:
    """Whether goods of a supply order are still to come."""
    if paper.kind != "order" or paper.state != "closed" or database().get_one(Contract, paper.contract_id).closed_on is not None:
        return False
    return bool(to_come(paper, clock.today()))


def _may_follow(kind: str) -> bool:
    """Whether the page of a next paper is open to the user."""
    page = {"receipt": "deliveries", "inspection": "inspections"}.get(kind, "papers")
    return may(page, "can_write")


def _paper(number: int) -> Paper:
    """A paper that the user sees, else 404."""
    found = with_everything(database(), number) if number < 2**31 else None
    return found or abort(404)


def _own(paper: Paper) -> Paper:
    """The same, if the user reports for its governorate, else 403."""
    if paper.governorate_id not in scope_of(database()).capture:
        abort(403)
    return paper


def _name(paper: Paper) -> Text:
    """A paper by its title and number."""
    told = named(database(), paper)
    return _("%(paper)s %(number)s", paper=told.title, number=isolated(told.number))
