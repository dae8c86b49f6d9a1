"""The follow-up in reports: read once and parted by governorate, and what was restated since the report before, in each report its own."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from models import IssuedDocument
from reports import issue
from reports.content import Document, Paragraph, Table
from reports.followup import FollowUp, follow_up
from reports.followup_sections import asked_blocks, committee_blocks, national_blocks
from reports.headings import TITLES
from reports.phrases import Phrases
from rollout.arabic import Digits
from rollout.journal import last_moment, next_moment
from rollout.position import position
from rollout.text import speaking
from tests.factories import a_governorate, a_site
from tests.reports.made_followup import a_decision, a_held
from tests.rollout.approvals.test_restating import DAY, approved, later
from tests.rollout.approvals.weekly import at, told

NOW = date(2023, 11, 28)


@pytest.fixture(autouse=True)
def _in_arabic() -> Iterator[None]:
    with speaking("ar"):
        yield


def issued(session: Session, known_at: datetime | None, place: int | None, number: int = 1) -> None:
    """A report that was issued of what was known at a moment."""
    session.add(IssuedDocument(
        governorate_id=place, kind="report" if place else "national", year=2023, number=number, reference=f"R-{place}-{number}",
        title="تقرير", as_of=DAY, known_at=known_at, code=f"{place}-{number}", sha256="0" * 64, figures="0" * 64, content=b"",
        issued_at=next_moment(session), is_demo=False,
    ))
    session.flush()


def titles(paper: Document) -> list[str]:
    return [section.title.partition(": ")[2] for section in paper.sections]


def restated(paper: Document) -> list[str]:
    """The sites that a report lists as restated."""
    section = next(section for section in paper.sections if section.title.endswith(f": {TITLES['restated']}"))
    found = [block for block in section.blocks if isinstance(block, Table)]
    return [cell.text for table in found for row in table.rows for cell in row[:2] if "T-" in cell.text]


def test_a_report_lists_what_was_restated_since_the_one_before(session: Session, cast: object) -> None:
    place = a_governorate(session)
    one = a_site(session, recorded_at=at(1, month=1))
    told(session, one, 10)
    approved(session)
    known = last_moment(session)
    assert TITLES["restated"] not in titles(issue._committee(session, place.code, NOW, None))
    issued(session, known, place.id)
    later(session, one, 20, stage="handover", state="stalled", note="تعديل", effective_on=date(2023, 11, 20))
    own, national = issue._committee(session, place.code, NOW, None), issue._all(session, NOW, None, only_national=True)[issue.NATIONAL]
    assert restated(own) == [one.code]
    assert own.facts["followed"]["restated"] == [[one.code, "handover", DAY.isoformat()]]
    assert TITLES["restated"] not in titles(national)  # no national report was issued before
    issued(session, known, None)
    later(session, one, 25, stage="linking")
    assert restated(issue._all(session, NOW, None, only_national=True)[issue.NATIONAL]) == [one.code]


def test_what_was_told_in_the_report_before_is_not_told_again(session: Session, cast: object) -> None:
    place = a_governorate(session)
    one = a_site(session, recorded_at=at(1, month=1))
    told(session, one, 10)
    approved(session)
    later(session, one, 20, stage="handover", state="stalled", note="تعديل", effective_on=date(2023, 11, 20))
    issued(session, last_moment(session), place.id)
    later(session, one, 25, stage="linking")
    assert follow_up(session, position(session, NOW, governorate=place.code), place.code).of(place.code).restated == ()


def test_a_report_issued_later_changes_no_report_of_an_earlier_moment(session: Session, cast: object) -> None:
    place = a_governorate(session)
    one = a_site(session, recorded_at=at(1, month=1))
    told(session, one, 10)
    approved(session)
    later(session, one, 20, stage="handover", state="stalled", note="تعديل", effective_on=date(2023, 11, 20))
    known = last_moment(session)
    before = issue._committee(session, place.code, NOW, known)
    issued(session, at(23), place.id)
    assert issue._committee(session, place.code, NOW, known) == before


def test_the_whole_country_is_parted_without_loss(session: Session, cast: object) -> None:
    sites = [a_site(session, governorate=code, recorded_at=at(1, month=1)) for code in ("EG-AST", "EG-KN", "EG-KN")]
    for one in sites:
        told(session, one, 20)
    whole = follow_up(session, position(session, NOW))
    assert {one.governorate: one.expected for one in whole.received} == {"EG-AST": 1, "EG-KN": 2}
    for code in ("EG-AST", "EG-KN"):
        assert whole.of(code).received == follow_up(session, position(session, NOW, governorate=code), code).of(code).received


def test_the_sections_say_what_stands_open() -> None:
    book = Phrases(Digits.ARABIC)
    held = (a_held(3), a_held(1, governorate="EG-KN", body="الهيئة القومية للبريد", needed="ندب الموظفين"))
    found = FollowUp(held, (a_decision(1, date(2023, 7, 20)),))
    own, empty = committee_blocks(book, found.of("EG-AST")), committee_blocks(book, FollowUp())
    assert [len(block.rows) for block in own if isinstance(block, Table)] == [1, 1]
    assert [block.text for block in empty if isinstance(block, Paragraph)] == [
        "لا توجد معوقات قائمة مسجلة حتى تاريخه.", "لا توجد قرارات قائمة حتى تاريخه.",
    ]
    owners, listed = (block for block in national_blocks(book, found, {"EG-KN": "قنا"}, 5) if isinstance(block, Table))
    assert [row[1].value for row in owners.rows] == [1, 1]
    assert [row[1].text for row in listed.rows] == ["أسيوط", "قنا"]
    said = [block.text for block in asked_blocks(book, found) if isinstance(block, Paragraph)]
    assert any("البريد" in line and "ندب الموظفين (معوق واحد، موقع واحد)" in line for line in said)
