"""Undoing what was recorded at many sites in one act: at all of them or at none."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Affirmation, ProgressEntry, Promise, Site, StepEntry
from rollout.database import lock_journal
from rollout.errors import Refused
from rollout.journal import number_in_all
from rollout.scope import scope_of
from rollout.text import _
from rollout.undoing.judging import Against, NotUndone, stale
from rollout.undoing.news import undo_news
from rollout.undoing.promising import undo_promises
from rollout.undoing.quiet import in_the_act, kept_quiet, take_back
from rollout.undoing.steps import undo_steps

Recorded = ProgressEntry | StepEntry | Affirmation | Promise
"""What may be recorded at many sites in one act."""


def undo_together(
    session: Session, entry: Recorded, *, today: date, by: int, why: str = ""
) -> Sequence[Recorded]:
    """Undo the entry, or take back that nothing was new, with what was recorded of other sites in the same act. Undone once more, it
    gives the entries that did so.

    Raises NotUndone, which names every site where something stands against it, and Refused as `undo` does: for what somebody else
    recorded, for an act of which a part is out of sight, or where an approved figure would change and nobody says `why`. Flushes, the
    caller commits.
    """
    lock_journal(session)
    refused = kept_quiet(entry, by) if isinstance(entry, Affirmation) else stale(entry, entry.id, by)
    if refused is not None:
        raise refused
    model = type(entry)
    query = select(model, Site).join(Site, Site.id == model.site_id).where(*_alike(model, entry))
    told: Any = session.execute(query.order_by(Site.governorate_id, Site.sort_key, Site.id)).all()
    if number_in_all(session, model, *_alike(model.__table__.c, entry)) > len(told):
        raise Refused(_("Part of it was recorded at sites that are not among yours any more; it is undone at all of them or at none."))
    against = _closed(session, [site for _entry, site in told])
    if against:
        raise NotUndone(against)
    pairs = [(site, each) for each, site in told]
    if isinstance(entry, Affirmation):
        return take_back(session, pairs, by)
    undoing: Any = {ProgressEntry: undo_news, StepEntry: undo_steps, Promise: undo_promises}[model]
    done: Sequence[Recorded] = undoing(session, pairs, today=today, by=by, why=why)
    return done


def _alike(columns: Any, entry: Recorded) -> tuple[Any, ...]:
    """The conditions of one act: each act has a moment of its own, at which one person says one thing of many sites."""
    if isinstance(entry, Affirmation):
        return in_the_act(columns, entry)
    same = (
        columns.recorded_at == entry.recorded_at, columns.recorded_by_id == entry.recorded_by_id, columns.source == entry.source,
    )
    if isinstance(entry, ProgressEntry | Promise):
        return (*same, columns.stage == entry.stage)
    return (*same, columns.area == entry.area, columns.item == entry.item, columns.step == entry.step)


def _closed(session: Session, sites: Sequence[Site]) -> list[Against]:
    """The sites of which this person can tell nothing."""
    capture = scope_of(session).capture
    found: list[Against] = []
    for site in sites:
        if site.governorate_id not in capture:
            found.append((site, Refused(_("You do not report for this site."))))
        elif site.withdrawn_at is not None:
            found.append((site, Refused(_("The site %(code)s was withdrawn from the register.", code=site.code))))
    return found
