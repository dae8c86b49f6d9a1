"""The phrase book of the work behind the stages: what a report says of each area, and the titles of its columns."""

from collections import Counter
from collections.abc import Mapping, Sequence

from reports.phrases import Phrases, among
from reports.work import UNTOLD, UNTOLD_DONE, Late, Work
from rollout.plan import Prospect
from rollout.training.counts import Tally
from rollout.works.handover import HandoverStatus
from rollout.works.linking import LinkStatus
from rollout.works.offices import OfficeStatus
from rollout.works.service import Phase

COMPLEX, ITEM = "complex", "item"
MOST_OWNERS = 3

HEADS = {
    "item": "البند: الخطوة التالية", "owner": "على من الخطوة", "due": "موعد الاستحقاق", "days": "التأخير (يوم)", "utility": "المرفق",
    "office": "المكتب", "body": "الجهة", "done": "دخل الخدمة", "moving": "جارٍ", "stopped": "متوقف", "not_started": "لم يبدأ",
    "not_applicable": "لا ينطبق", UNTOLD: "لم تُسجل تفاصيل", UNTOLD_DONE: "تم، دون تفاصيل", "total": "الإجمالي",
    "sites_told": "مواقع حُدد احتياجها", "sites_untold": "مواقع لم يُحدد", "wanted": "المطلوب", "nominated": "المرشح",
    "trained": "المدرب للمواقع", "short": "العجز", "persons": "المتدربون", "seats": "المقاعد", "certified": "الشهادات",
    "area": "مجال العمل", "late": "بنود متأخرة", "late_sites": "مواقع بها متأخر", "longest": "أقصى تأخير (يوم)", "told": "سُجلت تفاصيله",
    "stage_done": "تم",
}
"""Titles of columns."""

CAPTIONS = {
    "by_area": "موقف مجالات العمل", "late_by_governorate": "البنود المتأخرة بالمحافظات",
    "late_by_owner": "البنود المتأخرة بحسب صاحب الخطوة",
}
OTHER_OWNERS = "جهات أخرى"


def late(book: Phrases, found: Sequence[Late]) -> str:
    """How much is overdue, at how many sites, and whose steps these are."""
    if not found:
        return "لا يوجد متأخر عن موعده في هذا المجال حتى تاريخه."
    owners = Counter(each.owner for each in found).most_common()
    named = [f"{owner} ({book.number(n)})" for owner, n in owners[:MOST_OWNERS]]
    rest = sum(n for _owner, n in owners[MOST_OWNERS:])
    if rest:
        named.append(f"{OTHER_OWNERS} ({book.number(rest)})")
    sites = len({each.code for each in found})
    whose = "والخطوة فيه على" if len(found) == 1 else "والخطوات فيها على"
    return f"بلغ المتأخر عن موعده {book.object(len(found), ITEM)} في {book.of(sites, COMPLEX)}، {whose}: {'، '.join(named)}."


SEEN_ABOVE = "وبيانها بجدول المواقع المتأخرة أو المتعثرة."
"""Where the sites stand that are late against their promised dates."""


def shown_of(book: Phrases, shown: int, every: int) -> str:
    """That a table holds only the worst, and where the rest stands; nothing where it holds all."""
    if shown >= every:
        return ""
    left = every - shown
    return f"المعروض أشدها تأخرًا وعدده {book.number(shown)}، وما بقي وعدده {book.number(left)} مدرج بصفحة المتأخر وببيانات الملف المرفقة."


def untold(book: Phrases, counted: Mapping[str, int], register: int) -> str:
    """Of how many sites no details are recorded, and how many of those a committee reported as done; nothing where there are none."""
    done = counted.get(UNTOLD_DONE, 0)
    n = done + counted.get(UNTOLD, 0)
    if not n:
        return ""
    head = "لم تُسجل تفاصيل هذا المجال عن أي مجمع" if n == register else f"لم تُسجل تفاصيل هذا المجال عن {book.of(n, COMPLEX)}"
    if done == n:
        return f"{head}، وقد تمت المرحلة بإفادة اللجنة."
    return f"{head}، {among(n)} {book.subject(done, COMPLEX)} تمت بها المرحلة بإفادة اللجنة." if done else f"{head}."


def handover(book: Phrases, counted: Mapping[str, int], register: int, snags: int) -> str:
    statuses = (HandoverStatus.WITH_REMARKS, HandoverStatus.PROVISIONAL, HandoverStatus.FINAL, UNTOLD_DONE)
    received, remarks = sum(counted.get(each, 0) for each in statuses), counted.get(HandoverStatus.WITH_REMARKS, 0)
    said = [f"تم استلام {_of_register(book, received, register)}"] if received else ["لم يتم استلام أي مجمع حتى تاريخه"]
    if remarks:
        said.append(f"{among(received)} {book.subject(remarks, COMPLEX)} بملاحظات لم تُستوف")
    if counted.get(HandoverStatus.REJECTED, 0):
        said.append(f"ورُفض استلام {book.of(counted[HandoverStatus.REJECTED], COMPLEX)}")
    if snags:
        said.append(f"وبلغت الملاحظات المفتوحة {book.object(snags, 'remark')}")
    return "، ".join(said) + "."


