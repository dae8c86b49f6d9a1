"""What was issued in the demo: the papers of the last meetings, reports of which one was corrected afterwards, and a letter."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Governorate, IssuedDocument, Letter, Meeting
from reports.document.frozen import from_json
from reports.issue.checking import issued_figures
from reports.issue.issued_papers import committee_pack, minutes
from reports.issue.issuing import reproduce
from reports.papers.words import DRAFT
from rollout.database import engine_for, session_for
from rollout.demo.clockwork import LAST_DAY, day_of
from rollout.demo.followup.moments import WEEKLY
from rollout.evidence import store_for
from rollout.issued.content import unpacked
from rollout.issued.register import document_of
from rollout.issued.restated import restated
from rollout.obstacles.letters import letters
from rollout.scope import everything
from tests.loading import Installation


@pytest.fixture(scope="module")
def installed(demo_template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return demo_template.copy(tmp_path_factory.mktemp("issued"))


@pytest.fixture
def demo(installed: Installation) -> Iterator[Session]:
    with session_for(installed.database_url) as session, everything(session):
        yield session
    engine_for(installed.database_url).dispose()


def issued(session: Session, named: str) -> IssuedDocument:
    row = document_of(session, named)
    assert row is not None
    return row


def test_every_kind_of_paper_that_the_story_tells_of_was_issued(demo: Session) -> None:
    rows = demo.scalars(select(IssuedDocument)).all()
    papers = {f"{code[3:]}-{letter}-2023-001" for code in WEEKLY for letter in "PM"}
    assert {row.reference for row in rows} == papers | {"MN-R-2023-001", "KN-R-2023-001", "EG-N-2023-001", "AST-L-2023-001"}
    assert {row.is_demo for row in rows} == {True}
    assert all(row.known_at <= row.issued_at and row.as_of <= day_of(row.issued_at) <= LAST_DAY for row in rows)
    assert all(DRAFT not in unpacked(row.content) for row in rows)


def test_one_report_was_restated_by_a_correction_and_one_was_not(demo: Session) -> None:
    since = restated(demo, issued(demo, "MN-R-2023-001"))
    assert since is not None
    [moved] = [moved for change in since.changed for moved in change.stages if (change.code, moved.name) == ("MN-008", "utilities")]
    assert moved.before is not None
    assert moved.after is not None
    assert (moved.before.effective_on, moved.after.effective_on) == (date(2023, 8, 29), date(2023, 8, 24))
    assert not restated(demo, issued(demo, "KN-R-2023-001"))


def test_the_last_meetings_keep_their_papers_and_issued_them(demo: Session) -> None:
    held = select(Meeting, Governorate.code).join(Governorate, Governorate.id == Meeting.governorate_id)
    kept = {code: meeting for meeting, code in demo.execute(held.where(Meeting.kept_minutes.is_not(None)))}
    assert {*kept} == {*WEEKLY}
    assert {meeting.held_on for meeting in kept.values()} == {date(2023, 11, 23)}
    meeting = kept["EG-AST"]
    for paper, document, letter in ((meeting.kept_pack, committee_pack, "P"), (meeting.kept_minutes, minutes, "M")):
        assert paper is not None
        said = from_json(unpacked(paper))
        assert said == document(demo, meeting)
        assert from_json(unpacked(issued(demo, f"AST-{letter}-2023-001").content)).sections == said.sections


def test_the_last_letter_of_assiut_bears_its_number(demo: Session) -> None:
    row = issued(demo, "AST-L-2023-001")
    letter = demo.scalars(select(Letter).where(Letter.document_id.is_not(None))).one()
    assert (letter.document_id, letter.state, letter.sent_on, letter.as_of) == (row.id, "sent", row.as_of, row.as_of)
    newest = max((one for one in letters(demo, governorate="EG-AST") if one.sent), key=lambda one: one.letter.as_of)
    assert newest.reference == row.reference


def test_what_was_issued_is_printed_the_same_again_and_follows_from_the_journal(demo: Session, installed: Installation) -> None:
    assert reproduce(demo, store_for(installed.files_url), "AST-M-2023-001").changed == ()
    [found] = issued_figures(demo)
    assert (found.count, found.faults) == (3, [])
