"""How the events of a demo site come to be known: told some days later, on the evening of a working day, now and then wrongly."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from rollout.clock import CAIRO
from rollout.demo.places import Place
from rollout.demo.story import Event, luck
from rollout.stages import Kind, State

OPENED = date(2022, 1, 9)
"""The day on which the journal begins: the register, and everything that was true before, is recorded then."""
LAST_DAY = date(2023, 11, 30)

_LAGS = (0, 1, 1, 2, 2, 3, 4, 6, 9)
_PROVEN = {"training": 0.5, "offices": 0.4}
_USUALLY_PROVEN = 0.62
_CORRECTED = 0.03


@dataclass(slots=True)
class Told:
    """One entry of the journal to be: an event, when it was recorded, and which earlier one it corrects."""

    event: Event
    recorded_at: datetime
    corrects: "Told | None" = None
    paper: str | None = None


@dataclass(slots=True)
class Telling:
    """All that is told about a site: entries in the order of their recording, and the days on which nothing was new."""

    place: Place
    entries: list[Told]
    quiet: list[datetime] = field(default_factory=list)


def register_moment() -> datetime:
    """When the demo sites were entered into the register."""
    return datetime.combine(OPENED, time(10), CAIRO).astimezone(UTC)


def tell(place: Place, events: list[Event]) -> Telling:
    """Everything that the committee of this site tells until the end of November 2023."""
    chance = luck(place.code, "telling")
    entries: list[Told] = []
    for event in events:
        entries += _told(chance, place, event)
    entries.sort(key=lambda told: told.recorded_at)
    return Telling(place, entries, list(_quiet_days(chance, place, entries)))


def evening(chance: Random, day: date) -> datetime:
    """A moment on the evening of the first working day (Sunday to Thursday) from `day` on, never after the last day of the demo."""
    day = max(day, OPENED)
    while day.weekday() in (4, 5):
        day += timedelta(days=1)
    seconds = chance.randrange(17 * 3600, 21 * 3600)
    local = datetime.combine(min(day, LAST_DAY), time(), CAIRO) + timedelta(seconds=seconds)
    return local.replace(microsecond=chance.randrange(1_000_000)).astimezone(UTC)


def day_of(moment: datetime) -> date:
    return moment.astimezone(CAIRO).date()


def _told(chance: Random, place: Place, event: Event) -> Iterator[Told]:
    recorded = evening(chance, event.on + timedelta(days=chance.choice(_LAGS)))
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
    if stage == "utilities":
        return "receipt"
    return "attendance" if stage == "training" else "minutes"


def _quiet_days(chance: Random, place: Place, entries: list[Told]) -> Iterator[datetime]:
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
    news = {day_of(told.recorded_at) for told in entries}
    day = begun + timedelta(days=chance.randint(1, step))
    while day <= LAST_DAY - timedelta(days=3):
        if not any(day - timedelta(days=back) in news for back in range(min(step, 7))):
            yield evening(chance, day)
        day += timedelta(days=step if step == 7 else chance.randint(step - 6, step + 12))
