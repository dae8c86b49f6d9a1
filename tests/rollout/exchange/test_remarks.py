"""The workbook that goes back to its sender."""

import io
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy.orm import Session

from rollout.errors import Refused
from rollout.exchange import Spool, remarks_workbook
from tests.rollout.exchange.sheets import SANABO, TITLE, planned, told, workbook

BAD = (2, "AST-002", "ديروط", "مجمع خدمات مسارة", "كلام", "32/1/2023", "تم", None)


def test_the_same_workbook_with_a_column_of_remarks(country: Session) -> None:
    data = workbook(SANABO, BAD, (3, "AST-003", "ديروط", "=2+3", "؟", "-", "-", None), merged="A1:H1")
    plan = planned(country, data)
    book = openpyxl.load_workbook(io.BytesIO(remarks_workbook(data, plan)))
    sheet = book.worksheets[0]
    assert sheet.sheet_view.rightToLeft
    assert (sheet["A1"].value, sheet["D3"].value) == (TITLE, "مجمع خدمات صنبو")
    assert (sheet["I2"].value, sheet["I3"].value) == ("ملاحظات المراجعة", None)
    remark = sheet["I4"].value.splitlines()
    assert [line.split(":")[0] for line in remark] == ["E4", "F4"]
    assert "«كلام»" in sheet["E4"].comment.text
    assert sheet["E4"].fill.fgColor.rgb == sheet["F4"].fill.fgColor.rgb != sheet["E3"].fill.fgColor.rgb
    assert sheet["E3"].comment is None
    assert sheet["I5"].data_type == "s"


def test_remarks_are_not_read_when_the_corrected_file_comes_back(country: Session) -> None:
    data = workbook(SANABO, BAD)
    marked = remarks_workbook(data, planned(country, data))
    again = planned(country, marked)
    assert [problem.cell for problem in again.problems] == ["E4", "F4"]
    assert not any("ملاحظات المراجعة" in line for line in told(again))
    twice = openpyxl.load_workbook(io.BytesIO(remarks_workbook(marked, again))).worksheets[0]
    assert (twice["I2"].value, twice["J2"].value) == ("ملاحظات المراجعة", None)


def test_problems_of_a_sheet_stand_over_its_remarks(country: Session) -> None:
    headings = ("الكود", "المركز", "اسم المجمع", "الاستلام", "استلام المبنى")
    data = workbook(("AST-001", "ديروط", "صنبو", "تم", "تم"), headings=headings)
    sheet = openpyxl.load_workbook(io.BytesIO(remarks_workbook(data, planned(country, data)))).worksheets[0]
    assert sheet["F2"].value.startswith("ملاحظات المراجعة — عمودان لبيان")


def test_a_csv_file_comes_back_as_a_workbook(country: Session) -> None:
    data = f"{TITLE}\nالكود,المركز,اسم المجمع,الاستلام\nAST-001,ديروط,=HYPERLINK(1),كلام\n".encode()
    sheet = openpyxl.load_workbook(io.BytesIO(remarks_workbook(data, planned(country, data)))).worksheets[0]
    assert (sheet["C3"].value, sheet["C3"].data_type) == ("=HYPERLINK(1)", "s")
    assert "«كلام»" in sheet["E3"].value


def test_a_file_without_a_table_gets_a_list(country: Session) -> None:
    data = workbook(("مرحبا",), titles=(), headings=())
    book = openpyxl.load_workbook(io.BytesIO(remarks_workbook(data, planned(country, data))))
    assert book.sheetnames[0] == "ملاحظات المراجعة"
    assert "لا يوجد جدول مواقع" in book.worksheets[0]["A2"].value


def test_the_spool_gives_back_what_was_shown_and_nothing_else(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    name = spool.keep(b"register")
    assert spool.take(name) == b"register"
    (tmp_path / "spool" / name).write_bytes(b"something else")
    for wrong in (name, "0" * 64, "../../etc/passwd"):
        with pytest.raises(Refused, match="لم يعد"):
            spool.take(wrong)
    spool.drop(name)
    assert not list((tmp_path / "spool").iterdir())
