"""What reports say of the work behind the stages, for none, one, two, a few and many."""

from dataclasses import replace
from datetime import date

import pytest

from reports.document.content import Cell, Column, ColumnKind, Document, Letterhead, Paragraph, Section, Signatures, Table, Words
from reports.forms.pdf import render
from reports.progress.work_late import MOST_LINES, late_tables, merged, steps_of_line
from reports.progress.work_tables import status_table
from reports.readings.work import UNTOLD, UNTOLD_DONE, Late
from reports.words import work_words as words
from reports.words.phrases import Phrases
from rollout.arabic import Digits
from rollout.plan import Prospect
from rollout.text import speaking
from rollout.training.counts import Tally
from rollout.works.handover import HandoverStatus
from rollout.works.linking import LinkStatus
from rollout.works.offices import OfficeStatus
from rollout.works.service import Phase
from rollout.works.utilities import MeterStatus
from tests.reports import reading
from tests.reports.made_up import KNOWN_AT

BOOK = Phrases(Digits.ARABIC)


def a_late(code: str = "AST-001", owner: str = "المحافظة", days: int = 40, item: str = "الكهرباء", step: str = "الطلب") -> Late:
    return Late("utilities", "EG-AST", code, "مجمع خدمات صنبو", item, step, owner, date(2023, 6, 21), days)


@pytest.mark.parametrize(("n", "sites", "sentence"), [
    (0, 0, "لا يوجد متأخر عن موعده في هذا المجال حتى تاريخه."),
    (1, 1, "بلغ المتأخر عن موعده بندًا واحدًا في مجمع واحد، والمسئول عن الخطوة التالية فيه: المحافظة (١)."),
    (2, 2, "بلغ المتأخر عن موعده بندين في مجمعين، والمسئول عن الخطوات التالية فيها: المحافظة (٢)."),
    (5, 3, "بلغ المتأخر عن موعده ٥ بنود في ٣ مجمعات، والمسئول عن الخطوات التالية فيها: المحافظة (٥)."),
    (12, 11, "بلغ المتأخر عن موعده ١٢ بندًا في ١١ مجمعًا، والمسئول عن الخطوات التالية فيها: المحافظة (١٢)."),
])
def test_what_is_overdue_in_a_sentence(n: int, sites: int, sentence: str) -> None:
    assert words.late(BOOK, [a_late(f"AST-{number % sites:03}") for number in range(n)]) == sentence


def test_only_the_owners_of_most_are_named() -> None:
    found = [a_late(owner=owner) for owner in ("أ", "ب", "ب", "ج", "ج", "ج", "د", "ه")]
    said = words.late(BOOK, found)
    assert said.endswith("والمسئول عن الخطوات التالية فيها: ج (٣)، ب (٢)، أ (١)، جهات أخرى (٢).")


@pytest.mark.parametrize(("counted", "register", "sentence"), [
    ({}, 4, ""),
    ({UNTOLD: 1}, 4, "لم تُسجل تفاصيل هذا المجال عن مجمع واحد."),
    ({UNTOLD: 2, UNTOLD_DONE: 3}, 9, "لم تُسجل تفاصيل هذا المجال عن ٥ مجمعات، منها ٣ مجمعات تمت بها المرحلة بإفادة اللجنة."),
    ({UNTOLD_DONE: 2}, 9, "لم تُسجل تفاصيل هذا المجال عن مجمعين، وقد تمت المرحلة بإفادة اللجنة."),
    ({UNTOLD: 9}, 9, "لم تُسجل تفاصيل هذا المجال عن أي مجمع."),
])
def test_sites_without_details_in_a_sentence(counted: dict[str, int], register: int, sentence: str) -> None:
    assert words.untold(BOOK, counted, register) == sentence


def test_each_area_in_a_sentence() -> None:
    handover = {HandoverStatus.WITH_REMARKS: 2, HandoverStatus.PROVISIONAL: 3, HandoverStatus.REJECTED: 1, HandoverStatus.NOTIFIED: 4}
    assert words.handover(BOOK, handover, 10, 3) == (
        "تم استلام ٥ مجمعات من إجمالي ١٠ مجمعات بنسبة ٥٠٪، منها مجمعان بملاحظات لم تُستوف، ورُفض استلام مجمع واحد، "
        "وبلغت الملاحظات المفتوحة ٣ ملاحظات."
    )
    assert words.handover(BOOK, {HandoverStatus.NOTIFIED: 1}, 1, 0) == "لم يتم استلام أي مجمع حتى تاريخه."
    utilities = {MeterStatus.IN_SERVICE: 11, MeterStatus.UNDER_WAY: 2, MeterStatus.STOPPED: 1, MeterStatus.NOT_APPLICABLE: 2}
    assert words.utilities(BOOK, utilities, 0) == "تم توصيل ١١ مرفقًا من إجمالي ١٤ مرفقًا مطلوبة بالمجمعات، وتوقف العمل في مرفق واحد."
    assert words.utilities(BOOK, utilities, 2).endswith("، وأفادت اللجنة بتوصيل مرفقين غير ذلك دون تحديد.")
    assert words.utilities(BOOK, {}, 0) == ""
    linking = {LinkStatus.LINKED: 3, LinkStatus.FAULTY: 1, LinkStatus.REQUESTED: 4}
    assert words.linking(BOOK, linking, 8) == (
        "تم الربط الإلكتروني في ٤ مجمعات من إجمالي ٨ مجمعات بنسبة ٥٠٪، منها مجمع واحد خطه معطل حاليًا."
    )
    offices = {OfficeStatus.READY: 2, OfficeStatus.OPENED: 1, OfficeStatus.PREPARING: 2, OfficeStatus.NOT_APPLICABLE: 5}
    assert words.offices(BOOK, offices, 0) == "اكتملت جاهزية ٣ مكاتب من إجمالي ٥ مكاتب للجهات الشريكة، افتُتح منها مكتب واحد."
    assert words.offices(BOOK, offices, 3).endswith("، وأفادت اللجنة بجاهزية ٣ مكاتب غير ذلك دون تحديد.")
    service = {Phase.OPENED: 1, Phase.IN_SERVICE: 1, Phase.TRIAL: 1}
    assert words.service(BOOK, service, 3) == (
        "دخل الخدمة مجمعان من إجمالي ٣ مجمعات، افتُتح منهما رسميًا مجمع واحد، وبالتشغيل التجريبي مجمع واحد."
    )


