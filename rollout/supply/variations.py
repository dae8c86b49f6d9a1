"""Variations: how far the quantity of a line was changed since it was signed, against the ceiling of the law."""

from dataclasses import dataclass
from decimal import Decimal

from rollout.supply.quantities import Quantity

NATURES = ("supply", "works")
"""What is varied; each has a ceiling of its own, the parameter `variation.` and this name."""


@dataclass(frozen=True)
class Varied:
    """The quantity of a line as it was signed, and what its variations added and took away since."""

    signed: Quantity = 0
    added: Quantity = 0
    taken: Quantity = 0

    @property
    def change(self) -> Quantity:
        """More than nothing for an increase, less than nothing for a decrease."""
        return self.added - self.taken

    @property
    def now(self) -> Quantity:
        return self.signed + self.change

    @property
    def share(self) -> Decimal | None:
        """The change as a part of what was signed; None where nothing was signed."""
        return Decimal(self.change) / Decimal(self.signed) if self.signed else None

    def plus(self, quantity: Quantity) -> "Varied":
        """As it would be after one more variation, by so many more (or, below nothing, fewer)."""
        return Varied(self.signed, self.added + max(quantity, 0), self.taken + max(-quantity, 0))

    def excess(self, ceiling: int) -> Quantity:
        """How many units the change is over the ceiling; nothing within it."""
        over = abs(Decimal(self.change)) - Decimal(self.signed) * ceiling / 100
        return max(int(over) if over == int(over) else over, 0)

    def is_beyond(self, ceiling: int) -> bool:
        """Whether it was changed by more than the ceiling, in hundredths of what was signed, either way."""
        return bool(self.change) and abs(Decimal(self.change)) * 100 > Decimal(self.signed) * ceiling
