"""The electronic link of a complex, from the survey to the live line. Practice: DOMAIN §3.3.

Addresses and keys of the network are never kept here, only that they are documented.
"""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from rollout.stages import State
from rollout.text import Text, _
from rollout.works.discretion import secrets_in
from rollout.works.steps import Area, Entry, Field, Happened, ItemKind, Items, ItemState, Outcome, Step, beside

LINE, FAULT, CENTRE = "line", "fault", "centre"
MEDIA = (
    ("fibre", _("Fibre")), ("copper", _("Copper")), ("microwave", _("Microwave")), ("mobile", _("Mobile network")),
    ("satellite", _("Satellite")),
)
_TELECOM = _("Telecom Egypt")
_COMPANY = _("System company")
_NOTE = Field("note", _("Note"), Entry.PROSE)
_PROVIDER = Field("body", _("Provider"))

_line = ItemKind(
    LINE, _("Link line"), _TELECOM,
    path=(
        Step("survey", _("Survey"), _TELECOM, (_PROVIDER, _NOTE)),
        Step("order", _("Order of the line"), _("Governorate"),
             (Field("number", _("Order number")), _PROVIDER, Field("medium", _("Kind of line"), Entry.CHOICE, choices=MEDIA),
              Field("speed", _("Speed contracted (Mbit/s)"), Entry.DECIMAL), _NOTE)),
        Step("fibre", _("Fibre to the building"), _TELECOM, (Field("number", _("Line number"), required=True), _NOTE)),
        Step("terminal", _("Router and terminal"), _TELECOM, (_NOTE,)),
        Step("internal", _("Internal network"), _("Executing body"),
             (Field("count", _("Network points"), Entry.COUNT), Field("ups", _("Uninterruptible power supply present"), Entry.YES), _NOTE)),
        Step("secure", _("Secure government network"), _("Ministry of Communications"),
             (Field("documented", _("Network addresses documented outside this system"), Entry.YES), _NOTE)),
        Step(CENTRE, _("Link with the markaz centre"), _("Ministry of Planning"), (_NOTE,)),
        Step("accounts", _("Accounts of the local services system"), _("Ministry of Planning"),
             (Field("count", _("Accounts opened"), Entry.COUNT), _NOTE)),
        Step("bodies", _("Link with the systems of the bodies"), _("Partner bodies"), (_NOTE,)),
        Step("collection", _("Electronic collection"), _("e-Finance"), (Field("count", _("Points of sale"), Entry.COUNT), _NOTE)),
        Step("test", _("Test"), _("Ministry of Communications"),
             (Field("number", _("Number of the test minutes"), required=True), Field("person", _("Tested by"), required=True),
              Field("measured", _("Speed measured (Mbit/s)"), Entry.DECIMAL, required=True), _NOTE), _("Test and operation minutes")),
        Step("live", _("Start of the line"), _TELECOM, (_NOTE,), _("Test and operation minutes")),
    ),
    finish="live", beside=beside(owner=_TELECOM), icon="world",
)
_fault = ItemKind(
    FAULT, _("Fault"), _TELECOM,
    path=(
        Step("opened", _("Report of the fault"), _("Complex"), (Field("number", _("Ticket number")), _PROVIDER,
             Field("note", _("What fails"), Entry.PROSE, required=True))),
        Step("repaired", _("Repair of the fault"), _TELECOM,
             (Field("hours", _("Hours without service"), Entry.DECIMAL, required=True), _NOTE)),
    ),
    finish="repaired", over=_("Repaired"), beside=beside(owner=_TELECOM), many=True, counted=False, icon="alert-triangle",
)


