"""What each role may do, and whose rows it works with."""

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Governorate
from rollout.roles import MANAGE, PAGES, ROLES, allows, scope_for
from rollout.scope import ALL, NOTHING, Scope
from tests.cast import bring_in
from tests.views.counting import statements


def user(session: Session, name: str) -> User:
    found = session.scalar(select(User).where(User.username == name))
    assert found is not None
    return found


def test_grants_name_known_pages_only() -> None:
    for role in ROLES.values():
        assert set(role.grants) <= set(PAGES)


def test_an_unknown_role_page_or_action_allows_nothing() -> None:
    assert not allows(["nobody"], "sites", "can_list")
    assert not allows(["ministry"], "nothing", "can_list")
    assert not allows(["ministry"], "sites", "can_fly")
    assert not allows([], "sites", "can_list")


def test_only_the_administrator_manages_accounts() -> None:
    for action in MANAGE:
        assert [key for key in ROLES if allows([key], "users", action)] == ["administrator"]


def test_a_reader_changes_nothing_but_the_own_account() -> None:
    for page in set(PAGES) - {"account", "personal"}:
        assert not allows(["reader"], page, "can_write")
        assert not allows(["reader"], page, "can_edit")


@pytest.fixture
def people(session: Session) -> Session:
    bring_in(session)
    session.flush()
    return session


def test_an_officer_works_with_the_given_governorates(people: Session) -> None:
    assiut = people.scalar(select(Governorate.id).where(Governorate.code == "EG-AST"))
    scope = scope_for(people, user(people, "assiut"))
    assert scope == Scope(view=frozenset({assiut}), capture=frozenset({assiut}))


def test_the_ministry_and_the_stores_work_with_all_governorates(people: Session) -> None:
    assert scope_for(people, user(people, "ministry")) == Scope(view=ALL, capture=ALL)
    assert scope_for(people, user(people, "storekeeper")) == Scope(view=ALL, capture=ALL)


@pytest.mark.parametrize("name", ["ministry", "storekeeper", "administrator"])
def test_who_works_for_the_country_is_not_asked_for_governorates(people: Session, name: str) -> None:
    national = user(people, name)
    assert national.roles
    with statements() as asked:
        assert scope_for(people, national).view is ALL
    assert asked == []


def test_an_administrator_who_is_an_officer_too_sees_all_and_changes_what_was_given(people: Session) -> None:
    officer = user(people, "assiut")
    given = scope_for(people, officer).capture
    officer.roles = [*officer.roles, *user(people, "administrator").roles]
    assert scope_for(people, officer) == Scope(view=ALL, capture=given)
    assert scope_for(people, user(people, "administrator")) == Scope(view=ALL, capture=frozenset())


def test_the_stores_write_of_the_contract_and_of_no_progress() -> None:
    written = {page for page in PAGES if allows(["procurement"], page, "can_write")}
    assert written == {"account", "personal", "contract", "deliveries", "papers", "payments", "audits"}


def test_committees_do_not_see_payments_and_do_not_write_the_contract() -> None:
    assert not allows(["committee"], "payments", "can_read")
    assert not allows(["committee"], "contract", "can_write")
    assert {key for key in ROLES if allows([key], "payments", "can_write")} == {"ministry", "procurement"}


def test_nobody_in_particular_sees_nothing(people: Session) -> None:
    assert scope_for(people, None) == NOTHING
    officer = user(people, "assiut")
    officer.active = False
    assert scope_for(people, officer) == NOTHING
    officer.active = True
    officer.roles = []
    assert scope_for(people, officer) == NOTHING
