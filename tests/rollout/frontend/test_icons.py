import re
from xml.etree import ElementTree

from rollout.frontend import ROOT, VENDOR, icons
from rollout.stages import CHAINS


def symbols() -> dict[str, ElementTree.Element]:
    root = ElementTree.parse(VENDOR / "icons.svg").getroot()
    return {symbol.attrib["id"]: symbol for symbol in root}


def test_the_sprite_draws_every_icon_once() -> None:
    assert list(symbols()) == [f"tabler-{name}" for name in icons.ICONS]
    assert all(len(symbol) for symbol in symbols().values())


def test_the_sprite_leaves_colour_and_width_to_the_page() -> None:
    for symbol in symbols().values():
        assert symbol.attrib["stroke"] == "currentColor"
        assert "stroke-width" not in symbol.attrib


def test_every_stage_has_its_icon() -> None:
    assert {stage.icon for chain in CHAINS.values() for stage in chain} <= set(icons.ICONS)


def test_pages_show_only_icons_that_are_drawn() -> None:
    views = ROOT / "views"
    shown = {
        name
        for path in (*views.rglob("*.html"), *views.rglob("*.py"))
        for name in re.findall(r"\bicon(?:_name)?(?:\(|=)['\"]([a-z0-9-]+)['\"]", path.read_text(encoding="utf-8"))
    }
    assert "alert-triangle" in shown
    assert shown <= set(icons.ICONS)
