"""Where a contracted unit can be between the contract and its use, and which totals count it.

A unit is an obligation of the contract: it is in exactly one state at a time. A rejected desk that is replaced is one unit which went
from custody to rejected, was withdrawn, and was delivered again. So `delivered = waiting + accepted + rejected` holds at every moment.
"""

from enum import StrEnum

from rollout.text import Text, _


class Held(StrEnum):
    """The states. `ORIGIN` is the world outside the contract, the only one that may owe."""

    ORIGIN = "origin"
    CONTRACTED = "contracted"
    ALLOTTED = "allotted"
    ORDERED = "ordered"
    DISPATCHED = "dispatched"
    SHORT = "short"
    CUSTODY = "custody"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    STOCK = "stock"
    ISSUED = "issued"
    INSTALLED = "installed"
    IN_SERVICE = "in_service"
    RETURNED = "returned"
    WRITTEN_OFF = "written_off"
    UNEXPLAINED = "unexplained"
    SURPLUS = "surplus"
    MOVING = "moving"
    MOVING_ACCEPTED = "moving_accepted"

    @property
    def label(self) -> Text:
        return _LABELS[self]

    @property
    def is_accepted(self) -> bool:
        """Whether the committee accepted such units, so that the supplier may be paid for them."""
        return self in ACCEPTED


_LABELS = {
    Held.ORIGIN: _("Outside the contract"),
    Held.CONTRACTED: _("Contracted, not yet allotted"),
    Held.ALLOTTED: _("Allotted, not yet ordered"),
    Held.ORDERED: _("Ordered"),
    Held.DISPATCHED: _("Dispatched"),
    Held.SHORT: _("Short"),
    Held.CUSTODY: _("In custody, waiting for inspection"),
    Held.REJECTED: _("Rejected, to be withdrawn"),
    Held.WITHDRAWN: _("Withdrawn by the supplier, to be replaced"),
    Held.ACCEPTED: _("Accepted, not yet added"),
    Held.STOCK: _("In stock"),
    Held.ISSUED: _("Issued to the site"),
    Held.INSTALLED: _("Installed"),
    Held.IN_SERVICE: _("In use"),
    Held.RETURNED: _("Returned for repair"),
    Held.WRITTEN_OFF: _("Written off"),
    Held.UNEXPLAINED: _("Unexplained"),
    Held.SURPLUS: _("Delivered beyond the order"),
    Held.MOVING: _("On the way between governorates"),
    Held.MOVING_ACCEPTED: _("On the way between governorates, accepted"),
}

POOLED = frozenset({Held.ORIGIN, Held.CONTRACTED, Held.MOVING, Held.MOVING_ACCEPTED})
"""States of units that belong to no site."""

OUTSIDE = frozenset({Held.ORIGIN, Held.SURPLUS})
IN_STORE = frozenset({Held.CUSTODY, Held.ACCEPTED, Held.REJECTED, Held.STOCK, Held.SURPLUS})
"""States of units that lie in a store of ours, or in none where they wait at the site itself."""

ACCEPTED = frozenset({
    Held.ACCEPTED, Held.STOCK, Held.ISSUED, Held.INSTALLED, Held.IN_SERVICE, Held.RETURNED, Held.WRITTEN_OFF, Held.UNEXPLAINED,
    Held.MOVING_ACCEPTED,
})

PRESENT = (ACCEPTED | {Held.CUSTODY, Held.REJECTED, Held.SURPLUS}) - {Held.MOVING_ACCEPTED}
"""States of units that are at their site or in a store for it, and of those that were written off there."""


class Measure(StrEnum):
    """The totals of the waterfall, each with the states that it counts. `PAID` comes from payments alone."""

    CONTRACTED = "contracted"
    ORDERED = "ordered"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    INSTALLED = "installed"
    PAYABLE = "payable"

    @property
    def label(self) -> Text:
        return _MEASURE_LABELS[self]

    @property
    def states(self) -> frozenset[Held]:
        return COUNTED[self]


_MEASURE_LABELS = {
    Measure.CONTRACTED: _("Contracted"),
    Measure.ORDERED: _("Ordered"),
    Measure.DELIVERED: _("Delivered"),
    Measure.ACCEPTED: _("Accepted by the committee"),
    Measure.REJECTED: _("Rejected and not yet replaced"),
    Measure.INSTALLED: _("Installed"),
    Measure.PAYABLE: _("Payable"),
}

_REJECTED = frozenset({Held.REJECTED, Held.WITHDRAWN})
_DELIVERED = ACCEPTED | _REJECTED | {Held.CUSTODY}

COUNTED: dict[Measure, frozenset[Held]] = {
    Measure.CONTRACTED: frozenset(Held) - OUTSIDE,
    Measure.ORDERED: frozenset(Held) - OUTSIDE - {Held.CONTRACTED, Held.ALLOTTED},
    Measure.DELIVERED: _DELIVERED,
    Measure.ACCEPTED: ACCEPTED,
    Measure.REJECTED: _REJECTED,
    Measure.INSTALLED: frozenset({Held.INSTALLED, Held.IN_SERVICE}),
    # The payment file needs the inspection minutes and the addition voucher: what is accepted but not yet added is not payable.
    Measure.PAYABLE: ACCEPTED - {Held.ACCEPTED, Held.MOVING_ACCEPTED},
}
