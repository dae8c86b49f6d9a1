"""Where every site stands: the position, folded from the journal for any day, as it was known at any moment.

This is the only reading of progress. Dashboard, matrix, site page, exports and reports all take it, so they cannot disagree.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, case, func, or_, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import CTE

from models import Affirmation, Evidence, Governorate, Markaz, ProgressEntry, Promise, Site
from models.places import wave_of
from rollout.details.reading import steps_of
from rollout.journal import last_moment
from rollout.office import office
from rollout.reasons import REGISTER
from rollout.scope import scope_of
from rollout.stages import Kind, Stage, Standing, State, next_stage, readiness, standing
from rollout.works import AREAS, items_of
from rollout.works.service import lapsed_gates

_site, _entry, _evidence, _affirmation, _promise = (m.__table__ for m in (Site, ProgressEntry, Evidence, Affirmation, Promise))
_FINAL = tuple({kind.final.key for kind in Kind})
_KINDS, _STATES = {k.value: k for k in Kind}, {s.value: s for s in State}  # much cheaper than calling an enum for each of 100,000 rows
_governorate, _markaz = Governorate.__table__, Markaz.__table__


class Row(NamedTuple):
    """One stage of one site: its state, the units done of those wanted, since when, since when known, and how well."""

    site_id: int
    site: str
    kind: Kind
    governorate: str
    stage: str
    state: State
    done: int | None
    wanted: int | None
    effective_on: date | None
    news_on: date | None
    recorded_at: datetime | None
    standing: Standing
    entry_id: int | None
    has_evidence: bool
    note: str
    reason: str
    waiver_by: str
    waiver_reason: str
    heard: bool
    """Whether anybody ever spoke for the site up to the day: without that, «not started» is only what we do not know."""
    lapsed: bool = False
    """Whether it was done through a waiver that has expired since, while what was waived is still missing."""


@dataclass(slots=True)
class SitePosition:
    """One site with all its stages, in the order of its chain. `last_news_on` is the last day that its committee spoke for."""

    id: int
    code: str
    name_ar: str
    name_en: str
    kind: Kind
    governorate: str
    governorate_id: int
    markaz_ar: str
    planned_on: date | None
    executing_body: str
    is_demo: bool
    last_news_on: date | None
    days_silent: int | None
    stages: dict[str, Row] = field(default_factory=dict)

    @property
    def states(self) -> dict[str, State]:
        return {key: row.state for key, row in self.stages.items()}

    @property
    def next_stage(self) -> Stage | None:
        """The stage that would open the site next; None once it is in service."""
        return next_stage(self.kind, self.states)

    @property
    def in_service(self) -> bool:
        return self.stages[self.kind.final.key].state is State.DONE

    @property
    def readiness(self) -> float:
        """Between 0 and 1, by the stages' weights; a stage under way counts by its units where they are known."""
        return readiness(self.kind, {key: _share(row) for key, row in self.stages.items()})


def _share(row: Row) -> float:
    if row.state.passes:
        return 1.0
    return min(row.done / row.wanted, 1.0) if row.done and row.wanted else 0.0


@dataclass
class Position:
    """The whole register as of a day, as known at a moment; `known_at` is None only while nothing has been recorded."""

    as_of: date
    known_at: datetime | None
    patience: int
    sites: list[SitePosition]

    @cached_property
    def rows(self) -> list[Row]:
        return [row for site in self.sites for row in site.stages.values()]


def position(
    session: Session,
    as_of: date,
    known_at: datetime | None = None,
    *,
    governorate: str | None = None,
    kind: Kind | None = None,
    site_ids: Collection[int] | None = None,
    patience: int | None = None,
) -> Position:
    """Where the sites in scope stood on `as_of`, as known at `known_at` (by default: by everything recorded until now).

    One statement reads it, whatever the number of sites, and one more the waivers where a site went into service by one. `patience`
    is the number of silent days after which news is stale; by default the office's setting.
    """
    ids = scope_of(session).view_ids
    known_at = known_at or last_moment(session)
    patience = office(session).patience if patience is None else patience
    if known_at is None:
        return Position(as_of, None, patience, [])
    narrowed = {
        "scope": ids,
        "governorate": governorate,
        "kind": kind.value if kind else None,
        "sites": list(site_ids) if site_ids is not None else None,
    }
    given = {name: value for name, value in narrowed.items() if value is not None}
    found = session.execute(_statement(frozenset(given)), {"as_of": as_of, "known_at": known_at, **given})
    sites = _fold(found, as_of, patience)
    _tell_lapsed(session, sites, as_of, known_at)
    return Position(as_of, known_at, patience, sites)


