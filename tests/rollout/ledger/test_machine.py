"""The books under random hands: whatever is posted in whatever order, nothing is lost, doubled or paid for twice.

`make test` runs some papers on each database, `make prove` thousands.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from models import Store
from rollout.scope import everything
from tests.factories import a_governorate
from tests.rollout.ledger.clerk import HELD, TOO_MUCH
from tests.rollout.ledger.hands import Hands
from tests.supplies import Supplies, supplies

PROVING = os.environ.get("ROLLOUT_PROVE") == "1"
BUDGET = settings(
    max_examples=60 if PROVING else 5, stateful_step_count=100 if PROVING else 50, deadline=None, derandomize=not PROVING,
    database=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink) if PROVING else (Phase.generate,),
)

FORWARD = (
    ("order", ("allotted",), ("ordered",)), ("delivery", ("ordered", "short"), ("dispatched",)), ("issue", ("stock",), ("issued",)),
    ("installation", ("issued", "stock"), ("installed",)), ("service", ("installed",), ("in_service",)),
)
SIDEWARDS = (
    ("increase", ("origin",), ("contracted",)), ("decrease", ("contracted", "allotted"), ("origin",)),
    ("allotment", ("contracted",), ("allotted",)), ("deallotment", ("allotted",), ("contracted",)), ("return", HELD, ("returned",)),
    ("restoration", ("returned",), HELD), ("write_off", (*HELD, "returned", "unexplained"), ("written_off",)),
    ("found", ("unexplained",), HELD), ("surplus_back", ("surplus",), ("origin",)),
)
FOLLOWING = (
    ("addition", ("inspection",), "accepted", "stock"), ("withdrawal", ("rejection",), "rejected", "withdrawn"),
    ("replacement", ("rejection",), "withdrawn", "dispatched"), ("replacement", ("rejection",), "rejected", "dispatched"),
)

_BASE: dict[str, Any] = {
    "pick": st.integers(0, 60), "amount": st.integers(1, TOO_MUCH), "wobble": st.sampled_from((0, 0, 0, 0, 0, 0, 0, 0, 1, -1, -3)),
}
_AMOUNTS = {"amounts": st.one_of(_BASE["amount"].map(lambda one: [one]), _BASE["amount"].map(lambda one: [1, one]))}


def _some(*names: str, **more: Any) -> Any:
    return st.fixed_dictionaries({name: _BASE[name] for name in names} | more)


_USUAL = ("pick", "amount", "wobble")
ACTS: dict[str, tuple[int, Any]] = {
    "go_on": (5, _some("pick", "wobble", told=st.sampled_from(FORWARD), **_AMOUNTS)),
    "go_aside": (4, _some("pick", "wobble", told=st.sampled_from(SIDEWARDS), **_AMOUNTS)),
    "receive": (3, _some(*_USUAL, short=st.integers(0, 1), surplus=st.integers(0, 1), stored=st.booleans())),
    "inspect": (3, _some("pick", "wobble", accepted=st.integers(0, TOO_MUCH), rejected=st.integers(0, 2), short=st.integers(0, 1))),
    "follow": (5, _some(*_USUAL, told=st.sampled_from(FOLLOWING))),
    "reject": (2, _some(*_USUAL)),
    "transfer": (2, _some(*_USUAL, there=st.integers(0, 2), stored=st.booleans(), national=st.booleans())),
    "audit": (1, _some("pick", "wobble", counted=st.integers(1, 4), short=st.integers(0, 3), surplus=st.integers(0, 2))),
    "keep_surplus": (1, _some(*_USUAL)),
    "correct": (3, _some(*_USUAL, twice=st.booleans())),
    "pay": (2, _some("pick", amount=st.sampled_from((1, 2, 3, 5, -1, -2)))),
    "repeat": (1, _some()),
}
NAMES = st.sampled_from([name for name, (weight, _with) in ACTS.items() for _n in range(weight)])


class Books(Hands):
    """Steps of which nearly each posts a paper, or has one refused."""

    @initialize()
    def sign(self) -> None:
        self.begin()

    @rule(data=st.data())
    def post_something(self, data: Any) -> None:
        before = self.tried
        for _n in range(8):
            name = data.draw(NAMES)
            getattr(self, name)(**data.draw(ACTS[name][1]))
            if self.tried > before:
                return

    @invariant()
    def counted_the_same(self) -> None:
        if self.units.told:
            self.agrees()
        self.steps += 1


@pytest.fixture
def world(session: Session) -> Iterator[Supplies]:
    """A contract with two lines, a store in each of two governorates, and nothing posted."""
    made = supplies(session)
    with everything(session):
        store = Store(code="KN-1", name_ar="مخزن قنا", governorate_id=a_governorate(session, "EG-KN").id)
        session.add(store)
        session.flush()
    made.stores.append(store)
    return made


def test_the_books_hold_whatever_is_posted(world: Supplies) -> None:
    told = {"papers": 0, "refused": 0}

    class Counted(Books):
        def teardown(self) -> None:
            told["papers"] += self.posted
            told["refused"] += self.refused
            super().teardown()

    run_state_machine_as_test(lambda: Counted(world), settings=BUDGET)
    assert told["papers"] > 60
