"""Writing a planned import: new places and sites, changed fields, entries and affirmations, in a few statements and all at one moment."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ImportRun, Site
from rollout.arabic import clean, counted
from rollout.errors import Refused
from rollout.exchange.additions import PlaceIds, add_places, add_sites
from rollout.exchange.detailed import follow_again
from rollout.exchange.planned import Plan, PlanRow, Status
from rollout.exchange.promised import offers_of, source_of
from rollout.exchange.quick import without_collector
from rollout.journal import affirm, record_many
from rollout.plan import give, name_of, speak_for
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
    with without_collector():
        return _apply(session, plan, _chosen(plan, accepted), by, today)


def _apply(session: Session, plan: Plan, rows: list[PlanRow], by: int | None, today: date) -> ImportRun:
    run = ImportRun(
        sha256=plan.sha256, original_name=clean(plan.name)[:200] or "—", recorded_at=datetime.now(UTC), recorded_by_id=by, sites_added=0,
        entries_added=0, rows_skipped=len(plan.rows) - len(rows),
    )
    rows = [row for row in rows if row.does_something]
    if not rows:
        return run
    session.add(run)
    speak_for(session, by, "import")
    run.sites_added = _write_sites(session, plan, rows)
    _promise(session, plan, rows, by, today)
    items = [(row.site, planned.news) for row in rows for planned in row.news]
    if items:
        run.entries_added = record_many(session, items, today=today, by=by, source="import", import_run=run)  # type: ignore[arg-type]
        follow_again(session, rows, today=today, by=by)
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
            raise Refused(_(
                "Some lines have to be accepted first (%(number)s): their sites were matched by similar names only, or they move a wave "
                "that was promised.", number=number,
            ))
        return plan.rows
    wanted = set(accepted)
    rows = [row for row in plan.rows if row.key in wanted]
    bad = [row for row in rows if not row.can_be_accepted]
    unknown = wanted - {row.key for row in rows}
    if bad or unknown:
        sheet, line = bad[0].key if bad else min(unknown)
        raise Refused(_("Row %(row)s of sheet “%(sheet)s” cannot be accepted; nothing was imported.", row=line, sheet=sheet))
    return rows


def _write_sites(session: Session, plan: Plan, rows: list[PlanRow]) -> int:
    """Add new places and sites, change the fields of known ones; gives the number of new sites."""
    moved = [row for row in rows if row.status is Status.NEW or any(not change.is_stage for change in row.changes)]
    places = add_places(session, [row.place for row in moved if row.place])
    _change_sites(session, [row for row in moved if row.status is not Status.NEW], places)
    new = [row for row in moved if row.status is Status.NEW]
    sources = {row.site.code: (row.day, source_of(row, plan.name)) for row in new if row.site}
    ids = add_sites(session, [_values(row, places) for row in new], sources) if new else {}
    for row in new:
        assert row.site
        row.site.id = ids[row.site.code]
    return len(new)


def _values(row: PlanRow, places: PlaceIds) -> dict[str, Any]:
    assert row.site
    assert row.place
    markaz_id, unit_id = places[row.place]
    return dict(
        row.edits, code=row.site.code, kind=row.site.kind.value, governorate_id=row.site.governorate_id, name_ar=row.name,
        markaz_id=markaz_id, local_unit_id=unit_id, is_demo=row.is_demo,
    )


def _change_sites(session: Session, rows: list[PlanRow], places: PlaceIds) -> None:
    known = {site.id: site for site in _load(session, [row.site.id for row in rows if row.site and row.site.id is not None])}
    for row in rows:
        assert row.site
        assert row.place
        site = known[row.site.id or 0]
        markaz_id, unit_id = places[row.place]
        for attribute, value in row.edits.items():
            if attribute != "planned_on":
                setattr(site, attribute, value)
        site.markaz_id = markaz_id or site.markaz_id
        site.local_unit_id = unit_id or site.local_unit_id
    session.flush()


def _promise(session: Session, plan: Plan, rows: list[PlanRow], by: int | None, today: date) -> None:
    """Add the promises that follow from the waves of the known sites' lines; the register follows them."""
    dated = [row for row in rows if "planned_on" in row.edits and row.status is not Status.NEW]
    sites = {site.id: site for site in _load(session, [row.site.id for row in dated if row.site and row.site.id is not None])}
    give(session, offers_of(dated, sites, plan.name, name_of(session, by)), today=today, by=by, source="import")


def _load(session: Session, ids: list[int]) -> Iterator[Site]:
    for start in range(0, len(ids), _CHUNK):
        yield from session.scalars(select(Site).where(Site.id.in_(ids[start : start + _CHUNK])))
