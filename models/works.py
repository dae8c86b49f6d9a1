"""The work behind the stages: every step that was taken at a site, in rows that are only ever added."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import Model
from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Code, Day, Key, Name, Piastres, Prose, Scoped, Versioned, When
from models.places import Site
from rollout.stages import STAGE_KEYS


class StepEntry(Model, Scoped):
    """One step of the work behind a stage: on `happened_on` this was done, at this site, for this item.

    The item is the electricity meter, the building, the office of the Post, one snag of the list; `rollout.works` declares which
    items a stage has, which steps lead each to its end and which particulars a step carries. `number` is that of the paper (request,
    receipt, contract, meter), `body` whoever did it or must do it, `person` who signed or approved, `amount` in piastres,
    `expected_on` the day that was promised for the rest. A correction is a new row that names the one it replaces; a withdrawn row
    only takes its predecessor back and says why in its note.
    """

    __tablename__ = "step_entry"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "governorate_id"], ["site.id", "site.governorate_id"], name="fk_step_entry_site"),
        ForeignKeyConstraint(
            ["replaces_id", "site_id", "area", "item"],
            ["step_entry.id", "step_entry.site_id", "step_entry.area", "step_entry.item"],
            name="fk_step_entry_replaces",
        ),
        UniqueConstraint("id", "site_id", "area", "item"),
        UniqueConstraint("id", "governorate_id"),
        UniqueConstraint("replaces_id"),
        CheckConstraint("area in (%s)" % ", ".join(f"'{key}'" for key in STAGE_KEYS), name="area"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("count >= 0", name="count"),
        CheckConstraint("replaces_id <> id", name="replaces_itself"),
        CheckConstraint("not withdrawn or (replaces_id is not null and note <> '')", name="withdrawn"),
        Index("ix_step_entry_fold", "site_id", "area", "happened_on", "id"),
        Index("ix_step_entry_recorded", "recorded_at"),
    )

    id: Mapped[Key]
    site_id: Mapped[int]
    area: Mapped[str] = mapped_column(String(30))
    item: Mapped[str] = mapped_column(String(40))
    step: Mapped[str] = mapped_column(String(30))
    happened_on: Mapped[Day]
    number: Mapped[Name] = mapped_column(default="")
    body: Mapped[Name] = mapped_column(default="")
    person: Mapped[Name] = mapped_column(default="")
    amount: Mapped[Piastres | None]
    count: Mapped[int | None]
    expected_on: Mapped[Day | None]
    note: Mapped[Prose] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    source: Mapped[Code] = mapped_column(default="page")
    replaces_id: Mapped[int | None]

    site: Mapped[Site] = relationship(lazy="raise_on_sql")


class CentrePair(Model, Scoped, Versioned):
    """A complex's technology centre and the technology centre of its markaz, with which the seed directive links it.

    Both lie in one governorate; a complex is paired with one centre.
    """

    __tablename__ = "centre_pair"
    __table_args__ = (
        ForeignKeyConstraint(["complex_id", "governorate_id"], ["site.id", "site.governorate_id"], name="fk_centre_pair_complex"),
        ForeignKeyConstraint(["centre_id", "governorate_id"], ["site.id", "site.governorate_id"], name="fk_centre_pair_centre"),
        UniqueConstraint("complex_id"),
        CheckConstraint("complex_id <> centre_id", name="itself"),
        Index("ix_centre_pair_centre", "centre_id"),
    )

    id: Mapped[Key]
    complex_id: Mapped[int]
    centre_id: Mapped[int]
    note: Mapped[Prose] = mapped_column(default="")

    complex: Mapped[Site] = relationship(
        lazy="raise_on_sql", foreign_keys="CentrePair.complex_id", primaryjoin="CentrePair.complex_id == Site.id"
    )
    centre: Mapped[Site] = relationship(
        lazy="raise_on_sql", foreign_keys="CentrePair.centre_id", primaryjoin="CentrePair.centre_id == Site.id"
    )
