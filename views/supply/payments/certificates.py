"""Payment certificates: one proposed from what may be paid, its page, payments on it, and taking it back."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from wtforms.validators import InputRequired, Length, Optional

from models import Certificate, CertificateItem, Contract, ContractLine, Governorate, Invoice, Payment, Site, Supplier
from reports.papers.certificate import certificate_pdf, certificate_word
from rollout.ledger.money.apart import accepting_papers
from rollout.ledger.money.certificates import Entered, Wanted, issue, last_number, paid_on, proposed, take_back, terms_of
from rollout.ledger.money.invoices import billed
from rollout.ledger.money.payments import pay
from rollout.ledger.money.securities import Alert, securities
from rollout.parameters import parameters
from rollout.people import names_of
from rollout.rules import LONGEST_LINE, LONGEST_NAME, LONGEST_NOTE
from rollout.supply.deducting import deduct
from rollout.supply.kinds import KINDS
from rollout.supply.quantities import Quantity
from rollout.text import Text, _
from views.frame.asof import today
from views.frame.chosen import places
from views.frame.meanwhile import too_late
from views.frame.paper_typing import Typed
from views.frame.words import local_name
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import REQUIRED, Day, Line, Prose, RowChoice, SecureForm, as_posted
from views.security.saving import NotSaved, saving
from views.security.view import SecureView
from views.supply.papers.prints import sent
from views.supply.payments.asked import Money, rows_of, supplier_asked, suppliers_of, the_contract, told
from views.supply.payments.items import Typing, read_items


class CertificateForm(SecureForm):
    """What is said of a certificate beside its items."""

    day = Day(_("Day of the certificate"), validators=[InputRequired(REQUIRED)])
    invoice = RowChoice(
        _("Invoice"), get_pk_func=lambda row: row.id, get_label=lambda row: row.number,
        description=_("Only invoices that are not used up."), allow_blank=True, blank_text="—",
        validators=[Optional()],
    )
    other = Money(_("Other deductions, in pounds"), validators=[Optional()])
    other_note = Line(_("What they are"), validators=[Length(max=LONGEST_LINE)])
    note = Prose(_("Note"), validators=[Length(max=LONGEST_NOTE)])


class PaymentForm(SecureForm):
    """A payment; below nothing where the bank sent it back."""

    amount = Money(_("Amount in pounds"), description=_("With a minus in front where the bank sent it back."),
                   validators=[InputRequired(REQUIRED)])
    paid_on = Day(_("Paid on"), validators=[InputRequired(REQUIRED)])
    reference = Line(_("Number of the payment order"), validators=[Length(max=LONGEST_NAME)])
    note = Prose(_("Note"), validators=[Length(max=LONGEST_NOTE)])


class BackForm(SecureForm):
    """Why a certificate is taken back."""

    day = Day(_("On"), validators=[InputRequired(REQUIRED)])
    note = Prose(_("Reason"), validators=[InputRequired(REQUIRED), Length(max=LONGEST_NOTE)])


@dataclass
class LineItems:
    """The items of one line on a certificate."""

    line: ContractLine
    quantity: Quantity = 0
    value: int = 0
    items: list[tuple[Any, CertificateItem]] = field(default_factory=list)


class CertificatesView(SecureView):
    """Certificates. Who accepted any of the units does not approve their payment."""

    route_base = "/payments/certificates"
    class_permission_name = "payments"
    default_view = "index"
    method_permission_name = dict.fromkeys(("index", "show", "pdf", "word"), "read") | dict.fromkeys(("new", "pay", "back"), "write")

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        """All certificates of a contract, on the page of its payments."""
        contract = the_contract()
        code = contract.code if contract is not None else None
        return redirect(url_for("PaymentsView.index", contract=code, as_of=request.args.get("as_of"), all=1, _anchor="certificates"), 303)

    @expose("/new", methods=["GET", "POST"])
    @guarded
    def new(self) -> ResponseReturnValue:
        """Everything that may be paid to a supplier is proposed; less may be taken of it, never more."""
        contract, session = the_contract(), database()
        several = suppliers_of(session, contract) if contract is not None else []
        supplier = supplier_asked(several) or (several[0] if several else None)
        if contract is None or supplier is None:
            return redirect(url_for("PaymentsView.index"), 303)
        form, status = CertificateForm(), 200
        form.invoice.query_func = lambda: [one.invoice for one in billed(session, contract.id, supplier.id) if one.left > 0]
        if request.method == "GET":
            form.day.data = today()
        here = places()
        offered = self._offered(contract, supplier, form.day.data or today())
        items, problems = read_items(offered, by_site=here.chosen is not None) if request.method == "POST" else (None, {})
        if request.method == "POST":
            if form.validate() and not problems:
                number = _issued(form, contract, supplier, items or [], problems)
                if number is not None:
                    say(_("The certificate is approved."))
                    return redirect(url_for("CertificatesView.show", certificate=number), 303)
            status = 422
        return self._new_page(contract, supplier, form, offered, problems), status

    def _offered(self, contract: Contract, supplier: Supplier, day: Any) -> list[Typing]:
        """What may be paid, by line; with a governorate chosen, of its sites alone."""
        session, here = database(), places()
        found = proposed(session, contract.id, supplier.id, day)
        sites = rows_of(session, Site, {one.site_id for one in found})
        lines = rows_of(session, ContractLine, {one.line_id for one in found})
        by_line: dict[int, list[Any]] = defaultdict(list)
        for one in found:
            if here.chosen is None or sites[one.site_id].governorate_id == here.chosen.id:
                by_line[one.line_id].append((sites[one.site_id], one))
        rows = [Typing(lines[line_id], sorted(several, key=lambda pair: pair[0].code)) for line_id, several in by_line.items()]
        return sorted(rows, key=lambda row: row.line.position)

    def _new_page(
        self, contract: Contract, supplier: Supplier, form: CertificateForm, offered: list[Typing], problems: dict[str, str]
    ) -> str:
        session, here = database(), places()
        gross = sum(row.value for row in offered)
        known = {(one.line_id, one.site_id) for row in offered for _site, one in row.sites}
        papers = accepting_papers(session, known, signed_in().id) if known else []
        terms = terms_of(session, contract, supplier.id)
        return self.render_template(
            "payments/certificate_form.html", title=_("New payment certificate"), contract=contract, supplier=supplier, form=form,
            here=here, suppliers=suppliers_of(session, contract), rows=offered, problems=problems, terms=terms, typed=request.form,
            sums=deduct(gross, terms), papers=papers, kinds=KINDS,
            after=last_number(session, contract.id),
            alerts=_ending(contract, supplier) if terms.advance_left > 0 else [],
        )

    @expose("/<int:certificate>")
    @guarded
    def show(self, certificate: int) -> ResponseReturnValue:
        return self._page(_certificate(certificate), None, None, 200)

    @expose("/<int:certificate>.pdf")
    @guarded
    def pdf(self, certificate: int) -> ResponseReturnValue:
        """The certificate to be signed and filed."""
        return sent(certificate_pdf(database(), certificate))

    @expose("/<int:certificate>.docx")
    @guarded
    def word(self, certificate: int) -> ResponseReturnValue:
        """Its twin, to be edited."""
        return sent(certificate_word(database(), certificate))

    @expose("/<int:certificate>/pay", methods=["POST"])
    @guarded
    def pay(self, certificate: int) -> ResponseReturnValue:
        """Keep a payment."""
        one, form = _certificate(certificate), PaymentForm()
        if form.validate():
            try:
                with saving(database()):
                    pay(
                        database(), one, told(form.amount), told(form.paid_on), today=today(), by=signed_in().id,
                        reference=form.reference.data or "", note=form.note.data or "",
                    )
            except NotSaved as refusal:
                if _is_over(certificate):
                    return self._too_late(certificate, refusal.message, form)
                form.refuse(refusal.faults)
            else:
                say(_("The payment is kept."))
                return redirect(url_for("CertificatesView.show", certificate=certificate), 303)
        return self._page(_certificate(certificate), form, None, 422)

    @expose("/<int:certificate>/back", methods=["POST"])
    @guarded
    def back(self, certificate: int) -> ResponseReturnValue:
        """Take a wrong certificate back."""
        one, form = _certificate(certificate), BackForm()
        if form.validate():
            try:
                with saving(database()):
                    number = take_back(database(), one, told(form.day), form.note.data or "", today=today(), by=signed_in().id).id
            except NotSaved as refusal:
                if _is_over(certificate):
                    return self._too_late(certificate, refusal.message, form)
                form.refuse(refusal.faults)
            else:
                say(_("The certificate is taken back."))
                return redirect(url_for("CertificatesView.show", certificate=number), 303)
        return self._page(_certificate(certificate), None, form, 422)

    def _too_late(self, certificate: int, said: Text, form: SecureForm) -> ResponseReturnValue:
        """The certificate was taken back meanwhile: its page has no such form any more."""
        typed = Typed({field.name: " ".join(as_posted(field)) for field in form if field.name != "csrf_token"})
        title = _("Payment certificate %(number)s", number=_certificate(certificate).number)
        parts = {field.name: field.label.text for field in form if field.name != "csrf_token"}
        return too_late(self, title, said, url_for("CertificatesView.show", certificate=certificate), typed, parts)

    def _page(self, one: Certificate, paying: PaymentForm | None, back: BackForm | None, status: int) -> ResponseReturnValue:
        session = database()
        contract = session.get_one(Contract, one.contract_id)
        corrected_by = session.scalars(select(Certificate).where(Certificate.corrects_id == one.id)).first()
        payments = list(session.scalars(select(Payment).where(Payment.certificate_id == one.id).order_by(Payment.paid_on, Payment.id)))
        paid = paid_on(session, [one.id]).get(one.id, 0)
        lines, by_place = _items(one)
        active = corrected_by is None and one.corrects_id is None
        page = self.render_template(
            "payments/certificate.html", title=_("Payment certificate %(number)s", number=one.number), one=one, contract=contract,
            supplier=session.get_one(Supplier, one.supplier_id), lines=lines, by_place=by_place, payments=payments, paid=paid,
            left=one.net - paid if active else 0, corrected_by=corrected_by,
            corrects=session.get(Certificate, one.corrects_id) if one.corrects_id else None,
            invoice=session.get(Invoice, one.invoice_id) if one.invoice_id else None,
            names=names_of(session, [one.recorded_by_id, *(payment.recorded_by_id for payment in payments)]),
            paying=paying or PaymentForm(formdata=None), back=back or BackForm(formdata=None), going_back=back is not None,
            writes=may("payments", "can_write") and active,
        )
        return page, status


def _is_over(certificate: int) -> bool:
    """Whether nothing more is paid on it, since another one took it back."""
    return database().scalar(select(Certificate.id).where(Certificate.corrects_id == certificate)) is not None


def _ending(contract: Contract, supplier: Supplier) -> list[Any]:
    """The supplier's securities that have run out or soon will."""
    known = securities(database(), contract.id, today(), parameters(database(), today()))
    return [one for one in known if one.alert is not Alert.NONE and one.security.supplier_id == supplier.id]


