"""What holds for the undoing of news and of steps alike: whose it is, for how long, and the words that the journal keeps of it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Affirmation, ProgressEntry, Promise, Site, StepEntry
from rollout.errors import Refused
from rollout.rules import explains
from rollout.speaking import UNDO
from rollout.text import _, speaking

WITHIN = timedelta(minutes=30)
"""How long after its recording an entry may be undone."""

PAGE = "page"
_WHY = _("Undone by who recorded it")
_BETWEEN = " — "

Against = tuple[Site, Refused]
"""A site and what stands there against undoing."""


class NotUndone(Refused):
    """Something stands against it, at one site or at several; nothing was undone anywhere. `against` names every one of them."""

    def __init__(self, against: Sequence[Against]) -> None:
        self.against = tuple(against)
        first = self.against[0][1]
        super().__init__(first.message, first.about)


def undoes(entry: ProgressEntry | StepEntry | Affirmation) -> bool:
    """Whether the entry takes back what its author had just recorded."""
    return entry.source == UNDO


def taken_back(session: Session, entries: Iterable[ProgressEntry | StepEntry]) -> set[int]:
    """The ids of those that were undone; an undoing that was undone itself takes nothing back. All are news, or all are steps."""
    told = list(entries)
    found: set[int] = set()
    ends = {entry.id: entry.id for entry in told}
    while ends:
        model: Any = type(told[0])
        later = session.execute(select(model.id, model.replaces_id).where(model.replaces_id.in_(ends), model.source == UNDO)).all()
        ends = {row.id: ends[row.replaces_id] for row in later}
        found ^= set(ends.values())
    return found


def is_undone(entry: ProgressEntry | StepEntry, latest: ProgressEntry | StepEntry, by: int) -> bool:
    """Whether the same person has undone it already, and nothing was recorded since."""
    return latest.replaces_id == entry.id and latest.recorded_by_id == by and undoes(latest)


def stale(entry: ProgressEntry | StepEntry | Promise, latest_id: int, by: int) -> Refused | None:
    """Why it is not this person's to undo, or not any more; None where it is."""
    if entry.recorded_by_id != by or entry.source not in (PAGE, UNDO):
        return Refused(_("Only the person who recorded this can undo it; correct it on its form instead."))
    if latest_id != entry.id:
        return Refused(_("Something newer was recorded of this stage; look at it, and correct what is wrong on its form."))
    if datetime.now(UTC) - entry.recorded_at > WITHIN:
        return Refused(
            _("It was recorded more than %(minutes)s minutes ago; correct it on its form instead.", minutes=WITHIN.seconds // 60)
        )
    return None


def joined(kept: str, why: str, longest: int) -> str:
    """The words of what holds again, and why the entry was undone; said once, however often one undoes."""
    with speaking("ar"):  # the journal is kept in Arabic, whatever the language of the page
        words = why.strip() if explains(why) else str(_WHY)
    return kept if words in kept else _BETWEEN.join(part for part in (kept[: max(longest - len(words) - len(_BETWEEN), 0)], words) if part)
