"""Looking through another user's eyes: who may, as whom, in which session, and for how long. On both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from models import Markaz, SignIn, ViewAs
from rollout import looking
from rollout.errors import OutOfScope, Refused
from tests.cast import ADMINISTRATOR, ASSIUT, MINISTRY, QENA, Member, account, bring_in
from tests.factories import a_markaz

NOW = datetime(2023, 11, 30, 9, tzinfo=UTC)
WHY = "طلب مساعدة رقم ١٢"


@pytest.fixture(autouse=True)
def _the_cast(session: Session) -> None:
    bring_in(session)


def a_sign_in(session: Session, member: Member) -> int:
    number = len(session.scalars(select(SignIn.id)).all())
    row = SignIn(token_hash=f"{number:064}", user_id=account(session, member).id, kind="page", started_at=NOW, seen_at=NOW)
    session.add(row)
    session.flush()
    return row.id


def begun(session: Session, user: Member = ASSIUT) -> tuple[int, User, int]:
    """A look of the administrator: its number, the administrator, and the session in which it is."""
    by, sign_in = account(session, ADMINISTRATOR), a_sign_in(session, ADMINISTRATOR)
    return looking.start(session, by, account(session, user), sign_in, WHY, NOW), by, sign_in


def test_a_look_gives_the_other_user_with_their_roles(session: Session) -> None:
    number, by, sign_in = begun(session)
    found = looking.current(session, number, by, sign_in, NOW)
    assert found is not None
    user, look = found
    assert (user.username, [role.name for role in user.roles]) == (ASSIUT.name, ["committee"])
    assert (look.id, look.by_id, look.until) == (number, by.id, NOW + timedelta(minutes=30))


def test_it_is_over_after_half_an_hour(session: Session) -> None:
    number, by, sign_in = begun(session)
    assert looking.current(session, number, by, sign_in, NOW + timedelta(minutes=29, seconds=59))
    assert looking.current(session, number, by, sign_in, NOW + timedelta(minutes=30)) is None


def test_it_ends_once_and_stays_on_record(session: Session) -> None:
    number, by, sign_in = begun(session)
    found = looking.current(session, number, by, sign_in, NOW)
    assert found is not None
    looking.end(session, found[1], NOW + timedelta(minutes=5))
    looking.end(session, found[1], NOW + timedelta(minutes=9))
    assert looking.current(session, number, by, sign_in, NOW + timedelta(minutes=6)) is None
    [line] = looking.log(session, now=NOW + timedelta(minutes=10))
    assert (line.account, line.reason, line.started_at, line.ended_at) == (ASSIUT.name, WHY, NOW, NOW + timedelta(minutes=5))


def test_it_belongs_to_one_session_of_one_administrator(session: Session) -> None:
    number, by, _sign_in = begun(session)
    other = a_sign_in(session, ADMINISTRATOR)
    assert looking.current(session, number, by, other, NOW) is None
    stranger = account(session, QENA)
    stranger.roles = by.roles
    session.flush()
    assert looking.current(session, number, stranger, _sign_in, NOW) is None


@pytest.mark.parametrize("mark", [None, True, "1", [1], 0])
def test_a_mark_that_is_no_number_of_a_look(session: Session, mark: object) -> None:
    begun(session)
    by = account(session, ADMINISTRATOR)
    sign_in = session.scalars(select(SignIn.id)).one()
    assert looking.current(session, mark, by, sign_in, NOW) is None


def test_an_administrator_who_is_none_any_more(session: Session) -> None:
    number, by, sign_in = begun(session)
    by.roles = account(session, MINISTRY).roles
    session.flush()
    assert looking.current(session, number, by, sign_in, NOW) is None


def test_an_administrator_whose_account_was_closed(session: Session) -> None:
    number, by, sign_in = begun(session)
    by.active = False
    session.flush()
    assert looking.current(session, number, by, sign_in, NOW) is None


@pytest.mark.parametrize("change", ["closed", "administrator"])
def test_a_user_who_is_not_to_be_looked_as_any_more(session: Session, change: str) -> None:
    number, by, sign_in = begun(session)
    user = account(session, ASSIUT)
    if change == "closed":
        user.active = False
    else:
        user.roles = by.roles
    session.flush()
    assert looking.current(session, number, by, sign_in, NOW) is None


@pytest.mark.parametrize("member", [ASSIUT, MINISTRY])
def test_only_administrators_look(session: Session, member: Member) -> None:
    with pytest.raises(OutOfScope):
        looking.start(session, account(session, member), account(session, QENA), a_sign_in(session, member), WHY, NOW)


def test_not_as_oneself_nor_as_another_administrator_nor_with_a_closed_account(session: Session) -> None:
    by, sign_in = account(session, ADMINISTRATOR), a_sign_in(session, ADMINISTRATOR)
    closed, other = account(session, ASSIUT), account(session, QENA)
    closed.active, other.roles = False, by.roles
    session.flush()
    for user in (by, other, closed):
        with pytest.raises(Refused):
            looking.start(session, by, user, sign_in, WHY, NOW)
    assert session.scalars(select(ViewAs)).all() == []


@pytest.mark.parametrize("reason", ["", "   ", "\u200b\u200f"])
def test_a_look_needs_its_reason(session: Session, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        looking.start(session, account(session, ADMINISTRATOR), account(session, ASSIUT), a_sign_in(session, ADMINISTRATOR), reason, NOW)
    assert refused.value.about == "reason"


def test_a_second_look_of_the_session_ends_the_first(session: Session) -> None:
    first, by, sign_in = begun(session)
    second = looking.start(session, by, account(session, QENA), sign_in, WHY, NOW + timedelta(minutes=3))
    assert looking.current(session, first, by, sign_in, NOW + timedelta(minutes=4)) is None
    assert looking.current(session, second, by, sign_in, NOW + timedelta(minutes=4))


def test_it_ends_with_the_session(session: Session) -> None:
    number, by, sign_in = begun(session)
    other, _by, other_sign_in = begun(session, QENA)
    looking.end_with(session, SignIn.id == sign_in, NOW + timedelta(minutes=2))
    assert looking.current(session, number, by, sign_in, NOW + timedelta(minutes=2)) is None
    assert looking.current(session, other, by, other_sign_in, NOW + timedelta(minutes=2))


def test_the_log_says_when_a_look_that_nobody_ended_was_over(session: Session) -> None:
    begun(session)
    assert looking.log(session, now=NOW + timedelta(minutes=29))[0].ended_at is None
    assert looking.log(session, now=NOW + timedelta(hours=3))[0].ended_at == NOW + timedelta(minutes=30)


def test_the_log_has_older_ones(session: Session) -> None:
    first = begun(session)[0]
    second = begun(session)[0]
    assert [line.id for line in looking.log(session)] == [second, first]
    assert [line.id for line in looking.log(session, before=second)] == [first]
    assert [line.id for line in looking.log(session, most=1)] == [second]


def test_a_session_that_only_looks_writes_nothing(session: Session) -> None:
    user, markaz = account(session, ASSIUT), a_markaz(session, "EG-AST", "مركز")
    session.commit()
    looking.only_look(session)
    assert session.scalars(select(Markaz)).all()
    user.first_name = "غيره"
    with pytest.raises(OutOfScope):
        session.flush()
    session.rollback()
    session.add(ViewAs(by_id=1, user_id=2, sign_in_id=1, reason="x", started_at=NOW))
    with pytest.raises(OutOfScope):
        session.flush()
    session.rollback()
    session.delete(session.get_one(Markaz, markaz.id))
    with pytest.raises(OutOfScope):
        session.flush()
    session.rollback()
    for statement in (
        update(User).values(first_name="x"), delete(Markaz), insert(SignIn).values(token_hash="x"),
        update(User.__table__).values(first_name="x"),
    ):
        with pytest.raises(OutOfScope):
            session.execute(statement)
