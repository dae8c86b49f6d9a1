"""What was told of a decision, an obstacle or a letter is withdrawn by the page on which it changes."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from models import Letter, Notice
from rollout.obstacles.letters import send as send_letter
from tests.cast import ASSIUT, account
from tests.rollout.obstacles.telling import TODAY
from tests.views.met import an_open_decision, send
from tests.views.obstructed import a_draft, an_obstacle_of
from tests.views.telling import hidden
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)
PLACE, DAY = "EG-AST", "2023-07-28"


def told(house: House, kind: str, address: str) -> None:
    """The officer was told what held then."""
    with house.records() as session:
        session.add(Notice(
            user_id=account(session, ASSIUT).id, kind=kind, key=f"{kind}:{address}", address=address, facts="{}", on_day=date(2023, 7, 20),
            made_at=datetime(2023, 7, 20, tzinfo=UTC),
        ))


def keys(house: House) -> list[str]:
    with house.records() as session:
        return list(session.scalars(select(Notice.key).order_by(Notice.id)))


def a_decision_is_done(house: House, visitor: Visitor) -> None:
    number = an_open_decision(house, PLACE)
    told(house, "decision", f"/decisions/{number}")
    assert send(visitor, f"/decisions/{number}/record/done", happened_on=DAY, note="تم السداد").status_code == 303


def an_obstacle_is_solved(house: House, visitor: Visitor) -> None:
    address = f"/obstacles/{an_obstacle_of(house, PLACE)}"
    told(house, "raise", address)
    opened = hidden(visitor.get(f"{address}/tell?step=resolved"))
    assert visitor.post(f"{address}/tell?step=resolved", opened | {"happened_on": DAY, "note": "حُل"}).status_code == 303


def a_letter_is_answered(house: House, visitor: Visitor) -> None:
    number = a_draft(house, PLACE)
    with house.records() as session:
        send_letter(session, session.get_one(Letter, number), None, today=TODAY, by=None)
    told(house, "letter", f"/letters/{number}")
    assert visitor.post(f"/letters/{number}/reply", {"happened_on": TODAY.isoformat(), "number": "٣٣٤", "note": "تم"}).status_code == 303


@pytest.mark.parametrize("changes", [a_decision_is_done, an_obstacle_is_solved, a_letter_is_answered])
def test_what_holds_no_more_is_withdrawn(house: House, changes: Callable[[House, Visitor], None]) -> None:
    told(house, "decision", "/decisions/999999")
    changes(house, house.member(ASSIUT))
    assert keys(house) == ["decision:/decisions/999999"]
