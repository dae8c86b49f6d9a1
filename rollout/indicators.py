"""The definitions of the numbers that the programme publishes: each with a version, its unit, and how the register gives it.

A definition that changes gets the next version and says since when; figures that were issued keep the version they were counted by.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Contract
from rollout.ledger.books import once
from rollout.ledger.figures import figures
from rollout.position import Position
from rollout.stages import Kind
from rollout.supply.states import Measure
from rollout.tallies import Tally, tally, tally_of, trained
from rollout.text import Text, _

Number = int | Decimal


class Facts:
    """What the register holds of a day, as known at a moment; each part is read when the first indicator asks for it."""

    def __init__(self, session: Session, as_of: date, known_at: datetime | None = None, now: Position | None = None) -> None:
        self.session, self.as_of, self.known_at = session, as_of, known_at
        self._given = now

    @cached_property
    def tally(self) -> Tally:
        return tally_of(self._given) if self._given is not None else tally(self.session, self.as_of, self.known_at)

    @cached_property
    def trained(self) -> int:
        return trained(self.session, self.as_of, self.known_at)

    @cached_property
    def contracted(self) -> int | None:
        """What the signed contracts are worth, in piastres; None before any was signed."""
        if self.session.scalar(select(Contract.id).where(Contract.signed_on <= self.as_of).limit(1)) is None:
            return None

        def read() -> int:
            found = figures(self.session, None, self.as_of, self.known_at, by="contract", paid=False)
            return sum(each.value[Measure.CONTRACTED] for each in found.values())

        return once(self.session, ("contracted", self.as_of, self.known_at), read)

    def number(self, kind: Kind) -> int:
        return self.tally.sites[kind]

    def done(self, kind: Kind, stage: str) -> int:
        return self.tally.done[kind, stage]


@dataclass(frozen=True)
class Indicator:
    """A number by its key: what it counts, in which unit, and the words of its definition. `at_most` names the indicator of its whole."""

    key: str
    label: Text
    unit: str
    definition: Text
    count: Callable[[Facts], Number | None]
    version: int = 1
    since: date = date(2023, 6, 30)
    at_most: str = ""
    tolerance: Decimal = Decimal(0)
    """A difference up to this share of the published figure is rounding."""


def _registered(kind: Kind) -> Callable[[Facts], Number | None]:
    return lambda facts: facts.number(kind) or None


def _done(kind: Kind, stage: str) -> Callable[[Facts], Number | None]:
    return lambda facts: facts.done(kind, stage) if facts.number(kind) else None


def _share(kind: Kind, stage: str) -> Callable[[Facts], Number | None]:
    def count(facts: Facts) -> Number | None:
        whole = facts.number(kind)
        return (Decimal(100 * facts.done(kind, stage)) / whole).quantize(Decimal("0.1")) if whole else None

    return count


def _in_development(facts: Facts) -> Number | None:
    return facts.tally.begun[Kind.FIXED_CENTRE] if facts.number(Kind.FIXED_CENTRE) else None


def _pounds(facts: Facts) -> Number | None:
    return None if facts.contracted is None else Decimal(facts.contracted) / 100


INDICATORS: dict[str, Indicator] = {
    one.key: one
    for one in (
        Indicator("complexes.registered", _("Government service complexes in the register"), "complex",
                  _("Complexes of the register that were known and not withdrawn at the moment of the report."), _registered(Kind.COMPLEX)),
        Indicator("complexes.handed_over", _("Complexes received from the executing bodies"), "complex",
                  _("Complexes whose stage of building handover was done by the day."), _done(Kind.COMPLEX, "handover"),
                  at_most="complexes.registered"),
        Indicator("complexes.handed_over_share", _("Share of complexes received from the executing bodies"), "percent",
                  _("Complexes whose building handover was done, in per cent of the complexes of the register, to one decimal."),
                  _share(Kind.COMPLEX, "handover"), tolerance=Decimal("0.01")),
        Indicator("complexes.in_service", _("Complexes in service"), "complex",
                  _("Complexes whose stage of operation was done by the day."), _done(Kind.COMPLEX, "service"),
                  at_most="complexes.registered"),
        Indicator("training.trained", _("Employees trained for the complexes"), "employee",
                  _("Persons counted once at courses that count to the target: staff of local administration, supply and solidarity."),
                  lambda facts: facts.trained, tolerance=Decimal("0.01")),
        Indicator("contract.value", _("Value of the furniture contract"), "pound",
                  _("Contracted quantities at their unit prices after approved variations, in pounds."), _pounds,
                  tolerance=Decimal("0.005")),
        Indicator("fixed.registered", _("Fixed technology centres in the register"), "centre",
                  _("Fixed centres of the register that were known and not withdrawn."), _registered(Kind.FIXED_CENTRE)),
        Indicator("fixed.developed", _("Fixed technology centres whose development is finished"), "centre",
                  _("Fixed centres whose operation after development was done by the day; a centre that only exists is not counted."),
                  _done(Kind.FIXED_CENTRE, "service"), at_most="fixed.registered"),
        Indicator("fixed.in_development", _("Fixed technology centres under development"), "centre",
                  _("Fixed centres of which some stage had begun and whose operation after development was not done by the day."),
                  _in_development, at_most="fixed.registered"),
        Indicator("headquarters.registered", _("Headquarters technology centres in the register"), "centre",
                  _("Centres of governorates' headquarters that were known and not withdrawn."), _registered(Kind.HEADQUARTERS_CENTRE)),
        Indicator("mobile.registered", _("Mobile technology centres in the register"), "vehicle",
                  _("Vehicles of the register that were known and not withdrawn."), _registered(Kind.MOBILE_CENTRE)),
        Indicator("mobile.delivered", _("Mobile technology centres delivered"), "vehicle",
                  _("Vehicles whose delivery to the governorate was done by the day."), _done(Kind.MOBILE_CENTRE, "delivery"),
                  at_most="mobile.registered"),
        Indicator("mobile.operating", _("Mobile technology centres in operation"), "vehicle",
                  _("Vehicles whose operation had begun by the day; one that is delivered and idle is not counted."),
                  _done(Kind.MOBILE_CENTRE, "service"), at_most="mobile.registered"),
        Indicator("misr.opened", _("Misr Services centres opened"), "centre",
                  _("Misr Services centres that were open to the public by the day."), _done(Kind.MISR_CENTRE, "service")),
    )
}
"""By key; the first of two that measure the same thing comes first in print."""
