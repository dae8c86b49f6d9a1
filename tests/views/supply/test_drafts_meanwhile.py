"""Two people at one draft of minutes: theirs and mine are put together or chosen between, and nothing typed is lost."""

import html
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import Paper
from tests.cast import ASSIUT, MINISTRY
from tests.views.met import filled
from tests.views.stocking import stock
from tests.views.supply.test_audits import address as audit_of
from tests.views.supply.test_audits import typed as counted
from tests.views.supplying import TODAY, Goods, goods, minutes
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)


def stands(page: TestResponse) -> dict[str, str]:
    """What the form of a page would send as it stands, but for the token of its session."""
    return {name: html.unescape(value) for name, value in filled(page).items() if name != "csrf_token"}


def told(page: TestResponse) -> str:
    """The table of what each of the two changed; empty where there is none."""
    return page.text.partition('class="conflict"')[2].partition("</section>")[0]


@pytest.fixture
def officer(house: House) -> Visitor:
    return house.member(ASSIUT)


@pytest.fixture
def receipt(house: House) -> Goods:
    return goods(house)


@pytest.fixture
def draft(officer: Visitor, receipt: Goods) -> str:
    minutes(officer, receipt, {"inspected": "5", "accepted": "5"}, do="save")
    [draft] = receipt.papers("inspection")
    return f"/inspections/{draft.id}"


def test_the_parts_of_minutes_that_only_one_changed_are_put_together(
    house: House, officer: Visitor, receipt: Goods, draft: str
) -> None:
    mine, first = stands(officer.get(draft)), receipt.lines[0]
    theirs = stands(house.member(MINISTRY).get(draft)) | {f"{first}-accepted": "4", f"{first}-rejected": "١", f"{first}-reason": "كسر"}
    assert house.member(MINISTRY).post(draft, theirs | {"do": "save"}).status_code == 303
    answer = officer.post(draft, mine | {"note": "بحضور المورد", "do": "save"})
    assert answer.status_code == 409
    assert "_take_" not in answer.text
    assert "كسر" in told(answer)
    assert "بحضور المورد" in told(answer)
    again = stands(answer)
    assert (again[f"{first}-accepted"], again[f"{first}-rejected"], again["note"]) == ("٤", "١", "بحضور المورد")
    assert officer.post(draft, again | {"do": "save"}).status_code == 303
    [paper] = receipt.papers("inspection")
    assert (paper.lines[0].accepted, paper.lines[0].rejected, paper.note) == (4, 1, "بحضور المورد")


@pytest.mark.parametrize(("takes", "accepted"), [("mine", 3), ("theirs", 4)])
def test_where_both_changed_a_number_one_chooses(
    house: House, officer: Visitor, receipt: Goods, draft: str, takes: str, accepted: int
) -> None:
    mine, key = stands(officer.get(draft)), f"{receipt.lines[0]}-accepted"
    theirs = stands(house.member(MINISTRY).get(draft)) | {key: "4", f"{receipt.lines[0]}-inspected": "", "do": "save"}
    assert house.member(MINISTRY).post(draft, theirs).status_code == 303
    answer = officer.post(draft, mine | {key: "3", f"{receipt.lines[0]}-inspected": "", "do": "save"})
    assert answer.status_code == 409
    assert receipt.papers("inspection")[0].lines[0].accepted == 4, "nothing is overwritten unseen"
    again = stands(answer)
    assert again[key] == "3"
    sent = {name: value for name, value in again.items() if not name.startswith("_take_")}
    assert officer.post(draft, sent | {f"_take_{key}": takes, "do": "save"}).status_code == 303
    assert receipt.papers("inspection")[0].lines[0].accepted == accepted


def test_the_same_in_other_digits_is_no_difference(house: House, officer: Visitor, receipt: Goods, draft: str) -> None:
    mine = stands(officer.get(draft))
    theirs = stands(house.member(MINISTRY).get(draft)) | {"note": "راجعته الوزارة", "do": "save"}
    assert house.member(MINISTRY).post(draft, theirs).status_code == 303
    answer = officer.post(draft, mine | {f"{receipt.lines[0]}-accepted": "5", "do": "save"})
    assert answer.status_code == 409
    assert told(answer).count('<th scope="row">') == 1


