"""The course of one stage at a site, as its story tells it: when it began, what was finished when, what stopped it, when it ended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from rollout.demo.story import LAST_EVENT, Event, between
from rollout.stages import State


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that held the work up from `on` until `until`; it still does where there is no end."""

    on: date
    until: date | None
    note: str


@dataclass(frozen=True, slots=True)
class Course:
    """One stage from its beginning to its end. `counts` are the units finished on the way, each with its day."""

    begun: date
    done: date | None
    wanted: int | None
    counts: tuple[tuple[date, int], ...]
    stops: tuple[Stop, ...]
    end: Event | None

    @property
    def last(self) -> date:
        """The last day on which something may happen on the way to the end."""
        return self.done or LAST_EVENT

    @property
    def stopped(self) -> bool:
        """Whether it is held up to this day."""
        return bool(self.stops) and self.stops[-1].until is None


def courses(events: Iterable[Event]) -> dict[str, Course]:
    """The course of each stage of a site, by key."""
    by_stage: dict[str, list[Event]] = {}
    for event in events:
        by_stage.setdefault(event.stage, []).append(event)
    return {stage: _course(told) for stage, told in by_stage.items()}


def _course(events: list[Event]) -> Course:
    end = next((event for event in events if event.state is State.DONE), None)
    counts: list[tuple[date, int]] = []
    for event in events:
        if event.state is State.IN_PROGRESS and (event.done or 0) > (counts[-1][1] if counts else 0):
            counts.append((event.on, event.done or 0))
    following = [*(event.on for event in events[1:]), None]
    stops = tuple(Stop(e.on, until, e.note) for e, until in zip(events, following, strict=True) if e.state is State.STALLED)
    wanted = next((event.wanted for event in events if event.wanted), None)
    return Course(events[0].on, end.on if end else None, wanted, tuple(counts), stops, end)


def ends(chance: Random, course: Course, wanted: int) -> list[date | None]:
    """The day on which each of so many units is finished, in their order; None for those that are not yet."""
    found: list[date | None] = []
    marks = [*course.counts, *([(course.done, wanted)] if course.done else [])]
    before = course.begun
    for day, count in marks:
        missing = count - len(found)
        if missing > 0:
            found += sorted(between(chance, before, day) for _i in range(missing - 1))
            found.append(day)
        before = day
    return found + [None] * (wanted - len(found))


def spread(chance: Random, number: int, first: date, last: date) -> list[date]:
    """So many days from `first` to `last`, in their order."""
    room = max((last - first).days, 0)
    return [first + timedelta(days=day) for day in sorted(chance.randint(0, room) for _i in range(number))]


def around(chance: Random, course: Course, number: int, split: int, first: date, last: date) -> Iterator[date]:
    """Days for the steps of what was held up: up to `split` of them before it was, the others after it went on again."""
    begun, resumed = course.stops[0].on, course.stops[-1].until
    yield from spread(chance, min(split, number), min(first, begun), begun)
    if resumed is not None and number > split:
        yield from spread(chance, number - split, resumed, max(last, resumed))
