"""A meeting that is moved or cancelled on its page: what its members were told of the old day is withdrawn."""

import pytest
from sqlalchemy import select

from models import Notice
from rollout.notices import make
from tests.cast import ASSIUT
from tests.rollout.meetings.making import FIRST, SECOND
from tests.views.met import act, met
from tests.views.visiting import House

pytestmark = pytest.mark.on_day(FIRST)


def told(house: House) -> int:
    with house.records() as session:
        return len(session.scalars(select(Notice.id).where(Notice.kind == "meeting", Notice.read_at.is_(None))).all())


@pytest.mark.parametrize(("what", "typed"), [
    ("move", {"held_on": SECOND.isoformat(), "starts_at": "11:00", "place": ""}), ("cancel", {"reason": "تعذر اكتمال النصاب"}),
])
def test_what_was_told_of_the_old_day_is_withdrawn(house: House, what: str, typed: dict[str, str]) -> None:
    number = met(house)
    with house.records() as session:
        make(session, FIRST)
    assert told(house) == 1
    assert act(house.member(ASSIUT), number, what, **typed).status_code == 303
    assert told(house) == 0
