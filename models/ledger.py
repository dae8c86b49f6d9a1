"""The ledger of quantities: accounts, and the movements between them. Every movement takes from one account what it gives to another.

The database itself keeps the books: triggers carry each movement into both balances, and a check refuses a balance below nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Amount, Day, Key, Scoped, When
from models.contract import ContractLine
from rollout.supply.states import ACCEPTED, IN_STORE, POOLED, Held


def _among(states: Iterable[Held]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


class Account(Model, Scoped):
    """How many units of a line are in one state, for one site, in one store (none: at the site itself, or with the supplier).

    Units in a state of `POOLED` belong to no site and no governorate. The balance is carried by the database and never written.
    """

    __tablename__ = "account"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "governorate_id"], ["site.id", "site.governorate_id"], name="fk_account_site"),
        ForeignKeyConstraint(["store_id", "governorate_id"], ["store.id", "store.governorate_id"], name="fk_account_store"),
        UniqueConstraint("id", "line_id"),
        CheckConstraint("state in (%s)" % _among(Held), name="state"),
        CheckConstraint("balance >= 0 or state = 'origin'", name="balance"),
        CheckConstraint("(site_id is null) = (governorate_id is null)", name="site"),
        CheckConstraint(f"(site_id is null) = (state in ({_among(POOLED)}))", name="pooled"),
        CheckConstraint(f"store_id is null or state in ({_among(IN_STORE)})", name="store"),
        CheckConstraint(f"accepted = (state in ({_among(ACCEPTED)}))", name="accepted"),
        Index("ix_account_site", "site_id", "state"),
        Index("ix_account_store", "store_id", "state"),
    )

    id: Mapped[Key]
    line_id: Mapped[int] = mapped_column(ForeignKey("contract_line.id"))
    governorate_id: Mapped[int | None] = mapped_column(ForeignKey("governorate.id"), index=True)  # type: ignore[assignment]
    site_id: Mapped[int | None]
    store_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(20))
    accepted: Mapped[bool]
    balance: Mapped[Amount] = mapped_column(default=0)

    line: Mapped[ContractLine] = relationship(lazy="raise_on_sql")

    @classmethod
    def in_governorates(cls, ids: Collection[int]) -> ColumnElement[bool]:
        """Those of the governorates, and the pools of the contract: a delivery beyond the order comes from outside it."""
        return or_(cls.governorate_id.in_(ids), cls.governorate_id.is_(None))


# One account for each place and state, where no store counts as a place of its own.
for _name, _columns, _where in (
    ("uq_account_pool", (Account.line_id, Account.state), Account.site_id.is_(None)),
    ("uq_account_site", (Account.line_id, Account.site_id, Account.state), Account.site_id.is_not(None) & Account.store_id.is_(None)),
    ("uq_account_store", (Account.line_id, Account.site_id, Account.store_id, Account.state), Account.store_id.is_not(None)),
):
    Index(_name, *_columns, unique=True, sqlite_where=_where, postgresql_where=_where)


class Movement(Model, Scoped):
    """So many units of a line went from one account to another on a day, as a line of a paper says. Only ever added.

    A correction is a counter-movement that names in `corrects_id` the one that it takes back, in whole or in part. Movements of the
    contract as a whole (its signing, its variations) belong to no governorate.
    """

    __tablename__ = "movement"
    __table_args__ = (
        ForeignKeyConstraint(["from_id", "line_id"], ["account.id", "account.line_id"], name="fk_movement_from"),
        ForeignKeyConstraint(["to_id", "line_id"], ["account.id", "account.line_id"], name="fk_movement_to"),
        ForeignKeyConstraint(["corrects_id", "line_id"], ["movement.id", "movement.line_id"], name="fk_movement_corrects"),
        UniqueConstraint("id", "line_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("from_id <> to_id", name="accounts"),
        CheckConstraint("corrects_id <> id", name="corrects_itself"),
        Index("ix_movement_line", "line_id", "moved_on"),
        Index("ix_movement_from", "from_id", "moved_on"),
        Index("ix_movement_to", "to_id", "moved_on"),
        Index("ix_movement_moved", "moved_on"),
        Index("ix_movement_recorded", "recorded_at"),
        Index("ix_movement_corrects", "corrects_id"),
    )

    id: Mapped[Key]
    governorate_id: Mapped[int | None] = mapped_column(ForeignKey("governorate.id"), index=True)  # type: ignore[assignment]
    line_id: Mapped[int] = mapped_column(ForeignKey("contract_line.id"))
    paper_line_id: Mapped[int] = mapped_column(ForeignKey("paper_line.id"), index=True)
    from_id: Mapped[int]
    to_id: Mapped[int]
    quantity: Mapped[Amount]
    moved_on: Mapped[Day]
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    corrects_id: Mapped[int | None]


class Entitlement(Model, Scoped):
    """How many units of a line were accepted for a site, and for how many of them the supplier's claim was certified.

    Carried by the database from movements and certificates; its check is the rule that nothing is payable that was not accepted.
    """

    __tablename__ = "entitlement"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "governorate_id"], ["site.id", "site.governorate_id"], name="fk_entitlement_site"),
        CheckConstraint("certified >= 0 and certified <= accepted", name="payable"),
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("contract_line.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(primary_key=True)
    accepted: Mapped[Amount]
    certified: Mapped[Amount]
