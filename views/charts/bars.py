"""Bars that grow in the direction of reading: each with its name and its number above."""

from collections.abc import Sequence
from dataclasses import dataclass

from rollout.text import listed
from views.charts.figure import Column, Figure, Sheet, Write, as_read
from views.charts.scene import Box, Linked, Scene, Shape, Words

_WIDE, _HEAD, _BAR, _GAP = 300, 20, 10, 12
_UNDER = 16
"""The room that the second line of a bar's words takes."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it counts and whose that is. The part of it that is `marked` stands out, such as what has come to a stop."""

    name: str
    value: int
    owner: str = ""
    marked: int = 0
    note: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Heads:
    """The headings of the table behind bars; a column without one is left out."""

    name: str
    value: str
    owner: str = ""
    marked: str = ""


def bars(name: str, title: str, description: str, found: Sequence[Bar], write: Write, *, heads: Heads, rtl: bool) -> Figure:
    """The bars in their order."""
    most = max([1, *(bar.value for bar in found)])
    tall = _HEAD + (_UNDER if any(bar.owner for bar in found) else 0) + _BAR + _GAP
    shapes = tuple(_bar(bar, number * tall, tall, most, write) for number, bar in enumerate(found))
    scene = as_read(Scene(_WIDE, max(1, len(found)) * tall - _GAP, shapes), rtl)
    kept = [(Column(label), key) for key in ("name", "owner", "value", "marked") if (label := getattr(heads, key))]
    rows = tuple(tuple(getattr(bar, key) for _column, key in kept) for bar in found)
    return Figure(name, title, description, scene, Sheet(tuple(column for column, _key in kept), rows))


def _bar(bar: Bar, y: float, tall: float, most: int, write: Write) -> Shape:
    width, top = round(_WIDE * bar.value / most, 1), y + tall - _GAP - _BAR
    shapes: list[Shape] = [
        Box(0, y, _WIDE, tall - 4, "touch"), Words(0, y + 14, bar.name, "bar-word"),
        Words(_WIDE, y + 14, write(bar.value), "bar-number", "end"),
        Box(0, top, _WIDE, _BAR, "bar-rest", 3), Box(0, top, width, _BAR, "bar-of", 3),
    ]
    if bar.owner:
        shapes.append(Words(0, y + _UNDER + 14, bar.owner, "tick"))
    if bar.marked:
        shapes.append(Box(0, top, round(_WIDE * min(bar.marked, bar.value) / most, 1), _BAR, "bar-marked", 3, bar.note))
    said = listed(part for part in (f"{bar.name}: {write(bar.value)}", bar.owner, bar.note) if part)
    return Linked(bar.address, said, tuple(shapes))
