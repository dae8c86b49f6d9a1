"""The furniture and equipment contract as it was signed: parties, lots, lines with their prices, kits, and the governorates' stores.

No quantity is a column here but a kit's parts: what was contracted, allotted and delivered follows from `models.ledger`.
"""

from __future__ import annotations

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Code, Day, Key, Line, Name, Piastres, Prose, Scoped, Versioned, When
from models.places import Governorate
from rollout.supply.quantities import STEPS


class Supplier(Model, Versioned):
    """A company that supplies furniture or equipment."""

    __tablename__ = "supplier"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name_ar: Mapped[Name]
    name_en: Mapped[Name] = mapped_column(default="")
    tax_number: Mapped[Name] = mapped_column(default="")
    address: Mapped[Line] = mapped_column(default="")
    phone: Mapped[Name] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    def __str__(self) -> str:
        return self.name_ar


class Contract(Model, Versioned):
    """A supply contract of the ministry. `value` is the one in the signed paper and in the news; the lines' own sum stands beside it.

    Rates are in basis points (500 are 5 %): `retention` is held back of each certificate, `recovery` is taken of it until the
    `advance` (piastres) is paid back. `value_note` explains a value that was published differently elsewhere.
    """

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint("value > 0", name="value"),
        CheckConstraint("advance >= 0 and advance <= value", name="advance"),
        CheckConstraint("retention between 0 and 10000 and recovery between 0 and 10000", name="rates"),
        CheckConstraint("ends_on is null or ends_on >= signed_on", name="days"),
    )

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    number: Mapped[Name]
    name_ar: Mapped[Name]
    name_en: Mapped[Name] = mapped_column(default="")
    buyer: Mapped[Name] = mapped_column(default="")
    signed_on: Mapped[Day]
    ends_on: Mapped[Day | None]
    value: Mapped[Piastres]
    value_note: Mapped[Prose] = mapped_column(default="")
    advance: Mapped[Piastres] = mapped_column(default=0)
    recovery: Mapped[int] = mapped_column(default=0)
    retention: Mapped[int] = mapped_column(default=0)
    closed_on: Mapped[Day | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    def __str__(self) -> str:
        return f"{self.name_ar} ({self.number})"


class Lot(Model, Versioned):
    """A part of the contract (مجموعة) that one supplier supplies."""

    __tablename__ = "lot"
    __table_args__ = (UniqueConstraint("contract_id", "code"), UniqueConstraint("id", "contract_id"))

    id: Mapped[Key]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), index=True)
    code: Mapped[Code]
    name_ar: Mapped[Name]
    name_en: Mapped[Name] = mapped_column(default="")

    contract: Mapped[Contract] = relationship(lazy="raise_on_sql")
    supplier: Mapped[Supplier] = relationship(lazy="raise_on_sql")

    def __str__(self) -> str:
        return self.name_ar


class ContractLine(Model, Versioned):
    """An item of the contract (بند) with its unit and price. Price and unit never change; a new price is a new line.

    `unit` is a key of `rollout.supply.quantities.UNITS`. An `essential` line counts for the gate of operation. Of a line with serial
    numbers each device is kept by its own number.
    """

    __tablename__ = "contract_line"
    __table_args__ = (
        ForeignKeyConstraint(["lot_id", "contract_id"], ["lot.id", "lot.contract_id"], name="fk_contract_line_lot"),
        UniqueConstraint("contract_id", "code"),
        CheckConstraint("unit_price > 0", name="unit_price"),
        CheckConstraint("unit in (%s)" % ", ".join(f"'{unit}'" for unit in STEPS), name="unit"),
        Index("ix_contract_line_lot", "lot_id"),
    )

    id: Mapped[Key]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    lot_id: Mapped[int]
    code: Mapped[Code]
    position: Mapped[int]
    name_ar: Mapped[Name]
    name_en: Mapped[Name] = mapped_column(default="")
    specification: Mapped[Prose] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(String(20))
    unit_price: Mapped[Piastres]
    essential: Mapped[bool] = mapped_column(default=False)
    has_serials: Mapped[bool] = mapped_column(default=False)

    lot: Mapped[Lot] = relationship(lazy="raise_on_sql", foreign_keys="ContractLine.lot_id", primaryjoin="ContractLine.lot_id == Lot.id")

    def __str__(self) -> str:
        return self.name_ar


class Kit(Model, Versioned):
    """A set that is only of use when whole, such as a counter with its chair and screen: contracted and counted by its parts."""

    __tablename__ = "kit"
    __table_args__ = (UniqueConstraint("contract_id", "code"),)

    id: Mapped[Key]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    code: Mapped[Code]
    name_ar: Mapped[Name]
    name_en: Mapped[Name] = mapped_column(default="")

    parts: Mapped[list[KitPart]] = relationship(lazy="raise_on_sql", back_populates="kit", cascade="all, delete-orphan")


class KitPart(Model):
    """So many of a line's units belong to one kit."""

    __tablename__ = "kit_part"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"), UniqueConstraint("kit_id", "line_id"))

    id: Mapped[Key]
    kit_id: Mapped[int] = mapped_column(ForeignKey("kit.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("contract_line.id"), index=True)
    quantity: Mapped[int]

    kit: Mapped[Kit] = relationship(lazy="raise_on_sql", back_populates="parts")
    line: Mapped[ContractLine] = relationship(lazy="raise_on_sql")


class Store(Model, Scoped, Versioned):
    """A governorate's store (مخزن), with running numbers of its own for every form."""

    __tablename__ = "store"
    __table_args__ = (UniqueConstraint("id", "governorate_id"),)

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name_ar: Mapped[Name]
    name_en: Mapped[Name] = mapped_column(default="")
    keeper: Mapped[Name] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    governorate: Mapped[Governorate] = relationship(lazy="raise_on_sql")

    def __str__(self) -> str:
        return self.name_ar


class FormTitle(Model):
    """How a form of the stores is numbered and headed from a moment on, such as «نموذج ١٢ مخازن» for inspection minutes. Only added."""

    __tablename__ = "form_title"
    __table_args__ = (Index("ix_form_title_fold", "kind", "recorded_at", "id"),)

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(20))
    form: Mapped[Name] = mapped_column(default="")
    title: Mapped[Name]
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
