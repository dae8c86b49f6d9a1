"""Kits: sets that are only of use when whole. They are counted by their parts, so as many are there as of the scarcest part."""

from collections.abc import Mapping
from dataclasses import dataclass

from rollout.supply.quantities import Quantity

Line = int
"""A line of the contract, by its id."""


@dataclass(frozen=True)
class Whole:
    """How many kits are whole, and what the next one lacks: by line, so many units."""

    kits: int
    lacking: dict[Line, Quantity]


def whole_kits(parts: Mapping[Line, int], held: Mapping[Line, Quantity]) -> Whole:
    """How many kits of these parts (units of each line in one kit) can be made of what is held. Without parts there is no kit."""
    if not parts:
        return Whole(0, {})
    kits = min(int(held.get(line, 0) // each) for line, each in parts.items())
    wanted = {line: each * (kits + 1) - held.get(line, 0) for line, each in parts.items()}
    return Whole(kits, {line: missing for line, missing in wanted.items() if missing > 0})
