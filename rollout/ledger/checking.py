"""Whether the books of the contract agree with themselves: the questions about quantities and money that `rollout check` asks.

Everything is reckoned anew from movements, certificates and payments, past the triggers that carry the balances.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models import (
    Account,
    Asset,
    Certificate,
    CertificateItem,
    Contract,
    ContractLine,
    Entitlement,
    Lot,
    Movement,
    Payment,
)
from rollout.arabic import format_amount, format_date
from rollout.ledger.accounts import daily_changes, lowest
from rollout.ledger.money.apart import not_apart
from rollout.ledger.money.ceiling import claims, least_from
from rollout.ledger.money.invoices import overdrawn
from rollout.ledger.naming import PLACE, Named
from rollout.ledger.proving import QUESTIONS as PAPERS
from rollout.supply.quantities import Quantity, worth
from rollout.supply.states import PRESENT, Held
from rollout.text import Text, _

Answer = tuple[int, list[Text]]
"""How many were looked at, and a sentence for each that is wrong."""

_GIVES, _GAINS = aliased(Account), aliased(Account)


def broken_balances(session: Session) -> Answer:
    """Balances that are not what the movements make, that fell below nothing on some day, or that do not even out within an item."""
    named, changes = Named(session), daily_changes(session, None)
    faults, lines = [], defaultdict(list)
    rows = session.execute(select(*PLACE, Account.balance).order_by(Account.id)).all()
    for row in rows:
        days = changes.get(row.id, {})
        moved = sum(days.values())
        lines[row.line_id].append(row.balance)
        if row.balance != moved:
            faults.append(_("%(account)s: the balance is %(balance)s, the movements make %(moved)s; the difference is %(excess)s.",
                            account=named.account(row), balance=row.balance, moved=moved, excess=abs(row.balance - moved)))
        least, on = lowest(days)
        if on is not None and row.state != Held.ORIGIN:
            faults.append(_("%(account)s: on %(day)s it was %(excess)s below nothing.", account=named.account(row), day=format_date(on),
                            excess=-least))
    faults += [
        _("%(item)s: the balances of all states leave %(excess)s, not nothing.", item=named.item(line), excess=sum(balances))
        for line, balances in lines.items() if sum(balances)
    ]
    return len(rows), faults


def broken_entitlements(session: Session) -> Answer:
    """What was accepted and certified for a site, where it is not what movements and certificates make, or more is certified."""
    named = Named(session)
    accepted: dict[tuple[int, int], Quantity] = defaultdict(int)
    for site, here, there, sign in (
        (_GAINS.site_id, _GAINS.accepted, _GIVES.accepted, 1), (_GIVES.site_id, _GIVES.accepted, _GAINS.accepted, -1),
    ):
        query = (
            select(Movement.line_id, site, func.sum(Movement.quantity))
            .join(_GIVES, _GIVES.id == Movement.from_id).join(_GAINS, _GAINS.id == Movement.to_id)
            .where(here, there.is_(False), site.is_not(None)).group_by(Movement.line_id, site)
        )
        rows: Any = session.execute(query)
        for line_id, site_id, quantity in rows:
            accepted[line_id, site_id] += sign * quantity
    place = CertificateItem.line_id, CertificateItem.site_id
    sums = session.execute(select(*place, func.sum(CertificateItem.quantity)).group_by(*place))
    certified: dict[tuple[int, int], Quantity] = {(row[0], row[1]): row[2] for row in sums}
    kept = {(row.line_id, row.site_id): row for row in session.execute(
        select(Entitlement.line_id, Entitlement.site_id, Entitlement.accepted, Entitlement.certified))}
    faults = []
    for key in sorted({*accepted, *certified, *kept}):
        row, where = kept.get(key), {"item": named.item(key[0]), "site": named.site(key[1])}
        made, paid = accepted.get(key, 0), certified.get(key, 0)
        said = row.accepted if row else 0
        if said != made:
            faults.append(_("%(item)s, site %(site)s: %(said)s are kept as accepted, the movements make %(made)s; the difference is "
                            "%(excess)s.", said=said, made=made, excess=abs(said - made), **where))
        said = row.certified if row else 0
        if said != paid:
            faults.append(_("%(item)s, site %(site)s: %(said)s are kept as certified, the certificates make %(made)s; the difference is "
                            "%(excess)s.", said=said, made=paid, excess=abs(said - paid), **where))
        if paid > made or paid < 0:
            faults.append(_("%(item)s, site %(site)s: %(paid)s were certified for payment and %(made)s accepted; the difference is "
                            "%(excess)s.", paid=paid, made=made, excess=paid - made if paid > made else -paid, **where))
    for key, days in sorted(claims(session).items()):
        least, on = least_from(days)
        if least < 0:
            faults.append(_("%(item)s, site %(site)s: on %(day)s %(excess)s more were certified for payment than had been added by "
                            "voucher.", item=named.item(key[0]), site=named.site(key[1]), day=format_date(on), excess=-least))
    return len(kept), faults


def broken_payments(session: Session) -> Answer:
    """Certificates whose sums do not add up, that are not for their supplier's items, or on which more was paid than their net."""
    items: dict[int, list[Any]] = defaultdict(list)
    query = (
        select(CertificateItem.certificate_id, CertificateItem.quantity, CertificateItem.value, ContractLine.unit_price, Lot.supplier_id)
        .join(ContractLine, ContractLine.id == CertificateItem.line_id).join(Lot, Lot.id == ContractLine.lot_id)
    )
    for row in session.execute(query):
        items[row.certificate_id].append(row)
    sums = session.execute(select(Payment.certificate_id, func.sum(Payment.amount)).group_by(Payment.certificate_id))
    paid = {row[0]: int(row[1]) for row in sums}
    certificates = session.scalars(select(Certificate).order_by(Certificate.id)).all()
    back = {one.corrects_id for one in certificates if one.corrects_id is not None}
    faults = []
    for one in certificates:
        mine = items.get(one.id, [])
        made, priced = sum(int(row.value) for row in mine), sum(worth(row.unit_price, row.quantity) for row in mine)
        faults += [
            _("Certificate %(number)s: its items make %(value)s, it says %(gross)s; the difference is %(excess)s.", number=str(one.number),
              value=format_amount(value), gross=format_amount(one.gross), excess=format_amount(abs(value - one.gross)))
            for value in dict.fromkeys((made, priced)) if value != one.gross
        ]
        if any(row.supplier_id != one.supplier_id for row in mine):
            faults.append(_("Certificate %(number)s pays for items of another supplier.", number=str(one.number)))
        net, given = 0 if one.id in back or one.corrects_id else one.net, paid.get(one.id, 0)
        if not 0 <= given <= net:
            faults.append(_("Certificate %(number)s: %(paid)s were paid of %(net)s; the difference is %(excess)s.", number=str(one.number),
                            paid=format_amount(given), net=format_amount(net),
                            excess=format_amount(given - net if given > net else -given)))
    return len(certificates), faults


