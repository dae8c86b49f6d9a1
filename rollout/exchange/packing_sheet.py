"""The packing list as a workbook: what is open of the orders, right to left, with the quantities to be filled in by the supplier."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rollout.arabic import clean, fold
from rollout.ledger.standing import Open
from rollout.supply.quantities import UNITS
from rollout.text import LANGUAGES, Text, _, language, speaking

SHEET = _("Packing list")
HEADINGS_WITHIN = 15
"""The headings are looked for in so many of a sheet's first rows."""


@dataclass(frozen=True)
class Column:
    """One column of the list; `open` says that the supplier fills it in, `others` are further headings that mean the same."""

    key: str
    heading: Text
    width: int
    open: bool = False
    others: tuple[str, ...] = ()


COLUMNS: tuple[Column, ...] = (
    Column("number", _("Note number"), 16, True, ("رقم إذن التسليم", "رقم الإذن", "رقم بوليصة التسليم", "delivery note")),
    Column("day", _("Note date"), 14, True, ("تاريخ إذن التسليم", "تاريخ الإذن", "التاريخ", "date")),
    Column("item", _("Item code"), 14, False, ("كود الصنف", "كود البند", "الكود", "رقم البند", "item")),
    Column("item_name", _("Item name"), 34, False, ("الصنف", "اسم البند", "البند", "description")),
    Column("unit", _("Unit"), 10, False, ("الوحدة",)),
    Column("site", _("Site code"), 14, False, ("كود الموقع", "كود المجمع")),
    Column("site_name", _("Site name"), 34, False, ("المجمع", "الموقع", "اسم المجمع", "destination")),
    Column("open", _("Open of the order"), 14),
    Column("quantity", _("Quantity"), 14, True, ("الكمية", "العدد", "الكمية الموردة", "الكمية المرسلة", "qty")),
)


def headed(row: Sequence[object]) -> dict[str, int]:
    """The columns of a packing list that this row heads, each with its place; none where it is no heading of one."""
    known = _headings()
    columns: dict[str, int] = {}
    for place, cell in enumerate(row):
        key = known.get(fold(clean(str(cell)))) if cell is not None else None
        if key is not None:
            columns.setdefault(key, place)
    item, site = {"item", "item_name"} & set(columns), {"site", "site_name"} & set(columns)
    return columns if item and site and "quantity" in columns else {}


@lru_cache(maxsize=1)
def _headings() -> dict[str, str]:
    found = {}
    for column in COLUMNS:
        for spoken in LANGUAGES:
            with speaking(spoken):
                found[fold(str(column.heading))] = column.key
        found |= {fold(other): column.key for other in column.others}
    return found


def packing_workbook(offered: Open) -> bytes:
    """A row for each item and site of which something is open. Rows whose quantity stays empty are not in the note."""
    from openpyxl import Workbook  # here, for it is slow to load and most pages write no workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = str(SHEET)
    sheet.sheet_view.rightToLeft = language() == "ar"
    sheet.append([str(column.heading) for column in COLUMNS])
    sites = {site.id: site for site in offered.sites}
    for line in offered.lines:
        for site_id, site in sites.items():
            there = offered.at(line.id, site_id)
            if there:
                sheet.append([None, None, line.code, _name(line), str(UNITS[line.unit].label), site.code, _name(site), there, None])
    _dress(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _name(row: Any) -> str:
    return str((row.name_en if language() == "en" else "") or row.name_ar)


def _dress(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    top, fill_in = PatternFill("solid", fgColor="FFDDE9E6"), PatternFill("solid", fgColor="FFFFF8E1")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{max(sheet.max_row, 2)}"
    for place, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        head = sheet[f"{letter}1"]
        head.font, head.fill, head.alignment = Font(bold=True), top, Alignment(wrap_text=True, vertical="center")
        for index in range(2, sheet.max_row + 1):
            cell = sheet[f"{letter}{index}"]
            if cell.data_type == "f":  # a name that begins like a formula stays a name
                cell.data_type = "s"
            if column.open:
                cell.fill = fill_in
            if column.key == "number":
                cell.number_format = "@"
            if column.key == "day":
                cell.number_format = "yyyy-mm-dd"
