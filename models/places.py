"""The register: where the programme works, and the sites that it brings into service."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from flask_appbuilder import Model
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    event,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from models.base import Code, Day, Key, Line, Name, Prose, Scoped, SortKey, Versioned, When
from rollout.arabic import fold, sort_key
from rollout.stages import Kind


class Governorate(Model, Scoped):
    """One of Egypt's 27 governorates. Its code is ISO 3166-2 (``EG-AST``)."""

    __tablename__ = "governorate"

    id: Mapped[Key]
    governorate_id = None  # type: ignore[assignment]  # a governorate does not belong to one: it is one
    code: Mapped[Code] = mapped_column(unique=True)
    name_ar: Mapped[Name]
    name_en: Mapped[Name]
    capital_ar: Mapped[Name]
    region_ar: Mapped[Name]
    in_phase1: Mapped[bool]
    sort_key: Mapped[SortKey]

    @classmethod
    def in_governorates(cls, ids: Collection[int]) -> ColumnElement[bool]:
        return cls.id.in_(ids)

    def __str__(self) -> str:
        return self.name_ar


class Markaz(Model, Scoped):
    """A district of a governorate (markaz, urban district or new city), with its own local administration."""

    __tablename__ = "markaz"
    __table_args__ = (
        UniqueConstraint("governorate_id", "folded"),
        UniqueConstraint("id", "governorate_id"),
    )

    id: Mapped[Key]
    name_ar: Mapped[Name]
    name_en: Mapped[Name] = mapped_column(default="")
    folded: Mapped[Name]
    sort_key: Mapped[SortKey]
    in_phase1: Mapped[bool] = mapped_column(default=False)
    source_note: Mapped[Line] = mapped_column(default="")
    governorate: Mapped[Governorate] = relationship(lazy="raise_on_sql")

    def __str__(self) -> str:
        return self.name_ar


class LocalUnit(Model, Scoped):
    """A village or rural local unit of a markaz."""

    __tablename__ = "local_unit"
    __table_args__ = (
        ForeignKeyConstraint(["markaz_id", "governorate_id"], ["markaz.id", "markaz.governorate_id"]),
        UniqueConstraint("markaz_id", "folded"),
        UniqueConstraint("id", "governorate_id"),
    )

    id: Mapped[Key]
    markaz_id: Mapped[int] = mapped_column(index=True)
    name_ar: Mapped[Name]
    name_en: Mapped[Name] = mapped_column(default="")
    folded: Mapped[Name]
    sort_key: Mapped[SortKey]
    markaz: Mapped[Markaz] = relationship(lazy="raise_on_sql", overlaps="governorate")

    def __str__(self) -> str:
        return self.name_ar


class Programme(Model):
    """The programme under which a site is brought into service, with the partner that pays for it."""

    __tablename__ = "programme"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name_ar: Mapped[Name]
    name_en: Mapped[Name]
    partner_ar: Mapped[Name]
    partner_en: Mapped[Name]

    def __str__(self) -> str:
        return self.name_ar


class Site(Model, Scoped, Versioned):
    """A place, or a vehicle, where citizens will be served: what the whole programme brings into operation.

    Its code is its identity. `planned_on` is the first day of the planned wave's month. A demo site carries made-up data
    and says so wherever it is shown. A site is never deleted, for past positions count it: it is withdrawn from `withdrawn_at` on.
    """

    __tablename__ = "site"
    __table_args__ = (
        ForeignKeyConstraint(["markaz_id", "governorate_id"], ["markaz.id", "markaz.governorate_id"], name="fk_site_markaz"),
        ForeignKeyConstraint(
            ["local_unit_id", "governorate_id"], ["local_unit.id", "local_unit.governorate_id"], name="fk_site_local_unit"
        ),
        UniqueConstraint("id", "governorate_id"),
        CheckConstraint("kind in (%s)" % ", ".join(f"'{k}'" for k in Kind), name="kind"),
        CheckConstraint("latitude between 21 and 33", name="latitude"),
        CheckConstraint("longitude between 24 and 38", name="longitude"),
        Index("ix_site_governorate_order", "governorate_id", "sort_key", "id"),
        Index("ix_site_order", "sort_key", "id"),
        Index("ix_site_edition", "governorate_id", "row_version"),
        Index("ix_site_recorded", "recorded_at"),
        Index("ix_site_withdrawn", "withdrawn_at"),
    )

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(30), index=True)
    markaz_id: Mapped[int | None] = mapped_column(index=True)
    local_unit_id: Mapped[int | None] = mapped_column(index=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    name_ar: Mapped[Name]
    name_en: Mapped[Name] = mapped_column(default="")
    aliases: Mapped[Prose] = mapped_column(default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    executing_body: Mapped[Name] = mapped_column(default="")
    planned_on: Mapped[Day | None]
    notes: Mapped[Prose] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[When]
    withdrawn_at: Mapped[When | None]
    folded: Mapped[Prose]
    sort_key: Mapped[SortKey]

    governorate: Mapped[Governorate] = relationship(lazy="raise_on_sql", overlaps="markaz,local_unit")
    markaz: Mapped[Markaz | None] = relationship(lazy="raise_on_sql", overlaps="governorate,local_unit")
    local_unit: Mapped[LocalUnit | None] = relationship(lazy="raise_on_sql", overlaps="governorate,markaz")
    programme: Mapped[Programme | None] = relationship(lazy="raise_on_sql")

    def __str__(self) -> str:
        return f"{self.name_ar} ({self.code})"


def search_text(code: str, name_ar: str, name_en: str, aliases: str) -> str:
    """What a search for a site looks through, folded; the stored names themselves are never folded."""
    return fold(" ".join((code, name_ar, name_en, aliases.replace("\n", " "))))


@event.listens_for(Site, "before_insert")
@event.listens_for(Site, "before_update")
def _keep_search_columns(mapper: Mapper[Site], connection: Connection, site: Site) -> None:
    site.folded = search_text(site.code, site.name_ar, site.name_en or "", site.aliases or "")
    site.sort_key = sort_key(site.name_ar)[:200]


@event.listens_for(Markaz, "before_insert")
@event.listens_for(Markaz, "before_update")
@event.listens_for(LocalUnit, "before_insert")
@event.listens_for(LocalUnit, "before_update")
def _keep_place_columns(mapper: Mapper[Markaz], connection: Connection, place: Markaz | LocalUnit) -> None:
    place.folded = fold(place.name_ar)[:200]
    place.sort_key = sort_key(place.name_ar)[:200]


def wave_of(day: date | None) -> date | None:
    """The wave that a planned day belongs to: the first day of its month."""
    return day.replace(day=1) if day else None