def test_people_seats_and_certificates_are_never_merged() -> None:
    said = words.training(BOOK, Tally(90, 120, 60), Tally(70, 80, 50))
    assert said == "بلغ عدد المتدربين ٩٠، والمقاعد المشغولة ١٢٠، والشهادات الممنوحة ٦٠، ويُحتسب من المتدربين ضمن المستهدف ٧٠."
    assert words.training(BOOK, Tally(), Tally()) == "لم يُسجل حضور متدربين حتى تاريخه."


def test_what_fills_too_many_pages_is_counted_by_site() -> None:
    found = [a_late(f"AST-{number:03}", days=300 - number) for number in range(MOST_LINES)]
    [table] = late_tables(BOOK, found)
    assert [row[-1].value for row in table.rows] == list(range(300, 300 - MOST_LINES, -1))
    [table] = late_tables(BOOK, [*found, a_late("AST-005", owner="المحافظة", days=2), replace(a_late("AST-999", days=1), area="linking")])
    assert table.total
    assert table.note == words.BY_SITE_NOTE
    assert [cell.value or cell.text for cell in table.rows[0]] == ["AST-005", "مجمع خدمات صنبو", 2, "٠", 2, 295]
    assert [cell.value for cell in table.rows[-1]][2:] == [MOST_LINES + 1, 1, MOST_LINES + 2, 300]


def test_a_line_is_of_one_site_and_day_and_names_each_step_with_its_items() -> None:
    same = [a_late(), a_late(item="مياه الشرب"), a_late(step="السداد", owner="الشركة", item="الغاز"), a_late("AST-002")]
    lines = merged(same)
    assert [[late.item for late in line] for line in lines] == [["الكهرباء", "مياه الشرب", "الغاز"], ["الكهرباء"]]
    assert steps_of_line(lines[0]) == "الكهرباء، مياه الشرب: الطلب؛ الغاز: السداد"


def test_items_are_written_in_the_digits_of_the_paper() -> None:
    [table] = late_tables(Phrases(Digits.WESTERN), [a_late(item="ملاحظة ٣")])
    assert table.rows[0][2].text == "ملاحظة 3: الطلب"


def test_no_page_holds_nothing_but_signatures() -> None:
    signed = Section("", (Signatures(("إعداد", "مراجعة", "يعتمد"), ("الاسم", "التوقيع"), "والأمر معروض."),))
    filler = Column("م", ColumnKind.NUMBER)
    for length in range(30, 46, 2):
        long = Table((filler,), tuple((Cell(f"{number}"),) for number in range(length)))
        for last in (Table((filler,), ((Cell("ختام"),),)), Paragraph("ختام البيان.", item=True)):
            sections = (Section("أولًا: تمهيد", (long, last)), signed)
            paper = Document("AST/1", "تقرير", "محافظة أسيوط", "الموقف", Letterhead(("جمهورية مصر العربية", "وزارة"), ()), sections,
                             ("تذييل",), Words("صفحة", "من", "١"), KNOWN_AT)
            [page] = [text for text in reading.pages(render(paper)) if "إعداد" in text]
            assert "ختام" in page, (length, last)


def test_the_head_of_a_section_its_sentence_and_its_table_stay_together() -> None:
    with speaking("ar"):
        table = status_table(BOOK, dict.fromkeys(Prospect, 0), 1)
    filler = Column("م", ColumnKind.NUMBER)
    for length in range(28, 40, 2):
        long = Table((filler,), tuple((Cell(f"{number}"),) for number in range(length)))
        sections = (Section("أولًا: تمهيد", (long,)), Section("ثانيًا: التالي", (Paragraph("جملة تمهد للجدول."), table)))
        paper = Document("AST/1", "تقرير", "محافظة أسيوط", "الموقف", Letterhead(("جمهورية مصر العربية", "وزارة"), ()), sections, ("تذييل",),
                         Words("صفحة", "من", "١"), KNOWN_AT)
        [page] = [text for text in reading.pages(render(paper)) if "ثانيا" in text]
        assert "جملة تمهد" in page
        assert "معرض للتأخر" in page, length
