"""When the furniture of one complex was ordered, came, was inspected, installed and put into use, so that it gives what its story tells.

The complexes that opened first got theirs from a first batch; the supply orders to all governorates, and with them the bulk of the
deliveries, began in mid-2023.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from rollout.demo.places import Place
from rollout.demo.story import LAST_EVENT, Event, luck
from rollout.demo.supply.amounts import wanted
from rollout.demo.supply.goods import LOTS
from rollout.demo.works.course import Course, Stop, courses
from rollout.supply.quantities import Quantity

STAGE = "furnishing"
FIRST_ORDERS = date(2022, 11, 1)
_TERM = 60
_RECENT = LAST_EVENT - timedelta(days=28)
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6


@dataclass(slots=True)
class Batch:
    """The goods of one lot for one complex. What has not happened has no day.

    `mishap` is what went wrong: some were ``replaced`` after they were rejected, are still ``rejected``, came ``short``, or too many came.
    `drafted_on` is when the committee began minutes that it has not closed.
    """

    lot: int
    ordered_on: date
    due_on: date
    sent_on: date | None = None
    inspected_on: date | None = None
    drafted_on: date | None = None
    mishap: str = ""
    withdrawn_on: date | None = None
    replaced_on: date | None = None
    again_on: date | None = None


@dataclass(slots=True)
class Furnishing:
    """The furniture of one complex: how many of each item, and the batches in which it comes."""

    place: Place
    wanted: tuple[Quantity, ...]
    batches: list[Batch] = field(default_factory=list)
    stops: tuple[Stop, ...] = ()
    issued_on: date | None = None
    installed_on: date | None = None
    used_on: date | None = None


def working(day: date) -> date:
    """The day, or the Sunday after it."""
    while day.weekday() in (_FRIDAY, _SATURDAY):
        day += timedelta(days=1)
    return day


def worked(day: date) -> date:
    """The day, or the Thursday before it."""
    while day.weekday() in (_FRIDAY, _SATURDAY):
        day -= timedelta(days=1)
    return day


def furnishing(place: Place, events: Iterable[Event]) -> Furnishing:
    """The furniture of a complex by its story."""
    events = list(events)
    found = Furnishing(place, wanted(place))
    course = courses(events).get(STAGE)
    if course is None:
        return found
    found.stops = course.stops
    ordered = max(FIRST_ORDERS, worked(course.begun.replace(day=1 if course.begun.day < 15 else 15)))
    chance = luck(place.code, "furniture")
    if course.done is None:
        _some(found, course, ordered)
        return found
    _all(found, course, ordered, course.done)
    opened = next((event.on for event in events if event.stage == "service" and event.on > course.done), None)
    added = working(course.done + timedelta(days=1))
    if opened or chance.random() < 0.2:
        found.issued_on = _happened(added) if chance.random() < 0.15 else None
        found.installed_on = _happened(working(added + timedelta(days=1)))
    if opened and found.installed_on and chance.random() < 0.3:
        found.used_on = _happened(working(max(opened, found.installed_on)))
    return found


def _happened(day: date) -> date | None:
    return day if day <= LAST_EVENT else None


def _all(found: Furnishing, course: Course, ordered: date, done: date) -> None:
    """Everything comes, the last of it inspected on the day on which the stage is finished."""
    room = (done - ordered).days
    for place in range(len(LOTS)):
        sent = _past_stops(course, _week(ordered + timedelta(days=1 + room * (place + 1) // (len(LOTS) + 2)), ordered), done)
        inspected = done if place == len(LOTS) - 1 else min(_past_stops(course, working(sent + timedelta(days=2)), done), done)
        found.batches.append(Batch(place, ordered, working(ordered + timedelta(days=_TERM)), sent, inspected))
    first = found.batches[0]
    assert first.inspected_on
    if luck(found.place.code, "replaced").random() < 0.35 and (done - first.inspected_on).days >= 10 and not course.stops:
        first.mishap = "replaced"
        first.withdrawn_on = working(first.inspected_on + timedelta(days=3))
        first.replaced_on = working(first.inspected_on + timedelta(days=6))
        first.again_on = min(working(first.replaced_on + timedelta(days=2)), done)


def _some(found: Furnishing, course: Course, ordered: date) -> None:
    """Some lots are ordered, some of them came, and of what came not all is inspected or right."""
    chance = luck(found.place.code, "some furniture")
    for place in range(chance.randint(2, 3)):
        due = working(ordered + timedelta(days=_TERM))
        batch = Batch(place, ordered, due)
        found.batches.append(batch)
        sent = _week(ordered + timedelta(days=chance.randint(14, 30) * (place + 1)), ordered)
        if _stopped(course, sent) or sent > LAST_EVENT - timedelta(days=3) or chance.random() < 0.2:
            continue
        batch.sent_on = sent
        inspected = working(sent + timedelta(days=chance.randint(2, 5)))
        if inspected > LAST_EVENT or _stopped(course, inspected):
            continue
        if sent >= _RECENT and chance.random() < 0.6:
            batch.drafted_on = inspected if chance.random() < 0.5 else None
        elif chance.random() < 0.9:
            batch.inspected_on = inspected
            batch.mishap = chance.choices(("", "rejected", "short", "surplus"), (60, 20, 12, 8))[0]


def _week(day: date, after: date) -> date:
    """The Sunday of a day's week, on which lorries come, or the working day after `after` where that is later."""
    return max(day - timedelta(days=(day.weekday() - _SUNDAY) % 7), working(after + timedelta(days=1)))


def _stopped(course: Course, day: date) -> bool:
    return any(stop.on <= day and (stop.until is None or day < stop.until) for stop in course.stops)


def _past_stops(course: Course, day: date, done: date) -> date:
    """The day, or the one on which the work goes on again."""
    for stop in course.stops:
        if stop.until is not None and stop.on <= day < stop.until:
            day = working(stop.until)
    return min(day, done)
