"""What a line says of one stage: its cell, or the several cells that hold its state, date, units and parts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from rollout.errors import Unreadable
from rollout.exchange.cells import A_STAGE_CELL, SILENCE, Said, of_percent, read_count, read_percent, read_stage, read_text
from rollout.exchange.layout import Column
from rollout.exchange.rows import SheetRow
from rollout.exchange.workbook import Cell, Fault
from rollout.stages import Stage, State
from rollout.text import Text, _

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StageSaid:
    """What a line says of a stage, and the column to point at when a rule refuses it."""

    stage: Stage
    said: Said
    column: int


class UnreadCell(Exception):
    """A cell of a stage that is not understood."""

    def __init__(self, column: int, read: object, expected: Text) -> None:
        super().__init__()
        self.column, self.read, self.expected = column, read, expected


def read_stage_of(row: SheetRow, stage: Stage, columns: list[Column]) -> StageSaid:
    """What the line says of the stage in these columns of its; raises UnreadCell."""
    if len(columns) == 1 and columns[0].meaning and columns[0].meaning.side in ("", "state", "date"):
        column = columns[0].index
        return StageSaid(stage, _read(row, column, stage.wanted), column)
    sides = {column.meaning.side: column for column in columns if column.meaning and column.meaning.side != "part"}
    parts = [column for column in columns if column.meaning and column.meaning.side == "part"]
    main = next((sides[side] for side in ("", "state", "date") if side in sides), columns[0])
    said = SILENCE
    for side in ("", "state", "date"):
        if side in sides:
            said = _with(row, sides[side].index, said, _read(row, sides[side].index, stage.wanted))
    if parts:
        said = _with(row, parts[0].index, said, _of_parts(row, parts))
    said = _with_figures(row, stage, sides, said)
    if "note" in sides:
        said = replace(said, note=read_text(row.cell(sides["note"].index)) or said.note)
    return StageSaid(stage, said, main.index)


def _read(row: SheetRow, column: int, wanted: int | None) -> Said:
    value = row.cell(column)
    try:
        return read_stage(value, wanted)
    except Unreadable as unread:
        raise UnreadCell(column, value, A_STAGE_CELL) from unread


def _with(row: SheetRow, column: int, before: Said, now: Said) -> Said:
    """Two cells about the same stage taken together; a bare date beside a state is the day of that state."""
    if now.state is None or before.state is None:
        return now if before.state is None else before
    if now.day and now.state is State.DONE and before.state is not State.DONE:
        if before.state is State.NOT_STARTED or before.day:
            raise UnreadCell(column, row.cell(column), _("no date, since the stage is marked “%(state)s”", state=before.state.label))
        return replace(before, day=now.day)
    if now.state is not before.state:
        raise UnreadCell(column, row.cell(column), _("the same as the other column of the stage: “%(state)s”", state=before.state.label))
    return replace(before, day=before.day or now.day, done=before.done or now.done, wanted=before.wanted or now.wanted)


def _with_figures(row: SheetRow, stage: Stage, sides: dict[str, Column], said: Said) -> Said:
    """The state with the units of the columns for done and wanted, or the percentage; without a state, what the figures alone say."""
    done = _figure(row, sides.get("done"), read_count)
    wanted = _figure(row, sides.get("wanted"), read_count)
    if done is not None:
        total = wanted if wanted is not None else stage.wanted
        if said.state is not None:
            return replace(said, done=done, wanted=wanted)
        state = State.NOT_STARTED if done == 0 else State.DONE if done == total else State.IN_PROGRESS
        return Said(state, done=done, wanted=wanted)
    share = _figure(row, sides.get("percent"), read_percent)
    if share is not None:
        figures = of_percent(share)
        if said.state is None:
            return figures
        return replace(said, done=said.done or figures.done, wanted=said.wanted or figures.wanted)
    return said


def _figure(row: SheetRow, column: Column | None, read: Callable[[Cell | Fault], T]) -> T | None:
    if column is None:
        return None
    value = row.cell(column.index)
    try:
        return read(value)
    except Unreadable as unread:
        raise UnreadCell(column.index, value, unread.expected) from unread


def _of_parts(row: SheetRow, parts: Iterable[Column]) -> Said:
    """A stage that is reported in parts, one column each: done when all of them are that apply."""
    said = [_read(row, column.index, 1) for column in parts]
    told = [part for part in said if part.state is not None]
    if not told:
        return SILENCE
    applicable = [part for part in said if part.state is not State.NOT_APPLICABLE]
    done = [part for part in applicable if part.state is State.DONE]
    if applicable and len(done) == len(applicable):
        return Said(State.DONE, day=_last_day(done), done=len(done), wanted=len(applicable))
    states = {part.state for part in told}
    if not applicable:
        return Said(State.NOT_APPLICABLE)
    if states <= {State.NOT_STARTED, State.NOT_APPLICABLE}:
        return Said(State.NOT_STARTED)
    state = State.STALLED if State.STALLED in states else State.IN_PROGRESS
    return Said(state, done=len(done), wanted=len(applicable))


def _last_day(parts: list[Said]) -> date | None:
    days = [part.day for part in parts]
    return max(day for day in days if day) if all(days) else None
