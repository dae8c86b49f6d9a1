"""What a correction may take back, and where a paper may send units: refused with a sentence before the database has to."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Paper, Store
from rollout.ledger.drafting import Row
from rollout.ledger.figures import holdings
from rollout.ledger.refusing import RefusedPaper
from rollout.scope import everything
from rollout.supply.states import Held
from tests.factories import a_governorate
from tests.rollout.ledger.certifying import certificate
from tests.supplies import TODAY, Supplies, ordered, received, verdict


def accepted(session: Session, quantity: int = 10) -> tuple[Supplies, Paper]:
    """A world with so many units of each line accepted for the first site on the fifth of July, and the minutes."""
    world = ordered(session)
    minutes = world.follow("inspection", received(world, quantity, quantity), verdict(quantity), verdict(quantity), day=date(2023, 7, 5))
    return world, minutes


def counter(world: Supplies, minutes: Paper, quantity: int, day: date = date(2023, 7, 20), drawn: str = "accepted") -> Paper:
    wrong = world.lines_of(minutes)[0]
    return world.post("counter", Row(wrong.line_id, wrong.site_id, quantity, about_id=wrong.id, drawn=drawn), day=day)


def test_what_is_in_a_certificate_is_not_taken_back(session: Session) -> None:
    world, minutes = accepted(session)
    with everything(session):
        certificate(world, date(2023, 7, 10), [(world.lines[0].id, world.sites[0].id, 7)])
    with pytest.raises(RefusedPaper, match="١ أُدرجت في مستخلص"):
        counter(world, minutes, 4)
    assert counter(world, minutes, 3).state == "closed"


def test_two_lines_together_do_not_take_back_what_is_in_a_certificate(session: Session) -> None:
    world, minutes = accepted(session)
    with everything(session):
        certificate(world, date(2023, 7, 10), [(world.lines[0].id, world.sites[0].id, 7)])
    wrong = world.lines_of(minutes)[0]
    rows = [Row(wrong.line_id, wrong.site_id, 2, about_id=wrong.id, drawn="accepted") for _n in range(2)]
    with pytest.raises(RefusedPaper, match="١ أُدرجت في مستخلص"):
        world.post("counter", *rows, day=date(2023, 7, 20))


def test_nothing_is_taken_back_before_it_was_done(session: Session) -> None:
    world, minutes = accepted(session, 5)
    world.follow("inspection", received(world, 5, 5, day=date(2023, 6, 20)), verdict(5), verdict(5), day=date(2023, 6, 21))
    with pytest.raises(RefusedPaper, match="٥ يوليو ٢٠٢٣"):
        counter(world, minutes, 2, day=date(2023, 7, 1))
    assert counter(world, minutes, 2, day=date(2023, 7, 5)).state == "closed"


def test_a_transfer_is_taken_back(session: Session) -> None:
    world, minutes = accepted(session)
    added = world.follow("addition", minutes, 10, 10)
    line, here, there = world.lines[0].id, world.sites[0].id, world.sites[1].id
    sent = world.post("transfer", Row(line, here, 4, drawn="stock", to_site_id=there), store_id=added.store_id, day=added.day)
    counter(world, sent, 3, drawn="stock")
    with everything(session):
        held = holdings(session, TODAY, states=[Held.STOCK], line_ids=[line])
    assert held == {(line, here, added.store_id, Held.STOCK): 9, (line, there, None, Held.STOCK): 1}


def test_what_went_on_by_a_later_paper_is_not_taken_back(session: Session) -> None:
    """Other units lie in the same custody, so that only the papers tell that these were inspected."""
    world = ordered(session, 20)
    receipt, _other = received(world, 10, 10), received(world, 10, 10)
    world.follow("inspection", receipt, verdict(8), verdict(10), day=date(2023, 7, 5))
    with pytest.raises(RefusedPaper, match="١ انتقلت بمستند لاحق"):
        counter(world, receipt, 3, drawn="custody")
    assert counter(world, receipt, 2, drawn="custody").state == "closed"


def test_what_was_corrected_counts_on_neither_side(session: Session) -> None:
    """Other units lie in the same custody, so that only the papers tell how much of this receipt is left."""
    world = ordered(session, 20)
    receipt, _other = received(world, 10, 10), received(world, 10, 10)
    counter(world, receipt, 3, drawn="custody")
    line = world.lines_of(receipt)[0]

    def inspect(quantity: int) -> Paper:
        row = Row(line.line_id, line.site_id, quantity, quantity, 0, about_id=line.id)
        return world.post("inspection", row, about_id=receipt.id, store_id=receipt.store_id, day=date(2023, 7, 20))

    with pytest.raises(RefusedPaper, match="٧"):
        inspect(8)
    minutes = inspect(7)
    counter(world, minutes, 2)
    with pytest.raises(RefusedPaper):
        inspect(3)
    assert inspect(2).state == "closed"


def test_what_is_short_of_a_note_uses_it_up_as_well(session: Session) -> None:
    """Another note's units are on the way to the same site, so that only the papers tell what this one brought."""
    world = ordered(session, 20)
    line, here = world.lines[0].id, world.sites[0].id
    note, _other = [world.post("delivery", Row(line, here, 10, drawn="ordered")) for _n in range(2)]
    with pytest.raises(RefusedPaper, match="١٠"):
        world.follow("receipt", note, Row(line, here, 10, short=1))
    assert world.follow("receipt", note, Row(line, here, 9, short=1)).state == "closed"


