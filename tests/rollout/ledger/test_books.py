"""What was once read from the books is read again only after they have changed, and is never that of another scope or day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import Paper
from rollout.database import reading
from rollout.ledger.books import once
from rollout.ledger.drafting import Row
from rollout.ledger.figures import figures
from rollout.ledger.money.delays import proposals
from rollout.ledger.standing import outstanding, waiting
from rollout.ledger.stocktakings import standings
from rollout.ledger.varying import varied
from rollout.ledger.waiting import waiting as to_inspect
from rollout.parameters import parameters
from rollout.scope import Scope, everything, limited
from rollout.supply.kinds import KINDS
from rollout.supply.states import Held
from tests.factories import a_governorate
from tests.supplies import Supplies, ordered, received, verdict
from tests.views.counting import statements

DAY = date(2024, 3, 1)


@contextmanager
def a_page(session: Session) -> Iterator[None]:
    session.commit()
    with reading():
        yield
        session.rollback()


def told(session: Session, world: Supplies, day: date = DAY) -> list[Any]:
    """What the pages of the stores and of the money show, in plain values."""
    contract = world.contract.id
    return [
        {key: repr(one) for by in ("line", "lot", "governorate") for key, one in figures(session, contract, day, by=by).items()},
        [(one.paper.id, one.lines, one.value) for one in waiting(session, Held.DISPATCHED, KINDS["receipt"].follows, day)],
        [(one.paper.id, one.lines, one.value) for one in waiting(session, Held.CUSTODY, KINDS["inspection"].follows, day)],
        [(one.paper.id, one.cells, one.value, one.days_late) for one in outstanding(session, day)],
        *(
            [(one.paper.id, one.items, one.days, one.supplier) for one in to_inspect(session, day, governorate=place)]
            for place in (None, "EG-KN")
        ),
        [(one.site.code, one.units, one.value, one.audit, one.unexplained) for one in standings(session, day)],
        [(one.key, one.late.missing, one.proposed) for one in proposals(session, contract, day, parameters(session, day))],
        varied(session, contract, day),
    ]


def test_pages_show_after_every_paper_what_a_fresh_reading_says(session: Session) -> None:
    world = ordered(session, 10)
    receipts, minutes, seen = list[Paper](), list[Paper](), list[Any]()
    with everything(session):
        for change in (
            lambda: None, lambda: receipts.append(received(world, 4, 3)),
            lambda: minutes.append(world.follow("inspection", receipts[0], verdict(3), verdict(3), day=date(2023, 7, 20))),
            lambda: world.follow("addition", minutes[0], 3, 3),
            lambda: world.post("delivery", Row(world.lines[0].id, world.sites[0].id, 2, drawn="ordered"), day=date(2023, 8, 1)),
        ):
            change()
            session.commit()
            fresh = [told(session, world, day) for day in (DAY, DAY - timedelta(days=240))]
            assert fresh not in seen, "the pages show what was done"
            seen.append(fresh)
            with a_page(session):
                for _again in range(2):
                    assert [told(session, world, day) for day in (DAY, DAY - timedelta(days=240))] == fresh


def test_while_nothing_is_moved_the_movements_are_not_read(session: Session) -> None:
    world = ordered(session, 10)
    received(world, 4, 3)
    with everything(session):
        with a_page(session):
            told(session, world)
        with a_page(session), statements() as sent:
            told(session, world)
    assert len([one for one in sent if "max(movement.id)" in one]) == 1
    assert not [one for one in sent if "movement.quantity" in one]


def test_a_changed_line_is_read_again_and_another_scope_has_its_own(session: Session) -> None:
    world = ordered(session, 10)
    asked: list[int] = []

    def ask(scope: Scope | None = None) -> int:
        with a_page(session), limited(session, scope) if scope else everything(session):
            once(session, ("asked",), lambda: asked.append(1) or 1)
        return len(asked)

    assert [ask(), ask()] == [1, 1]
    with everything(session):
        world.lines[0].name_ar = "مكتب"
        session.flush()
    assert [ask(), ask()] == [2, 2]
    with everything(session):
        assiut = a_governorate(session).id
    assert ask(Scope(frozenset({assiut}), frozenset())) == 3
    with everything(session):
        once(session, ("asked",), lambda: asked.append(1) or 1)
    assert len(asked) == 4, "who may write reads the books"
