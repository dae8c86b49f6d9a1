"""Charts as pages show them: drawn on the server with real text, and the same numbers in a table behind each.

Everything here is pure: numbers, words and addresses in, a `Figure` out. A chart names its colours by classes, so that a page's theme
paints it; the same shapes are drawn as a picture to keep. Time runs in the direction of reading; a map of the country never turns.
"""

from views.charts.ageing import ageing
from views.charts.bars import Bar, Heads, bars
from views.charts.curve import Line, lines
from views.charts.figure import Column, Figure, Sheet
from views.charts.svg import drawn
from views.charts.tilemap import Tile, tile_map

__all__ = ["Bar", "Column", "Figure", "Heads", "Line", "Sheet", "Tile", "ageing", "bars", "drawn", "lines", "tile_map"]
