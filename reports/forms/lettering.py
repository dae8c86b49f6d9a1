"""The words of a chart as outlines: shaped once each by matplotlib, then placed wherever they recur."""

from collections import defaultdict
from functools import lru_cache

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from reports.document.palette import INK
from reports.document.typeface import BODY_FILE, font_file

Points = NDArray[np.float64]
Codes = NDArray[np.uint8]
SIZE = 8.5
_POINTS = 72
_RIGHT_TO_LEFT = "\u200f"
mpl.rcParams["text.parse_math"] = False  # a dollar sign in a name is a dollar sign
_BEFORE = {"left": 0.0, "center": 0.5, "right": 1.0}
_BELOW = {"middle": -0.3, "above": 0.6, "under": -1.0}
"""Where the line of writing lies from a label's point, in parts of the size."""


@lru_cache(maxsize=2048)
def outline(text: str) -> tuple[Points, Codes, float]:
    """The shapes of a text from its own left edge on, and how wide they are.

    The face is named by its file, for a font of the system with the same family name would win over ours. Shaping is most of a chart's
    work, and numbers, months and names of stages are the same in every report. The mark in front gives the base direction
    that a first character such as a digit would not.
    """
    shapes = TextPath((0, 0), _RIGHT_TO_LEFT + text, size=SIZE, prop=FontProperties(fname=str(font_file(BODY_FILE))))
    points, codes = _with_cubic_curves(np.asarray(shapes.vertices, float), np.asarray(shapes.codes))
    if not len(points):
        return points, codes, 0.0
    left, right = points[:, 0].min(), points[:, 0].max()
    return points - (left, 0), codes, float(right - left)


def _with_cubic_curves(points: Points, codes: Codes) -> tuple[Points, Codes]:
    """The same shapes in the only curves that PDF knows, so that rounding comes after the conversion and not before it."""
    drawn: list[NDArray[np.float64]] = []
    steps: list[np.uint8] = []
    pairs = iter(zip(points, codes, strict=True))
    for point, code in pairs:
        if code == Path.CURVE3:
            start, bend, (end, _) = drawn[-1], point, next(pairs)
            drawn += [start + (bend - start) * 2 / 3, end + (bend - end) * 2 / 3, end]
            steps += [Path.CURVE4] * 3
        else:
            drawn.append(point)
            steps.append(code)
    return np.array(drawn).reshape(-1, 2), np.array(steps, np.uint8)


class Lettering:
    """The labels of one chart, gathered by colour. The figure must count 72 dots to the inch until it is saved, so that a dot is a
    point; saved with more, the shapes grow with it."""

    def __init__(self, axes: Axes) -> None:
        self._axes = axes
        self._placed: dict[str, list[tuple[Points, Codes]]] = defaultdict(list)

    def put(self, x: float, y: float, text: str, *, side: str = "center", height: str = "middle", colour: str = INK) -> None:
        """Place a text with its `side` at x and at the `height` of y, both in the coordinates of the data."""
        points, codes, width = outline(text)
        if width:
            across, up = self._axes.transData.transform((x, y))
            corner = (across - _BEFORE[side] * width, up + _BELOW[height] * SIZE)
            self._placed[colour].append((points + corner, codes))

    def draw(self) -> None:
        """Hand everything to the figure, one shape for each colour."""
        points_to_dots = Affine2D().scale(1 / _POINTS) + self._axes.figure.dpi_scale_trans
        for colour, placed in self._placed.items():
            # A hundredth of a point is finer than any printer, and longer numbers would double the size of the paper.
            points = np.concatenate([points for points, _ in placed]).round(2)
            shape = Path(points, np.concatenate([codes for _, codes in placed]))
            self._axes.figure.add_artist(PathPatch(shape, facecolor=colour, linewidth=0, transform=points_to_dots))
