"""What holds the sites of the demo back: obstacles that follow from the stalls of their stages, with what was done about each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from rollout.demo.clockwork import LAST_DAY
from rollout.demo.followup.moments import FIRST, at
from rollout.demo.story import luck
from rollout.demo.telling import Telling
from rollout.followup.levels import Level
from rollout.stages import Kind, State

_PATIENCE = {Level.COMMITTEE: 14, Level.GOVERNOR: 14, Level.MINISTRY: 30}


@dataclass(frozen=True, slots=True)
class Cause:
    """Why stages stall in the demo: the note of the stall, and what an obstacle says of it."""

    note: str
    title: str
    category: str
    addressee: str
    body: str
    post: str
    needed: str


CAUSES = {
    cause.note: cause
    for cause in (
        Cause("ملاحظات إنشائية لم يتم تلافيها من المقاول", "ملاحظات إنشائية لم يتم تلافيها", "works", "builder", "الجهاز المركزي للتعمير",
              "رئيس الجهاز", "إلزام المقاول بتلافي ملاحظات لجنة الاستلام"),
        Cause("خلاف على حصر الأعمال الإضافية", "خلاف مع المقاول على حصر الأعمال الإضافية", "works", "builder", "الجهاز المركزي للتعمير",
              "رئيس الجهاز", "البت في حصر الأعمال الإضافية"),
        Cause("عداد الكهرباء متأخر: لم تُسدَّد قيمة المقايسة", "تأخر تركيب عدادات الكهرباء", "meters", "electricity",
              "شركة توزيع الكهرباء", "رئيس القطاع", "سداد قيمة المقايسات وتركيب العدادات"),
        Cause("تعذر توصيل الصرف الصحي لعدم وصول الشبكة إلى القرية", "عدم وصول شبكة الصرف الصحي إلى القرى", "meters", "water",
              "شركة مياه الشرب والصرف الصحي", "مدير الفرع", "اعتماد بديل مؤقت للصرف لحين وصول الشبكة"),
        Cause("في انتظار توسعة كابينة الاتصالات", "عدم توسعة كبائن الاتصالات", "linking", "telecom", "الشركة المصرية للاتصالات",
              "مدير القطاع", "توسعة الكبائن وتركيب خطوط الربط"),
        Cause("انقطاع المسار أثناء أعمال الطريق", "انقطاع مسار كابل الربط", "linking", "telecom", "الشركة المصرية للاتصالات",
              "مدير القطاع", "إعادة مد المسار والتنسيق مع مديرية الطرق"),
        Cause("تأخر المورد في التوريد", "تأخر المورد في توريد الأثاث", "supply", "furniture", "وزارة التنمية المحلية",
              "مدير التعاقدات", "إلزام المورد بجدول توريد محدد"),
        Cause("رفضت لجنة الفحص بعض الأصناف وطُلب استبدالها", "عدم استبدال الأصناف المرفوضة", "supply", "furniture",
              "وزارة التنمية المحلية", "مدير التعاقدات", "إلزام المورد باستبدال الأصناف المرفوضة"),
        Cause("تأجلت الدورة لعدم اكتمال قوائم الترشيح", "عدم اكتمال قوائم ترشيح المتدربين", "staff", "governor", "المحافظة",
              "السكرتير العام", "استكمال قوائم الترشيح من الوحدات المحلية"),
        Cause("لم يرد خطاب مديرية التموين", "عدم ورود كتاب مديرية التموين", "partners", "supply", "التموين",
              "وكيل الوزارة", "تحديد موظفي المكتب وموافاة المحافظة بكتاب الجاهزية"),
        Cause("لم يُندب موظفو مكتب البريد", "عدم ندب موظفي مكاتب البريد", "partners", "post", "البريد", "مدير المنطقة",
              "ندب موظفي مكاتب البريد وتشغيل المنافذ"),
        Cause("تأجل الموعد لحين سد العجز في العاملين", "عجز العاملين بالمجمعات", "staff", "governor", "المحافظة",
              "السكرتير العام", "سد العجز بالندب من الوحدات المحلية"),
    )
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of an obstacle. `freed` and `held` are sites with their stage."""

    step: str
    on: date
    recorded_at: datetime
    level: str = ""
    expected_on: date | None = None
    note: str = ""
    number: str = ""
    held: tuple[tuple[str, str], ...] = ()
    freed: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Trouble:
    """An obstacle of a governorate with its events, in the order of their recording."""

    governorate: str
    cause: Cause
    events: list[Happening] = field(default_factory=list)

    @property
    def opened_at(self) -> datetime:
        return self.events[0].recorded_at

    def open_on(self, day: date) -> bool:
        """Whether the committee knew of it on the day, and it was not resolved."""
        known = [event.step for event in self.events if event.recorded_at <= at(day, 8)]
        return bool(known) and "resolved" not in known


