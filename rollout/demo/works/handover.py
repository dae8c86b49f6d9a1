"""How the demo's buildings were received: notice, inspections, minutes, snags, handover to the user, final acceptance."""

from datetime import date, timedelta
from typing import Any

from rollout.demo.story import LAST_EVENT, between
from rollout.demo.works.course import spread
from rollout.demo.works.log import Log

_SNAGS = (
    ("تسريب مياه بدورات مياه الدور الأول", "المقاول"), ("تشققات بدهان واجهة المبنى", "المقاول"),
    ("أبواب الحريق لا تُغلق ذاتيًا", "المقاول"), ("ضعف إضاءة صالة انتظار المواطنين", "المقاول"),
    ("منحدر ذوي الهمم بميل زائد", "المقاول"), ("عدم اتزان لوحة توزيع الكهرباء", "مقاول الكهروميكانيكا"),
    ("مصعد ذوي الهمم لا يعمل", "مورد المصاعد"), ("كسر ببلاط المدخل الرئيسي", "المقاول"),
    ("عدم تشغيل طلمبة الحريق", "مقاول الكهروميكانيكا"), ("تطبيل بأرضيات المكاتب", "المقاول"),
)
_CONTRACTORS = ("شركة النيل العامة للإنشاء", "المقاولون العرب", "شركة الوادي للتشييد", "شركة الصعيد للمقاولات العامة")
_HANDED_OVER = ("drawings", "guarantees", "manuals", "register")
_USUAL_MONTHS = 12


def tell(log: Log, *, proven: bool) -> None:
    """The whole story of one building."""
    chance, course, place = log.chance, log.course, log.place
    begun = course.begun if course.begun != course.done else course.begun - timedelta(days=chance.randint(8, 25))
    contractor = chance.choice(_CONTRACTORS)
    log.did("building", "notice", begun, number=log.number(begun), body=contractor)
    parties = dict(
        executing_party=log.name(), executing_capacity=f"ممثل {place.executing_body}", consultant_party=log.name(),
        consultant_capacity="الاستشاري المشرف", receiving_party=log.name(), receiving_capacity="سكرتير الوحدة المحلية",
    )
    where = place.village_ar or place.name_ar
    chair = log.person("رئيس لجنة الاستلام")
    first_stop = course.stops[0].on if course.stops else None
    until = first_stop or course.last
    if course.done or first_stop or chance.random() < 0.5:
        day = spread(chance, 1, begun + timedelta(days=1), until)[0]
        inspected = min(day + timedelta(days=chance.randint(2, 9)), max(until, day))
        log.did("building", "appointment", min(day, until), expected_on=inspected, number=log.number(day), person=chair)
    _stops(log, parties, where, chair)
    if course.done:
        _received(log, course.done, parties, where, proven=proven)


def _stops(log: Log, parties: dict[str, Any], where: str, chair: str) -> None:
    if not log.course.stops or "ملاحظات" not in log.course.stops[0].note or len(log.course.stops) > 1:
        log.stops("building", log.place.executing_body)
        return
    [stop] = log.course.stops
    log.did("building", "rejected", stop.on, number=log.number(stop.on), note=stop.note, facts=dict(parties, place=where), paper="minutes")
    if stop.until is not None:
        again = stop.until + timedelta(days=log.chance.randint(2, 8))
        log.did("building", "appointment", stop.until, expected_on=again, number=log.number(again), person=chair)


def _received(log: Log, day: date, parties: dict[str, Any], where: str, *, proven: bool) -> None:
    chance = log.chance
    remarks = chance.random() < 0.55
    number = log.number(day, 400)
    facts = dict(
        parties, place=where, decision="with_remarks" if remarks else "accepted",
        keys=chance.random() < 0.9, drawings=chance.random() < 0.7,
        quantities=chance.random() < 0.8, meters="مركبة وتعمل بالتيار المؤقت" if chance.random() < 0.5 else "لم تُركب",
    )
    log.did(
        "building", "provisional", day, number=number, count=_USUAL_MONTHS, facts=facts, paper="minutes" if proven else "",
        note="استلام مع ملاحظات لا تمنع الاستخدام" if remarks else "",
    )
    closed = _snags(log, day, number) if remarks else day
    moved = day + timedelta(days=chance.randint(3, 40))
    if chance.random() < 0.8:
        two = {name: who for name, who in parties.items() if not name.startswith("consultant")}
        given = dict(two, place=where, papers=chance.sample(_HANDED_OVER, chance.randint(1, len(_HANDED_OVER))))
        log.did("building", "transfer", moved, number=log.number(moved), facts=given, paper="minutes" if chance.random() < 0.5 else "")
    final = day + timedelta(days=366 + chance.randint(0, 45))
    if closed and closed <= final and chance.random() < 0.6:
        log.did("building", "final", final, number=log.number(final), facts=dict(parties, place=where), paper="minutes")


def _snags(log: Log, day: date, minutes: str) -> date | None:
    """The list of snags; gives the day on which the last was closed, None while one is open."""
    chance = log.chance
    last: date | None = day
    for number, (what, who) in enumerate(chance.sample(_SNAGS, chance.randint(2, 4)), 1):
        severity = "major" if chance.random() < 0.3 else "minor"
        item, deadline = f"snag-{number}", day + timedelta(days=chance.choice((14, 21, 30, 45)))
        log.did(item, "listed", day, note=what, body=who, expected_on=deadline, number=minutes, facts={"severity": severity})
        closed = between(chance, day + timedelta(days=5), deadline + timedelta(days=60))
        if chance.random() < 0.12 or closed > LAST_EVENT:
            last = None
            continue
        log.did(
            item, "closed", closed, number=log.number(closed), person=log.person("مهندس الإدارة الهندسية"),
            paper="photo" if chance.random() < 0.25 else "",
        )
        last = max(last, closed) if last else None
    return last
