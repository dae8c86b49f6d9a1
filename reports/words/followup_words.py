"""The wording of what committees follow up: decisions, obstacles, changes since the last meeting, restatements, completeness."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from reports.words.phrases import Phrases, all_its, among, any_of, its
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
    "decision_number": "رقم القرار",
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
NO_RESTATEMENTS = "لم تُعدل أي من البيانات المعتمدة."
SINCE_APPROVAL, SINCE_REPORT, SINCE_MEETING = "منذ اعتماد البيانات", "منذ التقرير الصادر السابق", "منذ الاجتماع السابق"
"""What a paper speaks of that lists restatements: those that no paper of its kind has listed yet."""
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
    n, letters = every.number, every.unanswered
    said = [f"بلغ عدد المعوقات القائمة {book.object(n, 'obstacle')}، {_stopped(book, every)}، {_oldest(book, every)}."]
    on = f"المعروض {among(n)} بحسب المستوى: {levels(book, held)}" if n > 1 else f"المستوى المعروض عليه: {held[0].standing.level.label}"
    said.append(f"{on}.")
    if every.overdue:
        what = "لعرضه" if n == 1 else f"لعرض {book.of(every.overdue, 'obstacle')}"
        said.append(f"انقضت المهلة المقررة {what} على المستوى الأعلى.")
    if letters:
        late = every.late_letters
        which = all_its("علي", letters) if late == letters else f"على {book.number(late)} {among(letters)}"
        said.append(f"لم يرد رد على {book.of(letters, 'letter')}{f'، وانقضت مهلة الرد {which}' if late else ''}.")
    return said


def _stopped(book: Phrases, every: Sum) -> str:
    """What waits for the solution of one, two or many."""
    if not every.sites:
        return f"ولا يتوقف {its('علي', every.number)} أي موقع حتى تاريخه"
    days = f"، بإجمالي {book.of(every.site_days, 'day')} من التوقف" if every.site_days else ""
    return f"يتوقف على {its('حل', every.number)} استكمال العمل في {book.of(every.sites, 'site')}{days}"


def _oldest(book: Phrases, every: Sum) -> str:
    """Since when the only one or the oldest is in the way."""
    if not every.oldest:
        return {1: "وقد بدأ", 2: "وقد بدأ كلاهما"}.get(every.number, "وقد بدأت جميعها") + " في يوم الموقف نفسه"
    return f"{its('وأقدم', every.number) if every.number > 1 else 'وهو'} قائم منذ {book.of(every.oldest, 'day')}"


def levels(book: Phrases, held: Iterable[Held]) -> str:
    """On which level how many lie, from the committee upwards."""
    found = Counter(one.standing.level for one in held)
    return "، ".join(f"{level.label} ({book.number(found[level])})" for level in Level if found[level])


def raised(book: Phrases, above: Sequence[Held], every: Sequence[Held]) -> str:
    """How many of all that are open wait for the ministry or the cabinet, and what waits for these."""
    found = Sum(tuple(above))
    where = f"، في {book.of(found.sites, 'site')}، بإجمالي {book.of(found.site_days, 'day')} من التوقف" if found.sites else ""
    return f"المعروض على الوزارة أو مجلس الوزراء: {_out_of(book, found.number, len(every))}{where}."


def lower(book: Phrases, number: int, every: Sequence[Held]) -> str:
    """How many of all that are open lie with the committees and the governors."""
    return f"المعروض على اللجان والمحافظين: {_out_of(book, number, len(every))}."


def _out_of(book: Phrases, number: int, every: int) -> str:
    return f"{book.subject(number, 'obstacle')} من إجمالي المعوقات القائمة ({book.number(every)})"


def asked(book: Phrases, owner: Owner) -> str:
    """What is asked of a body: the decisions that its obstacles need, each once."""
    needed = list(dict.fromkeys(one.standing.needed.strip() for one in owner.held if one.standing.needed.strip()))
    shown = {1: "المعوق المبين", 2: "المعوقين المبينين"}.get(owner.number, "المعوقات المبينة")
    what = "؛ ".join(needed) if needed else f"سرعة حل {shown}"
    sites = f"، {book.subject(owner.sites, 'site')}" if owner.sites else ""
    return f"{owner.body}: {what} ({book.subject(owner.number, 'obstacle')}{sites})."


def promised(book: Phrases, found: Sequence[Followed]) -> str:
    """Of what was promised at the meeting before, what was kept and what was not."""
    if not found:
        return NOTHING_PROMISED
    counted, n = Counter(one.outcome for one in found), len(found)
    due = sum(counted[one] for one in Outcome if one.done) + counted[Outcome.LATE]
    said = [f"بلغ عدد القرارات القائمة عند الاجتماع السابق والصادرة عنه {book.object(n, 'decision')}"]
    if due:
        which = all_its("تنفيذ", n) if due == n else f"تنفيذ {book.of(due, 'decision')} {among(n)}"
        said.append(f"حل موعد {which} حتى تاريخه، {_kept(book, counted, due)}")
    if counted[Outcome.OPEN]:
        which = its("موعد", n) if counted[Outcome.OPEN] == n else f"موعد {book.of(counted[Outcome.OPEN], 'decision')}"
        said.append(f"لم يحل بعد {which}")
    if counted[Outcome.CANCELLED]:
        said.append(f"أُلغي {book.subject(counted[Outcome.CANCELLED], 'decision')}")
    return "؛ ".join(said) + "."


_WAYS = ((Outcome.KEPT, "في الموعد"), (Outcome.KEPT_EXTENDED, "خلال المهلة الإضافية"), (Outcome.KEPT_LATE, "بعد الموعد"))


def _kept(book: Phrases, counted: Counter[Outcome], due: int) -> str:
    """Of those whose day has come, how many were carried out, in which way, and how many were not."""
    done = due - counted[Outcome.LATE]
    if not done:
        return f"ولم يُنفذ {any_of(due)}" if due > 1 else "ولم يُنفذ"
    if due == 1:
        return "وقد نُفذ" + "".join(f" {way}" for one, way in _WAYS if counted[one])
    parts = "، ".join(f"{book.number(counted[one])} {way}" for one, way in _WAYS if counted[one])
    return f"نُفذ {among(due)} {book.number(done)}{f' ({parts})' if parts else ''}، ولم يُنفذ {book.number(due - done)}"


def standing_decisions(book: Phrases, found: Sequence[Followed]) -> str:
    """How many decisions are open, and how many of them late."""
    if not found:
        return NO_DECISIONS
    late, n = sum(one.days_late > 0 for one in found), len(found)
    if late:
        which = all_its("تنفيذ", n) if late == n else f"تنفيذ {book.of(late, 'decision')} {among(n)}"
        tail = f"تأخر {which} عن الموعد"
    else:
        tail = f"ولم يتأخر {any_of(n)} عن موعده" if n > 1 else "ولم يتأخر عن موعده"
    return f"بلغ عدد القرارات القائمة {book.object(n, 'decision')}، {tail}."


def changed(book: Phrases, found: Difference, since: date) -> list[str]:
    """What came, what went, what moved since the meeting before."""
    head = f"ما عُلم منذ الاجتماع السابق (الموقف في {book.day(since)})"
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
    served, shown = {1: ("لم يدخل", "ويُعرض على أنه"), 2: ("لم يدخلا", "ويُعرضان على أنهما")}.get(number, ("لم تدخل", "وتُعرض على أنها"))
    return f"لم ترد أي بيانات بعد {book.day(since)} عن {book.of(number, 'site')} {served} الخدمة، {shown} «لم ترد بيانات»."


def completeness(book: Phrases, found: Received | None) -> str:
    """What came of the week, of how many, and how much of it in time."""
    if found is None or not found.expected:
        return "لم تكن هناك مواقع مطلوب بياناتها خلال الأسبوع."
    week = f"خلال الأسبوع المنتهي في {book.day(found.week.day)}"
    said = "ورد" if found.received else "لم يرد"
    if found.expected == 1:
        return f"{said} {week} موقف الموقع الوحيد المطلوب بياناته{_in_time(book, found)}."
    share = f" بنسبة {book.percent(found.share or 0.0)}" if found.received else ""
    of_all = f"{book.of(found.expected, 'site')} مطلوب {its('بيانات', found.expected)}"
    number = book.number(found.received) if found.received else "أي"
    return f"{said} {week} موقف {number} من {of_all}{share}{_in_time(book, found)}."


def _in_time(book: Phrases, found: Received) -> str:
    """Of what came, how much of it before the cut-off."""
    if not found.received:
        return ""
    if found.received == 1:
        return f"، وذلك {'قبل' if found.on_time else 'بعد'} موعد إغلاق البيانات"
    return f"، {among(found.received)} {book.number(found.on_time)} قبل موعد إغلاق البيانات"


def restated(book: Phrases, found: Sequence[Restated], since: str) -> str:
    """How many approved figures changed `since` the paper before, or since their approval, and are known otherwise now."""
    if not found:
        return f"{since}: {NO_RESTATEMENTS}"
    sites = len({one.site for one in found})
    silent, n = sum(not one.explained for one in found), len(found)
    some = {n: any_of(n), 1: its("أحد", n)}.get(silent, f"{book.number(silent)} {among(n)}")
    which = "" if n == 1 else f" في {some}"
    tail = f"، ولم يُذكر السبب{which}" if silent else ""
    return f"{since}: عُدل {book.subject(n, 'value')} من البيانات المعتمدة في {book.of(sites, 'site')}{tail}."
