"""Decisions of the committees: what was decided, where each stands, and what an officer records of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Decision, DecisionEvent, Evidence, Governorate, Meeting, Obstacle
from rollout.database import lock_journal
from rollout.errors import Conflict, OutOfScope, Refused, RefusedTogether
from rollout.followup.deciding import Did, Outcome, Wanted, broken_step, broken_wanted, outcome
from rollout.followup.decisions import DecisionStep, Standing, standing
from rollout.journal import next_moment
from rollout.obstacles.opening import is_national
from rollout.recording import Document
from rollout.scope import scope_of
from rollout.text import _
from rollout.works.bodies import kept_name


@dataclass(frozen=True, slots=True)
class Followed:
    """A decision as it stands on a day, with the meeting that took it and its events up to then."""

    decision: Decision
    meeting: Meeting
    governorate: str
    standing: Standing
    days_late: int
    outcome: Outcome
    events: tuple[DecisionEvent, ...]

    @property
    def number(self) -> tuple[int, int, int]:
        """Its number in the meeting, the meeting's number, and the year."""
        return self.decision.number, self.meeting.number, self.meeting.year


class Overtaken(Conflict):
    """Somebody recorded something of this decision after the form was opened; `latest` is what they recorded."""

    def __init__(self, latest: DecisionEvent) -> None:
        super().__init__()
        self.latest = latest


def decisions(
    session: Session, as_of: date, known_at: datetime | None = None, *, governorate: str | None = None, open_only: bool = False,
    decision_id: int | None = None,
) -> list[Followed]:
    """The decisions in scope that were taken by the day, as known at a moment; the longest late first, then those due first."""
    query = (
        select(Decision, Meeting, Governorate.code)
        .join(Meeting, Meeting.id == Decision.meeting_id)
        .join(Governorate, Governorate.id == Decision.governorate_id)
        .where(Meeting.held_on <= as_of)
    )
    told = select(DecisionEvent).where(DecisionEvent.happened_on <= as_of)
    if known_at is not None:
        told = told.where(DecisionEvent.recorded_at <= known_at)
    if governorate is not None:
        query = query.where(Governorate.code == governorate)
        told = told.join(Governorate, Governorate.id == DecisionEvent.governorate_id).where(Governorate.code == governorate)
    if decision_id is not None:
        query, told = query.where(Decision.id == decision_id), told.where(DecisionEvent.decision_id == decision_id)
    events: dict[int, list[DecisionEvent]] = defaultdict(list)
    for event in session.scalars(told.order_by(DecisionEvent.id)):
        events[event.decision_id].append(event)
    found = [
        followed(decision, meeting, code, events[decision.id], as_of)
        for decision, meeting, code in session.execute(query.order_by(Decision.id)).all() if decision.id in events
    ]
    kept = [one for one in found if one.standing.taken_on and (one.standing.open or not open_only)]
    return sorted(kept, key=_by_urgency)


def _by_urgency(one: Followed) -> tuple[bool, int, date]:
    found = one.standing
    return not found.open, -one.days_late if found.open else 0, found.due_on or date.max


def followed(decision: Decision, meeting: Meeting, governorate: str, events: Sequence[DecisionEvent], as_of: date) -> Followed:
    """A decision as these of its events tell it."""
    found = standing(events)
    return Followed(decision, meeting, governorate, found, found.days_late(as_of), outcome(found, as_of), tuple(events))


def taken_in(session: Session, meeting: Meeting) -> list[tuple[Decision, DecisionEvent]]:
    """What a meeting decided, each with the event by which it was taken: that never changes, whatever came of it."""
    query = (
        select(Decision, DecisionEvent).join(DecisionEvent, DecisionEvent.decision_id == Decision.id)
        .where(Decision.meeting_id == meeting.id, DecisionEvent.step == DecisionStep.TAKEN.value).order_by(Decision.number)
    )
    return [(decision, event) for decision, event in session.execute(query).all()]


