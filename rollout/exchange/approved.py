"""What an import says of days whose figures are approved already."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy.orm import Session

from rollout.approvals.touching import approved_days
from rollout.arabic import format_date
from rollout.exchange.compare import Spoken
from rollout.exchange.problems import Notice
from rollout.rules import EARLIEST
from rollout.text import _


def speak_of_approved(session: Session, clear: Iterable[Spoken]) -> Iterator[Notice]:
    """For each sheet, how much of its news speaks of approved days: what it changes there has to be explained afterwards."""
    latest: dict[int, date] = {}
    touched: Counter[tuple[str, date]] = Counter()
    for line in clear:
        site = line.row.site
        if site is None or not line.row.news:
            continue
        if site.governorate_id not in latest:
            latest[site.governorate_id] = max(approved_days(session, site.governorate_id, EARLIEST), default=date.min)
        day = latest[site.governorate_id]
        number = sum(planned.news.effective_on <= day for planned in line.row.news)
        if number:
            touched[line.row.sheet, day] += number
    for (sheet, day), number in touched.items():
        message = _("News of days up to %(day)s, whose figures are approved: %(number)s. What it changes of them is listed on the page of "
                    "approvals, to be explained there.", day=format_date(day), number=number)
        yield Notice(sheet, 0, "", message)
