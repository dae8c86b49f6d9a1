"""Planning an import: read the file, match its lines, compare them with the position, and report everything at once."""

import hashlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Affirmation, ImportRun, ProgressEntry
from rollout.arabic import counted, format_date
from rollout.exchange.approved import speak_of_approved
from rollout.exchange.compare import Spoken, compare, refusal_problem
from rollout.exchange.known import Register, read_places, read_sites
from rollout.exchange.layout import Layout, find_layout
from rollout.exchange.lines import Lines, claimed_codes, governorates_named, read_line
from rollout.exchange.planned import Plan, PlanRow, Status, Table
from rollout.exchange.problems import Notice, Problem, shorten
from rollout.exchange.promised import hold_to_promises
from rollout.exchange.quick import without_collector
from rollout.exchange.rows import SheetRow, read_rows
from rollout.exchange.titles import day_named
from rollout.exchange.workbook import Grid, form_of, read_workbook
from rollout.journal import refusals
from rollout.plan.workbook import is_plan
from rollout.scope import Scope, scope_of
from rollout.text import _, listed


def plan_import(session: Session, data: bytes, name: str, *, today: date, as_of: date | None = None) -> Plan:
    """What importing this file would do, within the session's scope; writes nothing.

    Raises Refused when the file cannot be read at all. `as_of` overrides the day that the sheets themselves speak for.
    """
    with without_collector():
        return _plan(session, data, name, today, as_of)


def _no_table(data: bytes, name: str, grids: Sequence[Grid]) -> Problem:
    """What stands in the file instead of a table of sites; a text that calls itself a workbook is named as one."""
    words = (str(value) for grid in grids for line in grid.rows for value in line if value is not None)
    begins = shorten(next(words, ""), 60)
    expected = _("a heading row such as: site code, markaz, site name, stages")
    message = _("No table of sites was found: no sheet has a heading with a site code or name and the stages.")
    if form_of(data) == "csv" and name.lower().endswith(".xlsx"):
        expected = _("an Excel workbook (.xlsx) with a heading row such as: site code, markaz, site name, stages")
        message = _(
            "The file is called .xlsx but holds plain text, and no table of sites was found in it. It begins: “%(words)s”.", words=begins
        )
    return Problem("", 0, "", "", begins, expected, message)


def _plan(session: Session, data: bytes, name: str, today: date, as_of: date | None) -> Plan:
    plan = Plan(name, hashlib.sha256(data).hexdigest(), today)
    register, scope = read_places(session), scope_of(session)
    sheets: list[tuple[Lines, list[SheetRow]]] = []
    grids = read_workbook(data)
    plan.is_the_plan = any(grid.visible and is_plan(grid.rows) for grid in grids)
    if plan.is_the_plan:
        message = _("This is the plan's own workbook, not a register of sites; send it back on the page “Plan as a workbook”.")
        plan.problems.append(Problem("", 0, "", "", "", _("a register of sites with the state of their stages"), message))
        return plan
    for grid in grids:
        layout = _table_of(plan, grid)
        if layout:
            rows, notices, problems = read_rows(layout)
            lines = Lines(layout, _day_of(session, plan, layout, as_of), register, scope)
            _take_governorate(lines, rows, scope, register)
            plan.tables[grid.name] = Table(layout.last + 1, layout.width)
            plan.notices += [*layout.notices, *notices]
            plan.problems += [*layout.problems, *problems]
            sheets.append((lines, rows))
    if not sheets:
        plan.problems.append(_no_table(data, name, grids))
    read_sites(
        session, register, {code for lines, rows in sheets for code in claimed_codes(lines, rows)},
        {governorate for lines, rows in sheets for governorate in governorates_named(lines, rows)},
    )
    # A doubtful heading or day makes every line of its sheet doubtful; a line that names no site only spoils itself.
    blocked = {p.sheet for p in plan.problems if p.sheet in plan.tables and p.row <= plan.tables[p.sheet].heading}
    spoken = [read_line(lines, row) for lines, rows in sheets for row in rows]
    plan.notices += [notice for lines, _rows in sheets for notice in lines.notices]
    plan.rows = [line.row for line in spoken]
    for row in plan.rows:
        row.blocked = row.sheet in blocked
    _refuse_doubles(spoken)
    clear = [line for line in spoken if line.row.site and line.row.match]
    plan.notices += compare(session, clear, today)
    plan.notices += speak_of_approved(session, clear)
    plan.notices += hold_to_promises(session, (line.row for line in clear))
    _ask_journal(session, clear, today)
    plan.problems += [problem for row in plan.rows for problem in row.problems]
    order = {grid: place for place, grid in enumerate(dict.fromkeys(row.sheet for row in plan.rows))}
    plan.problems.sort(key=lambda problem: (order.get(problem.sheet, -1), problem.row, len(problem.cell), problem.cell))
    if not plan.problems and plan.changes_nothing and not any(row.contradicted for row in plan.rows):
        plan.notices.append(Notice("", 0, "", _("There is nothing in this file that an import would take; importing it changes nothing.")))
    return plan


