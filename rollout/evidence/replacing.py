"""Documents of the register: what each proves, where else the same file stands, and how a better one takes its place.

No document is ever removed. A document that turns out wrong or unreadable is replaced by another, with a reason; both stay, and what the
first proved the second proves from then on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Attendance, DecisionEvent, Evidence, ObstacleEvent, Paper, ProgressEntry, Site, StepEntry
from rollout.database import lock_journal
from rollout.details.saving import Whereabouts
from rollout.errors import Conflict, Refused
from rollout.journal import next_moment
from rollout.recording import Document
from rollout.rules import explains
from rollout.text import _

MOST_REASON = 500
_TARGETS = ("entry_id", "step_id", "attendance_id", "paper_id", "decision_event_id", "obstacle_event_id")


class Replaced(Conflict):
    """Somebody replaced this document already; `by` is the one that stands in its place."""

    def __init__(self, by: Evidence) -> None:
        super().__init__(_("This document has been replaced already."))
        self.by = by


@dataclass(frozen=True)
class Proven:
    """What a document proves: news of a stage, a step of the work behind it, a count of trainees, a paper of the stores, or what happened
    to a decision or an obstacle.

    `site` is None for a mixed count, a paper, a decision and an obstacle.
    """

    record: Evidence
    site: Site | None
    entry: ProgressEntry | None
    step: StepEntry | None
    attendance: Attendance | None
    paper: Paper | None = None
    decision: DecisionEvent | None = None
    obstacle: ObstacleEvent | None = None


def replace(
    session: Session, old: Evidence, document: Document, reason: str, *, by: int | None, where: Whereabouts | None = None
) -> Evidence:
    """Put a better document in the place of one. What had followed from the old one (a stage that its step confirms) follows from it too.

    Raises Refused without a reason or for the same file, Replaced when it was replaced meanwhile. Flushes, the caller commits.
    """
    lock_journal(session)
    reason = reason.strip()
    if not explains(reason):
        raise Refused(_("Say why the document is replaced."), "reason")
    if len(reason) > MOST_REASON:
        raise Refused(_("The reason is longer than %(most)s letters.", most=MOST_REASON), "reason")
    later = replacement_of(session, old)
    if later is not None:
        raise Replaced(later)
    if document.sha256 == old.sha256:
        raise Refused(_("This is the same file; choose the one that is to take its place."), "evidence")
    place = {} if where is None else dict(latitude=where.latitude, longitude=where.longitude, accuracy=where.accuracy)
    moment = next_moment(session)
    made = [
        Evidence(
            **{name: getattr(each, name) for name in _TARGETS}, governorate_id=each.governorate_id, sha256=document.sha256,
            original_name=document.original_name, media_type=document.media_type, size=document.size, replaces_id=each.id, reason=reason,
            recorded_at=moment, recorded_by_id=by, **place,
        )
        for each in (old, *_handed_on(session, old))
    ]
    session.add_all(made)
    session.flush()
    return made[0]


def _handed_on(session: Session, old: Evidence) -> Iterable[Evidence]:
    """The rows in which the same document of the same step or count confirms a stage as well, or from which it came to confirm it."""
    same = [getattr(Evidence, name) == value for name in _TARGETS[1:] if (value := getattr(old, name)) is not None]
    if not same:
        return ()
    query = select(Evidence).where(Evidence.sha256 == old.sha256, Evidence.id != old.id, *same, Evidence.in_force()).order_by(Evidence.id)
    return session.scalars(query).all()


def replacement_of(session: Session, record: Evidence) -> Evidence | None:
    """The document that stands in its place now, if any."""
    return session.scalars(select(Evidence).where(Evidence.replaces_id == record.id)).one_or_none()


def proven_by(session: Session, records: Iterable[Evidence]) -> list[Proven]:
    """What each of these documents proves, in their order."""
    wanted = list(records)
    entries = _by_id(session, ProgressEntry, (row.entry_id for row in wanted))
    steps = _by_id(session, StepEntry, (row.step_id for row in wanted))
    counts = _by_id(session, Attendance, (row.attendance_id for row in wanted))
    papers = _by_id(session, Paper, (row.paper_id for row in wanted))
    decided = _by_id(session, DecisionEvent, (row.decision_event_id for row in wanted))
    hindered = _by_id(session, ObstacleEvent, (row.obstacle_event_id for row in wanted))
    facts = [(row, entries.get(row.entry_id), steps.get(row.step_id), counts.get(row.attendance_id)) for row in wanted]
    places = [next((fact.site_id for fact in (step, entry, count) if fact is not None), None) for _row, entry, step, count in facts]
    sites = _by_id(session, Site, places)
    return [
        Proven(
            row, sites.get(place), entry, step, count, papers.get(row.paper_id), decided.get(row.decision_event_id),
            hindered.get(row.obstacle_event_id),
        )
        for (row, entry, step, count), place in zip(facts, places, strict=True)
    ]


def same_file(session: Session, record: Evidence, most: int) -> list[Proven]:
    """Where else the same file stands as a proof, among the rows that the session may see, the latest first.

    A row that merely hands the proof of a step on to its stage is no second use.
    """
    handed_on = Evidence.entry_id.is_not(None) & (Evidence.step_id.is_not(None) | Evidence.attendance_id.is_not(None))
    query = select(Evidence).where(Evidence.sha256 == record.sha256, Evidence.id != record.id, ~handed_on).order_by(Evidence.id.desc())
    if record.step_id is not None:
        query = query.where((Evidence.step_id != record.step_id) | Evidence.step_id.is_(None))
    if record.attendance_id is not None:
        query = query.where((Evidence.attendance_id != record.attendance_id) | Evidence.attendance_id.is_(None))
    return proven_by(session, session.scalars(query.limit(most)).all())


def _by_id(session: Session, model: Any, ids: Iterable[int | None]) -> dict[int | None, Any]:
    wanted = {number for number in ids if number is not None}
    return {row.id: row for row in session.scalars(select(model).where(model.id.in_(wanted)))} if wanted else {}
