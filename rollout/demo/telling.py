"""How the events of a demo site come to be known: told some days later, on the evening of a working day, now and then wrongly."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from rollout.demo.clockwork import LAGS, LAST_DAY, OPENED, day_of, evening
from rollout.demo.deriving import Account, Told, ToldCount, ToldStep, account, quiet_evenings
from rollout.demo.places import Place
from rollout.demo.story import Event, luck
from rollout.demo.supply.schedule import Furnishing, furnishing
from rollout.demo.supply.telling import furnish
from rollout.demo.works import works
from rollout.stages import Kind, State
from rollout.works import area_of

_PROVEN = {"training": 0.5, "offices": 0.4}
_USUALLY_PROVEN = 0.62
_CORRECTED = 0.03
_LATE = 55
"""So many days pass between two reports of the committees that report late."""


@dataclass(slots=True)
class Telling:
    """All that is told about a site: entries in the order of their recording, the work behind them, and when nothing was new."""

    place: Place
    entries: list[Told]
    quiet: list[datetime] = field(default_factory=list)
    steps: list[ToldStep] = field(default_factory=list)
    counts: list[ToldCount] = field(default_factory=list)
    furniture: Furnishing | None = None


def tell(place: Place, events: list[Event]) -> Telling:
    """Everything that the committee of this site tells until the end of November 2023."""
    chance = luck(place.code, "telling")
    found = Account()
    furniture = None
    for event in events:
        if area_of(place.kind, event.stage) is None:
            found.entries += _told(chance, place, event)
    if place.kind is Kind.COMPLEX:
        every = _LATE if luck(place.code, "diligence").random() < 0.2 else 0
        for work in works(place, events):
            correctable = place.sheet is None and work.area != "service" and not every
            account(luck(place.code, "account", work.area), work, found, correctable=correctable, every=every)
        furniture = furnishing(place, events)
        furnish(furniture, found)
    found.entries.sort(key=lambda told: told.recorded_at)
    found.steps.sort(key=lambda told: told.recorded_at)
    news = {day_of(told.recorded_at) for told in found.entries}
    quiet = sorted((*quiet_evenings(found, news), *_quiet_days(chance, place, found.entries, news)))
    return Telling(place, found.entries, quiet, found.steps, found.counts, furniture)


def _told(chance: Random, place: Place, event: Event) -> Iterator[Told]:
    recorded = evening(chance, event.on + timedelta(days=chance.choice(LAGS)))
    told = Told(event, recorded)
    if event.state is State.DONE and place.sheet is None and event.stage != "service" and chance.random() < _CORRECTED:
        again = evening(chance, day_of(recorded) + timedelta(days=chance.randint(3, 15)))
        wrong = replace(event, on=event.on + timedelta(days=chance.randint(1, 9)))
        if wrong.on <= day_of(recorded) < day_of(again):
            mistaken = Told(wrong, recorded)
            yield mistaken
            told = Told(replace(event, note="تصحيح التاريخ وفق المحضر"), again, mistaken)
    if event.state is State.DONE and chance.random() < _PROVEN.get(event.stage, _USUALLY_PROVEN):
        told.paper = _paper(event.stage)
    elif event.state is not State.DONE and event.on > OPENED and chance.random() < 0.06:
        told.paper = "photo"
    yield told


def _paper(stage: str) -> str:
    """Which of the demo papers proves a stage; the keys of `rollout.demo.papers`."""
    if stage in ("furnishing", "network", "fitting"):
        return "inspection"
    return "attendance" if stage == "training" else "minutes"


def _quiet_days(chance: Random, place: Place, entries: list[Told], news: set[date]) -> Iterator[datetime]:
    """When the committee says that nothing is new: every week for the diligent half, now and then for the others, never for some."""
    if not entries:
        return
    diligence = chance.random()
    if place.kind is Kind.COMPLEX:
        step = 7 if diligence < 0.5 else 31 if diligence < 0.85 else 0
        begun = max(day_of(entries[0].recorded_at), date(2022, 10, 2))
    else:
        step = 28 if diligence < 0.6 else 75 if diligence < 0.85 else 0
        begun = max(day_of(entries[0].recorded_at), date(2022, 6, 5))
    if not step:
        return
    day = begun + timedelta(days=chance.randint(1, step))
    while day <= LAST_DAY - timedelta(days=3):
        if not any(day - timedelta(days=back) in news for back in range(min(step, 7))):
            yield evening(chance, day)
        day += timedelta(days=step if step == 7 else chance.randint(step - 6, step + 12))
