"""Lines over time: what was planned, what came, and where the two part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from views.charts.figure import Column, Figure, Key, Sheet, Write, as_read
from views.charts.scale import ticks
from views.charts.scene import Box, Dot, Path, Point, Scene, Shape, Words

_WIDE, _NARROW = (480, 300), (340, 250)
_BEFORE, _AFTER, _ABOVE, _BELOW = 40, 18, 26, 40
_ROOM = 35
"""The room that the name of a month needs."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the chart: it may end before the last month. A `filled` one is what came."""

    key: str
    label: str
    values: tuple[int, ...]
    filled: bool = False


def lines(
    name: str, title: str, description: str, months: Sequence[tuple[str, str]], found: Sequence[Line], write: Write, *,
    head: str, rtl: bool,
) -> Figure:
    """The lines over their months, each a short name and its year. `head` is the heading of the months in the table."""
    wide, narrow = (as_read(_drawn(size, months, found, write), rtl) for size in (_WIDE, _NARROW))
    rows = tuple(
        (f"{month} {year}", *(line.values[at] if at < len(line.values) else None for line in found))
        for at, (month, year) in enumerate(months)
    )
    sheet = Sheet((Column(head), *(Column(line.label) for line in found)), rows)
    return Figure(name, title, description, wide, sheet, narrow, tuple(Key(f"key-line key-{line.key}", line.label) for line in found))


def _drawn(size: tuple[int, int], months: Sequence[tuple[str, str]], found: Sequence[Line], write: Write) -> Scene:
    width, height = size
    marks = ticks(max([1, *(value for line in found for value in line.values)]))
    left, right, top, bottom = _BEFORE, width - _AFTER, _ABOVE, height - _BELOW
    step = (right - left) / max(1, len(months) - 1)

    def at(month: int, value: float) -> tuple[float, float]:
        return round(left + step * month, 1), round(bottom - (bottom - top) * value / marks[-1], 1)

    shapes: list[Shape] = []
    for mark in marks:
        _x, y = at(0, mark)
        shapes += [Path(((left, y), (right, y)), "grid"), Words(left - 8, y + 4, write(mark), "tick", "end")]
    every = max(1, -(-(len(months) - 1) * _ROOM // (right - left)))
    for number, (month, year) in enumerate(months):
        x, _y = at(number, 0)
        if number % every == 0:
            shapes.append(Words(x, bottom + 17, month, "tick", "middle"))
        if number == 0 or (year != months[number - 1][1] and number >= every):
            shapes.append(Words(x, bottom + 32, year, "tick tick-year", "middle"))
    for line in found:
        points = tuple(at(month, value) for month, value in enumerate(line.values))
        if line.filled and len(points) > 1:
            shapes.append(Path((*points, (points[-1][0], bottom), (points[0][0], bottom)), f"area area-{line.key}"))
    for line in found:
        points = tuple(at(month, value) for month, value in enumerate(line.values))
        if len(points) > 1:
            shapes.append(Path(points, f"line line-{line.key}"))
        shapes += [
            Dot(x, y, 3.5 if line.filled else 2, f"dot-of line-{line.key}", f"{line.label}، {months[n][0]} {months[n][1]}: {write(value)}")
            for n, ((x, y), value) in enumerate(zip(points, line.values, strict=True))
        ]
    return Scene(width, height, (*shapes, *_ends(found, at, write)))


def _ends(found: Sequence[Line], at: Callable[[int, float], Point], write: Write) -> list[Shape]:
    """The number at the end of what came, and above it that of the plan for the same month: the distance is what the chart is for."""
    came = next((line for line in found if line.filled and line.values), None)
    if came is None:
        return []
    month = len(came.values) - 1
    x, y = at(month, came.values[month])
    shapes: list[Shape] = [
        Box(x - 17, y + 8, 34, 18, "label-back", 4), Words(x, y + 21.5, write(came.values[month]), f"label label-{came.key}", "middle"),
    ]
    plan = max((line for line in found if not line.filled and month < len(line.values)), key=lambda line: line.values[month], default=None)
    if plan is not None and plan.values[month] > came.values[month]:
        high = at(month, plan.values[month])[1]
        shapes = [Path(((x, y - 5), (x, high + 4)), "gap"), *shapes]
        shapes += [
            Box(x - 17, high - 24, 34, 18, "label-back", 4),
            Words(x, high - 10.5, write(plan.values[month]), f"label label-{plan.key}", "middle"),
        ]
    return shapes
