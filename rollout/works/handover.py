"""Receiving the building: from the contractor's notice to final acceptance, with the snags of the list. Practice: DOMAIN §3.1.

Three parties sign: the executing body, its consultant and the local unit that receives. The ministry's stage is done at provisional
acceptance, with or without remarks; the remarks stay until each is closed. A refusal ends with a new inspection. The warranty runs from
provisional acceptance for as long as the contract says; only when it is over, and nothing of the list is open, is the building received
finally. What the inspection before that finds is listed as a snag again.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from rollout.arabic import format_date
from rollout.stages import State
from rollout.text import Text, _
from rollout.works.steps import Area, Entry, Field, Happened, ItemKind, Items, ItemState, Outcome, Step, beside
from rollout.works.terms import Parameters
from rollout.works.waiting import Wait

BUILDING, SNAG = "building", "snag"
WITH_REMARKS = "with_remarks"
LONGEST_WARRANTY = 120
"""Months: the ten years for which the law holds a builder liable; no contract's warranty is longer."""

_BODY = _("Executing body")
_EXECUTING = (
    Field("executing_party", _("For the executing body: name"), required=True),
    Field("executing_capacity", _("For the executing body: capacity"), required=True),
)
_CONSULTANT = (
    Field("consultant_party", _("For the consultant: name"), required=True),
    Field("consultant_capacity", _("For the consultant: capacity"), required=True),
)
_RECEIVING = (
    Field("receiving_party", _("For the receiving local unit: name"), required=True),
    Field("receiving_capacity", _("For the receiving local unit: capacity"), required=True),
)
_PARTIES = (*_EXECUTING, *_CONSULTANT, *_RECEIVING)
_PLACE = Field("place", _("Place"))


def _minutes(number: Text) -> tuple[Field, ...]:
    """Where minutes are found again: each paper has a number of its own, and where it was signed."""
    return Field("number", number, required=True), _PLACE


_REMARKS = Field("note", _("Remarks"), Entry.PROSE)
_PAPERS = (
    ("drawings", _("As-built drawings")), ("guarantees", _("Guarantees of the equipment")), ("manuals", _("Operation manuals")),
    ("register", _("Entry in the register of assets")),
)


def refused(building: ItemState) -> Happened | None:
    """The refusal that nothing has followed yet."""
    refusals = [step for step in building.beside if step.step == "rejected"]
    last = refusals[-1] if refusals else None
    if last is None or (building.last and (building.last.on, building.last.order) > (last.on, last.order)):
        return None
    return last


def _after_refusal(building: ItemState) -> tuple[str, Happened] | None:
    """What was refused is inspected anew, and the day of that is set first."""
    refusal = refused(building)
    return ("appointment", refusal) if refusal else None


def _before_final(items: Items, building: ItemState, terms: Parameters) -> Iterator[Wait]:
    """What is under warranty is received finally once that is over and nothing of the list is open, and no sooner."""
    if open_snags(items):
        yield Wait(_("waits until the remarks are put right"), _("A snag is still open; the building cannot be received finally."))
    ends = warranty_ends(building, terms.value("warranty.months"))
    if ends:
        sentence = _(
            "The warranty runs until %(day)s, and final acceptance follows its end. Where the contract says otherwise, correct its "
            "months in the minutes of provisional acceptance.", day=format_date(ends),
        )
        yield Wait(_("waits until %(day)s", day=format_date(ends)), sentence, "happened_on", ends)


_building = ItemKind(
    BUILDING, _("Building"), _BODY,
    path=(
        Step("notice", _("Notice that the works are finished"), _BODY,
             (Field("number", _("Number of the letter")), Field("body", _("Contractor")), Field("note", _("Note"), Entry.PROSE))),
        Step("appointment", _("Setting of the inspection date"), _("Acceptance committee"),
             (Field("expected_on", _("Date of the inspection"), Entry.DAY, required=True), Field("number", _("Number of the decision")),
              Field("person", _("Chair of the committee")), _REMARKS), again=True),
        Step("provisional", _("Provisional acceptance"), _("Acceptance committee"),
             (*_minutes(_("Number of the provisional acceptance minutes")),
              Field("decision", _("Decision"), Entry.CHOICE, required=True,
                    choices=(("accepted", _("Accepted")), (WITH_REMARKS, _("Accepted with remarks")))),
              *_PARTIES, Field("keys", _("Keys received"), Entry.YES), Field("drawings", _("As-built drawings received"), Entry.YES),
              Field("quantities", _("Quantities checked against the drawings"), Entry.YES),
              Field("meters", _("State of the meters")), Field("count", _("Months of warranty in the contract"), Entry.COUNT), _REMARKS),
             evidence=_("Provisional acceptance minutes")),
        Step("transfer", _("Handover to the user"), _("Executing body"),
             (*_minutes(_("Number of the handover minutes")), *_EXECUTING, *_RECEIVING,
              Field("papers", _("Handed over with the building"), Entry.CHOICES, choices=_PAPERS), _REMARKS),
             evidence=_("Handover minutes")),
        Step("final", _("Final acceptance"), _("Acceptance committee"),
             (*_minutes(_("Number of the final acceptance minutes")), *_PARTIES, _REMARKS),
             evidence=_("Final acceptance minutes")),
    ),
    finish="provisional",
    beside=beside(
        Step("rejected", _("Acceptance refused"), _("Executing body"),
             (*_minutes(_("Number of the refusal minutes")), *_PARTIES,
              Field("note", _("Reasons of the refusal"), Entry.PROSE, required=True)),
             evidence=_("Minutes of the refusal")),
        owner=_BODY,
    ),
    resumes=_after_refusal, awaits={"final": _before_final}, icon="building",
)
_snag = ItemKind(
    SNAG, _("Snag"), _("Contractor"),
    path=(
        Step("listed", _("Listing of the snag"), _("Acceptance committee"),
             (Field("note", _("What is to be put right"), Entry.PROSE, required=True), Field("body", _("Who puts it right"), required=True),
              Field("severity", _("Severity"), Entry.CHOICE, choices=(("major", _("Major")), ("minor", _("Minor")))),
              Field("expected_on", _("Deadline"), Entry.DAY, required=True), Field("number", _("Number of the snag list")))),
        Step("closed", _("Putting the snag right"), _("Contractor"),
             (Field("number", _("Number of the closing minutes"), required=True), Field("person", _("Inspected by")),
              Field("note", _("Note"), Entry.PROSE)),
             evidence=_("Minutes that remarks were put right")),
    ),
    finish="closed", over=_("Put right"), beside=beside(owner=_("Contractor")), many=True, counted=False, icon="list-check",
)


