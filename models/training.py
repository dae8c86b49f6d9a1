"""Training: the courses, their sessions, and how many of whom attended. Counts only; nobody's name is kept."""

from __future__ import annotations

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Code, Day, Key, Name, Prose, Scoped, Versioned, When


class Course(Model, Versioned):
    """A course that is given again and again, such as digital transformation skills for those who will run the complexes.

    `category` is one of the categories of trainee in `rollout.training`; `days` its length; `counts_to_target` says whether those who
    attended count towards the 10,000.
    """

    __tablename__ = "course"
    __table_args__ = (CheckConstraint("days between 1 and 60", name="days"),)

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name_ar: Mapped[Name]
    name_en: Mapped[Name] = mapped_column(default="")
    category: Mapped[str] = mapped_column(String(30))
    days: Mapped[int] = mapped_column(default=3)
    counts_to_target: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)

    def __str__(self) -> str:
        return self.name_ar


class TrainingSession(Model, Versioned):
    """One holding of a course: where, from which day to which, and for how many. It may serve trainees of any governorate."""

    __tablename__ = "training_session"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="days"),
        CheckConstraint("capacity between 1 and 10000", name="capacity"),
        Index("ix_training_session_days", "starts_on", "ends_on"),
    )

    id: Mapped[Key]
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    place: Mapped[Name]
    starts_on: Mapped[Day]
    ends_on: Mapped[Day]
    capacity: Mapped[int]
    cancelled: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[Prose] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    course: Mapped[Course] = relationship(lazy="raise_on_sql")


class Attendance(Model, Scoped):
    """How many people of one body and governorate, bound for one site, attended a session.

    Three counts that are never merged: `persons` are people at their first course (so adding them counts nobody twice), `seats`
    all who sat there, `certified` those who received a certificate. Rows are only added; a correction names the row it replaces.

    `held_on` is the session's last day and `counts_to_target` what was said of its course when the row was recorded: a session that
    moves is told by new rows, so that what was known before stays as it was.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "governorate_id"], ["site.id", "site.governorate_id"], name="fk_attendance_site"),
        ForeignKeyConstraint(
            ["replaces_id", "governorate_id"], ["attendance.id", "attendance.governorate_id"], name="fk_attendance_replaces"
        ),
        UniqueConstraint("id", "governorate_id"),
        UniqueConstraint("replaces_id"),
        CheckConstraint("persons >= 0 and certified >= 0 and persons <= seats and certified <= seats", name="counts"),
        CheckConstraint("replaces_id <> id", name="replaces_itself"),
        Index("ix_attendance_site", "site_id", "id"),
        Index("ix_attendance_recorded", "recorded_at"),
    )

    id: Mapped[Key]
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), index=True)
    held_on: Mapped[Day]
    counts_to_target: Mapped[bool]
    body: Mapped[str] = mapped_column(String(40))
    site_id: Mapped[int | None]
    persons: Mapped[int]
    seats: Mapped[int]
    certified: Mapped[int]
    note: Mapped[Prose] = mapped_column(default="")
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    source: Mapped[Code] = mapped_column(default="page")
    replaces_id: Mapped[int | None]

    session: Mapped[TrainingSession] = relationship(lazy="raise_on_sql")
