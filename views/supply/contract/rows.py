"""Rows of the contract's pages: the waterfall, tables by lot, governorate, site and line, and where each number leads."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import current_app, url_for

from models import Contract, ContractLine, Kit, Lot, Site
from rollout.ledger.figures import Figures
from rollout.scope import ALL, scope_of
from rollout.supply.kits import whole_kits
from rollout.supply.quantities import Quantity, worth
from rollout.supply.states import COUNTED, Held, Measure
from rollout.text import Text, _
from views.frame.asof import AsOf, KnownAt, as_of, known_at
from views.frame.chosen import Places, places
from views.frame.words import local_name
from views.security.access import may
from views.security.current import database

SHOWN = (Measure.CONTRACTED, Measure.ORDERED, Measure.DELIVERED, Measure.ACCEPTED, Measure.INSTALLED, Measure.PAYABLE)
"""The measures of the waterfall that are read of the ledger, from above. What was rejected stands beside them."""


@dataclass(frozen=True)
class Looked:
    """How somebody looks at a contract: on which day, as known when, and in which governorate."""

    day: AsOf
    known: KnownAt
    here: Places
    whole: bool
    """Whether the whole country is seen, so that pools and payments make sense."""

    @property
    def arguments(self) -> dict[str, Any]:
        return {"governorate": self.here.argument, "as_of": self.day.argument, "known_at": self.known.argument}

    @property
    def limits(self) -> dict[str, Any]:
        """How the figures are narrowed to what is looked at."""
        return {"governorate": self.here.code, "at_sites": not self.whole}

    def label(self, measure: Measure) -> Text:
        """What a governorate sees as contracted is what was allotted to its sites."""
        return measure.label if self.whole or measure is not Measure.CONTRACTED else _("Allotted")


def looked() -> Looked:
    here = places()
    return Looked(as_of(), known_at(), here, whole=here.code is None and scope_of(database()).view is ALL)


@dataclass(frozen=True)
class Step:
    """One bar of the waterfall: its value in piastres, and where the number leads (nowhere: an empty address)."""

    key: str
    label: Text
    value: int
    whole: int
    address: str

    @property
    def share(self) -> float:
        return self.value / self.whole if self.whole else 0.0


@dataclass
class Row:
    """A lot, a governorate or a site with its values in piastres by measure."""

    key: str
    name: str
    about: str = ""
    address: str = ""
    values: dict[Measure, int] = field(default_factory=lambda: dict.fromkeys(Measure, 0))
    certified: int = 0
    paid: int = 0

    def add(self, found: Figures | None) -> None:
        for measure in Measure:
            self.values[measure] += found.value[measure] if found else 0


def leads(contract: Contract, look: Looked, **asked: str | None) -> str:
    """The list of the units behind a number."""
    return url_for("ContractView.units", code=contract.code, **(look.arguments | asked))


def payments_address() -> str:
    """The page of payments for whoever may read it."""
    known = "PaymentsView.index" in current_app.view_functions and may("payments", "can_read")
    return url_for("PaymentsView.index") if known else ""


def waterfall(contract: Contract, look: Looked, total: Figures) -> list[Step]:
    """From what was contracted down to what was paid; payments only for whoever sees the whole of them."""
    whole = total.value[Measure.CONTRACTED]
    steps = [
        Step(measure.value, look.label(measure), total.value[measure], whole, leads(contract, look, measure=measure.value))
        for measure in SHOWN
    ]
    if look.whole and may("payments", "can_read"):
        address = payments_address()
        steps += [
            Step("certified", _("Certified, before deductions"), total.certified, whole, address),
            Step("paid", _("Paid, net of recovery and retention"), total.paid, whole, address),
        ]
    return steps


def total_of(found: Iterable[Figures], sums: Mapping[Any, tuple[int, int]]) -> Figures:
    """All rows together, in value; units of different lines are not added."""
    total = Figures()
    for one in found:
        for measure in Measure:
            total.value[measure] += one.value[measure]
    total.certified, total.paid = sum(one[0] for one in sums.values()), sum(one[1] for one in sums.values())
    return total


def by_lot(
    contract: Contract, look: Looked, lots: Iterable[Lot], lines: Iterable[ContractLine], found: Mapping[str, Figures],
    sums: Mapping[Any, tuple[int, int]],
) -> list[Row]:
    rows = {lot.id: Row(lot.code, local_name(lot), local_name(lot.supplier), leads(contract, look, lot=lot.code)) for lot in lots}
    for line in lines:
        rows[line.lot_id].add(found.get(line.code))
    for row in rows.values():
        row.certified, row.paid = sums.get(row.key, (0, 0))
    return list(rows.values())


def by_place(contract: Contract, look: Looked, found: Mapping[str | None, Figures]) -> list[Row]:
    """The governorates that have anything of the contract, and what is allotted to none yet."""
    rows = []
    for code, name in look.here.names.items():
        if code in found:
            address = url_for("ContractView.sites", code=contract.code, **(look.arguments | {"governorate": code}))
            row = Row(code, name, address=address)
            row.add(found[code])
            rows.append(row)
    if look.whole and None in found and found[None].value[Measure.CONTRACTED]:
        none = Row("", str(_("Not allotted to a site yet")), address=leads(contract, look, state=Held.CONTRACTED.value))
        none.add(found[None])
        rows.append(none)
    return rows


@dataclass
class Unit:
    """So many units of a line for a site (none: for no site), and what they are worth."""

    line: ContractLine
    site: Site | None
    states: dict[Held, Quantity] = field(default_factory=dict)

    @cached_property
    def figures(self) -> Figures:
        """The measures of these units; reckoned for the rows that are shown, for there may be tens of thousands."""
        found = Figures()
        for state, quantity in self.states.items():
            found.add(state, quantity, self.line.unit_price)
        return found

    @property
    def is_missing(self) -> bool:
        """Whether something that was allotted is not accepted yet."""
        return self.figures.units[Measure.ACCEPTED] < self.figures.units[Measure.CONTRACTED]

    def count(self, states: Collection[Held]) -> Quantity:
        return sum((quantity for state, quantity in self.states.items() if state in states), 0)

    def value(self, states: Collection[Held]) -> int:
        return worth(self.line.unit_price, self.count(states))


Holdings = Mapping[tuple[int, int | None, int | None, Held], Quantity]


def units_of(held: Holdings, lines: Mapping[int, ContractLine], sites: Mapping[int, Site]) -> list[Unit]:
    """By line and site, in the order of the lines; of the pools, which belong to no site, one row for each line."""
    found: dict[tuple[int, int | None], Unit] = {}
    for (line_id, site_id, _store, state), quantity in held.items():
        if line_id not in lines or state is Held.ORIGIN:
            continue
        key = line_id, site_id
        if key not in found:
            found[key] = Unit(lines[line_id], sites.get(site_id) if site_id else None)
        found[key].states[state] = found[key].states.get(state, 0) + quantity
    return sorted(found.values(), key=lambda one: (one.line.position, one.line.id, one.site.code if one.site else ""))


@dataclass(frozen=True)
class KitRow:
    """A kit with how many of it are allotted, accepted and installed whole, and what the next accepted one lacks."""

    name: str
    allotted: int
    accepted: int
    installed: int
    lacking: list[tuple[str, Quantity]]


def kit_rows(kits: Iterable[Kit], units: Mapping[int, Figures]) -> list[KitRow]:
    """The kits of which something is allotted."""
    rows = []
    for kit in kits:
        parts = {part.line_id: part.quantity for part in kit.parts}
        names = {part.line_id: local_name(part.line) for part in kit.parts}
        allotted, accepted, installed = (
            whole_kits(parts, {line: figures.units[measure] for line, figures in units.items()})
            for measure in (Measure.CONTRACTED, Measure.ACCEPTED, Measure.INSTALLED)
        )
        if any(line in units for line in parts):
            lacking = [] if accepted.kits >= allotted.kits else [(names[line], n) for line, n in accepted.lacking.items()]
            rows.append(KitRow(local_name(kit), allotted.kits, accepted.kits, installed.kits, lacking))
    return rows


WAITS = (Held.ALLOTTED, Held.ORDERED, Held.DISPATCHED, Held.SHORT)
STATES = tuple(state for state in Held if state is not Held.ORIGIN)


def states_of(measure: str, state: str) -> frozenset[Held]:
    """The states that a list of units counts: those of a measure, one alone, or all that belong to the contract."""
    if state:
        return frozenset({Held(state)})
    return COUNTED[Measure(measure)] if measure else COUNTED[Measure.CONTRACTED]
