"""Inspection: what waits for the committee and since when, and the minutes of what it accepts, rejects and finds short."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from models import Paper
from rollout.errors import Conflict
from rollout.ledger.forms import Headings
from rollout.ledger.steps import with_everything
from rollout.ledger.waiting import INSPECTION, waiting
from rollout.scope import scope_of
from rollout.supply.kinds import KINDS
from rollout.text import _
from views.frame.asof import as_of
from views.frame.chosen import cut, places
from views.frame.meanwhile import carry_beginning, put_together, too_late
from views.frame.paper_typing import Typed, number_text
from views.frame.words import local_name
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import SecureForm
from views.security.saving import NotSaved
from views.security.view import SecureView
from views.supply.papers.page import number_of
from views.supply.stores.inspections_form import (
    HEAD,
    MEMBERS,
    PARTS,
    Receipt,
    accept_all,
    as_kept,
    blank,
    keep,
    labels,
    receipt_of,
)

TITLE = _("Inspection and acceptance minutes")
WORDS = {
    "day": _("Day of the minutes"), "decision": _("Decision that formed the committee, number"), "decided_on": _("Date of the decision"),
    "note": _("Remarks"), "inspected": _("Inspected now"), "accepted": _("Accepted units"),
    "rejected": _("Rejected units"), "short": _("Units short"),
    "reason": _("Reason"),
}


class InspectionsView(SecureView):
    """Receipts that wait, read by whoever sees the governorate; minutes, written by whoever reports for it."""

    route_base = "/inspections"
    class_permission_name = "inspections"
    default_view = "index"
    method_permission_name = {"index": "read", "new": "write", "edit": "write"}

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        day, where, headings = as_of(), places(), Headings(database())
        found = waiting(database(), day.day, governorate=where.code)
        asked = {name: request.args.get(name, "") for name in ("store", "supplier")}
        offered = {
            "store": {str(one.store.id): local_name(one.store) for one in found if one.store},
            "supplier": {str(one.supplier.id): local_name(one.supplier) for one in found if one.supplier},
        }
        if any(value and value not in offered[name] for name, value in asked.items()):
            abort(404)
        kept = [one for one in found if _is(one.store, asked["store"]) and _is(one.supplier, asked["supplier"])]
        arguments = {"governorate": where.argument, "as_of": day.argument} | {name: value or None for name, value in asked.items()}
        return self.render_template(
            "inspections/index.html", title=_("What waits for inspection"), day=day, places=where, asked=asked, offered=offered,
            found=kept, list=cut(kept, "InspectionsView.index", arguments), longest=max((one.days for one in kept), default=0),
            value=sum(one.value for one in kept), captures=may("inspections", "can_write"), scope=scope_of(database()).capture,
            arguments=arguments, kinds=KINDS, numbers={one.paper.id: number_of(headings, one.paper) for one in kept},
        )

    @expose("/new/<int:receipt>", methods=["GET", "POST"])
    @guarded
    def new(self, receipt: int) -> ResponseReturnValue:
        """Minutes about a receipt, from nothing."""
        about = _receipt(receipt)
        if about is None:
            return redirect(url_for("PapersView.show", paper=receipt), 303)
        if request.method == "GET":
            return self._form(blank(database(), about), about)
        return self._sent(about, None)

    @expose("/<int:paper>", methods=["GET", "POST"])
    @guarded
    def edit(self, paper: int) -> ResponseReturnValue:
        """Minutes that are still a draft."""
        draft = _paper(paper)
        if draft.kind != INSPECTION.key or draft.about_id is None:
            abort(404)
        about = _receipt(draft.about_id) if draft.state == "draft" else None
        if draft.state != "draft" and request.method == "POST":
            return self._overtaken(Typed.of(request.form), draft.about_id, paper)
        if about is None:
            say(_("This document is no longer a draft; it is read-only."))
            return redirect(url_for("PapersView.show", paper=paper), 303)
        if request.method == "GET":
            return self._form(as_kept(draft), about, draft)
        return self._sent(about, draft)

    def _sent(self, about: Receipt, draft: Paper | None) -> ResponseReturnValue:
        session, typed, receipt_id = database(), Typed.of(request.form), about.paper.id
        if request.form.get("do") == "accept_all":
            accept_all(typed, about)
            return self._form(typed, about, draft)
        closing, paper_id = request.form.get("do") == "close", draft.id if draft else None
        version = request.form.get("version", "")
        try:
            kept = keep(session, typed, about, signed_in(), paper=draft, closing=closing,
                        version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0)
        except Conflict:
            return self._overtaken(typed, receipt_id, paper_id)
        except NotSaved as refusal:
            typed.refuse("", refusal.message)
            kept = None
        if kept is None:
            return self._form(typed, _receipt(receipt_id) or abort(409), _paper(paper_id) if paper_id else None, 422)
        say(_("The minutes are closed.") if closing else _("The draft was saved."))
        return redirect(url_for("PapersView.show", paper=kept.id), 303)

    def _overtaken(self, typed: Typed, receipt_id: int, paper_id: int | None) -> ResponseReturnValue:
        """Somebody else changed the draft: theirs beside what is typed, put together; or closed it, and what was typed is shown."""
        draft, about = _paper(paper_id) if paper_id else None, _receipt(receipt_id)
        if about is None or draft is None or draft.state != "draft":
            there = url_for("PapersView.show", paper=paper_id or receipt_id)
            said = _("This paper was closed or dropped meanwhile.")
            return too_late(self, TITLE, said, there, typed, labels(_paper(receipt_id).lines, WORDS))
        put_together(typed, as_kept(draft), labels(about.lines, WORDS))
        return self._form(typed, about, draft, 409)

    def _form(self, typed: Typed, about: Receipt, draft: Paper | None = None, status: int = 200) -> ResponseReturnValue:
        if status != 409:
            carry_beginning(typed, labels(about.lines, WORDS))
        wrong = sum(len(sentences) for sentences in typed.wrong.values())
        return self.render_template(
            "inspections/form.html", title=TITLE, form=SecureForm(), typed=typed, about=about,
            draft=draft, members=MEMBERS, required=INSPECTION.signs, parts=PARTS, head=HEAD, words=WORDS, wrong=wrong,
            may_accept=about.may_accept(signed_in().id), waits_text=number_text, number=number_of(Headings(database()), about.paper),
        ), status


def _is(row: Any, key: str) -> bool:
    return not key or (row is not None and str(row.id) == key)


def _paper(number: int) -> Paper:
    """A paper that the user sees (else 404) and writes for (else 403)."""
    found = with_everything(database(), number) if number < 2**31 else None
    if found is None:
        abort(404)
    if found.governorate_id not in scope_of(database()).capture:
        abort(403)
    return found


def _receipt(number: int) -> Receipt | None:
    """The receipt that is inspected; None where nothing of it waits any more, or where it is not closed yet."""
    found = _paper(number)
    if found.kind not in INSPECTION.follows:
        abort(404)
    receipt = receipt_of(database(), found)
    if found.state == "closed" and receipt.lines:
        return receipt
    say(_("Nothing of this receipt waits for inspection."))
    return None
