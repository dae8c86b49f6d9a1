"""Reading the steps that were taken: those in force on a day, as they were known at a moment."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, String, case, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from models import Attendance, Governorate, StepEntry
from rollout.details.furniture import furnished
from rollout.works import AREAS, Happened, ItemState, items_of
from rollout.works.furnishing import FURNISHING
from rollout.works.offices import OFFICES
from rollout.works.service import GO_LIVE, SERVICE, waived_gates
from rollout.works.steps import EXCUSED
from rollout.works.training import TRAINED

_CHUNK = 5_000
# Made once: an alias with its columns takes longer to make than a statement to run.
_ENDING, _OFFICE_STEP, _LATER, _LATER_ROUND = aliased(StepEntry), aliased(StepEntry), aliased(StepEntry), aliased(Attendance)
_LAST = ("in_service", "live", "repaired", "closed", "ended", "final", EXCUSED)
_SAYING = ("provisional",)
"""Steps with which an item is over, and what else must be read to see that it is."""
Steps = dict[tuple[int, str], list[Happened]]
"""The steps of each site (by id) and area (by key)."""


def steps_of(
    session: Session,
    *,
    site_ids: Collection[int] | None = None,
    areas: Collection[str] | None = None,
    governorate: str | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    shortened: bool = False,
) -> Steps:
    """The steps in force: not replaced, not taken back, up to `as_of`; of these sites, areas, or governorate (by code) only.

    What the sessions trained for a site stands among the steps of its training; the order of such a step is the negative number of
    the attendance row, for it has no step entry. What the contract's ledger tells of a site's furniture stands among the steps of its
    furnishing, with orders of its own. Small sets of sites cost a statement of their own each 5,000.

    `shortened` leaves out how a finished item got there: of it, only the steps that say so are given, and of a finished office none.
    Whoever asks what is open then reads a tenth of the rows.
    """
    found: Steps = defaultdict(list)
    for chunk in _chunks(site_ids):
        for (
            site_id, area, item, step, day, order, number, body, person, amount, heads, expected_on, note, facts
        ) in session.execute(_steps(chunk, areas, governorate, as_of, known_at, shortened)):
            found[site_id, area].append(
                Happened(item, step, day, order, number, body, person, amount, heads, expected_on, note, facts or {})
            )
        _add_elsewhere(found, session, chunk, areas, governorate, as_of, known_at)
    return found


def told_elsewhere(session: Session, site_ids: Collection[int], as_of: date | None = None) -> Steps:
    """Of the steps that `steps_of` gives only those that no step entry tells: what courses and the contract's ledger say of the sites."""
    found: Steps = defaultdict(list)
    for chunk in _chunks(site_ids):
        _add_elsewhere(found, session, chunk, None, None, as_of, None)
    return found


def _add_elsewhere(
    found: Steps, session: Session, site_ids: list[int] | None, areas: Collection[str] | None, governorate: str | None,
    as_of: date | None, known_at: datetime | None,
) -> None:
    if areas is None or "training" in areas:
        for row in session.execute(_trained(site_ids, governorate, as_of, known_at)):
            found[row.site_id, "training"].append(Happened(row.body, TRAINED, row.held_on, -row.id, count=row.persons, note=row.note))
    if areas is None or FURNISHING.key in areas:
        for site_id, happened in furnished(session, site_ids, governorate, as_of, known_at).items():
            found[site_id, FURNISHING.key] += happened


def items_at(session: Session, site_id: int, area: str, as_of: date | None = None) -> dict[str, ItemState]:
    """The items of one area of one site, as they stand."""
    return items_of(AREAS[area], steps_of(session, site_ids=[site_id], areas=[area], as_of=as_of)[site_id, area])


def entered(session: Session, site_ids: Collection[int]) -> dict[int, tuple[date, frozenset[str]]]:
    """The day on which each of these complexes entered service by its steps, and the gates that waivers passed on that day."""
    found = {}
    for (site_id, area), happened in steps_of(session, site_ids=site_ids, areas=[SERVICE.key]).items():
        items = items_of(AREAS[area], happened)
        if finished := items[GO_LIVE].finished:
            found[site_id] = finished.on, frozenset(waived_gates(items, finished.on))
    return found


def _chunks(site_ids: Collection[int] | None) -> Iterator[list[int] | None]:
    if site_ids is None:
        yield None
        return
    several = list(site_ids)
    for start in range(0, len(several), _CHUNK):
        yield several[start : start + _CHUNK]


