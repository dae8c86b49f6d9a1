"""Since when a paper lists what was restated: since the moment of the data of the one before it; the first lists all since the approval."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Governorate, IssuedDocument
from rollout.issued.kinds import NATIONAL, REPORT

COUNTRY = ""
"""Names the whole country among the governorates."""


def last_reports(session: Session, as_of: date, known_at: datetime, governorate: str | None = None) -> dict[str, datetime]:
    """The moment of the data of the last report of each place that had been issued by then; a place without one is not named."""
    row = IssuedDocument
    query = (
        select(Governorate.code, row.kind, func.max(row.known_at))
        .outerjoin(Governorate, Governorate.id == row.governorate_id)
        .where(row.kind.in_((REPORT, NATIONAL)), row.issued_at <= known_at, row.as_of <= as_of, row.known_at < known_at)
        .group_by(Governorate.code, row.kind)
    )
    if governorate is not None:
        query = query.where(Governorate.code == governorate)
    return {code or COUNTRY: moment for code, kind, moment in session.execute(query) if moment and bool(code) == (kind == REPORT)}


def since_all(found: dict[str, datetime], places: Iterable[str]) -> datetime | None:
    """The moment after which everything is listed somewhere: none while a place has no report yet."""
    wanted = [COUNTRY, *places]
    return min(found[place] for place in wanted) if all(place in found for place in wanted) else None
