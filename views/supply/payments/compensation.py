"""Compensation for delay: what is proposed, with everything that it is made of, and what the competent authority decides."""

from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length, Optional

from models import Compensation, Contract, ContractLine, Paper, PaperLine, Site
from rollout.errors import Conflict
from rollout.ledger.money.compensations import Decision, decide, decisions
from rollout.ledger.money.delays import Proposal, proposals
from rollout.parameters import parameters
from rollout.people import names_of
from rollout.rules import LONGEST_NAME, LONGEST_NOTE
from rollout.text import _
from views.frame.asof import AsOf, as_of, today
from views.frame.chosen import cut, places
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import REQUIRED, Day, Line, Prose, SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView
from views.supply.payments.asked import Money, rows_of, supplier_asked, suppliers_of, the_contract, told
from views.supply.payments.overview import kept

PAGE_SIZE = 50


class ConfirmForm(SecureForm):
    """Several proposals decided as they are; `until` is the day up to which they were reckoned."""

    decided_by = Line(_("Competent authority"), validators=[InputRequired(REQUIRED), Length(max=LONGEST_NAME)])
    decided_on = Day(_("Decided on"), validators=[InputRequired(REQUIRED)])


class DecisionForm(ConfirmForm):
    """One proposal decided: as it is, reduced, or waived with nothing."""

    replaces = HiddenField()
    decided = Money(_("Decided sum in pounds"), description=_("Nothing waives it. Less than proposed needs a reason."),
                    validators=[InputRequired(REQUIRED)])
    reason = Prose(_("Reason"), validators=[Optional(), Length(max=LONGEST_NOTE)])


@dataclass(frozen=True)
class Row:
    """A proposal on the page, with what it is about and what was decided."""

    proposal: Proposal
    line: Any
    site: Any
    order: Any
    decision: Compensation | None


