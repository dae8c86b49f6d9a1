"""Forms that were sent and saved, so that one sent twice is saved once."""

from __future__ import annotations

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Key, When


class SentForm(Model):
    """A form that a user sent and that was saved: a print of what was sent, and the address that followed. Kept for a day."""

    __tablename__ = "sent_form"
    __table_args__ = (UniqueConstraint("user_id", "fingerprint"), Index("ix_sent_form_sent_at", "sent_at"))

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(2000), default="")
    sent_at: Mapped[When]
