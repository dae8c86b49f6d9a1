"""Invoices of the suppliers; the same number of the same supplier comes once, and certificates never come to more than its amount."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Certificate, Contract, Invoice
from rollout.arabic import fold, format_amount, format_date
from rollout.errors import Refused
from rollout.journal import next_moment
from rollout.text import Text, _


@dataclass(frozen=True)
class Billed:
    """An invoice with what its certificates come to, those that were taken back counting no more."""

    invoice: Invoice
    certified: int = 0

    @property
    def left(self) -> int:
        """What a certificate may still be made of it."""
        return self.invoice.amount - self.certified


def billed(session: Session, contract_id: int, supplier_id: int | None = None, as_of: date = date.max) -> list[Billed]:
    """The invoices of a contract that are dated up to a day, the newest first."""
    query = select(Invoice).where(Invoice.contract_id == contract_id, Invoice.dated <= as_of)
    if supplier_id is not None:
        query = query.where(Invoice.supplier_id == supplier_id)
    found = list(session.scalars(query.order_by(Invoice.dated.desc(), Invoice.id.desc())))
    sums = certified_of(session, as_of=as_of)
    return [Billed(one, sums.get(one.id, 0)) for one in found]


def certified_of(session: Session, invoice_ids: Collection[int] | None = None, as_of: date = date.max) -> dict[int, int]:
    """By invoice, the value of the items of its certificates; one that takes another back counts below nothing."""
    query = select(Certificate.invoice_id, func.sum(Certificate.gross)).where(Certificate.invoice_id.is_not(None), Certificate.day <= as_of)
    if invoice_ids is not None:
        query = query.where(Certificate.invoice_id.in_(invoice_ids))
    rows = session.execute(query.group_by(Certificate.invoice_id))
    return {row[0]: int(row[1]) for row in rows if row[0] is not None}


def overdrawn(session: Session) -> tuple[int, list[Text]]:
    """Invoices for which certificates were made that come to more than the invoice."""
    sums = certified_of(session)
    invoices = session.scalars(select(Invoice).order_by(Invoice.id)).all()
    faults = [
        _("Invoice %(number)s is of %(amount)s; its certificates come to %(certified)s, %(excess)s more.", number=one.number,
          amount=format_amount(one.amount), certified=format_amount(sums[one.id]), excess=format_amount(sums[one.id] - one.amount))
        for one in invoices if sums.get(one.id, 0) > one.amount
    ]
    return len(invoices), faults


def enter(
    session: Session, contract: Contract, supplier_id: int, number: str, dated: date, amount: int, *, today: date, by: int | None,
    note: str = "", is_demo: bool = False,
) -> Invoice:
    """Keep an invoice; raises Refused where it was entered already. Flushes."""
    moment = next_moment(session)
    if dated > today:
        raise Refused(_("The day has not come yet."), "dated")
    if amount <= 0:
        raise Refused(_("The amount must be more than nothing."), "amount")
    for known in session.scalars(select(Invoice).where(Invoice.supplier_id == supplier_id)):
        if fold(known.number) == fold(number):
            raise Refused(
                _("Invoice %(number)s of this supplier was entered already; it is of %(day)s.", number=known.number,
                  day=format_date(known.dated)), "number",
            )
    invoice = Invoice(
        contract_id=contract.id, supplier_id=supplier_id, number=number.strip(), dated=dated, amount=amount, note=note,
        is_demo=is_demo or contract.is_demo,
        recorded_at=moment, recorded_by_id=by,
    )
    session.add(invoice)
    session.flush()
    return invoice
