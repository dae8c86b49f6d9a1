"""Signatures as they were drawn: lines between points, as a picture of lines for each format and never as dots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.document.palette import INK

Strokes = Sequence[Sequence[tuple[int, int]]]
_PEN = 9
_MARGIN = 20


@dataclass(frozen=True)
class Frame:
    """The smallest field that holds the lines, so that a small signature fills its place as a large one does."""

    left: int
    top: int
    width: int
    height: int


def frame(strokes: Strokes) -> Frame:
    xs, ys = [x for line in strokes for x, _y in line], [y for line in strokes for _x, y in line]
    left, top = min(xs) - _MARGIN, min(ys) - _MARGIN
    return Frame(left, top, max(xs) - left + _MARGIN, max(ys) - top + _MARGIN)


def from_edge(strokes: Strokes) -> Iterable[list[tuple[int, int]]]:
    """The lines measured from the corner of their frame; a touch of the pen is a line too."""
    at = frame(strokes)
    for line in strokes:
        points = [(x - at.left, y - at.top) for x, y in line]
        yield points if len(points) > 1 else [points[0], (points[0][0] + 1, points[0][1])]


def svg(strokes: Strokes) -> bytes:
    """The signature as SVG."""
    at = frame(strokes)
    path = " ".join("M" + " L".join(f"{x} {y}" for x, y in line) for line in from_edge(strokes))
    pen = f'fill="none" stroke="{INK}" stroke-width="{_PEN}" stroke-linecap="round" stroke-linejoin="round"'
    size = f'viewBox="0 0 {at.width} {at.height}" width="{at.width}" height="{at.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><path d="{path}" {pen}/></svg>'.encode()
