"""The longest papers hold the same numbers in each form: all that the document says, in Word each as often, in the PDF at least so."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Governorate, Meeting
from reports import NATIONAL
from reports.document.content import Document
from reports.followup.pack import committee_pack
from reports.forms import pdf, word
from reports.issue import reports as issue
from rollout.database import engine_for, session_for
from rollout.meetings.pack import meeting_of
from rollout.scope import everything
from rollout.text import speaking
from tests.loading import Installation
from tests.reports import reading
from tests.reports.forms.test_word import sayings, text

DAY = date(2023, 11, 30)
_OF_PAGES = 40
"""A number that only pages bear is that of a page."""


@pytest.fixture(scope="module")
def demo(demo_template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    url = demo_template.copy(tmp_path_factory.mktemp("forms")).database_url
    with session_for(url) as session, everything(session), speaking("ar"):
        yield session
    engine_for(url).dispose()


def the_pack(session: Session) -> Document:
    """The last pack of Assiut that was taken."""
    query = select(Meeting.id).join(Governorate).where(Governorate.code == "EG-AST", Meeting.known_at.is_not(None))
    meeting = meeting_of(session, session.scalars(query.order_by(Meeting.as_of.desc())).first() or 0)
    assert meeting is not None
    return committee_pack(session, meeting)


def the_national_report(session: Session) -> Document:
    return issue.report_document(session, NATIONAL, DAY)


def numbers(said: str) -> Counter[str]:
    """Every number, whatever parts its thousands or its decimals."""
    return Counter(re.findall("[٠-٩]+", re.sub("(?<=[٠-٩])[٬'](?=[٠-٩])", "", said)))


@pytest.mark.parametrize("made", [the_pack, the_national_report], ids=["pack", "national"])
def test_word_and_pdf_hold_the_numbers_of_the_document(demo: Session, made: object) -> None:
    assert callable(made)
    document = made(demo)
    wanted = numbers(" ".join(sayings(document)))
    assert wanted.total() > 500
    assert numbers(text(word.render(document))) == wanted
    printed = numbers(reading.text(pdf.render(document)))
    assert {number: (n, printed[number]) for number, n in wanted.items() if printed[number] < n} == {}
