"""An administrator who looks as another user, for the tests of that."""

from typing import Any

from sqlalchemy import select

from models import ViewAs
from tests.cast import ADMINISTRATOR, ASSIUT, Member, account
from tests.views.visiting import House, Visitor

BANNER = "looking-banner"


def id_of(house: House, member: Member) -> int:
    with house.records() as session:
        return account(session, member).id


def begin(house: House, visitor: Visitor, member: Member = ASSIUT, reason: str = "طلب مساعدة") -> Any:
    return visitor.post(f"/view-as/start/{id_of(house, member)}", {"reason": reason})


def looking_as(house: House, member: Member = ASSIUT) -> Visitor:
    visitor = house.member(ADMINISTRATOR)
    assert begin(house, visitor, member).status_code == 303
    assert BANNER in visitor.get("/").text
    return visitor


def looks(house: House) -> list[tuple[int, bool]]:
    """Whose eyes, and whether it is over."""
    with house.records() as session:
        return [(look.user_id, look.ended_at is not None) for look in session.scalars(select(ViewAs).order_by(ViewAs.id))]
