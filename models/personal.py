"""What belongs to one user alone: views of lists, favourites, notices, guides; and who looked through whose eyes."""

from __future__ import annotations

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Code, Day, Key, Line, Name, Prose, When


class SavedView(Model):
    """A list as its user wants to see it: `page` is the endpoint, `query` the address after the question mark (filters, columns, order)."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "page", "name"), CheckConstraint("name <> ''", name="name"))

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    page: Mapped[str] = mapped_column(String(80))
    name: Mapped[Name]
    query: Mapped[str] = mapped_column(String(2000))
    made_at: Mapped[When]


class Favourite(Model):
    """What a user keeps at hand. `kind` says what `ref` names: a site by its code, a page by its address."""

    __tablename__ = "favourite"
    __table_args__ = (UniqueConstraint("user_id", "kind", "ref"), CheckConstraint("kind in ('site', 'page')", name="kind"))

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    kind: Mapped[str] = mapped_column(String(10))
    ref: Mapped[Line]
    title: Mapped[Name] = mapped_column(default="")
    added_at: Mapped[When]


class Notice(Model):
    """One line to one user: what happened (`kind` of `rollout.notices`), its values as JSON, and the address that shows it.

    `key` names the occasion, so that nobody is told twice of the same. `about_id` is the governorate that it speaks of, or empty;
    a user whose governorates change no longer sees the notices of those that were lost.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_notice_unread", "user_id", "read_at"),
        Index("ix_notice_unsent", "mail", "sent_at"),
    )

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    kind: Mapped[Code]
    key: Mapped[Name]
    about_id: Mapped[int | None] = mapped_column(ForeignKey("governorate.id"), index=True)
    address: Mapped[Line]
    facts: Mapped[Prose]
    on_day: Mapped[Day]
    page: Mapped[bool] = mapped_column(default=True)
    mail: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[When]
    read_at: Mapped[When | None]
    sent_at: Mapped[When | None]


class NoticeChoice(Model):
    """How a user wants to hear of one kind of notice: on the page, by the digest of the day, both or not at all."""

    __tablename__ = "notice_choice"
    __table_args__ = (UniqueConstraint("user_id", "kind"),)

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    kind: Mapped[Code]
    page: Mapped[bool]
    mail: Mapped[bool]


class GuideSeen(Model):
    """A first-run guide that its user has put away."""

    __tablename__ = "guide_seen"
    __table_args__ = (UniqueConstraint("user_id", "guide"),)

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    guide: Mapped[Code]
    seen_at: Mapped[When]


class ViewAs(Model):
    """An administrator's look at the product through another user's eyes, and why. It reads only; it ends once and stays on record."""

    __tablename__ = "view_as"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("by_id <> user_id", name="another"),
        Index("ix_view_as_user", "user_id", "started_at"),
    )

    id: Mapped[Key]
    by_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    sign_in_id: Mapped[int] = mapped_column(ForeignKey("sign_in.id"), index=True)
    reason: Mapped[Line]
    started_at: Mapped[When]
    ended_at: Mapped[When | None]
