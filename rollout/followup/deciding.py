"""The rules of decisions, pure: what may be decided, what may happen to a decision afterwards, and what came of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rollout.arabic import format_date
from rollout.errors import Refused
from rollout.followup.decisions import DecisionEvent, DecisionStep, Standing, standing
from rollout.followup.events import (
    LAST,
    NEW,
    Coming,
    ahead,
    broken_anew,
    broken_ladder,
    broken_raise,
    in_order,
    too_far,
    too_long,
    unexplained,
)
from rollout.followup.levels import Level
from rollout.rules import EARLIEST, LONGEST_NAME, LONGEST_NOTE, explains
from rollout.text import Text, _


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a meeting decides: in words, whose task it is (one body and one post), until when, and on which level it lies."""

    words: str
    body: str
    post: str
    due_on: date | None
    level: Level = Level.COMMITTEE
    obstacle_id: int | None = None


@dataclass(frozen=True, slots=True)
class Did:
    """What an officer says happened to a decision; what the step does not change stays empty."""

    step: DecisionStep
    on: date
    note: str = ""
    due_on: date | None = None
    body: str = ""
    post: str = ""
    level: Level | None = None


class Outcome(StrEnum):
    """What came of a promise on a day."""

    KEPT = "kept"
    KEPT_EXTENDED = "kept_extended"
    KEPT_LATE = "kept_late"
    CANCELLED = "cancelled"
    LATE = "late"
    OPEN = "open"

    @property
    def label(self) -> Text:
        return _OUTCOMES[self]

    @property
    def done(self) -> bool:
        """Whether it was carried out, in time or not."""
        return self in (Outcome.KEPT, Outcome.KEPT_EXTENDED, Outcome.KEPT_LATE)


_OUTCOMES = {
    Outcome.KEPT: _("Kept"), Outcome.KEPT_EXTENDED: _("Carried out in the time added"),
    Outcome.KEPT_LATE: _("Carried out late"), Outcome.CANCELLED: _("It was cancelled"),
    Outcome.LATE: _("Late"), Outcome.OPEN: _("Its day has not come yet"),
}


def outcome(found: Standing, as_of: date) -> Outcome:
    """What came of a decision, held against the day until which it is due and the one that was promised first."""
    late = found.days_late(as_of) > 0
    if found.closed_by is DecisionStep.CANCELLED:
        return Outcome.CANCELLED
    if found.closed_by is DecisionStep.DONE:
        return Outcome.KEPT_LATE if late else Outcome.KEPT if found.kept() else Outcome.KEPT_EXTENDED
    return Outcome.LATE if late else Outcome.OPEN


def broken_wanted(wanted: Wanted, held_on: date) -> Iterator[Refused]:
    """Everything that is wrong with a decision that a meeting of that day is about to take."""
    if not wanted.words:
        yield Refused(_("Say what is decided."), "words")
    if not wanted.body:
        yield Refused(_("Name the body whose task it is."), "body")
    if not wanted.post:
        yield Refused(_("Name the post that answers for it in that body."), "post")
    if wanted.due_on is None:
        yield Refused(_("Say until when it is to be carried out."), "due_on")
    elif not held_on <= wanted.due_on <= LAST:
        yield Refused(_("It cannot be due before the meeting of %(day)s.", day=format_date(held_on)), "due_on")
    elif far := too_far(held_on, wanted.due_on):
        yield Refused(far, "due_on")
    if wanted.level is not Level.COMMITTEE:
        yield Refused(_("A committee decides on its own level. Take the decision here; then raise it from its own page."), "level")
    yield from too_long(("words", wanted.words, LONGEST_NOTE), ("body", wanted.body, LONGEST_NAME), ("post", wanted.post, LONGEST_NAME))


def broken_step(
    events: Sequence[DecisionEvent], did: Did, today: date, documents: int = 0, *, national: bool = False,
) -> list[Refused]:
    """Everything that is wrong with a step that is about to be recorded of a decision with these events."""
    return [*_broken_day(events, did, today), *_broken_fields(did, documents, national), *_broken_place(events, did)]


def _broken_day(events: Sequence[DecisionEvent], did: Did, today: date) -> Iterator[Refused]:
    taken = standing(events).taken_on
    if did.on > today:
        yield Refused(ahead(did.on, today), "happened_on")
    if did.on < (taken or EARLIEST):
        yield Refused(_("The decision was taken on %(day)s only.", day=format_date(taken or EARLIEST)), "happened_on")


