"""Where the table stands in a sheet: its title lines, its heading of one or several rows, and what each column holds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from rollout.arabic import clean, fold
from rollout.exchange.headings import Meaning, Sureness, closest_heading, likely_kinds, read_heading, side_named
from rollout.exchange.problems import Notice, Problem, cell_name, shorten
from rollout.exchange.titles import date_in, day_in, month_in
from rollout.exchange.vocabulary import kinds_named
from rollout.exchange.workbook import Cell, Fault, Grid
from rollout.stages import Kind
from rollout.text import _, listed

_ROWS_SEARCHED = 40
_MOST_HEADING_ROWS = 4
_MAY_REPEAT = frozenset({"serial", "notes", "remarks"})


@dataclass(frozen=True)
class Column:
    """One column of the table: its heading as written, what it holds and how surely that is known.

    `part` is the name of one of several columns that together make a stage, such as each utility under «عدادات المرافق».
    """

    index: int
    heading: str
    meaning: Meaning | None
    sureness: Sureness = Sureness.EXACT
    part: str = ""


@dataclass
class Layout:
    """A sheet's table as it was understood."""

    grid: Grid
    first: int
    last: int
    columns: list[Column]
    titles: list[str]
    kinds: frozenset[Kind]
    paths: dict[int, list[str]]
    day: date | None = None
    month: date | None = None
    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    _by_kind: dict[Kind, dict[str, list[Column]]] = field(default_factory=dict)

    @cached_property
    def fields(self) -> dict[str, list[int]]:
        """The columns of each field of the register."""
        found: dict[str, list[int]] = {}
        for column in self.columns:
            if column.meaning and not column.meaning.is_stage:
                found.setdefault(column.meaning.field, []).append(column.index)
        return found

    @cached_property
    def stages(self) -> dict[str, list[Column]]:
        """The columns of each stage, by the stage's key, as far as they are clear for all kinds of site of the table."""
        return _by_stage(self.columns)

    def stages_of(self, kind: Kind) -> dict[str, list[Column]]:
        """The columns of each stage for a site of this kind: the heading الاستلام is the building's, or that of a vehicle."""
        if kind not in self._by_kind:
            own = frozenset({kind})
            self._by_kind[kind] = _by_stage([_column(index, path, own) for index, path in self.paths.items()])
        return self._by_kind[kind]

    def foreign_to(self, kind: Kind) -> list[int]:
        """The columns that hold a stage of another kind of site than this one."""
        own = {column.index for columns in self.stages_of(kind).values() for column in columns}
        return [column.index for columns in self.stages.values() for column in columns if column.index not in own]

    @property
    def width(self) -> int:
        """The number of columns from the first one of the sheet to the last that the table fills; remarks of ours do not count."""
        own = self.fields.get("remarks", [])
        return min(own) if own else self.grid.width

    @cached_property
    def folded_headings(self) -> dict[int, set[str]]:
        """The headings over each column, folded, to know them again when they are repeated further down."""
        return {column.index: {fold(part) for part in column.heading.split(" / ")} for column in self.columns}


def find_layout(grid: Grid) -> Layout | None:
    """The table of the sheet; None when no row of it looks like the heading of a register."""
    best = max(range(min(_ROWS_SEARCHED, len(grid.rows))), key=lambda row: (_score(grid, row), -row), default=None)
    if best is None or _score(grid, best) < 2:
        return None
    first, last = _heading_rows(grid, best)
    titles = [text for row in range(first) for text in _texts(grid.rows[row])]
    paths = {column: path for column in range(grid.width) if (path := _path(grid, first, last, column))}
    kinds = _kinds(titles, grid.name, paths)
    layout = Layout(grid, first, last, [], titles, kinds, paths)
    layout.columns = [_column(index, path, kinds) for index, path in paths.items()]
    if not {"code", "name", "village"} & layout.fields.keys():
        return None
    layout.day = day_in(grid, first)
    layout.month = next((month for text in titles if (month := month_in(text))), None)
    _judge_columns(layout)
    return layout


