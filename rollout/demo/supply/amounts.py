"""How many of each item every complex of the demo gets, and how many of each the contract buys, so that its value is exact."""

from collections.abc import Sequence
from decimal import Decimal

from rollout.demo.places import Place
from rollout.demo.story import luck
from rollout.demo.supply.goods import GOODS, VALUE
from rollout.supply.quantities import Quantity

_MODELS = (0.7, 0.85, 1.0)
"""A small, a middling and a large complex, by the share of a large one's furniture."""
_WEIGHTS = (46, 36, 18)
_WHOLE = 332
_CHAIR = next(place for place, good in enumerate(GOODS) if good.pounds == 1_500)
_EXTINGUISHER = next(place for place, good in enumerate(GOODS) if good.pounds == 1_250)
_PART = 250
"""Every price is a multiple of so many pounds, so that the two cheapest items can make up whatever the others leave."""


def wanted(place: Place) -> tuple[Quantity, ...]:
    """How many of each item a complex gets."""
    share = luck(place.code, "model").choices(_MODELS, _WEIGHTS)[0]
    return tuple(_share(good.each, share) for good in GOODS)


def contracted(complexes: Sequence[Place]) -> list[Quantity]:
    """How many of each item the contract buys: what the complexes get, and a reserve that brings the whole programme to its value."""
    sums: list[Quantity] = [sum(column) for column in zip(*map(wanted, complexes), strict=True)]
    rest = VALUE // 100 - value_of(sums)
    if len(complexes) == _WHOLE and rest > 0:
        parts = rest // _PART
        chairs = parts % 5  # six parts a chair and five an extinguisher
        sums[_CHAIR] += chairs
        sums[_EXTINGUISHER] += (parts - 6 * chairs) // 5
    return sums


def value_of(amounts: Sequence[Quantity]) -> int:
    """What so many of each item cost, in pounds."""
    return int(sum(good.pounds * amount for good, amount in zip(GOODS, amounts, strict=True)))


def _share(each: Quantity, share: float) -> Quantity:
    if isinstance(each, Decimal):
        halves = round(float(each) * 2 * share)
        return halves // 2 if halves % 2 == 0 else Decimal(halves) / 2
    return max(round(each * share), 1)
