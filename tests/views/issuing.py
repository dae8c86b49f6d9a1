"""What was issued and published, for the battery."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select

from models import Governorate, IssuedDocument, PublishedFigure
from reports.issue.issuing import issue_report
from rollout.evidence import store_for
from tests.views.visiting import House


def an_issued_report(house: House, place: str) -> str:
    """The report of a governorate, issued once for all tests of a house."""
    with house.records() as session:
        governorate = session.scalars(select(Governorate).where(Governorate.code == place)).one()
        found = session.scalar(select(IssuedDocument.reference).where(IssuedDocument.governorate_id == governorate.id))
        if found is None:
            store = store_for(house.app.config["ROLLOUT"].files_url)
            found = issue_report(session, place, date(2023, 7, 31), store=store, by=None, forms=("xlsx",))[0].reference
        return found


def a_published_figure(house: House, place: str) -> int:
    with house.records() as session:
        return session.scalars(select(PublishedFigure.id).order_by(PublishedFigure.id).limit(1)).one()


ISSUED: dict[tuple[str, str], Callable[[House, str], Any]] = {
    ("IssuedView", "form"): lambda house, place: "xlsx",
    ("IssuedView", "reference"): an_issued_report,
    ("ComparisonsView", "form"): lambda house, place: "xlsx",
    ("PublishedView", "figure"): a_published_figure,
    ("ReportsView", "code"): lambda house, place: place,
    ("ReportsView", "form"): lambda house, place: "docx",
}
