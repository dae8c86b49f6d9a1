"""From one number to another by steps: what came in lifts the next step, what went out lowers it."""

from collections.abc import Sequence
from dataclasses import dataclass

from views.charts.figure import Column, Figure, Sheet, Write, as_read
from views.charts.scene import Box, Linked, Path, Scene, Shape, Words

_WIDTH, _HEIGHT, _FOOT, _HEAD = 480, 200, 26, 22


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a change, or where `whole` what stands at that point whatever went before."""

    label: str
    value: int
    whole: bool = False
    address: str = ""


def waterfall(name: str, title: str, description: str, steps: Sequence[Step], write: Write, *, heads: tuple[str, str], rtl: bool) -> Figure:
    """The steps in their order; a level below nothing cannot be drawn and is refused."""
    levels = _levels(steps)
    highest = max([1, *(max(level) for level in levels)])
    room, floor, step = _HEIGHT - _FOOT - _HEAD, _HEIGHT - _FOOT, _WIDTH / max(1, len(steps))
    shapes: list[Shape] = [Path(((0, floor), (_WIDTH, floor)), "grid")]
    for at, (each, (before, after)) in enumerate(zip(steps, levels, strict=True)):
        low, high = sorted((before, after))
        top, height = round(floor - room * high / highest, 1), round(room * (high - low) / highest, 1)
        css = "bar-whole" if each.whole else "bar-gain" if each.value >= 0 else "bar-loss"
        sign = "" if each.whole or not each.value else "+" if each.value > 0 else "−"
        said = sign + write(abs(each.value))
        shapes.append(Linked(each.address, f"{each.label}: {said}", (
            Box((at + 0.15) * step, top, step * 0.7, max(height, 1), css, 2),
            Words((at + 0.5) * step, _HEIGHT - 8, each.label, "tick", "middle"),
            Words((at + 0.5) * step, top - 6, said, "bar-number", "middle"),
        )))
        if at + 1 < len(steps):
            y = round(floor - room * after / highest, 1)
            shapes.append(Path((((at + 0.85) * step, y), ((at + 1.15) * step, y)), "gap"))
    sheet = Sheet(tuple(map(Column, heads)), tuple((each.label, each.value) for each in steps))
    return Figure(name, title, description, as_read(Scene(_WIDTH, _HEIGHT, tuple(shapes)), rtl), sheet)


def _levels(steps: Sequence[Step]) -> list[tuple[int, int]]:
    """Where each step begins and ends."""
    found: list[tuple[int, int]] = []
    level = 0
    for each in steps:
        before, level = (0, each.value) if each.whole else (level, level + each.value)
        if level < 0:
            raise ValueError(each.label)
        found.append((before, level))
    return found
