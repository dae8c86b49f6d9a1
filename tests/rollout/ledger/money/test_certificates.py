"""Certificates pay for what was accepted and added, once, and never for more."""

from datetime import date

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import CertificateItem, Compensation
from rollout.errors import Refused
from rollout.ledger.drafting import Row, Signer
from rollout.ledger.figures import figures
from rollout.ledger.money.certificates import Entered, issue, proposed, take_back
from rollout.ledger.money.entitled import entitled
from rollout.ledger.money.payments import accounts, pay
from rollout.ledger.refusing import RefusedPaper
from tests.cast import ASSIUT, MINISTRY, STOREKEEPER, Member, account
from tests.rollout.ledger.money.paying import DAY, accept, certify, delivered
from tests.supplies import NAMES, TODAY, Supplies, received, verdict


def left(world: Supplies, day: date = DAY) -> list[object]:
    found = {one.line_id: one.left for one in proposed(world.session, world.contract.id, world.supplier.id, day)}
    return [found.get(line.id, 0) for line in world.lines]


def test_only_what_was_accepted_and_added_may_be_paid(session: Session) -> None:
    world = delivered(session, accepted=6, added=4)
    assert left(world) == [4, 4]
    assert left(world, date(2023, 6, 30)) == [0, 0]
    [one, _other] = entitled(session, world.contract.id, TODAY).values()
    assert (one.accepted, one.added, one.certified, one.left) == (6, 4, 0, 4)


def test_a_certificate_sums_its_items_and_leaves_the_rest(session: Session) -> None:
    world = delivered(session, retention=500)
    certificate = certify(world, 3, 1)
    assert (certificate.number, certificate.gross, certificate.retention) == (1, 3 * 150_000 + 480_000, 46_500)
    assert certificate.net == certificate.gross - 46_500
    assert left(world) == [1, 3]
    assert certify(world, 1).number == 2


def test_more_than_may_be_paid_is_refused_with_by_how_much(session: Session) -> None:
    world = delivered(session)
    certify(world, 3)
    with pytest.raises(RefusedPaper) as refused:
        certify(world, 3, 5)
    assert [fault.position for fault in refused.value.faults] == [1, 2]
    assert "بمقدار ٢" in str(refused.value.faults[0].message)
    assert "بمقدار ١" in str(refused.value.faults[1].message)
    assert left(world) == [1, 4]


def test_a_certificate_of_an_earlier_day_pays_for_what_was_there_then(session: Session) -> None:
    world = delivered(session)
    accept(world, 4, 4, day=date(2023, 9, 1))
    assert (left(world), left(world, TODAY)) == ([4, 4], [8, 8])
    with pytest.raises(RefusedPaper):
        certify(world, 5)
    certify(world, 8, day=TODAY)
    assert left(world) == [0, 4]


def test_an_addition_that_was_taken_back_is_not_paid(session: Session) -> None:
    world = delivered(session)
    addition = world.lines_of(world.posted[-1])[0]
    world.post("counter", Row(addition.line_id, addition.site_id, 1, about_id=addition.id, drawn="stock"), day=date(2023, 9, 1),
               store_id=world.stores[0].id)
    assert left(world) == [3, 4]


def counter_addition(world: Supplies, quantity: int, day: date) -> None:
    addition = world.lines_of(next(paper for paper in reversed(world.posted) if paper.kind == "addition"))[0]
    world.post("counter", Row(addition.line_id, addition.site_id, quantity, about_id=addition.id, drawn="stock"), day=day,
               store_id=world.stores[0].id)


def test_an_addition_of_what_was_certified_is_not_taken_back(session: Session) -> None:
    world = delivered(session)
    made = certify(world, 3)
    for day in (date(2023, 7, 5), date(2023, 9, 1)):
        with pytest.raises(RefusedPaper, match="١ أُدرجت في مستخلص"):
            counter_addition(world, 2, day)
    counter_addition(world, 1, date(2023, 9, 1))
    take_back(session, made, date(2023, 9, 2), "خطأ", today=TODAY, by=None)
    with pytest.raises(RefusedPaper, match="٣ أُدرجت في مستخلص"):
        counter_addition(world, 3, date(2023, 9, 1))
    counter_addition(world, 3, date(2023, 9, 2))


