"""The charts of a document, drawn by matplotlib with the letters as outlines: as SVG for paper, as dots for Word.

matplotlib 3.11 shapes Arabic by itself. Figures are made without pyplot and the settings are fixed once, so
charts may be drawn in several threads and the same numbers give the same bytes.
"""

import io

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reports.document.content import Chart, ChartForm
from reports.document.palette import COLOURS, DARK, INK
from reports.forms.lettering import Lettering

_GRID = "#c9d2d9"
_WIDTH = 176 / 25.4
_LABEL_SHARE = 0.21
_BAR = 0.7
_POINTS = 72
_DOTS = 300
_NARROWEST = 0.03
"""A part of a bar narrower than this share of its length has no room for its number."""

_CLOSE, _LOW = 0.16, 0.12
"""The number of a point that lies so close under another one stands below it, where the axis leaves room."""


# For good and all threads at once: a setting changed around a single chart would leak into those drawn beside it.
mpl.rcParams.update({"svg.fonttype": "path", "svg.hashsalt": "tashgheel"})


def draw(chart: Chart) -> bytes:
    """The chart as SVG; it carries no words that a reader could search for, so its document must print `alt`."""
    figure = _figure(chart)
    FigureCanvasSVG(figure)
    out = io.BytesIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return out.getvalue()


def picture(chart: Chart) -> bytes:
    """The same drawing as PNG, as fine as an office's printer."""
    figure = _figure(chart)
    FigureCanvasAgg(figure)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=_DOTS, facecolor="white", metadata={"Software": None})
    return out.getvalue()


def size(chart: Chart) -> tuple[float, float]:
    """Width and height in millimetres."""
    return _WIDTH * 25.4, _height(chart) * 25.4


def _figure(chart: Chart) -> Figure:
    figure = Figure(figsize=(_WIDTH, _height(chart)), dpi=_POINTS)
    {ChartForm.STACKED: _stacked, ChartForm.LINES: _lines}[chart.form](figure, chart)
    return figure


def _height(chart: Chart) -> float:
    return 0.1 + (0.25 if len(chart.categories) <= 10 else 0.205) * len(chart.categories) if chart.form is ChartForm.STACKED else 1.75


def _stacked(figure: Figure, chart: Chart) -> None:
    """Bars that grow from the right: names at the right, parts in their tones, the end label at the left."""
    left = 0.11 if chart.ends else 0.01
    axes = _axes(figure, (left, 0.01, 1 - left - _LABEL_SHARE, 0.98), (chart.top, 0), (len(chart.categories) - 0.5, -0.5))
    thickness = _BAR * figure.get_figheight() * 0.98 / len(chart.categories) * _POINTS
    words = Lettering(axes)
    starts = [0.0] * len(chart.categories)
    for series in chart.series:
        present = [row for row, value in enumerate(series.values) if value]
        ends = [start + value for start, value in zip(starts, series.values, strict=True)]
        bars = [((starts[row], row), (ends[row], row)) for row in present]
        axes.add_collection(LineCollection(bars, colors=COLOURS[series.tone], linewidths=thickness, capstyle="butt"), autolim=False)
        colour = "white" if series.tone in DARK else INK
        for row in present:
            if series.values[row] >= _NARROWEST * chart.top:
                words.put((starts[row] + ends[row]) / 2, row, series.labels[row], colour=colour)
        starts = ends
    # The axis runs leftwards, so a label at its near end starts to the right of it and one at its far end to the left.
    for row, name in enumerate(chart.categories):
        words.put(-0.015 * chart.top, row, name, side="left")
    for row, end in enumerate(chart.ends):
        words.put(1.015 * chart.top, row, end, side="right")
    words.draw()


def _lines(figure: Figure, chart: Chart) -> None:
    """Time runs from right to left, as it is read; each point carries its value. A line may end before the last of the categories."""
    axes = _axes(figure, (0.03, 0.13, 0.88, 0.82), (len(chart.categories) - 0.65, -0.35), (0, chart.top * 1.08))
    words = Lettering(axes)
    grid = [((-0.35, height), (len(chart.categories) - 0.65, height)) for height, _ in chart.ticks]
    axes.add_collection(LineCollection(grid, colors=_GRID, linewidths=0.6), autolim=False)
    for height, tick in chart.ticks:
        words.put(-0.4, height, tick, side="left")
    places = range(len(chart.categories))
    for number, series in enumerate(chart.series):
        colour = COLOURS[series.tone]
        along, mark = places[: len(series.values)], "os^"[number % 3]
        axes.add_line(Line2D(along, series.values, color=colour, linewidth=1.6, marker=mark, markersize=4, clip_on=False))
        for place, (value, label) in enumerate(zip(series.values, series.labels, strict=True)):
            there = [other.values[place] for other in chart.series[:number] if place < len(other.values)]
            if not label or value in there:
                continue  # the same point has its number already
            over = [*there, *(other.values[place] for other in chart.series[number + 1 :] if place < len(other.values))]
            near = any(0 < other - value < _CLOSE * chart.top for other in over)
            stands = "under" if near and value > _LOW * chart.top else "above"
            words.put(place, value, label, height=stands, colour=colour)
    for place, name in enumerate(chart.categories):
        words.put(place, -chart.top * 0.05, name, height="under")
    words.draw()


def _axes(figure: Figure, box: tuple[float, float, float, float], x: tuple[float, float], y: tuple[float, float]) -> Axes:
    """A bare field with the coordinates of the data; what matplotlib would draw around it by itself reads from left to right."""
    axes = figure.add_axes(box)
    axes.set_axis_off()
    axes.set_xlim(*x)
    axes.set_ylim(*y)
    return axes

