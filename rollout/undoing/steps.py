"""Undoing a step of the work: it is taken back, and where it corrected an earlier one, that one holds again."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Site, StepEntry
from rollout.approvals.touching import must_say_why
from rollout.database import lock_journal
from rollout.details.foreseeing import foreseen_refusals
from rollout.details.saving import Did, Doing, save_many
from rollout.errors import Refused
from rollout.journal import next_moment
from rollout.rules import LONGEST_NOTE, explains
from rollout.speaking import UNDO
from rollout.text import _
from rollout.undoing.judging import Against, NotUndone, is_undone, joined, stale


def undo_step(session: Session, site: Site, entry: StepEntry, *, today: date, by: int, why: str = "") -> StepEntry:
    """Take the step back. Its documents stay with the item. Undone once more, it gives the entry that did so.

    Refused as `undo` is. Flushes, the caller commits.
    """
    return undo_steps(session, [(site, entry)], today=today, by=by, why=why)[0]


def undo_steps(session: Session, told: Sequence[tuple[Site, StepEntry]], *, today: date, by: int, why: str = "") -> list[StepEntry]:
    """The same for steps of several sites, all or none. Raises NotUndone, which names every site where something stands against it."""
    lock_journal(session)
    last = _latest(session, told)
    before = _corrected(session, told)
    done: dict[int, StepEntry] = {}
    backs: list[tuple[Site, StepEntry]] = []
    doings: list[Doing] = []
    against: list[Against] = []
    for site, entry in told:
        latest = last[site.id, entry.area]
        if entry.withdrawn:
            against.append((site, Refused(_("A withdrawal is not undone; record the step anew."))))
        elif is_undone(entry, latest, by):
            done[entry.id] = latest
        elif (refused := stale(entry, latest.id, by)) is not None:
            against.append((site, refused))
        else:
            backs.append((site, entry))
            doings.append((site, entry.area, _back(entry, before.get(entry.replaces_id or 0), why)))
    if doings:
        against += [(backs[place][0], refused) for place, refused in foreseen_refusals(session, doings, today=today)]
    if against:
        raise NotUndone(against)
    if backs:
        moment = next_moment(session)
        for (_site, entry), undone in zip(backs, save_many(session, doings, today=today, by=by, source=UNDO), strict=True):
            done[entry.id] = undone
        if not explains(why):
            must_say_why(session, [(site, area) for site, area, _did in doings], moment)
    return [done[entry.id] for _site, entry in told]


def _back(entry: StepEntry, before: StepEntry | None, why: str) -> Did:
    told = before or entry
    return Did(
        told.item, told.step, told.happened_on, told.number, told.body, told.person, told.amount, told.count, told.expected_on,
        joined(before.note if before else "", why, LONGEST_NOTE), told.facts, replaces_id=entry.id, withdrawn=before is None,
    )


def _latest(session: Session, told: Sequence[tuple[Site, StepEntry]]) -> dict[tuple[int, str], StepEntry]:
    """The step that was recorded last of each of these areas at each of these sites."""
    ids, areas = {site.id for site, _entry in told}, {entry.area for _site, entry in told}
    newest = (
        select(func.max(StepEntry.id)).where(StepEntry.site_id.in_(ids), StepEntry.area.in_(areas))
        .group_by(StepEntry.site_id, StepEntry.area)
    )
    return {(entry.site_id, entry.area): entry for entry in session.scalars(select(StepEntry).where(StepEntry.id.in_(newest)))}


def _corrected(session: Session, told: Sequence[tuple[Site, StepEntry]]) -> dict[int, StepEntry]:
    """The steps that these ones corrected."""
    ids = {entry.replaces_id for _site, entry in told if entry.replaces_id is not None}
    return {entry.id: entry for entry in session.scalars(select(StepEntry).where(StepEntry.id.in_(ids)))} if ids else {}
