"""The meters of the complexes: each of the six utilities at each site, totals that add up, and the estimates that nobody has paid."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from models import Governorate, Site, StepEntry
from rollout.details.reading import steps_of
from rollout.known import Places, stand
from rollout.overdue import received_on
from rollout.parameters import parameters
from rollout.position import SitePosition, position
from rollout.stages import Kind
from rollout.works import ItemState, items_of
from rollout.works.due import Due, company_of, due_on, owner_of
from rollout.works.utilities import KINDS, UTILITIES, MeterStatus, meter_status, payer_of, unpaid

AREA = UTILITIES.key


@dataclass(frozen=True, slots=True)
class Meter:
    """One utility of one complex: its status, the step that comes next and whose it is, and by how much it is late."""

    item: ItemState
    status: MeterStatus
    due: Due | None
    days_late: int

    @property
    def owner(self) -> str:
        return owner_of(self.item)

    @property
    def still_open(self) -> bool:
        return self.status not in (MeterStatus.IN_SERVICE, MeterStatus.NOT_APPLICABLE)


@dataclass(frozen=True)
class Row:
    """A complex with its six utilities, in their order."""

    site: SitePosition
    meters: dict[str, Meter]

    @property
    def in_service(self) -> int:
        return sum(meter.status is MeterStatus.IN_SERVICE for meter in self.meters.values())

    @property
    def wanted(self) -> int:
        return sum(meter.status is not MeterStatus.NOT_APPLICABLE for meter in self.meters.values())

    @property
    def reported(self) -> int:
        """Meters that a sheet reported beyond those whose details are told; which ones, it did not say."""
        stage = self.site.stages[AREA]
        done = self.wanted if stage.state.passes else stage.done or 0
        return max(done - self.in_service, 0)


@dataclass(frozen=True, slots=True)
class Unpaid:
    """An estimate that waits to be paid: how much, by whom, to which company, and since when."""

    site: SitePosition
    item: ItemState
    amount: int
    payer: str
    company: str
    since: date


@dataclass
class Count:
    """One column of the matrix: each complex counts once, in its status; `late` are those of them that are overdue."""

    numbers: dict[MeterStatus, int] = field(default_factory=lambda: dict.fromkeys(MeterStatus, 0))
    late: int = 0

    @property
    def applicable(self) -> int:
        return sum(number for status, number in self.numbers.items() if status is not MeterStatus.NOT_APPLICABLE)


def meters(session: Session, as_of: date, governorate: str | None = None) -> list[Row]:
    """The complexes of a governorate with their utilities, in the order of the register."""
    sites = [site for site in position(session, as_of, governorate=governorate).sites if site.kind is Kind.COMPLEX]
    terms = parameters(session, as_of)
    steps = steps_of(session, areas=[AREA], governorate=governorate, as_of=as_of)
    rows = []
    for site in sites:
        items = items_of(UTILITIES, steps.get((site.id, AREA), ()))
        received = received_on(site)
        made = {}
        for key, item in items.items():
            due = due_on(UTILITIES, item, items, terms, received)
            made[key] = Meter(item, meter_status(item), due, max((as_of - due.on).days, 0) if due else 0)
        row = Row(site, made)
        rows.append(row if not row.reported else _as_reported(row))
    return rows


def _as_reported(row: Row) -> Row:
    """What a sheet reported as done is not late, as far as nobody said otherwise."""
    told = {
        key: meter if meter.item.known else Meter(meter.item, meter.status, meter.due, 0) for key, meter in row.meters.items()
    }
    return Row(row.site, told)


def totals(rows: Iterable[Row]) -> dict[str, Count]:
    """Each utility over all rows."""
    found = {kind.key: Count() for kind in KINDS}
    for row in rows:
        for key, meter in row.meters.items():
            found[key].numbers[meter.status] += 1
            found[key].late += bool(meter.days_late)
    return found


def unpaid_of(rows: Iterable[Row]) -> list[Unpaid]:
    """The estimates that wait to be paid, those that have waited longest first."""
    found = []
    for row in rows:
        for meter in row.meters.values():
            estimate = unpaid(meter.item)
            if estimate:
                amount, company = estimate.amount or 0, company_of(meter.item)
                found.append(Unpaid(row.site, meter.item, amount, payer_of(estimate), company, estimate.on))
    return sorted(found, key=lambda one: one.since)


@dataclass
class Place:
    """One governorate at a glance, from the details alone."""

    complexes: int = 0
    in_service: dict[str, int] = field(default_factory=dict)
    excused: dict[str, int] = field(default_factory=dict)
    unpaid: int = 0
    owed: int = 0


def places(session: Session, as_of: date) -> dict[str, Place]:
    """Every governorate that has complexes, counted by the database, and again only where something was told since the last time."""

    def read(code: str | None) -> dict[str, Place]:
        return _counted(session, as_of, code)

    return dict(_kept.of(session, (as_of,), stand(session), read))


_kept: Places[Place] = Places(2 * 27)
forget = _kept.forget


def _counted(session: Session, as_of: date, governorate: str | None) -> dict[str, Place]:
    """One governorate or all of them, as figures, however many sites there are."""
    found: dict[str, Place] = {}
    complexes = select(Site.governorate_id, func.count()).where(Site.kind == Kind.COMPLEX.value, Site.withdrawn_at.is_(None))
    codes = {row.id: row.code for row in session.execute(select(Governorate.id, Governorate.code))}
    here = [Site.governorate_id == key for key, code in codes.items() if code == governorate]
    for place, number in session.execute(complexes.where(*here).group_by(Site.governorate_id)):
        found[codes[place]] = Place(number)
    ended = _told(as_of, StepEntry.governorate_id, StepEntry.item, StepEntry.step, func.count(StepEntry.id)).where(*here)
    ended = ended.where(StepEntry.step.in_(("in_service", "not_applicable")))
    for place, item, step, number in session.execute(ended.group_by(StepEntry.governorate_id, StepEntry.item, StepEntry.step)):
        of = found.setdefault(codes[place], Place())
        (of.in_service if step == "in_service" else of.excused)[item] = number
    behind = aliased(StepEntry)
    further = [step.key for step in KINDS[0].path[KINDS[0].places["payment"] :]] + ["not_applicable"]
    gone_on = _in_force(select(behind.id), behind, as_of).where(
        behind.site_id == StepEntry.site_id, behind.area == AREA, behind.item == StepEntry.item, behind.step.in_(further)
    )
    owed = _told(as_of, StepEntry.governorate_id, func.count(StepEntry.id), func.coalesce(func.sum(StepEntry.amount), 0)).where(*here)
    owed = owed.where(StepEntry.step == "estimate", ~gone_on.exists()).group_by(StepEntry.governorate_id)
    for place, number, amount in session.execute(owed):
        of = found.setdefault(codes[place], Place())
        of.unpaid, of.owed = number, int(amount)
    return found


def _told(as_of: date, *columns: Any) -> Select[Any]:
    query: Select[Any] = select(*columns).join(Site, Site.id == StepEntry.site_id)
    return _in_force(query.where(Site.withdrawn_at.is_(None), StepEntry.area == AREA), StepEntry, as_of)


def _in_force(query: Select[Any], entry: type[StepEntry], as_of: date) -> Select[Any]:
    later = aliased(StepEntry)
    replaced = select(later.id).where(later.replaces_id == entry.id)
    return query.where(entry.withdrawn.is_(False), entry.happened_on <= as_of, ~replaced.exists())
