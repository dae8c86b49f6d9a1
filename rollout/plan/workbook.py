"""The plan as a workbook: right to left, with real dates, and empty columns for the new date and why; sent back, it is read by `sheet`."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rollout.arabic import clean, fold
from rollout.plan.outlook import Planned
from rollout.reasons import OFFERED
from rollout.text import LANGUAGES, Text, _, language, speaking

SHEET, REASON_SHEET = _("Plan"), _("Reasons")
_DATE = "yyyy-mm-dd"
_DATES = ("first", "latest", "due_on")


@dataclass(frozen=True)
class Column:
    """One column of the workbook; `open` says that it is there to be filled in."""

    key: str
    heading: Text
    width: int
    open: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("code", _("Site code"), 14),
    Column("governorate", _("Governorate"), 16),
    Column("markaz", _("Markaz"), 18),
    Column("site", _("Site name"), 32),
    Column("state", _("State"), 16),
    Column("first", _("First date"), 13),
    Column("latest", _("Latest date"), 13),
    Column("due_on", _("New date"), 13, open=True),
    Column("reason", _("Reason of the new date"), 24, open=True),
    Column("given_by", _("Promised by"), 24, open=True),
    Column("note", _("Note"), 40, open=True),
    Column("seen", _("Promise number (leave as it is)"), 12),
)


HEADINGS_WITHIN = 10
"""The headings are looked for in so many of a sheet's first rows."""


def headed(row: Sequence[object]) -> dict[str, int]:
    """The columns of the plan's workbook that this row heads, each with its place; none where it is not the plan's heading."""
    known = _headings()
    columns = {key: place for place, cell in enumerate(row) if (key := known.get(fold(clean(str(cell or "")))))}
    return columns if "code" in columns and "due_on" in columns else {}


def is_plan(rows: Sequence[Sequence[object]]) -> bool:
    """Whether these rows are a sheet of the plan's workbook."""
    return any(headed(row) for row in rows[:HEADINGS_WITHIN])


@lru_cache(maxsize=1)
def _headings() -> dict[str, str]:
    return {heading: column.key for column in COLUMNS for heading in in_both_languages(column.heading)}


def in_both_languages(text: Text) -> list[str]:
    """A text as it may stand in a workbook, whoever downloaded it."""
    found = []
    for spoken in LANGUAGES:
        with speaking(spoken):
            found.append(fold(str(text)))
    return found


def plan_workbook(rows: Sequence[Planned], names: dict[str, str]) -> bytes:
    """The plan of these sites; `names` holds the governorates by their codes. The new date stands as the latest one until it is changed."""
    from openpyxl import Workbook  # here, for it is slow to load and most pages write no workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = str(SHEET)
    reasons: Any = book.create_sheet(str(REASON_SHEET))
    for each in (sheet, reasons):
        each.sheet_view.rightToLeft = language() == "ar"
    for reason in OFFERED:
        reasons.append([str(reason.label)])
    sheet.append([str(column.heading) for column in COLUMNS])
    for row in rows:
        sheet.append(_cells(row, names))
    _dress(sheet, len(rows))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(row: Planned, names: dict[str, str]) -> list[object]:
    english = language() == "en" and row.site.name_en
    return [
        row.site.code, names.get(row.site.governorate, row.site.governorate), row.site.markaz_ar,
        row.site.name_en if english else row.site.name_ar, str(row.prospect.label), row.first_due, row.due, row.due, None, None, None,
        row.ledger[-1].id if row.ledger else None,
    ]


def _dress(sheet: Any, number: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    top, fill_in = PatternFill("solid", fgColor="FFDDE9E6"), PatternFill("solid", fgColor="FFFFF8E1")
    sheet.freeze_panes = "B2"
    for place, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        head = sheet[f"{letter}1"]
        head.font, head.fill, head.alignment = Font(bold=True), top, Alignment(wrap_text=True, vertical="center")
        for line in range(2, number + 2):
            cell = sheet[f"{letter}{line}"]
            if cell.data_type == "f":  # a name that begins like a formula stays a name
                cell.data_type = "s"
            if column.key in _DATES:
                cell.number_format = _DATE
            if column.open:
                cell.fill = fill_in
    if number:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{number + 1}"
        choice = DataValidation(type="list", formula1=f"='{REASON_SHEET}'!$A$1:$A${len(OFFERED)}", allow_blank=True)
        sheet.add_data_validation(choice)
        place = get_column_letter([column.key for column in COLUMNS].index("reason") + 1)
        choice.add(f"{place}2:{place}{number + 1}")
