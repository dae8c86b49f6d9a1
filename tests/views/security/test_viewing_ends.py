"""What ends a look through another user's eyes, and that its number is worth nothing afterwards or elsewhere."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from models import SignIn, ViewAs
from rollout import looking
from tests.cast import ADMINISTRATOR, ASSIUT, MINISTRY, QENA, READER, account
from tests.views.looking import BANNER, begin, id_of, looking_as, looks
from tests.views.visiting import House


def let_it_be_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its time is past: the row itself can not be made older, for the database keeps it as it was begun."""
    monkeypatch.setattr(looking, "LONGEST", timedelta(0))


def test_the_language_can_be_chosen_and_one_can_sign_out(house: House) -> None:
    visitor = looking_as(house)
    assert visitor.post("/language/", {"language": "en", "next": "/"}).status_code == 303
    assert "looks as" in visitor.get("/").text
    assert visitor.post("/logout/").status_code == 303
    assert visitor.get("/marakez/list/").status_code == 302
    assert [over for _user, over in looks(house)] == [True]


def test_it_is_over_after_its_time(house_on_each: House, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = looking_as(house_on_each)
    let_it_be_over(monkeypatch)
    page = visitor.get("/users/list/")
    assert page.status_code == 200
    assert BANNER not in page.text
    assert "انتهى العرض بصلاحيات مستخدم آخر" in page.text
    assert "انتهى العرض بصلاحيات مستخدم آخر" not in visitor.get("/users/list/").text


def test_what_was_filled_in_as_the_user_is_not_done_as_the_administrator(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = looking_as(house)
    token = visitor.token()
    let_it_be_over(monkeypatch)
    form = {"csrf_token": token, "reason": "x"}
    answer = visitor.client.post(f"/view-as/start/{id_of(house, QENA)}", data=form, headers={"Referer": visitor.address})
    assert answer.status_code == 403
    assert "كان العرض قد انتهى" in answer.text
    assert len(looks(house)) == 1
    monkeypatch.undo()
    assert begin(house, visitor, QENA).status_code == 303, "the next page is one's own again, and can be used"


ENDS = ("administrator closed", "role lost", "user closed", "user promoted", "password", "idle", "ended elsewhere")


@pytest.mark.parametrize("end", ENDS)
def test_a_look_dies_with_what_it_stands_on(house: House, end: str) -> None:
    visitor = looking_as(house)
    with house.records() as session:
        administrator, user = account(session, ADMINISTRATOR), account(session, ASSIUT)
        if end == "administrator closed":
            administrator.active = False
        elif end == "role lost":
            administrator.roles = account(session, MINISTRY).roles
        elif end == "user closed":
            user.active = False
        elif end == "user promoted":
            user.roles = administrator.roles
        elif end == "password":
            administrator.password = "another hash"
        elif end == "idle":
            session.execute(update(SignIn).values(seen_at=datetime.now(UTC) - timedelta(minutes=31)))
        else:
            session.execute(update(ViewAs).values(ended_at=datetime.now(UTC)))
    page = visitor.get("/matrix/", follow_redirects=True)
    assert BANNER not in page.text
    gone = end in ("administrator closed", "password", "idle")
    assert ('name="username"' in page.text) is gone, "the session itself is over" if gone else "the administrator's own pages go on"


def test_the_users_own_password_change_does_not_matter(house: House) -> None:
    visitor = looking_as(house)
    with house.records() as session:
        account(session, ASSIUT).password = "another hash"
    assert BANNER in visitor.get("/").text


def test_a_number_of_a_look_helps_nobody_else(house: House) -> None:
    """Neither in another session of the administrator nor after it ended."""
    first = looking_as(house)
    cookie = first.client.get_cookie("session").value
    second = house.member(ADMINISTRATOR)
    with second.client.session_transaction() as carried:
        carried["viewing"] = 1
    assert BANNER not in second.get("/users/list/").text
    stranger = house.member(QENA)
    with stranger.client.session_transaction() as carried:
        carried["viewing"] = 1
    assert BANNER not in stranger.get("/").text
    first.post("/look/end")
    first.client.set_cookie("session", cookie)
    assert BANNER not in first.get("/users/list/").text


def test_ending_a_look_that_is_not(house: House) -> None:
    answer = house.member(READER).post("/look/end")
    assert (answer.status_code, answer.location) == (303, "/")
