"""Forms that come after their session is over: nothing is done, and there is a way back to them."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from models import SignIn
from tests.cast import ASSIUT, MINISTRY, QENA
from tests.views.visiting import House, Visitor

PATH = "/sites/add"
SECRET = "ما لا يراه غيري"


def ended(house: House) -> Visitor:
    """An officer whose session has ended while a form was open."""
    visitor = house.member(ASSIUT)
    visitor.token()
    with house.records() as session:
        session.execute(update(SignIn).values(ended_at=datetime.now(UTC)))
    return visitor


def send(visitor: Visitor, referer: str, path: str = PATH, **values: str) -> TestResponse:
    sent = {"csrf_token": "dead", "name_ar": SECRET, **values}
    return visitor.client.post(path, base_url=visitor.address, headers={"Referer": referer}, data=sent)


@pytest.mark.parametrize(("referer", "leads"), [
    ("http://localhost/sites/add?x=1", "/login/?next=/sites/add?x%3D1"),
    ("http://elsewhere.example/sites/add", "/login/"),
    ("http://localhost/no/such/page", "/login/"),
    ("http://localhost/login/?next=/sites/add", "/login/"),
    ("javascript:alert(1)", "/login/"),
    ("", "/login/"),
])
def test_who_is_signed_out_meanwhile_signs_in_and_comes_back(house: House, referer: str, leads: str) -> None:
    visitor = ended(house)
    answer = send(visitor, referer)
    assert (answer.status_code, answer.location) == (303, leads)
    door = visitor.get(answer.location).text
    assert "انتهت جلستك قبل أن يُحفظ ما كتبته" in door
    assert 'class="form-hint door-kept"' in door
    without = door.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "فلم يحتفظ" in without, "without scripts nothing is promised that only they keep"
    assert "فلم يحتفظ" not in visitor.get("/login/").text, "it is told once, to who left a form"
    assert SECRET not in door


def test_a_long_form_is_not_too_large_only_because_the_session_is_over(house: House) -> None:
    answer = send(ended(house), "http://localhost/sites/add", notes="ط" * 20_000)
    assert (answer.status_code, answer.location) == (303, "/login/?next=/sites/add")
    assert send(house.visitor(), "http://localhost/sites/add", notes="ط" * 20_000).status_code == 413


def test_our_own_script_is_told_where_the_door_is(house: House) -> None:
    visitor = ended(house)
    answer = visitor.client.post(PATH, base_url=visitor.address, headers={"X-Part": "yes"}, data={"csrf_token": "dead"})
    assert (answer.status_code, answer.headers["X-Sign-In"], answer.text) == (401, "/login/", "")


def test_whoever_signed_in_again_meanwhile_is_told_and_led_back(house: House) -> None:
    answer = send(house.member(QENA), "http://localhost/sites/add?x=1")
    assert answer.status_code == 400
    assert "هذه الصفحة قديمة" in answer.text
    assert 'href="/sites/add?x=1"' in answer.text
    assert SECRET not in answer.text


def test_a_page_at_the_door_that_grew_old_is_shown_anew(house: House) -> None:
    answer = send(house.visitor(), "http://localhost/login/?next=/sites/", "/login/?next=/sites/")
    assert (answer.status_code, answer.location) == (303, "/login/?next=/sites/")


def test_the_next_page_says_that_the_form_was_saved_and_says_it_once(house: House) -> None:
    visitor = house.member(MINISTRY)
    assert visitor.post("/language/", {"language": "ar"}).status_code == 303
    assert "data-saved" not in visitor.get("/account/password").text
    told = {"code": "GOV-1", "post_ar": "محافظ أسيوط", "body_ar": "محافظة أسيوط", "honorific": "السيد اللواء", "gender": "m"}
    assert visitor.post("/addressees/add", told).status_code == 303
    assert 'data-saved="yes"' in visitor.get("/account/password").text
    assert "data-saved" not in visitor.get("/account/password").text
    assert 'data-answered="yes"' in visitor.post("/account/password", {}).text
