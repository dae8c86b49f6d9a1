"""Stages that follow from details: where a site has any, what a sheet says of the whole is compared with them and not written over them."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from models import Attendance, StepEntry
from rollout.details.following import follow
from rollout.exchange.planned import PlannedSite, PlanRow, StageShown
from rollout.exchange.problems import Notice
from rollout.text import Text, _

_CHUNK = 1_000
Detailed = set[tuple[int, str]]
"""Sites (by id) and the areas in which they have details."""


def detailed(session: Session, site_ids: Collection[int], *, in_force: bool = True) -> Detailed:
    """In which areas each of these sites has details that are in force; with `in_force` off, in which it ever had any."""
    found: Detailed = set()
    ids = sorted(site_ids)
    later, corrected = aliased(StepEntry), aliased(Attendance)
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        steps = select(StepEntry.site_id, StepEntry.area).where(StepEntry.site_id.in_(some)).distinct()
        counts = select(Attendance.site_id).where(Attendance.site_id.in_(some)).distinct()
        if in_force:
            steps = steps.where(StepEntry.withdrawn.is_(False), ~select(later.id).where(later.replaces_id == StepEntry.id).exists())
            counts = counts.where(~select(corrected.id).where(corrected.replaces_id == Attendance.id).exists())
        found.update((row.site_id, row.area) for row in session.execute(steps))
        found.update((site_id, "training") for site_id in session.scalars(counts) if site_id is not None)
    return found


def remark(row: PlanRow, stage: Text, cell: str, read: StageShown, says: StageShown) -> Notice:
    """What a sheet says of a stage whose details say something else: it is not written, and here is where to tell it."""
    assert row.site
    message = _(
        "%(stage)s: read “%(read)s”, where the details of site %(site)s make it “%(says)s”. Nothing was changed; record what differs on "
        "the site's page under “%(stage)s”.",
        stage=stage, read=str(read), site=row.site.code, says=str(says),
    )
    return Notice(row.sheet, row.number, cell, message)


def follow_again(session: Session, rows: Iterable[PlanRow], *, today: date, by: int | None) -> None:
    """Let the journal follow once more where an import told of a whole whose details were all taken back."""
    told = {(row.site.id, planned.news.stage): row.site for row in rows if row.site for planned in row.news}
    had = detailed(session, {site_id for site_id, _stage in told if site_id is not None}, in_force=False)
    touched = list(_touched(told, had))
    if touched:
        follow(session, touched, today=today, by=by)


def _touched(told: dict[tuple[int | None, str], PlannedSite], had: Detailed) -> Iterator[tuple[PlannedSite, str]]:
    for (site_id, stage), site in told.items():
        if site_id is not None and (site_id, stage) in had:
            yield site, stage
