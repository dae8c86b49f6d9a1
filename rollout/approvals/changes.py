"""What was recorded after a period was submitted and speaks of its day or of days before: where an approved figure may have changed."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from models import Evidence, ProgressEntry, Promise, Site
from rollout.approvals.periods import Period
from rollout.reasons import REASONS
from rollout.stages import Kind

PLANNED = "planned_on"
"""Names the planned day of a site among its stages."""
WHOLE = ""
"""Names the site as a whole: it came into the register, or left it."""

_FINAL = {kind.final.key for kind in Kind}


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that was recorded: of which site and stage, from which day on it speaks, when, by whom, and why."""

    site_id: int
    stage: str
    touches: date
    recorded_at: datetime
    by_id: int | None
    entry_id: int | None = None
    reason: str = ""
    proof: bool = False
    corrects: bool = False


Causes = dict[int, list[Cause]]
"""What may have changed each site, in the order in which it was recorded."""


def causes(session: Session, found: Sequence[Period], until: datetime) -> dict[Period, Causes]:
    """For each period the sites of which anything was recorded between its submission and `until` that may change its figures."""
    if not found:
        return {}
    since = min(period.submitted.known_at for period in found)
    places = {period.governorate_id for period in found}
    lines = {place: _Line([period for period in found if period.governorate_id == place]) for place in places}
    touched: dict[Period, Causes] = defaultdict(lambda: defaultdict(list))
    for place, cause in _recorded(session, places, since, until):
        for period in lines[place].touched(cause):
            touched[period][cause.site_id].append(cause)
    for of_period in touched.values():
        for of_site in of_period.values():
            of_site.sort(key=lambda cause: (cause.recorded_at, cause.entry_id or 0))
    return dict(touched)


class _Line:
    """The periods of one governorate by their days, so that news of today is not held against each of a hundred weeks."""

    def __init__(self, found: Collection[Period]) -> None:
        self.periods = sorted(found, key=lambda period: period.as_of)
        self.days = [period.as_of for period in self.periods]
        self.known = [period.submitted.known_at for period in self.periods]
        self.earliest = list(self.known)
        for place in reversed(range(len(self.known) - 1)):
            self.earliest[place] = min(self.earliest[place], self.earliest[place + 1])

    def touched(self, cause: Cause) -> Iterator[Period]:
        for place in range(bisect_left(self.days, cause.touches), len(self.days)):
            if self.earliest[place] >= cause.recorded_at:
                return
            if self.known[place] < cause.recorded_at:
                yield self.periods[place]


def _recorded(session: Session, places: set[int], since: datetime, until: datetime) -> Iterator[tuple[int, Cause]]:
    entry, earlier = ProgressEntry, aliased(ProgressEntry)
    told = (
        select(
            entry.governorate_id, entry.site_id, entry.stage, entry.effective_on, earlier.effective_on.label("replaced"),
            entry.recorded_at, entry.recorded_by_id, entry.id, entry.note, entry.reason,
        )
        .outerjoin(earlier, earlier.id == entry.replaces_id)
    )
    for row in session.execute(_between(told, entry, places, since, until)):
        touches = min(row.effective_on, row.replaced or row.effective_on)
        yield row.governorate_id, Cause(
            row.site_id, row.stage, touches, row.recorded_at, row.recorded_by_id, row.id, row.note or row.reason,
            corrects=row.replaced is not None,
        )
    proofs = (
        select(Evidence.governorate_id, entry.site_id, entry.stage, entry.effective_on, Evidence.recorded_at, Evidence.recorded_by_id)
        .join(entry, entry.id == Evidence.entry_id)
    )
    for row in session.execute(_between(proofs, Evidence, places, since, until)):
        yield row.governorate_id, Cause(row.site_id, row.stage, row.effective_on, row.recorded_at, row.recorded_by_id, proof=True)
    yield from _promised(session, places, since, until)
    yield from _registered(session, places, since, until)


def _promised(session: Session, places: set[int], since: datetime, until: datetime) -> Iterator[tuple[int, Cause]]:
    """Promises of service. The register's own count for the days before they were given, too."""
    promise = Promise
    query = select(
        promise.governorate_id, promise.site_id, promise.recorded_at, promise.recorded_by_id, promise.note, promise.reason
    ).where(promise.stage.in_(_FINAL))
    for row in session.execute(_between(query, promise, places, since, until)):
        why = row.note or (str(REASONS[row.reason].label) if row.reason in REASONS else row.reason)
        yield row.governorate_id, Cause(row.site_id, PLANNED, date.min, row.recorded_at, row.recorded_by_id, reason=why)


def _registered(session: Session, places: set[int], since: datetime, until: datetime) -> Iterator[tuple[int, Cause]]:
    """Sites that came into the register, or left it."""
    moved = or_(Site.recorded_at.between(since, until), Site.withdrawn_at.between(since, until))
    query = select(Site.governorate_id, Site.id, Site.recorded_at, Site.withdrawn_at).where(moved, Site.governorate_id.in_(places))
    for row in session.execute(query):
        for moment in (row.recorded_at, row.withdrawn_at):
            if moment is not None and since < moment <= until:
                yield row.governorate_id, Cause(row.id, WHOLE, date.min, moment, None)


def _between(query: Any, model: Any, places: set[int], since: datetime, until: datetime) -> Any:
    return query.where(model.recorded_at > since, model.recorded_at <= until, model.governorate_id.in_(places))

