"""What the committees of the demo decided, and how much of it was kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from rollout.demo.clockwork import LAST_DAY
from rollout.demo.followup.moments import at
from rollout.demo.followup.obstacles import Trouble
from rollout.demo.story import luck

_STANDING = (
    ("موافاة اللجنة ببيان محدث عن موقف كل موقع قبل موعد إغلاق البيانات الأسبوعي", "المحافظة", "مدير وحدة حياة كريمة"),
    ("المرور الميداني على المواقع المتأخرة ورفع تقرير بالملاحظات", "المحافظة", "مدير مركز المعلومات"),
    ("حصر احتياجات مكاتب الجهات من الأثاث والخطوط", "مديرية الإسكان والمرافق", "وكيل المديرية"),
    ("التنسيق مع مركز سقارة لعقد الدورة المتبقية", "المحافظة", "مدير وحدة حياة كريمة"),
)
_MOST = 3


@dataclass(frozen=True, slots=True)
class Turn:
    """One event of a decision."""

    step: str
    on: date
    recorded_at: datetime
    due_on: date | None = None
    note: str = ""


@dataclass(slots=True)
class Decided:
    """A decision of a meeting, with its owner, about an obstacle or in general."""

    words: str
    body: str
    post: str
    trouble: Trouble | None
    turns: list[Turn] = field(default_factory=list)


def decisions(governorate: str, day: date, known: list[Trouble]) -> list[Decided]:
    """What a committee decided on a day: about obstacles that were open then, and one of its standing matters."""
    chance = luck(governorate, day, "decisions")
    open_now = [trouble for trouble in known if trouble.open_on(day)]
    about = chance.sample(open_now, min(len(open_now), chance.randint(1, _MOST - 1)))
    found = [Decided(f"{trouble.cause.needed}", trouble.cause.body, trouble.cause.post, trouble) for trouble in about]
    words, body, post = chance.choice(_STANDING)
    found.append(Decided(words, body, post, None))
    for place, decided in enumerate(found):
        decided.turns = list(_turns(governorate, day, place))
    return found


def _turns(governorate: str, day: date, place: int) -> Iterator[Turn]:
    chance = luck(governorate, day, place, "turns")
    due = day + timedelta(days=chance.choice((6, 7, 13, 14, 20)))
    yield Turn("taken", day, at(day, 13, 30 + place), due)
    fate = chance.random()
    if fate < 0.58:
        done = due - timedelta(days=chance.randint(0, 4))
        if done <= LAST_DAY - timedelta(days=2):
            yield Turn("done", done, at(done, 12, 5 * place), note="تم التنفيذ وموافاة اللجنة بما يفيد")
        return
    late = due + timedelta(days=chance.randint(1, 6))
    if late > LAST_DAY - timedelta(days=2):
        return
    if fate < 0.70:
        yield Turn("done", late, at(late, 12, 5 * place), note="تم التنفيذ بعد الموعد المحدد")
    elif fate < 0.86:
        again = late + timedelta(days=14)
        yield Turn("extended", late, at(late, 12, 5 * place), again, "لم ترد موافقة الجهة المختصة بعد")
        done = again - timedelta(days=chance.randint(-3, 5))
        if chance.random() < 0.6 and done <= LAST_DAY - timedelta(days=2):
            yield Turn("done", done, at(done, 12, 5 * place), note="تم التنفيذ بعد مد الأجل")
    elif fate < 0.92:
        yield Turn("cancelled", late, at(late, 12, 5 * place), note="زال السبب بنهو الأعمال")
    else:
        yield Turn("progress", late, at(late, 12, 5 * place), note="جارٍ التنسيق مع الجهة المختصة")
