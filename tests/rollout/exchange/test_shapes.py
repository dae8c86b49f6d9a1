"""The shapes in which committees send their registers; each is read as the same news."""

from datetime import date

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Site
from rollout.exchange import Status
from rollout.exchange.plan import plan_import
from rollout.position import position
from rollout.text import speaking
from tests.rollout.exchange.sheets import HEADINGS, MASARA, SANABO, TITLE, TODAY, fill, imported, planned, saved, states, told, workbook

DAY = date(2023, 7, 31)
NEWS = {"handover": ("done", date(2023, 2, 1)), "utilities": ("in_progress", DAY)}


OTHER_HEADINGS = (
    "تدريب الموظفين", "المجمع", "دخول المجمع الخدمة", "الكود", "المحافظة", "محضر الاستلام", "المرافق", "المركز / المدينة", "الموعد المخطط",
)


def test_title_lines_give_day_governorate_and_kind(country: Session) -> None:
    plan = imported(country, workbook(SANABO))
    assert plan.position_on == DAY
    site = country.scalars(select(Site)).one()
    assert (site.kind, plan.rows[0].governorate and plan.rows[0].governorate.code) == ("complex", "EG-AST")
    assert states(country, "AST-001") == NEWS


def test_other_words_in_another_order(country: Session) -> None:
    data = workbook(
        ("لا يوجد", "صنبو", "لم يتم", "AST-001", "أسيوط", "تم بتاريخ ١/٢/٢٠٢٣", "جاري التنفيذ", "مركز ديروط", "٨/٢٠٢٣"),
        headings=OTHER_HEADINGS,
        titles=("جمهورية مصر العربية", "الموقف حتى 31/7/2023"),
    )
    plan = planned(country, data)
    assert [(p.cell, str(p.expected)) for p in plan.problems] == [("A4", "سببًا في الخلية أو في الملاحظات")]
    data = workbook(
        ("-", "صنبو", "لم يتم", "AST-001", "أسيوط", "تم بتاريخ ١/٢/٢٠٢٣", "جاري التنفيذ", "مركز ديروط", "٨/٢٠٢٣"),
        headings=OTHER_HEADINGS,
        titles=("جمهورية مصر العربية", "الموقف حتى 31/7/2023"),
    )
    imported(country, data)
    assert states(country, "AST-001") == NEWS
    site = country.scalars(select(Site)).one()
    assert (site.name_ar, site.planned_on) == ("صنبو", date(2023, 8, 1))


def test_two_row_headings_with_merged_groups(country: Session) -> None:
    top = ("م", "الكود", "المركز", "اسم المجمع", "استلام المبنى", None, "عدادات المرافق", None, None, None, "ملاحظات")
    below = (None, None, None, None, "الموقف", "التاريخ", "الموقف", "العدد المنفذ", "المطلوب", "ملاحظات", None)
    row = (1, "AST-001", "ديروط", "مجمع خدمات صنبو", "تم", "١/٢/٢٠٢٣", "جارٍ", 3, 6, "ينقص عداد الغاز", "عاجل")
    merged = "A2:A3 B2:B3 C2:C3 D2:D3 E2:F2 G2:J2 K2:K3 A1:K1"
    imported(country, workbook(below, row, headings=top, merged=merged))
    assert states(country, "AST-001") == NEWS
    plan = planned(country, workbook(below, (*row[:7], 4, *row[8:]), headings=top, merged=merged))
    [change] = plan.rows[0].changes
    assert (change.cell, str(change.before), str(change.after)) == (
        "G4", "جارٍ التنفيذ، ٣ من ٦، ٣١ يوليو ٢٠٢٣", "جارٍ التنفيذ، ٤ من ٦، ٣١ يوليو ٢٠٢٣",
    )


def test_a_heading_below_its_group_may_name_its_own_side(country: Session) -> None:
    top = ("الكود", "المركز", "اسم المجمع", "استلام المبنى", "المرافق", None)
    below = (None, None, None, None, "عدد العدادات المركبة", "الإجمالي")
    imported(country, workbook(below, ("AST-001", "ديروط", "صنبو", date(2023, 2, 1), "٣", 6), headings=top, merged="E2:F2"))
    found = {row.stage: (row.state.value, row.done, row.wanted) for row in position(country, date(2023, 7, 31)).rows}
    assert found["utilities"] == ("in_progress", 3, 6)