def _seen() -> int | None:
    """The number of the last certificate when the form was opened, so that sending it twice approves once."""
    after = request.form.get("after", "")
    return int(after) if after.isascii() and after.isdigit() and len(after) < 10 else None


def _issued(form: CertificateForm, contract: Contract, supplier: Supplier, items: list[Wanted], problems: dict[str, str]) -> int | None:
    """The id of the new certificate; None where it was refused, with the reasons beside what they speak of."""
    entered = Entered(
        supplier.id, told(form.day), items, form.invoice.data.id if form.invoice.data else None, form.other.data or 0,
        form.other_note.data or "", form.note.data or "", _seen(),
    )
    try:
        with saving(database()):
            return issue(database(), contract, entered, today=today(), by=signed_in().id).id
    except NotSaved as refusal:
        faults = getattr(refusal.__cause__, "faults", [])
        beside = [fault for fault in faults if f"q-{fault.about}" in request.form]
        problems |= {fault.about: str(fault.message) for fault in beside}
        form.refuse(fault for fault in refusal.faults if fault.about not in problems)
        return None


def _items(one: Certificate) -> tuple[list[LineItems], list[tuple[str, int]]]:
    """The items by line, and their value by governorate."""
    session = database()
    query = (
        select(CertificateItem, ContractLine, Site, Governorate)
        .join(ContractLine, ContractLine.id == CertificateItem.line_id).join(Site, Site.id == CertificateItem.site_id)
        .join(Governorate, Governorate.id == CertificateItem.governorate_id)
        .where(CertificateItem.certificate_id == one.id).order_by(ContractLine.position, Governorate.sort_key, Site.code)
    )
    lines: dict[int, LineItems] = {}
    by_place: dict[str, int] = defaultdict(int)
    for item, line, site, governorate in session.execute(query):
        row = lines.setdefault(line.id, LineItems(line))
        row.quantity += item.quantity
        row.value += item.value
        row.items.append((site, item))
        by_place[local_name(governorate)] += item.value
    return list(lines.values()), list(by_place.items())


def _certificate(number: int) -> Certificate:
    return database().get(Certificate, number) or abort(404)
