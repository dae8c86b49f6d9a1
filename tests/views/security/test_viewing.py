"""Looking as another user, from the page of the user to the way back: what is seen, and that nothing is done."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select, update

from models import Job, Markaz, ProgressEntry, SignIn
from tests.cast import ADMINISTRATOR, ASSIUT, MINISTRY, QENA, Member, account
from tests.views.conftest import FOREIGN, OWN
from tests.views.counting import statements
from tests.views.looking import BANNER, begin, id_of, looking_as, looks
from tests.views.suppliers import its_code
from tests.views.visiting import House

NEW = "a felucca at dusk near the barrage"


def test_a_look_from_the_users_page_and_back(house_on_each: House) -> None:
    house = house_on_each
    visitor, user_id = house.member(ADMINISTRATOR), id_of(house, ASSIUT)
    assert f'href="/view-as/start/{user_id}"' in visitor.get(f"/users/show/{user_id}").text
    assert 'name="reason"' in visitor.get(f"/view-as/start/{user_id}").text
    assert begin(house, visitor).location == "/"
    page = visitor.get("/marakez/list/").text
    assert BANNER in page
    assert "Administrator" in page, "the banner names the administrator"
    assert "Assiut" in page, "and the user"
    assert visitor.get(f"/marakez/show/{house.markaz(OWN)}").status_code == 200
    assert visitor.get(f"/marakez/show/{house.markaz(FOREIGN)}").status_code == 404
    assert visitor.get("/users/list/").status_code == 403
    assert visitor.post("/marakez/add", {"name_ar": "مركز"}).status_code == 403
    answer = visitor.post("/look/end")
    assert (answer.status_code, answer.location) == (303, f"/users/show/{user_id}")
    assert BANNER not in visitor.get("/marakez/list/").text
    assert visitor.get(f"/marakez/show/{house.markaz(FOREIGN)}").status_code == 200
    assert visitor.get("/users/list/").status_code == 200
    assert looks(house) == [(user_id, True)]
    log = visitor.get("/view-as/").text
    assert "طلب مساعدة" in log
    assert "assiut" in log


def test_every_page_of_the_menu_is_what_the_user_gets(house: House) -> None:
    own, visitor = house.member(ASSIUT), looking_as(house)
    menu = re.findall(r'<a href="([^"]+)" class="menu-item"', own.get("/").text)
    assert len(menu) > 15
    assert re.findall(r'<a href="([^"]+)" class="menu-item"', visitor.get("/").text) == menu
    assert [(path, visitor.get(path).status_code) for path in menu] == [(path, own.get(path).status_code) for path in menu]


def test_a_look_as_the_ministry_sees_the_country_and_changes_nothing_of_it(house: House) -> None:
    visitor = looking_as(house, MINISTRY)
    assert visitor.get(f"/marakez/show/{house.markaz(FOREIGN)}").status_code == 200
    assert visitor.post(f"/marakez/delete/{house.markaz(FOREIGN)}").status_code == 403


def test_a_user_without_the_right_has_neither_button_nor_log_nor_form(house: House) -> None:
    ministry = house.member(MINISTRY)
    assert ministry.get("/view-as/").status_code == 403
    assert begin(house, ministry).status_code == 403
    assert looks(house) == []


@pytest.mark.parametrize("member", [ADMINISTRATOR, QENA])
def test_not_as_oneself_nor_as_another_administrator(house: House, member: Member) -> None:
    visitor = house.member(ADMINISTRATOR)
    with house.records() as session:
        account(session, QENA).roles = account(session, ADMINISTRATOR).roles
    key = id_of(house, member)
    assert "/view-as/start" not in visitor.get(f"/users/show/{key}").text
    assert visitor.get(f"/view-as/start/{key}").location == f"/users/show/{key}"
    assert begin(house, visitor, member).location == f"/users/show/{key}"
    assert looks(house) == []


def test_nobody_is_looked_as_without_a_reason_or_an_account(house: House) -> None:
    visitor = house.member(ADMINISTRATOR)
    assert begin(house, visitor, reason="  ").status_code == 422
    assert visitor.post("/view-as/start/999999", {"reason": "x"}).status_code == 404
    with house.records() as session:
        account(session, ASSIUT).active = False
    assert begin(house, visitor).location == f"/users/show/{id_of(house, ASSIUT)}"
    assert looks(house) == []
    assert BANNER not in visitor.get("/").text


CHANGES = [
    ("POST", "/marakez/add", {"data": {"name_ar": "مركز"}}),
    ("POST", "/entries/", {}),
    ("POST", "/account/password", {"data": {"old_password": ADMINISTRATOR.password, "password": NEW, "again": NEW}}),
    ("POST", "/login/", {"data": {"username": QENA.name, "password": QENA.password}}),
    ("POST", "/no/such/page", {}),
    ("POST", "/view-as/start/1", {"data": {"reason": "x"}}),
    ("PUT", "/api/v1/sites/1", {"json": {}}),
    ("DELETE", "/api/v1/sites/1", {}),
    ("POST", "/api/v1/security/login", {"json": {"username": ASSIUT.name, "password": ASSIUT.password}}),
    ("POST", "/api/v1/security/refresh", {}),
]


@pytest.mark.parametrize(("method", "path", "more"), CHANGES)
def test_nothing_is_changed_meanwhile(house: House, method: str, path: str, more: dict[str, Any]) -> None:
    visitor = looking_as(house, MINISTRY)
    answer = visitor.send(method, path, **more)
    assert answer.status_code == 403
    said = answer.json["message"] if path.startswith("/api/") else answer.text
    assert "أنت تعرض ولا تغير" in said
    assert "token" not in (answer.json or {}) if answer.is_json else BANNER in answer.text
    with house.records() as session:
        assert session.scalar(select(func.count(SignIn.id)).where(SignIn.kind == "token")) == 0
    assert house.visitor().enter(MINISTRY).status_code == 303, "the password is what it was"


def test_every_address_that_is_no_reading_is_refused(house: House) -> None:
    """The list of addresses is the program's own; with the first number and code that comes to mind, for no row is ever reached."""
    visitor = looking_as(house, MINISTRY)
    allowed = {"LookView.end", "LoginView.logout", "LanguageView.choose", "ThemeView.choose"}
    tried = []
    for rule in house.app.url_map.iter_rules():
        for method in rule.methods - {"GET", "HEAD", "OPTIONS"}:
            if rule.endpoint not in allowed:
                path = re.sub(r"<(?:any\((\w+)[^>]*|[^>]*)>", lambda argument: argument[1] or "1", rule.rule)
                tried.append((method, path, visitor.send(method, path).status_code))
    assert len(tried) > 80
    assert [one for one in tried if one[2] != 403] == []


