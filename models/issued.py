"""What left the house: issued documents, and what was approved. Both keep what they said and are never changed."""

from __future__ import annotations

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Code, Day, Key, Line, Name, Prose, Scoped, When


class IssuedDocument(Model, Scoped):
    """A document that was issued: its number of the year, the day it speaks for, the moment of its data, and all that it says.

    `kind` is one of `rollout.issued.kinds`; `reference` the number as it is printed, unique. `content` is the whole document as canonical
    JSON, compressed by zlib; `sha256` the hash of that JSON, `figures` the hash of its bare numbers alone. `code` is the short secret of
    the QR code. Documents of the whole country belong to no governorate and are seen by national posts only.
    """

    __tablename__ = "issued_document"
    __table_args__ = (
        UniqueConstraint("reference"),
        UniqueConstraint("code"),
        Index("ix_issued_document_kind", "kind", "governorate_id", "as_of"),
        Index("ix_issued_document_meeting", "meeting_id"),
        Index("ix_issued_document_sha256", "sha256"),
        Index("ix_issued_document_issued", "issued_at"),
    )

    id: Mapped[Key]
    governorate_id: Mapped[int | None] = mapped_column(ForeignKey("governorate.id"), index=True)  # type: ignore[assignment]
    kind: Mapped[Code]
    year: Mapped[int]
    number: Mapped[int]
    reference: Mapped[Code]
    title: Mapped[Line]
    as_of: Mapped[Day]
    known_at: Mapped[When | None]
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    code: Mapped[str] = mapped_column(String(32))
    sha256: Mapped[str] = mapped_column(String(64))
    figures: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    issued_at: Mapped[When]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    issued_as: Mapped[Name] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    files: Mapped[list[IssuedFile]] = relationship(lazy="raise_on_sql", back_populates="document", order_by="IssuedFile.id")


class IssuedFile(Model, Scoped):
    """A file of an issued document: its form (pdf, docx, xlsx) and the hash under which the store keeps its bytes."""

    __tablename__ = "issued_file"
    __table_args__ = (
        UniqueConstraint("document_id", "form"),
        CheckConstraint("form in ('pdf', 'docx', 'xlsx')", name="form"),
        CheckConstraint("size > 0", name="size"),
        Index("ix_issued_file_sha256", "sha256"),
    )

    id: Mapped[Key]
    document_id: Mapped[int] = mapped_column(ForeignKey("issued_document.id"))
    governorate_id: Mapped[int | None] = mapped_column(ForeignKey("governorate.id"), index=True)  # type: ignore[assignment]
    form: Mapped[str] = mapped_column(String(4))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]

    document: Mapped[IssuedDocument] = relationship(lazy="raise_on_sql", back_populates="files")


class Approval(Model, Scoped):
    """A governorate's figures for a day, submitted by its committee, approved by its chair, accepted by the ministry, or sent back.

    What was submitted is kept whole (`figures`, a snapshot of `rollout.followup.difference` as JSON, compressed) with its hash; later
    steps bear the same hash. An approval that is recorded from a paper which the chair signed names its number and day.
    """

    __tablename__ = "approval"
    __table_args__ = (
        UniqueConstraint("id", "governorate_id"),
        CheckConstraint("step in ('submitted', 'approved', 'accepted', 'returned')", name="step"),
        CheckConstraint("step <> 'returned' or note <> ''", name="note"),
        CheckConstraint("(step = 'submitted') = (figures is not null)", name="figures"),
        CheckConstraint("(paper_number = '') = (paper_on is null) and (paper_number = '' or step = 'approved')", name="paper"),
        Index("ix_approval_period", "governorate_id", "as_of", "recorded_at"),
        Index("ix_approval_recorded", "recorded_at"),
    )

    id: Mapped[Key]
    as_of: Mapped[Day]
    known_at: Mapped[When]
    step: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))
    figures: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    note: Mapped[Prose] = mapped_column(default="")
    capacity: Mapped[Name] = mapped_column(default="")
    paper_number: Mapped[Name] = mapped_column(default="")
    paper_on: Mapped[Day | None]
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    is_demo: Mapped[bool] = mapped_column(default=False)


class Restatement(Model, Scoped):
    """Why an approved figure changed afterwards: for one stage of one site of an approved day, in words. Only ever added."""

    __tablename__ = "restatement"
    __table_args__ = (
        ForeignKeyConstraint(["approval_id", "governorate_id"], ["approval.id", "approval.governorate_id"], name="fk_restatement_approval"),
        ForeignKeyConstraint(["site_id", "governorate_id"], ["site.id", "site.governorate_id"], name="fk_restatement_site"),
        CheckConstraint("reason <> ''", name="reason"),
        Index("ix_restatement_approval", "approval_id"),
        Index("ix_restatement_recorded", "recorded_at"),
    )

    id: Mapped[Key]
    approval_id: Mapped[int]
    site_id: Mapped[int]
    stage: Mapped[str] = mapped_column(String(30))
    reason: Mapped[Prose]
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
