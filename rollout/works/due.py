"""When each item is due, and whose step it is: the clocks that directives, contracts and minutes set. Practice: DOMAIN §3 and §7.

A directive binds; the day that a company expects stands beside it and moves no deadline. What is finished, excused or not yet possible
has no due date.

The term in force when a clock starts sets the day; what starts before there is any term is counted from the first one's day. A later
term moves no clock that has run out, so that no delay is wiped out. Of those still running a longer one counts anew from its own day, and
a shorter one binds from its own day where that comes sooner.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rollout.arabic import counted, format_date
from rollout.text import Text, _
from rollout.works.bodies import official
from rollout.works.furnishing import DUE_ON, ORDER, YEAR, values
from rollout.works.handover import BUILDING, SNAG, warranty_ends
from rollout.works.linking import FAULT, LINE
from rollout.works.service import GO_LIVE, WAIVER
from rollout.works.steps import Area, Happened, Items, ItemState, Step
from rollout.works.terms import PARAMETERS, Parameters, Term
from rollout.works.utilities import PAYERS

_PAYERS = dict(PAYERS)


@dataclass(frozen=True, slots=True)
class Due:
    """The day by which an item is to be done, the rule that says so, and whether an authority ordered it.

    `step` is the step that is due then, where it is not simply the next one.
    """

    on: date
    why: Text
    directive: bool = False
    step: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """What starts a term: how its day is explained when the start came under the term, and what to say where it came before."""

    after: Text
    before: Text


@dataclass(frozen=True, slots=True)
class _Days:
    """A number of days, in words of the language in which it is read."""

    number: int

    def __str__(self) -> str:
        return counted(self.number, "day")


@dataclass(frozen=True, slots=True)
class _Day:
    """A day, in words of the language in which it is read."""

    day: date

    def __str__(self) -> str:
        return format_date(self.day)


@dataclass(frozen=True, slots=True)
class _Case:
    item: ItemState
    terms: Parameters
    received_on: date | None


def due_on(area: Area | str, item: ItemState, items: Items, parameters: Parameters, received_on: date | None) -> Due | None:
    """When the item is due, as things stand; None while nothing sets a day. `received_on` is the day the building was received."""
    if item.excused or (item.finished and item.kind.key != BUILDING):
        return None
    rule = _RULES.get(area if isinstance(area, str) else area.key)
    return rule(_Case(item, parameters, received_on)) if rule else None


def owner_of(item: ItemState, step: Step | None = None) -> str:
    """Whose step it is: whoever can lift what stops it, else who pays, else the company that was named, else whom the path names.

    `step` is the step in question, where it is not the next one.
    """
    if item.blocked and item.blocked.body:
        return official(item.blocked.body)
    step = step or item.next
    if step is None:
        return str(item.kind.owner)
    if step.key == "payment" and "estimate" in item.taken:
        payer = _PAYERS.get(str(item.taken["estimate"].facts.get("payer")))
        if payer is not None:
            return str(payer)
    if item.kind.key != BUILDING and step.owner == item.kind.owner:
        return company_of(item)
    return str(step.owner)


def company_of(item: ItemState) -> str:
    """Who does the work of an item: whom its steps named last, else whom the path names. A stop names whoever can lift it, no company."""
    told = (happened.body for happened in reversed(item.log) if happened.body and happened.step in item.kind.places)
    return official(next(told, "")) or str(item.kind.owner)


def _after(case: _Case, start: date | None, key: str, clock: Clock) -> Due | None:
    """So many days after a start, by the terms that were in force since."""
    if start is None:
        return None
    term, on = counted_down(start, case.terms.begun(key))
    directive = PARAMETERS[key].directive
    if start >= term.effective_on:
        return Due(on, clock.after.with_values(days=_Days(term.value)), directive)
    why = _FROM_DIRECTIVE if directive else _FROM_TERM
    return Due(on, why.with_values(days=_Days(term.value), day=_Day(term.effective_on), before=clock.before), directive)


def counted_down(start: date, terms: Sequence[Term]) -> tuple[Term, date]:
    """The term that sets the day for a clock that starts on `start`, and that day; `terms` are given in the order of their days."""
    under = [term for term in terms if term.effective_on <= start]
    held = under[-1] if under else terms[0]
    on = max(start, held.effective_on) + timedelta(days=held.value)
    for later in terms:
        if not held.effective_on < later.effective_on <= on or later.effective_on <= start:
            continue
        anew = later.effective_on + timedelta(days=later.value)
        if later.value > held.value or anew < on:
            held, on = later, anew
    return held, on


_FROM_DIRECTIVE = _("%(days)s from the day of the directive, %(day)s (%(before)s)")
_FROM_TERM = _("%(days)s from the day of the deadline, %(day)s (%(before)s)")
_RECEIVED = Clock(_("%(days)s after the building is received"), _("the building was received before it"))
_ASKED = Clock(_("%(days)s after the notice or the refusal"), _("the notice or the refusal came before it"))
_REPORTED = Clock(_("%(days)s after the fault was reported"), _("the fault was reported before it"))
_BEGUN = Clock(_("%(days)s after the trial began"), _("the trial began before it"))


def _utilities(case: _Case) -> Due | None:
    return _after(case, case.received_on, "deadline.utilities", _RECEIVED)


def _linking(case: _Case) -> Due | None:
    """The directive's month speaks of the line; what the link needs beyond it has a longer time. A fault has a time of its own."""
    if case.item.kind.key == FAULT:
        opened = case.item.taken.get("opened")
        return _after(case, opened.on if opened else None, "deadline.fault", _REPORTED)
    if case.item.kind.key != LINE:
        return None
    return _after(case, case.received_on, "deadline.linking" if "fibre" in case.item.taken else "deadline.utilities", _RECEIVED)


