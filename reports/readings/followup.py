"""What the committees follow up, as reports speak of it: obstacles, decisions, what was restated since the last report, what news came.

Read once for the whole country and parted by governorate, so that twenty-eight reports cost no more statements than one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rollout.approvals.completeness import Received, completeness
from rollout.approvals.restating import Restated, restatements
from rollout.issued.listed import COUNTRY, last_reports, since_all
from rollout.meetings.decisions import Followed, decisions
from rollout.obstacles.reading import Held, obstacles
from rollout.position import Position


@dataclass(frozen=True)
class FollowUp:
    """What stands open on the day of a report. `since` is the moment of the data of the report before, by governorate, where one was
    issued: `restated` is what changed after it; where none was, all that changed since its approval."""

    held: tuple[Held, ...] = ()
    decisions: tuple[Followed, ...] = ()
    received: tuple[Received, ...] = ()
    restated: tuple[Restated, ...] = ()
    since: Mapping[str, datetime] = field(default_factory=dict)

    def of(self, code: str) -> "FollowUp":
        """The part of one governorate, with what was restated since its own last report."""
        since = self.since.get(code)
        return FollowUp(
            tuple(one for one in self.held if one.governorate == code), tuple(one for one in self.decisions if one.governorate == code),
            tuple(one for one in self.received if one.governorate == code),
            tuple(one for one in self.restated if one.governorate == code and (since is None or one.restated_at > since)),
            {code: since} if since else {},
        )

    @property
    def country(self) -> "FollowUp":
        """The same for the national report, with what was restated since the last national one."""
        since = self.since.get(COUNTRY)
        restated = tuple(one for one in self.restated if since is None or one.restated_at > since)
        return FollowUp(self.held, self.decisions, self.received, restated, {COUNTRY: since} if since else {})


def follow_up(session: Session, now: Position, governorate: str | None = None) -> FollowUp:
    """What stood open on the day of a position, as known at its moment. Nothing while nothing is recorded."""
    if now.known_at is None:
        return FollowUp()
    since = last_reports(session, now.as_of, now.known_at, governorate)
    first = since.get(governorate) if governorate else since_all(since, {site.governorate for site in now.sites})
    restated = restatements(session, governorate, first, now.known_at)
    return FollowUp(
        tuple(obstacles(session, now.as_of, now.known_at, governorate=governorate)),
        tuple(decisions(session, now.as_of, now.known_at, governorate=governorate, open_only=True)),
        tuple(completeness(session, now.as_of, now.known_at, governorate=governorate)), tuple(restated), since,
    )


def facts(found: FollowUp) -> dict[str, Any]:
    """For machines: codes and numbers without words."""
    return {
        "obstacles": [
            [one.governorate, one.obstacle.number, one.standing.level.value, one.number_of_sites, one.site_days, one.age]
            for one in found.held
        ],
        "decisions": [[one.governorate, *one.number, one.days_late] for one in found.decisions],
        "restated": _restated(found.restated),
        "received": [[one.governorate, one.week.day.isoformat(), one.expected, one.received, one.on_time] for one in found.received],
    }


def _restated(found: Iterable[Restated]) -> list[list[str]]:
    return [[one.site, one.stage, one.as_of.isoformat()] for one in found]