def _tell_lapsed(session: Session, sites: Iterable[SitePosition], as_of: date, known_at: datetime) -> None:
    """Mark the sites that serve the public by a waiver which is over, though its gate is not met yet."""
    final = Kind.COMPLEX.final.key
    waived = {
        site.id: site for site in sites
        if site.kind is Kind.COMPLEX and site.stages[final].waiver_by and site.stages[final].state is State.DONE
    }
    steps = steps_of(session, site_ids=waived, areas=[final], as_of=as_of, known_at=known_at) if waived else {}
    for (site_id, area), happened in steps.items():
        stages = waived[site_id].stages
        met = {key for key, row in stages.items() if row.state.passes}
        if lapsed_gates(items_of(AREAS[area], happened), as_of, met):
            stages[final] = stages[final]._replace(lapsed=True)


_AS_OF = bindparam("as_of", type_=_entry.c.effective_on.type)
_KNOWN_AT = bindparam("known_at", type_=_entry.c.recorded_at.type)
_NARROWED: dict[str, ColumnElement[bool]] = {
    "scope": _site.c.governorate_id.in_(bindparam("scope", expanding=True)),
    "governorate": _site.c.governorate_id.in_(select(_governorate.c.id).where(_governorate.c.code == bindparam("governorate"))),
    "kind": _site.c.kind == bindparam("kind"),
    "sites": _site.c.id.in_(bindparam("sites", expanding=True)),
}


@lru_cache
def _statement(narrowed: frozenset[str]) -> Select[Any]:
    """The one statement, for each way of narrowing the sites. Put together once: that costs more than a page's worth of rows."""
    sites = [
        _site.c.recorded_at <= _KNOWN_AT,
        or_(_site.c.withdrawn_at.is_(None), _site.c.withdrawn_at > _KNOWN_AT),
        *(_NARROWED[name] for name in sorted(narrowed)),
    ]
    chosen = select(_site.c.id).where(*sites) if narrowed else None
    current, news, planned, first = _current(chosen), _news(chosen), _planned(chosen), _first_planned(chosen)
    proof = select(_evidence.c.id).where(_evidence.c.entry_id == current.c.id, _evidence.c.recorded_at <= _KNOWN_AT)
    return (
        select(
            _site.c.id, _site.c.code, _site.c.name_ar, _site.c.name_en, _site.c.kind, _site.c.governorate_id,
            func.coalesce(planned.c.due_on, case((first.c.reason == REGISTER, first.c.due_on))).label("planned_on"),
            _site.c.executing_body, _site.c.is_demo, _governorate.c.code.label("governorate"), _markaz.c.name_ar.label("markaz_ar"),
            news.c.day.label("last_news_on"),
            _entry.c.id.label("entry_id"), _entry.c.stage, _entry.c.state, _entry.c.done, _entry.c.wanted, _entry.c.effective_on,
            _entry.c.news_on, _entry.c.recorded_at, _entry.c.note, _entry.c.reason, _entry.c.waiver_by,
            _entry.c.waiver_reason,
            proof.exists().label("has_evidence"),
        )
        .join(_governorate, _governorate.c.id == _site.c.governorate_id)
        .outerjoin(_markaz, _markaz.c.id == _site.c.markaz_id)
        .outerjoin(current, (current.c.site_id == _site.c.id) & (current.c.place == 1))
        .outerjoin(_entry, _entry.c.id == current.c.id)
        .outerjoin(news, news.c.site_id == _site.c.id)
        .outerjoin(planned, (planned.c.site_id == _site.c.id) & (planned.c.place == 1))
        .outerjoin(first, (first.c.site_id == _site.c.id) & (first.c.place == 1))
        .where(*sites)
        .order_by(_governorate.c.code, _site.c.sort_key, _site.c.id)
    )


def _known(table: Any, chosen: Select[Any] | None) -> list[Any]:
    """What was known by then; of the chosen sites only, so that one site's page does not read the whole journal."""
    return [table.c.recorded_at <= _KNOWN_AT, *([] if chosen is None else [table.c.site_id.in_(chosen)])]


