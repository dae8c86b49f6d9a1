"""Payment certificates: proposed from what may be paid, capped by what was accepted, taken back by one below nothing. Never changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import Certificate, CertificateItem, Contract, ContractLine, Invoice, Lot, Payment, Site
from rollout.arabic import format_amount
from rollout.errors import Refused, Unreadable
from rollout.journal import next_moment
from rollout.ledger.money.apart import accepting_papers, named, refuse_acceptor
from rollout.ledger.money.ceiling import claims, least_from
from rollout.ledger.money.compensations import still_due
from rollout.ledger.money.entitled import Entitled, Place, payable
from rollout.ledger.money.invoices import Billed, certified_of
from rollout.ledger.refusing import Fault, RefusedPaper
from rollout.rules import explains
from rollout.supply.deducting import Deducted, Terms, deduct
from rollout.supply.quantities import Quantity, check_unit, worth
from rollout.text import _, name_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many units of a line at a site that are to be paid."""

    line_id: int
    site_id: int
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Entered:
    """A certificate as somebody means it. `after` is the number of the last certificate that they had seen, where they say so."""

    supplier_id: int
    day: date
    items: Sequence[Wanted]
    invoice_id: int | None = None
    other: int = 0
    other_note: str = ""
    note: str = ""
    after: int | None = None


def proposed(session: Session, contract_id: int, supplier_id: int, day: date) -> list[Entitled]:
    """Everything that a certificate of this supplier may pay for on a day."""
    return [one for one in _claimed(session, contract_id, supplier_id, day).values() if one.left]


def _claimed(
    session: Session, contract_id: int, supplier_id: int, day: date, line_ids: Collection[int] | None = None
) -> dict[Place, Entitled]:
    """What may be paid, so that on no day from this one on more is certified than was added."""
    found = payable(session, contract_id, day, supplier_id=supplier_id, line_ids=line_ids)
    days = claims(session, line_ids)
    return {
        place: replace(one, added=min(one.added, one.certified + least_from(days.get(place, {}), day)[0])) for place, one in found.items()
    }


def terms_of(session: Session, contract: Contract, supplier_id: int) -> Terms:
    """The rates of the contract, and what the certificates before leave of the advance and of decided compensation."""
    back = session.scalar(select(func.sum(Certificate.recovery)).where(Certificate.contract_id == contract.id)) or 0
    return Terms(contract.recovery, contract.retention, contract.advance - int(back), still_due(session, contract.id, supplier_id))


def issue(session: Session, contract: Contract, entered: Entered, *, today: date, by: int | None, is_demo: bool = False) -> Certificate:
    """Approve a certificate. Raises RefusedPaper with every fault, each item's with the number of its row. Flushes."""
    moment = next_moment(session)
    known = _claimed(session, contract.id, entered.supplier_id, entered.day, {item.line_id for item in entered.items})
    faults = [*_alone(session, contract, entered, today), *_beyond(session, entered.items, known)]
    faults += _accepted_by(session, entered.items, by)
    values = {
        (item.line_id, item.site_id): worth(known[item.line_id, item.site_id].unit_price, item.quantity)
        for item in entered.items if (item.line_id, item.site_id) in known
    }
    gross = sum(values.values())
    faults += _beyond_the_invoice(session, entered.invoice_id, gross)
    if faults:
        raise RefusedPaper(faults)
    sums = deduct(gross, terms_of(session, contract, entered.supplier_id), entered.other)
    certificate = Certificate(
        contract_id=contract.id, supplier_id=entered.supplier_id, invoice_id=entered.invoice_id, number=_next_number(session, contract.id),
        day=entered.day, **_columns(sums), other_note=entered.other_note.strip(), note=entered.note.strip(),
        is_demo=is_demo or contract.is_demo,
        recorded_at=moment, recorded_by_id=by,
    )
    session.add(certificate)
    session.flush()
    homes = _homes(session, {item.site_id for item in entered.items})
    session.add_all(
        CertificateItem(
            certificate_id=certificate.id, line_id=item.line_id, site_id=item.site_id, governorate_id=homes[item.site_id],
            quantity=item.quantity, value=values[item.line_id, item.site_id],
        )
        for item in entered.items
    )
    session.flush()
    return certificate


def take_back(session: Session, certificate: Certificate, day: date, note: str, *, today: date, by: int | None) -> Certificate:
    """Take a wrong certificate back by one with the same items below nothing. Flushes."""
    moment = next_moment(session)
    refuse_acceptor(session, certificate, by)
    if certificate.corrects_id is not None:
        raise Refused(_("This certificate takes another one back; make a new one instead."))
    if session.scalar(select(Certificate.id).where(Certificate.corrects_id == certificate.id)) is not None:
        raise Refused(_("This certificate was taken back already."))
    paid = paid_on(session, [certificate.id]).get(certificate.id, 0)
    if paid:
        raise Refused(_("%(amount)s were paid on this certificate; they come back before it is taken back.", amount=format_amount(paid)))
    if not certificate.day <= day <= today:
        raise Refused(_("The day lies after today, or before the day of the certificate."), "day")
    if not explains(note):
        raise Refused(_("Say why the certificate is taken back."), "note")
    items = session.scalars(select(CertificateItem).where(CertificateItem.certificate_id == certificate.id)).all()
    back = Certificate(
        contract_id=certificate.contract_id, supplier_id=certificate.supplier_id, invoice_id=certificate.invoice_id,
        number=_next_number(session, certificate.contract_id), day=day, corrects_id=certificate.id, note=note.strip(),
        **{name: -getattr(certificate, name) for name in (*_SUMS, "net")}, other_note=certificate.other_note, is_demo=certificate.is_demo,
        recorded_at=moment, recorded_by_id=by,
    )
    session.add(back)
    session.flush()
    session.add_all(
        CertificateItem(
            certificate_id=back.id, line_id=item.line_id, site_id=item.site_id, governorate_id=item.governorate_id,
            quantity=-item.quantity, value=-item.value,
        )
        for item in items
    )
    session.flush()
    return back