def take(
    session: Session, meeting: Meeting, wanted: Wanted, *, by: int | None, is_demo: bool = False
) -> Decision:
    """Take a decision in the open meeting; it gets the next number. The same sent again is taken once.

    Raises RefusedTogether with everything that is wrong. Flushes, the caller commits.
    """
    if meeting.governorate_id not in scope_of(session).capture:
        raise OutOfScope
    moment = next_moment(session)
    session.refresh(meeting, ["state"])
    wanted = Wanted(wanted.words, kept_name(wanted.body), wanted.post, wanted.due_on, wanted.level, wanted.obstacle_id)
    faults = [*broken_wanted(wanted, meeting.held_on)]
    if meeting.state != "open":
        faults.insert(0, Refused(_NOT_OPEN[meeting.state]))
    if wanted.obstacle_id is not None and not _is_obstacle(session, wanted.obstacle_id, meeting.governorate_id):
        faults.append(Refused(_("The obstacle is not one of this governorate."), "obstacle"))
    if faults:
        raise RefusedTogether(faults)
    for decision, event in taken_in(session, meeting):
        if event.recorded_by_id == by and (decision.words, event.body, event.post, event.due_on) == (
            wanted.words, wanted.body, wanted.post, wanted.due_on
        ):
            return decision
    last = session.scalar(select(func.max(Decision.number)).where(Decision.meeting_id == meeting.id)) or 0
    decision = Decision(
        meeting_id=meeting.id, governorate_id=meeting.governorate_id, number=last + 1, words=wanted.words, obstacle_id=wanted.obstacle_id,
        is_demo=is_demo,
    )
    session.add(decision)
    session.flush()
    session.add(DecisionEvent(
        decision_id=decision.id, governorate_id=meeting.governorate_id, step=DecisionStep.TAKEN.value, happened_on=meeting.held_on,
        body=wanted.body, post=wanted.post, level=wanted.level.value, due_on=wanted.due_on, recorded_at=moment, recorded_by_id=by,
    ))
    session.flush()
    return decision


_NOT_OPEN = {
    "planned": _("Take the pack of the meeting first: that opens it."), "closed": _("The minutes of this meeting are closed."),
    "cancelled": _("This meeting was cancelled."),
}


def _is_obstacle(session: Session, number: int, governorate_id: int) -> bool:
    query = select(Obstacle.id).where(Obstacle.id == number, Obstacle.governorate_id == governorate_id)
    return session.scalar(query) is not None


def happen(
    session: Session, decision: Decision, did: Did, documents: Sequence[Document] = (), *, seen: int | None, today: date, by: int | None
) -> DecisionEvent:
    """Record what happened to a decision, with the documents that prove it. `seen` is the event that was the last on the form.

    The same from the same person on the same form is recorded once. Raises Overtaken when anything else was recorded meanwhile and
    RefusedTogether with everything that is wrong. Flushes, the caller commits.
    """
    if decision.governorate_id not in scope_of(session).capture:
        raise OutOfScope
    lock_journal(session)
    did = Did(did.step, did.on, did.note, did.due_on, kept_name(did.body), did.post, did.level)
    events = list(session.scalars(select(DecisionEvent).where(DecisionEvent.decision_id == decision.id).order_by(DecisionEvent.id)))
    latest = events[-1] if events else None
    if latest is not None and seen is not None and latest.id != seen:
        if latest.recorded_by_id == by and _says(latest, did):
            return latest
        raise Overtaken(latest)
    faults = broken_step(events, did, today, len(documents), national=is_national(session))
    if faults:
        raise RefusedTogether(faults)
    moment = next_moment(session)
    event = DecisionEvent(
        decision_id=decision.id, governorate_id=decision.governorate_id, step=did.step.value, happened_on=did.on, body=did.body,
        post=did.post, level=did.level.value if did.level else "", due_on=did.due_on, note=did.note, recorded_at=moment, recorded_by_id=by,
    )
    session.add(event)
    session.flush()
    session.add_all(
        Evidence(
            decision_event_id=event.id, governorate_id=event.governorate_id, sha256=document.sha256, original_name=document.original_name,
            media_type=document.media_type, size=document.size, recorded_at=moment, recorded_by_id=by,
        )
        for document in {document.sha256: document for document in documents}.values()
    )
    session.flush()
    return event


def _says(event: DecisionEvent, did: Did) -> bool:
    told = (event.step, event.happened_on, event.note, event.due_on, event.body, event.post, event.level)
    return told == (did.step.value, did.on, did.note, did.due_on, did.body, did.post, did.level.value if did.level else "")