def test_groups_that_are_not_merged_reach_over_their_sides(country: Session) -> None:
    top = ("الكود", "المركز", "اسم المجمع", "استلام المبنى", None, "عدادات المرافق", None)
    below = (None, None, None, "الموقف", "التاريخ", "الموقف", "التاريخ")
    imported(country, workbook(below, ("AST-001", "ديروط", "صنبو", "تم", date(2023, 2, 1), "جار", None), headings=top))
    assert states(country, "AST-001") == NEWS


def test_a_stage_in_parts_is_done_when_all_its_parts_are(country: Session) -> None:
    top = ("الكود", "المركز", "اسم المجمع", "الاستلام", "عدادات المرافق", None, None)
    below = (None, None, None, None, "كهرباء", "مياه", "صرف صحي")
    rows = (
        ("AST-001", "ديروط", "صنبو", date(2023, 2, 1), "تم", "جارٍ", "لم يتم"),
        ("AST-002", "ديروط", "مسارة", date(2023, 2, 1), "✓", "✓", "✓"),
    )
    data = workbook(below, *rows, headings=top, merged="E2:G2 A2:A3 B2:B3 C2:C3 D2:D3")
    imported(country, data)
    assert states(country, "AST-001") == NEWS
    assert states(country, "AST-002")["utilities"] == ("done", DAY)


def test_merged_marakez_stand_for_all_their_lines(country: Session) -> None:
    imported(country, workbook(SANABO, (2, "AST-002", None, *MASARA[3:]), merged="C3:C4"))
    marakez = {site.markaz_id for site in country.scalars(select(Site))}
    assert len(marakez) == 1
    assert None not in marakez


def test_group_lines_and_ditto_marks_give_the_place(country: Session) -> None:
    headings = ("م", "كود الموقع", "المركز", "اسم المجمع", "الاستلام")
    rows = [
        ("محافظة قنا",), (1, "KN-001", "دشنا", "السمطا", "تم"), (2, "KN-002", "//", "أبو دياب", "تم"),
        ("محافظة أسيوط",), (3, "AST-001", "ديروط", "صنبو", "لم يتم"),
    ]
    plan = imported(country, workbook(*rows, headings=headings, titles=("الموقف حتى 31/7/2023",)))
    assert [row.governorate.code for row in plan.rows if row.governorate] == ["EG-KN", "EG-KN", "EG-AST"]
    assert len({row.place.markaz_id for row in plan.rows[:2] if row.place}) == 1


def test_lines_that_are_no_sites_are_left_out_and_counted(country: Session) -> None:
    numbers = tuple(range(1, 9))
    data = workbook(
        numbers, SANABO, (None,) * 8, HEADINGS, MASARA, (3,),
        ("الإجمالي", None, None, None, 2, 1, 0), (None, None, "إجمالي المركز", None, 2),
        (None, None, "إعداد", None, None, "رئيس اللجنة", None), (None, None, "م/ أحمد علي", None, None, "السكرتير العام"),
    )
    plan = imported(country, data)
    assert len(plan.rows) == 2
    notices = "\n".join(told(plan))
    for line in ("صفوف إجمالي لم تُقرأ: صفان", "عناوين مكررة لم تُقرأ: صفان", "سطور ختامية لم تُقرأ: صفان", "رقم مسلسل لم تُقرأ: صف واحد"):
        assert line in notices


def test_a_line_that_looks_like_a_site_is_never_dropped(country: Session) -> None:
    plan = planned(country, workbook(SANABO, (2, None, None, None, date(2023, 2, 1), "تم", "تم", None)))
    [problem] = plan.problems
    assert (problem.row, plan.rows[0].status) == (4, Status.NEW)
    plan = planned(country, workbook(SANABO, (None, None, "كلام آخر غير معروف")))
    assert any("كلام آخر غير معروف" in line for line in told(plan))


def test_hidden_sheets_are_skipped_and_said_so_and_several_sheets_are_read(country: Session) -> None:
    book = openpyxl.Workbook()
    assert book.active
    fill(book.active, SANABO)
    hidden, second, notes = book.create_sheet("قديم"), book.create_sheet("قنا"), book.create_sheet("شرح")
    hidden.sheet_state = "hidden"
    fill(hidden, MASARA)
    fill(second, ("KN-001", "دشنا", "السمطا", "تم"), headings=("الكود", "المركز", "اسم المجمع", "الاستلام"), titles=("حتى ٣٠ يونيو ٢٠٢٣",))
    notes.append(["هذا شرح"])
    plan = imported(country, saved(book))
    assert [(row.sheet, row.code) for row in plan.rows] == [("Sheet", "AST-001"), ("قنا", "KN-001")]
    assert states(country, "KN-001") == {"handover": ("done", date(2023, 6, 30))}
    assert "الورقة «قديم»: الورقة مخفية ولم تُقرأ." in told(plan)
    assert "الورقة «شرح»: لا يوجد جدول مواقع في الورقة." in told(plan)


