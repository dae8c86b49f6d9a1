"""The papers of the contract: orders, delivery notes, receipts, inspection minutes, vouchers; who signed them; devices by serial number."""

from __future__ import annotations

import re
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import JSON, CheckConstraint, Connection, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from models.base import Amount, Day, Key, Name, Prose, Scoped, Versioned, When
from models.contract import Contract, ContractLine, Store, Supplier
from models.places import Site
from rollout.arabic import fold
from rollout.supply.kinds import KINDS, Signs


class Paper(Model, Scoped, Versioned):
    """One paper: a kind of `rollout.supply.kinds`, its day, its number of the year and store, and what it is about.

    A draft may be changed; a closed one has moved its quantities, bears its number and is read-only: the database refuses to change it.
    It is corrected by a counter-paper. Papers of the contract as a whole belong to no governorate and are seen by national posts only.
    `own_number` is that of the supplier's own paper, `own_folded` the same for every spelling of it; `about_id` the paper that it follows
    (the receipt that is inspected, the rejection that is replaced). `printed` are the names of all that it speaks of, as they were when it
    was closed (`rollout.ledger.printed`).
    """

    __tablename__ = "paper"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "governorate_id"], ["store.id", "store.governorate_id"], name="fk_paper_store"),
        UniqueConstraint("id", "governorate_id"),
        CheckConstraint("kind in (%s)" % ", ".join(f"'{kind}'" for kind in KINDS), name="kind"),
        CheckConstraint("state in ('draft', 'closed', 'dropped')", name="state"),
        CheckConstraint("(state = 'closed') = (number is not null) and (number is null) = (closed_at is null)", name="closed"),
        Index("ix_paper_contract", "contract_id", "kind", "day"),
        Index("ix_paper_about", "about_id"),
        Index("ix_paper_store", "store_id"),
        Index("ix_paper_closed", "closed_at"),
    )

    id: Mapped[Key]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    governorate_id: Mapped[int | None] = mapped_column(ForeignKey("governorate.id"), index=True)  # type: ignore[assignment]
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), default="draft")
    day: Mapped[Day]
    year: Mapped[int]
    number: Mapped[int | None]
    own_number: Mapped[Name] = mapped_column(default="")
    own_folded: Mapped[Name] = mapped_column(default="")
    store_id: Mapped[int | None]
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"), index=True)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))
    due_on: Mapped[Day | None]
    note: Mapped[Prose] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    printed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, deferred=True)
    recorded_at: Mapped[When]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    closed_at: Mapped[When | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    is_demo: Mapped[bool] = mapped_column(default=False)

    contract: Mapped[Contract] = relationship(lazy="raise_on_sql")
    store: Mapped[Store | None] = relationship(lazy="raise_on_sql", foreign_keys="Paper.store_id", primaryjoin="Paper.store_id == Store.id")
    supplier: Mapped[Supplier | None] = relationship(lazy="raise_on_sql")
    about: Mapped[Paper | None] = relationship(lazy="raise_on_sql", remote_side="Paper.id")
    lines: Mapped[list[PaperLine]] = relationship(
        lazy="raise_on_sql", back_populates="paper", order_by="PaperLine.position", cascade="all, delete-orphan",
        foreign_keys="PaperLine.paper_id",
    )
    signatories: Mapped[list[Signatory]] = relationship(
        lazy="raise_on_sql", back_populates="paper", order_by="Signatory.id", cascade="all, delete-orphan",
        foreign_keys="Signatory.paper_id",
    )


# A closed paper's number runs by year and store, else by year and governorate, else by year alone; of drafts, which have none, any number.
for _name, _columns, _where in (
    ("uq_paper_store", (Paper.kind, Paper.store_id, Paper.year, Paper.number), Paper.store_id.is_not(None)),
    (
        "uq_paper_governorate", (Paper.kind, Paper.governorate_id, Paper.year, Paper.number),
        Paper.store_id.is_(None) & Paper.governorate_id.is_not(None),
    ),
    ("uq_paper_national", (Paper.kind, Paper.year, Paper.number), Paper.store_id.is_(None) & Paper.governorate_id.is_(None)),
):
    Index(_name, *_columns, unique=True, sqlite_where=_where, postgresql_where=_where)
_OWN = (Paper.own_folded != "") & (Paper.state != "dropped")
# The same note of the same supplier, of the same day, comes once, however its number is spelt.
Index(
    "uq_paper_own", Paper.kind, Paper.supplier_id, Paper.own_folded, Paper.day, unique=True, sqlite_where=_OWN, postgresql_where=_OWN,
)


def folded_number(number: str) -> str:
    """The number of a paper, equal for all the ways in which people write it: case, sets of digits, leading zeros, gaps, hidden marks.

    A number of signs alone, of which nothing is left, stays as it is.
    """
    parts = re.findall(r"[0-9]+|[^0-9 ]+", fold(number))
    return " ".join(part.lstrip("0") or "0" if part.isdigit() else part for part in parts)[:200] or number.strip()


@event.listens_for(Paper, "before_insert")
@event.listens_for(Paper, "before_update")
def _keep_folded_number(mapper: Mapper[Paper], connection: Connection, paper: Paper) -> None:
    paper.own_folded = folded_number(paper.own_number or "")


class PaperLine(Model, Scoped):
    """What a paper says of one line of the contract for one site.

    `quantity` is what was counted, ordered, issued …; inspection parts it into accepted, rejected and short, which always add up to it, so
    that a verdict (which is read from them) cannot contradict a quantity. A receipt tells beside it what is `short` of the note and what
    is `surplus`. `drawn` names the state from which units are taken where the kind leaves a choice; `to_site_id` and `to_store_id` are
    where a transfer goes; `about_id` is the line that this one follows. A counter-paper's line names in `about_id` the line that was
    wrong, and in `drawn` the state into which it had brought the units.
    """

    __tablename__ = "paper_line"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "governorate_id"], ["site.id", "site.governorate_id"], name="fk_paper_line_site"),
        CheckConstraint("quantity >= 0 and accepted >= 0 and rejected >= 0 and short >= 0 and surplus >= 0", name="quantities"),
        CheckConstraint("quantity + short + surplus > 0", name="something"),
        CheckConstraint("(accepted is null) = (rejected is null)", name="verdict"),
        CheckConstraint("accepted is null or accepted + rejected + short = quantity", name="parts"),
        CheckConstraint("rejected is null or rejected = 0 or reason <> ''", name="reason"),
        CheckConstraint("(site_id is null) = (governorate_id is null)", name="site"),
        UniqueConstraint("paper_id", "position"),
        Index("ix_paper_line_line", "line_id", "site_id"),
        Index("ix_paper_line_about", "about_id"),
    )

    id: Mapped[Key]
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    governorate_id: Mapped[int | None] = mapped_column(ForeignKey("governorate.id"), index=True)  # type: ignore[assignment]
    position: Mapped[int]
    line_id: Mapped[int] = mapped_column(ForeignKey("contract_line.id"))
    site_id: Mapped[int | None]
    quantity: Mapped[Amount]
    accepted: Mapped[Amount | None]
    rejected: Mapped[Amount | None]
    short: Mapped[Amount] = mapped_column(default=0)
    surplus: Mapped[Amount] = mapped_column(default=0)
    reason: Mapped[Prose] = mapped_column(default="")
    drawn: Mapped[str] = mapped_column(String(20), default="")
    to_site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    to_store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("paper_line.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    paper: Mapped[Paper] = relationship(lazy="raise_on_sql", back_populates="lines", foreign_keys=[paper_id])
    line: Mapped[ContractLine] = relationship(lazy="raise_on_sql")
    site: Mapped[Site | None] = relationship(
        lazy="raise_on_sql", foreign_keys="PaperLine.site_id", primaryjoin="PaperLine.site_id == Site.id"
    )


class Signatory(Model, Scoped):
    """A person who must sign a paper: in which part (chair, technical member, storekeeper …), with name and capacity.

    Whoever has an account is named by it too; a site's manager need not have one.
    """

    __tablename__ = "signatory"
    __table_args__ = (
        CheckConstraint("part in (%s)" % ", ".join(f"'{part}'" for part in Signs), name="part"),
        CheckConstraint("name <> ''", name="name"),
        Index("ix_signatory_paper", "paper_id"),
    )

    id: Mapped[Key]
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    governorate_id: Mapped[int | None] = mapped_column(ForeignKey("governorate.id"), index=True)  # type: ignore[assignment]
    part: Mapped[str] = mapped_column(String(20))
    name: Mapped[Name]
    capacity: Mapped[Name] = mapped_column(default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)

    paper: Mapped[Paper] = relationship(lazy="raise_on_sql", back_populates="signatories", foreign_keys=[paper_id])
    signature: Mapped[Signature | None] = relationship(lazy="raise_on_sql", back_populates="signatory", uselist=False)


class Signature(Model, Scoped):
    """A signature drawn on a screen, tied to the closed paper by the hash of what it says (`sha256`). Only ever added.

    `strokes` are lines of points between 0 and 1000, as drawn; `held_by_id` is the officer on whose device it was drawn.
    """

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("signatory_id"),)

    id: Mapped[Key]
    signatory_id: Mapped[int] = mapped_column(ForeignKey("signatory.id"))
    governorate_id: Mapped[int | None] = mapped_column(ForeignKey("governorate.id"), index=True)  # type: ignore[assignment]
    strokes: Mapped[list[list[list[int]]]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[When]
    held_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)

    signatory: Mapped[Signatory] = relationship(lazy="raise_on_sql", back_populates="signature")


