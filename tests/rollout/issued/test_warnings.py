"""What to know before issuing: restatements without a reason are counted once, as their page counts them, and a paper says its part."""

from datetime import date

from sqlalchemy.orm import Session

from rollout.approvals.restating import restatements
from rollout.issued.kinds import KINDS, MEMORANDUM, PACK, REPORT
from rollout.issued.warnings import ReasonsMissing, warnings
from rollout.journal import last_moment
from tests.factories import a_governorate, a_site
from tests.reports.readings.test_followup import issued
from tests.rollout.approvals.test_restating import approved, later
from tests.rollout.approvals.weekly import at, told

NOW = date(2023, 11, 28)


def test_every_paper_counts_the_same_and_one_that_lists_them_says_how_many_it_does(session: Session, cast: object) -> None:
    place = a_governorate(session)
    one, two = a_site(session, recorded_at=at(1, month=1)), a_site(session, recorded_at=at(1, month=1))
    for site in (one, two):
        told(session, site, 10)
    approved(session)
    later(session, one, 20, stage="handover", state="stalled", effective_on=date(2023, 11, 20))

    def said(kind: str, **values: object) -> tuple[str, dict[str, object]]:
        found = warnings(session, KINDS[kind], place.code, NOW, last_moment(session), **values)  # type: ignore[arg-type]
        (sentence,) = [each for each in found if isinstance(each, ReasonsMissing)]
        return sentence.reasons_of, sentence.values

    assert said(REPORT) == said(PACK) == said(MEMORANDUM) == (place.code, {"count": 1})
    known = last_moment(session)
    issued(session, known, place.id)
    later(session, two, 20, stage="handover", state="stalled", effective_on=date(2023, 11, 20))
    assert sum(not each.explained for each in restatements(session, place.code)) == 2
    assert said(REPORT) == said(PACK, since=known) == (place.code, {"count": 2, "listed": 1})
    assert said(MEMORANDUM) == (place.code, {"count": 2})
