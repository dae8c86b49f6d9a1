"""Tables for spreadsheets: CSV for programs and workbooks for people, in which no text is ever taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

BOM = "\ufeff"
"""What tells Excel that a CSV file is Unicode."""

# A spreadsheet takes a cell that begins like this for a formula and runs it; an apostrophe in front keeps it a text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60
_LONGEST_NAME = 31
_NEVER_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def shipped(name: str) -> list[dict[str, str]]:
    """The rows of one of the product's own data files."""
    return list(csv.DictReader(files("rollout").joinpath("data", name).read_text(encoding="utf-8").splitlines()))


def harmless(value: Any) -> Any:
    """The value as a cell of a CSV file may hold it."""
    if not isinstance(value, str):
        return value
    text = f"'{value}" if value.startswith(_FORMULA) else value
    # The writer puts quotes around the line ends that it writes itself and no others, so a bare carriage return would begin a new row.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def as_csv(heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows([harmless(value) for value in row] for row in rows)
    return text.getvalue()


def sheet_name(title: str) -> str:
    """The title as Excel takes it for the name of a sheet: not longer than it allows, and without the signs that it forbids."""
    name = " ".join(title.translate(_NEVER_IN_NAMES).split())
    return name[:_LONGEST_NAME].rstrip() or "1"


def as_workbook(
    title: str, heading: Sequence[str], rows: Sequence[Sequence[Any]], *, right_to_left: bool, shares: Sequence[int] = (),
) -> bytes:
    """One sheet with its heading kept in sight and a filter over it; numbers and days stay what they are.

    The columns of `shares`, counted from 0, are drawn per cent.
    """
    from openpyxl import Workbook  # here, for it is slow to load and most pages write no workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_name(title))
    sheet.sheet_view.rightToLeft = right_to_left
    sheet.freeze_panes = "A2"
    for column, name in enumerate(heading, 1):
        longest = max([len(name), *(len(str(row[column - 1])) for row in rows)])
        sheet.column_dimensions[get_column_letter(column)].width = min(longest + 3, _WIDEST)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heading))}{len(rows) + 1}"
    top = []
    for name in heading:
        cell = WriteOnlyCell(sheet, name)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFE3EEEB")
        top.append(cell)
    sheet.append(top)
    for row in rows:
        sheet.append([_cell(WriteOnlyCell(sheet, value), column in shares) for column, value in enumerate(row)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(cell: Any, share: bool) -> Any:
    if cell.data_type == "f":
        cell.data_type = "s"
    elif share and cell.data_type == "n":
        cell.number_format = "0%"
    return cell
