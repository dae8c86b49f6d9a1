"""The contract's money from its value to what was paid, each step as a sum of piastres; and the values that were published beside it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from models import Contract
from rollout.ledger.figures import Figures, Key, figures
from rollout.supply.states import Measure
from rollout.text import Text, _


class Step(StrEnum):
    """A step of the waterfall; each holds at most what the one before it holds."""

    CONTRACTED = "contracted"
    ORDERED = "ordered"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    PAYABLE = "payable"
    CERTIFIED = "certified"
    PAID = "paid"
    INSTALLED = "installed"

    @property
    def label(self) -> Text:
        money = {Step.CERTIFIED: _("Certified, before deductions"), Step.PAID: _("Paid, net of recovery and retention")}
        return money[self] if self in money else Measure(self.value).label


SUPPLY = (Step.CONTRACTED, Step.ORDERED, Step.DELIVERED, Step.ACCEPTED, Step.INSTALLED)
MONEY = (Step.ACCEPTED, Step.PAYABLE, Step.CERTIFIED, Step.PAID)


@dataclass
class Waterfall:
    """What stands at each step, in piastres, for one lot, governorate, site … or the whole."""

    values: dict[Step, int] = field(default_factory=lambda: dict.fromkeys(Step, 0))

    def add(self, one: Figures) -> None:
        for step in Step:
            self.values[step] += _value(one, step)


def waterfalls(
    session: Session, contract_id: int | None, as_of: date, known_at: datetime | None = None, *, by: str = "lot",
    governorate: str | None = None,
) -> dict[Key, Waterfall]:
    """The steps by lot, governorate, site or line. What belongs to no place stands under None.

    Money stands at the site where the units were accepted; units stand where they are now. After a transfer a site may therefore show
    more certified than accepted, and the other one less: the contract as a whole never does.
    """
    found: dict[Key, Waterfall] = {}
    for key, one in figures(session, contract_id, as_of, known_at, by=by, governorate=governorate).items():
        found.setdefault(key, Waterfall()).add(one)
    return found


def total(several: dict[Key, Waterfall]) -> Waterfall:
    """The sum over all rows."""
    return Waterfall({step: sum(one.values[step] for one in several.values()) for step in Step})


def _value(one: Figures, step: Step) -> int:
    if step is Step.CERTIFIED:
        return one.certified
    return one.paid if step is Step.PAID else one.value[Measure(step.value)]


@dataclass(frozen=True)
class Published:
    """A value of the contract that was published, and where."""

    value: int
    source: Text


PUBLISHED = (
    Published(66_200_000_000, _("Report of the central unit on the readiness of the complexes, mid-2023")),
    Published(66_000_000_000, _("Press reports of 19 August 2025")),
)


@dataclass(frozen=True)
class ValueCheck:
    """The contract's value as it was signed, beside what its lines come to and what was published for one of about this size.

    `lines` is the sum of the signed quantities and `now` the same with the variations; None where not the whole contract is seen.
    """

    signed: int
    lines: int | None
    now: int | None
    published: tuple[Published, ...]
    note: str

    @property
    def of_lines(self) -> int:
        """By how much the lines differ from the signed value."""
        return 0 if self.lines is None else self.lines - self.signed

    @property
    def of_published(self) -> list[tuple[Published, int]]:
        """Values that were published differently, each with by how much."""
        return [(one, one.value - self.signed) for one in self.published if one.value != self.signed]


def value_check(contract: Contract, lines: int | None, now: int | None) -> ValueCheck:
    """The differences that the contract's value has to explain beside what all its lines come to."""
    known = tuple(one for one in PUBLISHED if 100 * abs(one.value - contract.value) <= contract.value)
    return ValueCheck(contract.value, lines, now, known, contract.value_note)
