"""Recording from a page: once for each form, with its documents, never over somebody else's head."""

import threading
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Evidence, ProgressEntry, Site
from rollout.database import session_for
from rollout.errors import Refused
from rollout.journal import record
from rollout.position import position
from rollout.recording import Overtaken, prove, tell, told_of
from rollout.rules import News
from rollout.scope import everything
from rollout.stages import Kind, Standing, State
from tests.cast import ASSIUT, QENA, Member, account
from tests.factories import a_site

TODAY = date(2023, 7, 31)
DONE = News("premises", State.DONE, date(2023, 7, 10))


@dataclass(frozen=True)
class File:
    sha256: str
    media_type: str = "image/png"
    size: int = 1
    original_name: str = "صورة.png"


def number_of(session: Session, member: Member) -> int:
    return account(session, member).id


@pytest.fixture
def by(cast: dict[str, Member], session: Session) -> int:
    return number_of(session, ASSIUT)


def test_documents_confirm_the_entry_at_once(session: Session, by: int) -> None:
    site = a_site(session, kind=Kind.FIXED_CENTRE)
    tell(session, site, DONE, [File("a" * 64), File("b" * 64), File("a" * 64)], seen=None, today=TODAY, by=by)
    assert session.scalar(select(func.count(Evidence.id))) == 2, "the same file proves it once"
    assert position(session, TODAY).sites[0].stages["premises"].standing is Standing.CONFIRMED


def test_what_is_refused_leaves_nothing(session: Session, by: int) -> None:
    site = a_site(session, kind=Kind.FIXED_CENTRE)
    with pytest.raises(Refused):
        tell(session, site, News("linking", State.DONE, date(2023, 7, 10)), [File("a" * 64)], seen=None, today=TODAY, by=by)
    assert session.scalar(select(func.count(Evidence.id))) == 0


def test_the_same_form_again_gives_the_entry_that_it_made(session: Session, by: int) -> None:
    site = a_site(session, kind=Kind.FIXED_CENTRE)
    first = tell(session, site, DONE, seen=None, today=TODAY, by=by)
    assert tell(session, site, DONE, seen=None, today=TODAY, by=by) is first
    second = tell(session, site, DONE, seen=first.id, today=TODAY, by=by)
    assert second.id != first.id


def test_other_news_meanwhile_is_not_passed_over(session: Session, by: int) -> None:
    site = a_site(session, kind=Kind.FIXED_CENTRE)
    theirs = record(session, site, News("premises", State.STALLED, date(2023, 7, 1)), today=TODAY, by=number_of(session, QENA))
    with pytest.raises(Overtaken) as overtaken:
        tell(session, site, DONE, seen=None, today=TODAY, by=by)
    assert overtaken.value.latest is theirs
    tell(session, site, DONE, seen=theirs.id, today=TODAY, by=by)


def test_the_same_news_of_somebody_else_is_theirs(session: Session, by: int) -> None:
    site = a_site(session, kind=Kind.FIXED_CENTRE)
    record(session, site, DONE, today=TODAY, by=number_of(session, QENA))
    with pytest.raises(Overtaken):
        tell(session, site, DONE, seen=None, today=TODAY, by=by)


def test_in_force_is_the_latest_day_and_latest_what_was_said_last(session: Session, by: int) -> None:
    site = a_site(session, kind=Kind.FIXED_CENTRE)
    newer = tell(session, site, DONE, seen=None, today=TODAY, by=by)
    older = tell(session, site, News("premises", State.STALLED, date(2023, 6, 1)), seen=newer.id, today=TODAY, by=by)
    told = told_of(session, site, "premises")
    assert (told.in_force, told.latest) == (newer, older)
    correction = News("premises", State.STALLED, date(2023, 7, 9), replaces_id=newer.id)
    corrected = tell(session, site, correction, seen=older.id, today=TODAY, by=by)
    assert told_of(session, site, "premises").in_force is corrected


def test_a_document_is_added_once(session: Session, by: int) -> None:
    entry = tell(session, a_site(session, kind=Kind.FIXED_CENTRE), DONE, [File("a" * 64)], seen=None, today=TODAY, by=by)
    assert prove(session, entry, [File("a" * 64), File("c" * 64)], by=by) == 1
    assert prove(session, entry, [File("c" * 64)], by=by) == 0


def test_two_presses_at_one_moment_are_recorded_once(database_url: str, cast: dict[str, Member]) -> None:
    with session_for(database_url) as session, everything(session):
        site_id, by = a_site(session, kind=Kind.FIXED_CENTRE).id, number_of(session, ASSIUT)
        session.commit()
    start, made = threading.Barrier(4), []

    def press() -> None:
        with session_for(database_url) as own, everything(own):
            start.wait()
            made.append(tell(own, own.get_one(Site, site_id), DONE, [File("a" * 64)], seen=None, today=TODAY, by=by).id)
            own.commit()

    presses = [threading.Thread(target=press) for _ in range(4)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    with session_for(database_url) as session, everything(session):
        assert session.scalars(select(ProgressEntry.id)).all() == [made[0]]
        assert session.scalar(select(func.count(Evidence.id))) == 1
    assert len(set(made)) == 1
    assert len(made) == 4
