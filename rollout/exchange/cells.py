"""What a committee writes into a stage's cell, read as a state of the stage: a date, a tick, تم, جارٍ, ٣ من ٦, ٦٤٪, a dash.

Nothing is guessed: «تم تحديد موعد» begins like «تم» and means the contrary, so a word that is not known makes a cell unreadable.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from rollout.arabic import clean, fold, parse_count, parse_date, parse_percent, to_digits
from rollout.arabic.digits import Digits
from rollout.errors import Unreadable
from rollout.exchange.vocabulary import listed, words
from rollout.exchange.workbook import Cell, Fault
from rollout.stages import State
from rollout.text import _


@dataclass(frozen=True, slots=True)
class Said:
    """What one cell says of a stage. No state means no news; `day` is the day from which it is true, where the cell tells it."""

    state: State | None = None
    day: date | None = None
    done: int | None = None
    wanted: int | None = None
    note: str = ""


SILENCE = Said()
A_STAGE_CELL = _("a date, or one of: done, not started, in progress, stalled, not applicable, 3 of 6, 64 percent, a dash")

_TICKS = frozenset("✓✔√☑✅🗸ü")
_CROSSES = frozenset("✗✘×✕✖❌☒xXû")
_DASHES = frozenset("-–—‒−ـ_.…")

_DONE = frozenset(listed(
    "تم | تمت | نعم | منفذ | منفذه | مكتمل | مكتمله | كامل | كامله | انتهي | انتهت | منتهي | منتهيه | جاهز"
    "| جاهزه | مستلم | مستلمه | مسلم | مسلمه | مركب | مركبه | يعمل | تعمل | دخل | دخلت | مفتتح | مشغل"
    "| بالخدمه | موصل | موصله | مورد | مورده | مدرب | done | yes | ok | completed | complete"
))
_DONE_TAIL = frozenset(listed(
    "استلام | ابتدائي | ابتدايي | مبدئي | مبدئيا | مبدايي | تسليم | تنفيذ | تنفيذها | تنفيذه | انتها | من"
    "| تركيب | توصيل | توريد | فرش | تدريب | ربط | الكتروني | افتتاح | تشغيل | تشغيله | دخول | خدمه | بتاريخ"
    "| في | يوم | علي | مبني | مجمع | موقع | مرافق | عدادات | عداد | اثاث | تجهيزات | تجهيز | عاملين | موظفين"
    "| بالكامل | كامل | كامله | كاملا | نهو | بنجاح | محضر | بمحضر | بموجب | رسميا | فعليا | تمام | جميع | كل"
    "| شبكه | اجهزه | مكاتب | جهات | شريكه | تسكين | تاثيث | للخدمه | اعمال | منفذ | سياره | ترخيص | تامين"
    "| معاينه | موافقه | موافق | منظومه | تحميل | فحص | صاله"
))
_NOT_STARTED = listed(
    "لم يبدا | لم تبدا | لم يبدء | لم يتم | لم تتم | لم ينفذ | لم تنفذ | غير منفذ | غير منفذه | لم يستلم"
    "| غير مستلم | لم يسلم | لم يدخل | لم تدخل | لم يركب | لم تركب | لم يورد | لم تورد | لم يوصل | لم يفتتح"
    "| لم يشغل | لا | no | not started"
)
# «لم يتم الانتهاء» is not finished, which is not the same as not begun.
_NOT_STARTED_TAIL = _DONE_TAIL - set(listed("انتها | نهو | بالكامل | كامل | كامله | كاملا | جميع | كل | بتاريخ"))
_NOT_STARTED_TAIL |= set(listed("بعد | حتي | ان | الان | بد | البد | تاريخه | الي"))
_IN_PROGRESS = listed(
    "جار | جاري | جاريه | تحت تنفيذ | تحت تجهيز | تحت توريد | تحت تركيب | تحت انشا | تحت استلام | تحت تدريب"
    "| تحت توصيل | قيد | بدا | بدات | تم بد | تم البد | تم بدا | مستمر | مستمره | جزئي | جزئيا | جزيي | جزييا"
    "| تم جزئيا | تم جزييا | منفذ جزئيا | منفذ جزييا | in progress | ongoing"
)
_PARTLY = frozenset(listed("جزئي | جزئيا | جزيي | جزييا | جزئيه | جزييه"))
_STALLED = listed("متعثر | متعثره | متوقف | متوقفه | موقوف | موقوفه | تعثر | توقف | معطل | معطله | stalled | suspended")
_NOT_APPLICABLE = listed(
    "لا ينطبق | لا تنطبق | لا يوجد | لا توجد | غير منطبق | غير مطلوب | غير مطلوبه | لا يلزم | لا تلزم"
    "| not applicable | n a"
)
_EMPTY_WORDS = frozenset(listed("تنفيذ | حاليا | منذ | من"))
_SINCE = frozenset(listed("منذ | بدا | بدات | بد"))
_COUNTING = frozenset(listed(
    "بنسبه | نسبه | عدد | متدرب | متدربين | مكتب | مكاتب | جهه | جهات | صنف | اصناف | وحده | وحدات | انجاز"
    "| حوالي | نحو"
))

_MONTHS = "(?:يناير|فبراير|مارس|[أا]بريل|مايو|يوني[وه]|يولي[وه]|[أا]غسطس|سبتمبر|[أا]كتوبر|نوفمبر|ديسمبر)"
_DATE_INSIDE = re.compile(rf"\d{{1,4}} ?[-/.\\] ?\d{{1,2}} ?[-/.\\] ?\d{{1,4}}|\d{{1,2}} (?:من )?{_MONTHS},? \d{{4}}م?")
_PERCENT_INSIDE = re.compile(r"[%٪] ?\d+(?:[.٫]\d+)?|\d+(?:[.٫]\d+)? ?[%٪]")
_OF_INSIDE = re.compile(r"(?<!\d)(\d{1,6})(?: [^\d]{1,30}?)? من (?:اصل |اجمالي |عدد )?(\d{1,6})(?!\d)")
_SLASHED = re.compile(r"(\d{1,4}) ?[/\\] ?(\d{1,4})")
_PERCENT_UNITS = 100
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 54_788  # the days of 2000 and 2050 as a spreadsheet counts them


def _phrases(texts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(text.split()) for text in texts)


_OPENINGS = (
    (State.NOT_APPLICABLE, _phrases(_NOT_APPLICABLE)),
    (State.STALLED, _phrases(_STALLED)),
    (State.IN_PROGRESS, _phrases(_IN_PROGRESS)),
)
_NOT_STARTED_PHRASES = tuple(sorted(_phrases(_NOT_STARTED), key=len, reverse=True))


@lru_cache(maxsize=50_000, typed=True)  # True, 1 and 1.0 are equal keys, and different cells
def read_stage(value: Cell | Fault, wanted: int | None) -> Said:
    """What the cell says of a stage that usually needs `wanted` units; raises Unreadable."""
    if value is None:
        return SILENCE
    if isinstance(value, bool):
        return Said(State.DONE if value else State.NOT_STARTED)
    if isinstance(value, date):
        return Said(State.DONE, day=parse_date(value))
    if isinstance(value, int | float):
        return _number(value, wanted)
    if isinstance(value, str):
        return _text(value, wanted)
    raise Unreadable(value, A_STAGE_CELL)


def _number(value: float, wanted: int | None) -> Said:
    if value == 0:
        return Said(State.NOT_STARTED)
    if 0 < value < 1:
        return of_percent(Decimal(str(value)))
    if _FIRST_SERIAL <= value <= _LAST_SERIAL:
        return Said(State.DONE, day=parse_date(value))
    if value == 1 == wanted:
        return Said(State.DONE)
    # Where several units are wanted, 1 may be one of them or the whole of it.
    if wanted is not None and 1 < value <= wanted and float(value).is_integer():
        return of_units(int(value), wanted)
    raise Unreadable(value, A_STAGE_CELL)


def of_percent(share: Decimal) -> Said:
    """A share of the work; the whole of it is the stage done."""
    done = int((share * _PERCENT_UNITS).to_integral_value())
    if share >= 1:
        return Said(State.DONE)
    return Said(State.IN_PROGRESS, done=done, wanted=_PERCENT_UNITS) if share > 0 else Said(State.NOT_STARTED)


def of_units(done: int, wanted: int) -> Said:
    if wanted < 1 or done > wanted:
        raise Unreadable(f"{done} / {wanted}", A_STAGE_CELL)
    state = State.DONE if done == wanted else State.IN_PROGRESS if done else State.NOT_STARTED
    return Said(state, done=done, wanted=wanted)


def _text(value: str, wanted: int | None) -> Said:
    text = to_digits(clean(value), Digits.WESTERN)
    symbols = text.replace("\ufe0f", "").replace(" ", "")
    if not symbols or set(symbols) <= _DASHES:
        return SILENCE
    if set(symbols) <= _TICKS:
        return Said(State.DONE)
    if set(symbols) <= _CROSSES:
        return Said(State.NOT_STARTED)
    try:
        return Said(State.DONE, day=parse_date(text))
    except Unreadable:
        pass
    if re.fullmatch(r"\d+(?:[.٫]\d+)?", text):
        return _number(float(text.replace("٫", ".")), wanted)
    said = _with_units(text, wanted)
    return said or _in_words(value, text)


def _with_units(text: str, wanted: int | None) -> Said | None:
    """“3 of 6” and “64 %”, bare or after words that agree with them."""
    slashed = _SLASHED.fullmatch(text)
    if slashed:
        done, total = int(slashed[1]), int(slashed[2])
        # 3/6 may be a day and its month as well, unless the stage is counted in units.
        if wanted == 1 or done > total or (wanted is not None and total != wanted):
            raise Unreadable(text, A_STAGE_CELL)
        return of_units(done, total)
    for pattern in (_OF_INSIDE, _PERCENT_INSIDE):
        found = pattern.search(fold(text) if pattern is _OF_INSIDE else text)
        if not found:
            continue
        said = of_units(int(found[1]), int(found[2])) if pattern is _OF_INSIDE else of_percent(parse_percent(found[0]))
        rest = words(pattern.sub(" ", fold(text) if pattern is _OF_INSIDE else text))
        opening, beyond = _opening(rest)
        if opening in (State.STALLED, State.IN_PROGRESS):
            return Said(opening, done=said.done, wanted=said.wanted, note=clean(text) if beyond else "")
        if all(word in _DONE or word in _DONE_TAIL or word in _COUNTING for word in rest):
            return said
        raise Unreadable(text, A_STAGE_CELL)
    return None


def _opening(text: tuple[str, ...]) -> tuple[State | None, bool]:
    """The state that the first words tell, and whether words follow that tell more."""
    for state, phrases in _OPENINGS:
        for phrase in phrases:
            if text[: len(phrase)] == phrase:
                return state, any(word not in _EMPTY_WORDS for word in text[len(phrase) :])
    return None, False


def _in_words(value: str, text: str) -> Said:
    dates = _DATE_INSIDE.findall(text)
    if len(dates) > 1:
        raise Unreadable(value, A_STAGE_CELL)
    day = parse_date(dates[0]) if dates else None
    heading = words(_DATE_INSIDE.sub(" ", text))
    opening, beyond = _opening(heading)
    if opening is not None:
        since = day if _SINCE & set(heading) else None
        return Said(opening, day=since, note=clean(value) if beyond or (day and not since) else "")
    for phrase in _NOT_STARTED_PHRASES:
        if heading[: len(phrase)] == phrase:
            if day is None and all(word in _NOT_STARTED_TAIL for word in heading[len(phrase) :]):
                return Said(State.NOT_STARTED)
            raise Unreadable(value, A_STAGE_CELL)
    if _PARTLY & set(heading) and all(word in _PARTLY or word in _DONE or word in _DONE_TAIL for word in heading):
        return Said(State.IN_PROGRESS, note=clean(value))
    if heading and heading[0] in _DONE and all(word in _DONE_TAIL or word in _DONE for word in heading[1:]):
        return Said(State.DONE, day=day)
    raise Unreadable(value, A_STAGE_CELL)


def read_percent(value: Cell | Fault) -> Decimal | None:
    return None if _is_silent(value) else parse_percent(value)


def read_count(value: Cell | Fault) -> int | None:
    return None if _is_silent(value) else parse_count(value)


def _is_silent(value: Cell | Fault) -> bool:
    return value is None or (isinstance(value, str) and set(clean(value).replace(" ", "")) <= _DASHES)


@lru_cache(maxsize=100_000, typed=True)  # names and codes are asked for several times
def read_text(value: Cell | Fault) -> str:
    """The text of a note or a name; a dash alone says nothing."""
    if value is None:
        return ""
    text = clean(str(value))
    return "" if _is_silent(text) else text
