"""The follow-up committees: who sits on them, when they meet, what they decided. Decisions and their news are only ever added."""

from __future__ import annotations

from datetime import time
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Day, Key, Line, Name, Prose, Scoped, Versioned, When
from models.places import Governorate
from rollout.followup.decisions import DecisionStep
from rollout.followup.levels import Level


class Committee(Model, Scoped, Versioned):
    """A governorate's follow-up committee as its formation decision made it, with the weekly cut-off of news and the usual hour of meeting.

    Weekdays count from Monday as 0; hours are those of the clock in Cairo.
    """

    __tablename__ = "committee"
    __table_args__ = (
        UniqueConstraint("governorate_id"),
        UniqueConstraint("id", "governorate_id"),
        CheckConstraint("cut_off_weekday between 0 and 6 and meets_weekday between 0 and 6", name="weekdays"),
    )

    id: Mapped[Key]
    name_ar: Mapped[Name]
    formed_by: Mapped[Name] = mapped_column(default="")
    decision_number: Mapped[Name] = mapped_column(default="")
    decision_on: Mapped[Day | None]
    cut_off_weekday: Mapped[int] = mapped_column(default=2)
    cut_off_at: Mapped[time] = mapped_column(Time, default=time(15, 0))
    meets_weekday: Mapped[int] = mapped_column(default=3)
    meets_at: Mapped[time] = mapped_column(Time, default=time(11, 0))
    place: Mapped[Name] = mapped_column(default="")
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    is_demo: Mapped[bool] = mapped_column(default=False)

    governorate: Mapped[Governorate] = relationship(lazy="raise_on_sql")
    members: Mapped[list[Member]] = relationship(lazy="raise_on_sql", back_populates="committee", order_by="Member.position, Member.id")


