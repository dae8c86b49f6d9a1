"""Long work: put down, taken once, finished together with what it wrote, and taken up again after a death."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from models import Job, JobState, OfficeSetting
from rollout import jobs
from rollout.database import session_for
from rollout.errors import Refused
from rollout.jobs import Task, Work, Workshop
from rollout.text import _, speaking
from tests.cast import ASSIUT, bring_in
from tests.serving import ROOT, SECRET_KEY


@pytest.fixture
def workshop(database_url: str, tmp_path: Path) -> Workshop:
    with session_for(database_url) as session:
        bring_in(session)
        session.commit()
    return Workshop(database_url, tmp_path / "work")


def put_down(workshop: Workshop, kind: str = "try", **params: object) -> int:
    with session_for(workshop.database_url) as session:
        user_id = session.scalars(select(User.id).where(User.username == ASSIUT.name)).one()
        job = jobs.submit(session, user_id, kind, **params)
        session.commit()
        return job.id


def read(workshop: Workshop, job_id: int) -> Job:
    with session_for(workshop.database_url) as session:
        job = session.get(Job, job_id)
        assert job is not None
        session.expunge(job)
        return job


def change(workshop: Workshop, job_id: int, **values: object) -> None:
    with session_for(workshop.database_url) as session:
        job = session.get(Job, job_id)
        for name, value in values.items():
            setattr(job, name, value)
        session.commit()


def a_task(workshop: Workshop, seen: list[tuple[str, int, int]]) -> Task:
    """Tells its progress, writes a setting and a file, and ends."""

    def do(work: Work) -> None:
        for done in (1, 2):
            work.progress(done, 3, f"step {done}")
            now = read(workshop, work.id)
            seen.append((now.message, now.done, now.total))
        paper = work.room / "paper.txt"
        paper.write_text(str(work.params["words"]))
        with session_for(workshop.database_url) as session:
            session.add(OfficeSetting(key="unit", value="written by the job"))
            work.finish(session, file=paper, written=1)
            session.commit()

    return do


def test_a_job_goes_from_waiting_to_done(workshop: Workshop) -> None:
    job_id = put_down(workshop, words="كلام")
    assert read(workshop, job_id).state == JobState.WAITING
    seen: list[tuple[str, int, int]] = []
    jobs.perform(workshop, job_id, {"try": a_task(workshop, seen)})
    assert seen == [("step 1", 1, 3), ("step 2", 2, 3)]
    job = read(workshop, job_id)
    assert (job.state, job.done, job.total, job.attempts, job.outcome) == (JobState.DONE, 3, 3, 1, {"written": 1})
    assert job.file_name == "paper.txt"
    assert (workshop.room(job_id) / job.file_name).read_text() == "كلام"
    assert job.started_at
    assert job.finished_at
    assert job.created_at <= job.started_at <= job.finished_at


def test_a_job_is_taken_once_however_often_it_is_called(workshop: Workshop) -> None:
    job_id = put_down(workshop, words="")
    seen: list[tuple[str, int, int]] = []
    for _call in range(3):
        jobs.perform(workshop, job_id, {"try": a_task(workshop, seen)})
    assert len(seen) == 2
    assert read(workshop, job_id).attempts == 1


def test_a_refusal_is_told_in_the_language_of_who_asked(workshop: Workshop) -> None:
    def refuse(work: Work) -> None:
        raise Refused(_("The file is empty."))

    with speaking("en"):
        english = put_down(workshop)
    with speaking("ar"):
        arabic = put_down(workshop)
    for job_id in (english, arabic):
        jobs.perform(workshop, job_id, {"try": refuse})
    assert read(workshop, english).message == "The file is empty."
    assert "الملف" in read(workshop, arabic).message
    assert read(workshop, arabic).state == JobState.FAILED


def test_a_fault_of_the_program_is_not_shown(workshop: Workshop) -> None:
    def stumble(work: Work) -> None:
        raise ZeroDivisionError("secret")

    with speaking("en"):
        job_id = put_down(workshop)
    jobs.perform(workshop, job_id, {"try": stumble})
    job = read(workshop, job_id)
    assert job.state == JobState.FAILED
    assert str(job_id) in job.message
    assert "secret" not in job.message


def test_what_a_job_wrote_and_its_end_stand_or_fall_together(workshop: Workshop) -> None:
    def half(work: Work) -> None:
        with session_for(workshop.database_url) as session:
            session.add(OfficeSetting(key="unit", value="half"))
            work.finish(session)
            session.flush()
            raise KeyboardInterrupt  # the worker dies before the commit

    job_id = put_down(workshop, words="")
    with pytest.raises(KeyboardInterrupt):
        jobs.perform(workshop, job_id, {"try": half})
    assert read(workshop, job_id).state == JobState.RUNNING
    with session_for(workshop.database_url) as session:
        assert session.scalars(select(OfficeSetting)).all() == []
    assert jobs.recover(workshop) == [job_id]
    jobs.perform(workshop, job_id, {"try": a_task(workshop, [])})
    job = read(workshop, job_id)
    assert (job.state, job.attempts) == (JobState.DONE, 2)


def test_a_job_that_kills_its_worker_every_time_is_given_up(workshop: Workshop) -> None:
    job_id = put_down(workshop)
    change(workshop, job_id, state=JobState.RUNNING.value, attempts=jobs.MOST_ATTEMPTS)
    assert jobs.recover(workshop) == []
    job = read(workshop, job_id)
    assert job.state == JobState.FAILED
    assert job.message


def test_nobody_fills_the_queue_alone(workshop: Workshop) -> None:
    for _number in range(jobs.MOST_OPEN):
        put_down(workshop)
    with pytest.raises(Refused):
        put_down(workshop)


def test_old_files_are_tidied_away(workshop: Workshop) -> None:
    old, new, upload = workshop.room(1) / "old.pdf", workshop.room(2) / "new.pdf", workshop.uploads(1) / "bytes"
    for path in (old, new, upload):
        path.parent.mkdir(parents=True)
        path.write_text("x")
    long_ago = (datetime.now(UTC) - jobs.KEPT - timedelta(hours=1)).timestamp()
    for path in (old, upload):
        os.utime(path, (long_ago, long_ago))
    jobs.tidy(workshop)
    assert [path.exists() for path in (old, new, upload)] == [False, True, False]


def start_worker(workshop: Workshop) -> subprocess.Popen[bytes]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ROLLOUT_")}
    environ |= {
        "ROLLOUT_DATABASE_URL": workshop.database_url, "ROLLOUT_WORK_FOLDER": str(workshop.folder), "ROLLOUT_SECRET_KEY": SECRET_KEY,
    }
    command = [Path(sys.executable).parent / "rollout", "work"]
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def await_end(workshop: Workshop, job_id: int) -> Job:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        job = read(workshop, job_id)
        if JobState(job.state).over:
            return job
        time.sleep(0.1)
    raise AssertionError("the worker did not end the job")


def test_the_worker_takes_up_what_a_dead_one_left_and_hears_new_calls(workshop: Workshop) -> None:
    left = put_down(workshop, "check", sha256="0" * 64, name="x.xlsx")
    change(workshop, left, state=JobState.RUNNING.value, attempts=1, started_at=datetime.now(UTC))
    worker = start_worker(workshop)
    try:
        assert await_end(workshop, left).attempts == 2
        worker.send_signal(signal.SIGKILL)
        worker.wait(timeout=20)
        lost = put_down(workshop, "check", sha256="0" * 64, name="x.xlsx")  # nobody called the worker for this one
        worker = start_worker(workshop)
        assert await_end(workshop, lost).state == JobState.FAILED
        called = put_down(workshop, "check", sha256="0" * 64, name="x.xlsx")
        jobs.wake(workshop, called)
        assert await_end(workshop, called).state == JobState.FAILED
    finally:
        worker.terminate()
        assert worker.wait(timeout=20) is not None


def test_the_queue_carries_no_code_and_nobody_else_may_look(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        jobs.wake(Workshop("sqlite://", tmp_path / "private"), 7)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "private").stat().st_mode) == 0o700
    with sqlite3.connect(tmp_path / "private" / "queue.db") as connection:
        messages = [json.loads(data) for (data,) in connection.execute("select data from task")]
    connection.close()
    assert [values for _number, _name, values in messages] == [[7]]
