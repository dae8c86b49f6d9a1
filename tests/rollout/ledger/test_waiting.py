"""What waited for inspection on a past day: only of receipts at places where something still lay is it asked what became of them."""

from collections.abc import Collection
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from rollout.ledger import waiting as module
from rollout.ledger.drafting import Row
from rollout.ledger.following import left
from rollout.ledger.waiting import waiting
from rollout.scope import everything
from tests.supplies import ordered, received, verdict


def test_what_was_inspected_long_ago_is_not_followed_again(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Collection[int]] = []

    def noting(session: Session, line_ids: Collection[int], *more: Any) -> Any:
        asked.append(line_ids)
        return left(session, line_ids, *more)

    world = ordered(session)
    first = received(world, 4, 5, day=date(2023, 7, 1))
    world.follow("inspection", first, verdict(4), verdict(5), day=date(2023, 7, 2))
    note = world.post("delivery", Row(world.lines[1].id, world.sites[0].id, 3, drawn="ordered"), day=date(2023, 7, 3))
    second = world.follow("receipt", note, 3, store_id=world.stores[0].id)
    world.follow("inspection", second, verdict(3), day=date(2023, 7, 9))
    monkeypatch.setattr(module, "left", noting)
    with everything(session):
        [one] = waiting(session, date(2023, 7, 5))
        assert (one.paper.id, one.days, [item.quantity for item in one.items]) == (second.id, 2, [3])
        names = {line.id: line.line_id for paper in (first, second) for line in world.lines_of(paper)}
        assert [[names[line_id] for line_id in ids] for ids in asked] == [[world.lines[1].id] * 2]
        assert waiting(session, date(2023, 7, 10)) == []
