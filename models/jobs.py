"""Work that is done behind a page: what was asked, how far it has come, what came of it."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Code, Key, Line, Name, Prose, When
from rollout.text import Text, _


class JobState(StrEnum):
    """How far a job has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def label(self) -> Text:
        return _STATE_LABELS[self]

    @property
    def over(self) -> bool:
        return self in (JobState.DONE, JobState.FAILED)


_STATE_LABELS = {
    JobState.WAITING: _("Waiting"), JobState.RUNNING: _("Under way"), JobState.DONE: _("Finished"), JobState.FAILED: _("Not finished"),
}


class Job(Model):
    """A long piece of work that one user asked for: a file to be checked or imported, all reports to be written.

    Its row is the truth about it; the queue only says that there is something to do. `params` and `result` are JSON. `file_name` names
    the file that came of it, in the job's own folder; `sha256` is the file's print.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state in (%s)" % ", ".join(f"'{s}'" for s in JobState), name="state"),
        CheckConstraint("done >= 0 and done <= total", name="progress"),
        Index("ix_job_user", "user_id", "id"),
        Index("ix_job_state", "state", "id"),
    )

    id: Mapped[Key]
    kind: Mapped[Code]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    params: Mapped[Prose] = mapped_column(default="{}")
    state: Mapped[str] = mapped_column(String(10), default=JobState.WAITING.value)
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[Line] = mapped_column(default="")
    result: Mapped[Prose] = mapped_column(default="{}")
    file_name: Mapped[Name] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[When]
    started_at: Mapped[When | None]
    finished_at: Mapped[When | None]

    @property
    def asked(self) -> dict[str, Any]:
        """What the user asked for."""
        return dict(json.loads(self.params))

    @property
    def outcome(self) -> dict[str, Any]:
        """What came of it, in bare numbers."""
        return dict(json.loads(self.result))
