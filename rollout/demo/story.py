"""What happens at a demo site: events on days, drawn by lot, the same each time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from rollout.stages import State

SEED = "tashgheel-2023"
LAST_EVENT = date(2023, 11, 26)


@dataclass(frozen=True, slots=True)
class Event:
    """From `on` on, a stage of a site is in this state; what a committee will tell some days later."""

    stage: str
    state: State
    on: date
    done: int | None = None
    wanted: int | None = None
    note: str = ""
    reason: str = ""
    waiver_by: str = ""
    waiver_reason: str = ""


def luck(*key: object) -> Random:
    """A source of chance of its own for each key, so that one site's story does not hang on another's."""
    return Random(":".join((SEED, *map(str, key))))  # noqa: S311 — made-up history, no secret


def between(chance: Random, first: date, last: date) -> date:
    """A day from `first` to `last`; `first` where they are the wrong way round."""
    return first + timedelta(days=chance.randint(0, max((last - first).days, 0)))


STALLS = {
    "handover": ("ملاحظات إنشائية لم يتم تلافيها من المقاول", "خلاف على حصر الأعمال الإضافية"),
    "utilities": ("عداد الكهرباء متأخر: لم تُسدَّد قيمة المقايسة", "تعذر توصيل الصرف الصحي لعدم وصول الشبكة إلى القرية"),
    "linking": ("في انتظار توسعة كابينة الاتصالات", "انقطاع المسار أثناء أعمال الطريق"),
    "furnishing": ("تأخر المورد في التوريد", "رفضت لجنة الفحص بعض الأصناف وطُلب استبدالها"),
    "training": ("تأجلت الدورة لعدم اكتمال قوائم الترشيح",),
    "offices": ("لم يرد خطاب مديرية التموين", "لم يُندب موظفو مكتب البريد"),
    "service": ("في انتظار لجنة الفحص", "تأجل الموعد لحين سد العجز في العاملين"),
    "premises": ("توقف أعمال التجهيز لعدم صرف المستخلص",),
    "network": ("تأخر توريد الحاسبات",),
    "system": ("في انتظار تعريف الخدمات من شركة المنظومة",),
    "fitting": ("تأخر توريد تجهيزات ذوي الهمم",),
    "delivery": ("لم تُستكمل محاضر التسليم",),
    "licensing": ("في انتظار وثيقة التأمين",),
    "approval": ("الموقع المقترح لا يستوفي المساحة",),
    "agreement": ("مراجعة بنود الاتفاق",),
}


def way(
    chance: Random, stage: str, begun: date, ended: date | None, *, wanted: int | None = None, stall: float = 0.12, held: bool = False
) -> Iterator[Event]:
    """One stage from its beginning to its end, with units on the way and now and then a stall.

    Without an end the stage stays open; `held` leaves it stalled.
    """
    until = ended or LAST_EVENT
    length = (until - begun).days
    if length >= 4:
        yield Event(stage, State.IN_PROGRESS, begun, 0 if wanted and wanted > 1 else None, wanted)
        counts = _counts(chance, wanted, 1.0 if ended else chance.uniform(0.2, 0.8)) if wanted and wanted > 1 and length > 12 else []
        days = sorted(chance.sample(range(1, length), min(len(counts) + 2, length - 1)))
        for day, count in zip(days, counts, strict=False):
            yield Event(stage, State.IN_PROGRESS, begun + timedelta(days=day), count, wanted)
        if len(days) > len(counts) + 1 and (held or chance.random() < stall):
            done = counts[-1] if counts else None
            yield Event(stage, State.STALLED, begun + timedelta(days=days[-2]), done, wanted, note=chance.choice(STALLS[stage]))
            if not held:
                yield Event(stage, State.IN_PROGRESS, begun + timedelta(days=days[-1]), done, wanted)
    elif held:
        yield Event(stage, State.STALLED, begun, note=chance.choice(STALLS[stage]))
    elif not ended:
        yield Event(stage, State.IN_PROGRESS, begun, None, wanted)
    if ended:
        yield Event(stage, State.DONE, ended, wanted, wanted)


def _counts(chance: Random, wanted: int, share: float) -> list[int]:
    most = max(int(wanted * share) - (share == 1.0), 0)
    return sorted(chance.sample(range(1, most + 1), min(chance.randint(1, 2), most)))


def up_to(events: list[Event], last: date = LAST_EVENT) -> list[Event]:
    """The events that had happened by `last`, in their order; of two of one stage on one day only the later told."""
    kept: dict[tuple[str, date], Event] = {(event.stage, event.on): event for event in events if event.on <= last}
    return sorted(kept.values(), key=lambda event: event.on)
