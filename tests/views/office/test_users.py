"""The accounts' forms: who works for which governorates, and addresses of a network of one's own."""

import re
from datetime import datetime

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import delete, func, select

from models import Governorate, Officer, OfficerGovernorate
from rollout.roles import PAGES, ROLES
from tests.cast import ADMINISTRATOR, ASSIUT, MINISTRY, account
from tests.views.visiting import House, Visitor

NEW = {
    "first_name": "سعاد", "last_name": "حسن", "username": "souad", "email": "souad@example.org", "active": "y", "role": "reader",
    "password": "a felucca at dusk near the barrage",
}
NEEDS_ONE = "يرجى تحديد محافظة واحدة على الأقل لهذا الدور"


def found(house: House) -> int:
    with house.records() as session:
        return session.scalar(select(func.count(User.id)).where(User.username == "souad")) or 0


def edit(house: House, visitor: Visitor, **changes: object) -> tuple[int, str]:
    """Post the form of Assiut's officer with these changes."""
    with house.records() as session:
        user = account(session, ASSIUT)
        path = f"/users/edit/{user.id}"
        form = {"first_name": "هاني", "last_name": "حسن", "username": user.username, "email": user.email, "active": "y"}
    version = re.search(r'name="row_version"[^>]*value="([^"]+)"', visitor.get(path).text)
    assert version
    answer = visitor.post(path, {**form, "role": "committee", "row_version": version[1], **changes})
    return answer.status_code, answer.text


@pytest.mark.parametrize("role", [key for key, role in ROLES.items() if not role.national])
def test_a_role_of_governorates_needs_one(house: House, role: str) -> None:
    administrator = house.member(ADMINISTRATOR)
    place = str(house.id_of(Governorate, "EG-AST"))
    beside = "captures" if ROLES[role].captures else "views"
    answer = administrator.post("/users/add", {**NEW, "role": role})
    assert answer.status_code == 422
    assert answer.text.count(NEEDS_ONE) == 1
    assert NEEDS_ONE in answer.text.split(f'id="{beside}-error"')[1][:200]
    assert found(house) == 0
    assert administrator.post("/users/add", {**NEW, "role": role, beside: place}).status_code == 303
    assert found(house) == 1


def test_no_role_is_given_before_one_is_chosen(house: House) -> None:
    administrator = house.member(ADMINISTRATOR)
    offered = re.search(r'<select[^>]*name="role".*?</select>', administrator.get("/users/add").text, re.DOTALL)
    assert offered
    assert re.search(r"<option[^>]*>", offered[0])[0].count('value=""') == 1  # type: ignore[index]
    assert not re.search(r'<option[^>]*selected[^>]*value="\w|<option[^>]*value="\w+"[^>]*selected', offered[0])
    assert administrator.post("/users/add", {**NEW, "role": ""}).status_code == 422
    assert found(house) == 0


@pytest.mark.parametrize("role", [key for key, role in ROLES.items() if role.national])
def test_a_national_role_needs_none(house: House, role: str) -> None:
    assert house.member(ADMINISTRATOR).post("/users/add", {**NEW, "role": role}).status_code == 303


def test_an_officer_cannot_be_left_without_governorates(house: House) -> None:
    administrator = house.member(ADMINISTRATOR)
    status, page = edit(house, administrator)
    assert status == 422
    assert NEEDS_ONE in page
    assert edit(house, administrator, captures=str(house.id_of(Governorate, "EG-KN")))[0] == 303


@pytest.mark.parametrize("email", ["assiut@rollout.invalid", "هاني@الوزارة.داخلي", "a.b+c@mail.mld.local"])
def test_an_address_of_an_internal_network_will_do(house: House, email: str) -> None:
    place = str(house.id_of(Governorate, "EG-AST"))
    assert edit(house, house.member(ADMINISTRATOR), email=email, captures=place)[0] == 303


@pytest.mark.parametrize("email", ["assiut", "assiut@rollout", "@rollout.org", "as siut@rollout.org", "a@b@c.org", "a@b..org", "a@b.org."])
def test_what_has_not_the_shape_of_an_address_is_refused(house: House, email: str) -> None:
    place = str(house.id_of(Governorate, "EG-AST"))
    status, page = edit(house, house.member(ADMINISTRATOR), email=email, captures=place)
    assert status == 422
    assert 'id="email-error"' in page


