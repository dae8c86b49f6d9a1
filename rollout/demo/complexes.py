"""The story of each service complex, so that all of them together give the published figures on their days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from rollout.demo.places import Place, rank
from rollout.demo.story import LAST_EVENT, STALLS, Event, between, luck, up_to, way
from rollout.demo.supply.schedule import worked
from rollout.demo.training import session_day
from rollout.stages import Kind, State

HANDED_OVER_BY_JUNE = 299
"""Of 332, as of 30 June 2023: the published 90 %."""

SHEET_DAY = date(2023, 7, 31)
_JUNE = date(2023, 6, 28)
_BEFORE_SERVICE = ("utilities", "linking", "furnishing", "training")

# How many complexes enter service between two days; with the twelve of the sample register, sixty by the end of November 2023.
_OPENINGS = (
    (2, date(2023, 3, 19), date(2023, 5, 25)), (3, date(2023, 6, 4), date(2023, 6, 26)), (10, date(2023, 7, 2), date(2023, 7, 30)),
    (9, date(2023, 8, 1), date(2023, 8, 30)), (8, date(2023, 9, 3), date(2023, 9, 27)), (9, date(2023, 10, 1), date(2023, 10, 30)),
    (7, date(2023, 11, 1), date(2023, 11, 23)),
)
_SHEET_OPENINGS = (date(2023, 8, 20), date(2023, 8, 27), date(2023, 9, 10), date(2023, 10, 15), date(2023, 11, 12))
_BULK, _FURNISHED = date(2023, 7, 10), date(2025, 7, 31)
"""Between these days the bulk of the furniture comes; the first deliveries went to the complexes that opened first."""
_WAIVED = frozenset((7, 19, 31, 43))
_LATE_HANDOVERS = 18


@dataclass(frozen=True)
class Fate:
    """What the lot decides for a complex: when its building is received, when it opens, and whether without finished training."""

    handover: date | None = None
    service: date | None = None
    waived: bool = False
    before_handover: State = State.NOT_STARTED


def stories(places: Iterable[Place]) -> Iterator[tuple[Place, list[Event]]]:
    """Each complex of one copy of the programme with its events."""
    complexes = [place for place in places if place.kind is Kind.COMPLEX]
    free = sorted((place for place in complexes if place.sheet is None), key=rank)
    received = sum("handover" in place.sheet and place.sheet["handover"][0] == "2" for place in complexes if place.sheet)
    fates = _fates(free, HANDED_OVER_BY_JUNE - received)
    openings = _sheet_openings([place for place in complexes if place.sheet])
    for place in complexes:
        if place.sheet is None:
            yield place, up_to(_story(place, fates[place.code]))
        else:
            yield place, up_to(_sheet_story(place, place.sheet, openings.get(place.code)))


def _fates(places: list[Place], by_june: int) -> dict[str, Fate]:
    openings = [window for window in _OPENINGS for _i in range(window[0])]
    fates = {}
    for number, place in enumerate(places):
        chance = luck(place.code, "fate")
        if number < len(openings):
            service = between(chance, *openings[number][1:])
            latest = min(service - timedelta(days=120), _JUNE)
            fate = Fate(between(chance, max(date(2022, 2, 6), service - timedelta(days=420)), latest), service, number in _WAIVED)
        elif number < by_june:
            fate = Fate(between(chance, date(2022, 3, 1), _JUNE))
        elif number < by_june + _LATE_HANDOVERS:
            fate = Fate(between(chance, date(2023, 7, 4), date(2023, 11, 20)))
        else:
            fate = Fate(before_handover=(State.IN_PROGRESS, State.STALLED, State.IN_PROGRESS, State.NOT_STARTED)[number % 4])
        fates[place.code] = fate
    return fates


def _story(place: Place, fate: Fate) -> list[Event]:
    chance = luck(place.code, "story")
    if fate.handover is None:
        return _waiting(chance, fate.before_handover)
    events = list(way(chance, "handover", fate.handover - timedelta(days=chance.randint(12, 70)), fate.handover))
    ends = _ends(chance, fate)
    utilities = chance.choices((6, 5), (5, 1))[0]
    wanted = {"utilities": utilities, "linking": None, "furnishing": chance.randint(40, 120), "training": chance.randint(18, 42)}
    for stage, end in ends.items():
        start = _start(chance, stage, fate.handover, end)
        if start > LAST_EVENT:
            continue
        held = end is None and chance.random() < 0.3
        told = way(chance, stage, start, end if end and end <= LAST_EVENT else None, wanted=wanted[stage], held=held)
        events += _in_sessions(told) if stage == "training" else told
    if utilities == 5:
        events = [replace(e, note=e.note or "الغاز الطبيعي غير متاح بالقرية: خمسة مرافق") if e.stage == "utilities" else e for e in events]
    return events + _offices(chance, fate.handover, fate.service) + _service(chance, fate, ends)


def _waiting(chance: Random, state: State) -> list[Event]:
    if state is State.NOT_STARTED:
        return []
    return list(way(chance, "handover", between(chance, date(2023, 2, 1), date(2023, 9, 30)), None, held=state is State.STALLED))


def _ends(chance: Random, fate: Fate) -> dict[str, date | None]:
    """The day on which each stage before service is finished; None where it is not in sight."""
    assert fate.handover
    if fate.service:
        last = fate.service - timedelta(days=4)
        room = (last - fate.handover).days
        ends: dict[str, date | None] = {s: fate.handover + timedelta(days=int(room * chance.uniform(0.35, 1))) for s in _BEFORE_SERVICE}
        ends["furnishing"] = worked(last - timedelta(days=chance.randint(0, 30)))
        if fate.waived:
            ends["training"] = fate.service + timedelta(days=chance.randint(10, 25))
        return ends
    usual = {"utilities": (25, 220, 70), "linking": (40, 420, 130), "training": (15, 330, 125)}
    ends = {stage: fate.handover + timedelta(days=int(chance.triangular(*days))) for stage, days in usual.items()}
    delivered = worked(between(chance, max(_BULK, fate.handover + timedelta(days=40)), _FURNISHED))
    ends["furnishing"] = delivered if chance.random() < 0.12 else None
    for stage, odds in (("utilities", 0.06), ("linking", 0.2), ("training", 0.22)):
        if chance.random() < odds:
            ends[stage] = None
    return ends


def _start(chance: Random, stage: str, handover: date, end: date | None) -> date:
    earliest = handover + timedelta(days=2) if stage != "training" else date(2022, 2, 20)
    if end is None and stage == "furnishing":
        return between(chance, _BULK, _FURNISHED)
    if end is None:
        return max(earliest, handover + timedelta(days=chance.randint(10, 120)))
    return max(min(earliest, end), end - timedelta(days=chance.randint(14, 90)))


def _offices(chance: Random, handover: date, service: date | None) -> list[Event]:
    begun = handover + timedelta(days=chance.randint(10, 90))
    if begun > LAST_EVENT - timedelta(days=5):
        return []
    finished = chance.random() < (0.75 if service else 0.3)
    ended = between(chance, begun + timedelta(days=20), (service or LAST_EVENT) + timedelta(days=20))
    if finished and ended <= LAST_EVENT:
        return list(way(chance, "offices", begun, ended, wanted=5))
    return list(way(chance, "offices", begun, None, wanted=5, held=chance.random() < 0.15))


def _service(chance: Random, fate: Fate, ends: dict[str, date | None]) -> list[Event]:
    known = [end for end in ends.values() if end]
    if fate.service is None:
        if len(known) < len(ends) or max(known) > LAST_EVENT - timedelta(days=12):
            return []
        begun = max(known) + timedelta(days=chance.randint(3, 9))
        return list(way(chance, "service", begun, None, held=chance.random() < 0.35))
    begun = max(end for end in known if end < fate.service) + timedelta(days=1)
    opened = Event("service", State.DONE, fate.service, 1, 1)
    if fate.waived:
        who = f"سكرتير عام المحافظة ({fate.service.year})"
        opened = replace(opened, waiver_by=who, waiver_reason="التدريب يُستكمل في موقع العمل بعد بدء التشغيل")
    trial = [Event("service", State.IN_PROGRESS, begun, note="تشغيل تجريبي")] if begun < fate.service else []
    return [*trial, opened]


def _sheet_openings(places: list[Place]) -> dict[str, date]:
    """Which complexes of the sample register open after its day: of those where only that is missing."""
    ready = [p.code for p in places if p.sheet and _finished(p.sheet, ("handover", *_BEFORE_SERVICE)) and p.sheet["service"][0] != "2"]
    return dict(zip(sorted(ready, key=lambda code: luck(code, "opening").random()), _SHEET_OPENINGS, strict=False))


def _finished(sheet: dict[str, str], stages: Iterable[str]) -> bool:
    return all(sheet[stage][0] == "2" for stage in stages)


def _sheet_story(place: Place, sheet: dict[str, str], opening: date | None) -> list[Event]:
    """Up to its day exactly what the sheet says, then on from there."""
    chance = luck(place.code, "story")
    handover = date.fromisoformat(sheet["handover"]) if sheet["handover"][0] == "2" else None
    events: list[Event] = []
    for stage in ("handover", *_BEFORE_SERVICE, "service"):
        told = sheet[stage]
        if told[0] == "2":
            end = date.fromisoformat(told)
            begun = end - timedelta(days=chance.randint(9, 30))
            events += way(chance, stage, begun if stage in ("handover", "training") else max(begun, handover or begun), end, stall=0)
        elif told != State.NOT_STARTED:
            begun = between(chance, (handover or date(2023, 2, 1)) + timedelta(days=20), date(2023, 7, 10))
            events.append(Event(stage, State.IN_PROGRESS, begun))
            if told == State.STALLED:
                events.append(Event(stage, State.STALLED, begun + timedelta(days=12), note=chance.choice(STALLS[stage])))
        if told[0] != "2":
            events += _after_sheet(chance, stage, opening, received=handover is not None)
    return events + (_offices(chance, handover, opening) if handover else [])


def _after_sheet(chance: Random, stage: str, opening: date | None, *, received: bool) -> list[Event]:
    if stage == "service":
        return [Event(stage, State.DONE, opening, 1, 1)] if opening else []
    if not (received or stage in ("handover", "training")) or chance.random() < 0.55:
        return []
    begun = between(chance, SHEET_DAY + timedelta(days=4), date(2023, 9, 30))
    told = way(chance, stage, begun, between(chance, begun + timedelta(days=10), date(2023, 11, 22)), stall=0.1)
    return list(_in_sessions(told) if stage == "training" else told)


def _in_sessions(events: Iterable[Event]) -> Iterator[Event]:
    """Training gets on when a session ends."""
    for event in events:
        yield replace(event, on=session_day(event.on))
