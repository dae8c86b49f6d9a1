"""What the owners of accounts are called."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from rollout.people import full_name, names_of
from tests.cast import ASSIUT, QENA, Member, account


@pytest.mark.parametrize(
    ("first", "last", "called"), [("منى", "حسن", "منى حسن"), ("منى", None, "منى"), (None, "حسن", "حسن"), ("", "", ""), (None, None, "")]
)
def test_a_name_that_is_missing_leaves_no_gap(first: str | None, last: str | None, called: str) -> None:
    assert full_name(first, last) == called


def test_names_are_given_by_number_and_nobody_costs_no_statement(cast: dict[str, Member], session: Session) -> None:
    assiut, qena = account(session, ASSIUT).id, account(session, QENA).id
    assert names_of(session, [assiut, None, qena, assiut]) == {assiut: "Assiut", qena: "Qena"}
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *about: asked.append(about[2]))
    assert names_of(session, [None]) == {}
    assert not asked
