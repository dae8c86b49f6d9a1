"""Every fault that can be planted in the books past their guards is seen by `rollout check`, with what is wrong and by how much."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import text
from sqlalchemy.orm import Session

from models import Asset, Signatory, Supplier
from rollout.database import session_for
from rollout.ledger.checking import QUESTIONS
from rollout.ledger.drafting import Row
from rollout.ledger.signing import sign
from rollout.scope import everything
from rollout.text import use_language
from tests.rollout.ledger.certifying import certificate, paid
from tests.supplies import Supplies, ordered, received, verdict

# Each with a part of the sentence that names it; `plant` is SQL that a program which knows no rules could send.
QUANTITIES = (
    ("update account set balance = balance + 2000 where state = 'stock' and line_id = 2", "the balance is 11, the movements make 9"),
    ("update account set balance = balance + 2000 where state = 'stock' and line_id = 2", "all states leave 2, not nothing"),
    ("update movement set moved_on = '2023-06-20' where paper_line_id in (select id from paper_line where paper_id = {addition})",
     "“Accepted, not yet added”: on 20 June 2023 it was 8 below nothing"),
    ("update movement set moved_on = '2023-06-20' where paper_line_id in (select id from paper_line where paper_id = {addition})",
     "moved on another day"),
    ("update entitlement set accepted = accepted + 3000 where line_id = 1", "11 are kept as accepted, the movements make 8;"),
    ("update entitlement set certified = certified + 1000 where line_id = 1", "6 are kept as certified, the certificates make 5"),
    ("update certificate_item set quantity = 20000", "20 were certified for payment and 8 accepted; the difference is 12"),
    ("update certificate set day = '2023-07-05'", "on 5 July 2023 5 more were certified for payment than had been added by voucher"),
    ("update movement set quantity = 99000 where corrects_id is not null", "takes back 89 more than movement"),
    ("update movement set corrects_id = 2 where corrects_id is not null", "does not take back what movement 2 had brought"),
    ("update movement set moved_on = '2023-07-01' where corrects_id is not null", "does not take back"),
    ("update account set balance = 1000 where state = 'moving' and line_id = 1", "I-1 صنف 1: 1 left a governorate and arrived in none"),
    ("update contract set closed_on = '2023-11-01'", "was closed on 1 November 2023 with 1 unexplained"),
    ("update contract set closed_on = '2023-11-01'; update account set balance = 0 where state = 'unexplained'", "the balance is 0"),
    ("delete from movement where corrects_id is not null", "it says to move 1, and 0 were moved; the difference is 1"),
)
PAPERS = (
    ("update paper_line set quantity = 11000 where paper_id = {order} and position = 1", "it says to move 11, and 10 were moved"),
    ("update movement set to_id = from_id, from_id = to_id where paper_line_id in (select id from paper_line where paper_id = {addition})",
     "it says to move 8, and 8 were moved; the difference is 0, or the places differ"),
    ("update paper_line set reason = '' where rejected > 0", "Say why units were rejected"),
    ("update paper set state = 'draft', number = null, closed_at = null where id = {addition}", "has no closed paper"),
    ("update movement set quantity = quantity + 1000 where paper_line_id in (select id from paper_line where paper_id = {addition})",
     "“Addition voucher” used 1 more than it offers"),
    ("update paper set number = 5 where id = {addition}", "4 numbers are missing, the first of them 1"),
    ("drop index uq_paper_store; update paper set kind = 'inspection' where id = {addition}", "number 1 comes 2 times"),
    ("update paper set day = '2022-07-01' where id = {order}", "is of a day in another year"),
    ("update signatory set name = 'محمود عبدالله' where part = 'technical'", "must be two different people"),
    ("update signatory set part = 'user' where part = 'chair'", "needs the name of: Chair of the committee"),
    ("update paper set recorded_by_id = 1 where id = {receipt}; update paper set closed_by_id = 1 where id = {inspection}",
     "Whoever entered the receipt does not accept what was received"),
    ("update paper set note = 'غير ذلك' where id = {inspection}", "is not what محمود عبد الله signed"),
    ("update paper set state = 'draft', number = null, closed_at = null where id = {inspection}", "was signed, and is not closed"),
)
MONEY = (
    ("update payment set amount = 750001", "EGP 7,500.01 were paid of EGP 7,500; the difference is EGP 0.01"),
    ("update payment set amount = -5", "the difference is EGP 0.05"),
    ("update certificate set gross = gross + 100, net = net + 100", "make EGP 7,500, it says EGP 7,501; the difference is EGP 1"),
    ("update certificate_item set value = value - 100", "its items make EGP 7,499"),
    ("update certificate set supplier_id = {other}", "Certificate 1 pays for items of another supplier"),
    ("update paper set closed_by_id = 1 where id = {inspection}; "
     "update certificate set recorded_by_id = 1", "somebody who had accepted"),
    ("update signatory set user_id = 1 where paper_id = {addition}; "
     "update certificate set recorded_by_id = 1", "somebody who had"),
    ("update asset set line_id = 2; update account set balance = 1000 where state = 'stock' and line_id = 2",
     "I-2 صنف 2, site {site}: 3 devices are registered, the ledger has 2 there; the difference is 1"),
)


def faults(session: Session) -> list[str]:
    with everything(session):
        return [str(fault) for _what, ask in QUESTIONS for fault in ask(session)[1]]


def furnished(session: Session) -> tuple[Supplies, dict[str, Any]]:
    """A world in which a paper of nearly every kind was closed, corrected, signed and paid for; and the ids of some of its papers."""
    world = ordered(session)
    receipt = received(world, 10, 10)
    inspection = world.follow("inspection", receipt, verdict(8, 2), verdict(10), day=date(2023, 7, 5))
    addition = world.follow("addition", inspection, 8, 10, day=date(2023, 7, 6))
    line, site, store = world.lines[0].id, world.sites[0].id, world.stores[0].id
    letter = Row(line, site, 2, about_id=world.lines_of(inspection)[0].id)
    rejection = world.post("rejection", letter, about_id=inspection.id, store_id=store, day=date(2023, 7, 6))
    wrong = world.lines_of(addition)[1]
    world.post("counter", Row(wrong.line_id, site, 1, about_id=wrong.id, drawn="stock"), day=date(2023, 7, 8))
    world.post("transfer", Row(line, site, 1, drawn="stock", to_site_id=world.sites[2].id), governorate=None, store_id=store,
               day=date(2023, 7, 8))
    world.post("audit", Row(line, site, 7, short=1, drawn="stock"), store_id=store, day=date(2023, 7, 9))
    with everything(session):
        session.add(User(username="hassan", first_name="حسن", last_name="", email="h@example.org", password="", active=True))
        other = Supplier(code="S-2", name_ar="شركة أخرى")
        session.add(other)
        paid(world, certificate(world, date(2023, 7, 10), [(line, site, 5)]), 100)
        now = datetime.now(UTC)
        session.add_all(Asset(
            line_id=line, site_id=site, governorate_id=world.stores[0].governorate_id, serial=f"{n}", tag=f"T-{n}", recorded_at=now,
        ) for n in range(3))
        session.flush()
        chair = next(row for row in session.query(Signatory).filter_by(paper_id=inspection.id) if row.part == "chair")
        sign(session, chair, [[[0, 0], [500, 500]]], by=None)
    order = next(paper for paper in world.posted if paper.kind == "order")
    ids = {paper.kind: paper.id for paper in (order, receipt, inspection, addition, rejection)}
    return world, ids | {"other": other.id, "site": world.sites[0].code}


def test_sound_books_have_no_fault(session: Session) -> None:
    furnished(session)
    assert faults(session) == []


@pytest.fixture
def unguarded(sqlite_url: str) -> Iterator[Session]:
    """A session on a database without triggers, which checks nothing that it is told."""
    with session_for(sqlite_url) as session, everything(session):
        yield session


@pytest.mark.parametrize("planted", [QUANTITIES, PAPERS, MONEY], ids=["quantities", "papers", "money"])
def test_every_fault_is_named(unguarded: Session, planted: tuple[tuple[str, str], ...]) -> None:
    session = unguarded
    _world, ids = furnished(session)
    use_language("en")
    for name in session.scalars(text("select name from sqlite_master where type = 'trigger'")).all():
        session.execute(text(f"drop trigger {name}"))
    session.execute(text("pragma ignore_check_constraints = on"))
    for plant, sentence in planted:
        session.flush()
        savepoint = session.begin_nested()
        session.expire_all()
        for statement in plant.format(**ids).split("; "):
            session.execute(text(statement))
        found = faults(session)
        assert any(sentence.format(**ids) in fault for fault in found), (plant, found)
        savepoint.rollback()
        session.expire_all()
    assert faults(session) == []
