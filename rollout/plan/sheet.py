"""Reading a plan's workbook back: what it would promise anew, and everything that is wrong with it, before anything is written."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Site
from rollout.arabic import clean, fold, format_date, parse_count, parse_date, parse_month
from rollout.database import lock_journal
from rollout.errors import Conflict, Refused, Unreadable
from rollout.exchange.layout import find_layout
from rollout.exchange.problems import Notice, Problem, cell_name, shorten, unread
from rollout.exchange.workbook import Cell, Fault, Grid, read_workbook
from rollout.plan.ledger import Offer, Promised, broken, done_since, give, month_end, promises, settled
from rollout.plan.workbook import COLUMNS, HEADINGS_WITHIN, headed, in_both_languages
from rollout.reasons import OFFERED
from rollout.scope import scope_of
from rollout.stages import Kind
from rollout.text import Text, _, listed

_FIELDS = {column.key: column.heading for column in COLUMNS}
_CHUNK = 1_000
SOURCE = "workbook"
"""Where the ledger says that a promise came from which a workbook brought."""


@dataclass(frozen=True, slots=True)
class Change:
    """A date that the workbook promises anew, and the promise on which its sender looked."""

    row: int
    code: str
    name_ar: str
    name_en: str
    before: date | None
    offer: Offer
    seen: int | None


@dataclass
class PlanSheet:
    """What a workbook would do to the ledger. Any problem keeps all of it out."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    tables: int = 0
    rows: int = 0
    is_register: bool = False

    @property
    def fingerprint(self) -> str:
        """A print of what was shown, so that exactly this is applied."""
        return hashlib.sha256(repr([(one.code, one.offer, one.seen) for one in self.changes]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Applied:
    """That a workbook was imported already: how many promises it brought, when, and by whom (the number of the user)."""

    number: int
    at: datetime
    by: int | None


@dataclass(frozen=True)
class _Line:
    grid: Grid
    index: int
    columns: dict[str, int]

    def cell(self, name: str) -> Cell | Fault:
        return self.grid.at(self.index, self.columns[name]) if name in self.columns else None

    def text(self, name: str) -> str:
        value = self.cell(name)
        return "" if value is None else clean(str(value), multiline=name == "note")

    def wrong(self, name: str, message: Text, expected: Text) -> Problem:
        place = cell_name(self.index, self.columns[name]) if name in self.columns else ""
        return Problem(self.grid.name, self.index + 1, place, _FIELDS[name], shorten(self.cell(name) or ""), expected, message)


def read_plan(session: Session, data: bytes, *, today: date, name: str = "") -> PlanSheet:
    """What the workbook would change; `name` is who promises where a line does not say. Writes nothing."""
    found = PlanSheet()
    grids = read_workbook(data)
    lines = [line for grid in grids for line in _lines(grid, found)]
    if not found.tables and any(find_layout(grid) for grid in grids if grid.visible):
        found.is_register = True
        message = _("This is a register of sites, not the plan's workbook; import it on the page of imports.")
        found.problems.append(Problem("", 0, "", "", "", _("the workbook as it was downloaded"), message))
        return found
    if not found.tables:
        message = _("No plan was found: no sheet has the headings “%(code)s” and “%(date)s”.", code=_FIELDS["code"], date=_FIELDS["due_on"])
        found.problems.append(Problem("", 0, "", "", "", _("the workbook as it was downloaded"), message))
        return found
    found.rows = len(lines)
    sites = _sites(session, {line.text("code") for line in lines})
    ledgers = promises(session, site_ids=[site.id for site in sites.values()])
    done = done_since(session, list(sites.values()), today)
    taken: dict[str, int] = {}
    for line in lines:
        code = line.text("code")
        site = sites.get(code)
        if site is None or site.withdrawn_at is not None:
            found.problems.append(line.wrong("code", _("There is no site with this code."), _("the code of a site of the register")))
        elif code in taken:
            message = _("The site %(code)s stands twice in the file, also in row %(row)s.", code=code, row=taken[code])
            found.problems.append(line.wrong("code", message, _("one line for each site")))
        else:
            taken[code] = line.index + 1
            key = site.id, Kind(site.kind).final.key
            _read(session, line, site, ledgers.get(key, ()), done.get(key), found, today, name)
    return found


def apply_plan(session: Session, data: bytes, fingerprint: str, *, today: date, by: int | None = None, name: str = "") -> int:
    """Promise anew what the workbook says, exactly as it was shown, all or nothing. Gives the number of promises; the caller commits."""
    lock_journal(session)
    found = read_plan(session, data, today=today, name=name)
    if found.problems:
        raise Refused(_("The file has %(count)s problems; nothing was imported.", count=len(found.problems)))
    if found.fingerprint != fingerprint:
        raise Conflict(_("The plan has changed since you saw this; look at it once more."))
    sites = _sites(session, {one.code for one in found.changes})
    offers = [(sites[one.code], one.offer) for one in found.changes]
    seen = {(site.id, offer.stage): one.seen for one, (site, offer) in zip(found.changes, offers, strict=True)}
    return give(session, offers, today=today, by=by, source=SOURCE, seen=seen) if offers else 0


def applied(session: Session, data: bytes) -> Applied | None:
    """Whether every date that a workbook asks for stands in the ledger as a workbook brought it; whose import, if so."""
    lines = [line for grid in read_workbook(data) for line in _lines(grid, PlanSheet())]
    sites = _sites(session, {line.text("code") for line in lines})
    ledgers = promises(session, site_ids=[site.id for site in sites.values()])
    brought: list[Promised] = []
    for line in lines:
        site, due, seen = sites.get(line.text("code")), _date(line, []), _seen(line, [])
        ledger = ledgers.get((site.id, Kind(site.kind).final.key), ()) if site else ()
        if due is None or any(promise.id == seen and promise.due_on == due for promise in ledger):
            continue  # left as it was downloaded
        if not ledger or ledger[-1].due_on != due or ledger[-1].source != SOURCE:
            return None
        brought.append(ledger[-1])
    last = max(brought, key=lambda promise: promise.recorded_at, default=None)
    return Applied(len(brought), last.recorded_at, last.recorded_by_id) if last else None


def _lines(grid: Grid, found: PlanSheet) -> Iterator[_Line]:
    if not grid.visible:
        return
    for index in range(len(grid.rows[:HEADINGS_WITHIN])):
        columns = headed(grid.rows[index])
        if columns:
            found.tables += 1
            for row in range(index + 1, len(grid.rows)):
                line = _Line(grid, row, columns)
                if any(line.cell(key) is not None for key in columns):
                    yield line
            return


@lru_cache(maxsize=1)
def _reasons() -> dict[str, str]:
    """The reason of each name, in both languages, and of each code."""
    named = {label: reason.key for reason in OFFERED for label in in_both_languages(reason.label)}
    return named | {fold(reason.key): reason.key for reason in OFFERED}


def _sites(session: Session, codes: set[str]) -> dict[str, Site]:
    wanted, found = sorted(codes - {""}), {}
    for start in range(0, len(wanted), _CHUNK):
        for site in session.scalars(select(Site).where(Site.code.in_(wanted[start : start + _CHUNK]))):
            found[site.code] = site
    return found


def _read(
    session: Session, line: _Line, site: Site, ledger: tuple[Promised, ...], since: date | None, found: PlanSheet, today: date, name: str
) -> None:
    latest = ledger[-1] if ledger else None
    wrong: list[Problem] = []
    due, seen, reason = _date(line, wrong), _seen(line, wrong), _reason(line, wrong)
    if not wrong and due is None and latest:
        wrong.append(line.wrong("due_on", _("A promised date is not taken back; promise another one."), _("a date")))
    if wrong or due is None or (latest and due == latest.due_on):
        found.problems += wrong
        return
    known = next((promise for promise in ledger if promise.id == seen), None)
    if latest and known is not latest:
        if known and known.due_on == due:
            message = _("%(code)s was promised anew meanwhile, for %(day)s; this stays.", code=site.code, day=format_date(latest.due_on))
            found.notices.append(Notice(line.grid.name, line.index + 1, "", message))
            return
        message = _("Somebody promised %(day)s meanwhile; download the plan once more.", day=format_date(latest.due_on))
        found.problems.append(line.wrong("due_on", message, _("a plan downloaded after the latest promise")))
        return
    if site.governorate_id not in scope_of(session).capture:
        found.problems.append(line.wrong("code", _("You do not report for this site."), _("a site of your own governorate")))
        return
    offer = settled(
        Offer(Kind(site.kind).final.key, due, today, reason, line.text("given_by") or name, line.text("note")), ledger
    )
    problems = [
        line.wrong(refused.about if refused.about in _FIELDS else "due_on", refused.message, _EXPECTED.get(refused.about, _("a date")))
        for refused in broken(Kind(site.kind), offer, ledger, today, since)
    ]
    found.problems += problems
    if not problems:
        before = latest.due_on if latest else None
        found.changes.append(Change(line.index + 1, site.code, site.name_ar, site.name_en, before, offer, latest.id if latest else None))


A_DAY_OR_MONTH = _("a date such as 31/7/2023, or a month such as July 2023, which stands for its last day")
_EXPECTED: dict[str, Text] = {"reason": _("one of the reasons of the second sheet"), "note": _("a short explanation")}


def _date(line: _Line, wrong: list[Problem]) -> date | None:
    value = line.cell("due_on")
    if value is None or (isinstance(value, str) and not clean(value).strip("-–—")):
        return None
    try:
        if isinstance(value, Fault):
            raise Unreadable(value, A_DAY_OR_MONTH)
        return _day_or_month_end(value)
    except Unreadable:
        column = line.columns["due_on"]
        wrong.append(unread(line.grid.name, line.index, column, field=_FIELDS["due_on"], read=value, expected=A_DAY_OR_MONTH))
        return None


def _day_or_month_end(value: Cell) -> date:
    """The day that is promised; of a month that is named alone, the last one, as wherever a plan knows the month alone."""
    try:
        return parse_date(value)
    except Unreadable:
        return month_end(parse_month(value))


def _seen(line: _Line, wrong: list[Problem]) -> int | None:
    value = line.cell("seen")
    if value is None:
        return None
    try:
        if isinstance(value, Fault):
            raise Unreadable(value, _("a whole number"))
        return parse_count(value)
    except Unreadable as refused:
        wrong.append(unread(line.grid.name, line.index, line.columns["seen"], field=_FIELDS["seen"], read=value, expected=refused.expected))
        return None


def _reason(line: _Line, wrong: list[Problem]) -> str:
    text = line.text("reason")
    if not text:
        return ""
    key = _reasons().get(fold(text), "")
    if not key:
        expected = _("one of: %(reasons)s", reasons=listed(str(reason.label) for reason in OFFERED))
        wrong.append(unread(line.grid.name, line.index, line.columns["reason"], field=_FIELDS["reason"], read=text, expected=expected))
    return key


