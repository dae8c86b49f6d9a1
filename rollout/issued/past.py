"""Days of which a report comes late: long before the latest news, and before the first."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Governorate, ProgressEntry
from rollout.arabic import format_date
from rollout.errors import Refused
from rollout.text import Text, _

_LONG = timedelta(days=62)
"""Reports are issued for the week and for the month that ended; a day further back is old."""


def old_day(session: Session, governorate: str | None, as_of: date) -> list[Text]:
    """The sentence about a day that is old, for whoever issues the report of a governorate, or without a code of the whole country."""
    heard = _heard(session, governorate)
    if heard is None:
        return []
    first, last = heard
    if as_of < first:
        return [_too_early(first)]
    if last - as_of <= _LONG:
        return []
    return [_("Old date: the report speaks of %(day)s, and there is news up to %(last)s. It gets its number in the year %(year)s.",
              day=format_date(as_of), last=format_date(last), year=as_of.year)]


def refuse_too_early(session: Session, governorate: str | None, as_of: date) -> None:
    """A day before the first news: its report would say nothing, and open the register of a year in which there was nothing."""
    heard = _heard(session, governorate)
    if heard is not None and as_of < heard[0]:
        raise Refused(_too_early(heard[0]))


def _too_early(first: date) -> Text:
    return _("The first news is of %(first)s; no report is issued for an earlier day.", first=format_date(first))


def _heard(session: Session, governorate: str | None) -> tuple[date, date] | None:
    """The days of the first and of the last news; None where there is none yet, and a report may say just that."""
    row = ProgressEntry
    query = select(func.min(row.effective_on), func.max(row.news_on))
    if governorate is not None:
        query = query.join(Governorate, Governorate.id == row.governorate_id).where(Governorate.code == governorate)
    first, last = session.execute(query).one()
    return None if first is None else (first, last)
