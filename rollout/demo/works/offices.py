"""How the demo's partner bodies made their offices ready, aspect by aspect."""

from datetime import date, timedelta
from random import Random

from rollout.demo.works.course import Course, ends, spread
from rollout.demo.works.log import Log
from rollout.works.offices import OFFICES, PARTNERS

_PATH = [step.key for step in OFFICES.kinds[0].path]
_SYSTEMS = ("planning", "ict")
_HOSTS = ("local_unit", "local_council", "technology_centre")
_SIGNS = {
    "justice": "رئيس قطاع الشهر العقاري", "interior": "مدير إدارة الأحوال المدنية", "solidarity": "مدير مديرية التضامن",
    "supply": "مدير مديرية التموين", "post": "مدير منطقة البريد", "local_unit": "رئيس الوحدة المحلية",
    "local_council": "أمين المجلس المحلي", "technology_centre": "مدير المركز التكنولوجي",
    "planning": "مدير الإدارة المركزية لنظم المعلومات", "ict": "مدير إدارة الشبكات",
}
_BODIES = {"supply": "التموين", "post": "البريد"}


def tell(log: Log, service: date | None, linked: date | None, *, proven: bool) -> None:
    """The whole story of a site's offices; those that are ready open with the site. `linked` is the day on which its link went live."""
    chance, course = log.chance, log.course
    bodies = list(PARTNERS)
    last = chance.choice(bodies)
    if course.stops:
        last = "supply" if "التموين" in course.stops[0].note else "post"
    bodies.remove(last)
    chance.shuffle(bodies)
    finished = ends(chance, course, len(PARTNERS))
    for place, (body, end) in enumerate(zip((*bodies, last), finished, strict=True)):
        first = min(course.begun + timedelta(days=0 if place == 0 else chance.randint(0, 20)), end or course.last)
        _equip(log, body, _days(chance, course, first, end, held=body == last), proven=proven)
        if end and service:
            log.did(body, "opened", max(end, service) + timedelta(days=chance.randint(0, 6)))
    log.stops(last, _BODIES.get(last, ""))
    for body in _HOSTS:
        _equip(log, body, spread(chance, chance.randint(2, len(_PATH)), course.begun, course.last), proven=False)
    if linked:
        _link(log, max(linked, course.begun))


def _link(log: Log, live: date) -> None:
    """The bodies that only link the complex: their line works with the link, and their letters follow in the days after."""
    for body in _SYSTEMS:
        log.did(body, "line", live, number=str(log.chance.randint(2_000_000, 2_999_999)))
        day = live + timedelta(days=log.chance.randint(0, 12))
        log.did(body, "letter", day, number=log.number(day), person=log.person(_SIGNS[body]))


def _days(chance: Random, course: Course, first: date, end: date | None, *, held: bool) -> list[date]:
    """The days of the aspects in their order; while a body holds back its letter or its staff, the aspects behind it wait."""
    if held and course.stops:
        begun, resumed = course.stops[0].on, course.stops[-1].until
        before = spread(chance, chance.randint(1, 4), min(first, begun), begun)
        if resumed is None:
            return before
        after = spread(chance, len(_PATH) - len(before) - (0 if end else 1), resumed, max(end or course.last, resumed))
        days = before + after
    elif end:
        days = [first, *spread(chance, len(_PATH) - 1, first, end)]
    else:
        days = [first, *spread(chance, chance.randint(0, len(_PATH) - 2), first, course.last)]
    if end:
        days[-1] = end
    return days


def _equip(log: Log, body: str, days: list[date], *, proven: bool) -> None:
    chance = log.chance
    heads = chance.randint(1, 4)
    for step, day in zip(_PATH, days, strict=False):
        if step == "space":
            log.did(body, step, day, facts={"area": str(chance.randint(12, 60))})
        elif step == "line":
            log.did(body, step, day, number=str(chance.randint(2_000_000, 2_999_999)))
        elif step == "devices":
            log.did(body, step, day, count=chance.randint(1, 5))
        elif step == "nominated":
            log.did(body, step, day, count=heads, number=log.number(day))
        elif step == "trained":
            log.did(body, step, day, count=heads)
        elif step == "letter":
            log.did(body, step, day, number=log.number(day), person=log.person(_SIGNS[body]), paper="minutes" if proven else "")
        else:
            log.did(body, step, day)
