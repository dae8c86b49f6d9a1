"""The rules of obstacles, pure: how one is opened, what may happen to it afterwards, and who may raise it how far."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from rollout.arabic import format_date
from rollout.errors import Refused
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
from rollout.followup.obstacles import Category, HeldSite, ObstacleEvent, ObstacleStep, Standing, standing
from rollout.rules import EARLIEST, LONGEST_LINE, LONGEST_NAME, LONGEST_NOTE
from rollout.text import _


class Event(ObstacleEvent, Protocol):
    """An event with the letter that it tells of."""

    @property
    def letter_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Opening:
    """An obstacle as it is first told: what is in the way since when, whose it is, what has to be decided, and what it holds."""

    title: str
    category: str
    body: str
    post: str
    since: date | None
    needed: str
    sites: tuple[tuple[int, str], ...]
    level: Level = Level.COMMITTEE
    expected_on: date | None = None
    note: str = ""
    presented_on: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A stage of a site that is held from now on, or no longer."""

    site_id: int
    stage: str
    held: bool
    event_id: int = NEW


@dataclass(frozen=True, slots=True)
class Did:
    """What somebody says happened to an obstacle; what the step does not change stays empty."""

    step: ObstacleStep
    on: date
    note: str = ""
    body: str = ""
    post: str = ""
    needed: str = ""
    expected_on: date | None = None
    level: Level | None = None
    letter_id: int | None = None
    number: str = ""
    changes: tuple[Change, ...] = ()
    presented_on: date | None = None


def broken_opening(opening: Opening, today: date, *, national: bool) -> Iterator[Refused]:
    """Everything that is wrong with an obstacle that is about to be told."""
    if not opening.title:
        yield Refused(_("Say what stands in the way."), "title")
    if opening.category not in tuple(Category):
        yield Refused(_("Choose what kind of obstacle it is."), "category")
    if not opening.body:
        yield Refused(_("Name the body that has to solve it."), "body")
    if not opening.needed:
        yield Refused(_("Say which decision is needed."), "needed")
    if opening.since is None:
        yield Refused(_("Say since when it stands in the way."), "since")
    elif opening.since > today:
        yield Refused(ahead(opening.since, today), "since")
    elif opening.since < EARLIEST:
        yield Refused(_("The day %(day)s is before the programme began.", day=format_date(opening.since)), "since")
    elif opening.expected_on is not None and not opening.since <= opening.expected_on <= LAST:
        yield Refused(_("It cannot be solved before it stood in the way."), "expected_on")
    elif far := too_far(today, opening.expected_on):
        yield Refused(far, "expected_on")
    if opening.presented_on is not None and not (opening.since or opening.presented_on) <= opening.presented_on <= today:
        yield Refused(_("It was put before its level after it began, and by today."), "presented_on")
    if opening.level is not Level.COMMITTEE and not national:
        yield Refused(_("A committee records it on its own level. Record it here; then raise it from its own page."), "level")
    if not opening.sites:
        yield Refused(_("Choose at least one site that it holds."), "sites")
    yield from too_long(
        ("title", opening.title, LONGEST_LINE), ("body", opening.body, LONGEST_NAME), ("post", opening.post, LONGEST_NAME),
        ("needed", opening.needed, LONGEST_NOTE), ("note", opening.note, LONGEST_NOTE),
    )


def broken_step(
    events: Sequence[Event], sites: Sequence[HeldSite], did: Did, today: date, *, national: bool, named: Mapping[int, str],
) -> list[Refused]:
    """Everything that is wrong with a step that is about to be recorded of an obstacle with this story. `named` has the sites' codes."""
    since = standing(events, sites).since or EARLIEST
    place = _broken_place(events, sites, did, named) if did.on >= since else []
    return [*_broken_day(did, since, today), *_broken_fields(did, national), *place]


def _broken_day(did: Did, since: date, today: date) -> Iterator[Refused]:
    if did.on > today:
        yield Refused(ahead(did.on, today), "happened_on")
    if did.on < since:
        yield Refused(_("It stands in the way since %(day)s only.", day=format_date(since)), "happened_on")


_EXPLAINED = {
    ObstacleStep.NEWS: _("Say what is new."), ObstacleStep.RESOLVED: _("Say how it was resolved."),
    ObstacleStep.REOPENED: _("Say why it is opened again."),
}


