"""A little programme of which papers are issued."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import IssuedDocument, Site
from reports import NATIONAL, report_document
from reports.issue import issuing as desk
from rollout.evidence import Store
from rollout.issued import kinds
from rollout.journal import last_moment
from rollout.stages import Kind
from tests.factories import a_governorate, a_site, entry_values, write_entries
from tests.laying import lay_reference

AS_OF = date(2023, 7, 31)
RECORDED = datetime(2023, 7, 31, 18, tzinfo=UTC)


def fill(session: Session) -> list[Site]:
    """Six complexes in Assiut and Qena, each a stage further than the last."""
    lay_reference(session)
    sites, rows = [], []
    for number in range(6):
        governorate = ("EG-AST", "EG-KN")[number % 2]
        code = f"{governorate[3:]}-{number:03}"
        site = a_site(session, governorate=governorate, code=code, planned_on=date(2023, 6, 1), recorded_at=RECORDED)
        for reached, stage in enumerate(Kind.COMPLEX.stages[: number + 1]):
            day = date(2023, 2, 10) + timedelta(days=20 * reached)
            rows.append(entry_values(site, stage=stage.key, effective_on=day, news_on=AS_OF, recorded_at=RECORDED))
        sites.append(site)
    write_entries(session, rows)
    return sites


def a_report(session: Session, store: Store, code: str = "EG-AST", as_of: date = AS_OF, **values: Any) -> IssuedDocument:
    """The report of a governorate or of the country, issued as known now; as a workbook alone, which is soon made."""
    known_at = values.pop("known_at", None) or last_moment(session)
    national = code == NATIONAL
    return desk.issue(
        session, report_document(session, code, as_of, known_at), kinds.NATIONAL if national else kinds.REPORT,
        governorate=None if national else a_governorate(session, code), as_of=as_of, known_at=known_at, store=store,
        **{"by": None, "forms": ("xlsx",)} | values,
    )
