"""Two people who write the next paper of one paper: theirs stands beside mine before anything is closed, and nothing typed is lost."""

import html

import pytest

from tests.cast import ASSIUT, MINISTRY
from tests.views.met import filled
from tests.views.supply.test_papers import TWO_DESKS, last
from tests.views.supplying import TODAY, Goods, goods, minutes, next_form
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)


@pytest.fixture
def receipt(house: House) -> Goods:
    return goods(house)


@pytest.fixture
def officer(house: House, receipt: Goods) -> Visitor:
    return house.member(ASSIUT)


def opened(visitor: Visitor, address: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in filled(visitor.get(address)).items() if name != "csrf_token"}


def test_what_another_closed_meanwhile_is_shown_beside_what_was_typed(house: House, officer: Visitor, receipt: Goods) -> None:
    number = int(minutes(officer, receipt, *TWO_DESKS).location.rpartition("/")[2])
    address, line = f"/papers/{number}/next/addition", last(receipt, "inspection").lines[0].id
    mine = opened(officer, address) | {"note": "كلمتي", "name-storekeeper": "أمين المخزن"}
    theirs = opened(house.member(MINISTRY), address) | {"name-storekeeper": "أمين آخر"}
    theirs = {name: text for name, text in theirs.items() if not name.endswith("-quantity")} | {f"{line}-quantity": "3"}
    assert house.member(MINISTRY).post(address, theirs).status_code == 303
    answer = officer.post(address, mine)
    assert answer.status_code == 409
    assert len(receipt.papers("addition")) == 1, "nothing was closed yet"
    told = answer.text.partition('role="alert"')[2].partition("</section>")[0]
    assert f'href="/papers/{last(receipt, "addition").id}"' in told
    assert [f'data-label="{label}">{text}' in told.replace("<bdi>", "") for label, text in (
        ("قيمة المستخدم الآخر", "٣"), ("المتبقي الآن", "٥"), ("قيمتي", "٨"),
    )] == [True] * 3, told
    again = {name: html.unescape(value) for name, value in filled(answer).items() if name != "csrf_token"}
    assert again["note"] == "كلمتي" or "كلمتي" in answer.text
    assert officer.post(address, again | {f"{line}-quantity": "5", "note": "كلمتي"}).status_code == 303
    assert len(receipt.papers("addition")) == 2


def test_where_nothing_is_left_what_was_typed_is_shown(house: House, officer: Visitor, receipt: Goods) -> None:
    number = int(minutes(officer, receipt, *TWO_DESKS).location.rpartition("/")[2])
    address = f"/papers/{number}/next/addition"
    mine = opened(officer, address) | {"note": "كلمتي"}
    assert next_form(house.member(MINISTRY), number, "addition", **{"name-storekeeper": "أمين آخر"}).status_code == 303
    answer = officer.post(address, mine)
    assert answer.status_code == 409
    assert "لم يعد في هذا المستند ما يؤخذ لذلك" in answer.text
    assert "كلمتي" in answer.text
    assert len(receipt.papers("addition")) == 1


def test_who_closes_twice_alone_is_told_nothing_of_others(officer: Visitor, receipt: Goods) -> None:
    number = int(minutes(officer, receipt, *TWO_DESKS).location.rpartition("/")[2])
    address, line = f"/papers/{number}/next/addition", last(receipt, "inspection").lines[0].id
    first = opened(officer, address) | {"name-storekeeper": "أمين", f"{line}-quantity": "3"}
    assert officer.post(address, first).status_code == 303
    assert officer.post(address, first).status_code in (303, 422)
