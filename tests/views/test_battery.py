"""Every address of the program, opened by every role, on its own governorate's rows and on another's.

The list of addresses is the program's own, so that a page is tested the day it appears: a page whose addresses need an argument that
nobody supplies here fails. What to expect follows from `rollout.roles` alone.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.routing import Rule

from models import Scoped
from rollout.app import create_app
from rollout.database import engine_for
from rollout.roles import ROLES, allows
from rollout.settings import Settings
from tests.cast import ADMINISTRATOR, ASSIUT, CAST, QENA, Member
from tests.serving import SECRET_KEY
from tests.views.conftest import settings_for
from tests.views.suppliers import ABOUT, MAYBE_EMPTY, NATIONAL, PERSONAL, SUPPLIERS, UNPLACED
from tests.views.visiting import House, Visitor
from views.security.access import PUBLIC

ANONYMOUS = "anonymous"
FOREIGN = "EG-KFS"
PLACES = {ASSIUT.name: "EG-AST", QENA.name: "EG-KN"}
# What a permitted request may answer: done, gone on to a page, or refused for what it says. Never a fault, never a closed door.
FINE = {200, 201, 302, 303, 400, 409, 415, 422, 428}


def addresses() -> list[tuple[str, str]]:
    """Each address and method that asks who you are."""
    rules = create_app(Settings(database_url="sqlite://", secret_key=SECRET_KEY)).url_map.iter_rules()
    asking = [rule for rule in rules if rule.endpoint not in PUBLIC]
    return sorted((rule.endpoint, method) for rule in asking for method in rule.methods - {"HEAD", "OPTIONS"})


@pytest.fixture(scope="module")
def house(furnished_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("battery")
    shutil.copyfile(furnished_template, folder / "house.db")
    url = f"sqlite:///{folder / 'house.db'}"
    yield House(create_app(settings_for(url, folder)), url)
    engine_for(url).dispose()


@pytest.fixture(scope="module")
def visitors(house: House) -> dict[str, Visitor]:
    return {ANONYMOUS: house.visitor()} | {member.name: house.member(member) for member in CAST.values()}


def permission(house: House, endpoint: str) -> tuple[str, str, Any]:
    """The page, the action, and the view behind an address."""
    owner, _dot, method = endpoint.partition(".")
    view = next(view for view in house.app.extensions["appbuilder"].baseviews if view.endpoint == owner)
    return view.class_permission_name, f"can_{view.get_method_permission(method)}", view


def arguments(house: House, rule: Rule, place: str) -> dict[str, Any]:
    owner = rule.endpoint.partition(".")[0]
    missing = [name for name in rule.arguments if (owner, name) not in SUPPLIERS]
    assert not missing, f"{rule.endpoint} needs {missing}: say in tests/views/suppliers.py where it comes from"
    return {name: SUPPLIERS[owner, name](house, place) for name in rule.arguments}


def expected(
    member: Member | None, permitted: bool, endpoint: str, place: str, *, confined: bool, api: bool, reads: bool
) -> set[int]:
    """What may be answered, from the role and the place alone. Whoever sends a form without an account is led to the door to come back."""
    if member is None:
        return {401} if api else {302} if reads else {303}
    if not permitted:
        return {403}
    national = ROLES[member.role].national
    owner = PERSONAL.get(endpoint.partition(".")[0], member.name) if confined else member.name
    if (place == FOREIGN and confined and not national) or owner != member.name or (endpoint in NATIONAL and not national):
        return {404}
    return FINE | {404} if endpoint in MAYBE_EMPTY else FINE


@pytest.mark.parametrize(("endpoint", "method"), addresses())
def test_only_those_who_may(house: House, visitors: dict[str, Visitor], endpoint: str, method: str) -> None:
    rule = next(rule for rule in house.app.url_map.iter_rules() if rule.endpoint == endpoint and method in rule.methods)
    page, action, view = permission(house, endpoint)
    model = getattr(getattr(view, "datamodel", None), "obj", None)
    about = ABOUT.get((endpoint, method), lambda house, place: {})
    placed = bool(rule.arguments or (endpoint, method) in ABOUT) and endpoint not in UNPLACED
    confined = placed and (model is None or issubclass(model, Scoped))
    wrong = []
    for name, visitor in visitors.items():
        member = CAST.get(name)
        permitted = member is not None and allows([member.role], page, action)
        for place in (PLACES.get(name, "EG-AST"), FOREIGN) if confined else ("EG-AST",):
            with house.app.test_request_context():
                path = rule.build(arguments(house, rule, place), append_unknown=False)[1]
            more = about(house, place)
            answer = visitor.get(path, **more) if method == "GET" else visitor.send(method, path, **more)
            wanted = expected(member, permitted, endpoint, place, confined=confined, api=path.startswith("/api/"), reads=method == "GET")
            if answer.status_code not in wanted:
                wrong.append(f"{name} {method} {path} ({place}): {answer.status_code}, expected {sorted(wanted)}")
    assert not wrong, "\n".join(wrong)


def test_the_battery_reaches_every_role() -> None:
    assert {member.role for member in CAST.values()} == set(ROLES)
    assert ADMINISTRATOR.name in CAST
