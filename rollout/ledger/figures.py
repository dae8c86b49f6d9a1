"""The figures of the contract: what was contracted, ordered, delivered, accepted, rejected, installed and is payable, on any day.

Every total is a sum over the ledger; none is typed. As of today they are the balances that the database carries, else the movements up
to the day, as known at the moment; both give the same (`rollout check` proves it).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, type_coerce
from sqlalchemy.orm import Session

from models import Account, Certificate, CertificateItem, ContractLine, Governorate, Lot, Movement, Payment, Site
from models.base import Quantities
from rollout.ledger.books import once
from rollout.supply.quantities import Quantity, worth
from rollout.supply.states import COUNTED, Held, Measure

Key = Any
"""What the rows are told apart by: the code of a line, a lot, a governorate or a site; None for what belongs to none. Contracts may
call their lots alike: the lots of all are told apart by their id."""

BY: dict[str, Any] = {
    "contract": None, "line": ContractLine.code, "lot": Lot.code, "lots": Lot.id, "governorate": Governorate.code, "site": Site.code,
    "store": Account.store_id,
}

_COUNTING = {state: [measure for measure, states in COUNTED.items() if state in states] for state in Held}
"""The measures that count the units in each state."""


@dataclass
class Figures:
    """Units and value in piastres of each measure. Units of different lines are added only where the rows are lines."""

    units: dict[Measure, Quantity] = field(default_factory=lambda: dict.fromkeys(Measure, 0))
    value: dict[Measure, int] = field(default_factory=lambda: dict.fromkeys(Measure, 0))
    states: dict[Held, Quantity] = field(default_factory=lambda: defaultdict(int))
    paid: int = 0
    certified: int = 0

    def add(self, state: Held, quantity: Quantity, unit_price: int) -> None:
        self.states[state] += quantity
        value = worth(unit_price, quantity)
        for measure in _COUNTING[state]:
            self.units[measure] += quantity
            self.value[measure] += value


def figures(
    session: Session,
    contract_id: int | None,
    as_of: date,
    known_at: datetime | None = None,
    *,
    by: str = "line",
    governorate: str | None = None,
    site_ids: Collection[int] | None = None,
    at_sites: bool = False,
    paid: bool = True,
) -> dict[Key, Figures]:
    """The figures of a contract (None: of all), a row for each line, lot, governorate, site or store, or one for the contract.

    What belongs to no site, such as units that are not yet allotted, stands under None where the rows are places. With `at_sites` only
    what belongs to a site counts: the pools of the contract are whole only for somebody who sees the whole country. Where nobody asks
    what was certified and `paid`, that is not read.
    """
    found: dict[Key, Figures] = defaultdict(Figures)

    def read() -> Iterable[Any]:
        return _sums(session, contract_id, as_of, known_at, by, governorate, site_ids, at_sites)

    asked = "figures", contract_id, as_of, by, governorate, at_sites
    for key, state, unit_price, quantity in read() if known_at is not None or site_ids is not None else once(session, asked, read):
        place = found[key]
        if quantity:  # most of what was ever held was passed on since
            place.add(Held(state), quantity, unit_price)
    if paid and by != "store" and not at_sites:
        sums = money(session, contract_id, as_of, known_at, by=by, governorate=governorate, site_ids=site_ids)
        for key, (certified, payments) in sums.items():
            found[key].certified, found[key].paid = certified, payments
    return dict(found)


def money(
    session: Session, contract_id: int | None, as_of: date, known_at: datetime | None = None, *, by: str = "lot",
    governorate: str | None = None, site_ids: Collection[int] | None = None,
) -> dict[Key, tuple[int, int]]:
    """What was certified and what was paid, in piastres, by contract, lot, line, governorate or site."""
    found: dict[Key, tuple[int, int]] = {}
    for key, certified, paid in _money(session, contract_id, as_of, known_at, by, governorate, site_ids):
        before = found.get(key, (0, 0))
        found[key] = before[0] + certified, before[1] + paid
    return found


def holdings(
    session: Session, as_of: date, known_at: datetime | None = None, *, site_ids: Collection[int] | None = None,
    line_ids: Collection[int] | None = None, states: Iterable[Held] | None = None, governorate: str | None = None,
) -> dict[tuple[int, int | None, int | None, Held], Quantity]:
    """What every account holds: by line, site, store and state, of these only where they are named. Empty accounts are left out."""
    wanted: list[ColumnElement[bool]] = [] if governorate is None else [_in(governorate)]
    if site_ids is not None:
        wanted.append(Account.site_id.in_(site_ids))
    if line_ids is not None:
        wanted.append(Account.line_id.in_(line_ids))
    if states is not None:
        wanted.append(Account.state.in_(list(states)))
    query = _balances(session, as_of, known_at, wanted)
    columns = Account.line_id, Account.site_id, Account.store_id, Account.state
    found = select(*columns, func.sum(query.c.quantity)).join(query, query.c.account_id == Account.id).group_by(*columns)
    rows = session.execute(found.where(*wanted)).all()
    return {(row[0], row[1], row[2], Held(row[3])): row[4] for row in rows if row[4]}


def _in(governorate: str) -> ColumnElement[bool]:
    """Whether an account lies in the governorate of this code."""
    return Account.governorate_id.in_(select(Governorate.id).where(Governorate.code == governorate))


def is_current(session: Session, as_of: date, known_at: datetime | None) -> bool:
    """Whether nothing was moved after this day or told after this moment, so that the balances themselves are the answer."""
    # Each by itself, so that either is the last entry of an index and no movement is read.
    last_day, last_told = session.execute(
        select(select(func.max(Movement.moved_on)).scalar_subquery(), select(func.max(Movement.recorded_at)).scalar_subquery())
    ).one()
    return last_day is None or (as_of >= last_day and (known_at is None or known_at >= last_told))


def _balances(session: Session, as_of: date, known_at: datetime | None, wanted: Collection[ColumnElement[bool]]) -> Any:
    """A subquery of accounts and what they held; where only some are wanted, no movement of the others is read."""
    if is_current(session, as_of, known_at):
        kept = select(Account.id.label("account_id"), Account.balance.label("quantity"))
        return kept.where(Account.balance != 0, *wanted).subquery()
    sides = []
    whole = func.sum(Movement.quantity)
    for column, moved in ((Movement.to_id, whole), (Movement.from_id, type_coerce(-whole, Quantities))):
        side = select(column.label("account_id"), moved.label("quantity")).where(Movement.moved_on <= as_of)
        if known_at is not None:
            side = side.where(Movement.recorded_at <= known_at)
        if wanted:
            side = side.where(column.in_(select(Account.id).where(*wanted)))
        sides.append(side.group_by(column))
    return sides[0].union_all(sides[1]).subquery()


def _sums(
    session: Session, contract_id: int | None, as_of: date, known_at: datetime | None, by: str, governorate: str | None,
    site_ids: Collection[int] | None, at_sites: bool,
) -> Iterable[Any]:
    wanted: list[ColumnElement[bool]] = [] if governorate is None else [_in(governorate)]
    if site_ids is not None:
        wanted.append(Account.site_id.in_(site_ids))
    balances = _balances(session, as_of, known_at, wanted)
    if at_sites:  # asked of the sums alone: nearly every account is at a site, and looking each up would double the work
        wanted.append(Account.site_id.is_not(None))
    group = [ContractLine.id, ContractLine.unit_price, Account.state, *([BY[by]] if BY[by] is not None else [])]
    key = BY[by] if BY[by] is not None else ContractLine.contract_id
    query = (
        select(key, Account.state, ContractLine.unit_price, func.sum(balances.c.quantity))
        .select_from(balances)
        .join(Account, Account.id == balances.c.account_id)
        .join(ContractLine, ContractLine.id == Account.line_id)
        .group_by(*group, ContractLine.contract_id)
    )
    if by in ("lot", "lots"):
        query = query.join(Lot, Lot.id == ContractLine.lot_id)
    if by == "governorate":
        query = query.outerjoin(Governorate, Governorate.id == Account.governorate_id)
    if by == "site":
        query = query.outerjoin(Site, Site.id == Account.site_id)
    if contract_id is not None:
        query = query.where(ContractLine.contract_id == contract_id)
    return session.execute(query.where(*wanted)).all()


def _money(
    session: Session, contract_id: int | None, as_of: date, known_at: datetime | None, by: str, governorate: str | None,
    site_ids: Collection[int] | None,
) -> Iterable[Any]:
    """Certified value and payments. A payment is parted among the rows of its certificate by their value, to the last piastre.

    The sites are those where the units were accepted, wherever they were carried since. Where only some places are wanted, or seen, the
    parting still goes over the whole certificate.
    """
    key = BY[by] if BY[by] is not None else ContractLine.contract_id
    columns = CertificateItem.certificate_id, key.label("key"), Governorate.code, CertificateItem.site_id
    items = (
        select(*columns, Certificate.gross, func.sum(CertificateItem.value).label("value"))
        .join(ContractLine, ContractLine.id == CertificateItem.line_id).join(Lot, Lot.id == ContractLine.lot_id)
        .join(Certificate, Certificate.id == CertificateItem.certificate_id)
        .join(Site, Site.id == CertificateItem.site_id).join(Governorate, Governorate.id == CertificateItem.governorate_id)
        .where(Certificate.day <= as_of)
        .group_by(*columns, Certificate.gross).order_by(CertificateItem.certificate_id, Governorate.code, CertificateItem.site_id, key)
    )
    paid = select(Payment.certificate_id, func.sum(Payment.amount)).where(Payment.paid_on <= as_of).group_by(Payment.certificate_id)
    if known_at is not None:
        items, paid = items.where(Certificate.recorded_at <= known_at), paid.where(Payment.recorded_at <= known_at)
    if contract_id is not None:
        items = items.where(ContractLine.contract_id == contract_id)
    sums = {row[0]: int(row[1]) for row in session.execute(paid)}
    rest: dict[int, tuple[int, int]] = {}
    for row in session.execute(items):
        unpaid, whole = rest.get(row.certificate_id, (sums.get(row.certificate_id, 0), int(row.gross)))
        value = int(row.value)
        share = unpaid * value // whole if whole else 0
        rest[row.certificate_id] = unpaid - share, whole - value
        if governorate in (None, row.code) and (site_ids is None or row.site_id in site_ids):
            yield row.key, value, share