def test_units_are_not_sent_to_where_they_are(session: Session) -> None:
    world, minutes = accepted(session)
    world.follow("addition", minutes, 10, 10)
    here, store = world.sites[0].id, world.stores[0].id
    row = Row(world.lines[0].id, here, 1, drawn="stock", to_site_id=here, to_store_id=store)
    with pytest.raises(RefusedPaper, match="موجودة بهذا الموقع بالفعل"):
        world.post("transfer", row, store_id=store)


def test_a_store_keeps_what_belongs_to_its_governorate(session: Session) -> None:
    world, minutes = accepted(session)
    world.follow("addition", minutes, 10, 10)
    there, store = world.sites[2].id, world.stores[0].id
    row = Row(world.lines[0].id, world.sites[0].id, 1, drawn="stock", to_site_id=there, to_store_id=store)
    with pytest.raises(RefusedPaper, match="المخزن تابع لمحافظة غير محافظة الموقع"):
        world.post("transfer", row, store_id=store, governorate=None)
    row = Row(world.lines[0].id, there, 1, drawn="stock", to_site_id=world.sites[0].id)
    with pytest.raises(RefusedPaper, match="المخزن تابع لمحافظة غير محافظة الموقع"):
        world.post("transfer", row, store_id=store, governorate=None)


def test_papers_of_the_country_have_numbers_of_their_own_beside_those_of_a_store(session: Session) -> None:
    world, minutes = accepted(session)
    world.follow("addition", minutes, 10, 10)
    with everything(session):
        store = Store(code="KN-1", name_ar="مخزن قنا", governorate_id=a_governorate(session, "EG-KN").id)
        session.add(store)
        session.flush()
    line, (here, _other, there) = world.lines[0].id, [site.id for site in world.sites]
    sent = Row(line, here, 4, drawn="stock", to_site_id=there, to_store_id=store.id)
    first = world.post("transfer", sent, store_id=world.stores[0].id, governorate=None, day=date(2023, 8, 1))
    assert first.number == 1
    back = Row(line, there, 2, drawn="stock", to_site_id=here)
    assert world.post("transfer", back, store_id=store.id, governorate=None, day=date(2023, 8, 1)).number == 1
    assert world.post("transfer", Row(line, here, 2, drawn="stock", to_site_id=there), governorate=None, day=date(2023, 8, 1)).number == 1
    with everything(session):
        assert list(session.scalars(select(Paper.number).where(Paper.kind == "transfer"))) == [1, 1, 1]
