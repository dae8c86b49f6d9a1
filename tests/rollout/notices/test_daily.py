"""What the worker does every minute: the day's notices once, e-mails from the morning on, finished work at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Job, Notice
from rollout import notices
from rollout.clock import CAIRO
from rollout.notices import daily
from rollout.notices.daily import Daily
from rollout.notices.mail import Sent
from rollout.settings import Settings
from tests.cast import ASSIUT, account, bring_in

MORNING = datetime(2023, 11, 30, 7, 0, tzinfo=CAIRO)


@pytest.fixture
def settings(database_url: str, tmp_path: Path, session: Session) -> Settings:
    bring_in(session)
    session.commit()
    return Settings(database_url=database_url, work_folder=str(tmp_path / "work"), secret_key="x", https=False)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was made and sent, in order."""
    acts: list[str] = []
    monkeypatch.setattr(daily, "make", lambda session, day: acts.append(f"made {day}"))
    monkeypatch.setattr(daily, "send", lambda session, settings: acts.append("sent") or Sent(1, 0))
    monkeypatch.setattr("rollout.clock.today", lambda: date(2023, 11, 30))
    return acts


def test_once_a_day_and_e_mails_in_the_morning(settings: Settings, done: list[str]) -> None:
    worker = Daily(settings)
    for now in (MORNING - timedelta(hours=6), MORNING - timedelta(minutes=1), MORNING, MORNING + timedelta(hours=9)):
        worker.look(now)
    assert done == ["made 2023-11-30", "sent"]
    worker.look(MORNING + timedelta(days=1))
    assert done == ["made 2023-11-30", "sent"] * 2


def test_e_mails_that_failed_are_tried_again_after_an_hour(
    settings: Settings, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = [Sent(0, 2), Sent(2, 0)]
    monkeypatch.setattr(daily, "send", lambda session, settings: done.append("sent") or outcomes.pop(0))
    worker = Daily(settings)
    for minutes in (0, 1, 59, 60, 61, 240):
        worker.look(MORNING + timedelta(minutes=minutes))
    assert done.count("sent") == 2


def test_a_fault_keeps_the_worker_from_nothing(settings: Settings, done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(session: object, day: object) -> int:
        done.append("failed")
        raise RuntimeError("out of order")

    monkeypatch.setattr(daily, "make", fail)
    worker = Daily(settings)
    worker.look(MORNING)
    worker.look(MORNING + timedelta(minutes=1))
    assert done == ["failed", "failed"], "tried again, and nothing was raised"


def test_it_can_be_switched_off(settings: Settings, done: list[str]) -> None:
    Daily(replace(settings, notices=False)).look(MORNING)
    assert done == []


@pytest.mark.parametrize(
    ("kind", "state", "told"),
    [("import", "done", "انتهى استيراد"), ("check", "done", ""), ("check", "failed", "لم يكتمل"), ("reports", "done", "جاهزة"),
     ("import", "running", "")],
)
def test_finished_work_is_told_at_once_to_whoever_asked(
    settings: Settings, session: Session, done: list[str], kind: str, state: str, told: str
) -> None:
    over = datetime.now(UTC) if state in ("done", "failed") else None
    params = '{"name": "سجل.xlsx", "as_of": "2023-11-30", "known_at": null}'
    user = account(session, ASSIUT)
    session.add(Job(kind=kind, user_id=user.id, params=params, state=state, message="تعذر", created_at=datetime.now(UTC), finished_at=over))
    session.commit()
    worker = Daily(settings)
    worker.look(datetime.now(UTC))
    worker.look(datetime.now(UTC))
    rows = session.scalars(select(Notice).where(Notice.kind == "job")).all()
    assert [row.user_id for row in rows] == ([user.id] if told else [])
    if told:
        assert told in notices.notices(session, user.id)[0][0].words
