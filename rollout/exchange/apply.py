"""Writing a planned import: new places and sites, changed fields, entries and affirmations, in a few statements and all at one moment."""

from collections.abc import Collection
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ImportRun, LocalUnit, Markaz, Site
from rollout.arabic import clean, counted
from rollout.errors import Refused
from rollout.exchange.names import place_name
from rollout.exchange.planned import PlacedIn, Plan, PlanRow, Status
from rollout.journal import affirm, record_many
from rollout.text import _

_CHUNK = 1_000


def apply(
    session: Session, plan: Plan, *, accepted: Collection[tuple[str, int]] | None = None, by: int | None = None, today: date
) -> ImportRun:
    """Write the plan, flushing; the caller commits.

    Without `accepted`, everything or nothing: any problem, or a proposal that nobody accepted, refuses the whole. With it, exactly
    those lines (sheet and Excel's row number), none of which may have a problem. A plan that changes nothing writes nothing
    and gives a run that was not stored.
    """
    rows = _chosen(plan, accepted)
    run = ImportRun(
        sha256=plan.sha256, original_name=clean(plan.name)[:200] or "—", recorded_at=datetime.now(UTC), recorded_by_id=by, sites_added=0,
        entries_added=0, rows_skipped=len(plan.rows) - len(rows),
    )
    rows = [row for row in rows if row.does_something]
    if not rows:
        return run
    session.add(run)
    run.sites_added = _write_sites(session, rows)
    items = [(row.site, planned.news) for row in rows for planned in row.news]
    if items:
        run.entries_added = record_many(session, items, today=today, by=by, source="import", import_run=run)  # type: ignore[arg-type]
    for day in sorted({row.day for row in rows if row.affirmed}):
        sites = [row.site for row in rows if row.affirmed and row.day == day and row.site]
        affirm(session, sites, news_on=day, by=by, source="import", import_run=run)
    session.flush()
    return run


def _chosen(plan: Plan, accepted: Collection[tuple[str, int]] | None) -> list[PlanRow]:
    if accepted is None:
        if plan.problems:
            raise Refused(_("The file has problems (%(number)s) and nothing was imported.", number=counted(len(plan.problems), "problem")))
        if plan.proposals:
            number = counted(len(plan.proposals), "row")
            raise Refused(_("Sites were matched by similar names only (%(number)s); accept these lines first.", number=number))
        return plan.rows
    wanted = set(accepted)
    rows = [row for row in plan.rows if row.key in wanted]
    bad = [row for row in rows if not row.can_be_accepted]
    unknown = wanted - {row.key for row in rows}
    if bad or unknown:
        sheet, line = bad[0].key if bad else min(unknown)
        raise Refused(_("Row %(row)s of sheet “%(sheet)s” cannot be accepted; nothing was imported.", row=line, sheet=sheet))
    return rows


def _write_sites(session: Session, rows: list[PlanRow]) -> int:
    """Add new places and sites, change the fields of known ones; gives the number of new sites."""
    moved = [row for row in rows if row.status is Status.NEW or any(not change.is_stage for change in row.changes)]
    places = _places_of(session, [row.place for row in moved if row.place])
    known = _load(session, [row.site.id for row in moved if row.site and row.site.id is not None])
    new: list[tuple[PlanRow, Site]] = []
    for row in moved:
        assert row.site
        assert row.place
        markaz_id, unit_id = places[row.place]
        site = known.get(row.site.id or 0)
        if site is None:
            site = Site(code=row.code, kind=row.site.kind.value, governorate_id=row.site.governorate_id, name_ar=row.name)
            new.append((row, site))
        for attribute, value in row.edits.items():
            setattr(site, attribute, value)
        if markaz_id:
            site.markaz_id = markaz_id
        if unit_id:
            site.local_unit_id = unit_id
    session.add_all(site for _row, site in new)
    session.flush()
    for row, site in new:
        assert row.site
        row.site.id = site.id
    return len(new)


def _load(session: Session, ids: list[int]) -> dict[int, Site]:
    found: dict[int, Site] = {}
    for start in range(0, len(ids), _CHUNK):
        for site in session.scalars(select(Site).where(Site.id.in_(ids[start : start + _CHUNK]))):
            found[site.id] = site
    return found


def _places_of(session: Session, wanted: list[PlacedIn]) -> dict[PlacedIn, tuple[int | None, int | None]]:
    """The ids of markaz and local unit of each place, after adding those that the register lacks."""
    marakez: dict[tuple[int, str], Markaz] = {}
    for place in wanted:
        if place.markaz_name:
            key = (place.governorate_id, place_name(place.markaz_name))
            if key not in marakez:
                marakez[key] = Markaz(governorate_id=place.governorate_id, name_ar=place.markaz_name)
    session.add_all(marakez.values())
    session.flush()
    markaz_ids = {
        place: marakez[place.governorate_id, place_name(place.markaz_name)].id if place.markaz_name else place.markaz_id for place in wanted
    }
    units: dict[tuple[int, str], LocalUnit] = {}
    for place in wanted:
        markaz_id = markaz_ids[place]
        if place.unit_name and markaz_id:
            key = (markaz_id, place_name(place.unit_name))
            if key not in units:
                units[key] = LocalUnit(governorate_id=place.governorate_id, markaz_id=markaz_id, name_ar=place.unit_name)
    session.add_all(units.values())
    session.flush()
    return {
        place: (markaz_ids[place], units[markaz_ids[place] or 0, place_name(place.unit_name)].id if place.unit_name else place.unit_id)
        for place in wanted
    }