@pytest.mark.parametrize("filename", ["موقف أسيوط 31-7-2023.xlsx", "AST_2023-07-31.xlsx"])
def test_a_day_in_the_files_name_serves_where_the_titles_have_none(country: Session, filename: str) -> None:
    plan = planned(country, workbook(SANABO, titles=("محافظة أسيوط",)), filename)
    assert plan.position_on == DAY
    assert any("أُخذ تاريخ ٣١ يوليو ٢٠٢٣" in line for line in told(plan))


def test_a_month_in_the_title_is_its_last_day(country: Session) -> None:
    plan = planned(country, workbook(SANABO, titles=("موقف شهر يوليو ٢٠٢٣ بمحافظة أسيوط",)))
    assert plan.position_on == DAY
    assert any("أُخذ تاريخ ٣١ يوليو ٢٠٢٣" in line for line in told(plan))


def test_without_any_day_today_is_taken_and_the_second_import_takes_the_same(country: Session) -> None:
    data = workbook(SANABO, titles=("محافظة أسيوط",))
    imported(country, data)
    again = planned(country, data, today=date(2023, 12, 1))
    assert (again.position_on, again.changes_nothing) == (TODAY, True)


def test_finished_without_a_date_takes_the_sheets_day_and_says_so(country: Session) -> None:
    plan = imported(country, workbook((*SANABO[:4], "تم", "✓", "-")))
    assert states(country, "AST-001") == {"handover": ("done", DAY), "utilities": ("done", DAY)}
    assert any("تم بلا تاريخ: مرحلتان (E3، F3)" in line for line in told(plan))


def test_csv_is_read_too(country: Session) -> None:
    text = f"{TITLE}\nالكود;المركز;اسم المجمع;الاستلام\nAST-001;ديروط;صنبو;١/٢/٢٠٢٣\n"
    imported(country, text.encode("utf-8-sig"))
    assert states(country, "AST-001") == {"handover": ("done", date(2023, 2, 1))}


@pytest.mark.parametrize(("title", "headings", "kind"), [
    ("موقف المراكز التكنولوجية الثابتة", ("تجهيز المقر", "الشبكة والأجهزة", "المنظومة"), "fixed_centre"),
    ("المراكز التكنولوجية المتنقلة", ("تجهيز السيارة", "التسليم", "الترخيص"), "mobile_centre"),
    ("مراكز خدمات مصر", ("الموافقة على الموقع", "التعاقد", "تجهيز الصالة"), "misr_centre"),
])
def test_sheets_of_the_other_kinds(country: Session, title: str, headings: tuple[str, ...], kind: str) -> None:
    row = ("AST-T1", "ديروط", "موقع ديروط", date(2023, 2, 1), date(2023, 3, 1), date(2023, 4, 1))
    data = workbook(row, headings=("الكود", "المركز", "اسم الموقع", *headings), titles=(f"{title} بمحافظة أسيوط حتى 31/7/2023",))
    imported(country, data)
    assert country.scalars(select(Site.kind)).one() == kind
    assert [state for state, _day in states(country, "AST-T1").values()] == ["done"] * 3


def test_a_text_that_calls_itself_a_workbook_is_told_what_was_read_and_what_is_expected(country: Session) -> None:
    plan = plan_import(country, "خطاب من اللجنة إلى الوزارة\nلا جدول فيه\n".encode(), "موقف.xlsx", today=TODAY)
    [problem] = plan.problems
    with speaking("ar"):
        assert problem.read == "خطاب من اللجنة إلى الوزارة"
        assert "ومحتواه نص عادي" in str(problem.message)
        assert "«خطاب من اللجنة إلى الوزارة»" in str(problem.message)
        assert str(problem.expected).startswith("ملف إكسل (.xlsx) به صف عناوين")
    as_text = plan_import(country, "خطاب\n".encode(), "موقف.csv", today=TODAY)
    assert "نص عادي" not in str(as_text.problems[0].message)
