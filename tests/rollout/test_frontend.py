import hashlib
import json
import re
from xml.etree import ElementTree

import pytest

from rollout import frontend
from rollout.stages import CHAINS

SVG = f"{{{frontend.SVG}}}"


def symbols() -> dict[str, ElementTree.Element]:
    root = ElementTree.parse(frontend.VENDOR / "icons.svg").getroot()
    return {symbol.attrib["id"]: symbol for symbol in root}


def test_the_sprite_draws_every_icon_once() -> None:
    assert list(symbols()) == [f"tabler-{name}" for name in frontend.ICONS]
    assert all(len(symbol) for symbol in symbols().values())


def test_the_sprite_leaves_colour_and_width_to_the_page() -> None:
    for symbol in symbols().values():
        assert symbol.attrib["stroke"] == "currentColor"
        assert "stroke-width" not in symbol.attrib


def test_every_stage_has_its_icon() -> None:
    assert {stage.icon for chain in CHAINS.values() for stage in chain} <= set(frontend.ICONS)


def test_the_fonts_of_the_screen_are_all_there_and_nothing_else_is_asked_for() -> None:
    sheet = (frontend.VENDOR / "fonts.css").read_text(encoding="utf-8")
    named = set(re.findall(r"url\(\./(files/[^)]+)\)", sheet))
    assert len(named) == len(frontend.PLEX_WEIGHTS) * len(frontend.PLEX_SCRIPTS)
    assert all((frontend.VENDOR / name).is_file() for name in named)
    assert "http" not in sheet


def test_the_manifest_names_the_fingerprint_of_every_file() -> None:
    prints = json.loads(frontend.MANIFEST.read_text(encoding="utf-8"))
    assert set(frontend.FILES) | {"fonts.css", "icons.svg"} <= set(prints)
    for name, fingerprint in prints.items():
        assert hashlib.sha256((frontend.VENDOR / name).read_bytes()).hexdigest().startswith(fingerprint), name


def test_a_paper_font_of_another_release_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontend, "PAPER_FONTS", dict.fromkeys(frontend.PAPER_FONTS, "0" * 64))
    with pytest.raises(SystemExit, match="not the release"):
        frontend.copy_paper_fonts()


def test_a_missing_file_is_fetched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    key = frontend.lock_key()
    assert frontend.in_place(key)
    assert not frontend.in_place("another lock")
    monkeypatch.setattr(frontend, "PAPER_FONTS", frontend.PAPER_FONTS | {"noto-kufi-arabic/Absent.ttf": ""})
    assert not frontend.in_place(key)


def test_pages_show_only_icons_that_are_drawn() -> None:
    views = frontend.ROOT / "views"
    shown = {
        name
        for path in (*views.rglob("*.html"), *views.rglob("*.py"))
        for name in re.findall(r"\bicon(?:_name)?(?:\(|=)['\"]([a-z0-9-]+)['\"]", path.read_text(encoding="utf-8"))
    }
    assert "alert-triangle" in shown
    assert shown <= set(frontend.ICONS)
