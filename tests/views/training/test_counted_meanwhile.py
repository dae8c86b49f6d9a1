"""Two people who count at one session: what each changed is put together, and where both changed a number one chooses."""

import re
from html import unescape
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.cast import ASSIUT
from tests.views.telling import TODAY, code_in, hidden
from tests.views.training.test_training import counted_before, counts, held_on
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)

NAMES = ("body", "destination", "persons", "seats", "certified", "note")


def cells(page: TestResponse) -> dict[str, list[str]]:
    """The table as it stands on the page, row by row."""
    found: dict[str, list[str]] = {name: [] for name in NAMES}
    for tag in re.findall(r"<input[^>]*>", page.text):
        name, value = re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and name[1] in found:
            found[name[1]].append(unescape(value[1]) if value else "")
    return found


def rows(page: TestResponse) -> list[tuple[str, ...]]:
    return [row for row in zip(*cells(page).values(), strict=True) if any(row)]


def send(visitor: Visitor, page: TestResponse, *table: tuple[str, ...], **more: Any) -> TestResponse:
    """Send the form of a page with these rows, or with those that stand there."""
    told = {name: [row[at] for row in table] for at, name in enumerate(NAMES)} if table else cells(page)
    carried = {name: unescape(value) for name, value in hidden(page).items() if name != "csrf_token"}
    return visitor.post("/training/counts", carried | told | more, content_type="multipart/form-data")


@pytest.fixture
def held(house: House) -> int:
    held = held_on(house)
    counted_before(house, held, code_in(house), 5)
    return held


def test_counts_that_only_one_changed_are_put_together(house: House, held: int) -> None:
    """Each adds a body of their own, and the other corrects what both saw."""
    one, two, code = house.member(ASSIUT), house.member(ASSIUT), code_in(house)
    mine, theirs = one.get(f"/training/sessions/{held}"), two.get(f"/training/sessions/{held}")
    assert send(two, theirs, ("التموين", code, "6", "6", "6", ""), ("البريد", code, "3", "3", "0", "دفعة أولى")).status_code == 303
    answer = send(one, mine, *rows(mine), ("التضامن الاجتماعي", code, "2", "2", "2", ""))
    assert answer.status_code == 409
    assert "_take_" not in answer.text
    assert "سجّل مستخدم آخر" in answer.text
    assert len(counts(house)) == 3, "nothing of mine is recorded yet"
    assert {(row[0], row[2], row[5]) for row in rows(answer)} == {
        ("التموين", "٦", ""), ("البريد", "٣", "دفعة أولى"), ("التضامن الاجتماعي", "٢", ""),
    }
    assert send(one, answer).status_code == 303
    assert [row[:2] for row in counts(house)[1:]] == [("supply", 6), ("post", 3), ("solidarity", 2)]


@pytest.mark.parametrize(("takes", "persons"), [("mine", 7), ("theirs", 6)])
def test_where_both_changed_a_number_one_chooses(house: House, held: int, takes: str, persons: int) -> None:
    one, two, code = house.member(ASSIUT), house.member(ASSIUT), code_in(house)
    mine, theirs = one.get(f"/training/sessions/{held}"), two.get(f"/training/sessions/{held}")
    assert send(two, theirs, ("التموين", code, "6", "8", "5", "")).status_code == 303
    answer = send(one, mine, ("التموين", code, "7", "8", "5", ""))
    assert answer.status_code == 409
    [name] = set(re.findall(r'name="_take_([^"]*)"', answer.text))
    given = re.search(rf'name="_given_{name}" value="([^"]*)"', answer.text)
    assert given
    chosen = {f"_take_{name}": takes, f"_given_{name}": given[1]}
    answer = send(one, answer, **chosen)
    assert answer.status_code == 303
    assert counts(house)[-1][1] == persons


def test_a_count_that_the_other_took_back_goes_and_one_that_both_touched_is_asked_about(house: House, held: int) -> None:
    one, two, code = house.member(ASSIUT), house.member(ASSIUT), code_in(house)
    mine, theirs = one.get(f"/training/sessions/{held}"), two.get(f"/training/sessions/{held}")
    assert send(two, theirs, ("البريد", code, "3", "3", "3", "")).status_code == 303
    answer = send(one, mine, *rows(mine), ("التضامن الاجتماعي", code, "2", "2", "2", ""))
    assert {row[0] for row in rows(answer)} == {"البريد", "التضامن الاجتماعي"}
    answer = send(one, mine, ("التموين", code, "9", "9", "9", ""))
    assert answer.status_code == 409
    assert re.search(r'name="_take_supply[^"]*-persons"', answer.text)
    assert ("التموين", "٩") in {(row[0], row[2]) for row in rows(answer)}
