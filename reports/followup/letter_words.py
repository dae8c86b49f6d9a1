"""The wording of letters about obstacles, as Egyptian governorates and ministries write to one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.document.content import apart
from reports.papers.building import own_number
from reports.words.addressing import Addressed
from reports.words.phrases import Phrases
from rollout.followup.levels import Level

TITLE = "كتاب بشأن {subject}"
GREETING = "تحية طيبة وبعد،،،"
ANNEX = "كشف مرفق: المواقع المتوقفة على حل المعوق حتى {day}"
NEEDED = "المطلوب: {needed}"
_GOVERNOR = "السيد / محافظ {governorate}"
_UNIT = "{unit}"
_COMMITTEE = ("مقرر اللجنة", "رئيس اللجنة")
_GOVERNORATE = ("رئيس اللجنة", "المحافظ")
_CENTRE = ("إعداد", "رئيس الوحدة المركزية")
_MINISTER = ("رئيس الوحدة المركزية", "وزير التنمية المحلية")
SIGNED_WITH = ("التوقيع:",)
HEADS = {
    "number": "م", "code": "الكود", "site": "الموقع", "markaz": "المركز", "stage": "المرحلة المتوقفة", "since": "متوقفة منذ",
    "days": "المدة (يوم)",
}
CORRECT_FOR = "الموقف حتى {day}"


def signers(level: Level, *, central: bool) -> tuple[str, ...]:
    """Who signs: for the unit also the minister where the cabinet has it, for the committee also the governor once it left its level."""
    if central:
        return _MINISTER if level is Level.CABINET else _CENTRE
    return _COMMITTEE if level is Level.COMMITTEE else _GOVERNORATE


def copied(level: Level, *, central: bool) -> tuple[str, ...]:
    """To whom copies go: the governor of what is written over his head or below it; the unit of what a governorate writes higher."""
    return (_GOVERNOR,) if central or level is Level.COMMITTEE else (_UNIT,)


def held(book: Phrases, sites: int, since: date | None, site_days: int, as_of: date) -> str:
    """How many sites it holds, since when, and what that adds up to; the numbers come from the record, whatever the words above say."""
    begun = f" منذ {book.day(since)}" if since else ""
    if not sites:
        return f"سُجل هذا المعوق{begun}، ولا يتوقف عليه أي موقع حتى {book.day(as_of)}."
    which = {1: "الموقع المبين", 2: "الموقعين المبينين"}.get(sites, f"عدد {book.number(sites)} من المواقع المبينة")
    days = f"، بإجمالي {book.of(site_days, 'day')} من التوقف" if site_days else ""
    return f"ويتوقف على حل هذا المعوق استكمال العمل في {which} بالكشف المرفق، وهو قائم{begun}{days} حتى {book.day(as_of)}."


@dataclass(frozen=True, slots=True)
class Earlier:
    """A letter that went out about the same obstacle before: its number and day, and those of its answer, if one came."""

    number: str
    on: date
    answer: str = ""
    answered_on: date | None = None


MOST_RECALLED = 3
_RECALLED = "وإلحاقًا ب{letters}{before}."
_BEFORE = "، وما سبق ذلك من مكاتبات في هذا الشأن"


def recalled(book: Phrases, letters: Sequence[Earlier]) -> str:
    """The letters that went before, by number and day, each with what came of it; of many the latest."""
    told = [_recalled(book, one) for one in letters[-MOST_RECALLED:]]
    return _RECALLED.format(letters="، وب".join(told), before=_BEFORE if len(letters) > MOST_RECALLED else "")


def _recalled(book: Phrases, one: Earlier) -> str:
    said = f"كتابنا{_numbered(book, one.number)} بتاريخ {book.day(one.on)}"
    if one.answered_on is None:
        return f"{said}، الذي لم يرد عنه رد حتى تاريخه"
    return f"{said}، وما ورد عنه من رد{_numbered(book, one.answer)} بتاريخ {book.day(one.answered_on)}"


def _numbered(book: Phrases, number: str) -> str:
    return f" رقم {apart(own_number(book, number))}" if number else ""


def promised(book: Phrases, day: date, as_of: date) -> str:
    """The day on which its solution was expected."""
    if day < as_of:
        return f"وكان من المتوقع حل المعوق في {book.day(day)}، ومضى على هذا الموعد {book.subject((as_of - day).days, 'day')}."
    return f"ومن المتوقع حل المعوق في {book.day(day)}."


def reply_by(book: Phrases, to: Addressed, day: date | None) -> str:
    """What is asked in return, and by when."""
    by = f"، وذلك في موعد غايته {book.day(day)}" if day else ""
    return f"لذا يرجى{to.you} التفضل بالتنبيه نحو اتخاذ اللازم، وموافاتنا بما يتم{by}."
