"""What holds sites back, told as events: opened, sites added and freed, raised, promised, answered, resolved."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from rollout.clock import CAIRO
from rollout.followup.events import Event, in_order
from rollout.followup.levels import Level
from rollout.text import Text, _


class Category(StrEnum):
    """What kind of thing is in the way, so that the ministry can add up over governorates."""

    WORKS = "works"
    METERS = "meters"
    LINKING = "linking"
    SUPPLY = "supply"
    PARTNERS = "partners"
    STAFF = "staff"
    LAND = "land"
    MONEY = "money"
    OTHER = "other"

    @property
    def label(self) -> Text:
        return _CATEGORIES[self]


_CATEGORIES = {
    Category.WORKS: _("Works and handover"), Category.METERS: _("Utilities and meters"), Category.LINKING: _("Electronic linking"),
    Category.SUPPLY: _("Furniture and equipment"), Category.PARTNERS: _("Offices of partner bodies"),
    Category.STAFF: _("Staff and training"),
    Category.LAND: _("Land and permits"), Category.MONEY: _("Funding and dues"), Category.OTHER: _("Other"),
}


class ObstacleStep(StrEnum):
    """What may happen to an obstacle."""

    OPENED = "opened"
    SITES = "sites"
    NEWS = "news"
    EXPECTED = "expected"
    ASSIGNED = "assigned"
    ESCALATED = "escalated"
    LETTER = "letter"
    REPLY = "reply"
    RESOLVED = "resolved"
    REOPENED = "reopened"

    @property
    def label(self) -> Text:
        return _STEPS[self]


_STEPS = {
    ObstacleStep.OPENED: _("It was recorded"), ObstacleStep.SITES: _("Sites changed"), ObstacleStep.NEWS: _("News of it"),
    ObstacleStep.EXPECTED: _("A day of solution was promised"), ObstacleStep.ASSIGNED: _("Handed to another owner"),
    ObstacleStep.ESCALATED: _("Raised to a higher level"), ObstacleStep.LETTER: _("A letter was sent"),
    ObstacleStep.REPLY: _("A reply came"), ObstacleStep.RESOLVED: _("Resolved"), ObstacleStep.REOPENED: _("Opened again"),
}


class ObstacleEvent(Event, Protocol):
    """An event of an obstacle."""

    @property
    def expected_on(self) -> date | None: ...
    @property
    def presented_on(self) -> date | None: ...
    @property
    def needed(self) -> str: ...


class HeldSite(Protocol):
    """A stage of a site that an obstacle holds from the event's day on, or no longer."""

    @property
    def event_id(self) -> int: ...
    @property
    def site_id(self) -> int: ...
    @property
    def stage(self) -> str: ...
    @property
    def held(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an obstacle stands. `held` are the sites and stages that it holds, each since the day given; empty once it is resolved.

    `level_since` is when its level heard of it, as was told, or else when it was recorded: an obstacle that is recorded long after it
    began has its whole time on the first step.
    """

    body: str = ""
    post: str = ""
    needed: str = ""
    level: Level = Level.COMMITTEE
    level_since: date | None = None
    since: date | None = None
    expected_on: date | None = None
    first_expected_on: date | None = None
    resolved_on: date | None = None
    letters: int = 0
    unanswered_since: date | None = None
    last_note: str = ""
    last_on: date | None = None
    held: tuple[tuple[int, str, date], ...] = ()

    @property
    def open(self) -> bool:
        return self.resolved_on is None

    @property
    def sites(self) -> frozenset[int]:
        return frozenset(site_id for site_id, _stage, _since in self.held)

    def age(self, as_of: date) -> int:
        """Days since it is in the way, until it was resolved."""
        until = min(self.resolved_on, as_of) if self.resolved_on else as_of
        return max(0, (until - self.since).days) if self.since else 0

    def site_days(self, as_of: date) -> int:
        """Days of waiting added up over the sites that it holds: what its solution would end. A site counts once, from its first day."""
        first: dict[int, date] = {}
        for site_id, _stage, since in self.held:
            first[site_id] = min(since, first.get(site_id, since))
        return sum(max(0, (as_of - since).days) for since in first.values())

    def days_on_step(self, as_of: date) -> int:
        """Days since it came to its level."""
        return max(0, (as_of - self.level_since).days) if self.level_since else 0


def standing(events: Iterable[ObstacleEvent], sites: Iterable[HeldSite]) -> Standing:
    """Where an obstacle stands after these events, with the sites that they added and freed."""
    found, held = Standing(), dict[tuple[int, str], date]()
    changes: dict[int, list[HeldSite]] = {}
    for change in sites:
        changes.setdefault(change.event_id, []).append(change)
    for event in in_order(events):
        step, day = ObstacleStep(event.step), event.happened_on
        for change in changes.get(event.id, ()):
            if change.held:
                held.setdefault((change.site_id, change.stage), day)
            else:
                held.pop((change.site_id, change.stage), None)
        level = Level(event.level) if event.level else found.level
        if step in (ObstacleStep.OPENED, ObstacleStep.REOPENED):
            heard = event.presented_on or event.recorded_at.astimezone(CAIRO).date()
            found = replace(found, level=level, level_since=max(day, heard))
        elif level is not found.level:
            found = replace(found, level=level, level_since=day)
        if step is ObstacleStep.OPENED:
            found = replace(found, since=day)
        elif step is ObstacleStep.RESOLVED:
            found = replace(found, resolved_on=day, unanswered_since=None)
        elif step is ObstacleStep.REOPENED:
            found = replace(found, resolved_on=None)
        elif step is ObstacleStep.LETTER:
            found = replace(found, letters=found.letters + 1, unanswered_since=found.unanswered_since or day)
        elif step is ObstacleStep.REPLY:
            found = replace(found, unanswered_since=None)
        found = replace(
            found, expected_on=event.expected_on or found.expected_on, first_expected_on=found.first_expected_on or event.expected_on,
            body=event.body or found.body, post=event.post or found.post, needed=event.needed or found.needed,
            last_note=event.note or found.last_note, last_on=day,
        )
    kept = () if found.resolved_on else tuple((site_id, stage, day) for (site_id, stage), day in sorted(held.items()))
    return replace(found, held=kept)
