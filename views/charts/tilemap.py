"""The country as tiles: one for each governorate, about where it lies, shaded by a share. North is up and east is right in any language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rollout.tabular import shipped
from views.charts.figure import Column, Figure, Sheet
from views.charts.scale import shade
from views.charts.scene import Box, Linked, Scene, Shape, Words

_WIDTH, _HEIGHT, _GAP = 54, 52, 3
_LONGEST, _LONG = 9, 10
"""Letters of a name that fit into one line of a tile; one word of so many is written smaller."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A governorate on the map: its share and the number of its sites, or None and nothing where it has none."""

    code: str
    name: str
    share: float | None
    text: str
    sites: int = 0
    done: int = 0
    address: str = ""


@lru_cache
def grid() -> Mapping[str, tuple[int, int]]:
    """The column and row of each governorate's tile."""
    return {row["iso_code"]: (int(row["column"]), int(row["row"])) for row in shipped("governorate_grid.csv")}


def tile_map(name: str, title: str, description: str, tiles: Iterable[Tile], *, heads: tuple[str, str, str, str], rtl: bool) -> Figure:
    """The map of these governorates. `heads` name the columns of the table: governorate, sites, those in service, share."""
    tiles = list(tiles)
    places = grid()
    columns, rows = (1 + max(place[axis] for place in places.values()) for axis in (0, 1))
    shapes = tuple(_tile(tile, *places[tile.code]) for tile in tiles if tile.code in places)
    scene = Scene(columns * (_WIDTH + _GAP) - _GAP, rows * (_HEIGHT + _GAP) - _GAP, shapes, turned=rtl)
    told = sorted((tile for tile in tiles if tile.share is not None), key=lambda tile: (-(tile.share or 0), tile.name))
    sheet = Sheet(
        (*map(Column, heads[:3]), Column(heads[3], share=True)),
        tuple((tile.name, tile.sites, tile.done, tile.share) for tile in told),
    )
    return Figure(name, title, description, scene, sheet)


def _tile(tile: Tile, column: int, row: int) -> Shape:
    x, y = column * (_WIDTH + _GAP), row * (_HEIGHT + _GAP)
    level = "none" if tile.share is None else str(shade(tile.share))
    first, second = in_two_lines(tile.name)
    css = f"map-word{' map-word-long' if max(len(first), len(second)) >= _LONG else ''} shade-{level}"
    name = [Words(x + _WIDTH / 2, y + (13.5 if second else 20), first, css, "middle")]
    if second:
        name.append(Words(x + _WIDTH / 2, y + 25.5, second, css, "middle"))
    shapes: tuple[Shape, ...] = (
        Box(x, y, _WIDTH, _HEIGHT, f"shade shade-{level}", 5), *name,
        Words(x + _WIDTH / 2, y + 42, tile.text, f"map-share shade-{level}", "middle"),
    )
    return Linked(tile.address, f"{tile.name}: {tile.text}", shapes)


def in_two_lines(name: str) -> tuple[str, str]:
    """A name that is too long for one line, parted at the blank nearest to its middle."""
    if len(name) <= _LONGEST or " " not in name:
        return name, ""
    at = min((place for place, letter in enumerate(name) if letter == " "), key=lambda place: abs(place - len(name) / 2))
    return name[:at], name[at + 1 :]
