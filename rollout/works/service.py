"""Going live: the readiness check, trial operation, the first day of service, and the official opening as a fact of its own.

The gates are the prerequisites of the stage in `rollout.stages`. A gate that is not met is passed only by a waiver that names its
approver, its reason and the day on which it expires. A site may be opened officially before it serves anybody, so the opening is told
beside the path and changes nothing of the stage. Practice: DOMAIN §6.1.
"""

from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum

from rollout.rules import explains
from rollout.stages import Kind, State
from rollout.text import Text, _, listed
from rollout.works.steps import Area, Entry, Field, Happened, ItemKind, Items, ItemState, Outcome, Step, beside

GO_LIVE, WAIVER = "go_live", "waiver"
_COMMITTEE = _("Governorate committee")
_NOTE = Field("note", _("Note"), Entry.PROSE)
GATES = tuple((key, Kind.COMPLEX.stage(key).label) for key in Kind.COMPLEX.final.requires)
"""The stages that must be done, or waived, before a complex enters service."""

READY, READY_WITH_WAIVERS, NOT_READY = "ready", "ready_with_waivers", "not_ready"
MET, NOT_MET = "yes", "no"
_ANSWERS = ((MET, _("Met")), (NOT_MET, _("Not met")))
_CHECKLIST = tuple(Field(f"gate_{key}", label, Entry.CHOICE, required=True, choices=_ANSWERS) for key, label in GATES)


def failed_check(here: ItemState) -> Happened | None:
    """The readiness check that found the site not ready, while no later one has found otherwise."""
    check = here.taken.get("check")
    return check if check and check.facts.get("verdict") == NOT_READY and here.reached is here.kind.steps["check"] else None


def _after_failure(here: ItemState) -> tuple[str, Happened] | None:
    """A site that was not ready is checked anew before its trial."""
    check = failed_check(here)
    return ("check", check) if check else None


