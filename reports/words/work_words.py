"""The phrase book of the work behind the stages: what a report says of each area, and the titles of its columns."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from reports.readings.work import UNTOLD, UNTOLD_DONE, Late, Work
from reports.words.headings import TITLES
from reports.words.phrases import Phrases, among
from rollout.plan import Prospect
from rollout.training.counts import Tally
from rollout.training.gap import Need
from rollout.works import AREAS
from rollout.works.handover import HandoverStatus
from rollout.works.linking import LinkStatus
from rollout.works.offices import OfficeStatus
from rollout.works.service import Phase
from rollout.works.utilities import MeterStatus

COMPLEX, ITEM = "complex", "item"
MOST_OWNERS = 3

HEADS = {
    "item": "البنود: الخطوة التالية", "owner": "المسئول عن الخطوة التالية", "due": "موعد الاستحقاق", "days": "التأخير (يوم)",
    "utility": "المرفق", "office": "المكتب", "body": "الجهة", "not_applicable": "لا ينطبق", UNTOLD: "لم تُسجل تفاصيل",
    "total": "الإجمالي", "covered": "جملة المشمول بالمستهدف",
    "sites_told": "مواقع حُدد احتياجها", "sites_untold": "مواقع لم يُحدد", "wanted": "المطلوب", "nominated": "المرشح",
    "trained": "المدرب للمواقع", "short": "العجز", "persons": "المتدربون", "seats": "المقاعد", "certified": "الشهادات",
    "area": "مجال العمل", "late": "بنود متأخرة", "late_sites": "مواقع بها متأخر", "longest": "أقصى تأخير (يوم)", "told": "سُجلت تفاصيله",
    "stage_done": "تم",
}
"""Titles of columns."""

CAPTIONS = {
    "by_area": "موقف مجالات العمل", "late_by_governorate": "البنود المتأخرة بالمحافظات",
    "late_by_owner": "البنود المتأخرة بحسب المسئول عن الخطوة التالية",
}
OTHER_OWNERS = "جهات أخرى"

AREA_NAMES = {area: TITLES[f"work_{area}"] for area in AREAS}
"""The areas by the titles of their sections, in the order of print."""


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
    whose = "والمسئول عن الخطوة التالية فيه" if len(found) == 1 else "والمسئول عن الخطوات التالية فيها"
    return f"بلغ المتأخر عن موعده {book.object(len(found), ITEM)} في {book.of(sites, COMPLEX)}، {whose}: {'، '.join(named)}."


def listed(book: Phrases, annexed: int, above: int, annex: int) -> str:
    """Where the overdue stand: how many in the annex, and how many, for their promised day of service, in the table of late sites."""
    if not above:
        return f"والبيان بملحق ({book.number(annex)})." if annexed else ""
    said = f"وبيان ما تجاوز منها موعد التشغيل وعدده {book.number(above)} بجدول المواقع المتأخرة أو المتعثرة"
    return f"{said}، وبيان ما عداه بملحق ({book.number(annex)})." if annexed else f"{said}."


BY_SITE_NOTE = "عدد البنود المتأخرة بكل موقع حسب مجال العمل، وبيان كل بند ضمن البيانات المرفقة بالملف."
"""What the annex counts where the lines would be too many."""


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


def handover(book: Phrases, counted: Mapping[Any, int], register: int, snags: int) -> str:
    statuses = (HandoverStatus.WITH_REMARKS, HandoverStatus.PROVISIONAL, HandoverStatus.FINAL)
    received, remarks = sum(counted.get(each, 0) for each in statuses), counted.get(HandoverStatus.WITH_REMARKS, 0)
    said = [f"تم استلام {_of_register(book, received, register)}"] if received else ["لم يتم استلام أي مجمع حتى تاريخه"]
    if remarks:
        said.append(f"{among(received)} {book.subject(remarks, COMPLEX)} بملاحظات لم تُستوف" if received > 1 else "بملاحظات لم تُستوف")
    if counted.get(HandoverStatus.REJECTED, 0):
        said.append(f"ورُفض استلام {book.of(counted[HandoverStatus.REJECTED], COMPLEX)}")
    if snags:
        said.append(f"وبلغت الملاحظات المفتوحة {book.object(snags, 'remark')}")
    return "، ".join(said) + "."


def utilities(book: Phrases, counted: Mapping[Any, int], reported: int) -> str:
    """`reported` are those that a sheet reported as done without saying which."""
    wanted = sum(counted.values()) - counted.get(MeterStatus.NOT_APPLICABLE, 0)
    if not wanted:
        return ""
    done, stopped = counted.get(MeterStatus.IN_SERVICE, 0), counted.get(MeterStatus.STOPPED, 0)
    said = f"تم توصيل {book.of(done, 'utility')}" if done else "لم يتم توصيل أي مرفق"
    said += f" من إجمالي {book.of(wanted, 'utility')} مطلوبة بالمجمعات"
    if stopped:
        said += f"، وتوقف العمل في {book.of(stopped, 'utility')}"
    if reported:
        said += f"، وأفادت اللجنة بتوصيل {book.of(reported, 'utility')} غير ذلك دون تحديد"
    return f"{said}."


def linking(book: Phrases, counted: Mapping[Any, int], register: int) -> str:
    faulty = counted.get(LinkStatus.FAULTY, 0)
    linked = counted.get(LinkStatus.LINKED, 0) + faulty
    if not linked:
        return "لم يتم الربط الإلكتروني في أي مجمع حتى تاريخه."
    said = f"تم الربط الإلكتروني في {_of_register(book, linked, register)}"
    if linked == 1 and faulty:
        return f"{said}، وخطه معطل حاليًا."
    line = {1: "خطه معطل", 2: "خطاهما معطلان"}.get(faulty, "خطوطها معطلة")
    return f"{said}، {among(linked)} {book.subject(faulty, COMPLEX)} {line} حاليًا." if faulty else f"{said}."


def training(book: Phrases, whole: Tally, targeted: Tally) -> str:
    """Three counts side by side: people, the seats that they took, certificates."""
    if not whole.seats:
        return "لم يُسجل حضور متدربين حتى تاريخه."
    said = (
        f"بلغ عدد المتدربين {book.number(whole.persons)}، والمقاعد المشغولة {book.number(whole.seats)}، "
        f"والشهادات الممنوحة {book.number(whole.certified)}"
    )
    return f"{said}، ويُحتسب من المتدربين ضمن المستهدف {book.number(targeted.persons)}."


def shortage(book: Phrases, covered: Need) -> str:
    """Who is still to be trained, of the bodies whose staff the target covers."""
    if covered.wanted is None:
        return "ولم يُحدد احتياج المواقع من العاملين بالجهات المشمولة بالمستهدف."
    said = f"وبلغ العجز {book.number(covered.short)} من إجمالي {book.of(covered.wanted, 'employee')} مطلوب تدريبهم"
    return f"{said} بالجهات المشمولة بالمستهدف وحدها."


def target(book: Phrases, reached: int, people: int, day: str) -> str:
    """Where the national target stands."""
    share = book.percent(min(reached / people, 1.0))
    return f"المستهدف تدريب {book.of(people, 'employee')} حتى {day}، تحقق منه {book.number(reached)} بنسبة {share}."


def offices(book: Phrases, counted: Mapping[Any, int], reported: int) -> str:
    """`reported` are those that a sheet reported as ready without saying whose."""
    wanted = sum(counted.values()) - counted.get(OfficeStatus.NOT_APPLICABLE, 0)
    if not wanted:
        return ""
    opened = counted.get(OfficeStatus.OPENED, 0)
    ready = counted.get(OfficeStatus.READY, 0) + opened
    said = f"اكتملت جاهزية {book.of(ready, 'office')}" if ready else "لم تكتمل جاهزية أي مكتب"
    said += f" من إجمالي {book.of(wanted, 'office')} للجهات الشريكة"
    if opened:
        said += f"، افتُتح {among(ready)} {book.subject(opened, 'office')}" if ready > 1 else "، وقد افتُتح"
    if reported:
        said += f"، وأفادت اللجنة بجاهزية {book.of(reported, 'office')} غير ذلك دون تحديد"
    return f"{said}."


def service(book: Phrases, counted: Mapping[Any, int], register: int) -> str:
    opened, trial = counted.get(Phase.OPENED, 0), counted.get(Phase.TRIAL, 0)
    served = opened + counted.get(Phase.IN_SERVICE, 0)
    of_all = f"{book.subject(served, COMPLEX)} من إجمالي {book.of(register, COMPLEX)}"
    said = [f"دخل الخدمة {of_all}" if served else "لم يدخل الخدمة أي مجمع حتى تاريخه"]
    if opened:
        said.append(f"افتُتح {among(served)} رسميًا {book.subject(opened, COMPLEX)}" if served > 1 else "وقد افتُتح رسميًا")
    if trial:
        said.append(f"وبالتشغيل التجريبي {book.subject(trial, COMPLEX)}")
    return "، ".join(said) + "."


def plan(book: Phrases, work: Work, counted: Mapping[Any, int]) -> str:
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
