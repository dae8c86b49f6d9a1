"""Which passwords are taken, and who may change whose."""

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from rollout.passwords import hashed, matches, why_refused
from tests.cast import ADMINISTRATOR, ASSIUT, MINISTRY, QENA, account
from tests.views.visiting import House

NEW = "a felucca at dusk near the barrage"


@pytest.mark.parametrize("password", [
    "", "short", "eleven chars"[:11], "password1234", "P@ssw0rd1234", "123456789012", "qwertyuiop[]12", "aaaaaaaaaaaaaaaa",
    "mohamed12345678", "egyptegypt2023!", "tashgheel2023", "zxcvbnm123456", "احمد١٢٣٤٥٦٧٨٩", "1qaz2wsx3edc",
])
def test_u05_refused(password: str) -> None:
    assert why_refused(password) is not None


@pytest.mark.parametrize("password", [NEW, "جملة طويلة لا يعرفها سواي", "ferry to the west bank at 6", "kq7w-pnzr-3hjd-mv4t"])
def test_u05_taken(password: str) -> None:
    assert why_refused(password, names=("assiut",)) is None


def test_u05_ones_own_name_is_no_password() -> None:
    assert why_refused("hassan.mostafa1", names=("hassan.mostafa",)) is not None


def test_a_hash_matches_its_password_alone() -> None:
    stored = hashed(NEW)
    assert matches(stored, NEW)
    assert not matches(stored, NEW + "x")
    assert not matches(None, "nobody has this password")


def test_a31_the_old_password_is_asked_for(house: House) -> None:
    member = house.entered(ASSIUT)
    for old in ("", "not the old one at all"):
        assert member.post("/account/password", {"old_password": old, "password": NEW, "again": NEW}).status_code == 200
    assert house.visitor().enter(ASSIUT, NEW).status_code == 401
    assert member.post("/account/password", {"old_password": ASSIUT.password, "password": NEW, "again": NEW}).status_code == 303
    assert house.visitor().enter(ASSIUT, NEW).status_code == 303


def test_a31_guessing_the_old_password_is_slowed(house: House) -> None:
    member = house.entered(ASSIUT)
    for _ in range(6):
        member.post("/account/password", {"old_password": "a guess of somebody", "password": NEW, "again": NEW})
    member.post("/account/password", {"old_password": ASSIUT.password, "password": NEW, "again": NEW})
    with house.records() as session:
        assert matches(account(session, ASSIUT).password, ASSIUT.password)


def test_u05_a_weak_new_password_is_refused(house: House) -> None:
    member = house.entered(ASSIUT)
    member.post("/account/password", {"old_password": ASSIUT.password, "password": "password1234", "again": "password1234"})
    with house.records() as session:
        assert matches(account(session, ASSIUT).password, ASSIUT.password)


def test_a32_only_administrators_reset_a_password(house: House) -> None:
    with house.records() as session:
        administrator = account(session, ADMINISTRATOR).id
        assiut = account(session, ASSIUT).id
    for member in (MINISTRY, QENA):
        assert house.entered(member).post(f"/users/password/{administrator}", {"password": NEW, "again": NEW}).status_code == 403
    there = house.entered(ASSIUT)
    assert house.entered(ADMINISTRATOR).post(f"/users/password/{assiut}", {"password": NEW, "again": NEW}).status_code == 303
    assert there.get("/account/password").status_code == 302
    assert house.visitor().enter(ASSIUT, NEW).status_code == 303


def edit(house: House, name: str, **changes: object) -> int:
    """Post the form of a user as the administrator, with these changes to what it shows."""
    visitor = house.entered(ADMINISTRATOR)
    with house.records() as session:
        user = session.scalars(select(User).where(User.username == name)).one()
        path, role = f"/users/edit/{user.id}", user.roles[0].name
        form = {"first_name": user.first_name, "last_name": user.last_name or "س", "username": name, "email": user.email, "active": "y"}
    version = visitor.get(path).text.split('name="row_version"')[1].split('value="')[1].split('"')[0]
    posted = {**form, "role": role, "row_version": version, **changes}
    return visitor.post(path, {key: value for key, value in posted.items() if value is not None}).status_code


def test_a33_nobody_changes_their_own_role(house: House) -> None:
    assert edit(house, "administrator", role="ministry") == 422
    assert edit(house, "administrator", active=None) == 422
    with house.records() as session:
        user = account(session, ADMINISTRATOR)
        assert user.active
        assert [role.name for role in user.roles] == ["administrator"]


def test_an_administrator_gives_a_user_another_role_and_places(house: House) -> None:
    assert edit(house, "reader", role="inspector", views=["1", "2"], capacity="مفتش") == 303
    with house.records() as session:
        user = session.scalars(select(User).where(User.username == "reader")).one()
        assert [role.name for role in user.roles] == ["inspector"]


def test_a15_a_form_cannot_set_what_it_does_not_show(house: House) -> None:
    assert edit(house, "reader", views=["1"], password="planted hash", login_count="77", created_by="1", id="1") == 303
    with house.records() as session:
        user = session.scalars(select(User).where(User.username == "reader")).one()
        assert user.password != "planted hash"
        assert user.login_count != 77
