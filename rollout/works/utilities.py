"""The six utilities of a complex, each from request to service. Practice: DOMAIN §3.2."""

from collections.abc import Iterator
from enum import StrEnum

from rollout.text import Text, _
from rollout.works.steps import BLOCKED, EXCUSED, EXPECTED, Area, Entry, Field, Happened, ItemKind, Items, ItemState, Step, beside
from rollout.works.units import units_done

PAYERS = (
    ("governorate", _("Governorate")), ("executing_body", _("Executing body")), ("initiative", _("Budget of the initiative")),
)
"""Who pays for a connection: the commonest reason for a stop is an estimate that nobody pays."""

_GOVERNORATE = _("Governorate")
_NOTE = Field("note", _("Note"), Entry.PROSE)

_LINE_NUMBER = _("Line number")


def _utility(key: str, label: Text, company: Text, icon: str, meter: Text | None, account: Text = _LINE_NUMBER) -> ItemKind:
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
    service = (_NOTE,) if meter else (Field("number", account, required=True), _NOTE)
    steps.append(Step("in_service", _("Start of the service"), company, service, _("Minutes of putting into service")))
    excuse = Step(EXCUSED, _("Not applicable"), _GOVERNORATE, (Field("note", _("Reason"), Entry.PROSE, required=True),
                  Field("person", _("Who approved that it does not apply"), required=True)), _("Approval"))
    return ItemKind(key, label, company, tuple(steps), "in_service", beside(excuse, owner=company), over=_("In service"), icon=icon)


_METER = _("Meter")
KINDS = (
    _utility("electricity", _("Electricity"), _("Electricity distribution company"), "bolt", _METER),
    _utility("water", _("Water"), _("Water and sewerage company"), "droplet", _METER),
    _utility("sewerage", _("Sewerage"), _("Water and sewerage company"), "ripple", None, _("Subscription number")),
    _utility("gas", _("Natural gas"), _("Natural gas company"), "flame", _METER),
    _utility("telephone", _("Telephone"), _("Telecom Egypt"), "phone", None),
    _utility("internet", _("Internet"), _("Telecom Egypt"), "world", None),
)


class MeterStatus(StrEnum):
    """How far one utility of a complex has come."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    STOPPED = "stopped"
    IN_SERVICE = "in_service"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> Text:
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    MeterStatus.NOT_STARTED: _("Not requested"),
    MeterStatus.UNDER_WAY: _("Under way"),
    MeterStatus.STOPPED: _("Stopped"),
    MeterStatus.IN_SERVICE: _("In service"),
    MeterStatus.NOT_APPLICABLE: _("Not applicable"),
}


def meter_status(item: ItemState) -> MeterStatus:
    """The status of a utility; the step that it has reached says more of one under way."""
    if item.excused:
        return MeterStatus.NOT_APPLICABLE
    if item.finished:
        return MeterStatus.IN_SERVICE
    if item.blocked:
        return MeterStatus.STOPPED
    return MeterStatus.UNDER_WAY if item.taken else MeterStatus.NOT_STARTED


def unpaid(item: ItemState) -> Happened | None:
    """The estimate that waits to be paid, if the utility waits for that."""
    estimate = item.taken.get("estimate")
    waits = estimate is not None and not item.excused and item.next is not None and item.next.key == "payment"
    return estimate if waits else None


def payer_of(estimate: Happened) -> str:
    """Who pays an estimate, by the key of `PAYERS`; nothing where its minutes do not say."""
    said = estimate.facts.get("payer")
    return said if said in dict(PAYERS) else ""


def can_take(item: ItemState, step: str) -> bool:
    """Whether this step may come next for the utility, as far as its own path goes: nothing behind it is taken yet."""
    if item.excused or item.finished:
        return False
    if step not in item.kind.places:
        return step in (BLOCKED, EXPECTED)
    reached = item.reached
    return reached is None or item.kind.places[step] > item.kind.places[reached.key]


def _rules(items: Items, kind: ItemKind, step: Happened) -> Iterator[tuple[Text, str]]:
    estimate = items[kind.key].taken.get("estimate")
    if step.step == "payment" and estimate and estimate.amount and step.amount and step.amount > 2 * estimate.amount:
        yield _("The amount paid is more than twice the estimate; check both."), "amount"


UTILITIES = Area("utilities", _("Utility meters"), "bolt", KINDS, units_done, _rules, counted=True)
