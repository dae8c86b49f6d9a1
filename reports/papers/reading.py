"""A paper of the contract with everything that its print names, read in the scope of the session."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from models import Paper, PaperLine, Signatory
from rollout.ledger.forms import Form, form_of
from rollout.ledger.printed import Words, words_of
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
    words: Words
    follows: tuple[Reference, ...]
    orders: tuple[Reference, ...]
    reasons: dict[int, str]

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
            undefer(Paper.printed), joinedload(Paper.contract), selectinload(Paper.lines).joinedload(PaperLine.line),
            selectinload(Paper.signatories).joinedload(Signatory.signature),
        ).execution_options(populate_existing=True)
    ).unique().one_or_none()
    if paper is None:
        return None
    follows = tuple(_chain(session, paper))
    earlier = [line.about_id for line in paper.lines if line.about_id]
    reasons = session.execute(select(PaperLine.id, PaperLine.reason).where(PaperLine.id.in_(earlier))).all()
    said = words_of(session, paper)
    return Told(
        paper, KINDS[paper.kind], said.form, office(session), said, follows, tuple(_orders(session, paper)),
        {row.id: row.reason for row in reasons},
    )


def _chain(session: Session, paper: Paper) -> Iterable[Reference]:
    """The paper that this one follows, the one that that one follows, and so on."""
    before, steps = paper.about_id, 0
    while before is not None and steps < _LONGEST_CHAIN:
        query = select(Paper).where(Paper.id == before)
        found = session.scalars(query).one_or_none()
        if found is None:
            return
        yield Reference(found, form_of(session, found.kind, found.closed_at))
        before, steps = found.about_id, steps + 1


def _orders(session: Session, paper: Paper) -> Iterable[Reference]:
    """The supply orders of the same items for the same sites, up to the day of the paper; of a closed one, those that it could name."""
    if paper.kind not in _ORDERED:
        return []
    lines, sites = {line.line_id for line in paper.lines}, {line.site_id for line in paper.lines}
    ids = select(PaperLine.paper_id).where(PaperLine.line_id.in_(lines), PaperLine.site_id.in_(sites))
    query = select(Paper).where(
        Paper.contract_id == paper.contract_id, Paper.kind == "order", Paper.state == "closed", Paper.day <= paper.day, Paper.id.in_(ids),
    )
    if paper.closed_at is not None:
        query = query.where(Paper.closed_at <= paper.closed_at)
    found = session.scalars(query.order_by(Paper.day, Paper.id)).all()
    return [Reference(order, form_of(session, order.kind, order.closed_at)) for order in found]
