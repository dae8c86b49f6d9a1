"""The books under random hands: whatever is posted in whatever order, nothing is lost, doubled or paid for twice.

`make test` runs some papers on each database, `make prove` thousands.
"""

import os
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from models import Store
from rollout.scope import everything
from rollout.stages import Kind
from tests.factories import a_governorate
from tests.rollout.ledger.clerk import HELD, TOO_MUCH
from tests.rollout.ledger.hands import Hands
from tests.supplies import Supplies, supplies

PROVING = os.environ.get("ROLLOUT_PROVE") == "1"
BUDGET = settings(
    max_examples=30 if PROVING else 4, stateful_step_count=150 if PROVING else 60, deadline=None, derandomize=not PROVING,
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

Chance = Callable[[Random], Any]


def _of(*values: Any) -> Chance:
    return lambda chance: chance.choice(values)


def _to(most: int, least: int = 0) -> Chance:
    return lambda chance: chance.randint(least, most)


def _amounts(chance: Random) -> list[int]:
    return [1] * (chance.random() < 0.2) + [chance.randint(1, TOO_MUCH)]


_PICK: dict[str, Chance] = {"pick": _to(60), "wobble": _of(*[0] * 8, 1, -1, -3)}
_USUAL = _PICK | {"amount": _to(TOO_MUCH, 1)}
_YES_OR_NO = _of(True, False)
ACTS: dict[str, tuple[int, dict[str, Chance]]] = {
    "go_on": (5, _PICK | {"told": _of(*FORWARD), "amounts": _amounts}),
    "go_aside": (4, _PICK | {"told": _of(*SIDEWARDS), "amounts": _amounts}),
    "receive": (3, _USUAL | {"short": _to(1), "surplus": _to(1), "stored": _YES_OR_NO}),
    "inspect": (3, _PICK | {"accepted": _to(TOO_MUCH), "rejected": _to(2), "short": _to(1)}),
    "follow": (5, _USUAL | {"told": _of(*FOLLOWING)}),
    "reject": (2, _USUAL),
    "transfer": (3, _USUAL | {"there": _to(2), "stored": _YES_OR_NO, "national": _of(True, True, False)}),
    "audit": (1, _PICK | {"counted": _to(4, 1), "short": _to(3), "surplus": _to(2)}),
    "keep_surplus": (1, _USUAL),
    "correct": (5, _USUAL | {"twice": _YES_OR_NO}),
    "pay": (3, _PICK | {"amount": _of(1, 1, 2, 3, 5, -1)}),
    "repeat": (1, {}),
}
NAMES = [name for name, (weight, _with) in ACTS.items() for _n in range(weight)]


class Books(Hands):
    """Steps of which nearly each posts a paper, or has one refused."""

    @initialize()
    def sign(self) -> None:
        self.begin()

    @rule(seed=st.integers(0, 2**48))
    def post_something(self, seed: int) -> None:
        chance, before = Random(f"{seed} {self.steps}"), self.tried
        for _n in range(8):
            name = chance.choice(NAMES)
            getattr(self, name)(**{part: take(chance) for part, take in ACTS[name][1].items()})
            if self.tried > before:
                return

    @invariant()
    def counted_the_same(self) -> None:
        if self.units.told:
            self.agrees()
        self.steps += 1


@pytest.fixture
def world(session: Session) -> Iterator[Supplies]:
    """A contract with two lines, a store in each of two governorates, and nothing posted; its sites have no stage of furnishing."""
    made = supplies(session)
    with everything(session):
        for site in made.sites:
            site.kind = Kind.FIXED_CENTRE.value
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