class CompensationView(SecureView):
    """Proposals and decisions."""

    route_base = "/payments/compensation"
    class_permission_name = "payments"
    default_view = "index"
    method_permission_name = {"index": "read", "confirm": "write", "item": "read", "decide": "write"}

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        return self._list(ConfirmForm(formdata=None), 200)

    @expose("/confirm", methods=["POST"])
    @guarded
    def confirm(self) -> ResponseReturnValue:
        """Decide several proposals as they are."""
        contract, form = the_contract(), ConfirmForm()
        if contract is None:
            return redirect(url_for("PaymentsView.index"), 303)
        ticked = set(request.form.getlist("item"))
        if form.validate():
            day = as_of()
            chosen = [one for one in _proposals(contract, day) if f"{one.order_line_id}-{one.site_id}" in ticked]
            try:
                with saving(database()):
                    rows = decide(
                        database(), contract, [Decision(one, one.proposed) for one in chosen],
                        decided_by=form.decided_by.data or "", decided_on=told(form.decided_on), today=today(), by=signed_in().id,
                    )
                    number = len(rows)
            except Conflict as conflict:
                form.form_errors = [conflict.message]
            except NotSaved as refusal:
                form.refuse(refusal.faults)
            else:
                say(_("Decisions kept: %(number)s.", number=number))
                return redirect(url_for("CompensationView.index", **_arguments(contract, day)), 303)
        return self._list(form, 422, ticked)

    @expose("/<int:order_line>/<int:site>")
    @guarded
    def item(self, order_line: int, site: int) -> ResponseReturnValue:
        """One proposal with all its inputs."""
        return self._item(order_line, site, None, 200)

    @expose("/<int:order_line>/<int:site>", methods=["POST"])
    @guarded
    def decide(self, order_line: int, site: int) -> ResponseReturnValue:
        """Decide one proposal; where one was decided before, the new decision names it."""
        form, day, status = DecisionForm(), as_of(), 422
        contract = _contract_of(order_line)
        one = next((one for one in _proposals(contract, day) if one.key == (order_line, site)), None) or abort(404)
        if form.validate():
            replaces = int(form.replaces.data) if (form.replaces.data or "").isdecimal() else None
            try:
                with saving(database()):
                    decide(
                        database(), contract, [Decision(one, told(form.decided), form.reason.data or "", replaces)],
                        decided_by=form.decided_by.data or "", decided_on=told(form.decided_on), today=today(), by=signed_in().id,
                    )
            except Conflict as conflict:  # what was decided stands in the page's history; sent again, this decision names it
                form.form_errors, status, form.replaces.data = [conflict.message], 409, None
            except NotSaved as refusal:
                form.refuse(refusal.faults)
            else:
                say(_("The decision is kept."))
                return redirect(url_for("CompensationView.item", order_line=order_line, site=site, as_of=day.argument), 303)
        return self._item(order_line, site, form, status)

    def _list(self, form: ConfirmForm, status: int, ticked: set[str] | None = None) -> ResponseReturnValue:
        contract, day = the_contract(), as_of()
        if contract is None:
            return self.render_template("payments/none.html", title=_("Compensation for delay"))
        here = places()
        found, decided = _proposals(contract, day), decisions(database(), contract.id, day.day)
        if request.args.get("open"):
            found = [one for one in found if one.key not in decided]
        shown = cut(found, "CompensationView.index", _arguments(contract, day), PAGE_SIZE)
        page = self.render_template(
            "payments/compensation.html", title=_("Compensation for delay"), day=day, contract=contract, form=form, here=here,
            suppliers=suppliers_of(database(), contract), supplier=request.args.get("supplier", ""), cut=shown, ticked=ticked,
            rows=_rows(shown.rows, decided), number=len(found), only_open=bool(request.args.get("open")),
            sums={
                "late": sum(one.late_value for one in found), "proposed": sum(one.proposed for one in found),
                "open": sum(one.proposed for one in found if one.key not in decided),
                "decided": sum(decided[one.key].decided for one in found if one.key in decided),
            },
            terms=parameters(database(), day.day), writes=may("payments", "can_write"), kept=_arguments(contract, day),
        )
        return page, status

    def _item(self, order_line: int, site: int, form: DecisionForm | None, status: int) -> ResponseReturnValue:
        contract, day, session = _contract_of(order_line), as_of(), database()
        one = next((one for one in _proposals(contract, day) if one.key == (order_line, site)), None)
        decided = decisions(session, contract.id, day.day)
        told = select(Compensation).where(Compensation.order_line_id == order_line, Compensation.site_id == site)
        history = list(session.scalars(told.order_by(Compensation.id.desc())))
        place = session.get(Site, site) or abort(404)
        line = session.get_one(ContractLine, session.get_one(PaperLine, order_line).line_id)
        if form is None:
            form = DecisionForm(formdata=None)
        if form.replaces.data is None:
            form.replaces.data = str(history[0].id) if history else ""
        page = self.render_template(
            "payments/delay.html", title=_("Compensation for delay"), day=day, contract=contract, one=one, line=line, site=place,
            order=_orders([order_line]).get(order_line), decision=decided.get((order_line, site)), history=history, form=form,
            names=names_of(session, [row.recorded_by_id for row in history]), terms=parameters(session, day.day),
            writes=may("payments", "can_write") and one is not None, kept=kept(contract, day),
        )
        return page, status


def _arguments(contract: Contract, day: AsOf) -> dict[str, Any]:
    asked = {name: request.args.get(name) or None for name in ("supplier", "governorate", "open")}
    return {**kept(contract, day), **asked}


def _proposals(contract: Contract, day: AsOf) -> list[Proposal]:
    """What is late, of the supplier and the governorate that the address names."""
    session, here = database(), places()
    supplier = supplier_asked(suppliers_of(session, contract))
    wanted = None
    if here.chosen is not None and here.several:
        wanted = set(session.scalars(select(Site.id).where(Site.governorate_id == here.chosen.id)))
    return proposals(
        session, contract.id, day.day, parameters(session, day.day), supplier_id=supplier.id if supplier else None, site_ids=wanted
    )


def _rows(several: list[Proposal], decided: dict[tuple[int, int], Compensation]) -> list[Row]:
    session = database()
    lines = rows_of(session, ContractLine, {one.line_id for one in several})
    sites = rows_of(session, Site, {one.site_id for one in several})
    orders = _orders([one.order_line_id for one in several])
    return [
        Row(one, lines[one.line_id], sites[one.site_id], orders.get(one.order_line_id), decided.get(one.key)) for one in several
    ]


def _orders(line_ids: list[int]) -> dict[int, Paper]:
    """The order of each of its lines."""
    query = select(PaperLine).where(PaperLine.id.in_(line_ids)).options(joinedload(PaperLine.paper))
    return {line.id: line.paper for line in database().scalars(query)}


def _contract_of(order_line: int) -> Contract:
    line = database().get(PaperLine, order_line) or abort(404)
    paper = database().get_one(Paper, line.paper_id)
    if paper.kind != "order":
        abort(404)
    return database().get_one(Contract, paper.contract_id)
