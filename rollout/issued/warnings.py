"""What whoever issues a paper of figures should know first. Nothing of it is a refusal: they may go on, knowingly."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from rollout.approvals.completeness import completeness
from rollout.approvals.periods import approved, periods
from rollout.approvals.restating import restatements
from rollout.issued.kinds import NATIONAL, PACK, REPORT, IssuedKind
from rollout.issued.listed import COUNTRY, last_reports
from rollout.published.comparing import contradictions
from rollout.register import governorates
from rollout.text import Text, _


class ReasonsMissing(Text):
    """The sentence about restatements that nobody explained: it can lead to the page on which the reasons are given."""

    def __init__(self, source: str, governorate: str | None, **values: object) -> None:
        super().__init__(source, **values)
        self.reasons_of = governorate or ""


def warnings(
    session: Session, kind: IssuedKind, governorate: str | None, as_of: date, known_at: datetime | None, *, since: datetime | None = None
) -> list[Text]:
    """A sentence for each: news that is missing, figures that nobody approved, restatements that nobody explained, and, for papers of the
    whole country, figures published before that say otherwise.

    `since` is the moment of the pack before that of a meeting, which lists what was restated after it; for reports it is looked up.
    """
    if not kind.counts:
        return []
    asked = session, governorate, as_of, known_at
    found = [*_incomplete(*asked), *_unapproved(*asked)]
    found += _unexplained(session, kind, governorate, as_of, known_at, since)
    return found if governorate else [*found, *contradictions(session, as_of, known_at)]


def _unexplained(
    session: Session, kind: IssuedKind, governorate: str | None, as_of: date, known_at: datetime | None, since: datetime | None
) -> Iterator[Text]:
    """How many are without a reason of all that were restated since their approval, as the page of restatements counts them; and, of a
    paper that lists those since the one before, how many of them it lists."""
    silent = [each for each in restatements(session, governorate, until=known_at) if not each.explained]
    if not silent:
        return
    if kind.key in (REPORT, NATIONAL) and known_at is not None:
        since = last_reports(session, as_of, known_at, governorate).get(governorate or COUNTRY)
    if kind.key not in (REPORT, NATIONAL, PACK) or since is None:
        yield ReasonsMissing(_ALL.source, governorate, count=len(silent))
    else:
        yield ReasonsMissing(_LISTED.source, governorate, count=len(silent), listed=sum(each.restated_at > since for each in silent))


_ALL = _("Approved figures that were changed since their approval without anybody saying why: %(count)s.")
_LISTED = _("Approved figures that were changed since their approval without anybody saying why: %(count)s. This paper lists what was"
            " changed since the one before; of these there are %(listed)s in it.")


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
