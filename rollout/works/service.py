"""Going live: the readiness check, trial operation, the first day of service, and the official opening as a fact of its own.

The gates are the prerequisites of the stage in `rollout.stages`. A gate that is not met is passed only by a waiver that names its
approver, its reason and the day on which it expires. Practice: DOMAIN §6.1.
"""

from collections.abc import Iterator
from datetime import date

from rollout.stages import Kind, State
from rollout.text import Text, _
from rollout.works.steps import Area, Entry, Field, Happened, ItemKind, Items, ItemState, Outcome, Step, beside

GO_LIVE, WAIVER = "go_live", "waiver"
_COMMITTEE = _("Governorate committee")
_NOTE = Field("note", _("Note"), Entry.PROSE)
GATES = tuple((key, Kind.COMPLEX.stage(key).label) for key in Kind.COMPLEX.final.requires)
"""The stages that must be done, or waived, before a complex enters service."""

_go_live = ItemKind(
    GO_LIVE, _("Operation"), _COMMITTEE,
    path=(
        Step("check", _("Readiness check"), _COMMITTEE,
             (Field("number", _("Number of the minutes"), required=True), Field("person", _("Signed by the chair"), required=True),
              Field("gates", _("Gates found met"), Entry.CHOICES, choices=GATES),
              Field("verdict", _("Verdict"), Entry.CHOICE, required=True,
                    choices=(("ready", _("Ready")), ("ready_with_waivers", _("Ready with waivers")), ("not_ready", _("Not ready")))),
              Field("note", _("What is missing"), Entry.PROSE)),
             _("Signed checklist"), again=True),
        Step("trial", _("Trial operation"), _("Head of the local unit"),
             (Field("number", _("Number of the minutes")), Field("expected_on", _("End of the trial"), Entry.DAY), _NOTE),
             _("Minutes of the start")),
        Step("in_service", _("In service"), _COMMITTEE,
             (Field("number", _("Number of the notice")), Field("count", _("Transactions on the first day"), Entry.COUNT), _NOTE),
             _("Notice of entering service")),
    ),
    finish="in_service",
    beside=beside(
        Step("opening", _("Official opening"), _("Governor"), (Field("person", _("Opened by"), required=True), _NOTE), _("News or photos")),
        owner=_COMMITTEE,
    ),
    icon="rocket",
)
_waiver = ItemKind(
    WAIVER, _("Waiver"), _("Governor"),
    path=(
        Step("granted", _("Granted"), _("Governor"),
             (Field("gate", _("Gate"), Entry.CHOICE, required=True, choices=GATES), Field("person", _("Approved by"), required=True),
              Field("note", _("Reason"), Entry.PROSE, required=True), Field("expected_on", _("Expires on"), Entry.DAY, required=True),
              Field("number", _("Number of the decision"))), _("Decision")),
        Step("ended", _("Gate met since"), _COMMITTEE, (_NOTE,)),
    ),
    finish="ended", many=True, counted=False, icon="license",
)


def waivers(items: Items) -> list[ItemState]:
    """The waivers of a site, in the order of their numbers."""
    return sorted(
        (item for item in items.values() if item.kind.key == WAIVER and "granted" in item.taken),
        key=lambda item: int(item.key.rpartition("-")[2]),
    )


def waived_gates(items: Items, day: date) -> dict[str, Happened]:
    """The gates that a waiver in force on that day passes, each with the waiver."""
    found = {}
    for waiver in waivers(items):
        granted, ended = waiver.taken["granted"], waiver.finished
        if granted.on <= day <= (granted.expected_on or day) and not (ended and ended.on <= day):
            found[str(granted.facts.get("gate"))] = granted
    return found


def _outcome(items: Items) -> Outcome:
    here = items[GO_LIVE]
    if here.finished:
        passed = list(waived_gates(items, here.finished.on).values())
        who = "، ".join(dict.fromkeys(waiver.person for waiver in passed))
        why = "؛ ".join(dict.fromkeys(waiver.note for waiver in passed))
        return Outcome(State.DONE, 1, 1, waiver_by=who[:200], waiver_reason=why[:500], basis=(here.finished.order,))
    if here.blocked:
        return Outcome(State.STALLED, note=here.blocked.note)
    return Outcome(State.IN_PROGRESS, note=here.last.note if here.last else "") if here.known else Outcome(State.NOT_STARTED)


def _rules(items: Items, kind: ItemKind, step: Happened) -> Iterator[tuple[Text, str]]:
    if kind.key == WAIVER and step.step == "granted" and step.expected_on and step.expected_on < step.on:
        yield _("A waiver cannot expire before it is granted."), "expected_on"
    if kind.key == WAIVER and step.step == "ended" and step.item not in items:
        yield _("This waiver was never granted."), "step"
    if step.step == "opening" and not items[GO_LIVE].finished:
        yield _("Record the first day of service before the opening; opened is not in service."), "step"
    if step.step == "trial":
        check = items[GO_LIVE].taken.get("check")
        if check and check.facts.get("verdict") == "not_ready":
            yield _("The readiness check found the site not ready; record a new check before the trial."), "step"


SERVICE = Area("service", _("Operation"), "rocket", (_go_live, _waiver), _outcome, _rules)
