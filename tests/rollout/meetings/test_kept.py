"""A meeting that was closed keeps its pack and its minutes, and the patience by which they were counted."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from models import Committee, Meeting, OfficeSetting, Site
from reports.document.frozen import as_json
from reports.followup.minutes import minutes
from reports.followup.pack import committee_pack
from reports.forms.made import render
from reports.issue.issued_papers import meeting_paper, papers_to_keep
from rollout.issued.kinds import MINUTES, PACK
from rollout.meetings.pack import meeting_of, pack
from rollout.meetings.planning import close
from tests.factories import a_site, entry_values, write_entries
from tests.rollout.meetings.making import FIRST, LATER, SECOND, a_meeting, came


@pytest.fixture
def site(session: Session) -> Site:
    made = a_site(session, name_ar="مجمع القوصية")
    write_entries(session, [entry_values(made, state="in_progress", recorded_at=datetime(2023, 7, 1, tzinfo=UTC))])
    return made


def closed(session: Session, *, kept: bool = True) -> Meeting:
    meeting = a_meeting(session, day=FIRST, state="open")
    came(session, meeting)
    papers = (lambda row: papers_to_keep(session, row)) if kept else None
    close(session, meeting, ["افتتاح"], version=meeting.row_version, next_on=SECOND, today=LATER, by=None, papers=papers)
    session.commit()
    found = meeting_of(session, meeting.id)
    assert found is not None
    return found


def renamed(session: Session, site: Site) -> None:
    session.get_one(Site, site.id).name_ar = "مجمع ديروط"
    session.execute(update(Committee).values(name_ar="لجنة أخرى"))
    session.add(OfficeSetting(key="patience", value="1"))
    session.commit()
    session.expire_all()


@pytest.mark.parametrize("kind", [PACK, MINUTES])
def test_the_papers_of_a_closed_meeting_stay_byte_for_byte(session: Session, site: Site, kind: str) -> None:
    number = closed(session).id
    before = render(meeting_paper(session, session.get_one(Meeting, number), kind), "docx")
    renamed(session, site)
    assert render(meeting_paper(session, session.get_one(Meeting, number), kind), "docx") == before


def test_what_is_kept_is_what_the_closed_meeting_says(session: Session, site: Site) -> None:
    meeting = closed(session)
    kept = [as_json(meeting_paper(session, meeting, kind)) for kind in (PACK, MINUTES)]
    assert "افتتاح" in kept[1]
    assert "محمود عبد الله" in kept[1]
    assert kept == [as_json(committee_pack(session, meeting)), as_json(minutes(session, meeting))]


def test_a_meeting_without_kept_papers_has_them_made_anew(session: Session, site: Site) -> None:
    meeting = closed(session, kept=False)
    assert meeting.kept_pack is None
    assert "مجمع القوصية" in as_json(meeting_paper(session, meeting, PACK))


def test_kept_papers_are_read_only(session: Session, site: Site) -> None:
    number = closed(session).id
    with pytest.raises(DatabaseError, match="read-only"):
        session.execute(update(Meeting).where(Meeting.id == number).values(kept_pack=b""))
    session.rollback()


def test_the_patience_of_a_pack_is_that_of_the_day_on_which_it_was_taken(session: Session, site: Site) -> None:
    number = a_meeting(session, day=FIRST, state="open").id
    session.commit()
    assert (pack(session, _read(session, number)).now.patience, _read(session, number).patience) == (30, 30)
    renamed(session, site)
    assert pack(session, _read(session, number)).now.patience == 30
    planned = a_meeting(session, "EG-KFS", SECOND)
    assert pack(session, planned).now.patience == 1


def _read(session: Session, number: int) -> Meeting:
    found = meeting_of(session, number)
    assert found is not None
    return found
