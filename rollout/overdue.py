"""What is still open at every site, what opens it next, whose step that is, how long it has waited, and what of it is overdue.

One reading for the overdue page, the pages of the areas, the command and the reports, so that they cannot disagree.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from rollout.known import Places, stand
from rollout.parameters import Parameters, Term, parameters, without_and_with
from rollout.plan import Planned, Prospect, promises
from rollout.position import SitePosition
from rollout.stages import Kind, State, unmet
from rollout.text import Text, _, language
from rollout.underway import GO_ON, material
from rollout.works import AREAS, Area, Items, ItemState
from rollout.works.bodies import official, one_spelling
from rollout.works.due import Due, due_on, owner_of
from rollout.works.fold import untouched
from rollout.works.handover import BUILDING
from rollout.works.offices import OFFICES
from rollout.works.service import GO_LIVE, SERVICE
from rollout.works.waiting import Wait

UNNAMED = "rest"
"""The item that stands for what a sheet left open without saying which."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One thing that a site still lacks: the step that comes next, whose it is, since when it waits, and when it was due."""

    area: str
    site_id: int
    site: str
    name_ar: str
    name_en: str
    governorate: str
    markaz: str
    item: str
    item_label: Text
    step: str
    step_label: Text
    owner: str
    since: date | None
    waiting_days: int | None
    due_on: date | None
    days_late: int
    why: Text | None
    directive: bool
    blocked: str
    expected_on: date | None
    state: ItemState | None
    promised: bool = False
    """Whether the day is the one that was promised for the service of the site."""
    wait: Wait | None = None
    """What the step waits for, because it is refused before; None for what may be done now."""

    @property
    def site_name(self) -> str:
        return (self.name_en if language() == "en" else "") or self.name_ar


def received_on(site: SitePosition) -> date | None:
    """The day on which the building of a site was received, if it was."""
    row = site.stages["handover"]
    return row.effective_on if row.state.passes else None


def open_items(
    session: Session, as_of: date, known_at: datetime | None = None, *, governorate: str | None = None,
    areas: Collection[str] | None = None, site_ids: Collection[int] | None = None,
) -> list[OpenItem]:
    """Whatever is not finished at the complexes in scope, in the order of the register; each stands with its due date where it has one."""
    found = material(session, as_of, known_at, governorate, areas, site_ids)
    return list(still_open(found.sites, found.areas, found.items, parameters(session, as_of, known_at), as_of, found.ready))


def redated(session: Session, term: Term, today: date) -> int:
    """How many of the items that are open today would be due on another day if the ministry set this term."""
    found = material(session, today, None, None, None, None)
    now, then = (
        still_open(found.sites, found.areas, found.items, terms, today, found.ready)
        for terms in without_and_with(session, term, max(today, term.effective_on))
    )
    return sum(before.due_on != after.due_on for before, after in zip(now, then, strict=True))


def still_open(
    sites: Iterable[SitePosition], areas: Collection[Area], items: Mapping[tuple[int, str], Items], terms: Parameters, as_of: date,
    ready: Mapping[int, Collection[str]] | None = None,
) -> Iterator[OpenItem]:
    """The same of sites that were read already, with the items of each site and area of which any step was told.

    `ready` are the offices of each site that are known to lack nothing although their items do not say so.
    """
    return one_spelled(_as_told(sites, areas, items, terms, as_of, ready))


def _as_told(
    sites: Iterable[SitePosition], areas: Collection[Area], items: Mapping[tuple[int, str], Items], terms: Parameters, as_of: date,
    ready: Mapping[int, Collection[str]] | None,
) -> Iterator[OpenItem]:
    """The same with each owner as the steps spell it."""
    for site in sites:
        for area in areas:
            over = (ready or {}).get(site.id, ()) if area is OFFICES else ()
            yield from _of_site(site, area, items.get((site.id, area.key)), terms, as_of, over)


