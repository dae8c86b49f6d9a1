"""Who works with the product: which governorates an officer speaks for, and the traces of signing in."""

from __future__ import annotations

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Code, Key, Name, When


class Officer(Model):
    """What we know of a user beyond the account: the post in which they act (capacity), as it is signed on paper."""

    __tablename__ = "officer"

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), unique=True)
    capacity: Mapped[Name] = mapped_column(default="")


class OfficerGovernorate(Model):
    """A governorate that a user may view and, where `capture`, also report for."""

    __tablename__ = "officer_governorate"
    __table_args__ = (UniqueConstraint("user_id", "governorate_id"),)

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    governorate_id: Mapped[int] = mapped_column(ForeignKey("governorate.id"), index=True)
    capture: Mapped[bool] = mapped_column(default=False)


class SignIn(Model):
    """One session of a user, in a browser (`kind` page) or over the API (`kind` token). Ends at logout, password change, silence or age."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_user", "user_id", "ended_at"),)

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    kind: Mapped[Code] = mapped_column(default="page")
    started_at: Mapped[When]
    seen_at: Mapped[When]
    ended_at: Mapped[When | None]


class LoginFailure(Model):
    """Failed attempts to sign in as one account name since the last success; it slows down the next one."""

    __tablename__ = "login_failure"

    id: Mapped[Key]
    account: Mapped[str] = mapped_column(String(64), unique=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[When]
    blocked_until: Mapped[When | None]