def broken_corrections(session: Session) -> Answer:
    """Corrections that take back more than there was, something else, or before it happened."""
    named, wrong = Named(session), aliased(Movement)
    columns = (Movement.id, Movement.quantity, Movement.from_id, Movement.to_id, Movement.moved_on, Movement.recorded_at)
    query = (
        select(*columns, wrong.id.label("wrong"), wrong.quantity.label("whole"), wrong.from_id.label("was_from"),
               wrong.to_id.label("was_to"), wrong.moved_on.label("was_on"), wrong.recorded_at.label("was_at"),
               wrong.corrects_id.label("again"), wrong.to_id.label("account_id"))
        .join(wrong, wrong.id == Movement.corrects_id).order_by(Movement.id)
    )
    rows = session.execute(query).all()
    places = {row.id: row for row in session.execute(select(*PLACE).where(Account.id.in_({row.was_to for row in rows})))} if rows else {}
    back: dict[int, Quantity] = defaultdict(int)
    faults = []
    for row in rows:
        back[row.wrong] += row.quantity
        excess, account = back[row.wrong] - row.whole, named.account(places[row.was_to])
        if excess > 0:
            faults.append(_("%(account)s: movement %(movement)s takes back %(excess)s more than movement %(wrong)s had brought.",
                            account=account, movement=str(row.id), excess=min(excess, row.quantity), wrong=str(row.wrong)))
        mirrored = (row.from_id, row.to_id) == (row.was_to, row.was_from) and row.again is None
        if not mirrored or row.moved_on < row.was_on or row.recorded_at <= row.was_at:
            faults.append(_("%(account)s: movement %(movement)s does not take back what movement %(wrong)s had brought: its places or days "
                            "differ.", account=account, movement=str(row.id), wrong=str(row.wrong)))
    return len(rows), faults


def unexplained(session: Session) -> Answer:
    """Units of contracts that were closed which nobody can explain."""
    named = Named(session)
    query = (
        select(*PLACE, Account.balance, Contract.code, Contract.closed_on)
        .join(ContractLine, ContractLine.id == Account.line_id).join(Contract, Contract.id == ContractLine.contract_id)
        .where(Contract.closed_on.is_not(None), Account.state == Held.UNEXPLAINED, Account.balance != 0).order_by(Account.id)
    )
    faults = [
        _("Contract %(contract)s was closed on %(day)s with %(excess)s unexplained: %(account)s.", contract=row.code,
          day=format_date(row.closed_on), excess=row.balance, account=named.account(row))
        for row in session.execute(query)
    ]
    return session.scalar(select(func.count()).where(Contract.closed_on.is_not(None))) or 0, faults


def surplus_devices(session: Session) -> Answer:
    """Sites with more registered devices of an item than the ledger has there."""
    named, place = Named(session), (Asset.line_id, Asset.site_id)
    counted = {(row[0], row[1]): row[2] for row in session.execute(
        select(*place, func.count()).where(Asset.condition != "scrap", Asset.left_on.is_(None)).group_by(*place))}
    here = (Account.line_id, Account.site_id)
    present = select(*here, func.sum(Account.balance)).where(Account.state.in_(PRESENT)).group_by(*here)
    held: dict[tuple[int, int | None], Quantity] = {(row[0], row[1]): row[2] for row in session.execute(present)}
    faults = [
        _("%(item)s, site %(site)s: %(devices)s devices are registered, the ledger has %(units)s there; the difference is %(excess)s.",
          item=named.item(line), site=named.site(site), devices=number, units=held.get((line, site), 0),
          excess=number - held.get((line, site), 0))
        for (line, site), number in sorted(counted.items()) if number > held.get((line, site), 0)
    ]
    return sum(counted.values()), faults


QUESTIONS: tuple[tuple[Text, Callable[[Session], Answer]], ...] = (
    (_("balances of the ledger"), broken_balances),
    (_("quantities that may be paid"), broken_entitlements),
    (_("certificates and payments"), broken_payments),
    (_("corrections in the ledger"), broken_corrections),
    (_("closed contracts"), unexplained),
    (_("registered devices"), surplus_devices),
    (_("invoices"), overdrawn),
    (_("approvals of payment"), not_apart),
    *PAPERS,
)
"""Every question about the contract, those about its papers last."""
