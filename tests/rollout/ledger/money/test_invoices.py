"""An invoice is paid for once, and a payment order pays once."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from models import Invoice
from rollout.errors import Refused
from rollout.ledger.money.certificates import take_back
from rollout.ledger.money.invoices import billed, enter, overdrawn
from rollout.ledger.money.payments import pay
from rollout.ledger.refusing import RefusedPaper
from rollout.text import use_language
from tests.rollout.ledger.certifying import certificate
from tests.rollout.ledger.money.paying import DAY, certify, delivered
from tests.supplies import TODAY, Supplies


def invoice(world: Supplies, amount: int) -> Invoice:
    return enter(world.session, world.contract, world.supplier.id, "ف-١", DAY, amount, today=TODAY, by=None)


def test_certificates_never_come_to_more_than_their_invoice(session: Session) -> None:
    world = delivered(session)
    one = invoice(world, 300_000)
    first = certify(world, 1, invoice_id=one.id)
    with pytest.raises(RefusedPaper, match=r"١٬٥٠٠ جنيه.*١٬٥٠٠ جنيه"):
        certify(world, 2, invoice_id=one.id)
    certify(world, 1, invoice_id=one.id)
    assert [row.left for row in billed(session, world.contract.id, world.supplier.id)] == [0]
    take_back(session, first, DAY, "خطأ", today=TODAY, by=None)
    assert [row.left for row in billed(session, world.contract.id)] == [150_000]
    certify(world, 1, invoice_id=one.id)
    assert overdrawn(session) == (1, [])


def test_the_check_names_an_invoice_that_was_certified_beyond_its_amount(session: Session) -> None:
    world = delivered(session)
    one = invoice(world, 299_900)
    certificate(world, DAY, [(world.lines[0].id, world.sites[0].id, 2)], invoice=one.id)
    use_language("en")
    assert "EGP 3,000, EGP 1 more" in str(overdrawn(session)[1][0])


def test_a_payment_order_pays_once(session: Session) -> None:
    world = delivered(session)
    made = certify(world, 4)
    pay(session, made, 100_000, DAY, today=TODAY, by=None, reference="أمر دفع ٥٥")
    with pytest.raises(Refused, match="قُيّد"):
        pay(session, made, 200_000, TODAY, today=TODAY, by=None, reference=" امر دفع 55")
    pay(session, made, -100_000, TODAY, today=TODAY, by=None, reference="أمر دفع ٥٥")
    with pytest.raises(Refused):
        pay(session, made, -100_000, TODAY, today=TODAY, by=None, reference="أمر دفع ٥٥")
    pay(session, made, 100_000, date(2023, 9, 1), today=TODAY, by=None, reference="أمر دفع ٥٥")


def test_what_has_no_number_is_known_by_its_day_and_sum(session: Session) -> None:
    world = delivered(session)
    made = certify(world, 4)
    pay(session, made, 100_000, DAY, today=TODAY, by=None)
    pay(session, made, 100_100, DAY, today=TODAY, by=None)
    with pytest.raises(Refused, match="رقم أمر الدفع"):
        pay(session, made, 100_000, DAY, today=TODAY, by=None)
