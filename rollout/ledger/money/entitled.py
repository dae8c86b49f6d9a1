"""What may be paid: units that were accepted and added by voucher, by line and site, less those for which a certificate was made.

Units belong to the site where they were accepted, for ever: whoever carries a desk to another building afterwards moves no claim.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models import Account, Certificate, CertificateItem, ContractLine, Lot, Movement
from rollout.ledger.figures import is_current
from rollout.supply.quantities import Quantity, worth
from rollout.supply.states import Held

Place = tuple[int, int]
"""A line and a site, by their ids."""

_GIVES, _GAINS = aliased(Account), aliased(Account)


@dataclass(frozen=True, slots=True)
class Entitled:
    """The units of one line at one site that were accepted, of these those that were added, and those certified."""

    line_id: int
    site_id: int
    unit_price: int
    accepted: Quantity = 0
    added: Quantity = 0
    certified: Quantity = 0

    @property
    def left(self) -> Quantity:
        """What a certificate may still pay for."""
        return max(self.added - self.certified, 0)

    @property
    def excess(self) -> Quantity:
        """Certified units whose addition was taken back since: their certificate must be taken back too."""
        return max(self.certified - self.added, 0)

    @property
    def value(self) -> int:
        return worth(self.unit_price, self.left)


def entitled(
    session: Session, contract_id: int, as_of: date, known_at: datetime | None = None, *, supplier_id: int | None = None,
    governorate_id: int | None = None, line_ids: Collection[int] | None = None, ever: bool = False,
    claim_only: bool = False,
) -> dict[Place, Entitled]:
    """What stands behind payments, by line and site, as of a day. With `ever`, certificates of later days count as well.

    With `claim_only`, what was accepted is left out, for whoever only asks what may be paid.
    """
    wanted = select(ContractLine.id, ContractLine.unit_price).where(ContractLine.contract_id == contract_id)
    if supplier_id is not None:
        wanted = wanted.join(Lot, Lot.id == ContractLine.lot_id).where(Lot.supplier_id == supplier_id)
    if line_ids is not None:
        wanted = wanted.where(ContractLine.id.in_(line_ids))
    prices: dict[int, int] = {row.id: row.unit_price for row in session.execute(wanted)}
    sums: dict[Place, dict[str, Quantity]] = defaultdict(lambda: {"accepted": 0, "added": 0, "certified": 0})

    def put(rows: Any, name: str, sign: int = 1) -> None:
        for line_id, site_id, quantity in rows:
            if line_id in prices and site_id is not None:
                sums[line_id, site_id][name] += sign * quantity

    turns = {"added": (
        (_GAINS.state == Held.STOCK) & (_GIVES.state == Held.ACCEPTED), (_GIVES.state == Held.STOCK) & (_GAINS.state == Held.ACCEPTED)
    )}
    if not claim_only:
        turns["accepted"] = (
            _GAINS.accepted.is_(True) & _GIVES.accepted.is_(False), _GIVES.accepted.is_(True) & _GAINS.accepted.is_(False)
        )
    lines = prices if line_ids is not None else None
    for name, (came, went) in turns.items():
        put(session.execute(_moved(came, _GAINS, as_of, known_at, lines, governorate_id)), name)
        put(session.execute(_moved(went, _GIVES, as_of, known_at, lines, governorate_id)), name, -1)
    put(session.execute(_certified(prices, governorate_id, None if ever else as_of, known_at)), "certified")
    return {(line_id, site_id): Entitled(line_id, site_id, prices[line_id], **found) for (line_id, site_id), found in sums.items()}


def payable(
    session: Session, contract_id: int, day: date, *, supplier_id: int, line_ids: Collection[int] | None = None
) -> dict[Place, Entitled]:
    """What a certificate of this day may pay for: added by the day, not taken back since, and not certified by any other."""
    then = entitled(session, contract_id, day, supplier_id=supplier_id, line_ids=line_ids, ever=True, claim_only=True)
    if is_current(session, day, None):
        return then
    now = entitled(session, contract_id, date.max, supplier_id=supplier_id, line_ids=line_ids, ever=True, claim_only=True)
    return {place: replace(one, added=min(one.added, now[place].added)) for place, one in then.items()}


def _moved(
    condition: Any, side: Any, as_of: date, known_at: datetime | None, lines: Collection[int] | None, governorate_id: int | None
) -> Any:
    """Units that came or went, by line and site. A few lines may be named; a list of many keeps SQLite from reading in order."""
    query = (
        select(Movement.line_id, side.site_id, func.sum(Movement.quantity))
        .join(_GIVES, _GIVES.id == Movement.from_id).join(_GAINS, _GAINS.id == Movement.to_id)
        .where(condition, Movement.moved_on <= as_of)
        .group_by(Movement.line_id, side.site_id)
    )
    if lines is not None:
        query = query.where(Movement.line_id.in_(list(lines)))
    if known_at is not None:
        query = query.where(Movement.recorded_at <= known_at)
    return query if governorate_id is None else query.where(side.governorate_id == governorate_id)


def _certified(lines: Collection[int], governorate_id: int | None, as_of: date | None, known_at: datetime | None) -> Any:
    query = (
        select(CertificateItem.line_id, CertificateItem.site_id, func.sum(CertificateItem.quantity))
        .join(Certificate, Certificate.id == CertificateItem.certificate_id)
        .where(CertificateItem.line_id.in_(list(lines)))
        .group_by(CertificateItem.line_id, CertificateItem.site_id)
    )
    if as_of is not None:
        query = query.where(Certificate.day <= as_of)
    if known_at is not None:
        query = query.where(Certificate.recorded_at <= known_at)
    return query if governorate_id is None else query.where(CertificateItem.governorate_id == governorate_id)
