"""What whoever issues a paper of figures should know first. Nothing of it is a refusal: they may go on, knowingly."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from rollout.approvals.completeness import completeness
from rollout.approvals.periods import approved, periods
from rollout.approvals.restating import restatements
from rollout.issued.kinds import IssuedKind
from rollout.published.comparing import contradictions
from rollout.register import governorates
from rollout.text import Text, _


def warnings(session: Session, kind: IssuedKind, governorate: str | None, as_of: date, known_at: datetime | None) -> list[Text]:
    """A sentence for each: news that is missing, figures that nobody approved, restatements that nobody explained, and, for papers of the
    whole country, figures published before that say otherwise."""
    if not kind.counts:
        return []
    found = [*_incomplete(session, governorate, as_of, known_at), *_unapproved(session, governorate, as_of, known_at)]
    open_reasons = sum(not each.explained for each in restatements(session, governorate, until=known_at))
    if open_reasons:
        found.append(_("Restatements of approved figures of which nobody has said the reason: %(count)s.", count=open_reasons))
    return found if governorate else [*found, *contradictions(session, as_of, known_at)]


def _incomplete(session: Session, governorate: str | None, as_of: date, known_at: datetime | None) -> Iterator[Text]:
    weeks = [week for week in completeness(session, as_of, known_at, governorate=governorate) if week.received < week.expected]
    for week in weeks if governorate else ():
        yield _("In the last week, news came of %(received)s of %(expected)s sites.", received=week.received, expected=week.expected)
    if weeks and not governorate:
        yield _("In the last week, news is missing from %(places)s governorates: it came of %(received)s of %(expected)s sites there.",
                places=len(weeks), received=sum(week.received for week in weeks), expected=sum(week.expected for week in weeks))


def _unapproved(session: Session, governorate: str | None, as_of: date, known_at: datetime | None) -> Iterator[Text]:
    done = {period.governorate for period in approved(periods(session, governorate=governorate, as_of=as_of, known_at=known_at))}
    if governorate:
        if governorate not in done:
            yield _("The chair of the committee has not approved the figures of this day.")
        return
    missing = len({place.code for place in governorates(session)} - done)
    if missing:
        yield _("Governorates whose figures of this day no chair has approved: %(count)s.", count=missing)
