"""Meetings from the plan to the closed minutes: their numbers, their day of the data, their pack, their end."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import AgendaItem, Attendee, Committee, Decision, DecisionEvent, Meeting
from rollout.arabic import format_date
from rollout.database import lock_journal
from rollout.errors import Conflict, OutOfScope, Refused, RefusedTogether
from rollout.followup.decisions import DecisionStep
from rollout.journal import last_moment, next_moment
from rollout.meetings.wording import standing_words
from rollout.office import office
from rollout.rules import EARLIEST, LONGEST_NAME, LONGEST_NOTE, explains
from rollout.scope import scope_of
from rollout.text import Text, _

STATES: dict[str, Text] = {
    "planned": _("Planned"), "open": _("Pack taken"), "closed": _("Minutes closed"), "cancelled": _("It was cancelled"),
}
CANCELLED = "cancelled"
"""The name under which a meeting's words keep why it was cancelled."""

_FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Plan:
    """When and where a committee is to meet."""

    held_on: date
    starts_at: time
    place: str = ""


def cut_off_day(committee: Committee, held_on: date, starts_at: time) -> date:
    """The day for which the pack of a meeting speaks: the last cut-off before it begins."""
    back = (held_on.weekday() - committee.cut_off_weekday) % 7
    if back == 0 and committee.cut_off_at > starts_at:
        back = 7
    return held_on - timedelta(days=back)


def proposed(committee: Committee, after: date) -> Plan:
    """The committee's next usual meeting after a day."""
    ahead = (committee.meets_weekday - after.weekday()) % 7 or 7
    return Plan(after + timedelta(days=ahead), committee.meets_at, committee.place)


def previous_of(session: Session, meeting: Meeting) -> Meeting | None:
    """The meeting before, with which a pack compares: the one that was fixed when the pack was taken, else the last that took its own."""
    query = select(Meeting)
    if meeting.state in ("open", "closed"):
        if meeting.previous_id is None:
            return None
        return session.scalars(query.where(Meeting.id == meeting.previous_id)).one_or_none()
    return session.scalars(_held(meeting).where(Meeting.known_at.is_not(None)).order_by(Meeting.held_on.desc()).limit(1)).one_or_none()


def _held(meeting: Meeting) -> Select[Meeting]:
    """The committee's meetings before this one that were not cancelled."""
    return select(Meeting).where(
        Meeting.committee_id == meeting.committee_id, Meeting.state != "cancelled", Meeting.held_on < meeting.held_on,
    )


def plan(session: Session, committee: Committee, wanted: Plan, *, today: date, by: int | None, is_demo: bool = False) -> Meeting:
    """Plan a meeting; it gets the next number of its year. Raises RefusedTogether with everything that is wrong. Flushes."""
    if committee.governorate_id not in scope_of(session).capture:
        raise OutOfScope
    moment = next_moment(session)
    others = _days(session, committee)
    if wanted.held_on in others and others[wanted.held_on].recorded_by_id == by and _is(others[wanted.held_on], wanted):
        return others[wanted.held_on]
    _refuse(_broken_plan(committee, wanted, others.values(), today))
    query = select(func.max(Meeting.number)).where(Meeting.committee_id == committee.id, Meeting.year == wanted.held_on.year)
    meeting = Meeting(
        committee_id=committee.id, governorate_id=committee.governorate_id, number=(session.scalar(query) or 0) + 1,
        year=wanted.held_on.year, held_on=wanted.held_on, starts_at=wanted.starts_at, place=wanted.place,
        as_of=cut_off_day(committee, wanted.held_on, wanted.starts_at), state="planned", words={}, recorded_at=moment, recorded_by_id=by,
        is_demo=is_demo,
    )
    before = previous_of(session, meeting)
    meeting.previous_id = before.id if before else None
    session.add(meeting)
    session.flush()
    return meeting


def out_of_turn(session: Session, meeting: Meeting) -> Meeting | None:
    """A meeting of the same year that is held on a later day under an earlier number, or the other way round; the nearest by its day.

    A number is given once, when the meeting is planned, and stays with it: whoever plans should know that the two are crossed.
    """
    rows = session.scalars(_same_year(meeting)).all()
    crossed = [other for other in rows if (other.number < meeting.number) != (other.held_on < meeting.held_on)]
    return min(crossed, key=lambda other: abs(other.held_on - meeting.held_on), default=None)


