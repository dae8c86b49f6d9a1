"""A word to the user stands on the next page that they see, once, and on no other."""

import time

import pytest

from tests.cast import MINISTRY
from tests.rollout.meetings.making import a_decision, a_meeting
from tests.views.met import filled
from tests.views.visiting import House, Visitor

DONE = "alert-success"


def pressed(house: House, visitor: Visitor, times: int = 1) -> str:
    """A form whose button is pressed so many times before the page that follows it comes; gives that page's address."""
    with house.records() as session:
        number = a_decision(session, a_meeting(session, state="open")).id
    path = f"/decisions/{number}/record/progress"
    form = filled(visitor.get(path)) | {"happened_on": "2023-07-12", "note": "جارٍ"}
    for _time in range(times):
        answer = visitor.client.post(path, base_url=visitor.address, headers={"Referer": visitor.address}, data=form)
        assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_it_stands_on_the_next_page_and_on_no_later_one(house: House) -> None:
    visitor = house.member(MINISTRY)
    page = pressed(house, visitor)
    assert [visitor.get(page).text.count(DONE) for _time in range(2)] == [1, 0]


def test_a_button_pressed_twice_is_told_of_once(house: House) -> None:
    visitor = house.member(MINISTRY)
    page = pressed(house, visitor, 2)
    assert visitor.get(page).text.count(DONE) == 1


def test_what_no_page_showed_in_time_is_forgotten(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = house.member(MINISTRY)
    page, now = pressed(house, visitor), time.time()
    monkeypatch.setattr("views.security.current.time.time", lambda: now + 3600)
    assert DONE not in visitor.get(page).text