def one_spelled(several: Iterable[OpenItem]) -> Iterator[OpenItem]:
    """The same items, each owner spelled in one way."""
    found = list(several)
    spelled = one_spelling(one.owner for one in found)
    for one in found:
        yield one if spelled[one.owner] == one.owner else replace(one, owner=spelled[one.owner])


@dataclass(frozen=True, slots=True, eq=False)
class _Open:
    """What is open in one governorate, as it was told, and the complexes that are past the promised day of their service."""

    items: list[OpenItem]
    late: list[Planned]


_kept: Places[_Open] = Places(2 * 27)
forget = _kept.forget


def outstanding(
    session: Session, as_of: date, known_at: datetime | None = None, *, governorate: str | None = None,
    areas: Collection[str] | None = None, site_ids: Collection[int] | None = None,
) -> list[OpenItem]:
    """What is not done yet, late or not, with the complexes past their promised day among it; whose step it is in the language spoken."""
    now = stand(session) if known_at is None and site_ids is None else None

    def read(code: str | None) -> dict[str, _Open]:
        of = None if now is not None else areas  # what is kept is kept of all areas
        return _still_open(session, as_of, known_at, code, of, site_ids)

    parts = _kept.of(session, (as_of, language()), now, read, governorate).values()
    told = (one for part in parts for one in part.items if areas is None or one.area in areas)
    late = (row for part in parts for row in part.late) if areas is None or SERVICE.key in areas else ()
    return past_promise(one_spelled(told), late)


def _still_open(
    session: Session, as_of: date, known_at: datetime | None, governorate: str | None, areas: Collection[str] | None,
    site_ids: Collection[int] | None,
) -> dict[str, _Open]:
    found = material(session, as_of, known_at, governorate, areas, site_ids)
    places: dict[str, _Open] = {}
    for one in _as_told(found.sites, found.areas, found.items, parameters(session, as_of, known_at), as_of, found.ready):
        places.setdefault(one.governorate, _Open([], [])).items.append(one)
    if areas is None or SERVICE.key in areas:
        ledgers = promises(session, as_of, known_at, site_ids=site_ids, governorate=governorate, stage=SERVICE.key)
        for site in found.sites:
            row = Planned(site, ledgers.get((site.id, SERVICE.key), ()), as_of)
            if row.prospect is Prospect.LATE:
                places.setdefault(site.governorate, _Open([], [])).late.append(row)
    return places


def overdue(
    session: Session, as_of: date, known_at: datetime | None = None, *, governorate: str | None = None,
    areas: Collection[str] | None = None, site_ids: Collection[int] | None = None,
) -> list[OpenItem]:
    """What was due before the day and is not done, the longest overdue first: the complexes past their promised day among it."""
    found = outstanding(session, as_of, known_at, governorate=governorate, areas=areas, site_ids=site_ids)
    return sorted((item for item in found if item.days_late), key=lambda item: -item.days_late)


def past_promise(found: Iterable[OpenItem], planned: Iterable[Planned]) -> list[OpenItem]:
    """What is open, with the complexes whose promised day of service has passed: each stands once, by that day, as its operation.

    Whatever the steps of its operation say of a day gives way to what was promised, so that no complex is counted twice.
    """
    late = {row.site.id: row for row in planned if row.prospect is Prospect.LATE}
    others, told = [], {}
    for one in found:
        if one.area == SERVICE.key and one.item == GO_LIVE and one.site_id in late:
            told[one.site_id] = one
        else:
            others.append(one)
    return [*others, *(_promised(row, told.get(site_id)) for site_id, row in late.items())]