class Member(Model, Scoped, Versioned):
    """Somebody who sits on a committee from `since` on, for a body and in a capacity; whoever left has the day in `until`."""

    __tablename__ = "member"
    __table_args__ = (
        ForeignKeyConstraint(["committee_id", "governorate_id"], ["committee.id", "committee.governorate_id"], name="fk_member_committee"),
        CheckConstraint("part in ('chair', 'deputy', 'rapporteur', 'member')", name="part"),
        CheckConstraint("until is null or since is null or since <= until", name="days"),
        CheckConstraint("name <> ''", name="name"),
        Index("ix_member_committee", "committee_id"),
    )

    id: Mapped[Key]
    committee_id: Mapped[int]
    part: Mapped[str] = mapped_column(String(20), default="member")
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[Name]
    capacity: Mapped[Name] = mapped_column(default="")
    body: Mapped[Name] = mapped_column(default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    since: Mapped[Day | None]
    until: Mapped[Day | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    committee: Mapped[Committee] = relationship(lazy="raise_on_sql", back_populates="members")


class Meeting(Model, Scoped, Versioned):
    """One meeting of a committee, a named point in time: its pack speaks for `as_of`, as known at `known_at`, and for what changed since
    the meeting before (`previous_id`).

    Planned until its pack is taken, which fixes `known_at` and the office's `patience` in days, and opens it; closed with its minutes, and
    then read-only: the database refuses a change. `words` are the chair's own words for parts of the minutes, by part; figures are never
    among them. `kept_pack` and `kept_minutes` are the two papers as they were when it was closed, as `rollout.issued.content` packs them;
    none of a meeting that was brought over as it was.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        ForeignKeyConstraint(["committee_id", "governorate_id"], ["committee.id", "committee.governorate_id"], name="fk_meeting_committee"),
        ForeignKeyConstraint(["previous_id", "governorate_id"], ["meeting.id", "meeting.governorate_id"], name="fk_meeting_previous"),
        UniqueConstraint("id", "governorate_id"),
        UniqueConstraint("committee_id", "year", "number"),
        CheckConstraint("state in ('planned', 'open', 'closed', 'cancelled')", name="state"),
        CheckConstraint("(state in ('open', 'closed')) = (known_at is not null)", name="known"),
        CheckConstraint("(state = 'closed') = (closed_at is not null)", name="closed"),
        CheckConstraint("as_of <= held_on", name="days"),
        Index("ix_meeting_held", "governorate_id", "held_on"),
    )

    id: Mapped[Key]
    committee_id: Mapped[int]
    number: Mapped[int]
    year: Mapped[int]
    held_on: Mapped[Day]
    starts_at: Mapped[time] = mapped_column(Time)
    place: Mapped[Name] = mapped_column(default="")
    as_of: Mapped[Day]
    known_at: Mapped[When | None]
    patience: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10), default="planned")
    previous_id: Mapped[int | None] = mapped_column(index=True)
    next_on: Mapped[Day | None]
    words: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    closed_at: Mapped[When | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    kept_pack: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    kept_minutes: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    is_demo: Mapped[bool] = mapped_column(default=False)

    committee: Mapped[Committee] = relationship(lazy="raise_on_sql")
    previous: Mapped[Meeting | None] = relationship(
        lazy="raise_on_sql", remote_side="Meeting.id", foreign_keys="Meeting.previous_id", primaryjoin="Meeting.previous_id == Meeting.id",
    )
    agenda: Mapped[list[AgendaItem]] = relationship(
        lazy="raise_on_sql", back_populates="meeting", order_by="AgendaItem.position, AgendaItem.id", cascade="all, delete-orphan",
    )
    attendees: Mapped[list[Attendee]] = relationship(
        lazy="raise_on_sql", back_populates="meeting", order_by="Attendee.position, Attendee.id", cascade="all, delete-orphan",
    )


class AgendaItem(Model, Scoped):
    """A point of a meeting's agenda, and what was said about it."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        ForeignKeyConstraint(["meeting_id", "governorate_id"], ["meeting.id", "meeting.governorate_id"], name="fk_agenda_item_meeting"),
        CheckConstraint("title <> ''", name="title"),
        Index("ix_agenda_item_meeting", "meeting_id"),
    )

    id: Mapped[Key]
    meeting_id: Mapped[int]
    position: Mapped[int]
    title: Mapped[Line]
    said: Mapped[Prose] = mapped_column(default="")

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql", back_populates="agenda")


class Attendee(Model, Scoped):
    """Who came to a meeting, excused themselves or stayed away, with name, capacity and body as they were on that day."""

    __tablename__ = "attendee"
    __table_args__ = (
        ForeignKeyConstraint(["meeting_id", "governorate_id"], ["meeting.id", "meeting.governorate_id"], name="fk_attendee_meeting"),
        CheckConstraint("came in ('present', 'excused', 'absent')", name="came"),
        CheckConstraint("part in ('chair', 'deputy', 'rapporteur', 'member', 'guest')", name="part"),
        CheckConstraint("name <> ''", name="name"),
        Index("ix_attendee_meeting", "meeting_id"),
    )

    id: Mapped[Key]
    meeting_id: Mapped[int]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    part: Mapped[str] = mapped_column(String(20), default="member")
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[Name]
    capacity: Mapped[Name] = mapped_column(default="")
    body: Mapped[Name] = mapped_column(default="")
    came: Mapped[str] = mapped_column(String(10), default="present")
    instead_of: Mapped[Name] = mapped_column(default="")

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql", back_populates="attendees")


class Decision(Model, Scoped):
    """What a meeting decided, with its number in the meeting. Where it stands are its events; it is added with the first, never changed."""

    __tablename__ = "decision"
    __table_args__ = (
        ForeignKeyConstraint(["meeting_id", "governorate_id"], ["meeting.id", "meeting.governorate_id"], name="fk_decision_meeting"),
        ForeignKeyConstraint(["obstacle_id", "governorate_id"], ["obstacle.id", "obstacle.governorate_id"], name="fk_decision_obstacle"),
        UniqueConstraint("id", "governorate_id"),
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint("words <> ''", name="words"),
        Index("ix_decision_obstacle", "obstacle_id"),
    )

    id: Mapped[Key]
    meeting_id: Mapped[int]
    number: Mapped[int]
    words: Mapped[Prose]
    obstacle_id: Mapped[int | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql")
    events: Mapped[list[DecisionEvent]] = relationship(lazy="raise_on_sql", back_populates="decision", order_by="DecisionEvent.id")


class DecisionEvent(Model, Scoped):
    """Something that happened to a decision: a step of `rollout.followup.decisions`. What it does not change is empty. Only ever added."""

    __tablename__ = "decision_event"
    __table_args__ = (
        ForeignKeyConstraint(
            ["decision_id", "governorate_id"], ["decision.id", "decision.governorate_id"], name="fk_decision_event_decision"
        ),
        UniqueConstraint("id", "governorate_id"),
        CheckConstraint("step in (%s)" % ", ".join(f"'{s}'" for s in DecisionStep), name="step"),
        CheckConstraint("level in ('', %s)" % ", ".join(f"'{s}'" for s in Level), name="level"),
        CheckConstraint("step <> 'taken' or (body <> '' and post <> '' and level <> '')", name="owner"),
        CheckConstraint("step <> 'extended' or (due_on is not null and note <> '')", name="reason"),
        Index("ix_decision_event_decision", "decision_id", "happened_on"),
        Index("ix_decision_event_recorded", "recorded_at"),
    )

    id: Mapped[Key]
    decision_id: Mapped[int]
    step: Mapped[str] = mapped_column(String(20))
    happened_on: Mapped[Day]
    body: Mapped[Name] = mapped_column(default="")
    post: Mapped[Name] = mapped_column(default="")
    level: Mapped[str] = mapped_column(String(20), default="")
    due_on: Mapped[Day | None]
    note: Mapped[Prose] = mapped_column(default="")
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)

    decision: Mapped[Decision] = relationship(lazy="raise_on_sql", back_populates="events")
