"""What waits for inspection on a day: which receipts and transfers, since when, where, and from which supplier."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from models import Account, ContractLine, Governorate, Paper, PaperLine, Site, Store, Supplier
from rollout.ledger.books import once
from rollout.ledger.figures import holdings, is_current
from rollout.ledger.following import left
from rollout.ledger.lying import SITE, STORE, Brought, place_at, shared_out
from rollout.supply.kinds import KINDS
from rollout.supply.quantities import Quantity, worth
from rollout.supply.states import Held

INSPECTION = KINDS["inspection"]
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a receipt of which something still waits."""

    paper_line_id: int
    name_ar: str
    name_en: str
    quantity: Quantity
    value: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A receipt, or a transfer, of which something still waits for the committee; `drafts` are minutes begun about it."""

    paper: Paper
    governorate: Governorate
    store: Store | None
    sites: tuple[Site, ...]
    supplier: Supplier | None
    items: tuple[Item, ...]
    days: int
    drafts: tuple[int, ...] = ()

    @property
    def value(self) -> int:
        """What waits, in piastres."""
        return sum(item.value for item in self.items)


def waiting(session: Session, as_of: date, known_at: datetime | None = None, *, governorate: str | None = None) -> list[Waiting]:
    """The papers that wait, the longest first."""
    asked = "waiting for inspection", as_of, governorate
    kept, offers = _open(session, as_of, known_at, governorate) if known_at is not None else once(
        session, asked, lambda: _open(session, as_of, None, governorate)
    )
    heads = _heads(session, list(kept))
    every = [row for rows in kept.values() for row in rows]
    sites = {site.id: site for site in _by_ids(session, Site, {row.site_id for row in every})}
    stores = {store.id: store for store in _by_ids(session, Store, {row.store_id for row in every} - {None})}
    homes = {place.id: place for place in _by_ids(session, Governorate, {site.governorate_id for site in sites.values()})}
    found = []
    for paper, supplier, drafts in heads:
        lines = kept[paper.id]
        items = tuple(
            Item(row.id, row.name_ar, row.name_en, offers[row.id], worth(row.unit_price, offers[row.id])) for row in lines
        )
        where = tuple(sites[site_id] for site_id in dict.fromkeys(row.site_id for row in lines) if site_id in sites)
        place, store = homes[where[0].governorate_id], stores.get(lines[0].store_id)
        found.append(Waiting(paper, place, store, where, supplier, items, (as_of - paper.day).days, drafts))
    return sorted(found, key=lambda one: (one.paper.day, one.paper.id))


def _open(
    session: Session, as_of: date, known_at: datetime | None, governorate: str | None
) -> tuple[Mapping[int, Sequence[Any]], Mapping[int, Quantity]]:
    """The lines of which something still waits, by their paper, and how much of each: as the books have it."""
    told = session.execute(_lines(session, as_of, known_at, governorate)).all()
    held = holdings(session, as_of, known_at, states=[Held.CUSTODY], governorate=governorate) if told else {}
    # Nearly all that ever came was inspected: of the rest alone is it asked what became of it.
    rows = [row for row in told if held.get(place_at(Held.CUSTODY, row.line_id, row.site_id, row.store_id), 0) > 0]
    offers: dict[int, Quantity] = {}
    for start in range(0, len(rows), _CHUNK):
        offers |= left(session, [row.id for row in rows[start : start + _CHUNK]], INSPECTION, as_of, known_at)
    came = [Brought(row.id, row.line_id, row.site_id, row.store_id, offers[row.id]) for row in rows if offers[row.id] > 0]
    offers = shared_out(Held.CUSTODY, came, held)
    kept: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if offers.get(row.id, 0) > 0:
            kept[row.paper_id].append(row)
    return dict(kept), offers


def _lines(session: Session, as_of: date, known_at: datetime | None, governorate: str | None) -> Any:
    """Lines that may still offer something, the oldest first: today only those at places where something lies in custody."""
    names = ContractLine.name_ar, ContractLine.name_en, ContractLine.unit_price
    query = (
        select(PaperLine.id, PaperLine.paper_id, PaperLine.line_id, Site.id.label("site_id"), STORE.label("store_id"), *names)
        .join(Paper, Paper.id == PaperLine.paper_id).join(ContractLine, ContractLine.id == PaperLine.line_id).join(Site, Site.id == SITE)
        .where(Paper.kind.in_(INSPECTION.follows), Paper.state == "closed", Paper.day <= as_of)
        .where((Paper.kind != "transfer") | (PaperLine.drawn == Held.CUSTODY))
        .order_by(Paper.day, PaperLine.paper_id, PaperLine.position)
    )
    if governorate is not None:
        query = query.join(Governorate, Governorate.id == Site.governorate_id).where(Governorate.code == governorate)
    if known_at is not None:
        query = query.where(Paper.closed_at <= known_at)
    if is_current(session, as_of, known_at):
        here = (Account.line_id == PaperLine.line_id) & (Account.site_id == Site.id) & _same_store()
        query = query.where(select(Account.id).where(here, Account.state == Held.CUSTODY, Account.balance > 0).exists())
    return query


def _same_store() -> ColumnElement[bool]:
    return (Account.store_id == STORE) | (Account.store_id.is_(None) & STORE.is_(None))


def _heads(session: Session, ids: Sequence[int]) -> list[Any]:
    """Each paper with its supplier (its own, else that of the note that it follows) and drafts of minutes."""
    note = aliased(Paper)
    found = []
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        drafts: dict[int, list[int]] = defaultdict(list)
        begun = select(Paper.about_id, Paper.id).where(Paper.about_id.in_(part), Paper.kind == INSPECTION.key, Paper.state == "draft")
        for row in session.execute(begun.order_by(Paper.id)):
            drafts[row.about_id or 0].append(row.id)
        query = (
            select(Paper, Supplier)
            .outerjoin(note, note.id == Paper.about_id)
            .outerjoin(Supplier, Supplier.id == func.coalesce(Paper.supplier_id, note.supplier_id))
            .where(Paper.id.in_(part))
        )
        found += [(paper, supplier, tuple(drafts[paper.id])) for paper, supplier in session.execute(query)]
    return found


def _by_ids(session: Session, model: Any, ids: set[int]) -> list[Any]:
    wanted = sorted(ids)
    return [
        row
        for start in range(0, len(wanted), _CHUNK)
        for row in session.scalars(select(model).where(model.id.in_(wanted[start : start + _CHUNK])))
    ]
