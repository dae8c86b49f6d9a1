"""Quantities and what they are worth: whole numbers for what is counted, decimals for what is measured, money in piastres."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from rollout.errors import Unreadable
from rollout.text import Text, _

Quantity = int | Decimal
"""A count, or a measure with up to three decimals."""

THOUSAND = 1000


@dataclass(frozen=True)
class UnitOfMeasure:
    """What a line counts or measures. `step` is the smallest part, in thousandths: a thousand for what only comes whole."""

    key: str
    label: Text
    step: int


UNITS: dict[str, UnitOfMeasure] = {
    unit.key: unit
    for unit in (
        UnitOfMeasure("piece", _("piece"), THOUSAND),
        UnitOfMeasure("set", _("set of equipment"), THOUSAND),
        UnitOfMeasure("pair", _("pair"), THOUSAND),
        UnitOfMeasure("device", _("device"), THOUSAND),
        UnitOfMeasure("roll", _("roll"), THOUSAND),
        UnitOfMeasure("metre", _("metre"), 1),
        UnitOfMeasure("square_metre", _("square metre"), 1),
        UnitOfMeasure("kilogram", _("kilogram"), 1),
    )
}
STEPS = {unit.key: unit.step for unit in UNITS.values()}


def thousandths(quantity: Quantity) -> int:
    """The quantity as it is stored. Raises ValueError for what is finer than a thousandth."""
    exact = Decimal(quantity) * THOUSAND
    if exact != exact.to_integral_value():
        raise ValueError(f"{quantity} is finer than a thousandth")
    return int(exact)


def from_thousandths(stored: int) -> Quantity:
    """The quantity that is stored: a whole number where it is one."""
    whole, rest = divmod(stored, THOUSAND)
    return whole if not rest else Decimal(stored).scaleb(-3)


def check_unit(quantity: Quantity, unit: str) -> None:
    """Raise Unreadable where the unit does not come in such parts, as half a chair."""
    exact = Decimal(quantity) * THOUSAND
    if exact != exact.to_integral_value() or int(exact) % STEPS[unit]:
        whole = STEPS[unit] == THOUSAND
        raise Unreadable(quantity, _("a whole number") if whole else _("at most three decimals"))


def worth(unit_price: int, quantity: Quantity) -> int:
    """What a quantity is worth in piastres, half a piastre rounded up; exact for everything that comes whole."""
    if isinstance(quantity, int):
        return unit_price * quantity
    return int((Decimal(unit_price) * quantity).quantize(Decimal(1), rounding=ROUND_HALF_UP))
