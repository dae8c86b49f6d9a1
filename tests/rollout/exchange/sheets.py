"""Workbooks as committees send them, built by the test that needs them."""

import io
from collections.abc import Iterable, Sequence
from datetime import date

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Affirmation, ImportRun, LocalUnit, Markaz, ProgressEntry, Site
from rollout.exchange import Plan, apply, plan_import

TODAY = date(2023, 8, 10)
TITLE = "موقف مجمعات الخدمات الحكومية بمحافظة أسيوط حتى ٣١ يوليو ٢٠٢٣"
HEADINGS = ("م", "كود الموقع", "المركز", "اسم المجمع", "الاستلام", "عدادات المرافق", "التدريب", "ملاحظات")
SANABO = (1, "AST-001", "ديروط", "مجمع خدمات صنبو", date(2023, 2, 1), "جارٍ", "لم يبدأ", None)
MASARA = (2, "AST-002", "ديروط", "مجمع خدمات مسارة", date(2023, 2, 25), date(2023, 3, 23), "متعثر", None)


def workbook(
    *rows: Sequence[object], titles: Iterable[object] = (TITLE,), headings: Sequence[object] = HEADINGS, merged: str = "",
) -> bytes:
    """A workbook of one sheet: titles, headings and rows from A1 on."""
    book = openpyxl.Workbook()
    assert book.active
    fill(book.active, *rows, titles=titles, headings=headings, merged=merged)
    return saved(book)


def fill(
    sheet: Worksheet, *rows: Sequence[object], titles: Iterable[object] = (TITLE,), headings: Sequence[object] = HEADINGS, merged: str = "",
) -> None:
    for title in titles:
        sheet.append([title])
    for row in ([headings] if headings else []) + list(rows):
        sheet.append(list(row))
    for area in merged.split():
        sheet.merge_cells(area)


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def planned(session: Session, data: bytes, name: str = "موقف.xlsx", today: date = TODAY) -> Plan:
    return plan_import(session, data, name, today=today)


def imported(session: Session, data: bytes, today: date = TODAY) -> Plan:
    """The plan of a file that is then applied."""
    plan = planned(session, data, today=today)
    assert not plan.problems, [str(problem.line) for problem in plan.problems]
    apply(session, plan, today=today)
    return plan


def told(plan: Plan) -> list[str]:
    return [str(notice.line) for notice in plan.notices]


def cells(plan: Plan) -> list[str]:
    """The addresses of the problems, in their order."""
    return [problem.cell for problem in plan.problems]


def row_counts(session: Session) -> dict[str, int]:
    """How many rows each table has that an import may write to."""
    tables = (Site, Markaz, LocalUnit, ProgressEntry, Affirmation, ImportRun)
    return {table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def states(session: Session, code: str) -> dict[str, tuple[str, date]]:
    """The state and day of each entry of a site, the latest of each stage."""
    entries = session.scalars(
        select(ProgressEntry).join(Site, Site.id == ProgressEntry.site_id).where(Site.code == code).order_by(ProgressEntry.id)
    )
    return {entry.stage: (entry.state, entry.effective_on) for entry in entries}
