"""Where every site stands: the position, folded from the journal for any day, as it was known at any moment.

This is the only reading of progress. Dashboard, matrix, site page, exports and reports all take it, so they cannot disagree.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from models.places import wave_of
from rollout.details.reading import steps_of
from rollout.journal import last_moment
from rollout.known import Places, Stand, stand, stand_at
from rollout.office import office
from rollout.position_statement import statement
from rollout.scope import scope_of
from rollout.stages import Kind, Stage, Standing, State, next_stage, readiness, standing
from rollout.works import AREAS, items_of
from rollout.works.service import lapsed_gates

_FEW = 200
"""So many sites the database looks up one by one; of more it is asked for all, and those that nobody wants are left out here."""
_KINDS, _STATES = {k.value: k for k in Kind}, {s.value: s for s in State}  # much cheaper than calling an enum for each of 100,000 rows


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
    patience = office(session).patience if patience is None else patience
    now = stand_at(session, known_at) if site_ids is None else None
    if now is not None:
        return _kept_position(session, as_of, now, governorate, kind, patience)
    known_at = known_at or last_moment(session)
    if known_at is None:
        return Position(as_of, None, patience, [])
    return Position(as_of, known_at, patience, _read(session, as_of, known_at, governorate, kind, site_ids, patience))


def positions_of(session: Session, as_of: date, site_ids: Collection[int], patience: int) -> dict[int, SitePosition]:
    """Where these sites stood on `as_of` by everything known now, by their ids: for a page of a long list, whatever the register holds.

    Each is kept until something changes in its governorate, so a page that is opened again reads the proof alone. Many at once, as a
    sheet has them, are read and not kept.
    """
    now = stand(session) if len(site_ids) <= _FEW else None
    if now is None:
        return {site.id: site for site in position(session, as_of, datetime.now(UTC), site_ids=site_ids, patience=patience).sites}
    parts = _kept_sites.of(session, (as_of, patience), now, lambda _code: {code: {} for code in now.editions})
    wanted = set(site_ids)
    found = {site_id: part[site_id] for part in parts.values() for site_id in wanted if site_id in part}
    if missing := wanted - found.keys():
        for site in _read(session, as_of, now.known_at, None, None, missing, patience):
            found[site.id] = parts[site.governorate][site.id] = site
    return found


_kept: Places[list[SitePosition]] = Places(3 * 27)
_kept_sites: Places[dict[int, SitePosition]] = Places(3 * 27)
"""Of each governorate the sites that somebody asked for since the last change."""


def forget() -> None:
    """Keep nothing; for tests that want to see the reading itself."""
    _kept.forget()
    _kept_sites.forget()


def _kept_position(
    session: Session, as_of: date, now: Stand, governorate: str | None, kind: Kind | None, patience: int
) -> Position:
    """The position as everything known now says, of which only the governorates are read that something was told of since the last."""

    def read(code: str | None) -> dict[str, list[SitePosition]]:
        found: dict[str, list[SitePosition]] = {place: [] for place in now.editions}
        for site in _read(session, as_of, now.known_at, code, None, None, patience):
            found[site.governorate].append(site)
        return found

    parts = _kept.of(session, (as_of, patience), now, read, governorate).values()
    return Position(as_of, now.known_at, patience, [site for part in parts for site in part if kind in (None, site.kind)])


def _read(
    session: Session, as_of: date, known_at: datetime, governorate: str | None, kind: Kind | None, site_ids: Collection[int] | None,
    patience: int,
) -> list[SitePosition]:
    few = list(site_ids) if site_ids is not None and len(site_ids) <= _FEW else None
    narrowed = {"scope": scope_of(session).view_ids, "governorate": governorate, "kind": kind.value if kind else None, "sites": few}
    given = {name: value for name, value in narrowed.items() if value is not None}
    found: Iterable[Any] = session.execute(statement(frozenset(given)), {"as_of": as_of, "known_at": known_at, **given})
    if few is None and site_ids is not None:
        wanted = set(site_ids)
        found = (record for record in found if record.id in wanted)
    sites = _fold(found, as_of, patience)
    _tell_lapsed(session, sites, as_of, known_at)
    return sites


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
