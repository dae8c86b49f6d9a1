"""What a committee decided, told as events: taken, extended, handed over, done. The events alone say where a decision stands."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from rollout.followup.events import Event, in_order
from rollout.followup.levels import Level
from rollout.text import Text, _


class DecisionStep(StrEnum):
    """What may happen to a decision after, and including, its being taken."""

    TAKEN = "taken"
    PROGRESS = "progress"
    EXTENDED = "extended"
    ASSIGNED = "assigned"
    ESCALATED = "escalated"
    DONE = "done"
    REOPENED = "reopened"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    DecisionStep.TAKEN: _("The decision was taken"), DecisionStep.PROGRESS: _("News of it"), DecisionStep.EXTENDED: _("Given more time"),
    DecisionStep.ASSIGNED: _("Handed to another owner"), DecisionStep.ESCALATED: _("Raised to a higher level"),
    DecisionStep.DONE: _("Carried out"), DecisionStep.REOPENED: _("Opened again"), DecisionStep.CANCELLED: _("It was cancelled"),
}
CLOSING = frozenset({DecisionStep.DONE, DecisionStep.CANCELLED})


class DecisionEvent(Event, Protocol):
    """An event of a decision."""

    @property
    def due_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a decision stands: who owes it, until when, first promised for when, and how and when it was closed."""

    body: str = ""
    post: str = ""
    level: Level = Level.COMMITTEE
    due_on: date | None = None
    first_due_on: date | None = None
    taken_on: date | None = None
    closed_on: date | None = None
    closed_by: DecisionStep | None = None
    extensions: int = 0
    last_note: str = ""
    last_on: date | None = None

    @property
    def open(self) -> bool:
        return self.closed_on is None

    def days_late(self, as_of: date) -> int:
        """Days that it is late on `as_of`, or was when it was carried out; 0 in time, or without a day."""
        until = self.closed_on if self.closed_on is not None and self.closed_on <= as_of else as_of
        return max(0, (until - self.due_on).days) if self.due_on else 0

    def kept(self) -> bool:
        """Whether it was carried out by the day first promised."""
        return self.closed_by is DecisionStep.DONE and bool(self.first_due_on) and self.closed_on <= self.first_due_on  # type: ignore[operator]


def standing(events: Iterable[DecisionEvent]) -> Standing:
    """Where a decision stands after these events; a standing without a day of being taken where there is none."""
    found = Standing()
    for event in in_order(events):
        step = DecisionStep(event.step)
        found = replace(found, last_note=event.note or found.last_note, last_on=event.happened_on)
        if step is DecisionStep.TAKEN:
            found = replace(found, taken_on=event.happened_on, first_due_on=event.due_on)
        if step is DecisionStep.EXTENDED:
            found = replace(found, extensions=found.extensions + 1)
        if step in CLOSING:
            found = replace(found, closed_on=event.happened_on, closed_by=step)
        elif step is DecisionStep.REOPENED:
            found = replace(found, closed_on=None, closed_by=None)
        found = replace(
            found, due_on=event.due_on or found.due_on, body=event.body or found.body, post=event.post or found.post,
            level=Level(event.level) if event.level else found.level,
        )
    return found
