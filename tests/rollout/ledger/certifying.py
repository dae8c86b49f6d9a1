"""Certificates as their tables want them, past the rules of the page that writes them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import func, select

from models import Certificate, CertificateItem, ContractLine, Payment, Site
from tests.supplies import Supplies


def certificate(world: Supplies, day: date, items: Sequence[tuple[int, int, int]], invoice: int | None = None) -> Certificate:
    """A certificate of so many units of each line at each site; what is below nothing takes an earlier one back in part."""
    session = world.session
    prices = {row[0]: row[1] for row in session.execute(select(ContractLine.id, ContractLine.unit_price))}
    homes = {row[0]: row[1] for row in session.execute(select(Site.id, Site.governorate_id))}
    gross = sum(prices[line] * quantity for line, _site, quantity in items)
    number = (session.scalar(select(func.max(Certificate.number))) or 0) + 1
    taken = select(Certificate.corrects_id).where(Certificate.corrects_id.is_not(None))
    earlier = session.scalar(select(func.min(Certificate.id)).where(Certificate.id.not_in(taken))) if gross < 0 else None
    made = Certificate(
        contract_id=world.contract.id, supplier_id=world.supplier.id, invoice_id=invoice, number=number, day=day, gross=gross, net=gross,
        recorded_at=datetime.now(UTC), corrects_id=earlier,
    )
    session.add(made)
    session.flush()
    session.add_all(
        CertificateItem(
            certificate_id=made.id, line_id=line, site_id=site, governorate_id=homes[site], quantity=quantity, value=prices[line] * quantity
        )
        for line, site, quantity in items
    )
    session.flush()
    return made


def paid(world: Supplies, made: Certificate, amount: int) -> None:
    """A payment on a certificate."""
    payment = Payment(certificate_id=made.id, paid_on=made.day, amount=amount, recorded_at=datetime.now(UTC))
    world.session.add(payment)
    world.session.flush()
