"""Who is told what: by role, by governorate and by choice, and nobody twice. On both databases."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Governorate, Notice, NoticeChoice, OfficerGovernorate
from rollout.notices import choices, choose, make, mark_read, notices, own, tell
from rollout.notices.kinds import Way
from rollout.notices.occasions import Occasion
from rollout.roles import scope_for
from rollout.scope import NOTHING, limited
from tests.cast import ASSIUT, INSPECTOR, MINISTRY, QENA, STOREKEEPER, Member, account, bring_in

DAY = date(2023, 11, 30)
FACTS = {"is": "due", "place": {"ar": "أسيوط", "en": "Assiut"}, "decision": [1, 2, 2023], "day": "2023-11-30", "words": "قرار"}


@pytest.fixture(autouse=True)
def _the_cast(session: Session) -> None:
    bring_in(session)


def place(session: Session, code: str = "EG-AST") -> int:
    return session.scalars(select(Governorate.id).where(Governorate.code == code)).one()


def a_decision(session: Session, code: str = "EG-AST", key: str = "decision:1", **more: object) -> Occasion:
    return Occasion("decision", key, "/decisions/1", FACTS, **{"governorate_id": place(session, code), **more})  # type: ignore[arg-type]


def told(session: Session, member: Member) -> list[str]:
    user = account(session, member)
    with limited(session, scope_for(session, user)):
        return [row.address for row in notices(session, user.id)[0]]


def chosen(session: Session, member: Member, kind: str, page: bool, mail: bool) -> None:
    session.add(NoticeChoice(user_id=account(session, member).id, kind=kind, page=page, mail=mail))
    session.flush()


def test_those_of_the_governorate_hear_of_it_and_no_others(session: Session) -> None:
    assert tell(session, [a_decision(session)], DAY) == 1
    [notice] = session.scalars(select(Notice))
    assert (notice.user_id, notice.page, notice.mail) == (account(session, ASSIUT).id, True, True)
    assert json.loads(notice.facts) == FACTS
    assert [told(session, member) for member in (ASSIUT, QENA, MINISTRY, INSPECTOR)] == [["/decisions/1"], [], [], []]


def test_nobody_is_told_twice(session: Session) -> None:
    occasion = a_decision(session)
    assert tell(session, [occasion, a_decision(session, key="decision:2")], DAY) == 2
    assert tell(session, [occasion], DAY) == 0
    mark_read(session, account(session, ASSIUT).id)
    assert tell(session, [occasion], DAY) == 0
    again = {"user_id": account(session, ASSIUT).id, "kind": "decision", "key": "decision:1", "address": "/", "facts": "{}"}
    session.add(Notice(**again, on_day=DAY, made_at=datetime.now(UTC)))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_role_that_hears_only_when_asked(session: Session) -> None:
    chosen(session, MINISTRY, "decision", page=True, mail=False)
    assert tell(session, [a_decision(session, "EG-KFS")], DAY) == 1
    assert told(session, MINISTRY) == ["/decisions/1"]


@pytest.mark.parametrize(("page", "mail"), [(False, False), (False, True), (True, False)])
def test_what_a_user_chose_holds(session: Session, page: bool, mail: bool) -> None:
    chosen(session, ASSIUT, "decision", page, mail)
    assert tell(session, [a_decision(session)], DAY) == int(page or mail)
    assert [(row.page, row.mail) for row in session.scalars(select(Notice))] == ([(page, mail)] if page or mail else [])
    assert bool(told(session, ASSIUT)) is page


def test_a_role_that_may_not_hear_of_a_kind_cannot_choose_it_either(session: Session) -> None:
    chosen(session, INSPECTOR, "decision", page=True, mail=True)
    chosen(session, ASSIUT, "security", page=True, mail=True)
    assert tell(session, [a_decision(session), Occasion("security", "s:1", "/payments/securities/1", {"is": "soon"})], DAY) == 2
    assert told(session, INSPECTOR) == []
    assert told(session, ASSIUT) == ["/decisions/1"]
    assert told(session, STOREKEEPER) == ["/payments/securities/1"]


def test_a_closed_account_hears_nothing(session: Session) -> None:
    account(session, ASSIUT).active = False
    session.flush()
    assert tell(session, [a_decision(session)], DAY) == 0


def test_whoever_did_it_need_not_be_told(session: Session) -> None:
    assert tell(session, [a_decision(session, by_id=account(session, ASSIUT).id)], DAY) == 0
    assert tell(session, [a_decision(session, by_id=account(session, QENA).id)], DAY) == 1


def test_some_of_a_kind_concern_one_role_only(session: Session) -> None:
    occasion = a_decision(session, roles=frozenset({"ministry"}))
    chosen(session, MINISTRY, "decision", page=True, mail=False)
    tell(session, [occasion], DAY)
    assert (told(session, ASSIUT), told(session, MINISTRY)) == ([], ["/decisions/1"])


def test_what_is_ones_own_is_told_to_nobody_else(session: Session) -> None:
    job = Occasion("job", "job:1", "/imports/1", {"is": "import", "words": "سجل.xlsx"}, user_id=account(session, QENA).id)
    assert tell(session, [job], DAY) == 1
    assert (told(session, QENA), told(session, ASSIUT), told(session, MINISTRY)) == (["/imports/1"], [], [])


def test_what_is_about_a_lost_governorate_is_not_shown_nor_opened_nor_marked(session: Session) -> None:
    tell(session, [a_decision(session)], DAY)
    user = account(session, ASSIUT)
    row = session.scalars(select(Notice)).one()
    given = session.scalars(select(OfficerGovernorate).where(OfficerGovernorate.user_id == user.id)).one()
    given.governorate_id = place(session, "EG-KN")
    session.flush()
    assert told(session, ASSIUT) == []
    with limited(session, scope_for(session, user)):
        assert own(session, user.id, row.id) is None
        mark_read(session, user.id)
    session.expire_all()
    assert session.scalars(select(Notice.read_at)).one() is None


def test_without_any_governorate_nothing_of_one_is_shown(session: Session) -> None:
    tell(session, [a_decision(session)], DAY)
    with limited(session, NOTHING):
        assert notices(session, account(session, ASSIUT).id)[0] == []


def test_another_users_notice_is_not_ones_own(session: Session) -> None:
    tell(session, [a_decision(session)], DAY)
    row = session.scalars(select(Notice)).one()
    assert own(session, account(session, ASSIUT).id, row.id) is row
    assert own(session, account(session, MINISTRY).id, row.id) is None
    mark_read(session, account(session, MINISTRY).id, [row.id])
    session.refresh(row)
    assert row.read_at is None


def test_the_unread_ones_come_first_then_the_newest(session: Session) -> None:
    tell(session, [a_decision(session, key=f"decision:{number}") for number in range(4)], DAY)
    user = account(session, ASSIUT).id
    ids = sorted(session.scalars(select(Notice.id)))
    mark_read(session, user, [ids[3], ids[1]])
    rows, more = notices(session, user)
    assert ([row.id for row in rows], more) == ([ids[2], ids[0], ids[3], ids[1]], False)
    assert [row.unread for row in rows] == [True, True, False, False]
    assert [row.id for row in notices(session, user, 1, 3)[0]] == [ids[1]]
    assert notices(session, user, 0, 3)[1] is True


def test_choosing_keeps_one_row_a_kind(session: Session) -> None:
    user = account(session, ASSIUT).id
    before = {kind.key: way for kind, way in choices(session, user, ["committee"])}
    assert before["decision"] == Way(page=True, mail=True)
    assert before["pack"] == Way(page=False, mail=False)
    assert "security" not in before
    for wanted in ({"pack": Way(page=True, mail=False)}, {"pack": Way(page=False, mail=True), "security": Way(page=True, mail=True)}):
        choose(session, user, ["committee"], wanted)
        now = {kind.key: way for kind, way in choices(session, user, ["committee"])}
        assert now == dict.fromkeys(before, Way(page=False, mail=False)) | {"pack": wanted["pack"]}
    assert len(session.scalars(select(NoticeChoice)).all()) == len(before)


def test_an_empty_register_tells_nothing(session: Session) -> None:
    assert make(session, DAY) == 0