def test_a_certificate_of_an_earlier_day_pays_for_nothing_that_was_certified_then(session: Session) -> None:
    """The earlier certificate was taken back only on a later day; until then its units were paid for by it."""
    world = delivered(session)
    made = certify(world, 4, day=date(2023, 7, 10))
    take_back(session, made, date(2023, 9, 2), "خطأ", today=TODAY, by=None)
    assert left(world, date(2023, 9, 1)) == [0, 4]
    with pytest.raises(RefusedPaper, match="بمقدار ١"):
        certify(world, 1, day=date(2023, 9, 1))
    certify(world, 4, day=date(2023, 9, 2))


def test_a_certificate_of_an_earlier_day_pays_for_nothing_that_was_not_there_in_between(session: Session) -> None:
    world = delivered(session)
    counter_addition(world, 3, date(2023, 9, 1))
    minutes = next(paper for paper in world.posted if paper.kind == "inspection")
    line = world.lines_of(minutes)[0]
    world.post("addition", Row(line.line_id, line.site_id, 3, about_id=line.id), about_id=minutes.id, store_id=minutes.store_id,
               day=date(2023, 9, 10))
    assert (left(world), left(world, TODAY)) == ([1, 4], [4, 4])


def test_behind_the_rule_stands_the_database(session: Session) -> None:
    world = delivered(session)
    certificate = certify(world, 4)
    item = session.scalars(select(CertificateItem)).one()
    beyond = insert(CertificateItem).values(
        certificate_id=certificate.id, line_id=world.lines[1].id, site_id=item.site_id, governorate_id=item.governorate_id, quantity=7,
        value=1,
    )
    with pytest.raises(IntegrityError):
        session.execute(beyond)


def test_a_transfer_moves_no_claim(session: Session) -> None:
    world = delivered(session)
    world.post("transfer", Row(world.lines[0].id, world.sites[0].id, 4, drawn="stock", to_site_id=world.sites[1].id),
               store_id=world.stores[0].id)
    assert left(world) == [4, 4]
    certify(world, 4)


def test_the_advance_is_paid_back_by_its_rate_until_it_is_paid_back(session: Session) -> None:
    world = delivered(session, advance=200_000, recovery=2_500)
    assert certify(world, 4).recovery == 150_000
    assert certify(world, 0, 4).recovery == 50_000


def test_decided_compensation_is_deducted_once(session: Session) -> None:
    world = delivered(session)
    order = next(paper for paper in world.posted if paper.kind == "order")
    line = world.lines_of(order)[0]
    session.add(Compensation(
        contract_id=world.contract.id, order_line_id=line.id, site_id=line.site_id, governorate_id=line.governorate_id, until=DAY,
        late_value=1, weeks=1, rate=100, cap=300, proposed=70_000, decided=70_000, decided_by="الوزير", decided_on=DAY,
        recorded_at=world.posted[-1].recorded_at,
    ))
    session.flush()
    assert (certify(world, 3).compensation, certify(world, 1).compensation) == (70_000, 0)


def test_a_certificate_is_taken_back_by_one_below_nothing(session: Session) -> None:
    world = delivered(session, advance=200_000, recovery=2_500)
    wrong = certify(world, 4, 4)
    back = take_back(session, wrong, DAY, "خطأ في الكميات", today=TODAY, by=None)
    assert (back.gross, back.recovery, back.net) == (-wrong.gross, -200_000, -wrong.net)
    assert left(world) == [4, 4]
    assert certify(world, 4).recovery == 150_000
    for refused in (wrong, back):
        with pytest.raises(Refused):
            take_back(session, refused, DAY, "مرة أخرى", today=TODAY, by=None)


def test_a_paid_certificate_is_not_taken_back(session: Session) -> None:
    world = delivered(session)
    certificate = certify(world, 1)
    pay(session, certificate, 100, DAY, today=TODAY, by=None)
    with pytest.raises(Refused, match="١ جنيه"):
        take_back(session, certificate, DAY, "خطأ", today=TODAY, by=None)


