"""How the demo's complexes were linked: survey, line, equipment, accounts, test, live; and the faults since."""

from datetime import date, timedelta

from rollout.demo.works.course import around, spread
from rollout.demo.works.log import Log
from rollout.works.linking import LINKING

_TELECOM = "الشركة المصرية للاتصالات"
_PATH = [step.key for step in LINKING.kinds[0].path]
_FAULTS = ("انقطاع كابل الألياف أثناء أعمال الحفر", "عطل بوحدة الراوتر بعد انقطاع التيار", "بطء شديد بالخط في أوقات الذروة")
_WAITS_AFTER = 2


def tell(log: Log, *, proven: bool) -> None:
    """The whole story of one line."""
    chance, course = log.chance, log.course
    number = len(_PATH) if course.done else chance.randint(1, len(_PATH) - 3)
    if course.stops:
        split = min(_WAITS_AFTER, number)
        days = list(around(chance, course, number if not course.stopped else split, split, course.begun, course.last))
    else:
        days = [course.begun, *spread(chance, number - 1, course.begun, course.last)]
    days[0] = course.begun
    if course.done:
        days[-1] = course.done
    _walk(log, days, proven=proven)
    log.stops("line", _TELECOM)
    if not course.done and not course.stops:
        log.promise("line", days[-1], _TELECOM)
    if course.done:
        _faults(log)


def _walk(log: Log, days: list[date], *, proven: bool) -> None:
    chance = log.chance
    speed = chance.choice((20, 30, 50, 100))
    for step, day in zip(_PATH, days, strict=False):
        if step == "survey":
            log.did("line", step, day, body=_TELECOM)
        elif step == "order":
            log.did("line", step, day, number=log.number(day), body=_TELECOM, facts={"speed": str(speed), "medium": "fibre"})
        elif step == "fibre":
            log.did("line", step, day, number=f"FTTB-{chance.randint(100_000, 999_999)}")
        elif step == "internal":
            log.did("line", step, day, count=chance.randint(24, 72), facts={"ups": chance.random() < 0.8})
        elif step == "secure":
            log.did("line", step, day, facts={"documented": True})
        elif step == "accounts":
            log.did("line", step, day, count=chance.randint(12, 40))
        elif step == "collection":
            log.did("line", step, day, count=chance.randint(2, 8))
        elif step == "test":
            measured = f"{speed * chance.uniform(0.62, 1.05):.1f}"
            who, facts = log.person("مهندس شبكات"), {"measured": measured}
            log.did("line", step, day, number=log.number(day), person=who, facts=facts, paper="minutes" if proven else "")
        elif step == "live":
            log.did("line", step, day, paper="minutes" if proven else "")
        else:
            log.did("line", step, day)


def _faults(log: Log) -> None:
    chance, done = log.chance, log.course.done
    assert done
    day = done
    for number in range(1, chance.choices((1, 2, 3), (5, 3, 1))[0]):
        day += timedelta(days=chance.randint(15, 120))
        log.did(f"fault-{number}", "opened", day, number=str(chance.randint(10_000, 99_999)), body=_TELECOM, note=chance.choice(_FAULTS))
        down = chance.randint(2, 70)
        if chance.random() < 0.9:
            repaired = day + timedelta(days=down // 24)
            log.did(f"fault-{number}", "repaired", repaired, facts={"hours": str(down)})
            day = repaired
        else:
            break
