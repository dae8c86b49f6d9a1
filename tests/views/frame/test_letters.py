"""The letters of a page are asked for at once, by the very address from which the style sheet takes them."""

import re
from posixpath import dirname, join, normpath

import pytest

from tests.views.visiting import House


@pytest.mark.parametrize("language", ["ar", "en"])
def test_letters_come_from_where_the_sheet_takes_them(house: House, language: str) -> None:
    visitor = house.visitor()
    visitor.post("/language/", {"language": language, "next": "/login/"})
    page = visitor.get("/login/").text
    early = re.findall(r'<link rel="preload" as="font" type="font/woff2" crossorigin href="([^"]+)">', page)
    [sheet] = re.findall(r'href="([^"]+/look(?:\.rtl)?\.css)"', page)
    taken = {normpath(join(dirname(sheet), name)) for name in re.findall(r"url\(([^)]+\.woff2)\)", visitor.get(sheet).text)}
    assert set(early) == taken
    assert page.index(early[0]) < page.index(sheet)
