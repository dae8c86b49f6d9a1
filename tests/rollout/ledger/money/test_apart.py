"""Who accepted units neither approves their payment, nor pays, nor takes a certificate back; by account or by name."""

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import update
from sqlalchemy.orm import Session

from rollout.errors import Refused
from rollout.ledger.money.apart import not_apart
from rollout.ledger.money.certificates import take_back
from rollout.ledger.money.payments import pay
from rollout.ledger.refusing import RefusedPaper
from rollout.text import use_language
from tests.cast import MINISTRY, STOREKEEPER, Member, account
from tests.rollout.ledger.certifying import certificate
from tests.rollout.ledger.money.paying import DAY, certify, delivered
from tests.supplies import TODAY


def test_a_committee_is_known_by_its_names_too(session: Session, cast: dict[str, Member]) -> None:
    """The committee's papers name people without accounts; one of them has an account under the same name, spelled otherwise."""
    world = delivered(session)
    by = account(session, MINISTRY).id
    assert certify(world, 1, by=by).number == 1
    session.execute(update(User).where(User.id == by).values(first_name="محمود", last_name="عبدالله"))
    with pytest.raises(RefusedPaper, match="محضر"):
        certify(world, 1, by=by)


def test_whoever_accepted_neither_pays_nor_takes_back(session: Session, cast: dict[str, Member]) -> None:
    world = delivered(session)
    by, other = account(session, MINISTRY).id, account(session, STOREKEEPER).id
    session.execute(update(User).where(User.id == by).values(first_name="سامي", last_name="فؤاد"))
    made = certify(world, 2, by=other)
    with pytest.raises(Refused, match="محضر"):
        pay(session, made, 100, DAY, today=TODAY, by=by)
    with pytest.raises(Refused, match="محضر"):
        take_back(session, made, DAY, "خطأ", today=TODAY, by=by)
    assert take_back(session, made, DAY, "خطأ", today=TODAY, by=other).corrects_id == made.id
    assert not_apart(session) == (2, [])


@pytest.mark.parametrize("named", [("حسن", "على"), ("", "")])
def test_the_check_asks_the_same(session: Session, cast: dict[str, Member], named: tuple[str, str]) -> None:
    world = delivered(session)
    by = account(session, MINISTRY).id
    made = certify(world, 2, by=by)
    pay(session, made, 100, DAY, today=TODAY, by=by)
    pay(session, made, -100, DAY, today=TODAY, by=by, reference="1")
    take_back(session, made, DAY, "خطأ", today=TODAY, by=by)
    assert not_apart(session)[1] == []
    session.execute(update(User).where(User.id == by).values(first_name=named[0], last_name=named[1]))
    use_language("en")
    found = " ".join(str(fault) for fault in not_apart(session)[1])
    for word in ("1 was approved", "1 was paid", "2 was taken back"):
        assert (word in found) == bool(named[0])


def test_what_is_not_added_any_more_is_not_paid(session: Session) -> None:
    """A certificate from before the rule, for two units more than were added by voucher."""
    world = delivered(session, accepted=6, added=4)
    made = certificate(world, DAY, [(world.lines[0].id, world.sites[0].id, 6)])
    with pytest.raises(Refused, match="لم تعد مضافة"):
        pay(session, made, 100, DAY, today=TODAY, by=None)
