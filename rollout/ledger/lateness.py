"""What is late on a day: units of orders past their day, by order line and site, and rejected units past their day of withdrawal."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ContractLine, Governorate, Lot, Paper, PaperLine, Site, Supplier
from rollout.ledger.following import left
from rollout.ledger.money.delays import proposals
from rollout.parameters import parameters
from rollout.supply.kinds import KINDS
from rollout.supply.quantities import Quantity, worth

_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class LateLine:
    """Units of an order's line for a site that have not arrived, or were rejected and not replaced, after the day that was set."""

    order: Paper
    line: ContractLine
    site: Site
    governorate: str
    supplier: Supplier
    ordered: Quantity
    missing: Quantity
    due_on: date
    days: int

    @property
    def delivered(self) -> Quantity:
        return max(self.ordered - self.missing, 0)

    @property
    def value(self) -> int:
        return worth(self.line.unit_price, self.missing)


@dataclass(frozen=True, slots=True)
class LateRejected:
    """Rejected units for which the day of withdrawal is past: still with us, or withdrawn and not replaced."""

    letter: Paper
    line: ContractLine
    site: Site
    governorate: str
    supplier: Supplier
    not_withdrawn: Quantity
    not_replaced: Quantity
    due_on: date
    days: int

    @property
    def value(self) -> int:
        return worth(self.line.unit_price, self.not_replaced)


def late_lines(session: Session, as_of: date, *, governorate: str | None = None) -> list[LateLine]:
    """What is still to come of every order whose day is past, the longest late first."""
    terms, wanted = parameters(session, as_of), _sites_of(session, governorate)
    late = [one for one in proposals(session, None, as_of, terms, site_ids=wanted) if one.late.missing > 0]
    orders, lines = _orders(session, {one.order_line_id for one in late}), _lines(session, {one.line_id for one in late})
    sites = _sites(session, {one.site_id for one in late})
    found = []
    for one in late:
        if one.site_id not in sites or one.order_line_id not in orders:
            continue
        (site, place), (line, supplier), (order, ordered) = sites[one.site_id], lines[one.line_id], orders[one.order_line_id]
        due_on = one.late.due_on
        found.append(LateLine(order, line, site, place, supplier, ordered, one.late.missing, due_on, (as_of - due_on).days))
    return sorted(found, key=lambda one: (-one.days, -one.value, one.site.sort_key, one.line.position, one.line.contract_id))


def late_rejected(session: Session, as_of: date, *, governorate: str | None = None) -> list[LateRejected]:
    """Rejected units past the day that the letter set, the longest first."""
    query = (
        select(Paper, PaperLine).join(PaperLine, PaperLine.paper_id == Paper.id)
        .where(Paper.kind == "rejection", Paper.state == "closed", Paper.day <= as_of, Paper.due_on < as_of)
    )
    wanted = _sites_of(session, governorate)
    if wanted is not None:
        query = query.where(PaperLine.site_id.in_(wanted))
    rows = session.execute(query.order_by(Paper.id, PaperLine.position)).all()
    ids = [line.id for _paper, line in rows]
    replaced, withdrawn = (_left(session, ids, kind, as_of) for kind in ("replacement", "withdrawal"))
    sites = _sites(session, {line.site_id for _paper, line in rows if line.site_id is not None})
    lines = _lines(session, {line.line_id for _paper, line in rows})
    found = []
    for paper, told in rows:
        if told.site_id not in sites or paper.due_on is None or replaced[told.id] <= 0:
            continue
        line, supplier = lines[told.line_id]
        (site, place), waits = sites[told.site_id], min(withdrawn[told.id], replaced[told.id])
        days = (as_of - paper.due_on).days
        found.append(LateRejected(paper, line, site, place, supplier, waits, replaced[told.id], paper.due_on, days))
    return sorted(found, key=lambda one: (-one.days, -one.value, one.letter.id))


def _left(session: Session, ids: list[int], kind: str, as_of: date) -> dict[int, Quantity]:
    found: dict[int, Quantity] = {}
    for start in range(0, len(ids), _CHUNK):
        found |= left(session, ids[start : start + _CHUNK], KINDS[kind], as_of)
    return found


def _orders(session: Session, ids: Collection[int]) -> dict[int, tuple[Paper, Quantity]]:
    wanted, found = sorted(ids), {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(PaperLine.id, PaperLine.quantity, Paper).join(Paper, Paper.id == PaperLine.paper_id)
        for line_id, quantity, paper in session.execute(query.where(PaperLine.id.in_(wanted[start : start + _CHUNK]))):
            found[line_id] = paper, quantity
    return found


def _sites_of(session: Session, governorate: str | None) -> set[int] | None:
    """The sites of a governorate; None where none is named."""
    if governorate is None:
        return None
    here = select(Site.id).join(Governorate, Governorate.id == Site.governorate_id).where(Governorate.code == governorate)
    return set(session.scalars(here))


def _sites(session: Session, ids: Collection[int]) -> dict[int, tuple[Site, str]]:
    query = select(Site, Governorate.code).join(Governorate, Governorate.id == Site.governorate_id).where(Site.id.in_(ids))
    return {site.id: (site, code) for site, code in session.execute(query)}


def _lines(session: Session, ids: Collection[int]) -> dict[int, tuple[ContractLine, Supplier]]:
    query = select(ContractLine, Supplier).join(Lot, Lot.id == ContractLine.lot_id).join(Supplier, Supplier.id == Lot.supplier_id)
    return {line.id: (line, supplier) for line, supplier in session.execute(query.where(ContractLine.id.in_(ids)))}