def _table_of(plan: Plan, grid: Grid) -> Layout | None:
    if not grid.visible:
        plan.notices.append(Notice(grid.name, 0, "", _("The sheet is hidden and was not read.")))
        return None
    if not any(value is not None for row in grid.rows for value in row):
        return None
    if grid.stray:
        cells = listed(grid.stray)
        plan.notices.append(Notice(grid.name, 0, "", _("Cells far outside the table were not read: %(cells)s.", cells=cells)))
    layout = find_layout(grid)
    if layout is None:
        plan.notices.append(Notice(grid.name, 0, "", _("No table of sites was found in the sheet.")))
    return layout


def _day_of(session: Session, plan: Plan, layout: Layout, as_of: date | None) -> date:
    """The day that the sheet speaks for, from the surest source to the least; says so where it is not the title."""
    sheet, day = layout.grid.name, as_of or layout.day
    if day is None:
        month = layout.month and min(layout.month, plan.today)
        day = month or day_named(sheet) or day_named(plan.name.rpartition(".")[0]) or _day_of_last_time(session, plan.sha256)
        day = day or plan.today
        message = _("The titles do not say for which day the sheet speaks; %(day)s was taken.", day=format_date(day))
        plan.notices.append(Notice(sheet, 0, "", message))
    if day > plan.today:
        read, expected = format_date(day, long=False), _("a day up to today, %(today)s", today=format_date(plan.today, long=False))
        message = _("The sheet speaks for %(day)s, which is in the future.", day=format_date(day))
        plan.problems.append(Problem(sheet, 0, "", _("As-of date"), read, expected, message))
    plan.days[sheet] = day
    return day


def _day_of_last_time(session: Session, sha256: str) -> date | None:
    """The day for which the very same file was taken to speak when it was imported before, so that a second time changes nothing."""
    runs = select(ImportRun.id).where(ImportRun.sha256 == sha256)
    days = [
        session.scalar(select(func.max(model.news_on)).where(model.import_run_id.in_(runs))) for model in (ProgressEntry, Affirmation)
    ]
    return max((day for day in days if day), default=None)


def _take_governorate(lines: Lines, rows: list[SheetRow], scope: Scope, register: Register) -> None:
    """Settle the governorate of lines that name none: the title's, or the only one that the user reports for, and say so."""
    lines.governorate = lines.governorate_of_sheet()
    if lines.governorate or "governorate" in lines.layout.fields or not rows:
        return
    own = [governorate for governorate in register.governorates if governorate.id in scope.capture]
    if len(own) == 1:
        lines.governorate = own[0]
        message = _("The sheet names no governorate; %(name)s was taken, for which you report.", name=own[0].name_ar)
        lines.notices.append(Notice(lines.layout.grid.name, 0, "", message))


def _refuse_doubles(spoken: list[Spoken]) -> None:
    """Two lines about one site contradict each other or repeat each other; both are shown."""
    first: dict[str, PlanRow] = {}
    for line in spoken:
        row = line.row
        if not row.site:
            continue
        other = first.setdefault(row.site.code, row)
        if other is not row:
            for one, two in ((row, other), (other, row)):
                where = _("row %(row)s of sheet “%(sheet)s”", row=two.number, sheet=two.sheet)
                message = _("The site %(code)s stands twice in the file, also in %(where)s.", code=row.site.code, where=where)
                if not any(problem.message.source == message.source for problem in one.problems):
                    problem = Problem(one.sheet, one.number, "", _("Site code"), row.site.code, _("one line for each site"), message)
                    one.problems.append(problem)


def _ask_journal(session: Session, clear: list[Spoken], today: date) -> None:
    """Lay what the journal would refuse at the cells that tell it."""
    told = [(line, planned) for line in clear if line.row.status is not Status.PROBLEM for planned in line.row.news]
    items = [(line.row.site, planned.news) for line, planned in told]
    for index, refused in refusals(session, items, today=today):  # type: ignore[arg-type]  # lines without a site are not clear
        line, planned = told[index]
        problem = refusal_problem(line.row, line.index, planned, refused.message)
        if problem not in line.row.problems:
            line.row.problems.append(problem)


def summary(plan: Plan) -> str:
    """The plan in one Arabic or English line."""
    parts = [f"{status.label}: {plan.counts[status]}" for status in Status if plan.counts[status]]
    return listed([counted(len(plan.rows), "row"), *parts])
