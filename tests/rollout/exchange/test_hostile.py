"""Files that mean harm, or are no workbooks at all: one clear sentence, and a few milliseconds of a process of their own."""

import io
import zipfile

import openpyxl
import pytest
from sqlalchemy.orm import Session

from rollout.errors import Refused
from rollout.exchange.workbook import MOST_BYTES, read_workbook
from tests.rollout.exchange.sheets import SANABO, planned, saved, states, told, workbook


def archive(**members: bytes) -> bytes:
    """A zip file with these members, `_` standing for a slash and `__` for a dot."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name, body in members.items():
            book.writestr(name.replace("__", ".").replace("_", "/"), body)
    return target.getvalue()


def edited(data: bytes, member: str, old: bytes, new: bytes) -> bytes:
    """The workbook with a part of one of its files replaced."""
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name in source.namelist():
            body = source.read(name)
            assert name != member or old in body
            book.writestr(name, body.replace(old, new, 1) if name == member else body)
    return target.getvalue()


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "haha">' + b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("j"))
) + b"]>"
SHEET = "xl/worksheets/sheet1.xml"
GOOD = workbook(SANABO)


def merged(*ranges: str) -> bytes:
    """A good sheet with merged ranges that no spreadsheet program would have let pass."""
    cells = "".join(f'<mergeCell ref="{place}"/>' for place in ranges)
    return edited(GOOD, SHEET, b"</sheetData>", f"</sheetData><mergeCells>{cells}</mergeCells>".encode())


HOSTILE = {
    "empty": (b"", "فارغ"),
    "too many bytes": (b"PK" + b"\0" * MOST_BYTES, "أكبر من ٥ ميجابايت"),
    "zip bomb": (archive(xl_workbook__xml=b"x", xl_worksheets_sheet1__xml=b"\0" * (60 * 1024 * 1024)), "فك ضغطه"),
    "a thousand members": (archive(**{f"m{number}": b"" for number in range(1000)}), "٢٠٠ جزءًا"),
    "truncated": (GOOD[: len(GOOD) // 2], "تالف"),
    "damaged sheet": (edited(GOOD, SHEET, b"<sheetData>", b"<sheetData><<<"), "تالف"),
    "billion laughs in a sheet": (edited(GOOD, SHEET, b"<worksheet", LAUGHS + b"<worksheet"), "تالف"),
    "billion laughs in the workbook": (edited(GOOD, "xl/workbook.xml", b"<workbook", LAUGHS + b"<workbook"), "تالف"),
    "macros": (archive(xl_workbook__xml=b"x", xl_vbaProject__bin=b"x"), "ماكرو"),
    "password": (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "كلمة مرور"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
    "open document": (archive(mimetype=b"x", content__xml=b"x"), ".ods"),
    "any other zip": (archive(readme__txt=b"x"), "ليس ملفًا يمكن استيراده"),
    "pdf": (b"%PDF-1.7\n", "ليس ملفًا يمكن استيراده"),
    "html named xlsx": (b"<html><table>", "ليس ملفًا يمكن استيراده"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0", "ليس ملفًا يمكن استيراده"),
    "text of another encoding": ("كود;اسم".encode("cp1256"), "ليس ملفًا يمكن استيراده"),
    "ranges merged over each other": (merged(*(f"A{row}:BH{19_000 + row}" for row in range(1, 900))), "الخلايا المدمجة"),
    "ranges without number": (merged(*(f"A{row}:B{row}" for row in range(1, 10_002))), "الخلايا المدمجة"),
    "more rows than can be": (workbook(*[(number, f"AST-{number}") for number in range(20_300)]), "الحد الأقصى"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_one_sentence(name: str) -> None:
    data, words = HOSTILE[name]
    with pytest.raises(Refused, match=words) as refused:
        read_workbook(data)
    assert "\n" not in str(refused.value)


def test_a_heading_merged_to_the_end_of_the_sheet_is_read() -> None:
    assert read_workbook(merged("A1:XFD1", "J1:J1048576"))[0].at(0, 40) == read_workbook(GOOD)[0].at(0, 0)


def test_a_file_with_two_members_of_one_name_is_refused() -> None:
    target = io.BytesIO(GOOD)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(target, "a") as book:
        book.writestr(SHEET, b"<worksheet/>")
    with pytest.raises(Refused, match="تالف"):
        read_workbook(target.getvalue())


def test_a_cell_at_the_far_end_does_not_hurt_and_is_told(country: Session) -> None:
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    assert book.active
    book.active["XFD1048576"] = "بعيد"
    book.active["BZ3"] = "أبعد من العمود الستين"
    plan = planned(country, saved(book))
    assert plan.problems == []
    assert [row.code for row in plan.rows] == ["AST-001"]
    assert "الورقة «Sheet»: خلايا بعيدة خارج الجدول لم تُقرأ: BZ3، XFD1048576." in told(plan)


def test_empty_formatted_cells_far_away_are_nothing(country: Session) -> None:
    data = edited(GOOD, SHEET, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')
    plan = planned(country, data)
    assert (plan.problems, len(plan.rows)) == ([], 1)
    assert not any("بعيدة" in line for line in told(plan))


def test_text_that_begins_like_a_formula_stays_text(country: Session) -> None:
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    assert book.active
    book.active["D3"].value, book.active["D3"].data_type = "=cmd|' /C calc'!A0", "s"
    plan = planned(country, saved(book))
    assert plan.rows[0].name == "=cmd|' /C calc'!A0"


def test_invisible_marks_are_not_kept(country: Session) -> None:
    row = (1, "\u200fAST-001\u200e", "ديروط", "مجمع\u202e خدمات\u200b صنبو", "تم", "-", "-", None)
    plan = planned(country, workbook(row))
    assert (plan.rows[0].code, plan.rows[0].name) == ("AST-001", "مجمع خدمات صنبو")
    assert states(country, "AST-001") == {}
