"""The plan: named baselines, the ledger of promised dates, and the deadlines and rates that directives set. All only ever added."""

from __future__ import annotations

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Code, Day, Key, Line, Name, Prose, Scoped, When


class Baseline(Model):
    """A plan as it was approved and published under a name: the promises that carry it never change."""

    __tablename__ = "baseline"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name_ar: Mapped[Name]
    name_en: Mapped[Name] = mapped_column(default="")
    approved_on: Mapped[Day]
    approved_by: Mapped[Name] = mapped_column(default="")
    source: Mapped[Line] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)

    def __str__(self) -> str:
        return self.name_ar


class Promise(Model, Scoped):
    """A date that somebody promised for a stage of a site: on `given_on` it was said that the stage is done by `due_on`.

    Re-dating adds a promise with a coded `reason` of `rollout.plan`; the earlier ones stay. Where a plan knows the month alone,
    `due_on` is its last day.
    """

    __tablename__ = "promise"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "governorate_id"], ["site.id", "site.governorate_id"], name="fk_promise_site"),
        Index("ix_promise_fold", "site_id", "stage", "given_on", "recorded_at", "id"),
        Index("ix_promise_recorded", "recorded_at"),
    )

    id: Mapped[Key]
    site_id: Mapped[int]
    stage: Mapped[str] = mapped_column(String(30))
    due_on: Mapped[Day]
    given_on: Mapped[Day]
    given_by: Mapped[Name] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(String(30))
    note: Mapped[Prose] = mapped_column(default="")
    baseline_id: Mapped[int | None] = mapped_column(ForeignKey("baseline.id"), index=True)
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    source: Mapped[Code] = mapped_column(default="page")

    baseline: Mapped[Baseline | None] = relationship(lazy="raise_on_sql")


class Parameter(Model):
    """A deadline, rate or target that a law, a directive or a contract sets, in force from `effective_on` until a later one.

    `key` and its unit are rows of `rollout.parameters`; `value` is a whole number in that unit. `words` are the directive's own text.
    """

    __tablename__ = "parameter"
    __table_args__ = (
        CheckConstraint("value >= 0", name="value"),
        Index("ix_parameter_fold", "key", "effective_on", "recorded_at", "id"),
    )

    id: Mapped[Key]
    key: Mapped[Code]
    value: Mapped[int]
    effective_on: Mapped[Day]
    words: Mapped[Prose] = mapped_column(default="")
    source: Mapped[Line] = mapped_column(default="")
    approved_by: Mapped[Name] = mapped_column(default="")
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
