"""How the demo's six utilities were connected, one step after the other, and what held them up."""

from datetime import date, timedelta

from rollout.demo.works.course import around, ends, spread
from rollout.demo.works.log import Log
from rollout.works.steps import EXCUSED
from rollout.works.utilities import UTILITIES

_NORTH_DELTA, _SOUTH_DELTA, _CANAL = "شمال الدلتا", "جنوب الدلتا", "القناة"
_ELECTRICITY = {
    "EG-C": "شمال القاهرة", "EG-GZ": "جنوب القاهرة", "EG-KB": _SOUTH_DELTA, "EG-ALX": "الإسكندرية", "EG-BH": "البحيرة", "EG-MT": "البحيرة",
    "EG-DK": _NORTH_DELTA, "EG-DT": _NORTH_DELTA, "EG-KFS": _NORTH_DELTA, "EG-GH": _SOUTH_DELTA, "EG-MNF": _SOUTH_DELTA, "EG-SHR": _CANAL,
    "EG-PTS": _CANAL, "EG-IS": _CANAL, "EG-SUZ": _CANAL, "EG-SIN": _CANAL, "EG-JS": _CANAL, "EG-BA": _CANAL, "EG-SHG": "مصر العليا",
    "EG-KN": "مصر العليا", "EG-LX": "مصر العليا", "EG-ASN": "مصر العليا",
}
_GAS_OF_UPPER_EGYPT = frozenset(("EG-BNS", "EG-FYM", "EG-MN", "EG-AST", "EG-SHG", "EG-KN", "EG-LX", "EG-ASN", "EG-WAD", "EG-BA"))
_COST = {
    "electricity": (180, 650), "water": (25, 90), "sewerage": (40, 160), "gas": (60, 200), "telephone": (2, 9), "internet": (4, 18),
}
_STEPS = {key: [step.key for step in kind.path] for key, kind in ((kind.key, kind) for kind in UTILITIES.kinds)}
_SEWERAGE_WAITS_AFTER, _ESTIMATE_IS_NOT_PAID = 2, 3
_NO_GAS = "الغاز الطبيعي غير متاح بالقرية"


def company(utility: str, code: str, governorate: str) -> str:
    """The company that supplies a utility in a governorate."""
    if utility == "electricity":
        return f"شركة {_ELECTRICITY.get(code, 'مصر الوسطى')} لتوزيع الكهرباء"
    if utility in ("water", "sewerage"):
        return f"شركة مياه الشرب والصرف الصحي - {governorate}"
    if utility == "gas":
        return "شركة وادي النيل للغاز" if code in _GAS_OF_UPPER_EGYPT else "شركة غاز مصر"
    return "الشركة المصرية للاتصالات"


def tell(log: Log, *, proven: bool) -> None:
    """The whole story of a site's utilities. The one that ends last is the one that was held up."""
    chance, course = log.chance, log.course
    wanted = course.wanted or (6 if chance.random() < 0.5 else 5)
    keys = [key for key in _STEPS if key != "gas" or wanted == 6]
    if wanted == 5:
        log.did("gas", EXCUSED, course.begun, note=_NO_GAS, person=log.person("وكيل المديرية المختص"))
    sewerage = bool(course.stops) and "الصرف" in course.stops[0].note
    last = "sewerage" if sewerage else "electricity" if course.stops or chance.random() < 0.4 else chance.choice(keys)
    keys.remove(last)
    chance.shuffle(keys)
    finished = ends(chance, course, wanted)
    if course.done is None and not course.counts:
        early = chance.randint(0, wanted - 2)
        finished = [*spread(chance, early, course.begun, course.last), *[None] * (wanted - early)]
    for place, (key, end) in enumerate(zip((*keys, last), finished, strict=True)):
        first = course.begun if place == 0 else course.begun + timedelta(days=chance.randint(0, 15))
        path = _STEPS[key] if end else _STEPS[key][: chance.randint(1, len(_STEPS[key]) - 2)]
        until = end or course.last
        first = min(first, until)
        if key == last and course.stops:
            split = _SEWERAGE_WAITS_AFTER if sewerage else _ESTIMATE_IS_NOT_PAID
            days = list(around(chance, course, len(path) if not course.stopped else split, split, first, until))
        else:
            days = [first, *spread(chance, len(path) - 1, first, until)]
        if end:
            days[-1] = end
        _connect(log, key, path, days, proven=proven)
        if not end and key != last:
            log.promise(key, days[-1], company(key, log.place.governorate, log.governorate))
    if course.stops:
        payer = "المحافظة" if last == "electricity" else company(last, log.place.governorate, log.governorate)
        log.stops(last, payer)


def _connect(log: Log, key: str, path: list[str], days: list[date], *, proven: bool) -> None:
    chance, supplier = log.chance, company(key, log.place.governorate, log.governorate)
    cost = chance.randint(*_COST[key]) * 1_000_00 + chance.randint(0, 999) * 100
    payer = chance.choices(("governorate", "executing_body", "initiative"), (6, 2, 2))[0]
    for step, day in zip(path, days, strict=False):
        if step == "request":
            holder = f"الوحدة المحلية بقرية {log.place.village_ar}"
            log.did(key, step, day, number=log.number(day), body=supplier, facts={"account_holder": holder})
        elif step == "estimate":
            log.did(key, step, day, amount=cost, number=log.number(day), facts={"payer": payer}, paper=_perhaps(log, "receipt", 0.15))
        elif step == "payment":
            receipt = str(chance.randint(100_000, 999_999))
            log.did(key, step, day, amount=cost, number=receipt, facts={"payer": payer}, paper=_perhaps(log, "receipt", 0.3))
        elif step == "contract":
            log.did(key, step, day, number=log.number(day, 9_000), body=supplier)
        elif step == "meter":
            number, reading = str(chance.randint(10_000_000, 99_999_999)), str(chance.randint(0, 25))
            log.did(key, step, day, number=number, facts={"reading": reading}, paper=_perhaps(log, "photo", 0.35))
        elif step == "in_service" and key in ("sewerage", "telephone", "internet"):
            line = "0" + str(chance.randint(820_000_000, 969_999_999))
            log.did(key, step, day, number=line, paper="minutes" if proven else "")
        elif step == "in_service":
            log.did(key, step, day, paper="minutes" if proven else "")
        else:
            log.did(key, step, day, body=supplier)


def _perhaps(log: Log, paper: str, odds: float) -> str:
    return paper if log.chance.random() < odds else ""
