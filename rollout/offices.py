"""Which bodies are ready to serve in which complexes, and what each office still lacks: what the readiness matrix shows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import StepEntry
from rollout.details.reading import Steps, steps_of
from rollout.known import Places, by_place, stand
from rollout.position import SitePosition, position
from rollout.stages import Kind
from rollout.works import AREAS, ItemState, Step, items_of
from rollout.works.offices import KINDS, PARTNERS, OfficeStatus, missing, office_status, opened_on, staff_told
from rollout.works.training import staff

BODIES = {kind.key: kind for kind in KINDS}
"""The bodies by their keys: the five partners, those who host the complex, and those who link it."""


@dataclass(frozen=True, slots=True)
class Office:
    """One body's office in one complex. `wanted` are the employees that the site's staffing asks of the body, where it says so."""

    site: SitePosition
    item: ItemState
    wanted: int | None

    @property
    def body(self) -> str:
        return self.item.kind.key

    @property
    def status(self) -> OfficeStatus:
        return office_status(self.item)

    @property
    def missing(self) -> list[Step]:
        return missing(self.item)

    @property
    def opened_on(self) -> date | None:
        opened = opened_on(self.item)
        return opened.on if opened else None

    @property
    def nominated(self) -> int | None:
        return staff_told(self.item)[0]

    @property
    def trained(self) -> int | None:
        return staff_told(self.item)[1]


@dataclass(frozen=True, slots=True)
class Complex:
    """A complex with the offices of all bodies in it."""

    site: SitePosition
    offices: dict[str, Office]

    @property
    def ready(self) -> int:
        """Partner offices that lack nothing, by their own steps."""
        return sum(self.offices[body].item.finished is not None for body in PARTNERS)

    @property
    def wanted(self) -> int:
        """Partner offices that are to open here."""
        return sum(not self.offices[body].item.excused for body in PARTNERS)

    @property
    def reported(self) -> int | None:
        """Offices that the position counts as ready, where a sheet told of more of them than their own steps do."""
        done = self.site.stages["offices"].done
        return done if done is not None and done > self.ready else None


@dataclass(frozen=True)
class Place:
    """The complexes of one governorate, and what the offices of each body come to in them."""

    governorate: str
    complexes: tuple[Complex, ...]

    @cached_property
    def sums(self) -> "dict[str, Sums]":
        return {body: sums(each.offices[body] for each in self.complexes) for body in BODIES}


def complexes(session: Session, as_of: date, known_at: datetime | None = None, *, governorate: str | None = None) -> list[Complex]:
    """Every complex in scope, or of one governorate, with its offices as they stood on a day."""
    return [one for place in places(session, as_of, known_at, governorate=governorate) for one in place.complexes]


def places(session: Session, as_of: date, known_at: datetime | None = None, *, governorate: str | None = None) -> list[Place]:
    """The same by governorate, of which only those are read again that something was told of since the last time."""
    now = stand(session) if known_at is None else None

    def read(code: str | None) -> dict[str, Place]:
        found = position(session, as_of, known_at, governorate=code, kind=Kind.COMPLEX).sites
        steps = steps_of(session, areas=["offices", "training"], governorate=code, as_of=as_of, known_at=known_at)
        several = by_place(_complex(site, steps) for site in found)
        return {place: Place(place, tuple(of)) for place, of in several.items()}

    return list(_kept.of(session, (as_of,), now, read, governorate).values())


_kept: Places[Place] = Places(2 * 27)
forget = _kept.forget


def _complex(site: SitePosition, steps: Steps) -> Complex:
    trained = items_of(AREAS["training"], steps.get((site.id, "training"), []))
    wanted = {body: staff(item)[0] for body, item in trained.items()}
    items = items_of(AREAS["offices"], steps.get((site.id, "offices"), []))
    return Complex(site, {body: Office(site, item, wanted.get(body)) for body, item in items.items()})


@dataclass(frozen=True, slots=True)
class Sums:
    """What several offices of one body come to. The numbers by status add up to the complexes."""

    offices: int
    by_status: dict[OfficeStatus, int]
    lacking: dict[str, int]
    wanted: int
    nominated: int
    trained: int

    @property
    def applies(self) -> int:
        return self.offices - self.by_status[OfficeStatus.NOT_APPLICABLE]

    @property
    def ready(self) -> int:
        """Those that lack nothing, the opened ones among them."""
        return self.by_status[OfficeStatus.READY] + self.by_status[OfficeStatus.OPENED]


def sums(offices: Iterable[Office]) -> Sums:
    several = list(offices)
    statuses = Counter(office.status for office in several)
    lacking = Counter(step.key for office in several for step in office.missing)
    return Sums(
        len(several), {status: statuses[status] for status in OfficeStatus}, dict(lacking),
        *(sum(getattr(office, name) or 0 for office in several) for name in ("wanted", "nominated", "trained")),
    )


def together(parts: Iterable[Sums]) -> Sums:
    """What the offices of one body come to in several places together."""
    several = list(parts)
    lacking: Counter[str] = Counter()
    for part in several:
        lacking.update(part.lacking)
    return Sums(
        sum(part.offices for part in several), {status: sum(part.by_status[status] for part in several) for status in OfficeStatus},
        dict(lacking), *(sum(getattr(part, name) for part in several) for name in ("wanted", "nominated", "trained")),
    )


def latest_of(session: Session, site_id: int) -> int:
    """The entry that was recorded last of any office of a site; 0 where there is none."""
    query = select(func.max(StepEntry.id)).where(StepEntry.site_id == site_id, StepEntry.area == "offices")
    return session.scalar(query) or 0