class Asset(Model, Scoped, Versioned):
    """A device with a serial number of its own, at its site, with the tag that its label bears as a QR code.

    `left_on` is the day on which it went back to its supplier; it keeps its tag, and is no longer counted at the site.
    """

    __tablename__ = "asset"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "governorate_id"], ["site.id", "site.governorate_id"], name="fk_asset_site"),
        UniqueConstraint("line_id", "serial"),
        UniqueConstraint("tag"),
        CheckConstraint("condition in ('new', 'used', 'damaged', 'idle', 'scrap')", name="condition"),
        Index("ix_asset_site", "site_id"),
    )

    id: Mapped[Key]
    line_id: Mapped[int] = mapped_column(ForeignKey("contract_line.id"))
    site_id: Mapped[int]
    serial: Mapped[Name]
    tag: Mapped[Name]
    condition: Mapped[str] = mapped_column(String(20), default="new")
    paper_line_id: Mapped[int | None] = mapped_column(ForeignKey("paper_line.id"), index=True)
    left_on: Mapped[Day | None]
    note: Mapped[Prose] = mapped_column(default="")
    recorded_at: Mapped[When]
    is_demo: Mapped[bool] = mapped_column(default=False)

    line: Mapped[ContractLine] = relationship(lazy="raise_on_sql")
    site: Mapped[Site] = relationship(lazy="raise_on_sql", foreign_keys="Asset.site_id", primaryjoin="Asset.site_id == Site.id")
