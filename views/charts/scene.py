"""Shapes on a plane. They are placed as for a language written from left to right; `mirrored` turns them around for the other ones."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; its `title` is told by the pointer."""

    x: float
    y: float
    width: float
    height: float
    css: str
    radius: float = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points."""

    points: tuple[Point, ...]
    css: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark on a line."""

    x: float
    y: float
    radius: float
    css: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text. Its `anchor` (start, middle, end) is meant as the text is read."""

    x: float
    y: float
    text: str
    css: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Linked:
    """Shapes that lead to a list; `label` says to which."""

    address: str
    label: str
    shapes: "tuple[Shape, ...]"


Shape = Box | Path | Dot | Words | Linked


@dataclass(frozen=True, slots=True)
class Scene:
    """A drawing of this size. `turned` scenes are read from right to left."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    turned: bool = False

    @property
    def words(self) -> list[Words]:
        """Every text of the drawing, in its order."""
        return list(_words(self.shapes))


def _words(shapes: Iterable[Shape]) -> Iterable[Words]:
    for shape in shapes:
        if isinstance(shape, Words):
            yield shape
        elif isinstance(shape, Linked):
            yield from _words(shape.shapes)


def mirrored(scene: Scene) -> Scene:
    """The same drawing as it is read from right to left: what lay at the left edge lies at the right one."""
    return replace(scene, shapes=tuple(_turned(shape, scene.width) for shape in scene.shapes), turned=not scene.turned)


def _turned(shape: Shape, width: float) -> Shape:
    if isinstance(shape, Box):
        return replace(shape, x=width - shape.x - shape.width)
    if isinstance(shape, Path):
        return replace(shape, points=tuple((width - x, y) for x, y in shape.points))
    if isinstance(shape, Linked):
        return replace(shape, shapes=tuple(_turned(each, width) for each in shape.shapes))
    return replace(shape, x=width - shape.x)
