"""The drawing of a markaz: everything stands inside it, nothing on top of another, and Arabic is the mirror of English."""

from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from rollout.linking import Hub, Link, Topology
from rollout.works import ItemState
from rollout.works.linking import LINKING, LinkStatus
from views.works.topology import LETTER, ROW, WIDTH, draw

names = st.text("ابتثجحخدذرز ", min_size=1, max_size=80)


def a_link(name: str) -> Link:
    site = cast(Any, SimpleNamespace(name_ar=name, name_en=""))
    return Link(site, LinkStatus.LINKED, ItemState("line", LINKING.kinds[0]), [], Decimal(0), reported=False, pair=None)


links = st.lists(st.builds(a_link, names), max_size=8)
hubs = st.lists(
    st.builds(lambda name, found: Hub(cast(Any, SimpleNamespace(name_ar=name, name_en="", code="X")), found), names, links), max_size=4
)


@given(hubs, links)
def test_everything_has_a_place_of_its_own(found: list[Hub], alone: list[Link]) -> None:
    drawing = draw(Topology("EG-AST", "ديروط", found, alone), mirrored=True, alone="دون مركز")
    rows = sorted(spoke.dot[1] for spoke in drawing.spokes)
    assert len(rows) == sum(len(hub.links) for hub in found) + len(alone)
    assert all(below - above >= ROW for above, below in pairwise(rows))
    assert all(spoke.name.y >= LETTER and spoke.word.y <= drawing.height for spoke in drawing.spokes)
    boxes = sorted((centre.y, centre.y + centre.height) for centre in drawing.centres)
    assert all(above[1] <= below[0] for above, below in pairwise(boxes))
    assert all(top >= 0 and bottom <= drawing.height for top, bottom in boxes)
    assert all(centre.y < line.y < centre.y + centre.height for centre in drawing.centres for line in centre.lines)
    assert [bool(spoke.path) for spoke in drawing.spokes] == [True] * (len(rows) - len(alone)) + [False] * len(alone)
    assert (drawing.alone is not None) == bool(alone)


@given(hubs, links)
def test_one_side_is_the_mirror_of_the_other(found: list[Hub], alone: list[Link]) -> None:
    topology = Topology("EG-AST", "ديروط", found, alone)
    right, left = (draw(topology, mirrored=mirrored, alone="دون مركز") for mirrored in (True, False))
    assert [(WIDTH - one.name.x, one.name.y, WIDTH - one.dot[0]) for one in right.spokes] == [
        (one.name.x, one.name.y, one.dot[0]) for one in left.spokes
    ]
    assert [WIDTH - centre.x - centre.width for centre in right.centres] == [centre.x for centre in left.centres]


def test_a_long_name_is_cut_where_it_would_leave_the_drawing() -> None:
    [spoke] = draw(Topology("EG-AST", "ديروط", [], [a_link("مجمع خدمات بني عدي البحرية والقبلية")]), mirrored=True, alone="").spokes
    assert spoke.name.text.endswith("…")
    assert len(spoke.name.text) <= 23
    assert spoke.word.text
