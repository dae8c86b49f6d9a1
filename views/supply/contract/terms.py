"""The terms of the contract: parties, the signed paper, lots, items, stores. Price and unit of an item never change."""

from typing import Any

from flask import abort, request, url_for
from sqlalchemy import inspect, select
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from models import Contract, ContractLine, Lot, Store, Supplier
from rollout.arabic import parse_amount
from rollout.errors import Refused
from rollout.ledger.varying import signed_value
from rollout.supply.quantities import UNITS
from rollout.text import _
from views.frame.words import percent, pounds, short_day
from views.security.current import database
from views.security.forms import REQUIRED, Choice, Line, Typed
from views.security.interface import SecureInterface
from views.security.model_view import SecureModelView

_RESERVED = frozenset({"sites", "terms", "lots", "items"})
"""Words of addresses, which no contract may be called."""


class Pounds(Typed):
    """A sum of money, typed in pounds and kept in piastres."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, parse=parse_amount, **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        whole, rest = divmod(int(self.data), 100)
        return f"{whole}.{rest:02}" if rest else str(whole)


class BasisPoints(Typed):
    """A rate, typed in per cent with up to two decimals and kept in hundredths of one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, parse=lambda raw: parse_amount(str(raw).rstrip("%٪ ")), **kwargs)

    _value = Pounds._value


def _code(*, length: int = 40) -> Line:
    pattern = Regexp(r"[A-Za-z0-9._-]+\Z", message=_("A code has only Latin letters, digits, dots, hyphens and underscores."))
    return Line(_("Code"), validators=[InputRequired(REQUIRED), Length(max=length), pattern])


class ContractTermsView(SecureModelView):
    """The contract as it was signed. Its code and the day of its signing stay."""

    route_base = "/contract/terms"
    class_permission_name = "contract"
    datamodel = SecureInterface(Contract)
    exclude_route_methods = {"delete"}
    list_title, show_title = _("Contracts"), _("Terms of the contract")
    add_title, edit_title = _("Add a contract"), _("Edit the terms of the contract")
    label_columns = {
        "code": _("Code"), "number": _("Number of the contract"), "name_ar": _("Arabic name"), "name_en": _("English name"),
        "buyer": _("Buyer"), "signed_on": _("Signed on"), "ends_on": _("Ends on"), "value": _("Value in the signed paper (pounds)"),
        "value_note": _("What was published elsewhere"), "advance": _("Advance payment (pounds)"),
        "recovery": _("Recovered of each certificate (per cent)"), "retention": _("Retained of each certificate (per cent)"),
        "closed_on": _("Closed on"),
    }
    description_columns = {"value_note": _("A value that differs elsewhere is told here, with where it was published and why it differs.")}
    formatters_columns = {
        "value": pounds, "advance": pounds, "recovery": lambda rate: percent(rate / 10_000),
        "retention": lambda rate: percent(rate / 10_000), "signed_on": lambda day: short_day(day) if day else "—",
    }
    list_columns = ["name_ar", "number", "signed_on", "value"]
    show_columns = ["code", "number", "name_ar", "name_en", "buyer", "signed_on", "ends_on", "value", "value_note", "advance", "recovery",
                    "retention", "closed_on"]
    edit_columns = ["number", "name_ar", "name_en", "buyer", "ends_on", "value", "value_note", "advance", "recovery", "retention"]
    add_columns = ["code", "signed_on", *edit_columns]
    search_columns = ["name_ar", "number"]
    order_columns = ["name_ar", "signed_on"]
    base_order = ("signed_on", "asc")

    def _init_forms(self) -> None:
        positive = [InputRequired(REQUIRED), NumberRange(min=1, message=_("The sum must be more than nothing."))]
        rate = [Optional(), NumberRange(max=10_000, message=_("At most a hundred per cent."))]
        fields = {
            "value": Pounds(self.label_columns["value"], validators=positive), "advance": Pounds(self.label_columns["advance"], default=0),
            "recovery": BasisPoints(self.label_columns["recovery"], validators=rate, default=0),
            "retention": BasisPoints(self.label_columns["retention"], validators=rate, default=0),
        }
        self.add_form_extra_fields, self.edit_form_extra_fields = {**fields, "code": _code()}, fields
        super()._init_forms()

    def pre_add(self, item: Contract) -> None:
        _refuse_word(item.code)
        self.pre_update(item)

    def pre_update(self, item: Contract) -> None:
        for name in ("advance", "recovery", "retention"):
            if getattr(item, name) is None:
                setattr(item, name, 0)
        _refuse_terms(item)

    def get_redirect(self) -> str:
        return url_for("ContractView.index")


class SupplierView(SecureModelView):
    """The companies that supply."""

    route_base = "/suppliers"
    class_permission_name = "contract"
    datamodel = SecureInterface(Supplier)
    exclude_route_methods = {"delete"}
    list_title, show_title, add_title, edit_title = _("Suppliers"), _("Supplier"), _("Add a supplier"), _("Edit the supplier")
    label_columns = {
        "code": _("Code"), "name_ar": _("Arabic name"), "name_en": _("English name"), "tax_number": _("Tax registration number"),
        "address": _("Address"), "phone": _("Telephone"),
    }
    list_columns = ["name_ar", "code", "tax_number", "phone"]
    edit_columns = ["name_ar", "name_en", "tax_number", "address", "phone"]
    show_columns = add_columns = ["code", *edit_columns]
    add_form_extra_fields = {"code": _code()}
    search_columns = ["name_ar", "tax_number"]
    order_columns = ["name_ar", "code"]
    base_order = ("code", "asc")


