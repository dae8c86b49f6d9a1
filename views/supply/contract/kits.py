"""The kits of a contract: which items make a whole, and how many of each."""

import hashlib

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload
from wtforms.validators import InputRequired, Length

from models import Contract, ContractLine, Kit, KitPart
from rollout.errors import Conflict, Refused
from rollout.supply.quantities import THOUSAND, UNITS
from rollout.text import Text, _
from views.security.access import guarded
from views.security.current import database, say
from views.security.forms import REQUIRED, Line, SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView
from views.supply.contract.typed import Quantities


class KitForm(SecureForm):
    """A kit's names; its code is its identity and stays."""

    name_ar = Line(_("Arabic name"), validators=[InputRequired(REQUIRED), Length(max=200)])
    name_en = Line(_("English name"), validators=[Length(max=200)])


class NewKitForm(KitForm):
    code = Line(_("Code"), validators=[InputRequired(REQUIRED), Length(max=40)])


class ContractKitsView(SecureView):
    """A kit is contracted and counted by its parts; here is only said which they are."""

    route_base = "/contract"
    class_permission_name = "contract"
    default_view = "kits"
    method_permission_name = {"kits": "write", "kit": "write"}

    @expose("/<code>/kits", methods=["GET", "POST"])
    @guarded
    def kits(self, code: str) -> ResponseReturnValue:
        contract, form, status = _contract(code), NewKitForm(), 200
        if request.method == "POST":
            status = 422
            if form.validate():
                try:
                    with saving(database()):
                        if database().scalar(_kit(contract, form.code.data or "")) is not None:
                            raise Refused(_("This code is in use already."), "code")
                        kit = Kit(contract_id=contract.id, code=form.code.data, name_ar=form.name_ar.data, name_en=form.name_en.data or "")
                        database().add(kit)
                    return redirect(url_for("ContractKitsView.kit", code=code, kit=form.code.data), 303)
                except NotSaved as refusal:
                    form.code.errors = [refusal.message]
                    contract = _contract(code)
        query = select(Kit).where(Kit.contract_id == contract.id).order_by(Kit.code)
        kits = list(database().scalars(query.options(selectinload(Kit.parts).joinedload(KitPart.line))))
        return self.render_template("contract/kits.html", title=_("Kits"), contract=contract, kits=kits, form=form), status

    @expose("/<code>/kits/<path:kit>", methods=["GET", "POST"])
    @guarded
    def kit(self, code: str, kit: str) -> ResponseReturnValue:
        contract = _contract(code)
        found = database().scalar(_kit(contract, kit).options(selectinload(Kit.parts))) or abort(404)
        form, status = KitForm(obj=found), 200
        # What comes by measure, such as cable, is no part of a kit: kits are whole.
        query = select(ContractLine).where(ContractLine.contract_id == contract.id).order_by(ContractLine.position, ContractLine.id)
        lines = [line for line in database().scalars(query) if UNITS[line.unit].step == THOUSAND]
        typed, problem = Quantities(lines), None
        if request.method == "POST":
            status = 422
            if form.validate() and typed.read():
                problem, status = self._saved(found, form, typed)
                if problem is None:
                    say(_("The kit was saved."))
                    return redirect(url_for("ContractKitsView.kits", code=code), 303)
                contract = _contract(code)
                found = database().scalar(_kit(contract, kit).options(selectinload(Kit.parts))) or abort(404)
                lines = [line for line in database().scalars(query) if UNITS[line.unit].step == THOUSAND]
        else:
            typed.typed |= {part.line_id: str(part.quantity) for part in found.parts}
        return self.render_template(
            "contract/kit.html", title=_("Kit"), contract=contract, kit=found, form=form, typed=typed, lines=lines, seen=_print(found),
            problem=problem or (typed.problem and _("A kit needs at least one part.")), units=UNITS,
        ), status

    @staticmethod
    def _saved(kit: Kit, form: KitForm, typed: Quantities) -> tuple[Text | None, int]:
        """What was wrong, if anything, and the status to answer with."""
        try:
            with saving(database()):
                if request.form.get("seen") != _print(kit):
                    raise Conflict(_("The kit was changed meanwhile; look at it once more."))
                kit.name_ar, kit.name_en = form.name_ar.data or "", form.name_en.data or ""
                kit.parts.clear()
                database().flush()
                kit.parts.extend(KitPart(line_id=line_id, quantity=int(quantity)) for line_id, quantity in typed.quantities.items())
        except (Conflict, NotSaved) as refusal:
            return refusal.message, 409 if isinstance(refusal, Conflict) else 422
        return None, 303


def _print(kit: Kit) -> str:
    """What changes whenever somebody changes the kit."""
    told = (kit.name_ar, kit.name_en, sorted((part.line_id, part.quantity) for part in kit.parts))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _contract(code: str) -> Contract:
    return database().scalar(select(Contract).where(Contract.code == code)) or abort(404)


def _kit(contract: Contract, code: str) -> Select[Kit]:
    return select(Kit).where(Kit.contract_id == contract.id, Kit.code == code)
