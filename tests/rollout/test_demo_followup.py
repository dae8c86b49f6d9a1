"""What the committees of the demo followed up: minutes with the words that were read, and a next meeting that waits for its pack."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Governorate, Meeting
from rollout.database import engine_for, session_for
from rollout.demo.followup.moments import WEEKLY
from rollout.meetings.agenda import drafted
from rollout.meetings.pack import meeting_of, pack
from rollout.meetings.wording import WORDS
from rollout.scope import everything
from rollout.weekly import weekly
from tests.loading import Installation

LAST = date(2023, 11, 30)


@pytest.fixture
def demo(demo_template: Installation, tmp_path: Path) -> Iterator[Session]:
    url = demo_template.copy(tmp_path).database_url
    with session_for(url) as session, everything(session):
        yield session
    engine_for(url).dispose()


def test_the_next_meeting_of_the_weekly_committees_waits_for_its_pack(demo: Session) -> None:
    planned = select(Governorate.code, Meeting).join(Meeting, Meeting.governorate_id == Governorate.id).where(Meeting.state == "planned")
    found = {row.code: row.Meeting for row in demo.execute(planned)}
    assert {*found} == {*WEEKLY}
    assert {(one.held_on, one.as_of, one.known_at) for one in found.values()} == {(LAST, date(2023, 11, 29), None)}
    shown = weekly(demo, LAST, "EG-AST")
    assert shown is not None
    assert shown.ahead is not None
    assert (shown.ahead.meeting, shown.ahead.state) == (found["EG-AST"].id, "planned")
    meeting = meeting_of(demo, found["EG-AST"].id)
    assert meeting is not None
    told = pack(demo, meeting)
    assert told.previous is not None
    assert (told.previous.held_on, told.previous.next_on, bool(told.promised)) == (date(2023, 11, 23), LAST, True)
    assert len(drafted(told)) > 5


def test_closed_minutes_of_the_demo_keep_their_words(demo: Session) -> None:
    kept = list(demo.scalars(select(Meeting.words).where(Meeting.state == "closed")))
    assert {frozenset(words) for words in kept} == {frozenset(WORDS)}
