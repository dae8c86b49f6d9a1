"""Whether meetings and decisions agree with themselves: the questions that `rollout check` asks about them."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Decision, DecisionEvent, Governorate, Meeting
from rollout.followup.deciding import broken_story
from rollout.followup.decisions import DecisionStep
from rollout.text import Text, _

_Answer = tuple[int, list[Text]]


def broken_meetings(session: Session) -> _Answer:
    """Meetings that compare with one that is not theirs or not earlier, or that stand in another year than their day."""
    query = select(Meeting, Governorate.code).join(Governorate, Governorate.id == Meeting.governorate_id).order_by(Meeting.id)
    rows = session.execute(query).all()
    known = {meeting.id: meeting for meeting, _code in rows}
    faults: list[Text] = []
    for meeting, code in rows:
        where = {"place": code, "number": meeting.number, "year": str(meeting.year)}
        before = known.get(meeting.previous_id) if meeting.previous_id is not None else None
        if before is not None and meeting.state in ("open", "closed") and not _follows(meeting, before):
            faults.append(_("Meeting %(number)s of %(year)s in %(place)s compares with one that is not an earlier one of its committee.",
                            **where))
        if meeting.held_on.year != meeting.year:
            faults.append(_("Meeting %(number)s of %(year)s in %(place)s was held in another year.", **where))
    return len(rows), faults


def _follows(meeting: Meeting, before: Meeting) -> bool:
    if meeting.committee_id != before.committee_id or before.known_at is None or meeting.known_at is None:
        return False
    return before.held_on < meeting.held_on and before.as_of <= meeting.as_of and before.known_at <= meeting.known_at


def broken_decisions(session: Session) -> _Answer:
    """Decisions that nobody took, that were taken on another day than their meeting or after its minutes were closed, or whose story
    does not follow."""
    events: dict[int, list[DecisionEvent]] = defaultdict(list)
    for event in session.scalars(select(DecisionEvent).order_by(DecisionEvent.id)):
        events[event.decision_id].append(event)
    query = (
        select(Decision, Meeting, Governorate.code)
        .join(Meeting, Meeting.id == Decision.meeting_id).join(Governorate, Governorate.id == Decision.governorate_id)
        .order_by(Decision.id)
    )
    rows = session.execute(query).all()
    faults: list[Text] = []
    for decision, meeting, code in rows:
        where: dict[str, Any] = {
            "place": code, "number": decision.number, "meeting": meeting.number, "year": str(meeting.year),
        }
        faults += [_("Decision %(number)s of meeting %(meeting)s of %(year)s in %(place)s: %(fault)s", fault=fault, **where)
                   for fault in _faults(meeting, events[decision.id])]
    return len(rows), faults


def _faults(meeting: Meeting, events: list[DecisionEvent]) -> list[Text]:
    taken = [event for event in events if event.step == DecisionStep.TAKEN]
    found = [] if taken else [_("it was never taken.")]
    if any(event.happened_on != meeting.held_on for event in taken):
        found.append(_("it was taken on another day than that of the meeting."))
    if meeting.closed_at is not None and any(event.recorded_at > meeting.closed_at for event in taken):
        found.append(_("it was taken after the minutes were closed."))
    return found + [refused.message for _event, refused in broken_story(events)]


QUESTIONS: tuple[tuple[Text, Callable[[Session], _Answer]], ...] = (
    (_("meetings and those before them"), broken_meetings),
    (_("decisions and what happened to them"), broken_decisions),
)
