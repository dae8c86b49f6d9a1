"""Where the electronic link of each complex stands, and with which centre it is wired: what the overview and its drawings show."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from models import CentrePair, Site
from rollout.details.reading import steps_of
from rollout.known import Places, by_place, stand
from rollout.pairs import pairs
from rollout.position import SitePosition, position
from rollout.stages import Kind, State
from rollout.works import AREAS, ItemState, Step, items_of
from rollout.works.linking import ENOUGH, LINE, LinkStatus, hours_down, link_status, open_faults


@dataclass(frozen=True, slots=True)
class Link:
    """The line of one complex. `reported` says that only a sheet told of it, so that nothing more is known than its status."""

    site: SitePosition
    status: LinkStatus
    line: ItemState
    open_faults: list[ItemState]
    hours_down: Decimal
    reported: bool
    pair: CentrePair | None

    @property
    def centre(self) -> Site | None:
        """The centre that it is wired with; none where that centre has left the register since."""
        return self.pair.centre if self.pair and self.pair.centre.withdrawn_at is None else None

    @property
    def provider(self) -> str:
        """Whoever the steps of the line name last; a blocker names whoever can lift it, who need not be the provider."""
        told = [step.body for step in self.line.log if step.step in self.line.kind.places and step.body]
        return told[-1] if told else ""

    def _told(self, step: str, name: str) -> str:
        taken = self.line.taken.get(step)
        value = (taken.number if name == "number" else taken.facts.get(name)) if taken else None
        return "" if value is None else str(value)

    @property
    def number(self) -> str:
        """The line's own number."""
        return self._told("fibre", "number")

    @property
    def medium(self) -> str:
        return self._told("order", "medium")

    @property
    def contracted(self) -> Decimal | None:
        """Mbit/s that were ordered."""
        speed = self._told("order", "speed")
        return Decimal(speed) if speed else None

    @property
    def measured(self) -> Decimal | None:
        """Mbit/s that the test found."""
        speed = self._told("test", "measured")
        return Decimal(speed) if speed else None

    @property
    def slow(self) -> bool:
        """Whether the test found much less than was ordered."""
        return self.contracted is not None and self.measured is not None and self.measured < self.contracted * ENOUGH

    @property
    def minutes(self) -> str:
        """The number of the test minutes."""
        return self._told("test", "number")

    @property
    def live_on(self) -> date | None:
        if self.line.finished:
            return self.line.finished.on
        row = self.site.stages["linking"]
        return row.effective_on if row.state is State.DONE else None

    @property
    def next(self) -> Step | None:
        return None if self.status in (LinkStatus.LINKED, LinkStatus.FAULTY, LinkStatus.NOT_APPLICABLE) else self.line.next


def links(session: Session, as_of: date, known_at: datetime | None = None, *, governorate: str | None = None) -> list[Link]:
    """The link of every complex in scope, or of a governorate's, as it stood on a day; the pairs as they are now."""
    now = stand(session) if known_at is None else None

    def read(code: str | None) -> dict[str, list[Link]]:
        found = position(session, as_of, known_at, governorate=code, kind=Kind.COMPLEX).sites
        steps = steps_of(session, areas=["linking"], governorate=code, as_of=as_of, known_at=known_at)
        wired = pairs(session, None if code is None else [site.id for site in found])
        if now is not None:
            _set_apart(session, wired.values())
        return by_place(
            link_of(site, items_of(AREAS["linking"], steps.get((site.id, "linking"), [])), wired.get(site.id)) for site in found
        )

    parts = _kept.of(session, (as_of,), now, read, governorate).values()
    return [link for part in parts for link in part]


_kept: Places[list[Link]] = Places(2 * 27)
forget = _kept.forget


def _set_apart(session: Session, wired: Collection[CentrePair]) -> None:
    """Take the pairs out of the session: what outlives it must not be read again by it."""
    for row in [*wired, *{pair.centre for pair in wired}]:
        session.expunge(row)


def link_of(site: SitePosition, items: Mapping[str, ItemState], pair: CentrePair | None = None) -> Link:
    """The link of one complex whose items are known already."""
    whole = site.stages["linking"].state
    return Link(
        site, link_status(items, whole), items[LINE], open_faults(items), hours_down(items),
        reported=not items[LINE].known and whole is not State.NOT_STARTED, pair=pair,
    )


def by_status(found: Iterable[Link]) -> dict[LinkStatus, int]:
    """How many links stand at each status. The numbers add up to the register."""
    numbers = Counter(link.status for link in found)
    return {status: numbers[status] for status in LinkStatus}


@dataclass(frozen=True, slots=True)
class Hub:
    """A centre with the complexes of one markaz that are wired with it."""

    centre: Site
    links: list[Link]


@dataclass(frozen=True, slots=True)
class Topology:
    """How the complexes of one markaz are wired: with which centres, and which with none yet."""

    governorate: str
    markaz: str
    hubs: list[Hub]
    unpaired: list[Link]

    @property
    def links(self) -> list[Link]:
        return [*(link for hub in self.hubs for link in hub.links), *self.unpaired]


def topologies(found: Collection[Link]) -> list[Topology]:
    """One drawing for each markaz, in the order in which its first complex comes; each complex stands in exactly one of them, once."""
    by_markaz: dict[tuple[str, str], list[Link]] = {}
    for link in found:
        by_markaz.setdefault((link.site.governorate, link.site.markaz_ar), []).append(link)
    return [Topology(*key, _hubs(several), [link for link in several if link.centre is None]) for key, several in by_markaz.items()]


def _hubs(several: list[Link]) -> list[Hub]:
    hubs: dict[int, Hub] = {}
    for link in several:
        if link.centre is not None:
            hubs.setdefault(link.centre.id, Hub(link.centre, [])).links.append(link)
    return sorted(hubs.values(), key=lambda hub: -len(hub.links))
