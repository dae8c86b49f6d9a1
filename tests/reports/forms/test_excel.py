"""A workbook holds the tables of its document: real numbers, days and sums, and never a formula that somebody typed."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import unescape

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from reports.document.content import Cell, Column, ColumnKind, Document, KeyFigure, Section, Table
from reports.forms import excel
from reports.forms.excel_values import Written, plain, written
from rollout.arabic import Digits
from rollout.stages import Kind, State
from tests.reports.made_document import every_block, long_table
from tests.reports.made_up import a_paper, a_site, all_done

NUMBER, TEXT, CODE, MARK = (Column("أ", kind) for kind in (ColumnKind.NUMBER, ColumnKind.TEXT, ColumnKind.CODE, ColumnKind.MARK))
ARABIC = "[$-2000C01]"


@pytest.fixture(scope="module")
def report() -> Document:
    return a_paper(
        *[a_site(all_done(), proven=("handover",), planned_on=date(2023, 3, 1)) for _ in range(4)],
        a_site({"handover": State.DONE, "utilities": State.STALLED}), a_site(all_done(Kind.FIXED_CENTRE), kind=Kind.FIXED_CENTRE),
    )


def tables(document: Document) -> list[Table]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, Table)]


def sheets(content: bytes) -> list[Worksheet]:
    return load_workbook(io.BytesIO(content)).worksheets[1:]


def held(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def rows_read(content: bytes) -> Iterator[list[list[Any]]]:
    """The rows of each table as another program reads them, without the line above the headings."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names[1:]:
        yield [[held(value) for value in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)][1:]


@pytest.mark.parametrize("which", ["every block", "a report"])
def test_what_is_read_back_is_what_is_printed(which: str, report: Document) -> None:
    document = every_block() if which == "every block" else report
    read = list(rows_read(excel.render(document)))
    assert len(read) == len(tables(document)) > 1
    for table, (heads, *rows) in zip(tables(document), read, strict=True):
        wide = len(table.columns)
        assert heads[:wide] == [column.title for column in table.columns]
        for cells, values in zip(table.rows, rows, strict=False):
            expected = [written(cell, column, Digits.ARABIC).value for cell, column in zip(cells, table.columns, strict=True)]
            assert values[:wide] == expected
            for cell, value in zip(cells, values, strict=False):
                if isinstance(cell.value, int) and cell.text.isdigit():
                    assert value == cell.value
                if isinstance(cell.value, str):
                    assert value == plain(cell.text)


def test_counts_days_and_shares_are_what_they_are() -> None:
    sheet = sheets(excel.render(every_block()))[0]
    number, code, name, wanted, done, share, day = sheet[3]
    assert [cell.value for cell in (number, code, wanted, done, share)] == [1, "AST-001", 40, 25, 0.625]
    assert held(day.value) == date(2023, 2, 2)
    assert (number.data_type, code.data_type, name.data_type) == ("n", "s", "s")
    assert (wanted.number_format, share.number_format) == (f"{ARABIC}#,##0", f"{ARABIC}#,##0.0%")
    assert day.number_format == f"{ARABIC}d/m/yyyy"
    assert code.number_format == "@"
    assert (code.alignment.readingOrder, name.alignment.readingOrder) == (1, 2)


def test_totals_are_sums_that_add_up_and_shares_are_not() -> None:
    document = every_block()
    sheet = sheets(excel.render(document))[0]
    last = sheet[2 + 61]
    assert [cell.value for cell in last][2:6] == ["الإجمالي", "=SUM(D3:D62)", "=SUM(E3:E62)", 0.625]
    for at, cell in ((3, "D"), (4, "E")):
        assert sum(row[at].value for row in sheet.iter_rows(min_row=3, max_row=62)) == tables(document)[0].rows[-1][at].value, cell
    computed = load_workbook(io.BytesIO(excel.render(document)), data_only=True).worksheets[1]
    assert [computed["D63"].value, computed["E63"].value] == [73_200, 45_750], "who does not calculate reads the sum too"


def test_a_subtotal_sums_its_own_rows_and_is_left_out_of_the_total() -> None:
    rows = [(Cell(name), Cell(str(n), n)) for name, n in (("أ", 2), ("ب", 3), ("جملة", 5), ("ج", 4), ("الإجمالي", 9))]
    table = Table((TEXT, NUMBER), tuple(rows), total=True, subtotals=(2,))
    sheet = sheets(excel.render(every_block(sections=(Section("أ", (table,)),))))[0]
    assert [sheet[f"B{at}"].value for at in range(3, 8)] == [2, 3, "=SUM(B3:B4)", 4, "=SUM(B3:B4,B6:B6)"]
    assert sheet.auto_filter.ref == "A2:B6"