def test_a_page_that_wrote_for_reading_would_be_stopped_too(house: House) -> None:
    """The third bolt: behind the method and the scope, the session itself writes nothing."""
    visitor = looking_as(house, MINISTRY)

    def careless() -> None:
        from flask import request

        from views.security.current import database

        if request.args.get("careless"):
            database().execute(update(User).values(first_name="غيره"))

    house.app.before_request_funcs[None].append(careless)
    try:
        assert house.member(MINISTRY).get("/marakez/list/?careless=1").status_code == 200
        assert visitor.get("/marakez/list/?careless=1").status_code == 403
    finally:
        house.app.before_request_funcs[None].remove(careless)


def test_rows_of_one_user_are_seen_and_kept_as_they_were(house: House) -> None:
    with house.records() as session:
        job = Job(kind="check", user_id=account(session, MINISTRY).id, params='{"name": "سجل.xlsx"}', created_at=datetime.now(UTC))
        session.add(job)
        session.flush()
        path = f"/jobs/{job.id}"
    assert house.member(ADMINISTRATOR).get(path).status_code == 404
    assert looking_as(house, MINISTRY).get(path).status_code == 303


def test_a_look_costs_one_statement_more(house: House) -> None:
    own, visitor = house.member(ASSIUT), looking_as(house)
    counts = []
    for each in (own, visitor):
        each.get("/marakez/list/")
        with statements() as seen:
            each.get("/marakez/list/")
        counts.append(len(seen))
    assert counts[1] == counts[0] + 1


def test_the_scope_of_a_look_changes_nothing(house: House) -> None:
    """Behind the method: what the session works for may be seen and not be changed."""
    from rollout.scope import scope_of
    from views.security.current import database

    visitor, kept = looking_as(house, MINISTRY), []

    def note(response: Any) -> Any:
        kept.append(scope_of(database()).capture)
        return response

    house.app.after_request_funcs[None].append(note)
    try:
        visitor.get(f"/sites/{its_code(house, OWN)}")
    finally:
        house.app.after_request_funcs[None].remove(note)
    assert kept == [frozenset()]


def test_nothing_of_the_programme_was_written(house: House) -> None:
    visitor = looking_as(house)
    code = its_code(house, OWN)
    assert visitor.post("/entries/new", {"site": code, "stage": "handover", "state": "done", "body": "x"}).status_code == 403
    with house.records() as session:
        assert session.scalar(select(func.count(ProgressEntry.id))) == 0
        assert session.scalar(select(func.count(Markaz.id)).where(Markaz.name_ar == "مركز")) == 0
