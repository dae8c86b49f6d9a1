"""Delay and what it costs: which units of an order came late, by how many weeks, and the compensation that follows. Pure.

Units arrive first in, first out against the order that was due first. A unit counts as arrived from the first day from which enough good
units stay delivered: one that was rejected and not yet replaced is late, however early it came. Practice: DOMAIN §3.4.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from rollout.supply.quantities import Quantity, worth

WEEK = 7
WHOLE = 10_000
"""Basis points in the whole."""


@dataclass(frozen=True, slots=True)
class Rates:
    """The compensation for a week or part of a week, and the most that it may come to, in basis points of the late value."""

    rate: int
    cap: int


@dataclass(frozen=True, slots=True)
class Due:
    """So many units of one line that an order wants at a site by a day; `key` tells the order line."""

    key: int
    quantity: Quantity
    due_on: date


@dataclass(frozen=True, slots=True)
class Part:
    """Units of one order line that arrived on one day after they were due, or not at all yet."""

    quantity: Quantity
    arrived_on: date | None
    days: int

    @property
    def weeks(self) -> int:
        """Weeks and parts of a week."""
        return -(-self.days // WEEK)


@dataclass(frozen=True, slots=True)
class Late:
    """What is late of one order line, as of a day, with everything that the compensation is made of."""

    key: int
    due_on: date
    until: date
    parts: tuple[Part, ...]

    @property
    def quantity(self) -> Quantity:
        return sum((part.quantity for part in self.parts), 0)

    @property
    def missing(self) -> Quantity:
        """Late units that have not arrived yet, or were rejected and not yet replaced."""
        return sum((part.quantity for part in self.parts if part.arrived_on is None), 0)

    @property
    def weeks(self) -> int:
        """The longest delay among the units."""
        return max(part.weeks for part in self.parts)


def late(ordered: Iterable[Due], changes: Mapping[date, Quantity], until: date) -> list[Late]:
    """What was late by `until` of the orders for one line and site.

    `changes` are the good units that each day brought, below nothing where it took some away, as by rejection.
    """
    arrivals = list(arrived(changes, until))
    found = []
    for due in sorted(ordered, key=lambda one: (one.due_on, one.key)):
        if due.due_on >= until:
            continue  # what came before is not needed by an earlier order, and this one cannot be late yet
        parts = [
            Part(quantity, day, ((day or until) - due.due_on).days)
            for quantity, day in _taken(arrivals, due.quantity)
            if day is None or day > due.due_on
        ]
        if parts:
            found.append(Late(due.key, due.due_on, until, tuple(parts)))
    return found


def arrived(changes: Mapping[date, Quantity], until: date) -> Iterator[tuple[Quantity, date]]:
    """How many units arrived for good on which day: as many as were there on that day and on every day after it."""
    total: Quantity = 0
    balances = [(day, total := total + changes[day]) for day in sorted(changes) if day <= until]
    stays, floor = [], None
    for day, balance in reversed(balances):
        floor = balance if floor is None else min(floor, balance)
        stays.append((day, floor))
    kept: Quantity = 0
    for day, level in reversed(stays):
        if level > kept:
            yield level - kept, day
            kept = level


def _taken(arrivals: list[tuple[Quantity, date]], wanted: Quantity) -> Iterator[tuple[Quantity, date | None]]:
    """The first units of what arrived, which are then gone; what is wanting has no day."""
    while wanted > 0 and arrivals:
        quantity, day = arrivals[0]
        taken = min(quantity, wanted)
        wanted -= taken
        if taken == quantity:
            arrivals.pop(0)
        else:
            arrivals[0] = quantity - taken, day
        yield taken, day
    if wanted > 0:
        yield wanted, None


def compensation(parts: Sequence[Part], unit_price: int, rates: Rates) -> int:
    """min(rate × weeks, cap) × value of the late units, in piastres; half a piastre is rounded up, once for the whole."""
    whole = sum(worth(unit_price, part.quantity) * min(rates.rate * part.weeks, rates.cap) for part in parts)
    return share(whole, 1)


def share(amount: int, basis_points: int) -> int:
    """So many basis points of a sum, half a piastre rounded up."""
    return int((Decimal(amount) * basis_points / WHOLE).quantize(Decimal(1), rounding=ROUND_HALF_UP))
