"""Who spoke for a site: news, a step of the work and «nothing new» do so; what its author has undone does not."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union_all

from models import Affirmation, StepEntry

STEP = "step"
"""The source of an affirmation that says only that a step was recorded on that day: the step itself is the news."""

COUNT = "count"
"""The source of an affirmation that says only that trainees of the site were counted on that day: the count itself is the news."""

UNDO = "undo"
"""The source of an entry that takes back what its author had just recorded."""

EVER = datetime(9999, 1, 1, tzinfo=UTC)
"""After every moment: by everything that is known."""

_affirmation = Affirmation.__table__


def still_said(table: Any, seen: Any) -> ColumnElement[bool]:
    """Whether what stands in a row of the journal was not taken back by its author, by everything known at `seen`."""
    both = _undone(table, seen).cte(f"undone_{table.name}")
    taken_back = select(both.c.told), select(both.c.undoing)
    if table is _affirmation:
        step, undone = StepEntry.__table__.alias("said"), _undone(StepEntry.__table__, seen).subquery("undone")
        same = (step.c.site_id == _affirmation.c.site_id) & (step.c.recorded_at == _affirmation.c.recorded_at)
        words = (
            select(_affirmation.c.id).join(step, same).join(undone, undone.c.told == step.c.id).where(_affirmation.c.source == STEP)
        )
        return table.c.id.not_in(union_all(*taken_back, words))
    return table.c.id.not_in(union_all(*taken_back))


def _undone(table: Any, seen: Any) -> Select[Any]:
    """What was taken back, each with the entry that does so; an undoing that was undone itself takes nothing back."""
    told, undoing, again = table.alias("told"), table.alias("undoing"), table.alias("again")
    anew = select(again.c.id).where(again.c.replaces_id == undoing.c.id, again.c.source == UNDO, again.c.recorded_at <= seen)
    # The moment as it is would lead SQLite through whatever was recorded until then, instead of the few entries that replace another.
    known = func.coalesce(undoing.c.recorded_at, seen) <= seen
    return select(told.c.id.label("told"), undoing.c.id.label("undoing")).join(undoing, undoing.c.replaces_id == told.c.id).where(
        undoing.c.replaces_id > 0, undoing.c.source == UNDO, told.c.source != UNDO, known, ~anew.exists()
    )