@dataclass(frozen=True, slots=True)
class _Span:
    """A stage of a site that stood still from a day on, until another or still."""

    site: str
    stage: str
    begun: date
    ended: date | None


def troubles(tellings: Iterable[Telling]) -> list[Trouble]:
    """The obstacles of all committees, in the order in which they were recorded."""
    groups: dict[tuple[str, str], list[_Span]] = defaultdict(list)
    for telling in tellings:
        if telling.place.kind is Kind.COMPLEX:
            for note, span in _spans(telling):
                groups[telling.place.governorate, note].append(span)
    found = [_trouble(governorate, CAUSES[note], spans) for (governorate, note), spans in groups.items()]
    return sorted(found, key=lambda trouble: (trouble.opened_at, trouble.governorate))


def _spans(telling: Telling) -> Iterator[tuple[str, _Span]]:
    replaced = {id(entry.corrects) for entry in telling.entries if entry.corrects}
    events = sorted((entry.event for entry in telling.entries if id(entry) not in replaced), key=lambda event: event.on)
    for place, event in enumerate(events):
        if event.state is State.STALLED and event.note in CAUSES:
            ended = next((later.on for later in events[place + 1 :] if later.stage == event.stage), None)
            if (ended or LAST_DAY) >= FIRST and event.on < LAST_DAY - timedelta(days=12):
                yield event.note, _Span(telling.place.code, event.stage, event.on, ended)


def _trouble(governorate: str, cause: Cause, spans: list[_Span]) -> Trouble:
    chance = luck(governorate, cause.note, "obstacle")
    told = Trouble(governorate, cause)
    first = min(span.begun for span in spans)
    known = max(first + timedelta(days=chance.randint(2, 6)), FIRST - timedelta(days=chance.randint(0, 2)))
    at_first = [span for span in spans if span.begun <= known and not (span.ended and span.ended <= known)]
    at_first = at_first or [min(spans, key=lambda span: span.begun)]
    begun = min(span.begun for span in at_first)
    told.events.append(
        Happening("opened", begun, at(known, 10, chance.randrange(50)), "committee", held=tuple((s.site, s.stage) for s in at_first))
    )
    later = [(span.begun, "held", span) for span in spans if span not in at_first and span.begun > known]
    later += [(span.ended, "freed", span) for span in spans if span.ended and (span in at_first or span.begun > known)]
    for place, (day, change, span) in enumerate(sorted(later, key=lambda one: (one[0], one[1], one[2].site))):
        # One change of sites a day, as they were told: of a day before it was known, on the day it was; a site is freed before it is
        # held anew.
        moved, known_on = ((span.site, span.stage),), at(max(day, known) + timedelta(days=2), 11, min(place, 59))
        held, freed = (moved, ()) if change == "held" else ((), moved)
        told.events.append(Happening("sites", max(day, begun), known_on, held=held, freed=freed))
    still = any(span.ended is None for span in spans)
    over = LAST_DAY if still else max(span.ended for span in spans if span.ended) + timedelta(days=2)
    told.events += _pursuit(chance, known, min(over, LAST_DAY - timedelta(days=1)))
    if not still and over < LAST_DAY - timedelta(days=2):
        told.events.append(Happening("resolved", over, at(over, 16), note="تم حل المعوق واستئناف العمل بالمواقع"))
    told.events.sort(key=lambda event: event.recorded_at)
    return told


def _pursuit(chance: Random, known: date, over: date) -> Iterator[Happening]:
    """A promised day, letters and their replies, and one step up the ladder after another while nothing moves."""
    day, level = known, Level.COMMITTEE
    if known + timedelta(days=5) < over and chance.random() < 0.7:
        told = known + timedelta(days=4)
        promised = told + timedelta(days=chance.choice((14, 21, 30, 45)))
        yield Happening("expected", told, at(told, 12), expected_on=promised, note="أفادت الجهة بموعد متوقع للحل")
    while level.above in (Level.GOVERNOR, Level.MINISTRY):
        day += timedelta(days=_PATIENCE[level] + chance.choice((0, 0, 3, 9)))
        if day >= over:
            return
        level = level.above
        yield Happening("escalated", day, at(day, 13), level.value, note="لم يُحل خلال المدة المقررة")
        sent = day + timedelta(days=1)
        if sent < over:
            yield Happening("letter", sent, at(sent, 12, chance.randrange(50)), note="مخاطبة الجهة المختصة")
            replied = sent + timedelta(days=chance.randint(4, 20))
            if replied < over and chance.random() < 0.65:
                number = f"{chance.randint(200, 4900)}/{replied.year}"
                yield Happening("reply", replied, at(replied, 12), number=number, note="جارٍ اتخاذ اللازم وسيتم موافاتكم بما يتم")
