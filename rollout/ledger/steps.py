"""What may follow a paper: addition of what was accepted, a letter about what was rejected, issue, installation, correction …

Each next paper offers rows with what is left to take up; whatever is typed is judged again when the paper is closed.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from models import Account, Movement, Paper, PaperLine, Signatory
from rollout.ledger.following import remaining
from rollout.ledger.lying import offered
from rollout.supply.kinds import KINDS, PaperKind
from rollout.supply.quantities import Quantity
from rollout.supply.states import POOLED, Held

NEXT: Mapping[str, tuple[str, ...]] = {
    "delivery": ("receipt",), "replacement": ("receipt",), "receipt": ("inspection",), "surplus_kept": ("inspection",),
    "transfer": ("receipt", "inspection"),
    "inspection": ("addition", "rejection"), "rejection": ("withdrawal", "replacement"), "addition": ("issue", "installation"),
    "issue": ("installation",), "installation": ("service",),
}
COUNTER = "counter"
_FROM: Mapping[str, tuple[Held, ...]] = {
    "issue": (Held.STOCK,), "installation": (Held.ISSUED, Held.STOCK), "service": (Held.INSTALLED,),
    "replacement": (Held.WITHDRAWN, Held.REJECTED),
}
"""Where units lie that a next paper takes; the first in which there are any is proposed."""
_BETWEEN = (Held.MOVING, Held.MOVING_ACCEPTED)


@dataclass(frozen=True, slots=True)
class Offer:
    """A line of the earlier paper with what a next one may take of it; `drawn` are the states to take it from, with what lies there."""

    line: PaperLine
    quantity: Quantity
    drawn: Mapping[Held, Quantity] = field(default_factory=dict)
    follows: bool = True

    @property
    def key(self) -> str:
        """Tells the offer apart from the others of the same paper."""
        return f"{self.line.id}" if self.follows or len(self.drawn) != 1 else f"{self.line.id}.{next(iter(self.drawn))}"


def next_kinds(session: Session, paper: Paper) -> list[PaperKind]:
    """The kinds of paper that may follow a closed one now, correction last."""
    if paper.state != "closed":
        return []
    return [KINDS[key] for key in (*NEXT.get(paper.kind, ()), COUNTER) if offers(session, paper, KINDS[key])]


def offers(session: Session, paper: Paper, kind: PaperKind) -> list[Offer]:
    """The lines of a closed paper of which a paper of this kind may still take something; none where it cannot follow."""
    if paper.state != "closed" or kind.key not in (*NEXT.get(paper.kind, ()), COUNTER):
        return []
    lines = _lines(session, paper)
    if kind.key == COUNTER:
        return [] if paper.kind == COUNTER else _to_take_back(session, lines)
    if kind.follows:
        rest = offered(session, paper, lines, kind)
    else:
        rest = {line.id: line.quantity for line in lines}
    lying = _lying(session, lines, paper.store_id, _FROM.get(kind.key, ()))
    found = []
    for line in lines:
        states, quantity = lying[line.id], rest[line.id]
        if kind.key in _FROM:
            quantity = min(quantity, sum(states.values()))
        if quantity > 0:
            found.append(Offer(line, quantity, states if kind.drawn else {}))
    return found


def supplier_of(session: Session, paper: Paper) -> int | None:
    """The supplier of the units that a paper speaks of: its own, else that of the papers before it."""
    return next((each.supplier_id for each in _back_from(session, paper) if each.supplier_id is not None), None)


def earlier_signatories(session: Session, paper: Paper) -> list[Signatory]:
    """Whom a paper and those before it name, the nearest first."""
    ids = [each.id for each in _back_from(session, paper)]
    people = session.scalars(select(Signatory).where(Signatory.paper_id.in_(ids)).order_by(Signatory.id))
    return sorted(people, key=lambda person: ids.index(person.paper_id))


def _back_from(session: Session, paper: Paper) -> Iterator[Paper]:
    """A paper, the one that it follows, and so on; no paper twice."""
    seen: set[int] = set()
    at: Paper | None = paper
    while at is not None and at.id not in seen:
        yield at
        seen.add(at.id)
        at = session.get(Paper, at.about_id) if at.about_id else None


def _lines(session: Session, paper: Paper) -> list[PaperLine]:
    options = joinedload(PaperLine.line), joinedload(PaperLine.site)
    return list(session.scalars(select(PaperLine).where(PaperLine.paper_id == paper.id).options(*options).order_by(PaperLine.position)))


def _lying(
    session: Session, lines: Collection[PaperLine], store_id: int | None, states: tuple[Held, ...]
) -> dict[int, dict[Held, Quantity]]:
    """By line, how many of its units lie in each of these states at its site, or in the paper's store."""
    kept: dict[int, dict[Held, Quantity]] = {line.id: {} for line in lines}
    if not states:
        return kept
    query = select(Account).where(
        Account.line_id.in_({line.line_id for line in lines}), Account.site_id.in_({line.site_id for line in lines}),
        Account.state.in_(states), Account.balance > 0, Account.store_id.is_(None) | (Account.store_id == store_id),
    )
    accounts = {(row.line_id, row.site_id, row.store_id, row.state): row.balance for row in session.scalars(query)}
    for line in lines:
        for state in states:
            place = store_id if state in (Held.STOCK, Held.REJECTED) else None
            balance = accounts.get((line.line_id, line.site_id, place, state))
            if balance:
                kept[line.id][state] = balance
    return kept


def _to_take_back(session: Session, lines: Collection[PaperLine]) -> list[Offer]:
    """What the lines brought somewhere and is still there; the contract is varied, and what changed governorate transferred again."""
    by_id = {line.id: line for line in lines}
    query = select(Movement).where(Movement.paper_line_id.in_(by_id), Movement.corrects_id.is_(None)).order_by(Movement.id)
    made = list(session.scalars(query))
    ids = {account for movement in made for account in (movement.from_id, movement.to_id)}
    accounts = {row.id: row for row in session.scalars(select(Account).where(Account.id.in_(ids)))}
    rest = remaining(session, [movement.id for movement in made])
    found = []
    for movement in made:
        source, target = accounts.get(movement.from_id), accounts.get(movement.to_id)
        if source is None or target is None or source.state in _BETWEEN or target.state in _BETWEEN:
            continue
        if source.state in POOLED and target.state in POOLED:
            continue
        quantity = min(rest[movement.id], target.balance)
        if quantity > 0:
            state = Held(target.state)
            found.append(Offer(by_id[movement.paper_line_id], quantity, {state: quantity}, follows=False))
    return sorted(found, key=lambda offer: offer.line.position)


def with_everything(session: Session, paper_id: int) -> Paper | None:
    """A paper with its parties, lines and signatories, as its page and its printed form need them."""
    options = (
        joinedload(Paper.contract), joinedload(Paper.store), joinedload(Paper.supplier), joinedload(Paper.about),
        selectinload(Paper.lines).options(joinedload(PaperLine.line), joinedload(PaperLine.site)),
        selectinload(Paper.signatories), undefer(Paper.printed),
    )
    query = select(Paper).where(Paper.id == paper_id).options(*options)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def followers(session: Session, paper: Paper) -> list[Paper]:
    """The papers that follow it, drafts included, by their days."""
    query = select(Paper).where(Paper.about_id == paper.id, Paper.state != "dropped").options(joinedload(Paper.store))
    return list(session.scalars(query.order_by(Paper.day, Paper.id)))