def test_a_total_that_is_no_sum_stays_a_number() -> None:
    table = long_table(3)
    *rows, last = table.rows
    other = replace(last[3], text="٩٩٩", value=999)
    changed = replace(table, rows=(*rows, (*last[:3], other, *last[4:])))
    sheet = sheets(excel.render(every_block(sections=(Section("أ", (changed,)),))))[0]
    assert (sheet["D6"].value, sheet["E6"].value) == (999, "=SUM(E3:E5)")


def test_sheets_run_from_the_right_with_headings_in_sight_and_a_filter() -> None:
    content = excel.render(every_block())
    book = load_workbook(io.BytesIO(content))
    assert [sheet.title for sheet in book.worksheets] == ["الموجز", "موقف المواقع", "ملحق ٢ موجز"]
    assert all(sheet.sheet_view.rightToLeft for sheet in book.worksheets)
    first = book.worksheets[1]
    assert (first.freeze_panes, first.auto_filter.ref) == ("C3", "A2:G62"), "the total is not filtered away"
    assert first.print_title_rows == "$2:$2"
    assert (first.page_setup.orientation, first.page_setup.paperSize, first.page_setup.fitToHeight) == ("landscape", "9", "0") or (
        first.page_setup.orientation, int(first.page_setup.paperSize), int(first.page_setup.fitToHeight)) == ("landscape", 9, 0)
    assert all(4 < column.width < 50 for column in first.column_dimensions.values())
    assert "بيانات تجريبية" in first["A1"].value
    assert "بيانات تجريبية" in first.oddHeader.right.text


def test_the_first_sheet_has_title_days_and_key_figures() -> None:
    sheet = load_workbook(io.BytesIO(excel.render(every_block()))).worksheets[0]
    cells = {held(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    demo = "بيانات تجريبية: مولدة لأغراض العرض"
    for words in ("تقرير الموقف التنفيذي", "محافظة أسيوط", "الموقف حتى ٣١ يوليو ٢٠٢٣", demo, "درجة الحفظ: سري"):
        assert words in cells
    assert (cells[60].number_format, cells[0.625].number_format) == (f"{ARABIC}#,##0", f"{ARABIC}#,##0.0%")
    assert date(2023, 7, 1) in cells
    assert cells["موقف المواقع"].hyperlink.location == "'موقف المواقع'!A1"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@SUM(1)", "=HYPERLINK(\"http://x\")", "http://x", "١\t=1", "{=1}"])
def test_a_text_is_never_a_formula_nor_a_link(text: str) -> None:
    table = Table((Column(text), Column("ب", ColumnKind.CODE)), ((Cell(text, text), Cell(text)),), text, text)
    content = excel.render(every_block(title=text, sections=(Section(text, (table,)),)))
    [sheet] = sheets(content)
    assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None and cell.row > 1] == ["s"] * 5
    assert sheet["A3"].value == text
    assert sheet["A3"].hyperlink is None


def test_a_sheet_is_named_by_what_its_table_tells_and_never_by_an_ordinal() -> None:
    table = Table((NUMBER,), ((Cell("١", 1),),))
    sections = (
        Section("ثالث عشر: تسليم المباني", (table,)), Section("ملحق (١): بيان المتأخر", (replace(table, caption="تسليم المباني"),)),
        Section("بيانات", (replace(table, caption="الموقف"), replace(table, caption="الموقف"), replace(table, caption="الموقف"))),
    )
    names = load_workbook(io.BytesIO(excel.render(every_block(sections=sections)))).sheetnames
    assert names[1:] == ["تسليم المباني", "تسليم المباني - بيان المتأخر", "الموقف", "الموقف - بيانات", "الموقف (2)"]


def test_names_of_sheets_are_short_different_and_allowed() -> None:
    long = "موقف تنفيذ المراحل بجميع المواقع الواقعة في نطاق المحافظة"
    titles = [long, long, "الموجز", "أ/ب: [ج]?*' 😀", "", "x" * 40, "X" * 40]
    sections = tuple(Section(title, (Table((NUMBER,), ((Cell("١", 1),),)),)) for title in titles)
    names = load_workbook(io.BytesIO(excel.render(every_block(sections=sections)))).sheetnames
    assert len({name.lower() for name in names}) == len(names) == 8
    assert all(0 < len(name) <= 31 for name in names)


