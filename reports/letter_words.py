"""The wording of letters about obstacles, as Egyptian governorates and ministries write to one another."""

from datetime import date

from reports.addressing import Addressed
from reports.phrases import Phrases
from rollout.followup.levels import Level

TITLE = "كتاب بشأن {subject}"
GREETING = "تحية طيبة وبعد،،،"
ANNEX = "كشف مرفق: المواقع المتوقفة على حل المعوق حتى {day}"
NEEDED = "المطلوب: {needed}"
COPIED = {
    Level.COMMITTEE: ("السيد / محافظ {governorate}",), Level.GOVERNOR: ("{unit}",), Level.MINISTRY: ("السيد / محافظ {governorate}",),
    Level.CABINET: ("السيد / محافظ {governorate}",),
}
"""To whom copies go, by the level on which the obstacle waits."""
SIGNERS = {
    Level.COMMITTEE: ("مقرر اللجنة", "رئيس اللجنة"), Level.GOVERNOR: ("رئيس اللجنة", "المحافظ"),
    Level.MINISTRY: ("إعداد", "رئيس الوحدة المركزية"), Level.CABINET: ("رئيس الوحدة المركزية", "وزير التنمية المحلية"),
}
SIGNED_WITH = ("التوقيع:",)
HEADS = {
    "number": "م", "code": "الكود", "site": "الموقع", "markaz": "المركز", "stage": "المرحلة المتوقفة", "since": "متوقفة منذ",
    "days": "المدة (يوم)",
}
CORRECT_FOR = "الموقف حتى {day}"


def held(book: Phrases, sites: int, since: date | None, site_days: int, as_of: date) -> str:
    """How many sites it holds, since when, and what that adds up to; the numbers come from the record, whatever the words above say."""
    begun = f" منذ {book.day(since)}" if since else ""
    if not sites:
        return f"سُجل هذا المعوق{begun}، ولا يتوقف عليه أي موقع حتى {book.day(as_of)}."
    which = {1: "الموقع المبين", 2: "الموقعين المبينين"}.get(sites, f"عدد {book.number(sites)} من المواقع المبينة")
    days = f"، بإجمالي {book.of(site_days, 'day')} من التوقف" if site_days else ""
    return f"ويتوقف على حل هذا المعوق استكمال العمل في {which} بالكشف المرفق، وهو قائم{begun}{days} حتى {book.day(as_of)}."


def reminder(book: Phrases, number: int, first: date, last: date) -> str:
    """That earlier letters went unanswered."""
    if number == 1:
        return f"وإلحاقًا بكتابنا المرسل في {book.day(first)}، والذي لم يرد عنه رد حتى تاريخه."
    if number == 2:
        return f"وإلحاقًا بكتابينا المرسلين في {book.day(first)} وفي {book.day(last)}، واللذين لم يرد عنهما رد حتى تاريخه."
    sent = f"بكتبنا المرسلة وعددها {book.number(number)}، وأولها في {book.day(first)} وآخرها في {book.day(last)}"
    return f"وإلحاقًا {sent}، والتي لم يرد عنها رد حتى تاريخه."


def promised(book: Phrases, day: date, as_of: date) -> str:
    """The day on which its solution was expected."""
    if day < as_of:
        return f"وكان من المتوقع حل المعوق في {book.day(day)}، ومضى على هذا الموعد {book.subject((as_of - day).days, 'day')}."
    return f"ومن المتوقع حل المعوق في {book.day(day)}."


def reply_by(book: Phrases, to: Addressed, day: date | None) -> str:
    """What is asked in return, and by when."""
    by = f"، وذلك في موعد غايته {book.day(day)}" if day else ""
    return f"لذا يرجى{to.you} التفضل بالتنبيه نحو اتخاذ اللازم، وموافاتنا بما يتم{by}."