def _by_stage(columns: list[Column]) -> dict[str, list[Column]]:
    found: dict[str, list[Column]] = {}
    for column in columns:
        if column.meaning and column.meaning.is_stage:
            found.setdefault(column.meaning.field, []).append(column)
    return found


def _score(grid: Grid, row: int) -> float:
    """How much a row looks like a heading: the different fields and stages that its cells name."""
    found = set()
    for value in grid.rows[row]:
        if isinstance(value, str) and len(value) <= 80:
            reading = read_heading(value)
            if reading and (reading.sureness is Sureness.EXACT or len(value) <= 45):
                found.add(frozenset(meaning.field for meaning in reading.meanings))
    return len(found)


def _heading_rows(grid: Grid, best: int) -> tuple[int, int]:
    """The rows of the heading around its clearest one: groups above it, sides of stages below it."""
    first = last = best
    while last + 1 < len(grid.rows) and last - first < _MOST_HEADING_ROWS and _goes_on(grid, last):
        last += 1
    while first > 0 and last - first < _MOST_HEADING_ROWS and _is_group_row(grid, first - 1):
        first -= 1
    return first, last


def _goes_on(grid: Grid, row: int) -> bool:
    """Whether the row below still belongs to the heading: it repeats merged headings and names sides or parts of stages."""
    below = grid.rows[row + 1]
    new = [(c, v) for c, v in enumerate(below) if v is not None and (row + 1, c) not in grid.merged_down]
    if not new or not all(isinstance(value, str) for _c, value in new):
        return False
    under_groups = {c for left, right in grid.merged_across.get(row, []) for c in range(left, right + 1)}
    known = [c for c, v in new if side_named(str(v)) or _is_heading(str(v)) or c in under_groups]
    return len(known) >= max(1, 0.6 * len(new)) and (bool(under_groups) or any(side_named(str(v)) for _c, v in new))


def _is_heading(text: str) -> bool:
    reading = read_heading(text)
    return reading is not None and reading.sureness is Sureness.EXACT


def _is_group_row(grid: Grid, row: int) -> bool:
    """Whether the row names groups of columns: it has merged ranges that cover a part of the table's width."""
    values = [value for value in grid.rows[row] if value is not None]
    partial = [(left, right) for left, right in grid.merged_across.get(row, []) if right - left + 1 < 0.8 * grid.width]
    return bool(partial) and len(set(map(str, values))) > 1 and not any(date_in(str(value)) for value in values)


def _texts(values: list[Cell | Fault]) -> Iterator[str]:
    seen = set()
    for value in values:
        text = clean(str(value)) if value is not None else ""
        if text and text not in seen:
            seen.add(text)
            yield text


def _path(grid: Grid, first: int, last: int, column: int) -> list[str]:
    """The headings over a column, from the group down to its own, each once."""
    path: list[str] = []
    for row in range(first, last + 1):
        value = grid.at(row, column)
        if value is None and row < last and not path:
            value = _group_to_the_side(grid, row, column)
        text = clean(str(value)) if value is not None else ""
        if text and text not in path[-1:]:
            path.append(text)
    return path


def _group_to_the_side(grid: Grid, row: int, column: int) -> Cell | Fault:
    """The group that reaches over this column without being merged: the heading before it, when a side of a stage stands below."""
    below = grid.at(row + 1, column)
    if not isinstance(below, str) or not side_named(below):
        return None
    return next((value for c in range(column - 1, -1, -1) if (value := grid.at(row, c)) is not None), None)


def _kinds(titles: list[str], sheet: str, paths: dict[int, list[str]]) -> frozenset[Kind]:
    """The kinds of site of the table, as its titles, its name or its stages tell; any, where each line tells its own."""
    headings = [text for path in paths.values() for text in path]
    if any(reading.only == Meaning("kind") for text in headings if (reading := read_heading(text))):
        return frozenset(Kind)
    named = {kind for text in (*titles, sheet) for kind in kinds_named(text)} or {kind for text in headings for kind in kinds_named(text)}
    return frozenset(named) or likely_kinds(headings)


