"""Charts are drawn alike every time, whatever the labels and however many are drawn at once."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from reports.document.content import Chart, ChartForm, Series, Tone
from reports.document.palette import COLOURS, TINTS
from reports.forms import charts
from reports.forms.emblems import size
from reports.forms.lettering import Lettering, outline

BARS = Chart(
    ChartForm.STACKED, "شكل (١)", "استلام المبنى ٢ من ٣", ("استلام المبنى", "التشغيل"),
    (Series("تم", Tone.CONFIRMED, (2.0, 0.0), ("٢", "")), Series("لم يبدأ", Tone.NONE, (1.0, 3.0), ("١", "٣"))), 3.0, ("٦٦٫٧٪", "٠٪"),
)
LINES = Chart(
    ChartForm.LINES, "شكل (٢)", "يونيو ٤٠٪؛ يوليو ٥٠٪", ("يونيو", "يوليو"),
    (Series("نسبة", Tone.PLAIN, (0.4, 0.5), ("٤٠٪", "٥٠٪")),), 1.0, ticks=((0.0, "٠٪"), (1.0, "١٠٠٪")),
)


@pytest.mark.parametrize("chart", [BARS, LINES], ids=["bars", "lines"])
def test_the_same_chart_is_the_same_bytes_from_many_threads(chart: Chart) -> None:
    alone = charts.draw(chart)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(charts.draw, [chart] * 8)) == {alone}


@pytest.mark.parametrize("chart", [BARS, LINES], ids=["bars", "lines"])
def test_letters_are_outlines_and_no_date_is_kept(chart: Chart) -> None:
    drawn = charts.draw(chart).decode()
    assert "<text" not in drawn
    assert "dc:date" not in drawn


def test_numbers_change_the_picture() -> None:
    other = replace(BARS, series=(replace(BARS.series[0], values=(1.0, 0.0)), BARS.series[1]))
    assert charts.draw(other) != charts.draw(BARS)


@pytest.mark.parametrize("name", ["$x^2$ مجمع", "MNF-0012 مجمع", "٤٥٪", "100%", "اسم طويل جدًا " * 8])
def test_naughty_labels_are_drawn_as_they_stand(name: str) -> None:
    assert charts.draw(replace(BARS, categories=(name, "التشغيل")))


def test_every_tone_has_its_colours() -> None:
    assert set(COLOURS) == set(TINTS) == set(Tone)


def test_letters_of_a_label_are_joined() -> None:
    assert outline("مجمع")[2] < sum(outline(letter)[2] for letter in "مجمع")


def test_a_number_first_does_not_turn_a_label_round() -> None:
    sign, number = outline("٪")[2], outline("٥")[2]
    points, _codes, width = outline("٥٪")
    assert width > number
    leftmost = np.sum(points[:, 0] < sign)
    assert leftmost == pytest.approx(len(outline("٪")[0]), rel=0.1), "the sign stands at the left, after the number"
    assert leftmost != pytest.approx(len(outline("٥")[0]), rel=0.1), "or this test could not tell"


def placed(chart: Chart, monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, str]]:
    """The numbers of points, with the side on which each stands."""
    seen: list[tuple[float, str]] = []
    put = Lettering.put

    def note(self: Lettering, x: float, y: float, text: str, **how: Any) -> None:
        seen.append((y, how.get("height", "middle")))
        put(self, x, y, text, **how)

    monkeypatch.setattr(Lettering, "put", note)
    charts.draw(chart)
    return [(y, height) for y, height in seen if height in ("above", "under") and y >= 0]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (0.5, 0.45, {(0.5, "above"), (0.45, "under")}), (0.5, 0.2, {(0.5, "above"), (0.2, "above")}),
        (0.06, 0.05, {(0.06, "above"), (0.05, "above")}), (0.5, 0.5, {(0.5, "above")}),
    ],
    ids=["close", "far", "close to the axis", "the same"],
)
def test_numbers_of_two_lines_do_not_cover_each_other(
    first: float, second: float, expected: set[tuple[float, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    two = replace(LINES, categories=("يونيو",), series=(
        Series("أ", Tone.PLAIN, (first,), ("أ",)), Series("ب", Tone.CONFIRMED, (second,), ("ب",)),
    ))
    found = placed(two, monkeypatch)
    assert set(found) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("chart", [BARS, LINES], ids=["bars", "lines"])
def test_as_a_picture_it_is_the_same_drawing_finer(chart: Chart) -> None:
    with ThreadPoolExecutor(4) as pool:
        [drawn] = set(pool.map(charts.picture, [chart] * 8))
    across, down = size(drawn)
    wide, high = charts.size(chart)
    assert across == pytest.approx(wide / 25.4 * 300, abs=1)
    assert down == pytest.approx(high / 25.4 * 300, abs=1)
    ink = np.asarray(Image.open(io.BytesIO(drawn)).convert("L")) < 128
    assert ink[:, across * 3 // 4 :].any(), "words stand at the right edge as they do on paper"