def _current(chosen: Select[Any] | None) -> CTE:
    """The entry in force for each site and stage: the latest effective one that was not replaced, the later recorded of two of one day.

    Only its id: carrying whole entries through the window costs more than looking them up afterwards.
    """
    later = _entry.alias("later")
    replaced = select(later.c.id).where(later.c.replaces_id == _entry.c.id, later.c.recorded_at <= _KNOWN_AT)
    newest_first = (_entry.c.effective_on.desc(), _entry.c.recorded_at.desc(), _entry.c.id.desc())
    place = func.row_number().over(partition_by=(_entry.c.site_id, _entry.c.stage), order_by=newest_first)
    return (
        select(_entry.c.id, _entry.c.site_id, place.label("place"))
        .where(_entry.c.effective_on <= _AS_OF, ~replaced.exists(), *_known(_entry, chosen))
        .cte("current")
    )


def _news(chosen: Select[Any] | None) -> CTE:
    """The last day, up to `as_of`, that somebody spoke for each site: an entry speaks from its effective day to the day of its news."""
    spoken_for = case((_entry.c.news_on > _AS_OF, _AS_OF), else_=_entry.c.news_on)
    told = union_all(
        select(_entry.c.site_id, func.max(spoken_for).label("day"))
        .where(_entry.c.effective_on <= _AS_OF, *_known(_entry, chosen))
        .group_by(_entry.c.site_id),
        select(_affirmation.c.site_id, func.max(_affirmation.c.news_on).label("day"))
        .where(_affirmation.c.news_on <= _AS_OF, *_known(_affirmation, chosen))
        .group_by(_affirmation.c.site_id),
    ).subquery("told")
    return select(told.c.site_id, func.max(told.c.day, type_=_entry.c.news_on.type).label("day")).group_by(told.c.site_id).cte("news")


def _planned(chosen: Select[Any] | None) -> CTE:
    """The latest promise, given by the day, that each site serves the public."""
    newest_first = (_promise.c.given_on.desc(), _promise.c.recorded_at.desc(), _promise.c.id.desc())
    place = func.row_number().over(partition_by=_promise.c.site_id, order_by=newest_first)
    return (
        select(_promise.c.site_id, _promise.c.due_on, place.label("place"))
        .where(_promise.c.stage.in_(_FINAL), _promise.c.given_on <= _AS_OF, *_known(_promise, chosen))
        .cte("planned")
    )


def _first_planned(chosen: Select[Any] | None) -> CTE:
    """Each site's first promise. Where the register itself made it, nobody kept its day: it counts for the days before, too."""
    oldest_first = (_promise.c.given_on, _promise.c.recorded_at, _promise.c.id)
    place = func.row_number().over(partition_by=_promise.c.site_id, order_by=oldest_first)
    of_chosen = [] if chosen is None else [_promise.c.site_id.in_(chosen)]
    return (
        select(_promise.c.site_id, _promise.c.due_on, _promise.c.reason, place.label("place"))
        .where(_promise.c.stage.in_(_FINAL), *of_chosen)
        .cte("first_planned")
    )


def _fold(found: Iterable[Any], as_of: date, patience: int) -> list[SitePosition]:
    sites: dict[int, SitePosition] = {}
    told: dict[int, dict[str, Any]] = {}
    for record in found:
        if record.id not in sites:
            sites[record.id] = SitePosition(
                record.id, record.code, record.name_ar, record.name_en, _KINDS[record.kind], record.governorate, record.governorate_id,
                record.markaz_ar or "", wave_of(record.planned_on), record.executing_body, record.is_demo, record.last_news_on,
                (as_of - record.last_news_on).days if record.last_news_on else None,
            )
            told[record.id] = {}
        if record.stage is not None:
            told[record.id][record.stage] = record
    for site in sites.values():
        entries = told[site.id]
        site.stages = {stage.key: _row(site, stage, entries.get(stage.key), patience) for stage in site.kind.stages}
    return list(sites.values())


def _row(site: SitePosition, stage: Stage, entry: Any, patience: int) -> Row:
    if entry is None:
        return Row(
            site.id, site.code, site.kind, site.governorate, stage.key, State.NOT_STARTED, None, stage.wanted, None, None, None,
            Standing.NONE, None, False, "", "", "", "", site.last_news_on is not None,
        )
    state = _STATES[entry.state]
    wanted = entry.wanted if entry.wanted is not None else stage.wanted
    done = wanted if entry.done is None and state is State.DONE else entry.done
    return Row(
        site.id, site.code, site.kind, site.governorate, stage.key, state, done, wanted, entry.effective_on, entry.news_on,
        entry.recorded_at, standing(state, entry.has_evidence, site.days_silent or 0, patience), entry.entry_id, entry.has_evidence,
        entry.note, entry.reason, entry.waiver_by, entry.waiver_reason, site.last_news_on is not None,
    )
