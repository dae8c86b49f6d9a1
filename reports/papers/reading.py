"""A paper of the contract with everything that its print names, read in the scope of the session."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import ContractLine, Governorate, Lot, Paper, PaperLine, Signatory, Site, Supplier
from rollout.ledger.forms import Form, form_of
from rollout.office import Office, office
from rollout.supply.kinds import KINDS, PaperKind

_ORDERED = ("delivery", "receipt", "inspection", "addition", "rejection")
"""Kinds whose print names the supply orders behind their rows."""

_LONGEST_CHAIN = 6


@dataclass(frozen=True)
class Reference:
    """An earlier paper, as later ones name it."""

    paper: Paper
    form: Form


@dataclass(frozen=True)
class Told:
    """What a print says, before it is put into words."""

    paper: Paper
    kind: PaperKind
    form: Form
    office: Office
    governorate: str
    suppliers: tuple[str, ...]
    follows: tuple[Reference, ...]
    orders: tuple[Reference, ...]
    reasons: dict[int, str]
    sites: dict[int, Site]

    @property
    def lines(self) -> list[PaperLine]:
        return self.paper.lines

    @property
    def moment(self) -> datetime:
        """When it last changed: was drafted, closed, or signed."""
        signed = [person.signature.signed_at for person in self.paper.signatories if person.signature]
        return max([self.paper.recorded_at, *([self.paper.closed_at] if self.paper.closed_at else []), *signed])


def read(session: Session, paper_id: int) -> Told | None:
    """The paper, or None where there is none within the scope."""
    paper = session.scalars(
        select(Paper).where(Paper.id == paper_id).options(
            joinedload(Paper.contract), joinedload(Paper.store), joinedload(Paper.supplier),
            selectinload(Paper.lines).options(
                joinedload(PaperLine.site), joinedload(PaperLine.line).joinedload(ContractLine.lot).joinedload(Lot.supplier),
            ),
            selectinload(Paper.signatories).joinedload(Signatory.signature),
        ).execution_options(populate_existing=True)
    ).unique().one_or_none()
    if paper is None:
        return None
    follows = tuple(_chain(session, paper))
    place = session.scalar(select(Governorate.name_ar).where(Governorate.id == paper.governorate_id)) if paper.governorate_id else None
    earlier = [line.about_id for line in paper.lines if line.about_id]
    reasons = session.execute(select(PaperLine.id, PaperLine.reason).where(PaperLine.id.in_(earlier))).all()
    moved_to = [line.to_site_id for line in paper.lines if line.to_site_id]
    return Told(
        paper, KINDS[paper.kind], form_of(session, paper.kind, paper.closed_at), office(session), place or "",
        tuple(_suppliers(paper, follows)), follows, tuple(_orders(session, paper)), {row.id: row.reason for row in reasons},
        {site.id: site for site in session.scalars(select(Site).where(Site.id.in_(moved_to)))},
    )


def _chain(session: Session, paper: Paper) -> Iterable[Reference]:
    """The paper that this one follows, the one that that one follows, and so on."""
    before, steps = paper.about_id, 0
    while before is not None and steps < _LONGEST_CHAIN:
        query = select(Paper).where(Paper.id == before).options(joinedload(Paper.supplier), joinedload(Paper.store))
        found = session.scalars(query).one_or_none()
        if found is None:
            return
        yield Reference(found, form_of(session, found.kind, found.closed_at))
        before, steps = found.about_id, steps + 1


def _suppliers(paper: Paper, follows: Iterable[Reference]) -> Iterable[str]:
    """Whose goods they are: the supplier who is named, else that of an earlier paper, else those of the lots."""
    named: list[Supplier] = [one for one in (paper.supplier, *(before.paper.supplier for before in follows)) if one is not None]
    found = named[:1] or [line.line.lot.supplier for line in paper.lines]
    return dict.fromkeys(supplier.name_ar for supplier in found)


def _orders(session: Session, paper: Paper) -> Iterable[Reference]:
    """The supply orders of the same items for the same sites, up to the day of the paper."""
    if paper.kind not in _ORDERED:
        return []
    lines, sites = {line.line_id for line in paper.lines}, {line.site_id for line in paper.lines}
    ids = select(PaperLine.paper_id).where(PaperLine.line_id.in_(lines), PaperLine.site_id.in_(sites))
    query = select(Paper).where(
        Paper.contract_id == paper.contract_id, Paper.kind == "order", Paper.state == "closed", Paper.day <= paper.day, Paper.id.in_(ids),
    )
    found = session.scalars(query.order_by(Paper.day, Paper.id)).all()
    return [Reference(order, form_of(session, order.kind, order.closed_at)) for order in found]
