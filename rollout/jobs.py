"""Work behind the pages: users put jobs down, a worker of its own takes them up, pages show how far they have come.

The row of a job is the truth; Huey's queue only wakes the worker, and may be lost without harm. A job that was under way when
the worker died is taken up again at its next start, so whatever a job writes for good is committed together with its end.
"""

import fcntl
import hashlib
import json
import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from huey import SqliteHuey, crontab
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models import Job, JobState
from rollout.database import reading, session_for, writing
from rollout.errors import Refused, RolloutError
from rollout.settings import Settings
from rollout.text import LANGUAGES, _, language, speaking

log = logging.getLogger(__name__)

CHECK, IMPORT, REPORTS = "check", "import", "reports"
"""The kinds of job; `rollout.tasks` does them."""

ACCOUNT_FILE, REMARKS_FILE = "account.json", "remarks.xlsx"
"""What a check leaves in its room."""

MOST_ATTEMPTS = 3
MOST_OPEN = 3
KEPT = timedelta(days=7)
_THREADS = 2
_LOOK_EVERY = 0.3
_LONGEST_MESSAGE = 500


@dataclass(frozen=True)
class Workshop:
    """Where jobs are kept and done: the database of their rows, and a folder for the queue, for uploads and for finished files."""

    database_url: str
    folder: Path

    def room(self, job_id: int) -> Path:
        """The job's own folder."""
        return self.folder / "jobs" / str(job_id)

    def uploads(self, user_id: int) -> Path:
        """The folder of what one user has sent and not yet confirmed."""
        return self.folder / "uploads" / str(user_id)


def workshop_of(settings: Settings) -> Workshop:
    """The workshop of this installation."""
    return Workshop(settings.database_url, Path(settings.work_folder))


