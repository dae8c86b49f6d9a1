"""Nothing more is told of a site that was withdrawn, while the sessions that its staff attended stay as correctable as before."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Affirmation, Attendance, ProgressEntry, Site, TrainingSession
from rollout.details.saving import save_many
from rollout.errors import Refused
from rollout.evidence import store_for
from rollout.integrity import inspect
from rollout.register import withdraw
from rollout.training.attendance import current
from rollout.training.holding import keep_session
from tests.factories import a_site
from tests.rollout.details.making import did
from tests.rollout.training.making import FIRST, TODAY, a_count, a_session, put


@pytest.fixture
def gone(session: Session) -> Site:
    return a_site(session)


@pytest.fixture
def stays(session: Session) -> Site:
    return a_site(session)


@pytest.fixture
def held(session: Session, gone: Site, stays: Site) -> TrainingSession:
    """A session with the staff of two sites, of which one was withdrawn afterwards."""
    found = a_session(session)
    put(session, found, a_count(gone, 4), a_count(stays, 6))
    withdraw(session, gone)
    session.flush()
    return found


def news_of(session: Session, site: Site) -> int:
    return sum(len(session.scalars(select(told.id).where(told.site_id == site.id)).all()) for told in (ProgressEntry, Affirmation))


def faults(session: Session, folder: Path) -> list[str]:
    return [str(fault) for part in inspect(session, store_for(f"file://{folder}"), today=TODAY) for fault in part.faults]


def test_a_step_of_a_withdrawn_site_is_refused(session: Session, held: TrainingSession, gone: Site, stays: Site) -> None:
    doings = [(site, "training", did("training", "supply", "wanted", FIRST, count=9)) for site in (stays, gone)]
    with pytest.raises(Refused, match=gone.code):
        save_many(session, doings, today=TODAY, by=None)
    assert news_of(session, gone) == 1


def test_a_session_that_moves_moves_the_history_of_those_that_stay(
    session: Session, held: TrainingSession, gone: Site, stays: Site, tmp_path: Path
) -> None:
    before = news_of(session, gone), news_of(session, stays)
    with session.no_autoflush:
        held.starts_on, held.ends_on = FIRST + timedelta(days=7), FIRST + timedelta(days=9)
        keep_session(session, held, today=TODAY, by=None)
    assert (news_of(session, gone), news_of(session, stays) > before[1]) == (before[0], True)
    assert {row.held_on for row in current(session, held.id)} == {FIRST + timedelta(days=9)}
    assert faults(session, tmp_path) == []


def test_the_counts_of_the_others_stay_correctable(
    session: Session, held: TrainingSession, gone: Site, stays: Site, tmp_path: Path
) -> None:
    assert put(session, held, a_count(gone, 4), a_count(stays, 5)) == 1
    assert [(row.site_id, row.persons) for row in current(session, held.id)] == [(gone.id, 4), (stays.id, 5)]
    with pytest.raises(Refused):
        put(session, held, a_count(gone, 3), a_count(stays, 5))
    with pytest.raises(Refused):
        put(session, held, a_count(gone, 4), a_count(gone, 1, body="post"), a_count(stays, 5))
    assert put(session, held, a_count(stays, 5)) == 1, "what was counted for it by mistake may be taken back"
    assert news_of(session, gone) == 1
    assert len(session.scalars(select(Attendance)).all()) == 4
    assert faults(session, tmp_path) == []
