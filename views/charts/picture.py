"""A figure as a picture to keep: the same shapes as on the page, in the colours of paper, with the title above and the key below.

Slow to load, for it brings matplotlib; only the address of a picture imports it. Letters come as outlines, shaped by
`reports.forms.lettering`.
"""

import io
from typing import TypeVar

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.patches import BoxStyle, Circle, FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path as Outline

from reports.document.content import Tone
from reports.document.palette import COLOURS, INK
from reports.forms.lettering import SIZE, outline
from views.charts.figure import Figure
from views.charts.scene import Box, Dot, Linked, Path, Shape, Words

T = TypeVar("T")
_DOTS_PER_UNIT = 2
_MARGIN, _HEAD, _FOOT = 16, 40, 30

_GREEN, _PLAN, _RED, _AMBER = COLOURS[Tone.CONFIRMED], "#66757b", COLOURS[Tone.STALLED], COLOURS[Tone.MOVING]
_FILLS = {
    "label-back": "#ffffff", "bar-rest": COLOURS[Tone.NONE], "bar-of": _GREEN, "bar-marked": _RED,
    "shade-none": "#eef1f3", "shade-0": "#eef1f3", "shade-1": "#d9efe8", "shade-2": "#b3ddd0", "shade-3": "#7cc4b1",
    "shade-4": "#1c7c66", "shade-5": "#0f5f51",
}
_STROKES: dict[str, tuple[str, float, tuple[float, tuple[float, ...]] | None]] = {
    "grid": ("#dde3e6", 1, None), "gap": (_RED, 1.5, (0, (2, 3))), "line-actual": (_GREEN, 2.5, None),
    "line-first": (_PLAN, 1.75, (0, (6, 4))), "line-last": (_AMBER, 1.75, (0, (1.5, 2.5))),
}
_SIZES = {"tick": 12.0, "label": 14.0, "map-word": 11.5, "map-word-long": 9.5, "map-share": 13.0, "bar-word": 13.0, "bar-number": 13.0}
_WHITE_ON = {"shade-4", "shade-5"}
_QUIET = "#5c6b68"


def picture(figure: Figure, note: str = "") -> bytes:
    """The figure as PNG, with a `note` under it that says of which day it speaks; the same numbers give the same bytes."""
    scene = figure.wide
    width, height = scene.width + 2 * _MARGIN, scene.height + _HEAD + _MARGIN + _FOOT * (bool(figure.keys) + bool(note))
    canvas = Canvas(figsize=(width / 100, height / 100), dpi=100 * _DOTS_PER_UNIT)
    FigureCanvasAgg(canvas)
    axes = canvas.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(-_MARGIN, scene.width + _MARGIN)
    axes.set_ylim(height - _HEAD, -_HEAD)
    _write(axes, Words(scene.width if scene.turned else 0, -16, figure.title, "label"), scene.turned)
    for shape in scene.shapes:
        _draw(axes, shape, scene.turned)
    _keys(axes, figure)
    if note:
        below = scene.height + 20 + (_FOOT if figure.keys else 0)
        _write(axes, Words(scene.width if scene.turned else 0, below, note, "tick"), scene.turned)
    out = io.BytesIO()
    canvas.savefig(out, format="png", facecolor="white", metadata={"Software": None})
    return out.getvalue()


def _keys(axes: Axes, figure: Figure) -> None:
    """The key, in the order of reading."""
    scene, towards = figure.wide, -1 if figure.wide.turned else 1
    x: float = scene.width if scene.turned else 0
    for key in figure.keys:
        colour, width, dashes = _STROKES.get(key.css.split()[-1].replace("key-", "line-"), (INK, 1, None))
        axes.add_line(Line2D((x, x + towards * 24), (scene.height + 16,) * 2, color=colour, linewidth=width, linestyle=dashes))
        x += towards * 30
        x += towards * (_write(axes, Words(x, scene.height + 20, key.label, "tick"), scene.turned) + 20)


def _draw(axes: Axes, shape: Shape, turned: bool) -> None:
    if isinstance(shape, Linked):
        for each in shape.shapes:
            _draw(axes, each, turned)
    elif isinstance(shape, Words):
        _write(axes, shape, turned)
    elif isinstance(shape, Path):
        _line(axes, shape)
    elif isinstance(shape, Dot):
        colour = _named(shape.css, _STROKES, (INK, 1, None))[0]
        axes.add_patch(Circle((shape.x, shape.y), shape.radius, facecolor=colour, linewidth=0))
    elif isinstance(shape, Box) and (fill := _named(shape.css, _FILLS, "")):
        style = BoxStyle("round", pad=0, rounding_size=min(shape.radius, shape.width / 2, shape.height / 2))
        axes.add_patch(FancyBboxPatch((shape.x, shape.y), shape.width, shape.height, style, facecolor=fill, linewidth=0))


def _line(axes: Axes, shape: Path) -> None:
    if shape.css.startswith("area"):
        axes.add_patch(Polygon(shape.points, closed=True, facecolor=_GREEN, alpha=0.1, linewidth=0))
        return
    colour, width, dashes = _named(shape.css, _STROKES, (INK, 1, None))
    axes.add_line(Line2D(*zip(*shape.points, strict=True), color=colour, linewidth=width, linestyle=dashes))


def _write(axes: Axes, words: Words, turned: bool) -> float:
    """Place the letters, and give how wide they are."""
    points, codes, width = outline(words.text)
    if not width:
        return 0.0
    by = _named(words.css, _SIZES, 12.0) / SIZE
    shares = {"start": 1.0 if turned else 0.0, "middle": 0.5, "end": 0.0 if turned else 1.0}
    placed = points * (by, -by) + (words.x - shares[words.anchor] * width * by, words.y)
    white = _WHITE_ON & set(words.css.split())
    colour = "white" if white else _QUIET if words.css.startswith("tick") else INK
    axes.add_patch(PathPatch(Outline(placed, codes), facecolor=colour, linewidth=0))
    return width * by


def _named(css: str, of: dict[str, T], otherwise: T) -> T:
    """What the last of the classes that has any says."""
    return next((of[name] for name in reversed(css.split()) if name in of), otherwise)