def _promised(row: Planned, told: OpenItem | None) -> OpenItem:
    """The operation of a complex that was promised for a day gone by. Before its gates are met, its next stage is what it waits for."""
    site, due = row.site, row.due
    assert due is not None, "what is late was promised"
    why, days = _("The promised day of service"), (row.as_of - due).days
    if told is not None:
        return replace(told, due_on=due, days_late=days, why=why, directive=False, promised=True)
    stage, here = site.next_stage or site.kind.final, AREAS[SERVICE.key].first[0]
    return OpenItem(
        SERVICE.key, site.id, site.code, site.name_ar, site.name_en, site.governorate, site.markaz_ar, GO_LIVE, here.label,
        stage.key, stage.action, official(str(stage.body)), row.since, (row.as_of - row.since).days if row.since else None, due, days, why,
        False, site.stages[stage.key].note if site.stages[stage.key].state is State.STALLED else "", None, None, True,
    )


def _of_site(
    site: SitePosition, area: Area, told: Items | None, terms: Parameters, as_of: date, over: Collection[str]
) -> Iterator[OpenItem]:
    stage = site.stages[area.key]
    if stage.state.passes and (told is None or area.key not in GO_ON):
        return
    items = untouched(area) if told is None else told
    received = received_on(site)
    untold: list[ItemState] = []
    finished = 0
    for item in items.values():
        finished += item.kind.counted and bool(item.key in over or item.finished)
        if item.key in over or item.excused or (item.finished and item.kind.key != BUILDING) or (item.finished and item.next is None):
            continue
        if not item.known:
            if not stage.state.passes and _may_begin(site, item):
                untold.append(item)
            continue
        yield _opened(site, area, item, due_on(area, item, items, terms, received), received, as_of, items, terms)
    # What a sheet reported as done without saying which is not asked for again.
    reported = max((stage.done or 0) - finished, 0) if area.counted else 0
    if reported and untold:
        counted = sum(1 for item in untold if item.kind.counted)
        if counted > reported:
            yield _unnamed(site, area, counted - reported, due_on(area, untold[0], items, terms, received), received, as_of)
        return
    for item in untold:
        yield _opened(site, area, item, due_on(area, item, items, terms, received), received, as_of, items, terms)


def _may_begin(site: SitePosition, item: ItemState) -> bool:
    """Whether anything can be asked of an item that nobody has spoken of: what is not counted, or not yet possible, is not."""
    if not item.kind.counted:
        return False
    if item.kind.key == GO_LIVE:
        return not unmet(Kind.COMPLEX, "service", site.states)
    return True


def _opened(
    site: SitePosition, area: Area, item: ItemState, due: Due | None, received: date | None, as_of: date, items: Items, terms: Parameters
) -> OpenItem:
    late, step = _late(due, as_of), item.next
    if due and due.step and late:
        step = item.kind.steps[due.step]
    since, stop = item.since or received, item.blocked or item.sent_back
    return OpenItem(
        area.key, site.id, site.code, site.name_ar, site.name_en, site.governorate, site.markaz_ar, item.key, label_of(item),
        step.key if step else "", step.label if step else item.kind.label, owner_of(item, step), since,
        (as_of - since).days if since else None, due.on if due else None, late, due.why if due else None,
        bool(due and due.directive), stop.note if stop else "", item.expected_on, item,
        wait=next(item.waits(step.key, items, terms, as_of), None) if step else None,
    )


def _unnamed(site: SitePosition, area: Area, number: int, due: Due | None, received: date | None, as_of: date) -> OpenItem:
    stage = site.stages[area.key]
    label = _("%(number)s more, not told which", number=number)
    return OpenItem(
        area.key, site.id, site.code, site.name_ar, site.name_en, site.governorate, site.markaz_ar, UNNAMED, label, "",
        area.stage.action, str(area.stage.body), received, (as_of - received).days if received else None, due.on if due else None,
        _late(due, as_of), due.why if due else None, bool(due and due.directive),
        stage.note if stage.state is State.STALLED else "", None, None,
    )


def label_of(item: ItemState) -> Text:
    """An item by its name; of those that are many, with its number."""
    if not item.kind.many:
        return item.kind.label
    return _("%(item)s %(number)s", item=item.kind.label, number=int(item.key.rpartition("-")[2]))


def _late(due: Due | None, as_of: date) -> int:
    return max((as_of - due.on).days, 0) if due else 0
