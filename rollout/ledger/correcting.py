"""Minutes of correction: which movements they take back, as long as nobody has built on them since."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Entitlement, Movement, Paper, PaperLine
from rollout.arabic import format_date
from rollout.ledger.accounts import Planned, where_of
from rollout.ledger.following import left, remaining
from rollout.ledger.money.ceiling import claims, least_from
from rollout.ledger.refusing import Fault, RefusedPaper
from rollout.supply.kinds import KINDS
from rollout.supply.moves import Leg
from rollout.supply.quantities import Quantity
from rollout.supply.states import POOLED, Held
from rollout.text import _


def countered(session: Session, paper: Paper) -> Iterable[Planned]:
    """The movements that take back what earlier lines brought into a state."""
    ids = [line.about_id for line in paper.lines if line.about_id]
    made = session.execute(
        select(Movement, Account).join(Account, Account.id == Movement.to_id)
        .where(Movement.paper_line_id.in_(ids), Movement.corrects_id.is_(None))
    ).all()
    rest = remaining(session, [movement.id for movement, _to in made])
    sources = {account.id: account for account in session.scalars(select(Account).where(Account.id.in_([m.from_id for m, _to in made])))}
    faults: list[Fault] = []
    taken: dict[tuple[int, int | None], Quantity] = defaultdict(int)
    unadded: dict[tuple[int, int | None], Quantity] = defaultdict(int)
    together: dict[int, Quantity] = defaultdict(int)
    for line in paper.lines:
        found = [(movement, to) for movement, to in made if movement.paper_line_id == line.about_id and to.state == line.drawn]
        if not found or any(_only_forward(sources[movement.from_id], to) for movement, to in found):
            faults.append(Fault(line.position, _("The earlier line moved nothing there that could be taken back."), "drawn"))
            continue
        [(movement, to)] = found
        if movement.moved_on > paper.day:
            says = _("The paper that this one follows is of %(day)s, a later day.", day=format_date(movement.moved_on))
            faults.append(Fault(line.position, says, "day"))
        excess = line.quantity - rest[movement.id]
        if excess > 0:
            says = _("Of the earlier movement %(left)s can be taken back; this is %(excess)s more.")
            faults.append(Fault(line.position, says.with_values(left=rest[movement.id], excess=excess), "quantity"))
        rest[movement.id] -= line.quantity
        together[movement.id] += line.quantity
        faults += _used_since(session, line, Held(to.state), together[movement.id])
        if to.accepted and not sources[movement.from_id].accepted:
            taken[line.line_id, to.site_id] += line.quantity
            faults += _beyond_what_was_certified(session, line, to.site_id, taken[line.line_id, to.site_id])
        if (to.state, sources[movement.from_id].state) == (Held.STOCK, Held.ACCEPTED):
            unadded[line.line_id, to.site_id] += line.quantity
            faults += _beyond_the_claim(session, line, to.site_id, unadded[line.line_id, to.site_id], paper.day)
        leg = Leg(where_of(to), where_of(sources[movement.from_id]), line.quantity)
        yield Planned(line, leg, movement.governorate_id, movement.id)
    if faults:
        raise RefusedPaper(faults)


def _used_since(session: Session, line: PaperLine, state: Held, quantity: Quantity) -> Iterable[Fault]:
    """A line that takes back what later papers moved on: those are corrected first, from the last to the first."""
    assert line.about_id is not None
    earlier = session.scalars(select(Paper.kind).join(PaperLine, PaperLine.paper_id == Paper.id).where(PaperLine.id == line.about_id)).one()
    for kind in KINDS.values():
        if kind.moves and kind.uses is state and earlier in kind.follows:
            excess = quantity - left(session, [line.about_id], kind)[line.about_id]
            if excess > 0:
                says = _("%(excess)s of these units went on by a later paper (%(kind)s); it is corrected first.")
                yield Fault(line.position, says.with_values(excess=excess, kind=kind.label), "quantity")


def _beyond_what_was_certified(session: Session, line: PaperLine, site_id: int | None, taken: Quantity) -> Iterable[Fault]:
    """A line that takes back the acceptance of units for which the supplier's claim was certified already."""
    kept = session.get(Entitlement, (line.line_id, site_id), populate_existing=True)
    excess = taken - (kept.accepted - kept.certified) if kept else 0
    yield from _certified(line, excess)


def _beyond_the_claim(session: Session, line: PaperLine, site_id: int | None, taken: Quantity, day: date) -> Iterable[Fault]:
    """A line that takes back the addition of units which are in a certificate, on its day or on any day after it."""
    claim = {site: days for (_line, site), days in claims(session, [line.line_id]).items()}.get(site_id or 0, {})
    yield from _certified(line, taken - max(least_from(claim, day)[0], 0))


def _certified(line: PaperLine, excess: Quantity) -> Iterable[Fault]:
    if excess > 0:
        says = _("%(excess)s of these units are in a payment certificate; it is taken back first.", excess=excess)
        yield Fault(line.position, says, "quantity")


def _only_forward(source: Account, target: Account) -> bool:
    """Movements that a correction cannot take back: the contract is varied, and what changed governorate is transferred again."""
    between = {Held.MOVING, Held.MOVING_ACCEPTED}
    return (source.state in POOLED and target.state in POOLED) or bool({source.state, target.state} & between)
