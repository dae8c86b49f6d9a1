"""A contract whose furniture has come, for tests of what is paid for it."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from models import Certificate, Paper
from rollout.ledger.money.certificates import Entered, Wanted, issue
from tests.supplies import TODAY, Supplies, laid, ordered, received, verdict

DAY = date(2023, 8, 1)


def delivered(session: Session, *, accepted: int = 6, added: int = 4, rejected: int = 0, quantity: int = 10, **terms: int) -> Supplies:
    """Of each line: as many accepted by inspection and of these so many added by voucher. `terms` are columns of the contract."""
    return laid(session, _delivered, accepted, added, rejected, quantity, *terms.items())


def _delivered(session: Session, accepted: int, added: int, rejected: int, quantity: int, *terms: tuple[str, int]) -> Supplies:
    world = ordered(session, quantity)
    for name, value in terms:
        setattr(world.contract, name, value)
    session.flush()
    accept(world, accepted, added, rejected)
    return world


def accept(world: Supplies, accepted: int, added: int, rejected: int = 0, *, day: date = date(2023, 7, 1), by: int | None = None) -> Paper:
    """Deliver, inspect and add so much of each line; gives the minutes of the inspection."""
    receipt = received(world, accepted + rejected, accepted + rejected, day=day)
    found = [verdict(accepted, rejected) for _line in world.lines]
    world.by = by
    minutes = world.follow("inspection", receipt, *found)
    world.by = None
    if added:
        world.follow("addition", minutes, *[added for _line in world.lines])
    return minutes


def certify(world: Supplies, *quantities: int, day: date = DAY, by: int | None = None, **values: Any) -> Certificate:
    """A certificate for so much of each line at the first site."""
    items = [
        Wanted(line.id, world.sites[0].id, quantity) for line, quantity in zip(world.lines, quantities, strict=False) if quantity
    ]
    entered = Entered(world.supplier.id, day, items, **values)
    return issue(world.session, world.contract, entered, today=TODAY, by=by)