def _steps(
    site_ids: list[int] | None, areas: Collection[str] | None, governorate: str | None, as_of: date | None, known_at: datetime | None,
    shortened: bool,
) -> Select[Any]:
    entry = StepEntry
    # Most steps have no particulars: given as nothing, they need not be read as JSON one by one.
    facts = case((cast(entry.facts, String) != "{}", entry.facts))
    query: Any = select(
        entry.site_id, entry.area, entry.item, entry.step, entry.happened_on, entry.id, entry.number, entry.body, entry.person,
        entry.amount, entry.count, entry.expected_on, entry.note, facts,
    ).order_by(entry.site_id, entry.area, entry.happened_on, entry.id)
    query = _in_force(query, entry, site_ids, areas, governorate, as_of, known_at)
    if not shortened:
        return query
    last = _ENDING
    ended = _in_force(
        select(last.site_id, last.area, last.item).where(last.step.in_(_LAST)), last, site_ids, areas, governorate, as_of, known_at
    ).distinct().cte("ended")
    here = (ended.c.site_id == entry.site_id) & (ended.c.area == entry.area) & (ended.c.item == entry.item)
    query = query.outerjoin(ended, here).where(or_(ended.c.site_id.is_(None), entry.step.in_((*_LAST, *_SAYING))))
    if areas is not None and OFFICES.key not in areas:
        return query
    ready = _ready(site_ids, governorate, as_of, known_at).cte("ready")
    here = (ready.c.site_id == entry.site_id) & (ready.c.item == entry.item) & (entry.area == OFFICES.key)
    return query.outerjoin(ready, here).where(ready.c.site_id.is_(None))


def ready_offices(
    session: Session, *, site_ids: Collection[int] | None, governorate: str | None, as_of: date | None, known_at: datetime | None
) -> dict[int, set[str]]:
    """The offices of each site that lack nothing: those whose steps `steps_of` leaves out where it is shortened."""
    found: dict[int, set[str]] = defaultdict(set)
    for chunk in _chunks(site_ids):
        for site_id, item in session.execute(_ready(chunk, governorate, as_of, known_at)):
            found[site_id].add(item)
    return found


def _ready(site_ids: list[int] | None, governorate: str | None, as_of: date | None, known_at: datetime | None) -> Select[Any]:
    """An office lacks nothing once each step of its path is taken, in whatever order."""
    entry = _OFFICE_STEP
    steps = {step.key for kind in OFFICES.kinds for step in kind.path}
    query = _in_force(select(entry.site_id, entry.item), entry, site_ids, [OFFICES.key], governorate, as_of, known_at)
    wanted = case({kind.key: len(kind.path) for kind in OFFICES.kinds}, value=entry.item)
    query = query.where(entry.step.in_(steps)).group_by(entry.site_id, entry.item).having(func.count(entry.step.distinct()) == wanted)
    found: Select[Any] = query
    return found


def _in_force(
    query: Any, entry: Any, site_ids: list[int] | None, areas: Collection[str] | None, governorate: str | None, as_of: date | None,
    known_at: datetime | None,
) -> Any:
    replaced = select(_LATER.id).where(_LATER.replaces_id == entry.id)
    if known_at is not None:
        replaced = replaced.where(_LATER.recorded_at <= known_at)
    query = query.where(entry.withdrawn.is_(False), ~replaced.exists())
    if site_ids is not None:
        query = query.where(entry.site_id.in_(site_ids))
    if areas is not None:
        query = query.where(entry.area.in_(areas))
    if governorate is not None:
        query = query.where(entry.governorate_id.in_(select(Governorate.id).where(Governorate.code == governorate)))
    if as_of is not None:
        query = query.where(entry.happened_on <= as_of)
    return query if known_at is None else query.where(entry.recorded_at <= known_at)


def _trained(site_ids: list[int] | None, governorate: str | None, as_of: date | None, known_at: datetime | None) -> Select[Any]:
    replaced = select(_LATER_ROUND.id).where(_LATER_ROUND.replaces_id == Attendance.id)
    if known_at is not None:
        replaced = replaced.where(_LATER_ROUND.recorded_at <= known_at)
    query: Any = (
        select(Attendance.id, Attendance.site_id, Attendance.body, Attendance.persons, Attendance.note, Attendance.held_on)
        .where(Attendance.site_id.is_not(None), Attendance.persons > 0, ~replaced.exists())
        .order_by(Attendance.site_id, Attendance.held_on, Attendance.id)
    )
    if site_ids is not None:
        query = query.where(Attendance.site_id.in_(site_ids))
    if governorate is not None:
        query = query.join(Governorate, Governorate.id == Attendance.governorate_id).where(Governorate.code == governorate)
    if as_of is not None:
        query = query.where(Attendance.held_on <= as_of)
    return query if known_at is None else query.where(Attendance.recorded_at <= known_at)
