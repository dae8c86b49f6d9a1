"""The ways that differ between databases: sessions, counted attempts, locked rows. Once on each kind."""

import re

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from models import Markaz
from tests.cast import ADMINISTRATOR, ASSIUT, MINISTRY
from tests.views.conftest import FOREIGN, OWN
from tests.views.visiting import House


@pytest.fixture
def house(house_on_each: House) -> House:
    return house_on_each


def test_signing_in_and_out(house: House) -> None:
    member = house.entered(ASSIUT)
    assert member.get("/marakez/list/").status_code == 200
    assert member.get(f"/marakez/show/{house.markaz(FOREIGN)}").status_code == 404
    assert member.post("/logout/").status_code == 303
    assert member.get("/marakez/list/").status_code == 302


def test_attempts_are_counted(house: House) -> None:
    visitor = house.visitor()
    assert [visitor.enter(ASSIUT, "not this password").status_code for _ in range(6)] == [401] * 5 + [429]


def test_a_record_changed_meanwhile(house: House) -> None:
    member, key = house.entered(MINISTRY), house.markaz(OWN)
    page = member.get(f"/marakez/edit/{key}").text
    form = {
        "row_version": re.search(r'name="row_version"[^>]*value="([^"]+)"', page)[1],
        "governorate": re.search(r'<option selected value="(\d+)"', page)[1], "name_ar": "الأول",
    }
    assert member.post(f"/marakez/edit/{key}", form).status_code == 303
    assert member.post(f"/marakez/edit/{key}", {**form, "name_ar": "الثاني"}).status_code == 409
    with house.records() as session:
        assert session.get_one(Markaz, key).name_ar == "الأول"


def test_a_new_user(house: House) -> None:
    administrator = house.entered(ADMINISTRATOR)
    form = {
        "first_name": "سعاد", "last_name": "حسن", "username": "souad", "email": "souad@example.org", "active": "y", "role": "reader",
        "capacity": "باحثة", "views": "1", "password": "a felucca at dusk near the barrage",
    }
    assert administrator.post("/users/add", form).status_code == 303
    assert administrator.post("/users/add", {**form, "email": "other@example.org"}).status_code == 422, "the account name is taken"
    with house.records() as session:
        assert [role.name for role in session.scalars(select(User).where(User.username == "souad")).one().roles] == ["reader"]
