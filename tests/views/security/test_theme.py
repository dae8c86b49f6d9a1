"""Light and dark: chosen in the frame's foot, kept by the browser, and never on paper."""

import re
from pathlib import Path

import pytest

from tests.cast import MINISTRY
from tests.views.visiting import House

CSS = Path(__file__).parents[3] / "views" / "static" / "css"
LINK = re.compile(r'<link rel="stylesheet" href="[^"]*/css/dark\.css" media="([^"]*)">')
SCHEME = re.compile(r'<meta name="color-scheme" content="([^"]*)">')


def tokens(sheet: str) -> set[str]:
    """What the first rule of a style sheet names."""
    return set(re.findall(r"(--(?!tblr)[a-z0-9-]+):", (CSS / sheet).read_text(encoding="utf-8").partition("{")[2].partition("\n}")[0]))


@pytest.mark.parametrize(("chosen", "media", "scheme"), [
    (None, ["screen and (prefers-color-scheme: dark)"], "light dark"),
    ("auto", ["screen and (prefers-color-scheme: dark)"], "light dark"),
    ("dark", ["screen"], "dark"),
    ("light", [], "light"),
    ("purple", ["screen and (prefers-color-scheme: dark)"], "light dark"),
])
def test_the_page_follows_the_choice_of_the_browser(house: House, chosen: str | None, media: list[str], scheme: str) -> None:
    client = house.member(MINISTRY).client
    if chosen:
        client.set_cookie("theme", chosen)
    page = client.get("/notices/").get_data(as_text=True)
    assert LINK.findall(page) == media
    assert SCHEME.findall(page) == [scheme]
    pressed = re.findall(r'name="theme" value="(\w+)" aria-pressed="true"', page)
    assert pressed == [chosen if chosen in ("light", "dark") else "auto"]


def test_the_choice_stays_in_the_browser(house: House) -> None:
    member = house.member(MINISTRY)
    answer = member.post("/theme/", {"theme": "dark", "next": "/notices/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/notices/")
    assert "Max-Age=31536000" in answer.headers["Set-Cookie"]
    assert "media=\"screen\"" in member.get("/notices/").get_data(as_text=True)
    assert member.post("/theme/", {"theme": "purple"}).status_code == 400
    assert member.post("/theme/", {"theme": "dark", "next": "https://elsewhere.example/"}).headers["Location"] == "/"


def test_each_colour_has_its_dark_value() -> None:
    same = {"--radius", "--sidebar-width", "--touch", "--on-strong", "--on-amber", "--final-back"}
    assert tokens("app.css") - tokens("dark.css") == same | {"--paper", "--paper-ink", "--paper-line", "--paper-head"}
    assert tokens("dark.css") <= tokens("app.css")


def test_the_colours_of_pages_have_names() -> None:
    for sheet in sorted(CSS.glob("*.css")):
        text = sheet.read_text(encoding="utf-8")
        if sheet.name in ("app.css", "dark.css"):
            text = text.partition("\n}")[2]
        raw = re.findall(r"(?<!\()#[0-9a-fA-F]{3,8}\b(?=[\s;,)])", text)
        assert raw == [], f"{sheet.name} names no colour of its own, so that dark pages can change it"
