"""The six utilities of a complex, each from request to service. Practice: DOMAIN §3.2."""

from collections.abc import Iterator

from rollout.text import Text, _
from rollout.works.steps import EXCUSED, Area, Entry, Field, Happened, ItemKind, Items, Step, beside
from rollout.works.units import units_done

PAYERS = (
    ("governorate", _("Governorate")), ("executing_body", _("Executing body")), ("initiative", _("Budget of the initiative")),
)
"""Who pays for a connection: the commonest reason for a stop is an estimate that nobody pays."""

_GOVERNORATE = _("Governorate")
_NOTE = Field("note", _("Note"), Entry.PROSE)


def _utility(key: str, label: Text, company: Text, icon: str, meter: Text | None) -> ItemKind:
    company_field = Field("body", _("Company"))
    payer = Field("payer", _("Who pays"), Entry.CHOICE, required=True, choices=PAYERS)
    steps = [
        Step("request", _("Request"), _GOVERNORATE, (Field("number", _("Request number")), company_field,
             Field("account_holder", _("Account holder")), _NOTE)),
        Step("inspection", _("Inspection"), company, (company_field, _NOTE)),
        Step("estimate", _("Estimate"), company, (Field("amount", _("Estimate"), Entry.AMOUNT, required=True), payer,
             Field("number", _("Number of the estimate")), _NOTE), _("Estimate")),
        Step("payment", _("Payment"), _GOVERNORATE, (Field("amount", _("Amount paid"), Entry.AMOUNT, required=True),
             Field("number", _("Receipt number"), required=True), payer, _NOTE), _("Payment receipt")),
        Step("contract", _("Contract"), _GOVERNORATE, (Field("number", _("Contract number"), required=True), company_field, _NOTE),
             _("Contract")),
        Step("works", _("Connection works"), company, (company_field, _NOTE)),
    ]
    if meter:
        steps.append(
            Step("meter", meter, company, (Field("number", _("Meter number"), required=True),
                 Field("reading", _("First reading"), Entry.DECIMAL), _NOTE), _("Photo of the meter"))
        )
    service = (_NOTE,) if meter else (Field("number", _("Line number"), required=True), _NOTE)
    steps.append(Step("in_service", _("Service started"), company, service, _("Minutes of putting into service")))
    excuse = Step(EXCUSED, _("Not applicable"), _GOVERNORATE, (Field("note", _("Reason"), Entry.PROSE, required=True),
                  Field("person", _("Approved by"), required=True)), _("Approval"))
    return ItemKind(key, label, company, tuple(steps), "in_service", beside(excuse, owner=company), icon=icon)


_METER = _("Meter")
KINDS = (
    _utility("electricity", _("Electricity"), _("Electricity distribution company"), "bolt", _METER),
    _utility("water", _("Water"), _("Water and sewerage company"), "droplet", _METER),
    _utility("sewerage", _("Sewerage"), _("Water and sewerage company"), "ripple", None),
    _utility("gas", _("Natural gas"), _("Natural gas company"), "flame", _METER),
    _utility("telephone", _("Telephone"), _("Telecom Egypt"), "phone", None),
    _utility("internet", _("Internet"), _("Telecom Egypt"), "world", None),
)


def _rules(items: Items, kind: ItemKind, step: Happened) -> Iterator[tuple[Text, str]]:
    estimate = items[kind.key].taken.get("estimate")
    if step.step == "payment" and estimate and estimate.amount and step.amount and step.amount > 2 * estimate.amount:
        yield _("The amount paid is more than twice the estimate; check both."), "amount"


UTILITIES = Area("utilities", _("Utility meters"), "bolt", KINDS, units_done, _rules, counted=True)