class StoreView(SecureModelView):
    """The governorates' stores, each with running numbers of its own."""

    route_base = "/stores"
    class_permission_name = "contract"
    datamodel = SecureInterface(Store)
    exclude_route_methods = {"delete"}
    list_title, show_title, add_title, edit_title = _("Stores"), _("Store"), _("Add a store"), _("Edit the store")
    label_columns = {
        "code": _("Code"), "name_ar": _("Arabic name"), "name_en": _("English name"), "keeper": _("Storekeeper"),
        "governorate": _("Governorate"),
    }
    list_columns = ["name_ar", "code", "governorate", "keeper"]
    edit_columns = ["name_ar", "name_en", "keeper"]
    show_columns = add_columns = ["code", "governorate", *edit_columns]
    add_form_extra_fields = {"code": _code()}
    search_columns = ["name_ar", "governorate"]
    order_columns = ["name_ar", "code"]
    base_order = ("code", "asc")


class OfContract(SecureModelView):
    """Rows of one contract, which the address of a new one names; with one contract only, of that."""

    exclude_route_methods = {"delete"}

    def pre_add(self, item: Any) -> None:
        item.contract_id = chosen_contract().id


class LotView(OfContract):
    """The lots of a contract, each with its supplier."""

    route_base = "/contract/lots"
    class_permission_name = "contract"
    datamodel = SecureInterface(Lot)
    list_title, show_title, add_title, edit_title = _("Lots"), _("Lot"), _("Add a lot"), _("Edit the lot")
    label_columns = {
        "code": _("Code"), "name_ar": _("Arabic name"), "name_en": _("English name"), "supplier": _("Supplier"),
        "contract": _("The contract"),
    }
    list_columns = ["name_ar", "code", "supplier", "contract"]
    show_columns = ["contract", "code", "name_ar", "name_en", "supplier"]
    add_columns = ["code", "name_ar", "name_en", "supplier"]
    edit_columns = ["name_ar", "name_en"]
    add_form_extra_fields = {"code": _code()}
    search_columns = ["name_ar", "supplier"]
    order_columns = ["code", "name_ar"]
    base_order = ("code", "asc")


class ContractLineView(OfContract):
    """The items of a contract. A new price or another unit is a new item."""

    route_base = "/contract/items"
    class_permission_name = "contract"
    datamodel = SecureInterface(ContractLine)
    list_title, show_title, add_title, edit_title = _("Items of the contract"), _("Item"), _("Add an item"), _("Edit the item")
    label_columns = {
        "code": _("Code"), "name_ar": _("Arabic name"), "name_en": _("English name"), "specification": _("Specification"),
        "unit": _("Unit"), "unit_price": _("Unit price"), "essential": _("Essential for operation"),
        "has_serials": _("Every unit has a serial number"), "position": _("Place in the list"), "lot": _("Lot"),
    }
    description_columns = {"unit_price": _("In pounds. It never changes; a new price is a new item.")}
    formatters_columns = {"unit": lambda key: str(UNITS[key].label), "unit_price": pounds}
    list_columns = ["name_ar", "code", "lot", "unit", "unit_price"]
    show_columns = ["lot", "code", "name_ar", "name_en", "specification", "unit", "unit_price", "essential", "has_serials", "position"]
    edit_columns = ["name_ar", "name_en", "specification", "essential", "has_serials", "position"]
    add_columns = ["lot", "code", "unit", "unit_price", *edit_columns]
    search_columns = ["name_ar", "lot"]
    order_columns = ["code", "name_ar", "position"]
    base_order = ("position", "asc")

    def _init_forms(self) -> None:
        price = [InputRequired(REQUIRED), NumberRange(min=1, message=_("The sum must be more than nothing."))]
        self.add_form_extra_fields = {
            "code": _code(), "unit_price": Pounds(_("Unit price"), description=self.description_columns["unit_price"], validators=price),
            "unit": Choice(_("Unit"), options=[(unit.key, unit.label) for unit in UNITS.values()], validators=[InputRequired(REQUIRED)]),
        }
        super()._init_forms()

    def pre_add(self, item: ContractLine) -> None:
        item.contract_id = item.lot.contract_id
        value = database().get_one(Contract, item.contract_id).value
        if item.unit_price > value:
            raise Refused(_("One unit costs more than the whole contract, whose value is %(value)s.", value=pounds(value)), "unit_price")


def chosen_contract() -> Contract:
    """The contract that the address names by its code, or the only one; 404 where there is none to speak of."""
    code = request.args.get("contract", "").strip()
    query = select(Contract).order_by(Contract.signed_on.desc(), Contract.id.desc())
    return database().scalars(query.where(Contract.code == code) if code else query).first() or abort(404)


def _refuse_word(code: str) -> None:
    if code.lower() in _RESERVED:
        raise Refused(_("This code cannot be used; give another one."), "code")


def _refuse_terms(item: Contract) -> None:
    if item.ends_on is not None and item.ends_on < item.signed_on:
        raise Refused(_("The contract cannot end before it was signed."), "ends_on")
    if item.advance > item.value:
        raise Refused(_("The advance cannot be more than the value of the contract."), "advance")
    if item.id is not None and inspect(item).attrs.value.history.has_changes():
        signed = signed_value(database(), item.id)
        if signed > item.value:
            raise Refused(_("The items that were signed come to %(sum)s; the value cannot be less.", sum=pounds(signed)), "value")

