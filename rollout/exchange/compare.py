"""What a file tells that the journal does not know yet: the difference between its lines and the position on its day."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from models import ProgressEntry
from rollout.arabic import counted, format_date
from rollout.exchange.cells import Said
from rollout.exchange.detailed import Detailed, detailed, remark
from rollout.exchange.planned import Change, PlannedNews, PlanRow, StageShown
from rollout.exchange.problems import Notice, Problem, cell_name, shorten
from rollout.exchange.stagecells import StageSaid
from rollout.position import Row, SitePosition, position
from rollout.rules import LONGEST_LINE, News
from rollout.stages import State
from rollout.text import Text, _, listed

_MANY = 1_000
_SHOWN = 5


@dataclass
class Spoken:
    """A line with what it says of each stage, and its note."""

    row: PlanRow
    index: int
    stages: list[StageSaid]
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Backdated:
    """News that would be hidden behind entries of a later day, which it therefore corrects as well."""

    row: PlanRow
    news: News
    column: int


@dataclass
class _Found:
    """What comparing the lines brings up beside their own changes."""

    today: date
    backdated: list[_Backdated] = field(default_factory=list)
    undated: dict[str, list[str]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    detailed: Detailed = field(default_factory=set)


def positions_on(session: Session, spoken: Iterable[Spoken]) -> dict[tuple[date, int], SitePosition]:
    """Where the known sites stood on the day that their sheet speaks for, one statement for each day."""
    by_day: dict[date, set[int]] = {}
    for line in spoken:
        if line.row.site and line.row.site.id is not None:
            by_day.setdefault(line.row.day, set()).add(line.row.site.id)
    found = {}
    for day, ids in by_day.items():
        there = position(session, day, site_ids=ids if len(ids) <= _MANY else None)
        found.update({(day, site.id): site for site in there.sites if site.id in ids})
    return found


def compare(session: Session, spoken: list[Spoken], today: date) -> list[Notice]:
    """Fill in each line's news, changes and affirmation; says what was taken for granted."""
    known = positions_on(session, spoken)
    ids = {line.row.site.id for line in spoken if line.row.site and line.row.site.id is not None}
    found = _Found(today, detailed=detailed(session, ids))
    for line in spoken:
        row = line.row
        assert row.site
        before = known.get((row.day, row.site.id or 0))
        for told in line.stages:
            if told.said.state is not None:
                _compare_stage(line, told, before.stages[told.stage.key] if before else None, found)
        said_something = any(told.said.state is not None for told in line.stages)
        last = before.last_news_on if before else None
        agreed = said_something and not row.news and not row.problems and not row.contradicted
        row.affirmed = agreed and (last is None or last < row.day)
    _correct_later_entries(session, found.backdated)
    for sheet, cells in found.undated.items():
        shown = listed(cells[:_SHOWN]) + ("…" if len(cells) > _SHOWN else "")
        number = counted(len(cells), "stage")
        message = _("Done without a date: %(number)s (%(cells)s); the sheet's day was taken.", number=number, cells=shown)
        found.notices.append(Notice(sheet, 0, "", message))
    return found.notices


def _compare_stage(line: Spoken, told: StageSaid, before: Row | None, found: _Found) -> None:
    row, said, cell = line.row, told.said, cell_name(line.index, told.column)
    assert said.state is not None
    problem = _misdated(row, told, cell, found.today) or _without_reason(line, told, cell)
    if problem:
        row.problems.append(problem)
        return
    current = before if before and before.entry_id is not None else None
    news = _news(line, told, current)
    if news is None:
        return
    if row.site and (row.site.id, told.stage.key) in found.detailed:
        row.contradicted = True
        found.notices.append(remark(row, told.stage.label, cell, _shown_after(news, told), _shown_before(before)))
        return
    if said.state is State.DONE and said.day is None:
        found.undated.setdefault(row.sheet, []).append(cell)
    if current and current.state.passes and not said.state.passes:
        message = _(
            "%(stage)s: it was “%(before)s” and would go back to “%(after)s”.", stage=told.stage.label, before=current.state.label,
            after=said.state.label,
        )
        found.notices.append(Notice(row.sheet, row.number, cell, message))
    row.changes.append(Change(told.stage.label, cell, _shown_before(before), _shown_after(news, told), is_stage=True))
    if current and current.effective_on and news.effective_on < current.effective_on:
        found.backdated.append(_Backdated(row, news, told.column))
    else:
        row.news.append(PlannedNews(news, told.column))


