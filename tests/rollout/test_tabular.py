"""Tables for spreadsheets: what a stranger typed is a text in them, whatever it begins with."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from rollout.tabular import as_csv, as_workbook, sheet_name

HEADING = ["الاسم"]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_of_a_csv_file_begins_like_a_formula(first: str) -> None:
    text = f"{first}1+1"
    assert list(csv.reader(io.StringIO(as_csv(HEADING, [[text]]), newline=""))) == [
        HEADING, [f"'{text}".replace("\r", "\n")]
    ]


def test_no_text_of_a_csv_file_begins_a_row_of_its_own() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(HEADING, [["أ\r=1+1"], ["ب\r\n=1+1"], ["ج\n=1+1"]]), newline="")))
    assert rows == [HEADING, ["أ\n=1+1"], ["ب\n=1+1"], ["ج\n=1+1"]]


def test_numbers_days_and_plain_texts_stay_what_they_are() -> None:
    assert as_csv(HEADING, [[-5], [date(2023, 7, 1)], ["أ=ب"]]) == "الاسم\n-5\n2023-07-01\nأ=ب\n"


def test_no_text_of_a_workbook_is_a_formula() -> None:
    sheet = load_workbook(io.BytesIO(as_workbook("س", HEADING, [["=1+1"], [-5]], right_to_left=True))).active
    assert [(cell.value, cell.data_type) for cell in sheet["A"][1:]] == [("=1+1", "s"), (-5, "n")]
    assert sheet.sheet_view.rightToLeft


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("منحنى التشغيل: المنشآت المشغلة", "منحنى التشغيل المنشآت المشغلة"), ("[أ]/ب*?\\'", "أ ب"), ("س" * 40, "س" * 31),
        ("س" * 30 + " ص", "س" * 30), (" : ", "1"),
    ],
)
def test_any_title_names_a_sheet(title: str, name: str) -> None:
    assert sheet_name(title) == name
    assert load_workbook(io.BytesIO(as_workbook(title, HEADING, [], right_to_left=True))).sheetnames == [name]
