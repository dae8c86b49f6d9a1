"""Folding what happened: the state of every item on a day, and the history of the stage that follows from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from rollout.rules import explains
from rollout.stages import State
from rollout.text import _, speaking
from rollout.works.steps import BLOCKED, EXCUSED, EXPECTED, UNBLOCKED, Area, Happened, ItemState, Outcome

_CHANGED = _("What is recorded of its steps has changed.")
"""Why a stage is no longer finished where those who recorded its steps gave no reason."""


def items_of(area: Area, happened: Iterable[Happened], as_of: date | None = None) -> dict[str, ItemState]:
    """The items of a site as they stand at the end of a day; the ones that every site has come first, even untouched."""
    items = untouched(area)
    for step in sorted(happened, key=lambda h: (h.on, h.order)):
        if as_of is None or step.on <= as_of:
            take(area, items, step)
    return items


def untouched(area: Area) -> dict[str, ItemState]:
    """The items that every site has, before anything happened."""
    return {kind.key: ItemState(kind.key, kind) for kind in area.first}


def take(area: Area, items: dict[str, ItemState], step: Happened) -> None:
    """Let one more step happen. Steps come in the order of their days."""
    item = items.get(step.item)
    if item is None:
        kind = area.kind_of(step.item)
        assert kind, f"{area.key} has no item {step.item}"
        item = items[step.item] = ItemState(step.item, kind)
    item.log.append(step)
    if step.step in item.kind.places:
        item.taken[step.step] = step
        item.last = step
        item.blocked = None  # who takes a step is stopped no more
    elif step.step == BLOCKED:
        item.blocked = step
    elif step.step == UNBLOCKED:
        item.blocked = None
    elif step.step == EXCUSED:
        item.excused = step
    if step.step not in item.kind.places:
        item.beside.append(step)
    if step.expected_on is not None and step.step in (BLOCKED, EXPECTED):
        item.expected_on = step.expected_on


@dataclass(frozen=True, slots=True)
class Reported:
    """What a sheet reported of the stage as a whole, before anybody kept its details."""

    on: date
    order: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Derived:
    """From `on` on, the stage is as its details make it."""

    on: date
    outcome: Outcome


def history(area: Area, happened: Sequence[Happened], reported: Sequence[Reported] = ()) -> list[Derived]:
    """The history of the stage as it follows from the details, a row for each day on which it changes.

    What was reported of the whole holds until there are details; from then on it stands only for the items of which no detail is told.
    """
    told: list[Happened | Reported] = sorted((*happened, *reported), key=lambda t: (t.on, t.order))
    items, whole, itemised = untouched(area), None, False
    found: list[Derived] = []
    for day, group in groupby(told, key=lambda t: t.on):
        words = ""
        for one in group:
            if isinstance(one, Reported):
                whole = one.outcome
            else:
                itemised = True
                words = one.note or words
                take(area, items, one)
        outcome = _with_reported(area, items, whole) if itemised else whole
        assert outcome is not None, "each day brings a step or a report"
        found = _added(found, day, outcome, words)
    return found


def _with_reported(area: Area, items: dict[str, ItemState], whole: Outcome | None) -> Outcome:
    """The details decide, and of what was reported so much still stands as they do not contradict.

    Where the stage counts units, that is what the items without any detail can account for; else a finish that the steps told so far
    have not reached yet, unless they tell of a stop.
    """
    own = area.outcome(items)
    if whole is None or (area.decides and own.state is not State.NOT_STARTED):
        return own
    applies = [item for item in items.values() if item.kind.counted and not item.excused]
    if not area.counted or not applies:
        behind = whole.state.passes and own.state is State.IN_PROGRESS
        return whole if behind or own.state is State.NOT_STARTED else own
    own_done, wanted = own.done or 0, len(applies)
    reported = wanted if whole.state is State.DONE else whole.done or 0
    done = own_done + min(max(reported - own_done, 0), sum(not item.known for item in applies))
    if done == own_done and own.state is not State.NOT_STARTED:
        return own
    if done == wanted:
        return replace(own, state=State.DONE, done=done, wanted=wanted)
    state = whole.state if own.state is State.NOT_STARTED else own.state
    return replace(own, state=state, done=done, wanted=wanted, note=own.note or whole.note)


def _added(found: list[Derived], day: date, outcome: Outcome, words: str) -> list[Derived]:
    before = found[-1].outcome if found else None
    if before is None and outcome.said == (State.NOT_STARTED, None, None, "", "", ""):
        return found
    if before is not None and before.said == outcome.said:
        return found
    if before is not None and before.state is State.DONE and not outcome.state.passes and not outcome.note:
        with speaking("ar"):  # the journal is kept in Arabic, whatever the language of the page
            outcome = replace(outcome, note=words if explains(words) else str(_CHANGED))
    return [*found, Derived(day, outcome)]


def on_day(found: Sequence[Derived], day: date) -> Outcome | None:
    """The outcome in force on a day; None before the first."""
    return next((derived.outcome for derived in reversed(found) if derived.on <= day), None)
