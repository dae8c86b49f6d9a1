"""Numbers that people write into a paper and its figures do not know are told before it is closed, sent or issued; none is refused."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from models import Addressee, Letter, Meeting
from tests.cast import ASSIUT, MINISTRY
from tests.rollout.meetings.making import a_meeting, came
from tests.rollout.obstacles.telling import TODAY
from tests.views.met import send
from tests.views.obstructed import a_draft
from tests.views.telling import hidden
from tests.views.visiting import House

TOLD = "ولا ترد في بيانات الملف: "


def strays(page: Any) -> str:
    found = re.search(rf"{TOLD}([^<\n.]*)</", page.text)
    return found[1] if found else ""


def test_before_minutes_are_closed_and_before_they_are_issued(house: House) -> None:
    with house.records() as session:
        meeting = a_meeting(session, state="open")
        came(session, meeting)
        number = meeting.id
    assiut, page = house.member(ASSIUT), f"/meetings/{number}"
    assert strays(assiut.get(page)) == ""
    assert send(assiut, f"{page}/words", position="تم تشغيل ٩٩٩ موقعًا في ٧/٧/٢٠٢٣").status_code == 303
    assert send(assiut, f"{page}/agenda", **{"0__said": "وتوقف 888"}).status_code == 303
    told = assiut.get(page)
    assert strays(told) == "٩٩٩، ٨٨٨"
    assert re.search(rf'data-confirm="[^"]*{TOLD}٩٩٩، ٨٨٨\.', told.text)
    assert assiut.post(f"{page}/close", hidden(told)).status_code == 303
    assert strays(assiut.get(page)) == ""
    assert strays(assiut.get(f"{page}/minutes/issue")) == "٩٩٩، ٨٨٨"
    with house.records() as session:
        assert session.scalars(select(Meeting.state)).one() == "closed"


@pytest.mark.on_day(TODAY)
def test_before_a_letter_is_sent(house: House) -> None:
    number, assiut = a_draft(house, "EG-AST"), house.member(ASSIUT)
    page = f"/letters/{number}"
    assert strays(assiut.get(page)) == ""
    with house.records() as session:
        session.get_one(Letter, number).words += "\nوتوقف العمل في ٩٩٩ موقعًا"
    assert strays(assiut.get(page)) == "٩٩٩"
    assert f"{page}/send" in assiut.get(page).text


def test_before_a_memorandum_is_issued(house: House) -> None:
    with house.records() as session:
        minister = Addressee(code="minister", post_ar="وزير التنمية المحلية")
        session.add(minister)
        session.flush()
        typed = {"addressee": str(minister.id), "as_of": "2023-07-31", "points": "تم تشغيل ٩٩٩ موقعًا", "do": "issue"}
    ministry = house.member(MINISTRY)
    told = ministry.post("/memoranda/new", typed)
    assert (told.status_code, strays(told)) == (200, "٩٩٩")
    knowing = re.search(r'name="knowing" value="([^"]*)"', told.text)
    assert knowing
    drafted = ministry.post("/memoranda/new", typed | {"do": "draft"})
    assert strays(drafted) == "٩٩٩", "a draft is told of too"
    assert ministry.post("/memoranda/new", typed | {"do": "draft", "knowing": knowing[1]}).mimetype == "application/pdf"
    other = ministry.post("/memoranda/new", typed | {"knowing": knowing[1], "points": "تم تشغيل ٨٨٨ موقعًا"})
    assert strays(other) == "٨٨٨", "what was known was another number"
    assert ministry.post("/memoranda/new", typed | {"knowing": knowing[1]}).status_code == 303