def utilities(book: Phrases, counted: Mapping[str, int]) -> str:
    """Of the sites with details alone: of the others nobody knows which."""
    wanted = sum(counted.values()) - counted.get("not_applicable", 0)
    if not wanted:
        return ""
    done = counted.get("done", 0)
    said = f"تم توصيل {book.of(done, 'utility')}" if done else "لم يتم توصيل أي مرفق"
    said += f" من إجمالي {book.of(wanted, 'utility')} مطلوبة بالمجمعات المسجلة تفاصيلها"
    if counted.get("stopped", 0):
        said += f"، وتوقف العمل في {book.of(counted['stopped'], 'utility')}"
    return f"{said}."


def linking(book: Phrases, counted: Mapping[str, int], register: int) -> str:
    faulty = counted.get(LinkStatus.FAULTY, 0)
    linked = counted.get(LinkStatus.LINKED, 0) + faulty + counted.get(UNTOLD_DONE, 0)
    if not linked:
        return "لم يتم الربط الإلكتروني في أي مجمع حتى تاريخه."
    said = f"تم الربط الإلكتروني في {_of_register(book, linked, register)}"
    return f"{said}، {among(linked)} {book.subject(faulty, COMPLEX)} خطه معطل حاليًا." if faulty else f"{said}."


def training(book: Phrases, whole: Tally, targeted: Tally) -> str:
    """Three counts side by side: people, the seats that they took, certificates."""
    if not whole.seats:
        return "لم يُسجل حضور متدربين حتى تاريخه."
    said = (
        f"بلغ عدد المتدربين {book.number(whole.persons)}، والمقاعد المشغولة {book.number(whole.seats)}، "
        f"والشهادات الممنوحة {book.number(whole.certified)}"
    )
    return f"{said}، ويُحتسب من المتدربين ضمن المستهدف {book.number(targeted.persons)}."


def target(book: Phrases, reached: int, people: int, day: str) -> str:
    """Where the national target stands."""
    share = book.percent(min(reached / people, 1.0))
    return f"المستهدف تدريب {book.of(people, 'employee')} حتى {day}، تحقق منه {book.number(reached)} بنسبة {share}."


def offices(book: Phrases, counted: Mapping[str, int]) -> str:
    wanted = sum(counted.values()) - counted.get(OfficeStatus.NOT_APPLICABLE, 0)
    if not wanted:
        return ""
    opened = counted.get(OfficeStatus.OPENED, 0)
    ready = counted.get(OfficeStatus.READY, 0) + opened
    said = f"اكتملت جاهزية {book.of(ready, 'office')}" if ready else "لم تكتمل جاهزية أي مكتب"
    said += f" من إجمالي {book.of(wanted, 'office')} للجهات الشريكة بالمجمعات المسجلة تفاصيلها"
    return f"{said}، افتُتح منها {book.subject(opened, 'office')}." if opened else f"{said}."


def service(book: Phrases, counted: Mapping[str, int], register: int) -> str:
    opened, trial = counted.get(Phase.OPENED, 0), counted.get(Phase.TRIAL, 0)
    served = opened + counted.get(Phase.IN_SERVICE, 0) + counted.get(UNTOLD_DONE, 0)
    of_all = f"{book.subject(served, COMPLEX)} من إجمالي {book.of(register, COMPLEX)}"
    said = [f"دخل الخدمة {of_all}" if served else "لم يدخل الخدمة أي مجمع حتى تاريخه"]
    if opened:
        said.append(f"افتُتح {among(served)} رسميًا {book.subject(opened, COMPLEX)}")
    if trial:
        said.append(f"وبالتشغيل التجريبي {book.subject(trial, COMPLEX)}")
    return "، ".join(said) + "."


def plan(book: Phrases, work: Work, counted: Mapping[str, int]) -> str:
    """Late against the first and the latest date side by side, and how often dates were put off."""
    sums = [row.lateness for row in work.planned]
    undated = counted.get(Prospect.UNDATED, 0)
    if undated == len(work.planned):
        return "لم تُحدد مواعيد تشغيل لأي مجمع حتى تاريخه."
    first, latest = sum(each.late_first > 0 for each in sums), sum(each.late_latest > 0 for each in sums)
    pushes, days = sum(each.pushes for each in sums), sum(each.pushed_days for each in sums)
    said = [f"تأخر عن أول موعد محدد {book.number(first)} وعن آخر موعد محدد {book.number(latest)} من إجمالي {book.of(len(sums), COMPLEX)}"]
    if any(each.late_first and each.done_on for each in sums):
        said.append("بما في ذلك ما دخل الخدمة بعد موعده")
    if pushes:
        said.append(f"وأُرجئت المواعيد {book.of(pushes, 'time')} بإجمالي {book.of(days, 'day')}")
    if undated:
        said.append(f"ولم يُحدد موعد لعدد {book.of(undated, COMPLEX)}")
    return "، ".join(said) + "."


def _of_register(book: Phrases, n: int, register: int) -> str:
    return f"{book.of(n, COMPLEX)} من إجمالي {book.of(register, COMPLEX)} بنسبة {book.percent(n / register)}"
