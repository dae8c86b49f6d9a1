"""Invoices of the suppliers; the same number of the same supplier comes once."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Contract, Invoice
from rollout.arabic import fold, format_date
from rollout.errors import Refused
from rollout.journal import next_moment
from rollout.text import _


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
