"""Figures that others published about the programme: the ministry's own register of them, for the central unit alone."""

from __future__ import annotations

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Amount, Code, Day, Key, Line, Name, Prose, Versioned, When


class PublishedFigure(Model, Versioned):
    """One figure as a source told it. `said` is the value in its own words, `value` the number that it means, if it means one.

    `indicator` is the key of ours that measures the same (`rollout.indicators`), empty where we have none; `as_of` the day that it speaks
    for as far as the source says (`as_of_words` are its own words); `explanation` is why ours differs.
    """

    __tablename__ = "published_figure"
    __table_args__ = (
        UniqueConstraint("source", "position"),
        CheckConstraint("qualifier in ('', 'about', 'more_than', 'less_than')", name="qualifier"),
        CheckConstraint("sort in ('actual', 'target')", name="sort"),
        Index("ix_published_figure_indicator", "indicator", "as_of"),
    )

    id: Mapped[Key]
    source: Mapped[Code]
    position: Mapped[int]
    topic: Mapped[Code] = mapped_column(default="")
    scope_ar: Mapped[Line] = mapped_column(default="")
    words_ar: Mapped[Line]
    said: Mapped[Line] = mapped_column(default="")
    value: Mapped[Amount | None]
    unit_ar: Mapped[Name] = mapped_column(default="")
    qualifier: Mapped[str] = mapped_column(String(10), default="")
    sort: Mapped[str] = mapped_column(String(10), default="actual")
    as_of: Mapped[Day | None]
    as_of_words: Mapped[Line] = mapped_column(default="")
    indicator: Mapped[Code] = mapped_column(default="")
    note: Mapped[Prose] = mapped_column(default="")
    explanation: Mapped[Prose] = mapped_column(default="")
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