def test_minutes_that_were_closed_meanwhile_show_all_that_was_typed(
    house: House, officer: Visitor, receipt: Goods, draft: str
) -> None:
    mine = stands(officer.get(draft))
    theirs = stands(house.member(MINISTRY).get(draft))
    assert house.member(MINISTRY).post(draft, theirs | {"do": "close"}).status_code == 303
    answer = officer.post(draft, mine | {"note": "ملاحظة لم تُحفظ", "do": "save"})
    assert answer.status_code == 409
    assert "ملاحظة لم تُحفظ" in answer.text
    assert "أُغلق هذا المستند" in answer.text
    assert f'href="/papers/{draft.rpartition("/")[2]}"' in answer.text
    assert receipt.papers("inspection")[0].note == ""


def an_audit(house: House, officer: Visitor) -> tuple[Any, str]:
    there = stock(house)
    answer = officer.post(audit_of(there), counted(there, do="save", **{f"{there.screens}-all": None}))
    assert answer.status_code == 303, answer.text
    with house.records() as session:
        draft = session.scalars(select(Paper.id).where(Paper.kind == "audit")).one()
    return there, audit_of(there, f"?draft={draft}")


def test_what_two_counted_at_one_place_is_put_together(house: House, officer: Visitor) -> None:
    there, draft = an_audit(house, officer)
    screen = f"d{there.devices['SCR-1']}"
    mine, ministry = stands(officer.get(draft)), house.member(MINISTRY)
    theirs = stands(ministry.get(draft)) | {f"{there.chairs}-found": "9", f"{screen}-here": "y", f"{screen}-condition": "damaged"}
    assert ministry.post(draft, theirs | {f"{there.screens}-found": "1", "do": "save"}).status_code == 303
    answer = officer.post(draft, mine | {f"{there.chairs}-note": "واحد بالصيانة", "do": "save"})
    assert answer.status_code == 409, answer.text
    assert "_take_" not in answer.text
    again = stands(answer)
    assert (again[f"{there.chairs}-found"], again[f"{there.chairs}-note"]) == ("٩", "واحد بالصيانة")
    assert (again.get(f"{screen}-here"), again[f"{screen}-condition"]) == ("y", "damaged")
    assert officer.post(draft, again | {"do": "save"}).status_code == 303
    kept = stands(officer.get(draft))
    assert (kept[f"{there.chairs}-found"], kept[f"{there.chairs}-note"], kept[f"{screen}-condition"]) == ("٩", "واحد بالصيانة", "damaged")


def test_of_two_counts_of_one_item_one_is_chosen_and_a_tick_is_a_count(house: House, officer: Visitor) -> None:
    there, draft = an_audit(house, officer)
    mine, ministry = stands(officer.get(draft)), house.member(MINISTRY)
    assert ministry.post(draft, stands(ministry.get(draft)) | {f"{there.screens}-found": "2", "do": "save"}).status_code == 303
    answer = officer.post(draft, mine | {f"{there.screens}-all": "y", "do": "save"})
    assert answer.status_code == 409
    assert f'name="_take_{there.screens}-found" value="mine" checked' in answer.text
    again = stands(answer)
    assert again[f"{there.screens}-found"] == "٣"
    assert again.get(f"d{there.devices['SCR-1']}-here") == "y"
    taken = again | {f"_take_{there.screens}-found": "theirs", "do": "save"}
    assert officer.post(draft, taken).status_code == 303
    assert stands(officer.get(draft))[f"{there.screens}-found"] == "٢"


def test_a_stock_taking_that_was_closed_meanwhile_shows_all_that_was_typed(house: House, officer: Visitor) -> None:
    there, draft = an_audit(house, officer)
    mine, ministry = stands(officer.get(draft)), house.member(MINISTRY)
    closing = stands(ministry.get(draft)) | {f"{there.screens}-all": "y", "do": "close"}
    assert ministry.post(draft, closing).status_code == 303
    screen = f"d{there.devices['SCR-1']}"
    told = {f"{there.chairs}-note": "واحد بالصيانة", f"{screen}-here": "y", f"{screen}-condition": "damaged"}
    answer = officer.post(draft, mine | told | {"do": "save"})
    assert answer.status_code == 409
    assert "واحد بالصيانة" in answer.text
    assert "أُغلق هذا المستند" in answer.text
    said = answer.text.partition("<dl")[2].partition("</dl>")[0]
    assert "<bdi>تالف</bdi>" in said, "a choice is told in words"
    assert "محمود عبد الله" not in said, "what stood there before is in the paper"
