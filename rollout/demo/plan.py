"""What was promised for the demo sites: the published plan (74 complexes in July 2023, the rest until October), and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from rollout.demo.clockwork import LAST_DAY, day_of, evening
from rollout.demo.story import LAST_EVENT, between, luck
from rollout.demo.telling import Telling
from rollout.plan.ledger import month_end
from rollout.stages import State

APPROVED_ON = date(2023, 6, 30)
CODE, NAME_AR, NAME_EN = "published-2023", "الخطة التنفيذية المعلنة لتشغيل المجمعات", "Published plan for operating the complexes"
APPROVED_BY = "وزير التنمية المحلية"
SOURCE = "تقرير الموقف من جاهزية مجمعات الخدمات: ٧٤ مجمعًا خلال يوليو ٢٠٢٣ والباقي من أغسطس حتى أكتوبر ٢٠٢٣ (اليوم مفترض)"

_MINISTRY = "الوحدة المركزية لمبادرة حياة كريمة"
_COMMITTEE = "لجنة المتابعة بالمحافظة"
_WHY = {
    "handover": "contractor", "utilities": "utilities", "linking": "linking", "furnishing": "furniture", "training": "training",
    "offices": "offices",
}
_MOST = 3
_SPOKEN = 0.7
"""The share of the dates gone by for which a committee gives a new one; the others are simply late."""


@dataclass(frozen=True, slots=True)
class Said:
    """A date that was promised for a stage of a demo site, and when that became known."""

    stage: str
    due_on: date
    given_on: date
    given_by: str
    reason: str
    recorded_at: datetime
    published: bool = False


def baseline_moment() -> datetime:
    """When the published plan was entered."""
    return evening(luck("published plan"), APPROVED_ON + timedelta(days=2))


def baseline() -> dict[str, Any]:
    """The published plan as the row of a baseline."""
    return dict(
        code=CODE, name_ar=NAME_AR, name_en=NAME_EN, approved_on=APPROVED_ON, approved_by=APPROVED_BY, source=SOURCE, is_demo=True,
        recorded_at=baseline_moment(), recorded_by_id=None,
    )


def promised(telling: Telling) -> list[Said]:
    """The promises of one site in the order in which they were given; none for a site that no wave holds."""
    place = telling.place
    if place.planned_on is None:
        return []
    chance = luck(place.code, "promises")
    due = month_end(place.planned_on)
    said = [Said("service", due, APPROVED_ON, _MINISTRY, "published", baseline_moment(), published=True)]
    # The sites of the sample sheet keep the wave that stands in it, so that importing it changes nothing.
    if place.sheet is None:
        said += _anew(telling, due)
        if place.planned_on > APPROVED_ON and chance.random() < 0.05 and len(said) == 1 and place.planned_on.month > 8:
            said += _drawn_nearer(telling, due)
    return said


def _anew(telling: Telling, due: date) -> Iterator[Said]:
    """A new date each time the last one has gone by, or is about to, until the site serves or its committee falls silent."""
    place = telling.place
    chance = luck(place.code, "pushes")
    opened = _done_on(telling, "service")
    given = APPROVED_ON
    for _again in range(_MOST):
        given = max(given, between(chance, due - timedelta(days=12), due + timedelta(days=8)))
        if given > LAST_EVENT or (opened and (opened <= due or given >= opened)) or chance.random() > _SPOKEN:
            return
        recorded = evening(chance, given)
        given = min(given, day_of(recorded))
        due = month_end(due + timedelta(days=chance.choice((20, 40, 40, 70))))
        yield Said("service", due, given, _COMMITTEE, _reason(telling, given, chance.random()), recorded)


def _drawn_nearer(telling: Telling, due: date) -> Iterator[Said]:
    """Now and then the work is ahead of the plan."""
    given = date(2023, 8, 6)
    nearer = month_end(due.replace(day=1) - timedelta(days=1))
    recorded = evening(luck(telling.place.code, "nearer"), given)
    if nearer > given and day_of(recorded) <= LAST_DAY:
        yield Said("service", nearer, given, _COMMITTEE, "ahead", recorded)


def _reason(telling: Telling, on: date, lot: float) -> str:
    """What held the site up by then: its first stage that was not done; now and then the governor asked."""
    if lot > 0.95:
        return "governor"
    return next((why for stage, why in _WHY.items() if not ((done := _done_on(telling, stage)) and done <= on)), "training")


def _done_on(telling: Telling, stage: str) -> date | None:
    return next((told.event.on for told in telling.entries if told.event.stage == stage and told.event.state is State.DONE), None)
