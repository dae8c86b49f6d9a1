"""The stories of the technology centres, fixed, at the headquarters and mobile, and of the Misr Services centres."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random

from rollout.demo.places import MISR_RUNNING, Place, rank
from rollout.demo.story import LAST_EVENT, Event, between, luck, up_to, way
from rollout.stages import Kind, State

# Developed fixed centres as published: 305 by the end of June 2022, 318 a year later and on 7 November 2023, then 23 in progress.
_FIXED = (
    (282, date(2018, 2, 1), date(2021, 5, 31)), (23, date(2021, 8, 1), date(2022, 6, 26)), (13, date(2022, 8, 1), date(2023, 6, 22)),
)
_HEADQUARTERS = ((9, date(2020, 3, 1), date(2021, 12, 20)), (5, date(2022, 3, 1), date(2023, 9, 20)))
# Mobile centres as published: 12 by mid-2021, 37 of 50 on 7 November 2023.
_MOBILE = ((12, date(2021, 5, 23), date(2021, 6, 28)), (25, date(2021, 10, 3), date(2023, 10, 24)))
_NO_WORKS = "المقر قائم ومجهز ولا يحتاج إلى أعمال"
_TRAINEES = (6, 16)


def stories(places: Iterable[Place]) -> Iterator[tuple[Place, list[Event]]]:
    """Each centre of one copy of the programme with its events."""
    by_kind: dict[Kind, list[Place]] = {kind: [] for kind in Kind}
    for place in places:
        by_kind[place.kind].append(place)
    fixed, headquarters = (sorted(by_kind[kind], key=rank) for kind in (Kind.FIXED_CENTRE, Kind.HEADQUARTERS_CENTRE))
    vehicles, misr = by_kind[Kind.MOBILE_CENTRE], by_kind[Kind.MISR_CENTRE]
    for place, window in _shared_out(fixed, _FIXED):
        yield place, up_to(_opened(place, window) if window else _in_development(place))
    for place, window in _shared_out(headquarters, _HEADQUARTERS):
        yield place, up_to(_opened(place, window) if window else _in_development(place))
    for place, window in _shared_out(vehicles, _MOBILE):
        yield place, up_to(_opened(place, window) if window else _coming(place))
    for number, place in enumerate(misr):
        window = (date(2022, 9, 1), date(2023, 5, 30)) if number < MISR_RUNNING else None
        yield place, up_to(_opened(place, window) if window else _coming(place))


def _shared_out(
    places: list[Place], windows: tuple[tuple[int, date, date], ...]
) -> Iterator[tuple[Place, tuple[date, date] | None]]:
    slots = [(first, last) for number, first, last in windows for _i in range(number)]
    for number, place in enumerate(places):
        yield place, slots[number] if number < len(slots) else None


def _units(chance: Random, place: Place, stage: str) -> int | None:
    if stage == "training":
        return chance.randint(*_TRAINEES)
    return place.kind.stage(stage).wanted


def _opened(place: Place, window: tuple[date, date]) -> list[Event]:
    """A centre that serves: every stage finished, one after the other, up to the day of opening."""
    chance = luck(place.code, "story")
    opened = between(chance, *window)
    events: list[Event] = []
    stages = place.kind.stages
    day = opened
    for stage in reversed(stages):
        if stage.key == "premises" and chance.random() < 0.12:
            events.append(Event(stage.key, State.NOT_APPLICABLE, day, reason=_NO_WORKS))
            continue
        units = _units(chance, place, stage.key)
        before = day - timedelta(days=chance.randint(8, 45))
        if opened.year > 2021:
            events += way(chance, stage.key, before, day, wanted=units)
        else:  # finished before the journal began, so known by its result only
            events.append(Event(stage.key, State.DONE, day, units, units))
        day = before
    return events


def _in_development(place: Place) -> list[Event]:
    """A centre under development in 2023/2024: its operation after development has begun and is not finished."""
    chance = luck(place.code, "story")
    begun = between(chance, date(2023, 7, 9), date(2023, 10, 20))
    events = [Event("service", State.IN_PROGRESS, begun, note="جارٍ نهو التطوير ضمن خطة 2023/2024")]
    return events + _some_way(chance, place, begun - timedelta(days=chance.randint(60, 200)))


def _coming(place: Place) -> list[Event]:
    """A centre on its way, some stages in."""
    chance = luck(place.code, "story")
    return _some_way(chance, place, between(chance, date(2023, 2, 1), date(2023, 9, 20)))


def _some_way(chance: Random, place: Place, day: date) -> list[Event]:
    events: list[Event] = []
    for stage in place.kind.stages[:-1]:
        end = day + timedelta(days=int(chance.triangular(0.5, 2.0, 1.0) * stage.usual_days))
        units = _units(chance, place, stage.key)
        if end > LAST_EVENT:
            if day < LAST_EVENT:
                events += way(chance, stage.key, day, None, wanted=units, held=chance.random() < 0.2)
            break
        events += way(chance, stage.key, day, end, wanted=units)
        day = end + timedelta(days=chance.randint(1, 14))
    return events