def _column(index: int, path: list[str], kinds: frozenset[Kind]) -> Column:
    heading = " / ".join(path)
    own, groups = path[-1], path[:-1]
    for group in reversed(groups):
        reading = read_heading(group, kinds)
        stage = reading.only if reading else None
        if reading and stage and stage.is_stage:
            side = side_named(own)
            if side:
                return Column(index, heading, Meaning(stage.field, True, side), reading.sureness)
            inner = read_heading(own, kinds)
            if inner and inner.only and inner.only.field == stage.field and inner.only.side:
                return Column(index, heading, inner.only, inner.sureness)
            if inner is None or not inner.only or inner.only.field == stage.field:
                return Column(index, heading, Meaning(stage.field, True, "part"), reading.sureness, part=own)
    reading = read_heading(own, kinds)
    if reading is None and len(path) > 1:
        reading = read_heading(" ".join(path), kinds)
    if reading is None or reading.only is None:
        return Column(index, heading, None)
    return Column(index, heading, reading.only, reading.sureness)


def _judge_columns(layout: Layout) -> None:
    """Say which columns are not read, which were recognised by a part of their heading, and which claim the same thing."""
    for column in layout.columns:
        place = cell_name(layout.last, column.index)
        meaning = column.meaning
        if meaning is None:
            _judge_unclear(layout, column, place)
            continue
        if meaning.side == "planned":
            message = _("“%(heading)s” tells a planned day and was not read as progress.", heading=shorten(column.heading))
            layout.notices.append(Notice(layout.grid.name, layout.last + 1, place, message))
        if column.sureness is Sureness.INSIDE:
            message = _("The heading “%(heading)s” was read as “%(field)s”.", heading=shorten(column.heading), field=meaning.label)
            layout.notices.append(Notice(layout.grid.name, layout.last + 1, place, message))
    for kind in sorted(layout.kinds):
        fields = [column for column in layout.columns if column.meaning and not column.meaning.is_stage]
        _judge_claims(layout, [*fields, *(column for columns in layout.stages_of(kind).values() for column in columns)])


def _judge_claims(layout: Layout, columns: list[Column]) -> None:
    """Each field and each side of a stage may have one column; notes may have several, and planned days are not read."""
    claimed: dict[tuple[str, bool, str, str], Column] = {}
    for column in columns:
        meaning = column.meaning
        assert meaning
        other = claimed.setdefault((meaning.field, meaning.is_stage, meaning.side, column.part), column)
        if other is column or meaning.side == "planned" or (meaning.field in _MAY_REPEAT and not meaning.is_stage):
            continue
        problem = _twice(layout, column, other, cell_name(layout.last, column.index))
        if problem not in layout.problems:
            layout.problems.append(problem)


def _judge_unclear(layout: Layout, column: Column, place: str) -> None:
    own, heading, sheet = layout.paths[column.index][-1], shorten(column.heading), layout.grid.name
    readings = [reading for kind in sorted(layout.kinds) if (reading := read_heading(own, (kind,)))]
    if not readings:
        message = _("The heading “%(heading)s” is not known and its column was not read.", heading=heading)
        near = closest_heading(own, layout.kinds)
        if near:
            message = _(
                "The heading “%(heading)s” is not known and its column was not read. Is “%(field)s” meant?",
                heading=heading, field=near.label,
            )
        layout.notices.append(Notice(sheet, layout.last + 1, place, message))
    elif not all(reading.only for reading in readings):
        labels = {str(meaning.label) for reading in readings for meaning in reading.meanings}
        fields = listed(sorted(labels))
        message = _("The heading “%(heading)s” may mean several things: %(fields)s. Name one of them.", heading=heading, fields=fields)
        layout.problems.append(Problem(sheet, layout.last + 1, place, _("Heading"), heading, _("the name of one field or stage"), message))


def _twice(layout: Layout, column: Column, other: Column, place: str) -> Problem:
    assert column.meaning
    message = _(
        "Two columns hold “%(field)s”: “%(one)s” (column %(first)s) and “%(two)s”. Keep one of them.",
        field=column.meaning.label, one=shorten(other.heading), first=cell_name(layout.last, other.index).rstrip("0123456789"),
        two=shorten(column.heading),
    )
    return Problem(
        layout.grid.name, layout.last + 1, place, column.meaning.label, shorten(column.heading), _("one column for each field"), message
    )
