"""Payments on certificates: never more than their net, and what the bank sends back below nothing."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Certificate, CertificateItem, Payment
from rollout.arabic import fold, format_amount, format_date
from rollout.errors import Refused
from rollout.journal import next_moment
from rollout.ledger.money.apart import refuse_acceptor
from rollout.ledger.money.ceiling import claims, least_from
from rollout.ledger.money.certificates import paid_on
from rollout.text import _


@dataclass(frozen=True)
class Account:
    """A certificate with what was paid on it by a day, and the certificate that takes it back, if one does."""

    certificate: Certificate
    paid: int
    taken_back: Certificate | None = None

    @property
    def left(self) -> int:
        """What is still to be paid; nothing of a certificate that was taken back or takes one back."""
        return 0 if self.taken_back or self.certificate.corrects_id else self.certificate.net - self.paid


def accounts(session: Session, contract_id: int, as_of: date, known_at: datetime | None = None) -> list[Account]:
    """The certificates of a contract up to a day, the newest first, with what was paid on each by then."""
    query = select(Certificate).where(Certificate.contract_id == contract_id, Certificate.day <= as_of)
    paid = select(Payment.certificate_id, func.sum(Payment.amount)).where(Payment.paid_on <= as_of).group_by(Payment.certificate_id)
    if known_at is not None:
        query, paid = query.where(Certificate.recorded_at <= known_at), paid.where(Payment.recorded_at <= known_at)
    found = list(session.scalars(query.order_by(Certificate.number.desc())))
    sums = {row[0]: int(row[1]) for row in session.execute(paid)}
    back = {one.corrects_id: one for one in found if one.corrects_id is not None}
    return [Account(one, sums.get(one.id, 0), back.get(one.id)) for one in found]


def pay(
    session: Session, certificate: Certificate, amount: int, day: date, *, today: date, by: int | None, reference: str = "", note: str = "",
    is_demo: bool = False,
) -> Payment:
    """Keep a payment; below nothing, one that the bank sent back. Raises Refused with by how much it is too much. Flushes."""
    moment = next_moment(session)
    refuse_acceptor(session, certificate, by)
    if not certificate.day <= day <= today:
        raise Refused(_("The day lies after today, or before the day of the certificate."), "paid_on")
    taken_back = session.scalar(select(Certificate.id).where(Certificate.corrects_id == certificate.id))
    if certificate.corrects_id is not None or taken_back is not None:
        raise Refused(_("Nothing is paid on a certificate that was taken back, or on one that takes another back."), "amount")
    if not amount:
        raise Refused(_("The amount must be more than nothing."), "amount")
    paid = paid_on(session, [certificate.id]).get(certificate.id, 0)
    excess = paid + amount - certificate.net
    if excess > 0:
        raise Refused(
            _("%(left)s are left to be paid on this certificate; this is %(excess)s more.", left=format_amount(certificate.net - paid),
              excess=format_amount(excess)), "amount",
        )
    if paid + amount < 0:
        raise Refused(_("Only %(paid)s were paid on this certificate; no more can come back.", paid=format_amount(paid)), "amount")
    _refuse_twice(session, certificate, amount, day, reference)
    if amount > 0:
        _refuse_what_was_taken_out(session, certificate)
    payment = Payment(
        certificate_id=certificate.id, paid_on=day, amount=amount, reference=reference.strip(), note=note.strip(),
        is_demo=is_demo or certificate.is_demo,
        recorded_at=moment, recorded_by_id=by,
    )
    session.add(payment)
    session.flush()
    return payment


def _refuse_twice(session: Session, certificate: Certificate, amount: int, day: date, reference: str) -> None:
    """One payment order pays once on a certificate, until the bank has sent all of it back. What has no number is known by day and sum."""
    query = select(Payment).where(Payment.certificate_id == certificate.id).order_by(Payment.id)
    same = [one for one in session.scalars(query) if fold(one.reference) == fold(reference)]
    again = [one for one in same if (one.paid_on, one.amount) == (day, amount)]
    if not fold(reference):
        if again:
            says = _("A payment of this sum on this day was kept already; give the number of the payment order if this is another one.")
            raise Refused(says, "reference")
    elif again or (amount > 0 and sum(one.amount for one in same) > 0):
        says = _("Payment order %(number)s was kept on this certificate already, on %(day)s.")
        raise Refused(says.with_values(number=same[-1].reference, day=format_date(same[-1].paid_on)), "reference")


def _refuse_what_was_taken_out(session: Session, certificate: Certificate) -> None:
    """A certificate for units whose addition was taken back since is taken back, not paid."""
    items = select(CertificateItem.line_id, CertificateItem.site_id).where(CertificateItem.certificate_id == certificate.id)
    places = {(row.line_id, row.site_id) for row in session.execute(items)}
    found = claims(session, {line_id for line_id, _site_id in places})
    lacking = [place for place in places if least_from(found.get(place, {}))[0] < 0]
    if lacking:
        raise Refused(_("Units of this certificate are not added by voucher any more; take it back and make a new one."), "amount")
