"""The money of the contract: securities, invoices, payment certificates, payments, compensation for delay. All only ever added."""

from __future__ import annotations

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Amount, Day, Key, Line, Name, Piastres, Prose, Scoped, When
from models.contract import Supplier


class Security(Model):
    """A letter of guarantee (خطاب ضمان) or another security that a supplier gave. What became of it is told by its events."""

    __tablename__ = "security"
    __table_args__ = (
        UniqueConstraint("bank", "number"),
        CheckConstraint("purpose in ('provisional', 'final', 'advance', 'retention')", name="purpose"),
        Index("ix_security_contract", "contract_id"),
    )

    id: Mapped[Key]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    bank: Mapped[Name]
    number: Mapped[Name]
    is_demo: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)

    supplier: Mapped[Supplier] = relationship(lazy="raise_on_sql")


class SecurityEvent(Model):
    """What became of a security on a day: issued, extended, reduced, released, forfeited; from then on it is worth `value`."""

    __tablename__ = "security_event"
    __table_args__ = (
        CheckConstraint("event in ('issued', 'extended', 'reduced', 'released', 'forfeited')", name="event"),
        CheckConstraint("value >= 0", name="value"),
        CheckConstraint("event not in ('issued', 'extended') or expires_on is not null", name="expiry"),
        Index("ix_security_event_fold", "security_id", "happened_on", "id"),
        Index("ix_security_event_recorded", "recorded_at"),
    )

    id: Mapped[Key]
    security_id: Mapped[int] = mapped_column(ForeignKey("security.id"))
    event: Mapped[str] = mapped_column(String(20))
    happened_on: Mapped[Day]
    value: Mapped[Piastres]
    expires_on: Mapped[Day | None]
    note: Mapped[Prose] = mapped_column(default="")
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)


class Invoice(Model):
    """A supplier's invoice; the same number of the same supplier comes once."""

    __tablename__ = "invoice"
    __table_args__ = (UniqueConstraint("supplier_id", "number"), CheckConstraint("amount > 0", name="amount"))

    id: Mapped[Key]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    number: Mapped[Name]
    dated: Mapped[Day]
    amount: Mapped[Piastres]
    note: Mapped[Prose] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)


class Certificate(Model):
    """A payment certificate (مستخلص): what the supplier may be paid for units that were accepted, less what is held back.

    `gross` is the sum of its items; `net` what remains of it after the advance's recovery, the retention, compensation for delay and
    other deductions. A certificate that was wrong is taken back by one with the same items below nothing.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        UniqueConstraint("corrects_id"),
        CheckConstraint("net = gross - recovery - retention - compensation - other", name="net"),
        CheckConstraint("corrects_id is not null or (gross > 0 and net >= 0)", name="gross"),
        CheckConstraint("other = 0 or other_note <> ''", name="other"),
        CheckConstraint(
            "corrects_id is not null or (recovery >= 0 and retention >= 0 and compensation >= 0 and other >= 0)", name="deductions"
        ),
        Index("ix_certificate_supplier", "supplier_id", "day"),
        Index("ix_certificate_recorded", "recorded_at"),
    )

    id: Mapped[Key]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    number: Mapped[int]
    day: Mapped[Day]
    gross: Mapped[Piastres]
    recovery: Mapped[Piastres] = mapped_column(default=0)
    retention: Mapped[Piastres] = mapped_column(default=0)
    compensation: Mapped[Piastres] = mapped_column(default=0)
    other: Mapped[Piastres] = mapped_column(default=0)
    other_note: Mapped[Line] = mapped_column(default="")
    net: Mapped[Piastres]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    note: Mapped[Prose] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)

    items: Mapped[list[CertificateItem]] = relationship(lazy="raise_on_sql", back_populates="certificate")


class CertificateItem(Model, Scoped):
    """So many accepted units of a line at a site that a certificate pays for; below nothing where it takes a certificate back."""

    __tablename__ = "certificate_item"
    __table_args__ = (
        ForeignKeyConstraint(
            ["line_id", "site_id"], ["entitlement.line_id", "entitlement.site_id"], name="fk_certificate_item_entitlement"
        ),
        ForeignKeyConstraint(["site_id", "governorate_id"], ["site.id", "site.governorate_id"], name="fk_certificate_item_site"),
        UniqueConstraint("certificate_id", "line_id", "site_id"),
        CheckConstraint("quantity <> 0", name="quantity"),
        Index("ix_certificate_item_place", "line_id", "site_id"),
    )

    id: Mapped[Key]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    line_id: Mapped[int]
    site_id: Mapped[int]
    quantity: Mapped[Amount]
    value: Mapped[Piastres]

    certificate: Mapped[Certificate] = relationship(lazy="raise_on_sql", back_populates="items")


class Payment(Model):
    """A sum that was paid on a certificate; below nothing where the bank sent it back."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount"),
        Index("ix_payment_certificate", "certificate_id", "paid_on"),
        Index("ix_payment_recorded", "recorded_at"),
    )

    id: Mapped[Key]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    paid_on: Mapped[Day]
    amount: Mapped[Piastres]
    reference: Mapped[Name] = mapped_column(default="")
    note: Mapped[Prose] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)


class Compensation(Model, Scoped):
    """What the competent authority decided of a delay (مقابل التأخير): of one line at one site, for one order.

    The proposal with its inputs is kept beside the decision: value of the late quantity, weeks, rate and cap in basis points.
    A later decision about the same replaces it by naming it.
    """

    __tablename__ = "compensation"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "governorate_id"], ["site.id", "site.governorate_id"], name="fk_compensation_site"),
        UniqueConstraint("replaces_id"),
        CheckConstraint("late_value >= 0 and weeks >= 0 and rate >= 0 and cap >= 0 and proposed >= 0 and decided >= 0", name="values"),
        CheckConstraint("decided = proposed or reason <> ''", name="reason"),
        Index("ix_compensation_order", "order_line_id"),
        Index("ix_compensation_recorded", "recorded_at"),
    )

    id: Mapped[Key]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("paper_line.id"))
    site_id: Mapped[int]
    until: Mapped[Day]
    late_value: Mapped[Piastres]
    weeks: Mapped[int]
    rate: Mapped[int]
    cap: Mapped[int]
    proposed: Mapped[Piastres]
    decided: Mapped[Piastres]
    decided_by: Mapped[Name]
    decided_on: Mapped[Day]
    reason: Mapped[Prose] = mapped_column(default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("compensation.id"))
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