class Work:
    """One job in the worker's hands: what was asked, and the ways to say how far it has come and how it ended."""

    def __init__(self, workshop: Workshop, job: Job) -> None:
        self.workshop = workshop
        self.id, self.kind, self.user_id = job.id, job.kind, job.user_id
        self.params = job.asked

    @property
    def room(self) -> Path:
        folder = self.workshop.room(self.id)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def progress(self, done: int, total: int, message: object = "") -> None:
        """Tell the page, in a transaction of a moment. Not to be called while a transaction of the job's own has written."""
        self._write(done=done, total=total, message=_short(message))

    def finish(self, session: Session, *, file: Path | None = None, message: object = "", **result: Any) -> None:
        """Mark the job done in `session`, which the caller then commits: what the job wrote and its end stand or fall together."""
        values: dict[str, Any] = {"state": JobState.DONE.value, "message": _short(message), "finished_at": datetime.now(UTC)}
        if file is not None:
            values |= {"file_name": file.name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
        session.execute(update(Job).where(Job.id == self.id).values(result=json.dumps(result), done=Job.total, **values))

    def fail(self, message: object) -> None:
        self._write(state=JobState.FAILED.value, message=_short(message), finished_at=datetime.now(UTC))

    def _write(self, **values: Any) -> None:
        with writing(), session_for(self.workshop.database_url) as session:
            session.execute(update(Job).where(Job.id == self.id).values(**values))
            session.commit()


Task = Callable[[Work], None]


def submit(session: Session, user_id: int, kind: str, **params: Any) -> Job:
    """Put a job down for the worker, in the language of whoever asks. Flushes; the caller commits and then wakes the worker."""
    unfinished = (JobState.WAITING.value, JobState.RUNNING.value)
    waiting = session.scalar(select(func.count(Job.id)).where(Job.user_id == user_id, Job.state.in_(unfinished))) or 0
    if waiting >= MOST_OPEN:
        raise Refused(_("Your earlier requests are still under way; wait for one of them to finish."))
    job = Job(user_id=user_id, kind=kind, params=json.dumps({"language": language(), **params}), created_at=datetime.now(UTC))
    session.add(job)
    session.flush()
    return job


def wake(workshop: Workshop, job_id: int) -> None:
    """Tell the worker that there is something to do."""
    _bell(workshop.folder)(job_id)


def mine(session: Session, user_id: int, kinds: tuple[str, ...], most: int = 10) -> list[Job]:
    """The latest jobs of a user, newest first."""
    return list(session.scalars(select(Job).where(Job.user_id == user_id, Job.kind.in_(kinds)).order_by(Job.id.desc()).limit(most)))


def perform(workshop: Workshop, job_id: int, tasks: Mapping[str, Task]) -> None:
    """Do one job, if nobody else has taken it; it ends done or failed, with a sentence for its user."""
    work = _take(workshop, job_id)
    if work is None:
        return
    spoken = work.params.get("language")
    with speaking(spoken if spoken in LANGUAGES else LANGUAGES[0]):
        try:
            tasks[work.kind](work)
        except RolloutError as refusal:
            work.fail(refusal.message)
        except Exception:
            log.exception("job %s failed", job_id)
            work.fail(_("A fault of the program stopped this; nothing was changed. Tell the administrator the number %(number)s.",
                        number=job_id))


def _take(workshop: Workshop, job_id: int) -> Work | None:
    with writing(), session_for(workshop.database_url) as session:
        started = {"state": JobState.RUNNING.value, "attempts": Job.attempts + 1, "started_at": datetime.now(UTC)}
        waiting = update(Job).where(Job.id == job_id, Job.state == JobState.WAITING.value)
        taken = session.execute(waiting.values(**started)).rowcount  # type: ignore[attr-defined]  # an update's result has it
        session.commit()
        job = session.get(Job, job_id) if taken else None
        return Work(workshop, job) if job else None


def recover(workshop: Workshop) -> list[int]:
    """Put back what a dead worker had in its hands; give the ids of all that waits. What killed the worker too often fails for good."""
    with writing(), session_for(workshop.database_url) as session:
        running = Job.state == JobState.RUNNING.value
        message = str(_("This could not be finished: the program stopped while working on it, several times."))
        given_up = {"state": JobState.FAILED.value, "message": message, "finished_at": datetime.now(UTC)}
        session.execute(update(Job).where(running, Job.attempts >= MOST_ATTEMPTS).values(**given_up))
        session.execute(update(Job).where(running).values(state=JobState.WAITING.value, done=0, message=""))
        session.commit()
        return _waiting(session)


def _waiting(session: Session) -> list[int]:
    return list(session.scalars(select(Job.id).where(Job.state == JobState.WAITING.value).order_by(Job.id)))


def tidy(workshop: Workshop, now: datetime | None = None) -> None:
    """Remove uploads and finished files that nobody will ask for any more."""
    oldest = ((now or datetime.now(UTC)) - KEPT).timestamp()
    for folder in ("jobs", "uploads"):
        for path in (workshop.folder / folder).glob("*/*"):
            if path.stat().st_mtime < oldest:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def work_on(workshop: Workshop, tasks: Mapping[str, Task], meanwhile: Callable[[], None] = lambda: None) -> None:
    """Do jobs until a signal asks to stop; what is in hand then is taken up at the next start. One works in a folder at a time.

    `meanwhile` is called every minute.
    """
    with _alone(workshop.folder):
        queue, do = _queue(workshop.folder, lambda job_id: perform(workshop, job_id, tasks))

        @queue.periodic_task(crontab())
        def look_around() -> None:
            """A call may be lost, and a folder fills."""
            tidy(workshop)
            with reading(), session_for(workshop.database_url) as session:
                for job_id in _waiting(session):
                    do(job_id)
            meanwhile()

        queue.flush()
        tidy(workshop)
        for job_id in recover(workshop):
            do(job_id)
        Consumer(queue, workers=_THREADS, initial_delay=_LOOK_EVERY, max_delay=_LOOK_EVERY, backoff=1.0, shutdown_timeout=3).run()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """A second worker of the folder stands by until the first one is gone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "worker.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class _Plain(Serializer):
    """Messages as JSON. Huey's own pickles would run whatever code somebody puts into the queue's file."""

    def _serialize(self, message: Message) -> bytes:
        return json.dumps([message.id, message.name, message.args]).encode()

    def _deserialize(self, data: bytes) -> Message:
        number, name, values = json.loads(data)
        return Message(number, name, args=tuple(values), kwargs={}, retries=0, retry_delay=0)


def _queue(folder: Path, perform_job: Callable[[int], None]) -> tuple[SqliteHuey, Callable[[int], Any]]:
    """The queue and its one kind of message: the number of a job."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    queue = SqliteHuey("tashgheel", filename=str(folder / "queue.db"), results=False, serializer=_Plain())

    @queue.task(name="do")
    def do(job_id: int) -> None:
        perform_job(job_id)

    return queue, do


@lru_cache(maxsize=8)
def _bell(folder: Path) -> Callable[[int], Any]:
    """Rings in the worker's process; nothing is ever done in this one."""
    _, do = _queue(folder, lambda job_id: None)
    return do


def _short(message: object) -> str:
    text = str(message)
    return text if len(text) <= _LONGEST_MESSAGE else text[: _LONGEST_MESSAGE - 1] + "…"

