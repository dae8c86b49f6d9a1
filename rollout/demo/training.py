"""The courses and sessions of the demo programme: who was trained where, so that by 30 June 2023 about 5,400 were, as published.

Saqqara holds two sessions a week; whoever does not fit in, or was trained on another day, sat in the hall of a governorate. Beside the
target stand the staff of other bodies, and eight sessions of another course, whose 378 trainees are another published figure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from rollout.demo.clockwork import LAGS, evening
from rollout.demo.story import luck
from rollout.tabular import shipped
from rollout.training.courses import SAQQARA, USUAL_DAYS
from rollout.works.training import COVERED, NOT_COVERED

if TYPE_CHECKING:
    from rollout.demo.telling import Telling

PUBLISHED, PUBLISHED_ON = 5_400, date(2023, 6, 30)
BESIDE = 378
"""The trainees of eight sessions of three days, two a week."""

_COVERED, _BESIDE = "complex-staff", "centre-system"
_TUESDAY, _THURSDAY = 1, 3
_AT_SAQQARA, _AT_HALL = 60, 40
_FIRST_OF_EIGHT = date(2022, 11, 1)
_EIGHT = tuple(_FIRST_OF_EIGHT + timedelta(days=7 * week + more) for week in range(4) for more in (0, 2))
_PLANNED = (date(2023, 12, 5), date(2023, 12, 7))
_CANCELLED = ((date(2023, 4, 20), "أُجّلت لموافقتها إجازة عيد الفطر"), (date(2023, 6, 29), "أُجّلت لموافقتها إجازة عيد الأضحى"))


@dataclass(eq=False)
class Held:
    """One session to be. `taken` are the seats given so far."""

    course: str
    place: str
    ends_on: date
    capacity: int
    cancelled: bool = False
    notes: str = ""
    taken: int = 0

    def row(self) -> dict[str, Any]:
        """The session as its table keeps it."""
        return dict(
            place=self.place, starts_on=self.ends_on - timedelta(days=USUAL_DAYS - 1), ends_on=self.ends_on, capacity=self.capacity,
            cancelled=self.cancelled, notes=self.notes, is_demo=True, row_version=1,
        )

    def told(self) -> dict[str, Any]:
        """What each count of the session says of it."""
        return dict(held_on=self.ends_on, counts_to_target=self.course == _COVERED)


@dataclass(frozen=True)
class More:
    """A count that no site's story tells: staff of other bodies, or people whose site is not settled."""

    held: Held
    governorate: str
    site: str | None
    body: str
    persons: int
    seats: int
    certified: int
    recorded_at: datetime


@dataclass
class School:
    """All sessions of one copy of the programme; `seats` says in which one each told count sat, by its identity."""

    held: list[Held] = field(default_factory=list)
    seats: dict[int, Held] = field(default_factory=dict)
    more: list[More] = field(default_factory=list)
    _open: dict[tuple[str, date], Held] = field(default_factory=dict)

    def seat(self, governorate: str, day: date, number: int) -> Held:
        """The session of a day with so many seats left: at Saqqara, else in the governorate's hall."""
        if is_session_day(day) and day not in (*_EIGHT, *(cancelled for cancelled, _why in _CANCELLED)):
            held = self._session(SAQQARA, day, _AT_SAQQARA)
            if held.taken + number <= held.capacity:
                held.taken += number
                return held
        place = f"قاعة التدريب بديوان عام محافظة {_names()[governorate]}"
        held = self._session(place, day, _AT_HALL)
        if held.taken + number > held.capacity:
            del self._open[place, day]
            held = self._session(place, day, max(_AT_HALL, number))
        held.taken += number
        return held

    def add(self, held: Held) -> Held:
        self.held.append(held)
        return held

    def _session(self, place: str, day: date, capacity: int) -> Held:
        if (place, day) not in self._open:
            self._open[place, day] = self.add(Held(_COVERED, place, day, capacity))
        return self._open[place, day]


def is_session_day(day: date) -> bool:
    """Whether a session at Saqqara ends: one runs from Sunday to Tuesday, one from Tuesday to Thursday."""
    return day.weekday() in (_TUESDAY, _THURSDAY)


def session_day(day: date) -> date:
    """The last day on or before `day` on which a session ended."""
    while not is_session_day(day):
        day -= timedelta(days=1)
    return day


