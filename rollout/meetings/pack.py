"""The pack of a meeting: all that the committee needs to know for the week, read for one day as known at one moment.

Of a meeting whose pack was taken it says the same for ever; of one that is only planned it says what is known now.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import Committee, Governorate, Meeting
from rollout.approvals.completeness import Received, completeness
from rollout.approvals.restating import Restated, restatements
from rollout.followup.deciding import Outcome
from rollout.followup.decisions import standing
from rollout.followup.difference import Difference, difference
from rollout.journal import last_moment
from rollout.meetings.decisions import Followed, decisions
from rollout.meetings.planning import previous_of
from rollout.obstacles.reading import Held, obstacles
from rollout.overdue import OpenItem, outstanding
from rollout.position import Position, SitePosition, position
from rollout.snapshots import snapshot

SOON = timedelta(days=7)
"""How far the pack looks ahead."""


@dataclass(frozen=True)
class Pack:
    """What a meeting is about.

    `now` and `before` are the positions of this meeting and of the one before, `difference` what lies between them; `promised` are the
    decisions that were open when the meeting before was held, or taken by it, with what came of them; `decisions` all that are open.
    The days of decisions run up to the day on which the meeting is held: its paper bears that day, whatever day the position is of.
    """

    meeting: Meeting
    previous: Meeting | None
    governorate: Governorate
    as_of: date
    known_at: datetime | None
    now: Position
    before: Position | None
    difference: Difference
    promised: list[Followed]
    decisions: list[Followed]
    overdue: list[OpenItem]
    due_soon: list[OpenItem]
    obstacles: list[Held]
    restated: list[Restated]
    completeness: Received | None

    @property
    def taken(self) -> bool:
        """Whether the pack speaks as known at a moment that is fixed."""
        return self.meeting.known_at is not None

    @property
    def since(self) -> date:
        """The day of the meeting before, or of a week ago where there was none: news is new from the day after."""
        return self.previous.as_of if self.previous else self.as_of - SOON

    @cached_property
    def unheard(self) -> list[SitePosition]:
        """The sites that do not serve the public yet and for which nobody spoke since the meeting before: expected, but no news."""
        earlier = {site.id: site.in_service for site in self.before.sites} if self.before else {}
        return [
            site for site in self.now.sites
            if not earlier.get(site.id, site.in_service) and (site.last_news_on is None or site.last_news_on <= self.since)
        ]

    @cached_property
    def kept(self) -> list[Followed]:
        """Of what was promised, what was carried out, in time or late."""
        return [one for one in self.promised if one.outcome.done]

    @property
    def promised_due(self) -> list[Followed]:
        """Of what was promised, what had to be carried out by now; what was cancelled is no promise any more."""
        return [one for one in self.promised if one.outcome.done or one.outcome is Outcome.LATE]

    @property
    def promised_open(self) -> list[Followed]:
        """Of what was promised, what nobody has recorded as carried out or cancelled."""
        return [one for one in self.promised if one.standing.open]

    @property
    def late(self) -> list[Followed]:
        """The open decisions whose day has passed, the longest late first."""
        return [one for one in self.decisions if one.days_late]

    @property
    def decisions_due(self) -> list[Followed]:
        """The open decisions that are to be carried out within the week."""
        day = self.meeting.held_on
        return [one for one in self.decisions if one.standing.due_on and day <= one.standing.due_on <= day + SOON]

    @property
    def obstacles_due(self) -> list[Held]:
        """The obstacles for which something is due: to be raised, past the day of their promised solution, or waiting for a late answer."""
        return [one for one in self.obstacles if one.days_overdue or one.days_past_promise or one.late_letters]


def meeting_of(session: Session, meeting_id: int) -> Meeting | None:
    """A meeting in scope with its committee, governorate, agenda and attendance."""
    query = select(Meeting).where(Meeting.id == meeting_id).options(
        joinedload(Meeting.committee).joinedload(Committee.governorate), selectinload(Meeting.agenda), selectinload(Meeting.attendees),
    )
    return session.scalars(query).one_or_none()


def pack(session: Session, meeting: Meeting) -> Pack:
    """The pack of a meeting that was read with its committee, as `meeting_of` does."""
    place = meeting.committee.governorate
    previous = previous_of(session, meeting)
    known_at = meeting.known_at or last_moment(session)
    code, day = place.code, meeting.as_of
    # The two days are measured alike, by the patience of the day on which the pack was taken.
    now = position(session, day, known_at, governorate=code, patience=meeting.patience)
    before = position(session, previous.as_of, previous.known_at, governorate=code, patience=now.patience) if previous else None
    told = decisions(session, meeting.held_on, known_at, governorate=code)
    items = outstanding(session, day, known_at, governorate=code)
    weeks = completeness(session, day, known_at, governorate=code)
    return Pack(
        meeting, previous, place, day, known_at, now, before,
        difference(snapshot(before), snapshot(now)) if before else Difference(),
        promised_at(previous, told, meeting.held_on) if previous else [],
        [one for one in told if one.standing.open],
        sorted((item for item in items if item.days_late), key=lambda item: -item.days_late),
        sorted((item for item in items if not item.days_late and item.due_on and item.due_on <= day + SOON),
               key=lambda item: item.due_on or day),
        obstacles(session, day, known_at, governorate=code),
        restatements(session, code, previous.known_at if previous else None, known_at),
        weeks[0] if weeks else None,
    )


def promised_at(previous: Meeting, told: Iterable[Followed], as_of: date) -> list[Followed]:
    """Of these decisions those that were open when a meeting was held, by what its own pack knew, and those that it took itself."""
    found = []
    for one in told:
        if one.meeting.held_on > previous.held_on:
            continue
        known = [
            event for event in one.events
            if event.happened_on <= previous.held_on and previous.known_at is not None and event.recorded_at <= previous.known_at
        ]
        if standing(known).open:
            found.append(one)
    return sorted(found, key=lambda one: (one.standing.first_due_on or as_of, one.decision.id))
