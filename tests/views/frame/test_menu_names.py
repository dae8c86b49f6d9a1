"""What the menu calls the first page: by what is on it for whoever opens it, in either language."""

import re

import pytest

from tests.cast import ADMINISTRATOR, ASSIUT, MINISTRY, READER, STOREKEEPER, Member
from tests.views.visiting import House


@pytest.mark.parametrize(("member", "arabic", "english"), [
    (MINISTRY, "الموقف العام", "General position"), (ADMINISTRATOR, "الموقف العام", "General position"),
    (READER, "الموقف العام", "General position"), (ASSIUT, "أعمالي", "My work"), (STOREKEEPER, "أعمالي", "My work"),
])
def test_the_first_page_is_called_by_what_is_on_it(house: House, member: Member, arabic: str, english: str) -> None:
    visitor = house.member(member)
    assert first_of_menu(visitor.get("/account/password").text) == arabic
    visitor.post("/language/", {"language": "en"})
    assert first_of_menu(visitor.get("/account/password").text) == english


def first_of_menu(page: str) -> str:
    found = re.search(r'<a href="/" class="menu-item"[^>]*>.*?<span>([^<]*)</span>', page, re.DOTALL)
    assert found
    return found[1]