def courses() -> list[dict[str, Any]]:
    """The two courses: for those who will run the complexes, and for the staff of the existing centres."""
    common = dict(days=USUAL_DAYS, is_demo=True, row_version=1)
    return [
        dict(common, code=_COVERED, name_ar="مهارات التحول الرقمي للعاملين بمجمعات الخدمات",
             name_en="Digital skills for the staff of service complexes", category="centre_staff", counts_to_target=True),
        dict(common, code=_BESIDE, name_ar="آلية عمل منظومة المراكز التكنولوجية لمشرفي النظام",
             name_en="The technology centres' system for its supervisors", category="system_supervisors", counts_to_target=False),
    ]


def school(tellings: Sequence["Telling"]) -> School:
    """The sessions in which the staff of these sites sat, and whoever sat beside them."""
    found = School()
    told = sorted(
        ((count, telling.place) for telling in tellings for count in telling.counts),
        key=lambda pair: (pair[0].trained.on, pair[1].code, pair[0].trained.body),
    )
    for count, place in told:
        found.seats[id(count)] = found.seat(place.governorate, count.trained.on, count.trained.seats)
    _other_bodies(found, tellings)
    if all(telling.place.copy == 0 for telling in tellings) and told:
        by_then = sum(count.trained.people for count, _place in told if count.trained.on <= PUBLISHED_ON)
        _not_settled(found, PUBLISHED - by_then)
        _eight(found)
        for day, why in _CANCELLED:
            found.add(Held(_COVERED, SAQQARA, day, _AT_SAQQARA, cancelled=True, notes=why))
        for day in _PLANNED:
            found.add(Held(_COVERED, SAQQARA, day, _AT_SAQQARA))
    return found


def _other_bodies(found: School, tellings: Iterable["Telling"]) -> None:
    """Some of the staff that the sites want of Justice, Interior and the Post came along to the last session."""
    others = dict(NOT_COVERED)
    for telling in tellings:
        steps = [told.step for told in telling.steps if told.area == "training" and told.step.item in others]
        if not telling.counts:
            continue
        last = max(telling.counts, key=lambda count: count.trained.on)
        for step in steps:
            chance = luck(telling.place.code, "beside", step.item)
            if step.step != "wanted":
                continue
            persons = chance.randint(1, step.count or 1)
            if chance.random() < 0.5 and step.on <= last.trained.on:
                held = found.seat(telling.place.governorate, last.trained.on, persons)
                place = telling.place
                found.more.append(
                    More(held, place.governorate, place.code, step.item, persons, persons, persons - (persons > 3), last.recorded_at)
                )


def _not_settled(found: School, missing: int) -> None:
    """People trained in good time whose site is not settled yet; with them the published figure is reached on its day."""
    governorates = sorted({row["governorate"] for row in shipped("demo_villages.csv")})
    free = [held for held in found.held if held.place == SAQQARA and held.ends_on <= PUBLISHED_ON and held.taken < held.capacity]
    turn = 0
    for held in reversed(free):
        chance = luck(held.ends_on, "not settled")
        persons = min(missing, held.capacity - held.taken, chance.randint(4, 12))
        if persons <= 0:
            continue
        missing -= persons
        held.taken += persons
        body = COVERED[turn % len(COVERED)][0]
        moment = evening(chance, held.ends_on + timedelta(days=chance.choice(LAGS)))
        found.more.append(More(held, governorates[turn % len(governorates)], None, body, persons, persons, persons, moment))
        turn += 1


def _eight(found: School) -> None:
    """Eight sessions of another course, four weeks long."""
    governorates = sorted(_names())
    for number, day in enumerate(_EIGHT):
        seats = BESIDE // len(_EIGHT) + (number < BESIDE % len(_EIGHT))
        held = found.add(Held(_BESIDE, SAQQARA, day, _AT_SAQQARA, taken=seats))
        chance = luck(day, "eight")
        chosen = chance.sample(governorates, 9)
        for place, governorate in enumerate(chosen):
            persons = seats // len(chosen) + (place < seats % len(chosen))
            moment = evening(chance, day + timedelta(days=chance.choice(LAGS)))
            found.more.append(More(held, governorate, None, COVERED[0][0], persons, persons, persons, moment))


def _names() -> dict[str, str]:
    return {row["iso_code"]: row["name_ar"] for row in shipped("governorates.csv")}