def _same_year(meeting: Meeting) -> Select[Meeting]:
    return select(Meeting).where(
        Meeting.committee_id == meeting.committee_id, Meeting.year == meeting.year, Meeting.state != "cancelled", Meeting.id != meeting.id,
    )


def move(session: Session, meeting: Meeting, wanted: Plan, *, version: int, today: date) -> Meeting:
    """Put a planned meeting on another day, hour or place; it keeps its number, so its year too. Flushes."""
    still(session, meeting, version, "planned")
    others = [other for other in _days(session, meeting.committee).values() if other.id != meeting.id]
    faults = [*_broken_plan(meeting.committee, wanted, others, today)]
    if wanted.held_on.year != meeting.year:
        faults.append(Refused(_("Its number is of the year %(year)s; cancel it and plan another one.", year=meeting.year), "held_on"))
    if wanted.held_on > today and session.scalars(select(Attendee.id).where(Attendee.meeting_id == meeting.id).limit(1)).first():
        sentence = _("Its attendance is recorded already; if it was not held, leave everybody out of the attendance before you move it to "
                     "a day to come.")
        faults.append(Refused(sentence, "held_on"))
    _refuse(faults)
    meeting.held_on, meeting.starts_at, meeting.place = wanted.held_on, wanted.starts_at, wanted.place
    meeting.as_of = cut_off_day(meeting.committee, wanted.held_on, wanted.starts_at)
    session.flush()
    return meeting


def take_pack(session: Session, meeting: Meeting, *, version: int, today: date) -> Meeting:
    """Take the pack: from here on the meeting speaks for what is known at this moment, by the patience of the office now, and is open.

    Flushes.
    """
    still(session, meeting, version, "planned")
    known_at = last_moment(session)
    faults = []
    if meeting.as_of > today:
        faults.append(Refused(_("The week of this meeting ends on %(day)s only.", day=format_date(meeting.as_of))))
    if known_at is None:
        faults.append(Refused(_("Nothing has been recorded yet.")))
    unfinished = session.scalars(_held(meeting).where(Meeting.state != "closed").order_by(Meeting.held_on).limit(1)).one_or_none()
    if unfinished is not None:
        sentence = _("Close or cancel the meeting %(number)s of %(day)s first.")
        faults.append(Refused(sentence.with_values(number=unfinished.number, day=format_date(unfinished.held_on))))
    _refuse(faults)
    before = previous_of(session, meeting)
    meeting.previous_id = before.id if before else None
    meeting.known_at, meeting.patience, meeting.state = known_at, office(session).patience, "open"
    session.flush()
    return meeting


def close(
    session: Session, meeting: Meeting, agenda: Sequence[str], *, version: int, next_on: date | None, today: date, by: int | None,
    papers: Callable[[Meeting], tuple[bytes, bytes]] | None = None,
) -> Meeting:
    """Close the minutes: from here on the meeting is read-only. `agenda` is the drafted one, kept where nobody wrote another.

    The standing words of the parts are kept with it, and what `papers` makes of the closed meeting, its pack and its minutes: they stay as
    they were, whatever is renamed, set or worded otherwise later.

    Raises RefusedTogether with everything that is missing. Flushes.
    """
    still(session, meeting, version, "open")
    moment = next_moment(session)
    _refuse(_missing(session, meeting, next_on, today))
    if not session.scalars(select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id).limit(1)).first():
        session.add_all(
            AgendaItem(meeting_id=meeting.id, governorate_id=meeting.governorate_id, position=place, title=title)
            for place, title in enumerate(agenda)
        )
        session.flush()
    meeting.words = {**meeting.words, **standing_words(meeting)}
    with session.no_autoflush:  # what is flushed as closed cannot be given its papers any more
        meeting.state, meeting.closed_at, meeting.closed_by_id, meeting.next_on = "closed", moment, by, next_on
        if papers is not None:
            session.expire(meeting, ["agenda", "attendees"])
            meeting.kept_pack, meeting.kept_minutes = papers(meeting)
    session.flush()
    return meeting