def test_a_title_of_any_length_leaves_room_for_the_number() -> None:
    title = "كتاب بشأن تعذر التوصيل & التشغيل " * 20
    with zipfile.ZipFile(io.BytesIO(excel.render(every_block(title=title, reference="A&B")))) as file:
        heads = re.findall(r"<oddHeader>(.*?)</oddHeader>", file.read("xl/worksheets/sheet2.xml").decode())
    [head] = [unescape(head) for head in heads]
    assert head.startswith("&Rكتاب بشأن تعذر التوصيل && التشغيل")
    assert head.endswith("&LA&&B")
    assert len(head) <= 255


def test_the_same_document_is_the_same_bytes(report: Document) -> None:
    assert excel.render(report) == excel.render(report)
    other = excel.render(replace(report, known_at=report.known_at.replace(day=2)))
    assert other != excel.render(report)
    assert load_workbook(io.BytesIO(other)).properties.created == report.known_at.replace(day=2, tzinfo=None)


@pytest.mark.parametrize(
    ("cell", "column", "expected"),
    [
        (Cell("١٬٢٥٠", 1250), NUMBER, Written(1250, f"{ARABIC}#,##0")),
        (Cell("١٬٢٣٤٫٥٠", 123450), NUMBER, Written(1234.5, f"{ARABIC}#,##0.00")),
        (Cell("٤٨٬٠٠٥", 4800500), MARK, Written(48005, f"{ARABIC}#,##0")),
        (Cell("٦٢٫٥٪", 0.6249), NUMBER, Written(0.6249, f"{ARABIC}#,##0.0%")),
        (Cell("٩٩٫٩٪", 0.9999), NUMBER, Written(0.999, f"{ARABIC}#,##0.0%")),
        (Cell("١٠٠٪", 1.0), NUMBER, Written(1, f"{ARABIC}#,##0%")),
        (Cell("-٣", -3), NUMBER, Written(-3, f"{ARABIC}#,##0")),
        (Cell("١٢ يومًا", 12), NUMBER, Written(12, f'{ARABIC}#,##0" يومًا"')),
        (Cell("٦٠ (س ٤)", 60), NUMBER, Written(60, f'{ARABIC}#,##0" (س ٤)"')),
        (Cell("٣ من ٦", 3), MARK, Written("٣ من ٦")),
        (Cell("—", None), NUMBER, Written("—")),
        (Cell("٧"), NUMBER, Written(7, f"{ARABIC}#,##0")),
        (Cell("٧"), TEXT, Written("٧")),
        (Cell("٠٠١٢", "٠٠١٢"), CODE, Written("٠٠١٢")),
        (Cell("12", 12), CODE, Written("12")),
        (Cell("١/٧/٢٠٢٣", date(2023, 7, 1)), MARK, Written(date(2023, 7, 1), f"{ARABIC}d/m/yyyy")),
        (Cell("١/٧/٢٠٢٣ (م)", date(2023, 7, 1)), MARK, Written(date(2023, 7, 1), f'{ARABIC}d/m/yyyy" (م)"')),
        (Cell("يوليو ٢٠٢٣", date(2023, 7, 1)), MARK, Written(date(2023, 7, 1), f"{ARABIC}mm/yyyy")),
        (Cell("لم ترد", date(2023, 7, 1)), MARK, Written("لم ترد")),
        (Cell("\u2066١٢/٢٠٢٣\u2069"), TEXT, Written("١٢/٢٠٢٣")),
        (KeyFigure("أ", "٦٨٪", 0.684), None, Written(0.684, f"{ARABIC}#,##0%")),
    ],
)
def test_a_printed_field_is_the_number_the_day_or_the_text_that_it_shows(
    cell: Cell | KeyFigure, column: Column | None, expected: Written
) -> None:
    assert written(cell, column, Digits.ARABIC) == expected
    if expected.form and not isinstance(expected.value, date):
        assert type(written(cell, column, Digits.ARABIC).value) is type(expected.value)


def test_western_digits_need_no_format_of_their_own() -> None:
    assert written(Cell("1,250", 1250), NUMBER, Digits.WESTERN) == Written(1250, "#,##0")
    document = a_paper(a_site(all_done()), digits=Digits.WESTERN)
    assert ARABIC not in str([cell.number_format for sheet in sheets(excel.render(document)) for row in sheet.iter_rows() for cell in row])
