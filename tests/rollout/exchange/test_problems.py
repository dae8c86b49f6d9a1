"""What cannot be taken is reported, all of it at once, with its address; and nothing is written that was not accepted."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from rollout.errors import Refused
from rollout.exchange import Status, apply, problem_lines
from tests.rollout.exchange.sheets import MASARA, SANABO, TODAY, cells, imported, planned, row_counts, states, told, workbook

DAY = date(2023, 7, 31)


def broken() -> bytes:
    """Two clean lines and one of each fault."""
    return workbook(
        SANABO,
        (2, "AST-002", "ديروط", "مجمع خدمات مسارة", "كلام", "32/1/2023", "تم", None),
        (3, "AST-003", "ديروط", "مجمع خدمات بانوب", date(2023, 9, 1), "لا ينطبق", "-", None),
        (4, "AST-004", "ديروط", "مجمع خدمات دشلوط", "لم يبدأ", date(2023, 3, 1), "-", None),
        (5, "AST-005", "ديروت", "مجمع خدمات كودية", "تم", "-", "-", None),
        (6, "AST-006", "أبنوب", "مجمع خدمات الحمام", date(2023, 8, 5), "-", "-", None),
        (7, "AST-007", "أبنوب", "مجمع خدمات بني محمد", "تم", "-", "-", None),
        (8, "AST-007", "أبنوب", "مجمع خدمات بني محمد", "تم", "-", "-", None),
        (9, None, "أبنوب", "مجمع غير معروف", "تم", "-", "-", None),
        (10, "AST-010", "منفلوط", "مجمع خدمات الحواتكة", "تم", "٧ من ٦", "-", None),
    )


def test_all_problems_come_at_once_each_with_its_cell(country: Session) -> None:
    plan = planned(country, broken())
    found = [(problem.row, problem.cell, str(problem.field)) for problem in plan.problems]
    assert found == [
        (4, "E4", "استلام المبنى"), (4, "F4", "عدادات المرافق"), (5, "E5", "استلام المبنى"), (5, "F5", "عدادات المرافق"),
        (6, "F6", "عدادات المرافق"), (7, "C7", "مركز"), (8, "E8", "استلام المبنى"), (9, "", "كود الموقع"), (10, "", "كود الموقع"),
        (11, "D11", "اسم الموقع"), (12, "F12", "عدادات المرافق"),
    ]
    texts = {problem.cell: str(problem.line) for problem in plan.problems}
    assert texts["E4"] == (
        "الورقة «Sheet»، الخلية E4: استلام المبنى: المكتوب «كلام»، والمتوقع: "
        "تاريخ، أو أحد هذه: تم، لم يبدأ، جارٍ، متعثر، لا ينطبق، ٣ من ٦، ٦٤٪، شرطة."
    )
    assert "١ سبتمبر ٢٠٢٣" in texts["E5"]
    assert "سبب" in texts["F5"]
    assert "استلام المبنى" in texts["F6"]  # the journal's own rule, laid at the cell that breaks it
    assert "هل المقصود «ديروط»؟" in texts["C7"]
    assert "٣١ يوليو ٢٠٢٣" in texts["E8"]
    assert [plan.rows[index].status for index in (0, 1, 9)] == [Status.NEW, Status.PROBLEM, Status.PROBLEM]
    assert problem_lines(plan.problems)[0][:4] == ["Sheet", "E4", "استلام المبنى", "كلام"]


def test_all_or_nothing(country: Session) -> None:
    before = row_counts(country)
    plan = planned(country, broken())
    with pytest.raises(Refused, match="لم يُستورد شيء"):
        apply(country, plan, today=TODAY)
    country.commit()
    assert row_counts(country) == before


def test_exactly_the_accepted_lines(country: Session) -> None:
    before = row_counts(country)
    plan = planned(country, broken())
    with pytest.raises(Refused, match="الصف ٤"):
        apply(country, plan, accepted={("Sheet", 3), ("Sheet", 4)}, today=TODAY)
    with pytest.raises(Refused, match="الصف ٩٩"):
        apply(country, plan, accepted={("Sheet", 99)}, today=TODAY)
    assert row_counts(country) == before
    run = apply(country, plan, accepted={("Sheet", 3)}, today=TODAY)
    assert (run.sites_added, run.entries_added, run.rows_skipped) == (1, 2, 9)
    after = row_counts(country)
    assert {table: after[table] - before[table] for table in after} == {
        "site": 1, "markaz": 0, "local_unit": 0, "progress_entry": 2, "affirmation": 0, "import_run": 1,
    }


def test_two_columns_for_one_field_stop_their_sheet(country: Session) -> None:
    headings = ("الكود", "المركز", "اسم المجمع", "الاستلام", "استلام المبنى")
    plan = planned(country, workbook(("AST-001", "ديروط", "صنبو", "تم", "لم يتم"), headings=headings))
    assert cells(plan) == ["E2"]
    assert "«الاستلام» (العمود D)" in str(plan.problems[0].message)
    assert not plan.rows[0].can_be_accepted


def test_unknown_headings_are_told_with_a_suggestion(country: Session) -> None:
    headings = ("الكود", "المركز", "اسم المجمع", "الاستلام", "الاثاس", "عدد الأدوار")
    plan = planned(country, workbook(("AST-001", "ديروط", "صنبو", "تم", "تم", 3), headings=headings))
    assert plan.problems == []
    lines = told(plan)
    assert any("«الاثاس» غير معروف ولم يُقرأ عموده. هل المقصود «الأثاث والتجهيزات»؟" in line for line in lines)
    assert any("«عدد الأدوار» غير معروف ولم يُقرأ عموده." in line for line in lines)


def test_a_sheet_that_speaks_for_the_future_is_a_problem(country: Session) -> None:
    plan = planned(country, workbook(SANABO, titles=("محافظة أسيوط", "الموقف حتى 31/12/2023")))
    assert [str(problem.field) for problem in plan.problems] == ["تاريخ الموقف"]
    assert not plan.rows[0].can_be_accepted


def test_errors_and_uncalculated_formulas_are_not_blank_cells(country: Session) -> None:
    plan = planned(country, workbook((1, "AST-001", "ديروط", "صنبو", "=TODAY()", "=1/0", "تم", None)))
    assert cells(plan) == ["E3", "F3"]
    assert {problem.read for problem in plan.problems} == {"معادلة بلا قيمة محسوبة"}


def test_a_file_without_a_table_is_one_problem(country: Session) -> None:
    plan = planned(country, workbook(("مرحبا",), titles=(), headings=()))
    assert (plan.rows, len(plan.problems)) == ([], 1)


def test_fields_are_checked(country: Session) -> None:
    headings = ("الكود", "المحافظة", "اسم المجمع", "خط العرض", "خط الطول", "الدفعة المخططة", "البرنامج", "الاستلام")
    rows = (
        ("AST-001", "أسيوط", "صنبو", 27.18, 31.18, "أغسطس ٢٠٢٣", "برنامج التنمية المحلية بصعيد مصر", "تم"),
        ("AST-002", "اسيوت", "مسارة", 3, "شرق", "قريبًا", "برنامج آخر", "تم"),
    )
    plan = planned(country, workbook(*rows, headings=headings))
    assert cells(plan) == ["B4"]
    rows = (rows[0], ("AST-002", "أسيوط", *rows[1][2:]))
    assert cells(planned(country, workbook(*rows, headings=headings))) == ["D4", "E4", "F4", "G4"]


def test_a_changed_date_is_a_correction_and_news_of_an_earlier_day_is_not_hidden(country: Session) -> None:
    imported(country, workbook((*SANABO[:4], "جارٍ", "-", "-"), titles=("أسيوط", "حتى 31/3/2023")))
    imported(country, workbook((*SANABO[:4], "٥٠٪", "-", "-"), titles=("محافظة أسيوط حتى 30/4/2023",)))
    late = workbook((*SANABO[:4], "١/٣/٢٠٢٣", "-", "-"))  # done long before the two sheets that called it under way
    imported(country, late)
    assert states(country, "AST-001") == {"handover": ("done", date(2023, 3, 1))}
    assert planned(country, late).changes_nothing
    corrected = workbook((*SANABO[:4], "١/٢/٢٠٢٣", "-", "-"))
    plan = imported(country, corrected)
    assert [change.cell for change in plan.rows[0].changes] == ["E3"]
    assert planned(country, corrected).changes_nothing


def test_an_unchanged_site_is_affirmed_once_for_each_sheet(country: Session) -> None:
    july, august = workbook(SANABO, MASARA), workbook(SANABO, MASARA, titles=("أسيوط حتى ٥ أغسطس ٢٠٢٣", "محافظة أسيوط"))
    imported(country, july)
    plan = planned(country, august)
    assert (plan.entries, plan.affirmations) == (0, 2)
    apply(country, plan, today=TODAY)
    assert planned(country, august).changes_nothing
    assert planned(country, july).changes_nothing


def test_going_back_is_said(country: Session) -> None:
    imported(country, workbook(SANABO, titles=("محافظة أسيوط حتى 30/6/2023",)))
    plan = planned(country, workbook((*SANABO[:4], "لم يتم", "-", "-")))
    assert any("كانت الحالة «تم الانتهاء» وستعود إلى «لم يبدأ»" in line for line in told(plan))


def test_a_heading_that_may_mean_two_stages_stops_its_sheet(country: Session) -> None:
    headings = ("الكود", "المركز", "اسم المجمع", "الاستلام", "المرافق والأثاث")
    plan = planned(country, workbook(("AST-001", "ديروط", "صنبو", "تم", "تم"), headings=headings))
    [problem] = plan.problems
    assert problem.cell == "E2"
    assert "الأثاث والتجهيزات، عدادات المرافق" in str(problem.message)


def test_a_heading_means_the_stage_of_the_sites_own_kind(country: Session) -> None:
    headings = ("الكود", "النوع", "اسم الموقع", "الاستلام")
    data = workbook(("AST-001", "مجمع", "صنبو", "تم"), ("AST-M1", "سيارة متنقلة", "سيارة ١", "جارٍ"), headings=headings, titles=(
        "محافظة أسيوط حتى ٣١ يوليو ٢٠٢٣",
    ))
    imported(country, data)
    assert states(country, "AST-001") == {"handover": ("done", DAY)}
    assert states(country, "AST-M1") == {"delivery": ("in_progress", DAY)}


def test_a_stage_of_another_kind_is_not_dropped(country: Session) -> None:
    headings = ("الكود", "النوع", "اسم الموقع", "الترخيص", "الأثاث", "المرافق")
    row = ("AST-001", "مجمع", "صنبو", "تم", "جارٍ", "-")
    plan = planned(country, workbook(row, headings=headings, titles=("محافظة أسيوط حتى 31/7/2023", "المجمعات والمراكز المتنقلة")))
    assert cells(plan) == ["D4"]
    assert "لا تخص" in str(plan.problems[0].expected)


@pytest.mark.parametrize("code", ["AST/1", "AST\\1", "AST%2F1", "AST<1>", "AST?1", "AST#1", ".AST"])
def test_a_new_code_that_would_break_addresses_is_refused(country: Session, code: str) -> None:
    plan = planned(country, workbook((1, code, *SANABO[2:])))
    assert [problem.cell for problem in plan.problems] == ["B3"]
    assert row_counts(country)["site"] == 0
