"""The wording of what committees follow up: decisions, obstacles, changes since the last meeting, restatements, completeness."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from reports.phrases import Phrases, among
from rollout.approvals.completeness import Received
from rollout.approvals.restating import Restated
from rollout.followup.deciding import Outcome
from rollout.followup.difference import Difference
from rollout.followup.levels import Level
from rollout.meetings.decisions import Followed
from rollout.obstacles.grouping import Owner, Sum
from rollout.obstacles.reading import Held

HEADS = {
    "number": "م", "code": "الكود", "site": "الموقع", "markaz": "المركز", "stage": "المرحلة", "decision": "القرار", "meeting": "الاجتماع",
    "owner": "المسئول عن التنفيذ", "due": "الموعد", "standing": "الموقف", "note": "آخر ما تم", "level": "المستوى", "late": "التأخير (يوم)",
    "obstacle": "المعوق", "body": "الجهة المسئولة", "since": "قائم منذ", "sites": "المواقع", "site_days": "أيام التوقف",
    "needed": "القرار المطلوب", "expected": "الموعد المتوقع", "obstacles": "المعوقات", "oldest": "أقدمها (يوم)",
    "unanswered": "خطابات بلا رد", "overdue": "تجاوز مهلة العرض", "what": "البيان", "before": "قبل", "after": "بعد", "approved": "المعتمد",
    "now": "المسجل الآن", "as_of": "تاريخ الموقف", "changed": "تاريخ التعديل", "reason": "السبب", "governorate": "المحافظة",
    "area": "مجال العمل", "item": "البند", "last_news": "آخر بيان", "expected_news": "المطلوب", "received": "الوارد",
    "on_time": "في الموعد", "share": "النسبة", "week": "الأسبوع المنتهي في", "category": "النوع", "approver": "بمعرفة",
}
"""Titles of columns."""

NO_DECISIONS = "لا توجد قرارات قائمة حتى تاريخه."
FIRST_MEETING = "هذا أول اجتماع مسجل للجنة، ومن ثم لا توجد قرارات سابقة تُتابع."
NOTHING_PROMISED = "لم تكن هناك قرارات قائمة عند انعقاد الاجتماع السابق."
NO_OBSTACLES = "لا توجد معوقات قائمة مسجلة حتى تاريخه."
NO_RESTATEMENTS = "لم تُعدل بعد الاعتماد أي من البيانات المعتمدة."
NOT_EXPLAINED = "لم يُذكر سبب"
CAME, LEFT = "أُدرج بالسجل", "رُفع من السجل"
FACTS = {
    "name_ar": "اسم الموقع", "kind": "نوع الموقع", "governorate": "المحافظة", "markaz_ar": "المركز", "planned_on": "شهر التشغيل المخطط",
    "heard_on": "آخر بيان",
}
"""What an approval or a meeting compares of a site besides its stages."""


def obstacles(book: Phrases, held: Sequence[Held]) -> list[str]:
    """How many there are, what waits for them, on which level they lie, and which clocks have run out."""
    if not held:
        return [NO_OBSTACLES]
    every = Sum(tuple(held))
    days = f"، بإجمالي {book.of(every.site_days, 'day')} من التوقف" if every.site_days else ""
    said = [
        f"بلغ عدد المعوقات القائمة {book.object(every.number, 'obstacle')}، يتوقف على حلها استكمال العمل في "
        f"{book.of(every.sites, 'site')}{days}، {'وأقدمها قائم' if every.number > 1 else 'وهو قائم'} منذ {book.of(every.oldest, 'day')}."
    ]
    said.append(f"المعروض منها بحسب المستوى: {levels(book, held)}.")
    if every.overdue:
        said.append(f"انقضت المهلة المقررة لعرض {book.of(every.overdue, 'obstacle')} على المستوى الأعلى.")
    if every.unanswered:
        late = f"، وانقضت مهلة الرد على {book.number(every.late_letters)} {among(every.unanswered)}" if every.late_letters else ""
        said.append(f"لم يرد الرد على {book.of(every.unanswered, 'letter')}{late}.")
    return said


def levels(book: Phrases, held: Iterable[Held]) -> str:
    """On which level how many lie, from the committee upwards."""
    found = Counter(one.standing.level for one in held)
    return "، ".join(f"{level.label} ({book.number(found[level])})" for level in Level if found[level])


def asked(book: Phrases, owner: Owner) -> str:
    """What is asked of a body: the decisions that its obstacles need, each once."""
    needed = list(dict.fromkeys(one.standing.needed.strip() for one in owner.held if one.standing.needed.strip()))
    what = "؛ ".join(needed) if needed else "سرعة حل المعوقات المبينة"
    return f"{owner.body}: {what} ({book.subject(owner.number, 'obstacle')}، {book.subject(owner.sites, 'site')})."


def promised(book: Phrases, found: Sequence[Followed]) -> str:
    """Of what was promised at the meeting before, what was kept and what was not."""
    if not found:
        return NOTHING_PROMISED
    counted = Counter(one.outcome for one in found)
    done = sum(counted[one] for one in Outcome if one.done)
    due = done + counted[Outcome.LATE]
    said = [f"بلغ عدد القرارات القائمة عند الاجتماع السابق والصادرة عنه {book.object(len(found), 'decision')}"]
    if due:
        kept = f"حل موعد تنفيذ {book.of(due, 'decision')} {among(len(found))} حتى تاريخه، نُفذ {among(due)} {book.number(done)}"
        ways = ((Outcome.KEPT, "في الموعد"), (Outcome.KEPT_EXTENDED, "خلال المهلة الإضافية"), (Outcome.KEPT_LATE, "بعد الموعد"))
        parts = "، ".join(f"{book.number(counted[one])} {way}" for one, way in ways if counted[one])
        said.append(f"{kept}{f' ({parts})' if parts else ''}، ولم يُنفذ {book.number(counted[Outcome.LATE])}")
    if counted[Outcome.OPEN]:
        said.append(f"لم يحل بعد موعد {book.of(counted[Outcome.OPEN], 'decision')}")
    if counted[Outcome.CANCELLED]:
        said.append(f"أُلغي {book.subject(counted[Outcome.CANCELLED], 'decision')}")
    return "؛ ".join(said) + "."


def standing_decisions(book: Phrases, found: Sequence[Followed]) -> str:
    """How many decisions are open, and how many of them late."""
    if not found:
        return NO_DECISIONS
    late = sum(one.days_late > 0 for one in found)
    tail = f"، تأخر تنفيذ {book.of(late, 'decision')} {among(len(found))} عن الموعد" if late else "، ولم يتأخر أي منها عن موعده"
    return f"بلغ عدد القرارات القائمة {book.object(len(found), 'decision')}{tail}."


def changed(book: Phrases, found: Difference, since: date) -> list[str]:
    """What came, what went, what moved since the meeting before."""
    head = f"منذ الاجتماع السابق (الموقف في {book.day(since)})"
    parts = []
    if found.new:
        parts.append(f"أُدرج بالسجل {book.subject(len(found.new), 'site')}")
    if found.gone:
        parts.append(f"رُفع من السجل {book.subject(len(found.gone), 'site')}")
    if found.moved:
        parts.append(f"تغير موقف {book.of(len(found.moved), 'site')}")
    if not parts:
        return [f"{head}: لم يتغير موقف أي من المواقع."]
    return [f"{head}: {'، و'.join(parts)}."]


def unheard(book: Phrases, number: int, since: date) -> str:
    """For how many sites news was expected and none came."""
    if not number:
        return f"وردت بيانات عن جميع المواقع التي لم تدخل الخدمة بعد {book.day(since)}."
    return f"لم ترد أي بيانات بعد {book.day(since)} عن {book.of(number, 'site')} لم تدخل الخدمة، وتُعرض على أنها «لم ترد بيانات»."


def completeness(book: Phrases, found: Received | None) -> str:
    """What came of the week, of how many, and how much of it in time."""
    if found is None or not found.expected:
        return "لم تكن هناك مواقع مطلوب بياناتها خلال الأسبوع."
    week = f"خلال الأسبوع المنتهي في {book.day(found.week.day)}"
    share = f" بنسبة {book.percent(found.share or 0.0)}"
    in_time = f"، منها {book.number(found.on_time)} قبل موعد إغلاق البيانات" if found.received else ""
    return f"ورد {week} موقف {book.number(found.received)} من {book.of(found.expected, 'site')} مطلوب بياناتها{share}{in_time}."


def restated(book: Phrases, found: Sequence[Restated]) -> str:
    """How many approved figures are known otherwise now."""
    if not found:
        return NO_RESTATEMENTS
    sites = len({one.site for one in found})
    silent = sum(not one.explained for one in found)
    tail = f"، ولم يُذكر السبب في {book.number(silent)} منها" if silent else ""
    return f"عُدل بعد الاعتماد {book.subject(len(found), 'value')} من البيانات المعتمدة في {book.of(sites, 'site')}{tail}."