def _broken_fields(did: Did, documents: int, national: bool) -> Iterator[Refused]:
    if did.step is DecisionStep.DONE and not explains(did.note) and not documents:
        yield Refused(_("Say how it was carried out, or attach the document that proves it."), "note")
    yield from unexplained(did, _EXPLAINED)
    if did.step is DecisionStep.EXTENDED and did.due_on is None:
        yield Refused(_("Say until when more time is given."), "due_on")
    elif did.step is DecisionStep.EXTENDED and (far := too_far(did.on, did.due_on)):
        yield Refused(far, "due_on")
    if did.step is DecisionStep.ASSIGNED:
        if not did.body:
            yield Refused(_("Name the body whose task it is."), "body")
        if not did.post:
            yield Refused(_("Name the post that answers for it in that body."), "post")
    if did.step is DecisionStep.ESCALATED:
        yield from broken_raise(did.level, national=national)
    yield from too_long(("note", did.note, LONGEST_NOTE), ("body", did.body, LONGEST_NAME), ("post", did.post, LONGEST_NAME))


_EXPLAINED = {
    DecisionStep.PROGRESS: _("Say what is new."), DecisionStep.EXTENDED: _("Say why more time is given."),
    DecisionStep.REOPENED: _("Say why it is opened again."), DecisionStep.CANCELLED: _("Say why it is cancelled."),
    DecisionStep.ESCALATED: _("Say why it is raised."),
}


class _Coming(Coming[Did]):
    @property
    def due_on(self) -> date | None:
        return self.did.due_on


def _broken_place(events: Sequence[DecisionEvent], did: Did) -> list[Refused]:
    """What the whole story breaks with the new step that it did not break before.

    A step that is told of a day before the decision was taken is refused for its day, and judged here as if it were of the first.
    """
    taken = standing(events).taken_on
    if taken is not None and did.on < taken:
        did = replace(did, on=taken)
    return broken_anew(broken_story(events), broken_story([*events, _Coming(did)]), {step.value: step.label for step in DecisionStep})


def broken_story(events: Iterable[DecisionEvent]) -> Iterator[tuple[DecisionEvent, Refused]]:
    """The events of a decision that do not follow from those before them: carried out twice, news of what is closed, less time …"""
    story: list[DecisionEvent] = []
    for event in in_order(events):
        before = standing(story)
        yield from ((event, refused) for refused in _broken_event(before, event))
        story.append(event)


def _broken_event(before: Standing, event: DecisionEvent) -> Iterator[Refused]:
    step = DecisionStep(event.step)
    if step is DecisionStep.TAKEN:
        if before.taken_on:
            yield Refused(_("A decision is taken once."), "step")
        return
    if before.taken_on is None:
        yield Refused(_("Nothing happens to a decision before it is taken."), "happened_on")
        return
    if step is DecisionStep.REOPENED:
        if before.open:
            yield Refused(_("It is open already."), "step")
    elif not before.open:
        yield Refused(_ALREADY[before.closed_by or DecisionStep.DONE].with_values(day=format_date(before.closed_on or EARLIEST)), "step")
    elif step is DecisionStep.EXTENDED and event.due_on is not None:
        if before.due_on is not None and event.due_on <= before.due_on:
            yield Refused(_("More time ends after the day that holds now, %(day)s.", day=format_date(before.due_on)), "due_on")
        elif not event.happened_on <= event.due_on <= LAST:
            yield Refused(_("More time cannot end before the day on which it is given."), "due_on")
    elif step is DecisionStep.ASSIGNED and (event.body, event.post) == (before.body, before.post):
        yield Refused(_("It is with this owner already."), "post")
    elif step is DecisionStep.ESCALATED:
        yield from broken_ladder(before.level, event.level) if event.id == NEW else _not_above(before.level, event.level)


_ALREADY = {
    DecisionStep.DONE: _("It was carried out on %(day)s already; open it again first."),
    DecisionStep.CANCELLED: _("It was cancelled on %(day)s; open it again first."),
}


def _not_above(before: Level, level: str) -> Iterator[Refused]:
    """What is kept may have skipped a step, which was allowed once; down the ladder nothing ever went."""
    if level and not Level(level).is_above(before):
        yield Refused(_("It is raised to a level above %(level)s.", level=before.label), "level")


def steps_open_to(found: Standing, *, national: bool = False) -> tuple[DecisionStep, ...]:
    """What somebody may record of a decision that stands so, the most usual first."""
    if not found.open:
        return (DecisionStep.REOPENED,)
    steps = (DecisionStep.PROGRESS, DecisionStep.DONE, DecisionStep.EXTENDED, DecisionStep.ASSIGNED, DecisionStep.ESCALATED)
    above = found.level.next_for(national=national)
    return (*(step for step in steps if step is not DecisionStep.ESCALATED or above), DecisionStep.CANCELLED)
