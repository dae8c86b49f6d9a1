"""A chart with everything that goes with it: its title, what it shows in words, its drawings, and its numbers as a table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from views.charts.scene import Scene, mirrored

Value = str | int | float | date | None
Write = Callable[[Value], str]
"""How a page writes a value, in its digits."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table behind a chart; `share` holds parts of one."""

    label: str
    share: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The numbers of a chart as a table: the first value of each row names it."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def heading(self) -> list[str]:
        return [column.label for column in self.columns]


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the key to a chart's colours."""

    css: str
    label: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart. `narrow` is the drawing for a telephone where the wide one would shrink beyond reading."""

    name: str
    title: str
    description: str
    wide: Scene
    sheet: Sheet
    narrow: Scene | None = None
    keys: tuple[Key, ...] = ()


def as_read(scene: Scene, rtl: bool) -> Scene:
    """The drawing in the direction of the page."""
    return mirrored(scene) if rtl else scene
