"""Signing in, staying signed in, and ceasing to be."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from models import LoginFailure, SignIn
from tests.cast import ADMINISTRATOR, ASSIUT, QENA, account
from tests.views.visiting import House, Visitor

NEW = "a felucca at dusk near the barrage"


def login_by_api(visitor: Visitor, name: str, password: str) -> Any:
    return visitor.client.post("/api/v1/security/login", json={"username": name, "password": password})


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/account/password").status_code == 200


def copy_of(visitor: Visitor, house: House) -> Visitor:
    """Somebody who holds a copy of the cookie."""
    thief = house.visitor()
    cookie = visitor.client.get_cookie("session")
    thief.client.set_cookie("session", cookie.value)
    return thief


def grow_older(house: House, **values: timedelta) -> None:
    with house.records() as session:
        for sign_in in session.scalars(select(SignIn)):
            for name, by in values.items():
                setattr(sign_in, name, getattr(sign_in, name) - by)


def test_a_member_comes_in_and_a_stranger_does_not(house: House) -> None:
    visitor = house.visitor()
    assert visitor.enter(ASSIUT, "not this password").status_code == 401
    assert not is_in(visitor)
    assert visitor.enter(ASSIUT).status_code == 303
    assert is_in(visitor)


def test_u06_guessing_slows_the_account_on_the_form(house: House) -> None:
    visitor = house.visitor()
    assert [visitor.enter(ASSIUT, "wrong password no. 1").status_code for _ in range(5)] == [401] * 5
    refused = visitor.enter(ASSIUT)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert house.visitor().enter(QENA).status_code == 303, "another account behind the same address is not slowed"


def test_r15_guessing_over_the_api_slows_the_form_too(house: House) -> None:
    visitor = house.visitor()
    assert [login_by_api(visitor, "ASSIUT ", "wrong").status_code for _ in range(2)] == [401] * 2
    assert [login_by_api(visitor, "assiut", "wrong").status_code for _ in range(4)][-2:] == [401, 429]
    assert visitor.enter(ASSIUT).status_code == 429


def test_u06_the_wait_doubles_and_ends(house: House) -> None:
    visitor = house.visitor()
    waits = []
    for _ in range(9):
        answer = visitor.enter(ASSIUT, "wrong password no. 1")
        if answer.status_code == 429:
            waits.append(int(answer.headers["Retry-After"]))
            with house.records() as session:
                session.execute(update(LoginFailure).values(blocked_until=datetime.now(UTC) - timedelta(seconds=1)))
    assert [round(wait, -1) for wait in waits] == sorted(round(wait, -1) for wait in waits)
    assert waits[-1] >= 2 * waits[0] - 2
    with house.records() as session:
        session.execute(update(LoginFailure).values(blocked_until=datetime.now(UTC) - timedelta(seconds=1)))
    assert visitor.enter(ASSIUT).status_code == 303
    with house.records() as session:
        assert session.scalars(select(LoginFailure)).all() == []


def test_strangers_do_not_lock_out_a_browser_that_the_account_knows(house: House) -> None:
    known, stranger = house.entered(ASSIUT), house.visitor()
    known.post("/logout/")
    assert [stranger.enter(ASSIUT, "wrong password no. 1").status_code for _ in range(6)] == [401] * 5 + [429]
    assert known.enter(ASSIUT).status_code == 303
    assert stranger.enter(ASSIUT).status_code == 429
    assert known.enter(QENA).status_code == 302, "signed in as before"


def test_a_known_browser_has_five_attempts_too_and_signing_in_again_gives_no_more(house: House) -> None:
    known = house.entered(ASSIUT)
    known.post("/logout/")
    assert [known.enter(ASSIUT, "wrong password no. 1").status_code for _ in range(6)] == [401] * 5 + [429]
    assert known.enter(ASSIUT).status_code == 429
    assert house.visitor().enter(ASSIUT).status_code == 303


def test_a_browser_is_known_to_its_own_account_and_password_only(house: House) -> None:
    known = house.entered(ASSIUT)
    known.post("/logout/")
    with house.records() as session:
        account(session, ASSIUT).password = account(session, QENA).password + "x"
        own, other = account(session, ASSIUT).id, account(session, QENA).id
    cookie = known.client.get_cookie(f"device-{own}")
    assert cookie is not None
    assert cookie.http_only
    known.client.set_cookie(f"device-{other}", cookie.value)
    for member in (ASSIUT, QENA):
        for _ in range(5):
            house.visitor().enter(member, "wrong password no. 1")
        assert known.enter(member).status_code == 429


def test_a_new_password_from_the_administrator_opens_the_account(house: House) -> None:
    stranger = house.visitor()
    for _ in range(6):
        stranger.enter(ASSIUT, "wrong password no. 1")
    with house.records() as session:
        path = f"/users/password/{account(session, ASSIUT).id}"
    assert house.entered(ADMINISTRATOR).post(path, {"password": NEW, "again": NEW}).status_code == 303
    assert stranger.enter(ASSIUT, NEW).status_code == 303


def test_u06_an_account_that_does_not_exist_is_slowed_alike(house: House) -> None:
    visitor = house.visitor()
    answers = [login_by_api(visitor, "nobody", "wrong").status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]


def test_u09_a_copied_cookie_dies_at_logout(house: House) -> None:
    member = house.entered(ASSIUT)
    thief = copy_of(member, house)
    assert is_in(thief)
    assert member.post("/logout/").status_code == 303
    assert not is_in(member)
    assert not is_in(copy_of(thief, house) if thief.client.get_cookie("session") else thief)


def test_u10_other_sessions_die_when_the_password_changes(house: House) -> None:
    here, elsewhere = house.entered(ASSIUT), house.entered(ASSIUT)
    changed = here.post("/account/password", {"old_password": ASSIUT.password, "password": NEW, "again": NEW})
    assert changed.status_code == 303
    assert is_in(here)
    assert not is_in(elsewhere)


def test_u10_a_password_changed_past_the_pages_ends_sessions_too(house: House) -> None:
    member = house.entered(ASSIUT)
    with house.records() as session:
        account(session, ASSIUT).password = "another hash"
    assert not is_in(member)


def test_u11_a_session_dies_after_half_an_hour_of_silence(house: House) -> None:
    member = house.entered(ASSIUT)
    grow_older(house, seen_at=timedelta(minutes=29))
    assert is_in(member)
    grow_older(house, seen_at=timedelta(minutes=31))
    assert not is_in(member)


def test_u11_use_keeps_a_session_alive_but_not_beyond_twelve_hours(house: House) -> None:
    member = house.entered(ASSIUT)
    grow_older(house, seen_at=timedelta(minutes=20), started_at=timedelta(hours=11))
    assert is_in(member)
    with house.records() as session:
        assert datetime.now(UTC) - session.scalars(select(SignIn.seen_at)).one() < timedelta(minutes=1)
    grow_older(house, started_at=timedelta(hours=2))
    assert not is_in(member)


def test_u12_what_was_in_the_session_before_signing_in_is_gone(house: House) -> None:
    visitor = house.visitor()
    with visitor.client.session_transaction() as before:
        before["planted"] = "by somebody else"
    visitor.enter(ASSIUT)
    with visitor.client.session_transaction() as after:
        assert "planted" not in after


def test_a_closed_account_is_out_at_once(house: House) -> None:
    member = house.entered(ASSIUT)
    with house.records() as session:
        account(session, ASSIUT).active = False
    assert not is_in(member)
    assert house.visitor().enter(ASSIUT).status_code == 401


@pytest.mark.parametrize("way", ["logout", "password", "closed"])
def test_r19_a_token_dies_with(house: House, way: str) -> None:
    program = house.visitor()
    tokens = login_by_api(program, ASSIUT.name, ASSIUT.password).json
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    renewal = {"Authorization": f"Bearer {tokens['refresh_token']}"}
    assert program.client.get("/api/v1/sites/", headers=bearer).status_code == 200
    if way == "logout":
        assert program.client.post("/api/v1/security/logout", headers=bearer).status_code == 200
    else:
        with house.records() as session:
            user = account(session, ASSIUT)
            user.password, user.active = ("another hash", True) if way == "password" else (user.password, False)
    assert program.client.get("/api/v1/sites/", headers=bearer).status_code == 401
    assert program.client.post("/api/v1/security/refresh", headers=renewal).status_code == 401


def test_a30_a_link_does_not_sign_out(house: House) -> None:
    member = house.entered(ASSIUT)
    assert member.get("/logout/").status_code == 405
    assert is_in(member)


@pytest.mark.parametrize(
    "target",
    ["http://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "///evil.example", "javascript:alert(1)",
     "http:evil.example", "/\t/evil.example", "/sites/\r\nSet-Cookie: evil=1", "/sites/\nevil",
     "https://localhost@evil.example", " //evil.example"],
)
def test_u02_signing_in_leads_only_to_pages_of_ours(house: House, target: str) -> None:
    visitor = house.visitor()
    token = visitor.token()
    answer = visitor.client.post(
        "/login/", query_string={"next": target}, data={"username": ASSIUT.name, "password": ASSIUT.password, "csrf_token": token}
    )
    assert "evil" not in (answer.location or "")
    assert "javascript" not in (answer.location or "")


def test_a_visitor_comes_back_to_where_they_wanted_to_go(house: House) -> None:
    visitor = house.visitor()
    sent = visitor.get("/marakez/list/?_flt_0_folded=x")
    assert sent.status_code == 302
    answer = visitor.post(sent.location, {"username": ASSIUT.name, "password": ASSIUT.password})
    assert answer.location == "/marakez/list/?_flt_0_folded=x"