class HandoverStatus(StrEnum):
    """Where the receiving of a building stands, in the words of the acceptance committees."""

    NOT_NOTIFIED = "not_notified"
    NOTIFIED = "notified"
    APPOINTED = "appointed"
    REJECTED = "rejected"
    WITH_REMARKS = "with_remarks"
    PROVISIONAL = "provisional"
    FINAL = "final"

    @property
    def label(self) -> Text:
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    HandoverStatus.NOT_NOTIFIED: _("Not notified"),
    HandoverStatus.NOTIFIED: _("Notified, no inspection date"),
    HandoverStatus.APPOINTED: _("Inspection date set"),
    HandoverStatus.REJECTED: _("Refused"),
    HandoverStatus.WITH_REMARKS: _("Received with remarks"),
    HandoverStatus.PROVISIONAL: _("Received provisionally"),
    HandoverStatus.FINAL: _("Received finally"),
}


def snags(items: Items) -> list[ItemState]:
    """The snags of a site, in the order of their numbers."""
    return sorted((item for item in items.values() if item.kind.key == SNAG), key=lambda item: int(item.key.rpartition("-")[2]))


def open_snags(items: Items) -> list[ItemState]:
    """The snags that nobody has put right yet."""
    return [snag for snag in snags(items) if not snag.finished]


def deadline(snag: ItemState) -> date | None:
    """The day by which the minutes want a snag put right; what its contractor promises since moves nothing."""
    listed = snag.taken.get("listed")
    return listed.expected_on if listed else None


def handover_status(items: Items) -> HandoverStatus:
    """The status of the building; remarks count until each snag is closed."""
    building = items[BUILDING]
    if "final" in building.taken:
        return HandoverStatus.FINAL
    if building.finished:
        listed = snags(items)
        still_open = open_snags(items) if listed else building.finished.facts.get("decision") == WITH_REMARKS
        return HandoverStatus.WITH_REMARKS if still_open else HandoverStatus.PROVISIONAL
    if refused(building):
        return HandoverStatus.REJECTED
    if "appointment" in building.taken:
        return HandoverStatus.APPOINTED
    return HandoverStatus.NOTIFIED if building.taken else HandoverStatus.NOT_NOTIFIED


def status_with_report(items: Items, state: State) -> HandoverStatus:
    """The status where the stage may have been reported as a whole: what the details do not reach, the report still says."""
    status = handover_status(items)
    if state is State.DONE and not items[BUILDING].finished:
        return HandoverStatus.PROVISIONAL
    if state in (State.IN_PROGRESS, State.STALLED) and status is HandoverStatus.NOT_NOTIFIED:
        return HandoverStatus.NOTIFIED
    return status


def warranty_ends(building: ItemState, months: int) -> date | None:
    """The day on which the warranty ends: so many months after provisional acceptance, as its contract says or else `months`."""
    if not building.finished:
        return None
    return months_after(building.finished.on, building.finished.count or months)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    last_day = (date(first.year + first.month // 12, first.month % 12 + 1, 1) - first).days
    return first.replace(day=min(day.day, last_day))


def _outcome(items: Items) -> Outcome:
    building = items[BUILDING]
    if building.finished:
        return Outcome(State.DONE, basis=(building.finished.order,))
    stop = refused(building) or building.blocked
    if stop:
        return Outcome(State.STALLED, note=stop.note)
    return Outcome(State.IN_PROGRESS if building.known else State.NOT_STARTED)


def _rules(items: Items, kind: ItemKind, step: Happened) -> Iterator[tuple[Text, str]]:
    building = items[BUILDING]
    if kind.key == SNAG and step.step == "listed":
        if not building.finished or building.finished.on > step.on:
            yield _("A snag is listed in the minutes of provisional acceptance; record those first."), "step"
        if step.expected_on and step.expected_on < step.on:
            yield _("The deadline lies before the day of the list."), "expected_on"
    if kind.key == SNAG and step.step == "closed" and (step.item not in items or "listed" not in items[step.item].taken):
        yield _("This snag was never listed."), "step"
    if kind.key == BUILDING and step.step in ("transfer", "final") and "provisional" not in building.taken:
        yield _("Provisional acceptance comes first; record its minutes."), "step"
    if step.step == "provisional" and step.count is not None and not 0 < step.count <= LONGEST_WARRANTY:
        yield _("A warranty has from 1 to %(most)s months.", most=LONGEST_WARRANTY), "count"
    if kind.key == BUILDING and step.step == "rejected" and building.finished:
        yield _("The building was received; what was received is not refused. Correct the minutes of acceptance instead."), "step"
    if kind.key == BUILDING and step.step == "appointment" and step.expected_on and step.expected_on < step.on:
        yield _("The inspection lies before the day on which it was set."), "expected_on"


HANDOVER = Area("handover", _("Building handover"), "building", (_building, _snag), _outcome, _rules)
