"""The journal: everything that committees told us, in rows that are only ever added."""

from __future__ import annotations

from flask_appbuilder import Model
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from models.base import Code, Day, Key, Line, Name, Prose, Scoped, When
from models.places import Site
from rollout.stages import STAGE_KEYS, State


class ProgressEntry(Model, Scoped):
    """One piece of news: from `effective_on` on, this stage of this site is in this state.

    `effective_on` is the day it became true; `news_on` the last day for which the sender spoke (a register sheet "up to 31 July"
    speaks for 31 July); `recorded_at` the moment we learnt it. A correction is a new entry that names the one it replaces,
    of the same site and stage; each entry is replaced once at most.
    """

    __tablename__ = "progress_entry"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "governorate_id"], ["site.id", "site.governorate_id"], name="fk_progress_entry_site"),
        ForeignKeyConstraint(
            ["replaces_id", "site_id", "stage"],
            ["progress_entry.id", "progress_entry.site_id", "progress_entry.stage"],
            name="fk_progress_entry_replaces",
        ),
        UniqueConstraint("id", "site_id", "stage"),
        UniqueConstraint("id", "governorate_id"),
        UniqueConstraint("replaces_id"),
        CheckConstraint("stage in (%s)" % ", ".join(f"'{k}'" for k in STAGE_KEYS), name="stage"),
        CheckConstraint("state in (%s)" % ", ".join(f"'{s}'" for s in State), name="state"),
        CheckConstraint("done >= 0 and wanted >= 0 and done <= wanted", name="units"),
        CheckConstraint("effective_on <= news_on", name="news"),
        CheckConstraint("replaces_id <> id", name="replaces_itself"),
        CheckConstraint("(waiver_by = '') = (waiver_reason = '')", name="waiver"),
        CheckConstraint("state <> 'not_applicable' or reason <> ''", name="reason"),
        Index("ix_progress_entry_fold", "site_id", "stage", "effective_on", "recorded_at", "id"),
        Index("ix_progress_entry_recorded", "recorded_at"),
    )

    id: Mapped[Key]
    site_id: Mapped[int]
    stage: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(20))
    done: Mapped[int | None] = mapped_column(Integer)
    wanted: Mapped[int | None] = mapped_column(Integer)
    effective_on: Mapped[Day]
    news_on: Mapped[Day]
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    source: Mapped[Code] = mapped_column(default="page")
    note: Mapped[Prose] = mapped_column(default="")
    reason: Mapped[Line] = mapped_column(default="")
    waiver_by: Mapped[Name] = mapped_column(default="")
    waiver_reason: Mapped[Line] = mapped_column(default="")
    replaces_id: Mapped[int | None]
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), index=True)

    site: Mapped[Site] = relationship(lazy="raise_on_sql")


class Affirmation(Model, Scoped):
    """"Nothing new here": the committee spoke for a site up to `news_on` and no stage had changed.

    It keeps a quiet site from turning grey without repeating its seven entries every week. One that names another takes it back.
    """

    __tablename__ = "affirmation"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "governorate_id"], ["site.id", "site.governorate_id"], name="fk_affirmation_site"),
        ForeignKeyConstraint(["replaces_id"], ["affirmation.id"], name="fk_affirmation_replaces"),
        UniqueConstraint("replaces_id"),
        CheckConstraint("(replaces_id is not null) = (source = 'undo')", name="undo"),
        Index("ix_affirmation_site", "site_id", "recorded_at", "news_on"),
        Index("ix_affirmation_recorded", "recorded_at"),
    )

    id: Mapped[Key]
    site_id: Mapped[int]
    news_on: Mapped[Day]
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    source: Mapped[Code] = mapped_column(default="page")
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), index=True)
    replaces_id: Mapped[int | None]


class Evidence(Model, Scoped):
    """A document or photo that proves a progress entry, a step of the work behind it, a count of trainees, a paper of the stores, or what
    happened to a decision or an obstacle.

    Its bytes lie in the content-addressed store under `sha256`. Rows are only added; the file is served by this row's id, through the
    scope, never by its name. A better document replaces a worse one with a reason; both stay. `latitude`, `longitude` (degrees) and
    `accuracy` (metres) are where the browser said that the photo was taken.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["entry_id", "governorate_id"], ["progress_entry.id", "progress_entry.governorate_id"], name="fk_evidence_entry"
        ),
        ForeignKeyConstraint(["step_id", "governorate_id"], ["step_entry.id", "step_entry.governorate_id"], name="fk_evidence_step"),
        ForeignKeyConstraint(
            ["attendance_id", "governorate_id"], ["attendance.id", "attendance.governorate_id"], name="fk_evidence_attendance"
        ),
        ForeignKeyConstraint(["paper_id", "governorate_id"], ["paper.id", "paper.governorate_id"], name="fk_evidence_paper"),
        ForeignKeyConstraint(
            ["decision_event_id", "governorate_id"], ["decision_event.id", "decision_event.governorate_id"], name="fk_evidence_decision"
        ),
        ForeignKeyConstraint(
            ["obstacle_event_id", "governorate_id"], ["obstacle_event.id", "obstacle_event.governorate_id"], name="fk_evidence_obstacle"
        ),
        ForeignKeyConstraint(["replaces_id", "governorate_id"], ["evidence.id", "evidence.governorate_id"], name="fk_evidence_replaces"),
        UniqueConstraint("id", "governorate_id"),
        UniqueConstraint("replaces_id"),
        CheckConstraint("size > 0", name="size"),
        CheckConstraint(
            "entry_id is not null or step_id is not null or attendance_id is not null or paper_id is not null "
            "or decision_event_id is not null or obstacle_event_id is not null", name="proves",
        ),
        CheckConstraint("replaces_id is null or reason <> ''", name="reason"),
        CheckConstraint("(latitude is null) = (longitude is null) and (accuracy is null or latitude is not null)", name="position"),
        Index("ix_evidence_entry", "entry_id", "recorded_at"),
        Index("ix_evidence_step", "step_id"),
        Index("ix_evidence_attendance", "attendance_id"),
        Index("ix_evidence_paper", "paper_id"),
        Index("ix_evidence_decision", "decision_event_id"),
        Index("ix_evidence_obstacle", "obstacle_event_id"),
        Index("ix_evidence_sha256", "sha256"),
        Index("ix_evidence_recorded", "recorded_at"),
    )

    id: Mapped[Key]
    entry_id: Mapped[int | None]
    step_id: Mapped[int | None]
    attendance_id: Mapped[int | None]
    paper_id: Mapped[int | None]
    decision_event_id: Mapped[int | None]
    obstacle_event_id: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(String(64))
    original_name: Mapped[Name]
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    replaces_id: Mapped[int | None]
    reason: Mapped[Line] = mapped_column(default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    accuracy: Mapped[float | None]
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)

    entry: Mapped[ProgressEntry | None] = relationship(lazy="raise_on_sql")

    @classmethod
    def in_force(cls) -> ColumnElement[bool]:
        """True of the documents that no better one has replaced."""
        later = aliased(cls)
        return ~select(later.id).where(later.replaces_id == cls.id).exists()


class ImportRun(Model):
    """One workbook that was applied: which file, by whom, and how many rows it brought. Not one governorate's row: a file may hold many."""

    __tablename__ = "import_run"

    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    original_name: Mapped[Name]
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    sites_added: Mapped[int] = mapped_column(default=0)
    entries_added: Mapped[int] = mapped_column(default=0)
    rows_skipped: Mapped[int] = mapped_column(default=0)
