"""The wording of packs and minutes of committees' meetings, as governorates write them."""

from datetime import date

from reports.document.content import apart
from reports.words.phrases import Phrases
from rollout.arabic import to_digits
from rollout.arabic.dates import WEEKDAYS_AR

PACK_TITLE = "ملف العرض على {committee}"
MINUTES_TITLE = "محضر اجتماع {committee}"
NUMBERED = "الاجتماع رقم ({number}) لسنة {year}"
TITLES = {
    "meeting": "بيانات الاجتماع", "promised": "موقف تنفيذ قرارات الاجتماع السابق", "general": "الموقف العام وما استجد",
    "sites": "موقف المراكز والمواقع حسب المرحلة", "obstacles": "المعوقات", "due": "المتأخر والمطلوب خلال أسبوع",
    "supply": "موقف التوريد والفحص", "training": "موقف التدريب والجهات الشريكة", "decisions": "التوصيات والقرارات الجديدة",
    "next": "موعد الاجتماع القادم", "more": "ملحق (٣): باقي التوصيات المقترحة",
    "annex": "ملحق (١): الموقف التنفيذي للمواقع حسب المرحلة", "overdue": "ملحق (٢): بيان المتأخر عن موعده",
}
MINUTES = {
    "attendance": "الحضور", "agenda": "جدول الأعمال", "promised": "موقف تنفيذ القرارات السابقة", "position": "الموقف التنفيذي وما استجد",
    "obstacles": "المعوقات", "decisions": "القرارات", "next": "موعد الاجتماع القادم",
}
FACTS = {
    "number": "رقم الاجتماع:", "day": "التاريخ:", "hour": "الساعة:", "place": "المكان:", "as_of": "الموقف حتى:",
    "previous": "الاجتماع السابق:", "formed": "قرار تشكيل اللجنة:",
}
HEADS = {
    "number": "م", "name": "الاسم", "capacity": "الوظيفة", "body": "الجهة", "part": "الصفة في اللجنة", "came": "الحضور",
    "decision": "القرار", "owner": "المسئول عن التنفيذ", "due": "موعد التنفيذ", "level": "المستوى", "indicator": "المؤشر",
    "before": "الاجتماع السابق", "now": "الآن", "change": "الفرق", "markaz": "المركز", "register": "الإجمالي", "served": "دخل الخدمة",
    "readiness": "الجاهزية", "site": "الموقع", "code": "الكود", "step": "الخطوة المطلوبة",
    "step_owner": "المسئول عن الخطوة التالية", "late": "التأخير (يوم)",
}
CAPTIONS = {
    "attendance": "الحضور والاعتذار", "compared": "المؤشرات مقارنة بالاجتماع السابق", "markaz": "ما تم الانتهاء منه بكل مرحلة بالمراكز",
    "soon": "المطلوب خلال أسبوع", "late_decisions": "القرارات المتأخرة والمطلوب تنفيذها خلال أسبوع",
    "taken": "القرارات الصادرة عن الاجتماع",
    "agenda": "جدول الأعمال",
}
INDICATORS = {
    "register": "إجمالي المواقع", "in_service": "دخل الخدمة", "due": "المخطط دخوله الخدمة حتى تاريخه", "readiness": "متوسط الجاهزية",
    "late": "متأخر عن شهره المخطط", "stalled": "متعثر", "silent": "لم ترد بيانات حديثة",
}
NO_ATTENDANCE = "لم تُسجل بيانات الحضور والاعتذار بعد."
NO_AGENDA = "لم يُسجل جدول أعمال لهذا الاجتماع."
NOTHING_TAKEN = "لم تُسجل قرارات صادرة عن هذا الاجتماع حتى تاريخه."
NOTHING_SOON = "لا توجد بنود يحل موعدها خلال أسبوع."
RECOMMENDED = "يُقترح عرض ما يأتي على اللجنة:"
NOTHING_RECOMMENDED = "لا توجد توصيات مقترحة من واقع البيانات، فلم تنقض مهلة أي من القرارات أو المعوقات."
NEXT = "تقرر عقد الاجتماع القادم يوم {weekday} الموافق {day}."
NO_NEXT = "لم يُحدد موعد الاجتماع القادم."
SEE_ANNEX = "يرد موقف كل موقع حسب المرحلة في الملحق (١)."
SAID = "{title}: {said}"
POINT = "{number}- {words}"
RECOMMENDED_ANNEX = 3
CHAIR, RAPPORTEUR = "رئيس اللجنة", "مقرر اللجنة"
LED_BY = {"chair": "رئيس اللجنة", "deputy": "نائب رئيس اللجنة"}
SIGNERS, SIGNED_WITH = (RAPPORTEUR, CHAIR), ("التوقيع:",)
PRESENTED = "وعُرض على اللجنة الآتي:"
DECIDED = "وبعد المناقشة قررت اللجنة الآتي:"
FORMED = "قرار {by} رقم {number} المؤرخ {day}"
CLOSED, NOT_CLOSED = "أُقفل المحضر في {moment}، ويُعتمد بتوقيع رئيس اللجنة", "محضر لم يُغلق بعد"


def weekday(day: date) -> str:
    return WEEKDAYS_AR[day.weekday()]


def on(book: Phrases, day: date) -> str:
    """«الخميس ٣٠ نوفمبر ٢٠٢٣»."""
    return f"{weekday(day)} {book.day(day)}"


def hour(book: Phrases, at: str) -> str:
    return apart(to_digits(at, book.digits))


def numbered(book: Phrases, number: int, year: int) -> str:
    return NUMBERED.format(number=book.number(number), year=to_digits(str(year), book.digits))


def convened(book: Phrases, day: date, at: str, place: str, committee: str, formed: str, chair: str) -> str:
    """The sentence with which minutes begin."""
    where = f" ب{place}" if place else ""
    by = f" المشكلة ب{formed}" if formed else ""
    led = f"، برئاسة {chair}" if chair else ""
    return f"إنه في يوم {weekday(day)} الموافق {book.day(day)}، في تمام الساعة {hour(book, at)}{where}، اجتمعت {committee}{by}{led}."


def more_recommended(book: Phrases, rest: int) -> str:
    """How many recommendations the annex has besides those of the body."""
    return f"وباقي التوصيات وعددها {book.number(rest)} بملحق ({book.number(RECOMMENDED_ANNEX)})."


def late_decision(book: Phrases, words: str, owner: str, days: int) -> str:
    return f"استعجال تنفيذ القرار «{words}» لدى {owner}، وقد تأخر {book.object(days, 'day')}."


def to_raise(book: Phrases, title: str, level: str, days: int) -> str:
    return f"عرض المعوق «{title}» على المستوى الأعلى ({level})، وقد انقضت مهلة عرضه منذ {book.of(days, 'day')}."


def to_remind(book: Phrases, title: str, body: str, days: int) -> str:
    return f"استعجال رد {body} بشأن «{title}»، وقد انقضت مهلة الرد منذ {book.of(days, 'day')}."


def past_promise(book: Phrases, title: str, body: str, days: int) -> str:
    return f"مطالبة {body} بموعد جديد لحل المعوق «{title}»، وقد مضى على الموعد المتوقع {book.subject(days, 'day')}."