def _broken_fields(did: Did, national: bool) -> Iterator[Refused]:
    yield from unexplained(did, _EXPLAINED)
    if did.step is ObstacleStep.EXPECTED:
        if did.expected_on is None:
            yield Refused(_("Say when the solution is expected."), "expected_on")
        elif not did.on <= did.expected_on <= LAST:
            yield Refused(_("A solution is expected after the day on which it is promised."), "expected_on")
        elif far := too_far(did.on, did.expected_on):
            yield Refused(far, "expected_on")
    if did.step is ObstacleStep.ASSIGNED and not did.body:
        yield Refused(_("Name the body that has to solve it."), "body")
    if did.step is ObstacleStep.ESCALATED:
        yield from broken_raise(did.level, national=national)
    if did.step is ObstacleStep.SITES and not did.changes:
        yield Refused(_("Choose at least one site."), "sites")
    if did.step is ObstacleStep.REPLY and not (did.note or did.number):
        yield Refused(_("Give the number of the reply, or what it says."), "number")
    yield from too_long(
        ("note", did.note, LONGEST_NOTE), ("body", did.body, LONGEST_NAME), ("post", did.post, LONGEST_NAME),
        ("needed", did.needed, LONGEST_NOTE), ("number", did.number, LONGEST_NAME),
    )


class _Coming(Coming[Did]):
    @property
    def expected_on(self) -> date | None:
        return self.did.expected_on

    @property
    def presented_on(self) -> date | None:
        return self.did.presented_on

    @property
    def needed(self) -> str:
        return self.did.needed

    @property
    def letter_id(self) -> int | None:
        return self.did.letter_id


def _broken_place(events: Sequence[Event], sites: Sequence[HeldSite], did: Did, named: Mapping[int, str]) -> list[Refused]:
    """What the whole story breaks with the new step that it did not break before."""
    after = broken_story([*events, _Coming(did)], [*sites, *did.changes], named)
    return broken_anew(broken_story(events, sites, named), after, {step.value: step.label for step in ObstacleStep})


def broken_story(
    events: Iterable[Event], sites: Iterable[HeldSite], named: Mapping[int, str],
) -> Iterator[tuple[Event, Refused]]:
    """The events of an obstacle that do not follow from those before them: solved twice, raised two steps at once, freed what is free …"""
    changes: dict[int, list[HeldSite]] = {}
    for change in sites:
        changes.setdefault(change.event_id, []).append(change)
    story: list[Event] = []
    told: list[HeldSite] = []
    for event in in_order(events):
        before = standing(story, told)
        own = changes.get(event.id, [])
        yield from ((event, refused) for refused in _broken_event(before, story, event))
        yield from ((event, refused) for refused in _broken_changes(before, own, named))
        story.append(event)
        told += own


_WHILE_SOLVED = (ObstacleStep.REOPENED, ObstacleStep.REPLY)


def _broken_event(before: Standing, story: Sequence[Event], event: Event) -> Iterator[Refused]:
    step = ObstacleStep(event.step)
    if (step is ObstacleStep.OPENED) != (before.since is None):
        yield Refused(_("An obstacle is recorded once, before all else.") if step is ObstacleStep.OPENED
                      else _("Nothing happens to an obstacle before it is recorded."), "happened_on")
    elif before.resolved_on is not None and step not in _WHILE_SOLVED:
        yield Refused(_("It was resolved on %(day)s already; open it again first.", day=format_date(before.resolved_on)), "step")
    elif step is ObstacleStep.REOPENED and before.open:
        yield Refused(_("It is open already."), "step")
    elif step is ObstacleStep.ASSIGNED and (event.body, event.post) == (before.body, before.post):
        yield Refused(_("It is with this owner already."), "body")
    elif step is ObstacleStep.ESCALATED:
        yield from broken_ladder(before.level, event.level)
    elif step in (ObstacleStep.LETTER, ObstacleStep.REPLY):
        yield from _broken_letter(story, event)


def _broken_letter(story: Sequence[Event], event: Event) -> Iterator[Refused]:
    seen = {(told.step, told.letter_id) for told in story}
    if (event.step, event.letter_id) in seen:
        yield Refused(_("The letter was sent already.") if event.step == ObstacleStep.LETTER
                      else _("The reply to this letter is recorded already."), "letter")
    elif event.step == ObstacleStep.REPLY and (ObstacleStep.LETTER.value, event.letter_id) not in seen:
        yield Refused(_("A reply comes after its letter."), "happened_on")


def _broken_changes(before: Standing, changes: Sequence[HeldSite], named: Mapping[int, str]) -> Iterator[Refused]:
    held = {(site_id, stage) for site_id, stage, _since in before.held}
    for change in changes:
        key = change.site_id, change.stage
        if change.held and key in held:
            yield Refused(_("Site %(site)s is held already.", site=named.get(change.site_id, "")), "sites")
        elif not change.held and key not in held:
            yield Refused(_("Site %(site)s is not held.", site=named.get(change.site_id, "")), "sites")


def steps_open_to(found: Standing, *, national: bool = False) -> tuple[ObstacleStep, ...]:
    """What somebody may tell of an obstacle that stands so, the most usual first. Sites and letters have pages of their own."""
    if not found.open:
        return (ObstacleStep.REOPENED,)
    steps = (ObstacleStep.NEWS, ObstacleStep.EXPECTED, ObstacleStep.ASSIGNED, ObstacleStep.ESCALATED, ObstacleStep.RESOLVED)
    return tuple(step for step in steps if step is not ObstacleStep.ESCALATED or found.level.next_for(national=national))