class LinkStatus(StrEnum):
    """Where a link stands, as the programme says it. Every complex has exactly one."""

    NOT_REQUESTED = "not_requested"
    REQUESTED = "requested"
    IN_WORKS = "in_works"
    UNTESTED = "untested"
    TESTED = "tested"
    LINKED = "linked"
    FAULTY = "faulty"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> Text:
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    LinkStatus.NOT_REQUESTED: _("Not requested"),
    LinkStatus.REQUESTED: _("Requested"),
    LinkStatus.IN_WORKS: _("In works"),
    LinkStatus.UNTESTED: _("Built, not tested"),
    LinkStatus.TESTED: _("Tested, not yet live"),
    LinkStatus.LINKED: _("Linked"),
    LinkStatus.FAULTY: _("Out of order"),
    LinkStatus.NOT_APPLICABLE: _("Not applicable"),
}
ENOUGH = Decimal("0.8")
"""So much of the speed that was ordered must be measured; an assumption until the ministry sets another share."""

# From this step of the path on, a line that is not live yet stands so.
_FROM = (
    ("test", LinkStatus.TESTED), ("collection", LinkStatus.UNTESTED), ("fibre", LinkStatus.IN_WORKS), ("order", LinkStatus.REQUESTED),
)
_REPORTED = {
    State.DONE: LinkStatus.LINKED, State.IN_PROGRESS: LinkStatus.IN_WORKS, State.STALLED: LinkStatus.IN_WORKS,
    State.NOT_APPLICABLE: LinkStatus.NOT_APPLICABLE,
}


def faults(items: Items) -> list[ItemState]:
    """The faults of a site, in the order of their numbers."""
    return sorted((item for item in items.values() if item.kind.key == FAULT), key=lambda item: int(item.key.rpartition("-")[2]))


def open_faults(items: Items) -> list[ItemState]:
    """Those that were reported and are not repaired."""
    return [fault for fault in faults(items) if fault.taken and not fault.finished]


def link_status(items: Items, whole: State = State.NOT_STARTED) -> LinkStatus:
    """The status of the line: out of order while a fault is open.

    `whole` is what the journal says of the stage. It decides only where the line's own steps have not come as far: a sheet may have
    reported the link before anybody kept its details.
    """
    line = items[LINE]
    if line.finished or whole is State.DONE:
        return LinkStatus.FAULTY if open_faults(items) else LinkStatus.LINKED
    reached = line.kind.places[line.reached.key] if line.reached else -1
    for step, status in _FROM:
        if reached >= line.kind.places[step]:
            return status
    return LinkStatus.NOT_REQUESTED if line.known else _REPORTED.get(whole, LinkStatus.NOT_REQUESTED)


def hours_down(items: Items) -> Decimal:
    """Hours without service over all repaired faults."""
    return sum((Decimal(str(fault.finished.facts.get("hours") or 0)) for fault in faults(items) if fault.finished), Decimal(0))


def _outcome(items: Items) -> Outcome:
    line = items[LINE]
    if line.finished:
        return Outcome(State.DONE, basis=(line.finished.order,))
    if line.blocked:
        return Outcome(State.STALLED, note=line.blocked.note)
    return Outcome(State.IN_PROGRESS if line.known else State.NOT_STARTED)


def _rules(items: Items, kind: ItemKind, step: Happened) -> Iterator[tuple[Text, str]]:
    line, item = items[LINE], items.get(step.item)
    if kind.key == LINE and step.step == "live" and "test" not in line.taken:
        yield _("A line goes live after its test; record the test minutes first."), "step"
    if kind.key == FAULT and step.step == "opened" and not line.finished:
        yield _("A fault is reported of a line that is live; this one is not."), "step"
    if kind.key == FAULT and step.step == "repaired":
        opened = item.taken.get("opened") if item else None
        if opened is None:
            yield _("This fault was never reported."), "step"
        elif Decimal(str(step.facts.get("hours") or 0)) > (most := ((step.on - opened.on).days + 1) * 24):
            yield _("Between report and repair there are at most %(most)s hours.", most=most), "hours"
    for name, value in (("number", step.number), ("body", step.body), ("person", step.person), ("note", step.note), *step.facts.items()):
        if isinstance(value, str):
            for sentence in secrets_in(value):
                yield sentence, name


LINKING = Area("linking", _("Electronic linking"), "world", (_line, _fault), _outcome, _rules)