def _offices(case: _Case) -> Due | None:
    return _after(case, case.received_on, "deadline.offices", _RECEIVED) if case.item.kind.counted else None


def _handover(case: _Case) -> Due | None:
    item = case.item
    if item.kind.key == SNAG:
        listed = item.taken.get("listed")
        return Due(listed.expected_on, _("Deadline of the snag list")) if listed and listed.expected_on else None
    if "final" in item.taken:
        return None
    ends = warranty_ends(item, case.terms.value("warranty.months"))
    if ends:
        return Due(ends, _("End of the warranty"), step="final")
    start = _asked_for(item)
    return _after(case, start.on if start else None, "deadline.acceptance", _ASKED)


def _asked_for(building: ItemState) -> Happened | None:
    """What set the clock of acceptance going: the last refusal, else the first notice or appointment."""
    refused = [step for step in building.beside if step.step == "rejected"]
    return refused[-1] if refused else next((step for step in building.log if step.step in ("notice", "appointment")), None)


def _service(case: _Case) -> Due | None:
    item = case.item
    if item.kind.key == WAIVER:
        granted = item.taken.get("granted")
        return Due(granted.expected_on, _("Expiry of the waiver")) if granted and granted.expected_on else None
    trial = item.taken.get("trial") if item.kind.key == GO_LIVE else None
    if trial and trial.expected_on:
        return Due(trial.expected_on, _("End of the trial in its minutes"))
    return _after(case, trial.on if trial else None, "deadline.trial", _BEGUN)


def _training(case: _Case) -> Due | None:
    if not case.item.kind.counted:
        return None
    return Due(case.terms.day("training.target_day"), _("Day of the training target"), PARAMETERS["training.target_day"].directive)


def _furnishing(case: _Case) -> Due | None:
    """The day of the first supply order that is not fulfilled; it binds the supplier, whatever else is still to be ordered."""
    now = values(case.item)
    on = now.get(DUE_ON)
    return Due(on, _("Day of supply order %(number)s of %(year)s", number=now[ORDER], year=now[YEAR]), step="delivered") if on else None


_RULES: dict[str, Callable[[_Case], Due | None]] = {
    "handover": _handover, "utilities": _utilities, "linking": _linking, "offices": _offices, "service": _service, "training": _training,
    "furnishing": _furnishing,
}
