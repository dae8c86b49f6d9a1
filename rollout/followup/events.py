"""What decisions and obstacles have in common: both are told as events, in the order of their days, and a new one must fit the story."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from rollout.arabic import format_date
from rollout.errors import Refused
from rollout.followup.levels import Level
from rollout.rules import explains
from rollout.text import Text, _

LAST = date(2100, 12, 31)
"""No day that anybody promises lies after this one."""
_YEARS_AHEAD = 5
NEW = 1 << 40
"""The number of an event that is not recorded yet: it comes after all that are."""
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Event(Protocol):
    """One event, as its table keeps it; what it does not change is empty."""

    @property
    def step(self) -> str: ...
    @property
    def happened_on(self) -> date: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def id(self) -> int: ...
    @property
    def level(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def post(self) -> str: ...
    @property
    def note(self) -> str: ...


class Said(Protocol):
    """What somebody says happened, before it is recorded."""

    @property
    def step(self) -> StrEnum: ...
    @property
    def on(self) -> date: ...
    @property
    def level(self) -> Level | None: ...
    @property
    def body(self) -> str: ...
    @property
    def post(self) -> str: ...
    @property
    def note(self) -> str: ...


_Event = TypeVar("_Event", bound=Event)
_Said = TypeVar("_Said", bound=Said)


def in_order(events: Iterable[_Event]) -> list[_Event]:
    """The events by the day on which they happened, the later recorded of one day last."""
    return sorted(events, key=lambda event: (event.happened_on, event.recorded_at, event.id))


@dataclass(frozen=True)
class Coming(Generic[_Said]):
    """A step that is to be recorded, as the story sees an event."""

    did: _Said
    id: int = NEW
    recorded_at: datetime = field(default=_NEVER)

    @property
    def step(self) -> str:
        return self.did.step.value

    @property
    def happened_on(self) -> date:
        return self.did.on

    @property
    def level(self) -> str:
        return self.did.level.value if self.did.level else ""

    @property
    def body(self) -> str:
        return self.did.body

    @property
    def post(self) -> str:
        return self.did.post

    @property
    def note(self) -> str:
        return self.did.note


def broken_anew(
    before: Iterable[tuple[_Event, Refused]], after: Iterable[tuple[_Event, Refused]], labels: Mapping[str, Text]
) -> list[Refused]:
    """What a story breaks with a new step that it did not break before: its own faults, else what it spoils later on."""
    old = {(event.id, str(refused.message)) for event, refused in before}
    found = [(event, refused) for event, refused in after if (event.id, str(refused.message)) not in old]
    own = [refused for event, refused in found if event.id == NEW]
    return own or [
        Refused(_("%(step)s of %(day)s would no longer be right: %(fault)s", step=labels[event.step], day=format_date(event.happened_on),
                  fault=refused.message), "happened_on")
        for event, refused in found
    ]


def broken_raise(level: Level | None, *, national: bool) -> Iterator[Refused]:
    """What is wrong with the level to which a matter is to be raised, whatever stands before it."""
    if level is None:
        yield Refused(_("Say to which level it is raised."), "level")
    elif not level.open_to(national=national):
        yield Refused(_("Only the ministry turns to the cabinet."), "level")


def broken_ladder(before: Level, level: str) -> Iterator[Refused]:
    """A matter climbs the ladder one step at a time, so that nobody is passed over."""
    if level and Level(level) is not before.above:
        yield Refused(
            _("From “%(level)s” it is raised one step only, to “%(above)s”.", level=before.label, above=before.above.label)
            if before.above else _("It has reached the top of the ladder."), "level",
        )


def too_far(on: date, due: date | None) -> Text | None:
    """The sentence about a day that is promised on another one, and lies too many years after it."""
    last = date(min(on.year + _YEARS_AHEAD, LAST.year), 12, 31)
    return _("The day is too far ahead; the latest is %(last)s.", last=format_date(last)) if due is not None and due > last else None


def ahead(day: date, today: date) -> Text:
    """The sentence about a day that has not come yet."""
    return _("The day %(day)s is in the future; today is %(today)s.", day=format_date(day), today=format_date(today))


def unexplained(did: _Said, sentences: Mapping[Any, Text]) -> Iterator[Refused]:
    """A step that nobody understands without words, and that has none."""
    if did.step in sentences and not explains(did.note):
        yield Refused(sentences[did.step], "note")


def too_long(*texts: tuple[str, str, int]) -> Iterator[Refused]:
    """Words that are longer than their field: which field, its words, and how many letters it takes."""
    for about, text, most in texts:
        if len(text) > most:
            yield Refused(_("At most %(number)s letters.", number=most), about)
