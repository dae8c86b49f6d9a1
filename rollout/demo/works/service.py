"""How the demo's complexes went live: the readiness check, the trial, the waivers, the first day, the official opening."""

from collections.abc import Mapping
from datetime import date, timedelta

from rollout.demo.works.log import Log
from rollout.works.service import GATES, MET, NOT_MET, NOT_READY, READY, READY_WITH_WAIVERS
from rollout.works.steps import EXPECTED

_CHAIR = "سكرتير عام المحافظة"
_BODY = "لجنة الفحص بالمحافظة"
_MEMBERS = "مدير مديرية الإسكان، ومدير مركز المعلومات، ومدير إدارة التفتيش بالمحافظة"
Ends = Mapping[str, date | None]
"""The day on which each stage of the site was finished."""


def tell(log: Log, ends: Ends, *, proven: bool) -> None:
    """The whole story of a site's operation."""
    chance, course = log.chance, log.course
    if course.done is not None:
        _opened(log, ends, course.done, proven=proven)
    elif course.stops and "لجنة" in course.stops[0].note:
        log.did("go_live", EXPECTED, course.begun, expected_on=course.begun + timedelta(days=14), body=_BODY)
    else:
        _check(log, course.begun, ends)
        if _all_met(ends, course.begun) and not course.stops:
            until = course.begun + timedelta(days=chance.randint(14, 35))
            trial = course.begun + timedelta(days=chance.randint(0, 4))
            log.did("go_live", "trial", trial, number=log.number(trial), expected_on=until)
    log.stops("go_live", _BODY if course.stops and "لجنة" in course.stops[0].note else "مديرية التنظيم والإدارة")


def _opened(log: Log, ends: Ends, day: date, *, proven: bool) -> None:
    """Checked, again if the first check came too early; tried out; in service; opened officially on a day of its own."""
    chance, course = log.chance, log.course
    waived = course.end is not None and bool(course.end.waiver_by)
    ready = max((end for gate, _label in GATES if (end := ends.get(gate)) and not (waived and gate == "training")), default=day)
    first = course.begun if course.begun < day else day - timedelta(days=chance.randint(2, 6))
    if first < ready or course.stops:
        _check(log, first, ends, refused=True)
    checked = min(max(first, ready, *(stop.until or stop.on for stop in course.stops)), day)
    if waived:
        _waive(log, checked, ends.get("training"))
    _check(log, checked, ends, waived=waived)
    log.did("go_live", "trial", checked, number=log.number(checked), expected_on=day, note="تشغيل تجريبي")
    log.did("go_live", "in_service", day, number=log.number(day), count=chance.randint(8, 70), paper="minutes" if proven else "")
    if chance.random() < 0.7:
        opened = day + timedelta(days=chance.randint(4, 45))
        log.did("go_live", "opening", opened, person=f"محافظ {log.governorate}", paper="photo" if chance.random() < 0.5 else "")


def _all_met(ends: Ends, day: date) -> bool:
    return all((ends.get(gate) or date.max) <= day for gate, _label in GATES)


def _check(log: Log, day: date, ends: Ends, *, waived: bool = False, refused: bool = False) -> None:
    met = {gate: (ends.get(gate) or date.max) <= day for gate, _label in GATES}
    verdict = READY_WITH_WAIVERS if waived else READY if all(met.values()) and not refused else NOT_READY
    note = {READY: "", READY_WITH_WAIVERS: "لم يكتمل تدريب العاملين", NOT_READY: "لم تكتمل الاشتراطات بعد"}[verdict]
    facts = {f"gate_{gate}": MET if is_met else NOT_MET for gate, is_met in met.items()} | {"verdict": verdict, "members": _MEMBERS}
    log.did(
        "go_live", "check", day, number=log.number(day), person=log.person(_CHAIR), note=note, facts=facts,
        paper="inspection" if log.chance.random() < 0.6 else "",
    )


def _waive(log: Log, day: date, trained: date | None) -> None:
    end = log.course.end
    assert end
    expires = end.on + timedelta(days=log.chance.choice((30, 45, 60, 180)))
    log.did(
        "waiver-1", "granted", day, person=end.waiver_by, note=end.waiver_reason, expected_on=expires, number=log.number(day),
        facts={"gate": "training"}, paper="minutes",
    )
    if trained and trained <= expires and log.chance.random() < 0.5:
        log.did("waiver-1", "ended", trained, note="اكتمل تدريب العاملين")