_go_live = ItemKind(
    GO_LIVE, _("Operation"), _COMMITTEE,
    path=(
        Step("check", _("Readiness check"), _COMMITTEE,
             (Field("number", _("Number of the readiness check minutes"), required=True), *_CHECKLIST,
              Field("verdict", _("Verdict"), Entry.CHOICE, required=True,
                    choices=((READY, _("Ready")), (READY_WITH_WAIVERS, _("Ready with waivers")), (NOT_READY, _("Not ready")))),
              Field("person", _("Signed by the chair"), required=True),
              Field("members", _("Members who signed: name and capacity"), Entry.PROSE, required=True),
              Field("note", _("What is missing"), Entry.PROSE)),
             _("Signed checklist"), again=True),
        Step("trial", _("Trial operation"), _("Head of the local unit"),
             (Field("number", _("Number of the trial minutes")), Field("expected_on", _("End of the trial"), Entry.DAY), _NOTE),
             _("Minutes of the start")),
        Step("in_service", _("Entry into service"), _COMMITTEE,
             (Field("number", _("Number of the notice")), Field("count", _("Transactions on the first day"), Entry.COUNT), _NOTE),
             _("Notice of entering service")),
    ),
    finish="in_service", resumes=_after_failure, over=_("In service"),
    beside=beside(
        Step("opening", _("Official opening"), _("Governor"), (Field("person", _("Opened by"), required=True), _NOTE), _("News or photos")),
        owner=_COMMITTEE,
    ),
    icon="rocket",
)
_waiver = ItemKind(
    WAIVER, _("Waiver"), _("Governor"),
    path=(
        Step("granted", _("Granting of the waiver"), _("Governor"),
             (Field("gate", _("Gate"), Entry.CHOICE, required=True, choices=GATES), Field("person", _("Approved by"), required=True),
              Field("note", _("Reason"), Entry.PROSE, required=True), Field("expected_on", _("Expires on"), Entry.DAY, required=True),
              Field("number", _("Number of the decision"))), _("Decision")),
        Step("ended", _("Meeting of the gate"), _COMMITTEE, (_NOTE,)),
    ),
    finish="ended", over=_("Gate met since"), many=True, counted=False, icon="license",
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


class Phase(StrEnum):
    """How near to the public a complex is: its gates, its check, its trial, its service."""

    GATES = "gates"
    READY = "ready"
    CHECKED = "checked"
    TRIAL = "trial"
    IN_SERVICE = "in_service"
    OPENED = "opened"

    @property
    def label(self) -> Text:
        return _PHASE_LABELS[self]

    @property
    def serves(self) -> bool:
        """Whether the public is served; an opening alone serves nobody."""
        return self in (Phase.IN_SERVICE, Phase.OPENED)


_PHASE_LABELS = {
    Phase.GATES: _("Gates not all met"),
    Phase.READY: _("Ready for the check"),
    Phase.CHECKED: _("Checked"),
    Phase.TRIAL: _("In trial operation"),
    Phase.IN_SERVICE: _("In service, not opened officially"),
    Phase.OPENED: _("In service and opened officially"),
}


def phase(items: Items, *, serves: bool, closed: Collection[str]) -> Phase:
    """The phase of a complex, given whether it serves the public and which of its gates are neither met nor waived."""
    here = items[GO_LIVE]
    if serves:
        return Phase.OPENED if opening(items) else Phase.IN_SERVICE
    if "trial" in here.taken:
        return Phase.TRIAL
    check = here.taken.get("check")
    if check and check.facts.get("verdict") != NOT_READY:
        return Phase.CHECKED
    return Phase.GATES if closed else Phase.READY


def opening(items: Items) -> Happened | None:
    """The official opening: a fact of its own, which neither needs the service of the public nor stands for it."""
    return next((step for step in items[GO_LIVE].beside if step.step == "opening"), None)


def answer(check: Happened, gate: str) -> str:
    """What the signed checklist says of a gate."""
    return str(check.facts.get(f"gate_{gate}", ""))


def lapsed_gates(items: Items, day: date, met: Collection[str]) -> dict[str, Happened]:
    """The gates that a site went through by a waiver which has expired since, while the gate is not met and nobody renewed it."""
    entered = items[GO_LIVE].finished
    if entered is None:
        return {}
    still = waived_gates(items, day)
    return {gate: waiver for gate, waiver in waived_gates(items, entered.on).items() if gate not in met and gate not in still}


def _outcome(items: Items) -> Outcome:
    here = items[GO_LIVE]
    if here.finished:
        passed = list(waived_gates(items, here.finished.on).values())
        who = listed(dict.fromkeys(waiver.person for waiver in passed))
        why = "؛ ".join(dict.fromkeys(waiver.note for waiver in passed))
        return Outcome(State.DONE, 1, 1, waiver_by=who[:200], waiver_reason=why[:500], basis=(here.finished.order,))
    if here.blocked:
        return Outcome(State.STALLED, note=here.blocked.note)
    if here.last or any(step.step != "opening" for step in here.beside):
        return Outcome(State.IN_PROGRESS, note=here.last.note if here.last else "")
    return Outcome(State.NOT_STARTED)


def _rules(items: Items, kind: ItemKind, step: Happened) -> Iterator[tuple[Text, str]]:
    if kind.key == WAIVER and step.step == "granted" and step.expected_on and step.expected_on < step.on:
        yield _("A waiver cannot expire before it is granted."), "expected_on"
    if kind.key == WAIVER and step.step == "ended" and step.item not in items:
        yield _("This waiver was never granted."), "step"
    if step.step == "opening" and opening(items):
        yield _("The opening was recorded already; to change it, correct that entry."), "step"
    if step.step == "check":
        yield from _broken_check(items, step)
    if step.step in ("trial", "in_service"):
        check = items[GO_LIVE].taken.get("check")
        if check and check.facts.get("verdict") == NOT_READY:
            yield _("The readiness check found the site not ready; record a new check before going on."), "step"


def _broken_check(items: Items, step: Happened) -> Iterator[tuple[Text, str]]:
    """A verdict that its own checklist contradicts."""
    verdict, waived = step.facts.get("verdict"), waived_gates(items, step.on)
    missing = [(key, label) for key, label in GATES if answer(step, key) != MET]
    if verdict == READY and missing:
        names = listed(str(label) for _key, label in missing)
        yield _("The site is not ready while a gate is not met: %(gates)s.", gates=names), "verdict"
    if verdict == READY_WITH_WAIVERS:
        closed = listed(str(label) for key, label in missing if key not in waived)
        if closed:
            yield _("No waiver in force on that day passes: %(gates)s. Record the waiver first.", gates=closed), "verdict"
        elif not missing:
            yield _("Every gate is met, so the site is ready without a waiver."), "verdict"
    if verdict == NOT_READY and not explains(step.note):
        yield _("Say what is missing."), "note"


SERVICE = Area("service", _("Operation"), "rocket", (_go_live, _waiver), _outcome, _rules)
