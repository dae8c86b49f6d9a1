"""Letters of guarantee: a new one, and what becomes of each."""

from functools import partial

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms.validators import InputRequired, Length, Optional

from models import Contract, Security
from rollout.ledger.money.securities import Event, Given, Purpose, give, securities, tell
from rollout.parameters import parameters
from rollout.people import names_of
from rollout.rules import LONGEST_NAME, LONGEST_NOTE
from rollout.text import _
from views.frame.asof import as_of, today
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import REQUIRED, Choice, Day, Line, Prose, RowChoice, SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView
from views.supply.payments.asked import Money, suppliers_of, the_contract, told
from views.supply.payments.overview import kept


class SecurityForm(SecureForm):
    """A letter of guarantee."""

    supplier = RowChoice(_("Supplier"), get_pk_func=lambda row: row.id, get_label=str, validators=[InputRequired(REQUIRED)])
    purpose = Choice(_("What it secures"), options=[(one.value, one.label) for one in Purpose])
    bank = Line(_("Bank"), validators=[InputRequired(REQUIRED), Length(max=LONGEST_NAME)])
    number = Line(_("Number of the letter"), validators=[InputRequired(REQUIRED), Length(max=LONGEST_NAME)])
    value = Money(_("Value in pounds"), validators=[InputRequired(REQUIRED)])
    happened_on = Day(_("Received on"), validators=[InputRequired(REQUIRED)])
    expires_on = Day(_("Valid until"), validators=[InputRequired(REQUIRED)])
    note = Prose(_("Note"), validators=[Length(max=LONGEST_NOTE)])


class EventForm(SecureForm):
    """What became of a letter."""

    event = Choice(_("What happened"), options=[(one.value, one.label) for one in Event if one is not Event.ISSUED])
    happened_on = Day(_("On"), validators=[InputRequired(REQUIRED)])
    expires_on = Day(_("Valid until"), description=_("Of an extension only."), validators=[Optional()])
    value = Money(_("Value from then on, in pounds"), description=_("Of a reduction only."), validators=[Optional()])
    note = Prose(_("Note"), validators=[Length(max=LONGEST_NOTE)])


class SecuritiesView(SecureView):
    """The securities of the suppliers."""

    route_base = "/payments/securities"
    class_permission_name = "payments"
    default_view = "new"
    method_permission_name = {"new": "write", "show": "read", "tell": "write"}

    @expose("/new", methods=["GET", "POST"])
    @guarded
    def new(self) -> ResponseReturnValue:
        contract = the_contract()
        if contract is None:
            return redirect(url_for("PaymentsView.index"), 303)
        form, status = SecurityForm(), 200
        form.supplier.query_func = partial(suppliers_of, database(), contract)
        if request.method == "POST":
            if form.validate():
                try:
                    with saving(database()):
                        security = give(database(), contract, Given(
                            form.supplier.data.id, form.purpose.data, form.bank.data or "", form.number.data or "", told(form.happened_on),
                            told(form.value), told(form.expires_on), form.note.data or "",
                        ), today=today(), by=signed_in().id)
                        number = security.id
                except NotSaved as refusal:
                    form.refuse(refusal.faults)
                else:
                    say(_("The letter of guarantee is kept."))
                    return redirect(url_for("SecuritiesView.show", security=number), 303)
            status = 422
        page = self.render_template(
            "payments/form.html", title=_("Enter a letter of guarantee"), contract=contract, form=form, button=_("Save"), hint="",
            fields=("supplier", "purpose", "bank", "number", "value", "happened_on", "expires_on", "note"),
            back=url_for("PaymentsView.index", contract=contract.code),
        )
        return page, status

    @expose("/<int:security>")
    @guarded
    def show(self, security: int) -> ResponseReturnValue:
        return self._page(_security(security), EventForm(formdata=None), 200)

    @expose("/<int:security>/tell", methods=["POST"])
    @guarded
    def tell(self, security: int) -> ResponseReturnValue:
        """Keep what became of it."""
        kept_one, form = _security(security), EventForm()
        if form.validate():
            try:
                with saving(database()):
                    tell(
                        database(), kept_one, Event(form.event.data), told(form.happened_on), today=today(), by=signed_in().id,
                        value=form.value.data, expires_on=form.expires_on.data, note=form.note.data or "",
                    )
            except NotSaved as refusal:
                form.refuse(refusal.faults)
                kept_one = _security(security)
            else:
                say(_("What became of the letter is kept."))
                return redirect(url_for("SecuritiesView.show", security=security), 303)
        return self._page(kept_one, form, 422)

    def _page(self, security: Security, form: EventForm, status: int) -> ResponseReturnValue:
        session, day = database(), as_of()
        contract = session.get_one(Contract, security.contract_id)
        known = securities(session, contract.id, day.day, parameters(session, day.day))
        one = next((told for told in known if told.security.id == security.id), None)
        page = self.render_template(
            "payments/security.html", title=_("Letter of guarantee"), day=day, security=security, one=one, form=form, contract=contract,
            purpose=Purpose(security.purpose), event=Event, writes=may("payments", "can_write") and one is not None and not one.is_over,
            names=names_of(session, [event.recorded_by_id for event in one.events] if one else []), kept=kept(contract, day),
        )
        return page, status


def _security(number: int) -> Security:
    query = select(Security).where(Security.id == number).options(joinedload(Security.supplier))
    return database().scalars(query).first() or abort(404)
