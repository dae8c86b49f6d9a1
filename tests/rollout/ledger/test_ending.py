"""A contract ends when nothing of it waits for anybody."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from rollout.errors import Conflict, Refused
from rollout.ledger.drafting import Row
from rollout.ledger.ending import end, unsettled
from rollout.ledger.refusing import RefusedPaper
from rollout.scope import everything
from rollout.supply.states import Held
from tests.supplies import TODAY, ordered, received, verdict


def test_it_says_how_much_stands_in_the_way(session: Session) -> None:
    world = ordered(session)
    received(world, 10, 4)
    with everything(session), pytest.raises(Refused) as refused:
        end(session, world.contract, on=TODAY, today=TODAY)
    assert "١٤" in str(refused.value.message)
    assert "٣٤٬٢٠٠ جنيه" in str(refused.value.message)
    with everything(session):
        assert unsettled(session, world.contract.id, TODAY) == {Held.CUSTODY: (14, 10 * 150_000 + 4 * 480_000)}


def test_when_all_is_settled_it_ends_and_nothing_more_is_ordered(session: Session) -> None:
    world = ordered(session)
    world.follow("inspection", received(world, 10, 10), verdict(10), verdict(10))
    with everything(session):
        end(session, world.contract, on=TODAY, today=TODAY)
        assert world.contract.closed_on == TODAY
        with pytest.raises(Conflict):
            end(session, world.contract, on=TODAY, today=TODAY)
    for kind in ("increase", "allotment"):
        with pytest.raises(RefusedPaper, match="أُغلق"):
            world.post(kind, Row(world.lines[0].id, None if kind == "increase" else world.sites[0].id, 1))


def test_the_day_lies_between_signing_and_today(session: Session) -> None:
    world = ordered(session)
    for day in (date(2023, 5, 31), date(2023, 12, 1)):
        with everything(session), pytest.raises(Refused):
            end(session, world.contract, on=day, today=TODAY)