def paid_on(session: Session, certificate_ids: Collection[int]) -> dict[int, int]:
    """What was paid on each certificate, whenever."""
    query = select(Payment.certificate_id, func.sum(Payment.amount)).where(Payment.certificate_id.in_(certificate_ids))
    return {row[0]: int(row[1]) for row in session.execute(query.group_by(Payment.certificate_id))}


def _alone(session: Session, contract: Contract, entered: Entered, today: date) -> list[Fault]:
    """What is wrong whatever was accepted: day, parties, invoice."""
    faults = []
    if entered.after is not None and entered.after != last_number(session, contract.id):
        faults.append(Fault(None, _("Another certificate was approved meanwhile; look at what may be paid now."), "items"))
    if not contract.signed_on <= entered.day <= today:
        faults.append(Fault(None, _("The day lies after today, or before the contract was signed."), "day"))
    if not entered.items:
        faults.append(Fault(None, _("The certificate has no item."), "items"))
    if len({(item.line_id, item.site_id) for item in entered.items}) < len(entered.items):
        faults.append(Fault(None, _("An item stands twice for the same site."), "items"))
    if entered.other and not explains(entered.other_note):
        faults.append(Fault(None, _("Say what the other deductions are."), "other_note"))
    if entered.invoice_id is not None:
        invoice = session.get_one(Invoice, entered.invoice_id)
        if (invoice.supplier_id, invoice.contract_id) != (entered.supplier_id, contract.id):
            faults.append(Fault(None, _("The invoice is another supplier's, or of another contract."), "invoice"))
    return faults


def _beyond_the_invoice(session: Session, invoice_id: int | None, gross: int) -> list[Fault]:
    """A certificate that with those before it comes to more than its invoice."""
    if invoice_id is None:
        return []
    one = Billed(session.get_one(Invoice, invoice_id), certified_of(session, [invoice_id]).get(invoice_id, 0))
    if gross <= one.left:
        return []
    return [Fault(
        None, _("Of invoice %(number)s %(left)s are left; this certificate is %(excess)s more.", number=one.invoice.number,
                left=format_amount(max(one.left, 0)), excess=format_amount(gross - max(one.left, 0))), "invoice",
    )]


def _beyond(session: Session, items: Sequence[Wanted], known: dict[Place, Entitled]) -> list[Fault]:
    """Items that pay for more than may be paid, each with by how much."""
    line_ids, site_ids = {item.line_id for item in items}, {item.site_id for item in items}
    query = select(ContractLine).where(ContractLine.id.in_(line_ids)).options(joinedload(ContractLine.lot).joinedload(Lot.supplier))
    lines = {line.id: line for line in session.scalars(query)}
    sites = session.execute(select(Site.id, Site.name_ar, Site.name_en).where(Site.id.in_(site_ids)))
    names = {row.id: name_of(row) for row in sites}
    faults = []
    for row, item in enumerate(items, 1):
        line, one = lines[item.line_id], known.get((item.line_id, item.site_id))
        try:
            check_unit(item.quantity, line.unit)
        except Unreadable as refused:
            faults.append(Fault(row, refused.message, _about(item)))
            continue
        if item.quantity <= 0:
            faults.append(Fault(row, _("The quantity must be more than nothing."), _about(item)))
        left = one.left if one else 0
        if item.quantity > left:
            faults.append(Fault(
                row, _("%(item)s at %(site)s: %(left)s may be paid; this is %(excess)s more.", item=name_of(line),
                       site=names.get(item.site_id, "—"), left=left, excess=item.quantity - left), _about(item),
            ))
    return faults


def _accepted_by(session: Session, items: Sequence[Wanted], by: int | None) -> list[Fault]:
    papers = accepting_papers(session, {(item.line_id, item.site_id) for item in items}, by) if by is not None else []
    if not papers:
        return []
    says = _("Whoever accepted or added any of these units does not approve their payment: %(papers)s.", papers=named(papers))
    return [Fault(None, says, "items")]


def _about(item: Wanted) -> str:
    return f"{item.line_id}-{item.site_id}"


_SUMS = ("gross", "recovery", "retention", "compensation", "other")


def _columns(sums: Deducted) -> dict[str, int]:
    return {name: getattr(sums, name) for name in _SUMS} | {"net": sums.net}


def _homes(session: Session, site_ids: Collection[int]) -> dict[int, int]:
    return {row.id: row.governorate_id for row in session.execute(select(Site.id, Site.governorate_id).where(Site.id.in_(site_ids)))}


def last_number(session: Session, contract_id: int) -> int:
    """The number of the contract's last certificate; nothing before the first."""
    return session.scalar(select(func.max(Certificate.number)).where(Certificate.contract_id == contract_id)) or 0


def _next_number(session: Session, contract_id: int) -> int:
    return last_number(session, contract_id) + 1
