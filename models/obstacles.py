"""What holds sites back: obstacles with the sites that they hold, what happened to them, the letters about them."""

from __future__ import annotations

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Code, Day, Key, Line, Name, Prose, Scoped, Versioned, When
from models.places import Site
from rollout.followup.levels import Level
from rollout.followup.obstacles import Category, ObstacleStep
from rollout.stages import STAGE_KEYS


class Obstacle(Model, Scoped):
    """One thing in the way of many sites, with its number in the governorate. Where it stands are its events; it is never changed."""

    __tablename__ = "obstacle"
    __table_args__ = (
        UniqueConstraint("id", "governorate_id"),
        UniqueConstraint("governorate_id", "number"),
        CheckConstraint("category in (%s)" % ", ".join(f"'{c}'" for c in Category), name="category"),
        CheckConstraint("title <> ''", name="title"),
    )

    id: Mapped[Key]
    number: Mapped[int]
    title: Mapped[Line]
    category: Mapped[str] = mapped_column(String(20))
    is_demo: Mapped[bool] = mapped_column(default=False)

    events: Mapped[list[ObstacleEvent]] = relationship(lazy="raise_on_sql", back_populates="obstacle", order_by="ObstacleEvent.id")


class ObstacleEvent(Model, Scoped):
    """Something that happened to an obstacle: a step of `rollout.followup.obstacles`. What it does not change is empty. Only ever added.

    `presented_on` is the day on which one that is opened was put before its level, where that was before it was recorded.
    """

    __tablename__ = "obstacle_event"
    __table_args__ = (
        ForeignKeyConstraint(
            ["obstacle_id", "governorate_id"], ["obstacle.id", "obstacle.governorate_id"], name="fk_obstacle_event_obstacle"
        ),
        ForeignKeyConstraint(["letter_id", "governorate_id"], ["letter.id", "letter.governorate_id"], name="fk_obstacle_event_letter"),
        UniqueConstraint("id", "governorate_id"),
        CheckConstraint("step in (%s)" % ", ".join(f"'{s}'" for s in ObstacleStep), name="step"),
        CheckConstraint("level in ('', %s)" % ", ".join(f"'{s}'" for s in Level), name="level"),
        CheckConstraint("step <> 'opened' or (body <> '' and level <> '')", name="owner"),
        CheckConstraint("step <> 'expected' or expected_on is not null", name="expected"),
        CheckConstraint("step not in ('letter', 'reply') or letter_id is not null", name="letter"),
        Index("ix_obstacle_event_obstacle", "obstacle_id", "happened_on"),
        Index("ix_obstacle_event_letter", "letter_id"),
        Index("ix_obstacle_event_recorded", "recorded_at"),
    )

    id: Mapped[Key]
    obstacle_id: Mapped[int]
    step: Mapped[str] = mapped_column(String(20))
    happened_on: Mapped[Day]
    body: Mapped[Name] = mapped_column(default="")
    post: Mapped[Name] = mapped_column(default="")
    needed: Mapped[Prose] = mapped_column(default="")
    level: Mapped[str] = mapped_column(String(20), default="")
    expected_on: Mapped[Day | None]
    presented_on: Mapped[Day | None]
    letter_id: Mapped[int | None]
    number: Mapped[Name] = mapped_column(default="")
    note: Mapped[Prose] = mapped_column(default="")
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)

    obstacle: Mapped[Obstacle] = relationship(lazy="raise_on_sql", back_populates="events")


class ObstacleSite(Model, Scoped):
    """A stage of a site that an obstacle holds from its event's day on, or, where `held` is false, no longer holds. Only ever added."""

    __tablename__ = "obstacle_site"
    __table_args__ = (
        ForeignKeyConstraint(["event_id", "governorate_id"], ["obstacle_event.id", "obstacle_event.governorate_id"],
                             name="fk_obstacle_site_event"),
        ForeignKeyConstraint(["site_id", "governorate_id"], ["site.id", "site.governorate_id"], name="fk_obstacle_site_site"),
        UniqueConstraint("event_id", "site_id", "stage"),
        CheckConstraint("stage in (%s)" % ", ".join(f"'{k}'" for k in STAGE_KEYS), name="stage"),
        Index("ix_obstacle_site_site", "site_id"),
    )

    id: Mapped[Key]
    event_id: Mapped[int]
    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacle.id"), index=True)
    site_id: Mapped[int]
    stage: Mapped[str] = mapped_column(String(30))
    held: Mapped[bool] = mapped_column(default=True)

    site: Mapped[Site] = relationship(lazy="raise_on_sql")


class Addressee(Model, Versioned):
    """Somebody to whom letters and memoranda are addressed. Honorific and gender are theirs, so that no template guesses them.

    `honorific` stands before the post («السيد اللواء», «السيدة الدكتورة»); `post_ar` is what they are addressed as; `name_ar` may be empty.
    """

    __tablename__ = "addressee"
    __table_args__ = (
        CheckConstraint("gender in ('m', 'f', 'body')", name="gender"),
        CheckConstraint("post_ar <> ''", name="post"),
    )

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name_ar: Mapped[Name] = mapped_column(default="")
    post_ar: Mapped[Name]
    body_ar: Mapped[Name] = mapped_column(default="")
    honorific: Mapped[Name] = mapped_column(default="السيد")
    gender: Mapped[str] = mapped_column(String(4), default="m")
    closing: Mapped[Name] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    def __str__(self) -> str:
        return f"{self.honorific} / {self.post_ar}"


class Letter(Model, Scoped, Versioned):
    """A letter about an obstacle to whoever owns it, with the annex of its sites. A draft may be changed; a sent one is read-only.

    `document_id` is the issued paper that went out; the reply is an event of the obstacle. It speaks for whoever drafted it: the
    governorate's committee, or, where it is `central`, the ministry's unit.
    """

    __tablename__ = "letter"
    __table_args__ = (
        ForeignKeyConstraint(["obstacle_id", "governorate_id"], ["obstacle.id", "obstacle.governorate_id"], name="fk_letter_obstacle"),
        UniqueConstraint("id", "governorate_id"),
        CheckConstraint("state in ('draft', 'sent', 'dropped')", name="state"),
        CheckConstraint("(state = 'sent') = (sent_on is not null)", name="sent"),
        Index("ix_letter_obstacle", "obstacle_id"),
    )

    id: Mapped[Key]
    obstacle_id: Mapped[int]
    addressee_id: Mapped[int] = mapped_column(ForeignKey("addressee.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    central: Mapped[bool] = mapped_column(default=False)
    as_of: Mapped[Day]
    subject: Mapped[Line]
    words: Mapped[Prose]
    reply_due_on: Mapped[Day | None]
    sent_on: Mapped[Day | None]
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    is_demo: Mapped[bool] = mapped_column(default=False)

    obstacle: Mapped[Obstacle] = relationship(
        lazy="raise_on_sql", foreign_keys="Letter.obstacle_id", primaryjoin="Letter.obstacle_id == Obstacle.id"
    )
    addressee: Mapped[Addressee] = relationship(lazy="raise_on_sql")
