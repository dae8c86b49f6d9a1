"""The follow-up in reports: read once and parted by governorate, and what was restated since the report before, in each report its own."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from models import IssuedDocument
from reports.document.content import ColumnKind, Document, Paragraph, Table
from reports.issue import reports as issue
from reports.progress.followup_sections import asked_blocks, committee_blocks, national_blocks
from reports.progress.followup_tables import CAPTIONS, restated_table
from reports.readings.followup import FollowUp, follow_up
from reports.words.followup_words import SINCE_APPROVAL, SINCE_REPORT
from reports.words.headings import TITLES
from reports.words.phrases import Phrases
from rollout.approvals.restating import restatements
from rollout.arabic import Digits
from rollout.journal import last_moment, next_moment
from rollout.position import position
from rollout.text import speaking
from tests.factories import a_governorate, a_site
from tests.reports.made_followup import a_decision, a_held
from tests.rollout.approvals.test_restating import DAY, approved, later
from tests.rollout.approvals.weekly import at, told

NOW = date(2023, 11, 28)
BOOK = Phrases(Digits.ARABIC)


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
    found = [block for section in paper.sections for block in section.blocks if isinstance(block, Table)]
    listed = [table for table in found if table.caption == CAPTIONS["restated"]]
    return [cell.text for table in listed for row in table.rows for cell in row[:2] if "T-" in cell.text]


def said(paper: Document, key: str) -> list[str]:
    """The sentences of a section of a report."""
    section = next(section for section in paper.sections if section.title.endswith(f": {TITLES[key]}"))
    return [block.text for block in section.blocks if isinstance(block, Paragraph)]


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
    assert said(own, "restated")[0].startswith(SINCE_REPORT)
    # No national report was issued before: the first one lists all that changed since its approval, in an annex on pages on their side.
    assert restated(national) == [one.code]
    assert said(national, "restated_first")[0].startswith(SINCE_APPROVAL)
    assert national.sections[-1].wide
    issued(session, known, None)
    later(session, one, 25, stage="linking")
    assert restated(issue._all(session, NOW, None, only_national=True)[issue.NATIONAL]) == [one.code]


def test_the_first_report_lists_what_was_restated_since_the_approval(session: Session, cast: object) -> None:
    place, other = a_governorate(session), a_site(session, governorate="EG-KN", recorded_at=at(1, month=1))
    one = a_site(session, recorded_at=at(1, month=1))
    told(session, one, 10)
    approved(session)
    assert not {TITLES["restated"], TITLES["restated_first"]} & set(titles(issue._committee(session, place.code, NOW, None)))
    later(session, one, 20, stage="handover", state="stalled", note="تعديل", effective_on=date(2023, 11, 20))
    # What was issued of another governorate and of the whole country has not listed it in a report of its own.
    issued(session, last_moment(session), other.governorate_id)
    issued(session, last_moment(session), None)
    later(session, one, 25, stage="linking")
    own = issue._committee(session, place.code, NOW, None)
    assert restated(own) == [one.code]
    assert said(own, "restated_first")[0].startswith(SINCE_APPROVAL)
    assert restated(issue._all(session, NOW, None)[place.code]) == [one.code]
    assert restated(issue._all(session, NOW, None)[issue.NATIONAL]) == []


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
    book = BOOK
    held = (a_held(3), a_held(1, governorate="EG-KN", body="الهيئة القومية للبريد", needed="ندب الموظفين"))
    found = FollowUp(held, (a_decision(1, date(2023, 7, 20)),))
    own, empty = committee_blocks(book, found.of("EG-AST")), committee_blocks(book, FollowUp())
    assert [len(block.rows) for block in own if isinstance(block, Table)] == [1, 1]
    assert [block.text for block in empty if isinstance(block, Paragraph)] == [
        "لا توجد معوقات قائمة مسجلة حتى تاريخه.", "لا توجد قرارات قائمة حتى تاريخه.",
    ]
    owners, listed = (block for block in national_blocks(book, found, {"EG-KN": "قنا"}, 5) if isinstance(block, Table))
    assert [row[1].value for row in owners.rows] == [1, 1, 2]  # the last is all of them together
    assert [row[1].text for row in listed.rows] == ["أسيوط", "قنا"]
    said = [block.text for block in asked_blocks(book, found) if isinstance(block, Paragraph)]
    assert any("البريد" in line and "ندب الموظفين (معوق واحد، موقع واحد)" in line for line in said)


PAGE, SIDEWAYS, LEAST = 176, 263, 20
"""How much of a line a table may fill on a page and on one on its side, and what a column of words needs, in millimetres."""


def test_the_table_of_restatements_fits_its_page_with_room_for_its_words(session: Session, cast: object) -> None:
    one = a_site(session, recorded_at=at(1, month=1))
    told(session, one, 10)
    approved(session)
    later(session, one, 20, stage="handover", state="stalled", note="تعديل", effective_on=date(2023, 11, 20))
    found = restatements(session)
    for table, room in ((restated_table(BOOK, found), PAGE), (restated_table(BOOK, found, {"EG-AST": "أسيوط"}), SIDEWAYS)):
        free = [column for column in table.columns if not column.width]
        assert room - sum(column.width for column in table.columns) >= LEAST * len(free)


def test_each_day_of_a_restatement_is_a_day(session: Session, cast: object) -> None:
    one = a_site(session, recorded_at=at(1, month=1))
    told(session, one, 10)
    approved(session)
    later(session, one, 20, stage="handover", state="stalled", note="تعديل", effective_on=date(2023, 11, 20))
    table = restated_table(BOOK, restatements(session))
    days = [cell.value for row in table.rows for cell, column in zip(row, table.columns, strict=True) if column.kind is ColumnKind.MARK]
    assert [isinstance(day, date) for day in days] == [True, True]
