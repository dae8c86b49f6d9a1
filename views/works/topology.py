"""The drawing of how the complexes of a markaz are wired: where each name, dot and line stands, from the side where reading begins."""

from dataclasses import dataclass
from textwrap import wrap

from rollout.linking import Hub, Link, Topology
from rollout.works.linking import LinkStatus
from views.frame.words import local_name

WIDTH, ROW, LETTER = 420, 48, 18
HUB_WIDTH, BEND, DOT, NAMES = 138, 190, 222, 236
_HUB_LETTERS, _NAME_LETTERS, _MOST_LINES = 19, 23, 4


@dataclass(frozen=True)
class Written:
    """A line of text with its place."""

    text: str
    x: int
    y: int


@dataclass(frozen=True)
class Spoke:
    """One complex: its dot and its name, its status in words, and the line to its centre where it has one."""

    status: LinkStatus
    name: Written
    word: Written
    dot: tuple[int, int]
    path: str


@dataclass(frozen=True)
class Centre:
    """The box of a centre with its name in it."""

    x: int
    y: int
    height: int
    lines: list[Written]
    width: int = HUB_WIDTH


@dataclass(frozen=True)
class Drawing:
    """All of one markaz. `alone` is where those begin that are wired with no centre; none where there are none."""

    height: int
    centres: list[Centre]
    spokes: list[Spoke]
    alone: Written | None
    width: int = WIDTH


def draw(topology: Topology, *, mirrored: bool, alone: str) -> Drawing:
    """Centres at the beginning of the line, complexes in rows behind them; `mirrored` for a script that runs from the right."""
    drawing, top = Drawing(0, [], [], None), 6
    for hub in topology.hubs:
        height = max(len(hub.links) * ROW, _box_height(_hub_lines(hub)) + 12)
        middle = top + height // 2
        drawing.centres.append(_centre(hub, middle, mirrored))
        first = top + (height - len(hub.links) * ROW) // 2
        drawing.spokes.extend(_spoke(link, first + number * ROW, middle, mirrored) for number, link in enumerate(hub.links))
        top += height + 14
    heading = None
    if topology.unpaired:
        heading = Written(alone, _x(4, mirrored), top + LETTER)
        top += LETTER + 12
        drawing.spokes.extend(_spoke(link, top + number * ROW, None, mirrored) for number, link in enumerate(topology.unpaired))
        top += len(topology.unpaired) * ROW
    return Drawing(top + 4, drawing.centres, drawing.spokes, heading)


def _x(across: int, mirrored: bool) -> int:
    return WIDTH - across if mirrored else across


def _hub_lines(hub: Hub) -> list[str]:
    lines = wrap(local_name(hub.centre), _HUB_LETTERS) or [hub.centre.code]
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1]}…"]


def _box_height(lines: list[str]) -> int:
    return len(lines) * LETTER + 18


def _centre(hub: Hub, middle: int, mirrored: bool) -> Centre:
    lines = _hub_lines(hub)
    height = _box_height(lines)
    top = middle - height // 2
    text = [Written(line, _x(4 + HUB_WIDTH // 2, mirrored), top + 9 + number * LETTER + 13) for number, line in enumerate(lines)]
    return Centre(_x(4 + HUB_WIDTH, True) if mirrored else 4, top, height, text)


def _spoke(link: Link, top: int, middle: int | None, mirrored: bool) -> Spoke:
    y, name = top + ROW // 2, local_name(link.site)
    start, bend, end = _x(4 + HUB_WIDTH, mirrored), _x(BEND, mirrored), _x(DOT, mirrored)
    path = f"M{start} {middle} C{bend} {middle} {bend} {y} {end} {y}" if middle is not None else ""
    across = _x(NAMES, mirrored)
    shown = name if len(name) <= _NAME_LETTERS else f"{name[: _NAME_LETTERS - 1].rstrip()}…"
    return Spoke(link.status, Written(shown, across, y - 3), Written(str(link.status.label), across, y + 15), (end, y), path)
