"""What is held back of a payment certificate: the advance paid back, the retention, compensation for delay, other deductions. Pure."""

from dataclasses import dataclass

from rollout.errors import Refused
from rollout.supply.delay import share
from rollout.text import _


@dataclass(frozen=True, slots=True)
class Terms:
    """What the contract and the certificates before this one say: rates in basis points, sums in piastres.

    `advance_left` is what is still to be paid back of the advance, `compensation_due` what was decided and not yet deducted.
    """

    recovery: int
    retention: int
    advance_left: int = 0
    compensation_due: int = 0


@dataclass(frozen=True, slots=True)
class Deducted:
    """A certificate's sums; what remains is the net."""

    gross: int
    recovery: int
    retention: int
    compensation: int
    other: int

    @property
    def deductions(self) -> int:
        return self.recovery + self.retention + self.compensation + self.other

    @property
    def net(self) -> int:
        return self.gross - self.deductions


def deduct(gross: int, terms: Terms, other: int = 0) -> Deducted:
    """Hold back what is due. Compensation takes at most what the others leave; the rest of it waits for the next certificate."""
    recovery = max(min(share(gross, terms.recovery), terms.advance_left), 0)
    retention = min(share(gross, terms.retention), gross - recovery)
    rest = gross - recovery - retention
    if not 0 <= other <= rest:
        raise Refused(
            _("Other deductions come to %(excess)s piastres more than the certificate leaves.", excess=other - rest) if other > rest
            else _("A deduction cannot be below nothing."), "other",
        )
    return Deducted(gross, recovery, retention, max(min(terms.compensation_due, rest - other), 0), other)
