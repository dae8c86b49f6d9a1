"""Supply orders that are not fulfilled: of each site, the orders of which units are still to come, or were rejected and not replaced."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Governorate, Paper, PaperLine, Supplier
from rollout.ledger.figures import holdings
from rollout.supply.quantities import Quantity
from rollout.supply.states import Held

_MISSING = (Held.ORDERED, Held.DISPATCHED, Held.SHORT, Held.REJECTED, Held.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Outstanding:
    """An order of which something is missing at a site: its number and year, the day that it set, and whose it is."""

    paper_id: int
    number: int
    year: int
    due_on: date
    supplier: str


def outstanding(
    session: Session, as_of: date | None, known_at: datetime | None = None, *, site_ids: Collection[int] | None = None,
    governorate: str | None = None,
) -> dict[int, list[Outstanding]]:
    """By site, its unfulfilled orders, the one that was due first before the others. What came counts for the order due first."""
    missing: dict[tuple[int, int], Quantity] = defaultdict(int)
    held = holdings(session, as_of or date.max, known_at, site_ids=site_ids, states=_MISSING, governorate=governorate)
    for (line_id, site_id, _store, _state), quantity in held.items():
        missing[line_id, site_id or 0] += quantity
    if not missing:
        return {}
    orders: dict[tuple[int, int], list[tuple[Quantity, Outstanding]]] = defaultdict(list)
    for row in session.execute(_ordered(as_of, known_at, site_ids, governorate)):
        if (row.line_id, row.site_id) in missing:
            found = Outstanding(row.id, row.number, row.year, row.due_on, row.name_ar or "")
            orders[row.line_id, row.site_id].append((row.quantity, found))
    by_site: dict[int, dict[int, Outstanding]] = defaultdict(dict)
    for (line_id, site_id), several in orders.items():
        rest = missing.get((line_id, site_id), 0)
        for quantity, order in sorted(several, key=lambda pair: (pair[1].due_on, pair[1].paper_id), reverse=True):
            if rest <= 0:
                break
            by_site[site_id][order.paper_id] = order
            rest -= quantity
    return {site_id: sorted(found.values(), key=lambda one: (one.due_on, one.paper_id)) for site_id, found in by_site.items()}


def _ordered(as_of: date | None, known_at: datetime | None, site_ids: Collection[int] | None, governorate: str | None) -> Any:
    query = (
        select(PaperLine.line_id, PaperLine.site_id, PaperLine.quantity, Paper.id, Paper.number, Paper.year, Paper.due_on, Supplier.name_ar)
        .join(Paper, Paper.id == PaperLine.paper_id).outerjoin(Supplier, Supplier.id == Paper.supplier_id)
        .where(Paper.kind == "order", Paper.state == "closed")
    )
    if as_of is not None:
        query = query.where(Paper.day <= as_of)
    if known_at is not None:
        query = query.where(Paper.closed_at <= known_at)
    if site_ids is not None:
        query = query.where(PaperLine.site_id.in_(site_ids))
    if governorate is not None:
        query = query.join(Governorate, Governorate.id == PaperLine.governorate_id).where(Governorate.code == governorate)
    return query
