"""The contract in few numbers, for programs: its totals in piastres, and by line in units."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Certificate, CertificateItem, Contract, ContractLine, Payment
from rollout.ledger.figures import figures, money
from rollout.supply.quantities import Quantity
from rollout.supply.states import Measure

PAID = "paid"
MEASURES = (*(measure.value for measure in Measure), PAID)
"""The names that scripts rely on, in their order."""


@dataclass(frozen=True)
class LineStatement:
    """A line of a contract in units."""

    contract: str
    code: str
    name_ar: str
    unit: str
    unit_price: int
    units: dict[str, Quantity]


@dataclass
class Statement:
    """Contracts together in piastres, and each of their lines in units."""

    value: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MEASURES, 0))
    lines: list[LineStatement] = field(default_factory=list)


def statement(session: Session, contracts: list[Contract], as_of: date, known_at: datetime | None = None) -> Statement:
    """The position of these contracts on a day, as known at a moment."""
    found = Statement()
    for contract in contracts:
        by_line = figures(session, contract.id, as_of, known_at)
        paid_units = paid_in_full(session, contract.id, as_of, known_at)
        query = select(ContractLine).where(ContractLine.contract_id == contract.id).order_by(ContractLine.position, ContractLine.id)
        for line in session.scalars(query):
            row = by_line.get(line.code)
            units: dict[str, Quantity] = {measure.value: row.units[measure] if row else 0 for measure in Measure}
            for measure in Measure:
                found.value[measure.value] += row.value[measure] if row else 0
            found.lines.append(LineStatement(
                contract.code, line.code, line.name_ar, line.unit, line.unit_price, units | {PAID: paid_units.get(line.id, 0)}
            ))
        found.value[PAID] += sum(paid for _certified, paid in money(session, contract.id, as_of, known_at, by="contract").values())
    return found


def paid_in_full(session: Session, contract_id: int, as_of: date, known_at: datetime | None = None) -> dict[int, Quantity]:
    """By line, the units of the certificates that were paid in full; a part payment is no whole chair."""
    paid = select(Payment.certificate_id, func.sum(Payment.amount).label("amount")).where(Payment.paid_on <= as_of)
    query = select(CertificateItem.line_id, func.sum(CertificateItem.quantity))
    if known_at is not None:
        paid, query = paid.where(Payment.recorded_at <= known_at), query.where(Certificate.recorded_at <= known_at)
    sums = paid.group_by(Payment.certificate_id).subquery()
    query = (
        query.join(Certificate, Certificate.id == CertificateItem.certificate_id).join(sums, sums.c.certificate_id == Certificate.id)
        .where(Certificate.contract_id == contract_id, Certificate.day <= as_of, sums.c.amount >= Certificate.net, Certificate.net > 0)
        .group_by(CertificateItem.line_id)
    )
    return {line_id: quantity for line_id, quantity in session.execute(query)}  # noqa: C416 — rows are more than pairs
