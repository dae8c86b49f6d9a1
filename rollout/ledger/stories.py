"""What happened to the units of a line or of a site: the papers that name them, and every movement with what took it back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models import Account, ContractLine, Movement, Paper, PaperLine, Site, Store
from rollout.supply.kinds import KINDS, PaperKind
from rollout.supply.quantities import Quantity
from rollout.supply.states import Held
from rollout.text import language


@dataclass(frozen=True, slots=True)
class Moved:
    """A movement as a person reads it. The contract's own papers are not shown to officers of a governorate: their number is None."""

    id: int
    day: date
    recorded_at: datetime
    line: str
    line_name: str
    site: str | None
    site_name: str | None
    source: Held
    target: Held
    store: str | None
    quantity: Quantity
    paper_id: int | None
    kind: PaperKind | None
    number: int | None
    year: int
    closed_at: datetime | None
    corrects_id: int | None
    taken_back: Quantity


@dataclass(frozen=True, slots=True)
class Named:
    """A paper, closed or still a draft, with what it says of a line or a site in all."""

    id: int
    kind: PaperKind
    number: int | None
    own_number: str
    year: int
    closed_at: datetime | None
    day: date
    state: str
    quantity: Quantity
    accepted: Quantity | None
    rejected: Quantity | None
    short: Quantity
    items: int
    """Of how many lines of the contract it speaks; the quantities mean something where it is one."""


def movements(
    session: Session, as_of: date, known_at: datetime | None = None, *, line_id: int | None = None, site_id: int | None = None,
    contract_id: int | None = None, start: int = 0, most: int = 200,
) -> tuple[list[Moved], int]:
    """The movements of a line, a site or a contract, the latest first: `most` of them from the one at `start` on, and their number."""
    query = select(Movement.id).where(Movement.moved_on <= as_of)
    if known_at is not None:
        query = query.where(Movement.recorded_at <= known_at)
    if line_id is not None:
        query = query.where(Movement.line_id == line_id)
    if contract_id is not None:
        query = query.join(ContractLine, ContractLine.id == Movement.line_id).where(ContractLine.contract_id == contract_id)
    if site_id is not None:
        # A movement names no site; its accounts do, and there are few accounts at a site.
        here = list(session.scalars(select(Account.id).where(Account.site_id == site_id)))
        query = query.where(Movement.from_id.in_(here) | Movement.to_id.in_(here))
    number = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    if not number:
        return [], 0
    page = query.order_by(Movement.moved_on.desc(), Movement.id.desc()).offset(start).limit(most)
    return _told(session, list(session.scalars(page)), known_at), number


def _told(session: Session, ids: Sequence[int], known_at: datetime | None) -> list[Moved]:
    counter = aliased(Movement)
    back = select(counter.corrects_id, func.sum(counter.quantity)).where(counter.corrects_id.in_(ids)).group_by(counter.corrects_id)
    if known_at is not None:
        back = back.where(counter.recorded_at <= known_at)
    taken = {row[0]: row[1] for row in session.execute(back)}
    query: Any = (
        select(Movement, ContractLine.code, _name(ContractLine), Paper.id.label("paper_id"), Paper.kind, Paper.number, Paper.year,
               Paper.closed_at)
        .join(ContractLine, ContractLine.id == Movement.line_id)
        .outerjoin(PaperLine, PaperLine.id == Movement.paper_line_id).outerjoin(Paper, Paper.id == PaperLine.paper_id)
        .where(Movement.id.in_(ids)).order_by(Movement.moved_on.desc(), Movement.id.desc())
    )
    rows = session.execute(query).all()
    accounts = _accounts(session, {side for row in rows for side in (row.Movement.from_id, row.Movement.to_id)})
    found = []
    for movement, line, line_name, paper_id, kind, number, year, closed_at in rows:
        source, target = accounts[movement.from_id], accounts[movement.to_id]
        place = target if target.site else source
        found.append(Moved(
            movement.id, movement.moved_on, movement.recorded_at, line, line_name, place.site, place.site_name, Held(source.state),
            Held(target.state), target.store or source.store, movement.quantity, paper_id, KINDS[kind] if kind else None, number,
            year or 0, closed_at, movement.corrects_id, taken.get(movement.id, 0),
        ))
    return found


def _name(table: Any) -> Any:
    """The column of names in the reader's language; the Arabic one where there is none in English."""
    return table.name_ar if language() == "ar" else func.coalesce(func.nullif(table.name_en, ""), table.name_ar)


def _accounts(session: Session, ids: Collection[int]) -> dict[int, Any]:
    query = (
        select(Account.id, Account.state, Site.code.label("site"), _name(Site).label("site_name"), _name(Store).label("store"))
        .outerjoin(Site, Site.id == Account.site_id).outerjoin(Store, Store.id == Account.store_id).where(Account.id.in_(ids))
    )
    return {row.id: row for row in session.execute(query)}


def papers_naming(
    session: Session, as_of: date, known_at: datetime | None = None, *, line_id: int | None = None, site_id: int | None = None,
    start: int = 0, most: int = 200,
) -> tuple[list[Named], int]:
    """The papers that name a line or a site, dropped ones left out, the latest first; and how many there are."""
    lines = select(
        PaperLine.paper_id, func.sum(PaperLine.quantity).label("quantity"), func.sum(PaperLine.accepted).label("accepted"),
        func.sum(PaperLine.rejected).label("rejected"), func.sum(PaperLine.short).label("short"),
        func.count(PaperLine.line_id.distinct()).label("number"),
    )
    if line_id is not None:
        lines = lines.where(PaperLine.line_id == line_id)
    if site_id is not None:
        lines = lines.where((PaperLine.site_id == site_id) | (PaperLine.to_site_id == site_id))
    told = lines.group_by(PaperLine.paper_id).subquery()
    query = (
        select(Paper, told.c.quantity, told.c.accepted, told.c.rejected, told.c.short, told.c.number)
        .join(told, told.c.paper_id == Paper.id).where(Paper.day <= as_of, Paper.state != "dropped")
    )
    if known_at is not None:
        query = query.where(Paper.closed_at <= known_at)
    number = session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    page = query.order_by(Paper.day.desc(), Paper.id.desc()).offset(start).limit(most)
    found = [
        Named(
            paper.id, KINDS[paper.kind], paper.number, paper.own_number, paper.year, paper.closed_at, paper.day, paper.state, quantity,
            accepted, rejected, short, items,
        )
        for paper, quantity, accepted, rejected, short, items in session.execute(page)
    ]
    return found, number
