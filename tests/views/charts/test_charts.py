"""Charts: the numbers that go in are those of the drawing and of the table behind it; what is read from right to left is turned around."""

import re
from collections.abc import Callable

import pytest

from views.charts import Bar, Figure, Heads, Line, Tile, ageing, bars, drawn, lines, tile_map
from views.charts.figure import Value
from views.charts.scale import shade, ticks
from views.charts.scene import Box, Dot, Linked, Path, Scene, Words, mirrored
from views.charts.tilemap import grid, in_two_lines

WRITE: Callable[[Value], str] = str
MONTHS = [("Oct", "2023"), ("Nov", "2023"), ("Dec", "2023"), ("Jan", "2024")]
LINES = (Line("actual", "In service", (3, 7), filled=True), Line("first", "Plan", (5, 11, 19, 23)))


def curve(*, rtl: bool = False) -> Figure:
    return lines("curve", "Operation", "Words", MONTHS, LINES, WRITE, head="Month", rtl=rtl)


def texts(scene: Scene) -> list[str]:
    return [words.text for words in scene.words]


def boxes(scene: Scene, css: str) -> list[Box]:
    flat = [each for shape in scene.shapes for each in (shape.shapes if isinstance(shape, Linked) else (shape,))]
    return [shape for shape in flat if isinstance(shape, Box) and shape.css == css]


def test_the_curve_tells_each_number_in_its_drawing_and_in_its_table() -> None:
    figure = curve()
    told = [re.search(r": (\d+)$", shape.title) for shape in figure.wide.shapes if isinstance(shape, Dot)]
    assert [int(found[1]) for found in told if found] == [3, 7, 5, 11, 19, 23]
    assert figure.sheet.rows == (("Oct 2023", 3, 5), ("Nov 2023", 7, 11), ("Dec 2023", None, 19), ("Jan 2024", None, 23))
    assert {"7", "11"} <= set(texts(figure.wide)), "the end of what came, and the plan of the same month"
    assert "<title>Plan، Jan 2024: 23</title>" in drawn(figure)


def test_a_higher_number_lies_higher_and_a_later_month_further_on() -> None:
    paths = {shape.css: shape for shape in curve().wide.shapes if isinstance(shape, Path)}
    actual, first = paths["line line-actual"], paths["line line-first"]
    assert actual.points[0][0] == first.points[0][0] < first.points[1][0] < first.points[3][0]
    assert actual.points[1][1] > first.points[1][1] > first.points[3][1]


def test_time_runs_from_right_to_left_in_arabic_and_numbers_stay_what_they_are() -> None:
    there, here = curve().wide, curve(rtl=True).wide
    assert texts(there) == texts(here)
    assert mirrored(here).shapes == there.shapes
    dots = [shape.x for shape in here.shapes if isinstance(shape, Dot) and "actual" in shape.css]
    assert dots == sorted(dots, reverse=True)
    assert 'direction="rtl"' in drawn(curve(rtl=True))


def test_a_telephone_gets_fewer_names_of_months_and_all_of_the_numbers() -> None:
    many = [(f"m{n}", "2023") for n in range(13)]
    figure = lines("c", "t", "d", many, (Line("first", "Plan", tuple(range(13))),), WRITE, head="Month", rtl=False)
    assert figure.narrow is not None
    named = [sum(text.startswith("m") for text in texts(scene)) for scene in (figure.wide, figure.narrow)]
    assert named[0] > named[1] >= 6
    assert sum(isinstance(shape, Dot) for shape in figure.narrow.shapes) == 13
    assert drawn(figure).count("<svg") == 2


def test_the_map_shows_every_governorate_once_and_never_turns() -> None:
    assert len(grid()) == len(set(grid().values())) == 27
    tiles = [Tile("EG-MT", "Matrouh", None, "—"), Tile("EG-ASN", "Aswan", 0.42, "42%", 31, 8, "/matrix/EG-ASN")]
    there, here = (tile_map("map", "t", "d", tiles, heads=("G", "S", "D", "R"), rtl=rtl) for rtl in (False, True))
    assert there.wide.shapes == here.wide.shapes, "west is left in any language"
    west, south = (shape for shape in here.wide.shapes if isinstance(shape, Linked))
    assert west.shapes[0].x < south.shapes[0].x  # type: ignore[union-attr]
    assert west.shapes[0].y < south.shapes[0].y  # type: ignore[union-attr]
    assert here.sheet.rows == (("Aswan", 31, 8, 0.42),), "who has no sites is no row"
    assert '<a href="/matrix/EG-ASN" aria-label="Aswan: 42%">' in drawn(here)
    assert drawn(here).count("<a ") == 1, "a governorate without sites leads nowhere"


