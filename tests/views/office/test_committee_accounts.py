"""Whose account a member of a committee has: said by the ministry, never by the committee itself."""

import pytest
from sqlalchemy import select

from models import Member
from tests.cast import ASSIUT, MINISTRY, account
from tests.rollout.meetings.making import a_committee
from tests.views.telling import hidden
from tests.views.visiting import House, Visitor

ADDRESS = "/meetings/committees/EG-AST/edit"


@pytest.fixture
def committee(house: House) -> int:
    """Assiut has a committee with a chair; gives the account of its officer."""
    with house.records() as session:
        a_committee(session)
        return account(session, ASSIUT).id


def chosen(house: House, visitor: Visitor, value: str) -> int | None:
    """Save the form with an account for the first seat; gives the account that is kept."""
    form = {**hidden(visitor.get(ADDRESS)), "name_ar": "لجنة", "cut_off_weekday": "2", "cut_off_at": "15:00", "meets_weekday": "3",
            "meets_at": "11:00", "0-name": "سامي لطفي", "0-part": "chair", "0-user_id": value}
    assert visitor.post(ADDRESS, form).status_code == 303
    with house.records() as session:
        return session.scalars(select(Member.user_id).where(Member.name == "سامي لطفي")).one()


def test_the_ministry_says_whose_account_it_is(house: House, committee: int) -> None:
    ministry = house.member(MINISTRY)
    assert "حساب العضو" in ministry.get(ADDRESS).text
    assert chosen(house, ministry, str(committee)) == committee
    assert chosen(house, ministry, "999999") == committee
    assert chosen(house, ministry, "0") is None


def test_the_committee_does_not(house: House, committee: int) -> None:
    officer = house.member(ASSIUT)
    assert "حساب العضو" not in officer.get(ADDRESS).text
    assert chosen(house, officer, str(committee)) is None
