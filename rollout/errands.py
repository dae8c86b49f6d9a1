"""What the sites of one governorate ask of their committee now: steps that are late or fall due, sites at a stop, goods to inspect.

Kept in memory as long as nothing it speaks of has changed, which is proved on each call.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from rollout.kept import Kept
from rollout.known import heads
from rollout.ledger.waiting import waiting
from rollout.outlook import days_late, is_silent, is_stalled, month_after, waiting_since
from rollout.overdue import OpenItem, outstanding
from rollout.position import SitePosition, position
from rollout.stages import Kind, State
from rollout.text import Text, language
from rollout.works import AREAS
from rollout.works.bodies import official
from rollout.works.waiting import Wait

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Errand:
    """The most urgent step of a site: whose it is, since when it waits, when it was due; and how many more are as urgent there.

    `item` and `step` name it where it is told as a step of its `stage`'s work; without them the stage is told as a whole. A step that is
    refused before a day, or before something else is told, waits for it: `wait`.
    """

    site: str
    name_ar: str
    name_en: str
    kind: Kind
    stage: str
    item: str
    step: str
    item_label: Text
    step_label: Text
    owner: str
    since: date | None
    due_on: date | None
    days_late: int
    blocked: str
    more: int = 0
    wait: Wait | None = None


@dataclass(frozen=True, slots=True)
class Still:
    """A site of which a stage has come to a stop, and why as far as it was said."""

    site: str
    name_ar: str
    name_en: str
    kind: Kind
    stage: str
    since: date | None
    note: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """A site and the day of its last news; `long` where that is longer ago than the patience of the programme.

    `next` is the step that is asked for there first, which is what there may be news of.
    """

    id: int
    site: str
    name_ar: str
    name_en: str
    last_news_on: date | None
    days: int | None
    long: bool
    next: Errand | None = None


@dataclass(frozen=True, slots=True)
class Goods:
    """A receipt, or a transfer, that waits for its inspection, by the name of its store or of its first site."""

    paper: int
    name_ar: str
    name_en: str
    sites: int
    since: date
    days: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The sites of one kind in few numbers."""

    register: int
    in_service: int
    late: int
    stalled: int
    silent: int


@dataclass(frozen=True, slots=True)
class Errands:
    """Everything that is asked for, each list with the most urgent first. `quiet` are all sites, the longest silence first."""

    late: tuple[Errand, ...] = ()
    late_steps: int = 0
    soon: tuple[Errand, ...] = ()
    still: tuple[Still, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    goods: tuple[Goods, ...] = ()
    kinds: Mapping[Kind, Standing] = field(default_factory=dict)


_kept: Kept[Errands] = Kept(100)
forget = _kept.forget


def errands(session: Session, as_of: date, governorate: str, proof: tuple[Any, ...] | None = None) -> Errands:
    """What is asked for on a day; `proof` are the heads where somebody has just read them."""
    return _kept.of(session, (as_of, governorate, language()), proof or heads(session), lambda: _read(session, as_of, governorate))


def _read(session: Session, as_of: date, governorate: str) -> Errands:
    found = position(session, as_of, governorate=governorate)
    kinds = {site.code: site.kind for site in found.sites}
    steps = [*_of_works(outstanding(session, as_of, governorate=governorate), kinds), *_of_wholes(found.sites, as_of)]
    late = [one for one in steps if one.days_late]
    nexts = {one.site: one for one in _by_site(steps, lambda one: (-one.days_late, one.due_on or date.max))}
    soon = [one for one in steps if not one.days_late and one.due_on is not None and as_of <= one.due_on <= as_of + SOON]
    return Errands(
        late=_by_site(late, lambda one: -one.days_late), late_steps=len(late),
        soon=_by_site(soon, lambda one: one.due_on or as_of),
        still=tuple(sorted(_still(found.sites), key=lambda one: one.since or date.min)),
        quiet=tuple(sorted(
            (Quiet(site.id, site.code, site.name_ar, site.name_en, site.last_news_on, site.days_silent, is_silent(site, found.patience),
                   nexts.get(site.code))
             for site in found.sites),
            key=lambda one: one.last_news_on or date.min,
        )),
        goods=tuple(_goods(session, as_of, governorate)),
        kinds={kind: _standing([site for site in found.sites if site.kind is kind], as_of, found.patience)
               for kind in Kind if kind in kinds.values()},
    )


def _of_works(found: Iterable[OpenItem], kinds: Mapping[str, Kind]) -> Iterator[Errand]:
    """What is open at complexes. The promised day of a site is told at its next stage, for that is what it waits for."""
    for one in found:
        told = one.state is not None and one.step != "" and not _elsewhere(one)
        stage = one.area if one.state is not None or not one.promised else one.step
        yield Errand(
            one.site, one.name_ar, one.name_en, kinds[one.site], stage, one.item if told else "", one.step if told else "", one.item_label,
            one.step_label, one.owner, one.since, one.due_on, one.days_late, one.blocked, wait=one.wait,
        )


def _elsewhere(one: OpenItem) -> bool:
    kind = AREAS[one.area].kind_of(one.item)
    step = kind.steps.get(one.step) if kind else None
    return step is None or bool(step.elsewhere)


def _of_wholes(sites: Iterable[SitePosition], as_of: date) -> Iterator[Errand]:
    """The next stages of sites whose stages are told as wholes; they are due by the end of the planned month."""
    for site in sites:
        stage = site.next_stage
        if site.kind is Kind.COMPLEX or stage is None:
            continue
        row = site.stages[stage.key]
        yield Errand(
            site.code, site.name_ar, site.name_en, site.kind, stage.key, "", "", stage.label, stage.action, official(str(stage.body)),
            waiting_since(site), month_after(site.planned_on) - timedelta(days=1) if site.planned_on else None, days_late(site, as_of),
            row.note if row.state is State.STALLED else "",
        )


def _by_site(steps: Sequence[Errand], urgency: Any) -> tuple[Errand, ...]:
    """One step for each site, with the number of the others. What may be done now goes before what
    waits for something, and of it what can be told on the spot before what is told as a whole."""
    sites: dict[str, list[Errand]] = {}
    for one in steps:
        sites.setdefault(one.site, []).append(one)
    first = [(min(of, key=lambda one: (one.wait is not None, not one.step, urgency(one))), len(of) - 1) for of in sites.values()]
    ordered = sorted(first, key=lambda pair: urgency(pair[0]))
    return tuple(replace(one, more=more) for one, more in ordered)


def _still(sites: Iterable[SitePosition]) -> Iterator[Still]:
    for site in sites:
        if is_stalled(site):
            stage = next(key for key, row in site.stages.items() if row.state is State.STALLED)
            row = site.stages[stage]
            yield Still(site.code, site.name_ar, site.name_en, site.kind, stage, row.effective_on, row.reason or row.note)


def _goods(session: Session, as_of: date, governorate: str) -> Iterator[Goods]:
    for one in waiting(session, as_of, governorate=governorate):
        place = one.store or one.sites[0]
        yield Goods(one.paper.id, place.name_ar, place.name_en, len(one.sites), one.paper.day, one.days)


def _standing(sites: Sequence[SitePosition], as_of: date, patience: int) -> Standing:
    return Standing(
        len(sites), sum(site.in_service for site in sites), sum(days_late(site, as_of) > 0 for site in sites),
        sum(map(is_stalled, sites)), sum(is_silent(site, patience) for site in sites),
    )