@pytest.mark.parametrize(("share", "of"), [(0, 0), (0.19, 0), (0.2, 1), (0.999, 4), (1, 5)])
def test_the_deepest_shade_is_for_the_whole(share: float, of: int) -> None:
    assert shade(share) == of


def test_bars_grow_with_their_numbers_from_where_reading_begins() -> None:
    found = [Bar("Meters", 40, "Company", 10, "stalled at 10", "/a"), Bar("Lines", 20, address="/b")]
    figure = bars("b", "t", "d", found, WRITE, heads=Heads("Step", "Sites", marked="Stalled"), rtl=False)
    long, short = boxes(figure.wide, "bar-of")
    assert (long.x, short.x, short.width) == (0, 0, long.width / 2)
    assert boxes(figure.wide, "bar-marked")[0].width == long.width / 4
    assert figure.sheet.rows == (("Meters", 40, 10), ("Lines", 20, 0))
    assert texts(figure.wide) == ["Meters", "40", "Company", "Lines", "20"]
    turned = bars("b", "t", "d", found, WRITE, heads=Heads("Step", "Sites"), rtl=True)
    assert boxes(turned.wide, "bar-of")[1].x == turned.wide.width - short.width
    assert turned.sheet.rows == (("Meters", 40), ("Lines", 20))


def test_ages_are_columns_of_which_the_oldest_stand_out() -> None:
    spans = [("to 7 days", 4, "/a"), ("to 30", 0, "/b"), ("over 30", 2, "/c")]
    figure = ageing("a", "t", "d", spans, WRITE, heads=("Age", "Documents"), rtl=True, old=2)
    assert [box.height for box in boxes(figure.wide, "bar-of")] == [2 * boxes(figure.wide, "bar-marked")[0].height, 0]
    assert figure.sheet.rows == (("to 7 days", 4), ("to 30", 0), ("over 30", 2))
    assert boxes(figure.wide, "bar-marked")[0].x < boxes(figure.wide, "bar-of")[0].x, "the youngest stands where reading begins"


@pytest.mark.parametrize(("highest", "marks"), [(1, (0, 1)), (4, (0, 1, 2, 3, 4)), (332, (0, 100, 200, 300, 400)), (60, (0, 20, 40, 60))])
def test_the_marks_of_an_axis_are_round_and_cover_the_highest(highest: int, marks: tuple[int, ...]) -> None:
    assert ticks(highest) == marks


def test_what_people_wrote_is_text_in_the_drawing_and_never_markup() -> None:
    figure = bars("b", "<t>", '"d"', [Bar("<script>", 1, address='/?q="&x')], WRITE, heads=Heads("a", "b"), rtl=False)
    page = drawn(figure)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert 'href="/?q=&#34;&amp;x"' in page
    assert 'aria-labelledby="chart-b-title chart-b-desc"' in page


def test_no_colour_stands_in_a_drawing() -> None:
    every = drawn(curve()) + drawn(tile_map("m", "t", "d", [Tile("EG-AST", "x", 1.0, "1")], heads=("a", "b", "c", "d"), rtl=False))
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b|rgb|style=|fill=|stroke=", every)


def test_long_names_take_two_lines() -> None:
    assert in_two_lines("Kafr El-Sheikh") == ("Kafr", "El-Sheikh")
    assert in_two_lines("قنا") == ("قنا", "")
    assert in_two_lines("الإسماعيلية") == ("الإسماعيلية", "")


def test_mirroring_turns_words_and_paths_too() -> None:
    scene = Scene(100, 10, (Words(10, 5, "a", "x"), Path(((0, 0), (30, 1)), "y")))
    assert mirrored(scene).shapes == (Words(90, 5, "a", "x"), Path(((100, 0), (70, 1)), "y"))
