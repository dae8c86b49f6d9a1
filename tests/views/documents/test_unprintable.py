"""Letters that no paper draws are told before a paper leaves the house: of packs, minutes, letters and memoranda."""

import html

import pytest
from sqlalchemy import update

from models import Addressee, Committee, Letter
from tests.cast import ASSIUT, MINISTRY
from tests.rollout.meetings.making import a_meeting, came
from tests.rollout.obstacles.telling import TODAY
from tests.views.met import send
from tests.views.obstructed import a_draft
from tests.views.telling import hidden
from tests.views.visiting import House, Visitor

FACE = "😀"
TOLD = f"{FACE} (U+1F600)"


def tells(visitor: Visitor, address: str) -> bool:
    return TOLD in html.unescape(visitor.get(address).text)


def test_before_minutes_are_closed_and_the_papers_of_the_meeting_issued(house: House) -> None:
    with house.records() as session:
        meeting = a_meeting(session, state="open")
        came(session, meeting)
        number = meeting.id
    assiut, page = house.member(ASSIUT), f"/meetings/{number}"
    assert not tells(assiut, page)
    assert not tells(assiut, f"{page}/pack/issue")
    assert send(assiut, f"{page}/words", position=f"تم التشغيل {FACE}").status_code == 303
    told = assiut.get(page)
    assert TOLD in html.unescape(told.text)
    assert assiut.post(f"{page}/close", hidden(told)).status_code == 303
    assert tells(assiut, f"{page}/minutes/issue")
    assert not tells(assiut, f"{page}/pack/issue"), "the chair's words are not in the pack"


def test_before_a_pack_is_issued(house: House) -> None:
    with house.records() as session:
        number = a_meeting(session, state="open").id
        session.execute(update(Committee).values(name_ar=f"لجنة {FACE}"))
    assert tells(house.member(ASSIUT), f"/meetings/{number}/pack/issue")


@pytest.mark.on_day(TODAY)
def test_before_a_letter_is_sent(house: House) -> None:
    number, assiut = a_draft(house, "EG-AST"), house.member(ASSIUT)
    assert not tells(assiut, f"/letters/{number}")
    with house.records() as session:
        session.get_one(Letter, number).subject = f"موضوع {FACE}"
    assert tells(assiut, f"/letters/{number}")


def test_before_a_memorandum_is_drafted_or_issued(house: House) -> None:
    with house.records() as session:
        session.add(Addressee(id=7, code="minister", post_ar="وزير التنمية المحلية"))
    typed = {"addressee": "7", "as_of": "2023-07-31", "points": f"نقطة {FACE}"}
    for do in ("draft", "issue"):
        answer = house.member(MINISTRY).post("/memoranda/new", typed | {"do": do})
        assert (answer.status_code, TOLD in html.unescape(answer.text)) == (200, True)