@pytest.mark.parametrize("name", ["سعاد", "asѕiut", "a b", "a@b", "<b>", "a/b", "\u200b"])
def test_an_account_name_is_what_every_keyboard_has(house: House, name: str) -> None:
    place = str(house.id_of(Governorate, "EG-AST"))
    status, page = edit(house, house.member(ADMINISTRATOR), username=name, captures=place)
    assert status == 422
    assert 'id="username-error"' in page


def test_a_governorate_that_is_none_is_no_choice(house: House) -> None:
    status, page = edit(house, house.member(ADMINISTRATOR), captures="999")
    assert status == 422
    assert 'id="captures-error"' in page


def test_a_given_name_of_nothing_is_refused(house: House) -> None:
    place = str(house.id_of(Governorate, "EG-AST"))
    assert edit(house, house.member(ADMINISTRATOR), first_name="\u200b", captures=place)[0] == 422


@pytest.mark.parametrize("path", ["/", "/matrix/", "/sites/", "/sites/?text=x", "/reports/"])
def test_who_was_given_no_governorate_is_told_so(house: House, path: str) -> None:
    told = "لم تُسند إليك أي محافظة؛ يرجى الرجوع إلى مدير النظام"
    officer = house.member(ASSIUT)
    assert told not in officer.get(path).text
    with house.records() as session:
        session.execute(delete(OfficerGovernorate).where(OfficerGovernorate.user_id == account(session, ASSIUT).id))
    page = officer.get(path)
    assert page.status_code == 200
    assert told in page.text
    assert "إضافة أول موقع" not in page.text
    assert "السجل خالٍ" not in page.text
    assert officer.get("/reports/?governorate=EG-AST").status_code == 404


def test_the_page_of_a_user_tells_the_post_and_the_governorates(house: House) -> None:
    administrator = house.member(ADMINISTRATOR)
    with house.records() as session:
        user = account(session, ASSIUT)
        session.execute(delete(Officer).where(Officer.user_id == user.id))
        session.add(Officer(user_id=user.id, capacity="مدير وحدة المتابعة"))
        qena = session.scalars(select(Governorate.id).where(Governorate.code == "EG-KN")).one()
        session.add(OfficerGovernorate(user_id=user.id, governorate_id=qena, capture=False))
        paths = [f"/users/show/{account(session, name).id}" for name in (ASSIUT, MINISTRY, ADMINISTRATOR)]
    told = [dict(re.findall(r"<dt>([^<]+)</dt><dd><bdi>([^<]*)</bdi>", administrator.get(path).text)) for path in paths]
    assert [one["محافظات يُسجّل بياناتها"] for one in told] == ["أسيوط", "على مستوى الجمهورية", "—"]
    assert [one["محافظات أخرى يطّلع عليها"] for one in told] == ["قنا", "على مستوى الجمهورية", "على مستوى الجمهورية"]
    assert told[0]["الصفة"] == "مدير وحدة المتابعة"


def test_the_last_sign_in_is_told_by_cairos_clock(house: House) -> None:
    administrator = house.member(ADMINISTRATOR)
    with house.records() as session:
        user = account(session, ASSIUT)
        user.last_login = datetime(2023, 7, 31, 22, 30)  # noqa: DTZ001 — as the framework's column keeps it
        path = f"/users/show/{user.id}"
    for page in (path, "/users/list/"):
        assert "١ أغسطس ٢٠٢٣ ٠١:٣٠" in administrator.get(page).text, page


def test_the_roles_name_the_work_done_behind_the_pages(house: House) -> None:
    assert "المهام المنفذة في الخلفية" in house.member(ADMINISTRATOR).get("/roles/list/").text


def test_the_page_of_the_roles_calls_every_page_by_its_name(house: House) -> None:
    page = house.member(ADMINISTRATOR).get("/roles/list/").text
    names = re.findall(r'<th scope="row">([^<]+)</th>', page)
    assert len(names) == len(PAGES) + 1
    assert not [name for name in names if re.search("[a-z]", name)]