def _news(line: Spoken, told: StageSaid, current: Row | None) -> News | None:
    """The entry that would bring the journal to what the line says; None when it says so already."""
    said, day = told.said, line.row.day
    assert said.state is not None
    if current is None:
        return None if said.state is State.NOT_STARTED else _entry(line, told, said.day or day)
    other_units = said.done is not None and (said.done, _wanted(said, told)) != (current.done, current.wanted)
    if said.state is not current.state:
        return _entry(line, told, said.day or day)
    if said.day and said.day != current.effective_on:
        return replace(_entry(line, told, said.day), replaces_id=current.entry_id)
    if other_units and said.state is State.DONE:
        return replace(_entry(line, told, current.effective_on or day), replaces_id=current.entry_id)
    return _entry(line, told, day) if other_units else None


def _entry(line: Spoken, told: StageSaid, effective_on: date) -> News:
    said = told.said
    assert said.state is not None
    note = said.note or (line.note if said.state is State.STALLED else "")
    reason = (said.note or line.note)[:LONGEST_LINE] if said.state is State.NOT_APPLICABLE else ""
    return News(
        told.stage.key, said.state, effective_on, done=said.done, wanted=said.wanted, note="" if reason else note, reason=reason,
        news_on=line.row.day,
    )


def _wanted(said: Said, told: StageSaid) -> int | None:
    return said.wanted if said.wanted is not None else told.stage.wanted


def _misdated(row: PlanRow, told: StageSaid, cell: str, today: date) -> Problem | None:
    day = told.said.day
    if day is None or day <= row.day:
        return None
    read = format_date(day, long=False)
    if day > today:
        expected = _("a day up to today, %(today)s", today=format_date(today, long=False))
        message = _("%(stage)s: the date %(day)s is in the future; today is %(today)s.", stage=told.stage.label,
                    day=format_date(day), today=format_date(today))
    else:
        expected = _("a day up to %(day)s, for which the sheet speaks", day=format_date(row.day, long=False))
        message = _("%(stage)s: the date %(day)s is after the day for which the sheet speaks, %(sheet_day)s.", stage=told.stage.label,
                    day=format_date(day), sheet_day=format_date(row.day))
    return Problem(row.sheet, row.number, cell, told.stage.label, read, expected, message)


def _without_reason(line: Spoken, told: StageSaid, cell: str) -> Problem | None:
    if told.said.state is not State.NOT_APPLICABLE or told.said.note or line.note:
        return None
    message = _("%(stage)s: “not applicable” needs a reason.", stage=told.stage.label)
    expected = _("a reason in the cell or in the notes")
    return Problem(line.row.sheet, line.row.number, cell, told.stage.label, shorten(str(State.NOT_APPLICABLE.label)), expected, message)


def _shown_before(before: Row | None) -> StageShown:
    if before is None:
        return StageShown(State.NOT_STARTED, None, None, None)
    return StageShown(before.state, before.effective_on, before.done, before.wanted)


def _shown_after(news: News, told: StageSaid) -> StageShown:
    return StageShown(news.state, news.effective_on, news.done, _wanted(told.said, told))


def _correct_later_entries(session: Session, backdated: list[_Backdated]) -> None:
    """Let news of an earlier day correct every current entry between it and the sheet's day, or they would go on hiding it."""
    ids = sorted({item.row.site.id for item in backdated if item.row.site and item.row.site.id is not None})
    standing: dict[tuple[int, str], list[tuple[int, date]]] = {}
    later = aliased(ProgressEntry)
    for start in range(0, len(ids), _MANY):
        query = (
            select(ProgressEntry.id, ProgressEntry.site_id, ProgressEntry.stage, ProgressEntry.effective_on)
            .where(ProgressEntry.site_id.in_(ids[start : start + _MANY]))
            .where(~select(later.id).where(later.replaces_id == ProgressEntry.id).exists())
        )
        for entry in session.execute(query):
            standing.setdefault((entry.site_id, entry.stage), []).append((entry.id, entry.effective_on))
    for item in backdated:
        assert item.row.site
        assert item.row.site.id is not None
        for entry_id, day in standing[item.row.site.id, item.news.stage]:
            if item.news.effective_on < day <= item.row.day:
                item.row.news.append(PlannedNews(replace(item.news, replaces_id=entry_id), item.column))


def refusal_problem(row: PlanRow, index: int, planned: PlannedNews, message: Text) -> Problem:
    """A rule of the journal that a line breaks, laid at the cell that tells it."""
    stage = row.site.kind.stage(planned.news.stage) if row.site else None
    shown = StageShown(planned.news.state, planned.news.effective_on, planned.news.done, planned.news.wanted)
    label = stage.label if stage else Text(planned.news.stage)
    expected = _("a state that the rules of the stages allow")
    return Problem(row.sheet, row.number, cell_name(index, planned.column), label, str(shown), expected, message)
