"""A member of the cast who sees more than they report for."""

from models import OfficerGovernorate
from tests.cast import Member, account
from tests.factories import a_governorate
from tests.views.visiting import House


def also_sees(house: House, member: Member, governorate: str = "EG-AST") -> None:
    """From here on the member sees a governorate more, and reports nothing for it."""
    with house.records() as session:
        place = a_governorate(session, governorate)
        session.add(OfficerGovernorate(user_id=account(session, member).id, governorate_id=place.id, capture=False))