def cancel(session: Session, meeting: Meeting, reason: str, *, version: int) -> Meeting:
    """Cancel a meeting that is not held; its number is not given again. Nothing that was decided may depend on it. Flushes."""
    still(session, meeting, version, "planned", "open")
    faults = []
    if not explains(reason):
        faults.append(Refused(_("Say why the meeting is cancelled."), "reason"))
    if len(reason) > LONGEST_NOTE:
        faults.append(Refused(_("At most %(number)s letters.", number=LONGEST_NOTE), "reason"))
    if session.scalars(select(Decision.id).where(Decision.meeting_id == meeting.id).limit(1)).first():
        faults.append(Refused(_("It has taken decisions, so it was held."), "reason"))
    _refuse(faults)
    meeting.state, meeting.known_at, meeting.patience = "cancelled", None, None
    meeting.words = {**meeting.words, CANCELLED: reason}
    session.flush()
    return meeting


def still(session: Session, meeting: Meeting, version: int, *states: str) -> None:
    """Let one writer at a time change a meeting, and only as it was when the form was opened."""
    if meeting.governorate_id not in scope_of(session).capture:
        raise OutOfScope
    lock_journal(session)
    session.refresh(meeting, ["state", "row_version"])
    if meeting.row_version != version or meeting.state not in states:
        raise Conflict


def _missing(session: Session, meeting: Meeting, next_on: date | None, today: date) -> Iterator[Refused]:
    if meeting.held_on > today:
        yield Refused(_("The meeting is held on %(day)s only.", day=format_date(meeting.held_on)))
    came = session.execute(select(Attendee.part, Attendee.came).where(Attendee.meeting_id == meeting.id)).all()
    if not came:
        yield Refused(_("Nobody’s attendance was recorded."), "attendance")
    elif not any(part in ("chair", "deputy") and how == "present" for part, how in came):
        yield Refused(_("Neither the chair nor a deputy was present."), "attendance")
    yield from _ownerless(session, meeting)
    if next_on is not None and next_on <= meeting.held_on:
        yield Refused(_("The next meeting comes after this one."), "next_on")


def _ownerless(session: Session, meeting: Meeting) -> Iterator[Refused]:
    """Decisions that nobody has to carry out, or for which no day was set."""
    query = (
        select(Decision.number, DecisionEvent.body, DecisionEvent.post, DecisionEvent.due_on)
        .outerjoin(DecisionEvent, (DecisionEvent.decision_id == Decision.id) & (DecisionEvent.step == DecisionStep.TAKEN.value))
        .where(Decision.meeting_id == meeting.id).order_by(Decision.number)
    )
    for row in session.execute(query):
        if not row.body or not row.post:
            yield Refused(_("Decision %(number)s has no owner.", number=row.number), "decisions")
        if row.due_on is None:
            yield Refused(_("Decision %(number)s has no day.", number=row.number), "decisions")


def _days(session: Session, committee: Committee) -> dict[date, Meeting]:
    query = select(Meeting).where(Meeting.committee_id == committee.id, Meeting.state != "cancelled")
    return {meeting.held_on: meeting for meeting in session.scalars(query)}


def _is(meeting: Meeting, wanted: Plan) -> bool:
    return meeting.state == "planned" and (meeting.starts_at, meeting.place) == (wanted.starts_at, wanted.place)


def _broken_plan(committee: Committee, wanted: Plan, others: Iterable[Meeting], today: date) -> Iterator[Refused]:
    if not EARLIEST <= wanted.held_on <= today + _FURTHEST:
        yield Refused(
            _("A meeting is planned for a day between %(first)s and %(last)s.", first=format_date(EARLIEST),
              last=format_date(today + _FURTHEST)), "held_on",
        )
    if len(wanted.place) > LONGEST_NAME:
        yield Refused(_("At most %(number)s letters.", number=LONGEST_NAME), "place")
    as_of = cut_off_day(committee, wanted.held_on, wanted.starts_at)
    for other in others:
        if other.held_on == wanted.held_on:
            yield Refused(_("On that day the committee has meeting %(number)s already.", number=other.number), "held_on")
        elif other.as_of == as_of:
            sentence = _("Meeting %(number)s of %(day)s speaks of the same week, up to %(as_of)s; there is one meeting for each.")
            yield Refused(sentence.with_values(number=other.number, day=format_date(other.held_on), as_of=format_date(as_of)), "held_on")
        elif other.held_on > wanted.held_on and other.known_at is not None:
            sentence = _("The pack of meeting %(number)s of %(day)s was taken already; a meeting before it comes too late.")
            yield Refused(sentence.with_values(number=other.number, day=format_date(other.held_on)), "held_on")
            return


def _refuse(faults: Iterable[Refused]) -> None:
    found = list(faults)
    if found:
        raise RefusedTogether(found)