@pytest.mark.parametrize("approver", [ASSIUT, MINISTRY])
def test_whoever_accepted_does_not_approve(session: Session, cast: dict[str, Member], approver: Member) -> None:
    world = _accepted_by(session, approver)
    with pytest.raises(RefusedPaper, match="محضر"):
        certify(world, 1, by=account(session, approver).id)
    assert certify(world, 1, by=account(session, STOREKEEPER).id).number == 1


def test_whoever_signs_the_minutes_does_not_approve_either(session: Session, cast: dict[str, Member]) -> None:
    world = delivered(session, accepted=1, added=0)
    by = account(session, MINISTRY).id
    signers = [Signer(part, name, "", by if part == "chair" else None) for part, name in NAMES.items()]
    minutes = world.follow("inspection", received(world, 2, 2), verdict(2), verdict(2), signers=signers)
    world.follow("addition", minutes, 2, 2)
    with pytest.raises(RefusedPaper, match="محضر"):
        certify(world, 1, by=by)


def _accepted_by(session: Session, member: Member) -> Supplies:
    world = delivered(session, accepted=1, added=0)
    accept(world, 2, 2, by=account(session, member).id)
    return world


def test_what_breaks_by_itself(session: Session) -> None:
    world = delivered(session)
    for nothing in ("", "."):
        wrong = Entered(world.supplier.id, date(2024, 1, 1), [], other=5, other_note=nothing)
        with pytest.raises(RefusedPaper) as refused:
            issue(session, world.contract, wrong, today=TODAY, by=None)
        assert {fault.about for fault in refused.value.faults} == {"day", "items", "other_note"}


def test_payments_never_come_to_more_than_the_net(session: Session) -> None:
    world = delivered(session, retention=1_000)
    certificate = certify(world, 4)
    pay(session, certificate, 500_000, DAY, today=TODAY, by=None)
    with pytest.raises(Refused, match=r"٤٠٠ جنيه.*١ جنيه"):
        pay(session, certificate, 40_100, DAY, today=TODAY, by=None)
    pay(session, certificate, 40_000, DAY, today=TODAY, by=None)
    pay(session, certificate, -540_000, TODAY, today=TODAY, by=None)
    with pytest.raises(Refused):
        pay(session, certificate, -1, TODAY, today=TODAY, by=None)
    [before] = accounts(session, world.contract.id, DAY)
    [after] = accounts(session, world.contract.id, TODAY)
    assert (before.paid, before.left, after.paid, after.left) == (540_000, 0, 0, 540_000)


def test_money_as_of_a_day_and_as_known(session: Session) -> None:
    world = delivered(session)
    first = certify(world, 2, 1)
    pay(session, first, first.net, date(2023, 8, 10), today=TODAY, by=None)
    second = certify(world, 1, day=date(2023, 9, 1))
    for by in ("contract", "lot", "governorate", "site", "line"):
        now, known = (figures(session, world.contract.id, TODAY, at, by=by) for at in (None, first.recorded_at))
        before = figures(session, world.contract.id, DAY, by=by)
        totals = [(sum(one.certified for one in found.values()), sum(one.paid for one in found.values())) for found in (now, known, before)]
        assert totals == [(first.gross + second.gross, first.net), (first.gross, 0), (first.gross, 0)]


def test_a_payment_is_parted_among_the_sites_of_its_certificate(session: Session) -> None:
    world = delivered(session, retention=1_000)
    certificate = certify(world, 1, 1)
    pay(session, certificate, certificate.net, DAY, today=TODAY, by=None)
    found = figures(session, world.contract.id, TODAY, by="line")
    assert [found[line.code].paid for line in world.lines] == [135_000, 432_000]
    assert figures(session, world.contract.id, TODAY, by="site", governorate="EG-KN") == {}
    here = figures(session, world.contract.id, TODAY, by="site", governorate="EG-AST")
    assert here[world.sites[0].code].paid == certificate.net
