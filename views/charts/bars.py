"""Bars that grow in the direction of reading: each with its name above and its number at the end."""

from collections.abc import Sequence
from dataclasses import dataclass

from views.charts.figure import Column, Figure, Sheet, Write, as_read
from views.charts.scene import Box, Linked, Scene, Shape, Words

_WIDE, _ROW, _END = 300, 44, 40


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the part of it that is `marked` stands out, such as what has come to a stop."""

    name: str
    value: int
    marked: int = 0
    note: str = ""
    address: str = ""


def bars(name: str, title: str, description: str, found: Sequence[Bar], write: Write, *, heads: tuple[str, ...], rtl: bool) -> Figure:
    """The bars in their order. `heads` name the columns of the table: what a bar is, its number and, where told, its marked part."""
    most = max([1, *(bar.value for bar in found)])
    shapes = tuple(_bar(bar, number * _ROW, most, write) for number, bar in enumerate(found))
    scene = as_read(Scene(_WIDE, max(1, len(found)) * _ROW, shapes), rtl)
    rows = tuple((bar.name, bar.value, bar.marked)[: len(heads)] for bar in found)
    return Figure(name, title, description, scene, Sheet(tuple(map(Column, heads)), rows))


def _bar(bar: Bar, y: float, most: int, write: Write) -> Shape:
    room = _WIDE - _END
    width = round(room * bar.value / most, 1)
    shapes: list[Shape] = [
        Words(0, y + 15, bar.name, "bar-word"), Box(0, y + 22, room, 12, "bar-rest", 3), Box(0, y + 22, width, 12, "bar-of", 3),
    ]
    if bar.marked:
        shapes.append(Box(0, y + 22, round(room * min(bar.marked, bar.value) / most, 1), 12, "bar-marked", 3, bar.note))
    shapes.append(Words(_WIDE, y + 33, write(bar.value), "bar-number", "end"))
    said = f"{bar.name}: {write(bar.value)}" + (f"، {bar.note}" if bar.note else "")
    return Linked(bar.address, said, tuple(shapes))
