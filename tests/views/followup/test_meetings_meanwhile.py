"""Two people write at one paper of a meeting: nothing of either is lost, and nobody overwrites the other unseen."""

import html

import pytest

from rollout.meetings.wording import WORDS
from tests.cast import ASSIUT, MINISTRY
from tests.views.met import an_open_meeting, filled, send
from tests.views.visiting import House, Visitor

FIRST_PART, SECOND_PART = list(WORDS)[:2]


def opened(visitor: Visitor, path: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in filled(visitor.get(path)).items()}


@pytest.mark.parametrize(("form", "one", "other"), [("words", FIRST_PART, SECOND_PART), ("agenda", "0-said", "1-said")])
def test_parts_that_only_one_changed_are_put_together(house: House, form: str, one: str, other: str) -> None:
    assiut, ministry = house.member(ASSIUT), house.member(MINISTRY)
    path = f"/meetings/{an_open_meeting(house, 'EG-AST')}/{form}"
    mine = opened(assiut, path)
    assert send(ministry, path, **{other.replace("-", "__"): "ما كتبته الوزارة"}).status_code == 303
    answer = assiut.post(path, mine | {one: "ما كتبته اللجنة"})
    assert answer.status_code == 409
    assert "_take_" not in answer.text
    again = {name: html.unescape(value) for name, value in filled(answer).items()}
    assert (again[one], again[other]) == ("ما كتبته اللجنة", "ما كتبته الوزارة")
    assert assiut.post(path, again).status_code == 303


def test_where_both_changed_a_part_one_chooses(house: House) -> None:
    assiut, ministry = house.member(ASSIUT), house.member(MINISTRY)
    path = f"/meetings/{an_open_meeting(house, 'EG-AST')}/words"
    mine = opened(assiut, path)
    assert send(ministry, path, **{FIRST_PART: "ما كتبته الوزارة"}).status_code == 303
    answer = assiut.post(path, mine | {FIRST_PART: "ما كتبته اللجنة"})
    assert f'name="_take_{FIRST_PART}" value="mine" checked' in answer.text
    again = {name: html.unescape(value) for name, value in filled(answer).items()}
    assert again[FIRST_PART] == "ما كتبته اللجنة"
    assert assiut.post(path, again | {f"_take_{FIRST_PART}": "theirs"}).status_code == 303
    assert opened(ministry, path)[FIRST_PART] == "ما كتبته الوزارة"
