"""The furniture and equipment contracts as reports speak of them: the ledger's figures, what waits for inspection and what is late."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Contract, Lot
from rollout.ledger.figures import Figures, figures
from rollout.ledger.forms import Headings
from rollout.ledger.money.delays import proposals
from rollout.ledger.waiting import waiting
from rollout.parameters import parameters
from rollout.position import Position
from rollout.supply.quantities import worth
from rollout.supply.states import Measure


@dataclass(frozen=True, slots=True)
class Furnished:
    """What was allotted to a site, and how far it has come."""

    governorate: str
    code: str
    site: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Uninspected:
    """A temporary receipt of which something still waits for the committee."""

    governorate: str
    number: str
    place: str
    since: date
    days: int
    items: int
    value: int


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What a site should have had by now and has not, or has only as rejected goods: how many items, since when."""

    governorate: str
    code: str
    site: str
    items: int
    value: int
    due_on: date
    days: int


@dataclass(frozen=True, slots=True)
class LotFigures:
    """A lot of a contract with its supplier. Its money is known to those alone who see the whole country."""

    contract: str
    lot: str
    supplier: str
    figures: Figures


@dataclass(frozen=True)
class Supply:
    """What is known of the contracts at some sites; `signed` says whether there is any."""

    signed: bool = False
    places: tuple[Furnished, ...] = ()
    uninspected: tuple[Uninspected, ...] = ()
    undelivered: tuple[Undelivered, ...] = ()
    lots: tuple[LotFigures, ...] = ()

    @cached_property
    def value(self) -> dict[Measure, int]:
        """The sums over the sites, in piastres; what is contracted counts where it is allotted."""
        return {measure: sum(place.figures.value[measure] for place in self.places) for measure in Measure}

    @property
    def waiting(self) -> int:
        """The value of what lies in custody: whatever was delivered is accepted, rejected, or waits."""
        return self.value[Measure.DELIVERED] - self.value[Measure.ACCEPTED] - self.value[Measure.REJECTED]

    @property
    def late(self) -> int:
        return sum(each.value for each in self.undelivered)

    def by_governorate(self) -> "dict[str, Supply]":
        """The same for each governorate, by code; without the lots, which are the whole country's."""
        places, uninspected, undelivered = _grouped(self.places), _grouped(self.uninspected), _grouped(self.undelivered)
        return {
            code: Supply(self.signed, tuple(places[code]), tuple(uninspected[code]), tuple(undelivered[code]))
            for code in {*places, *uninspected, *undelivered}
        }


class _Local(Protocol):
    @property
    def governorate(self) -> str: ...


T = TypeVar("T", bound=_Local)


def _grouped(rows: Iterable[T]) -> defaultdict[str, list[T]]:
    found: defaultdict[str, list[T]] = defaultdict(list)
    for row in rows:
        found[row.governorate].append(row)
    return found


def supply(session: Session, now: Position, governorate: str | None = None) -> Supply:
    """What the ledger held at the sites of a position, on its day and at its moment."""
    as_of, known_at = now.as_of, now.known_at
    query = select(Contract).where(Contract.signed_on <= as_of).order_by(Contract.signed_on, Contract.id)
    contracts = session.scalars(query).all()
    if not contracts:
        return Supply()
    names = {site.code: (site.governorate, site.name_ar) for site in now.sites}
    held = figures(session, None, as_of, known_at, by="site", governorate=governorate, at_sites=True)
    places = tuple(Furnished(names[code][0], code, names[code][1], found) for code, found in held.items() if code in names)
    return Supply(
        True, tuple(sorted(places, key=lambda place: (place.governorate, place.code))), tuple(_uninspected(session, now, governorate)),
        tuple(_undelivered(session, now, governorate)), tuple(_lots(session, now, contracts)) if governorate is None else (),
    )


def _uninspected(session: Session, now: Position, governorate: str | None) -> Iterable[Uninspected]:
    papers = waiting(session, now.as_of, now.known_at, governorate=governorate)
    if not papers:
        return
    headings = Headings(session)
    for one in papers:
        paper = one.paper
        place = one.store.name_ar if one.store else "، ".join(site.name_ar for site in one.sites)
        number = headings.of(paper.kind, paper.closed_at).numbered(paper.year, paper.number)
        yield Uninspected(one.governorate.code, number, place, paper.day, one.days, len(one.items), one.value)


def _undelivered(session: Session, now: Position, governorate: str | None) -> Iterable[Undelivered]:
    """What is late and has not arrived, by site, the longest first."""
    sites = {site.id: site for site in now.sites}
    terms, wanted = parameters(session, now.as_of, now.known_at), None if governorate is None else set(sites)
    late: dict[int, list[Any]] = defaultdict(list)
    for one in proposals(session, None, now.as_of, terms, now.known_at, site_ids=wanted):
        if one.late.missing and one.site_id in sites:
            late[one.site_id].append(one)
    found = []
    for site_id, several in late.items():
        site, due_on = sites[site_id], min(one.late.due_on for one in several)
        value = sum(worth(one.unit_price, one.late.missing) for one in several)
        items = len({one.line_id for one in several})
        found.append(Undelivered(site.governorate, site.code, site.name_ar, items, value, due_on, (now.as_of - due_on).days))
    return sorted(found, key=lambda each: (-each.days, -each.value, each.code))


def _lots(session: Session, now: Position, contracts: Iterable[Contract]) -> Iterable[LotFigures]:
    held = figures(session, None, now.as_of, now.known_at, by="lots")
    lots: dict[int, list[Lot]] = defaultdict(list)
    for lot in session.scalars(select(Lot).options(joinedload(Lot.supplier)).order_by(Lot.code)):
        lots[lot.contract_id].append(lot)
    for contract in contracts:
        for lot in lots[contract.id]:
            yield LotFigures(contract.number, lot.name_ar, lot.supplier.name_ar, held.get(lot.id, Figures()))


def facts(found: Supply) -> dict[str, Any]:
    """The bare numbers, for machines."""
    if not found.signed:
        return {}
    return {
        "value": {measure.value: value for measure, value in found.value.items()},
        "sites": {place.code: {measure.value: place.figures.value[measure] for measure in Measure} for place in found.places},
        "waiting": [[each.number, each.since.isoformat(), each.value] for each in found.uninspected],
        "late": {each.code: [each.due_on.isoformat(), each.value] for each in found.undelivered},
        "lots": [
            {"contract": lot.contract, "lot": lot.lot, "certified": lot.figures.certified, "paid": lot.figures.paid}
            | {measure.value: lot.figures.value[measure] for measure in Measure}
            for lot in found.lots
        ],
    }
