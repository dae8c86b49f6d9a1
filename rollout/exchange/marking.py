"""The process that writes remarks into a copy of a workbook; like the reader it limits itself and may die alone.

Run by file name: ``python -I marking.py xlsx|csv``. Standard input holds one line of JSON with the remarks, then the file's bytes;
the marked workbook comes out on standard output. Each sheet of the JSON has ``heading`` (Excel's row number of its heading),
``column`` (where the remarks go, counted from 1), ``title``, ``rows`` (row number to text) and ``cells`` (address to text).
"""

import csv
import io
import json
import resource
import sys
from typing import Any

MEMORY = 1024 * 1024 * 1024
SECONDS = 40
FILL = "FFFFE3B3"
WIDTH = 60


def mark(sheet: Any, notes: dict[str, Any]) -> None:
    """Write the remarks of one sheet: a column beside its table, a colour and a comment on each bad cell."""
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.sheet_view.rightToLeft = True
    fill = PatternFill("solid", fgColor=FILL)
    column = notes["column"]
    for row, text in [(notes["heading"], notes["title"]), *((int(row), text) for row, text in notes["rows"].items())]:
        cell = sheet.cell(row, column)
        if isinstance(cell, MergedCell):
            continue
        as_text(cell, text)
        cell.alignment = Alignment(horizontal="right", vertical="top", wrap_text=True, readingOrder=2)
        cell.font = Font(bold=row == notes["heading"])
        cell.fill = fill
    sheet.column_dimensions[get_column_letter(column)].width = WIDTH
    for address, text in notes["cells"].items():
        cell = sheet[address]
        if not isinstance(cell, MergedCell):
            cell.fill = fill
            cell.comment = Comment(text, notes["title"])
            cell.comment.width, cell.comment.height = 320, 110


def as_text(cell: Any, text: str) -> None:
    """Keep a text a text: openpyxl makes a formula of whatever begins with an equals sign."""
    cell.value = text
    cell.data_type = "s"


def book_of(form: str, data: bytes) -> Any:
    import openpyxl

    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("openpyxl reads XML without defusedxml")
    if form == "xlsx":
        return openpyxl.load_workbook(io.BytesIO(data))
    book = openpyxl.Workbook()
    text = data.decode("utf-8-sig")
    separator = max(",;\t", key=text[:4000].count)
    for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), 1):
        for place, value in enumerate(row, 1):
            if value:
                as_text(book.active.cell(number, place), value)
    book.active.title = "CSV"
    return book


def main(form: str) -> None:
    notes = json.loads(sys.stdin.buffer.readline())
    book = book_of(form, sys.stdin.buffer.read())
    for name, sheet_notes in notes["sheets"].items():
        if name not in book.sheetnames:
            book.create_sheet(name, 0)
        mark(book[name], sheet_notes)
    target = io.BytesIO()
    book.save(target)
    sys.stdout.buffer.write(target.getvalue())


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main(sys.argv[1])
