"""The money of the contract: what may be paid, securities that run out, compensation for delay, certificates and payments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from wtforms.validators import InputRequired, Length

from models import Compensation, Contract, ContractLine, Invoice, Lot, Supplier
from rollout.ledger.money.compensations import Owed, decisions, owed
from rollout.ledger.money.delays import Proposal, proposals
from rollout.ledger.money.entitled import Place
from rollout.ledger.money.invoices import enter
from rollout.ledger.money.payments import accounts
from rollout.ledger.money.securities import Alert, Purpose, securities
from rollout.ledger.money.summary import MONEY, Step, Waterfall, total, value_check, waterfalls
from rollout.ledger.varying import signed_value
from rollout.parameters import parameters
from rollout.rules import LONGEST_NAME, LONGEST_NOTE
from rollout.text import _
from views.frame.asof import AsOf, as_of, today
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import REQUIRED, Day, Line, Prose, RowChoice, SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView
from views.supply.payments.asked import Money, contracts, suppliers_of, the_contract, told

LATEST = 8
"""Certificates and invoices that the overview shows; the rest behind a link."""


@dataclass
class SupplierMoney:
    """What a supplier's lots come to, and what is decided and proposed of its delays."""

    supplier: Supplier
    money: Waterfall = field(default_factory=Waterfall)
    lots: list[Lot] = field(default_factory=list)
    late: int = 0
    late_value: int = 0
    proposed: int = 0
    decided: int = 0
    due: int = 0

    @property
    def payable(self) -> int:
        """What a certificate may still pay for."""
        return max(self.money.values[Step.PAYABLE] - self.money.values[Step.CERTIFIED], 0)


class InvoiceForm(SecureForm):
    """A supplier's invoice."""

    supplier = RowChoice(_("Supplier"), get_pk_func=lambda row: row.id, get_label=str, validators=[InputRequired(REQUIRED)])
    number = Line(_("Number of the invoice"), validators=[InputRequired(REQUIRED), Length(max=LONGEST_NAME)])
    dated = Day(_("Day of the invoice"), validators=[InputRequired(REQUIRED)])
    amount = Money(_("Amount in pounds"), validators=[InputRequired(REQUIRED)])
    note = Prose(_("Note"), validators=[Length(max=LONGEST_NOTE)])


class PaymentsView(SecureView):
    """The overview, and the invoices. Committees see nothing of it."""

    route_base = "/payments"
    class_permission_name = "payments"
    default_view = "index"
    method_permission_name = {"index": "read", "invoice": "write"}

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        session, day, contract = database(), as_of(), the_contract()
        if contract is None:
            return self.render_template("payments/none.html", title=_("Payments of the contract"))
        terms = parameters(session, day.day)
        lots = waterfalls(session, contract.id, day.day, by="lot")
        whole = total(lots)
        certificates = accounts(session, contract.id, day.day)
        late = proposals(session, contract.id, day.day, terms)
        known = securities(session, contract.id, day.day, terms)
        invoices = list(session.scalars(
            select(Invoice).where(Invoice.contract_id == contract.id, Invoice.dated <= day.day)
            .order_by(Invoice.dated.desc(), Invoice.id.desc())
        ))
        check = value_check(contract, signed_value(session, contract.id, day.day), whole.values[Step.CONTRACTED])
        suppliers = _by_supplier(contract, lots, late, decisions(session, contract.id, day.day), day)
        return self.render_template(
            "payments/overview.html", title=_("Payments of the contract"), day=day, contract=contract, contracts=contracts(),
            whole=whole, steps=MONEY, step=Step, suppliers=suppliers,             check=check,
            securities=known, alerts=[one for one in known if one.alert is not Alert.NONE], purposes=Purpose,
            certificates=certificates, invoices=invoices, most=None if request.args.get("all") else LATEST,
            names={one.supplier.id: one.supplier for one in suppliers}, writes=may("payments", "can_write"), kept=kept(contract, day),
        )

    @expose("/invoices/new", methods=["GET", "POST"])
    @guarded
    def invoice(self) -> ResponseReturnValue:
        """Enter an invoice; the same one twice is refused."""
        contract = the_contract()
        if contract is None:
            return redirect(url_for("PaymentsView.index"), 303)
        form, status = InvoiceForm(), 200
        form.supplier.query_func = partial(suppliers_of, database(), contract)
        if request.method == "POST":
            if form.validate() and _entered(form, contract):
                say(_("The invoice is kept."))
                return redirect(url_for("PaymentsView.index", contract=contract.code), 303)
            status = 422
        page = self.render_template(
            "payments/form.html", title=_("Enter an invoice"), contract=contract, form=form, button=_("Save"),
            fields=("supplier", "number", "dated", "amount", "note"), back=url_for("PaymentsView.index", contract=contract.code), hint="",
        )
        return page, status


def kept(contract: Contract, day: AsOf) -> dict[str, Any]:
    """What the addresses of these pages carry on."""
    return {"contract": contract.code, "as_of": day.argument}


def _entered(form: InvoiceForm, contract: Contract) -> bool:
    try:
        with saving(database()):
            enter(
                database(), contract, form.supplier.data.id, form.number.data or "", told(form.dated), told(form.amount), today=today(),
                by=signed_in().id, note=form.note.data or "",
            )
    except NotSaved as refusal:
        form.refuse(refusal.faults)
        return False
    return True


def _by_supplier(
    contract: Contract, lots: Mapping[str, Waterfall], late: list[Proposal], decided: Mapping[Place, Compensation], day: AsOf
) -> list[SupplierMoney]:
    session = database()
    found = {one.id: SupplierMoney(one) for one in suppliers_of(session, contract)}
    for lot in session.scalars(select(Lot).where(Lot.contract_id == contract.id).order_by(Lot.code)):
        row = found[lot.supplier_id]
        row.lots.append(lot)
        if lot.code in lots:
            row.money = total({"before": row.money, lot.code: lots[lot.code]})
    of_line = line_suppliers(contract)
    for proposal in late:
        row = found[of_line[proposal.line_id]]
        row.late_value += proposal.late_value
        if proposal.key not in decided:
            row.late += 1
            row.proposed += proposal.proposed
    sums = owed(session, contract.id, day.day)
    for row in found.values():
        mine = sums.get(row.supplier.id, Owed())
        row.due, row.decided = mine.due, mine.decided
    return list(found.values())


def line_suppliers(contract: Contract) -> dict[int, int]:
    """The supplier of each line."""
    query = select(ContractLine.id, Lot.supplier_id).join(Lot, Lot.id == ContractLine.lot_id)
    return {row.id: row.supplier_id for row in database().execute(query.where(ContractLine.contract_id == contract.id))}

