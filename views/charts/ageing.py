"""How long things have waited: one column for each span of days, the oldest told apart."""

from collections.abc import Sequence

from views.charts.figure import Column, Figure, Sheet, Write, as_read
from views.charts.scene import Box, Linked, Path, Scene, Shape, Words

_WIDTH, _HEIGHT, _FOOT, _HEAD = 352, 168, 26, 22


def ageing(
    name: str, title: str, description: str, spans: Sequence[tuple[str, int, str]], write: Write, *, heads: tuple[str, str], rtl: bool,
    old: int | None = None,
) -> Figure:
    """The spans (words, number, address) from the youngest to the oldest; those from `old` on are marked."""
    most = max([1, *(number for _words, number, _address in spans)])
    step = _WIDTH / max(1, len(spans))
    floor = _HEIGHT - _FOOT
    shapes: list[Shape] = [Path(((0, floor), (_WIDTH, floor)), "grid")]
    for at, (words, number, address) in enumerate(spans):
        height = round((floor - _HEAD) * number / most, 1)
        middle, marked = (at + 0.5) * step, old is not None and at >= old
        shapes.append(Linked(address, f"{words}: {write(number)}", (
            Box(at * step, 0, step, _HEIGHT, "touch"),
            Box(middle - step * 0.3, floor - height, step * 0.6, height, "bar-marked" if marked else "bar-of", 3),
            Words(middle, _HEIGHT - 8, words, "tick", "middle"),
            Words(middle, floor - height - 6, write(number), "bar-number", "middle"),
        )))
    sheet = Sheet(tuple(map(Column, heads)), tuple((words, number) for words, number, _address in spans))
    return Figure(name, title, description, as_read(Scene(_WIDTH, _HEIGHT, tuple(shapes)), rtl), sheet)
