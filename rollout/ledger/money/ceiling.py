"""How much of a claim stands on every day: what was added by voucher less what was certified, which is never below nothing.

A paper may be of an earlier day than others that are closed already. So a certificate, or a correction of an addition, is held against
the least of its own day and of every day after it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models import Account, Certificate, CertificateItem, Movement
from rollout.supply.quantities import Quantity
from rollout.supply.states import Held

Place = tuple[int, int]
"""A line and a site, by their ids."""

_GIVES, _GAINS = aliased(Account), aliased(Account)


def claims(session: Session, line_ids: Collection[int] | None = None) -> Mapping[Place, Mapping[date, Quantity]]:
    """What each day brought to the claim of each line and site (None: of all lines), below nothing what it took."""
    found: dict[Place, dict[date, Quantity]] = defaultdict(lambda: defaultdict(int))
    for here, there, sign in ((_GAINS, _GIVES, 1), (_GIVES, _GAINS, -1)):
        query = (
            select(Movement.line_id, here.site_id, Movement.moved_on, func.sum(Movement.quantity))
            .join(_GIVES, _GIVES.id == Movement.from_id).join(_GAINS, _GAINS.id == Movement.to_id)
            .where(here.state == Held.STOCK, there.state == Held.ACCEPTED)
            .group_by(Movement.line_id, here.site_id, Movement.moved_on)
        )
        _put(found, session.execute(query if line_ids is None else query.where(Movement.line_id.in_(line_ids))), sign)
    certified = (
        select(CertificateItem.line_id, CertificateItem.site_id, Certificate.day, func.sum(CertificateItem.quantity))
        .join(Certificate, Certificate.id == CertificateItem.certificate_id)
        .group_by(CertificateItem.line_id, CertificateItem.site_id, Certificate.day)
    )
    _put(found, session.execute(certified if line_ids is None else certified.where(CertificateItem.line_id.in_(line_ids))), -1)
    return found


def _put(found: dict[Place, dict[date, Quantity]], rows: Any, sign: int) -> None:
    for line_id, site_id, day, quantity in rows:
        found[line_id, site_id][day] += sign * quantity


def least_from(changes: Mapping[date, Quantity], start: date = date.min) -> tuple[Quantity, date]:
    """The least that stands at the end of any day from `start` on, and the first day on which it does."""
    balance: Quantity = sum(quantity for day, quantity in changes.items() if day <= start)
    least = balance, start
    for day in sorted(day for day in changes if day > start):
        balance += changes[day]
        if balance < least[0]:
            least = balance, day
    return least
