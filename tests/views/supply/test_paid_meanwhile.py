"""Two people at one certificate or at one delay: what is decided is added, so one is told of the other's and keeps what was typed."""

import pytest
from sqlalchemy import select

from models import Compensation
from tests.cast import MINISTRY, STOREKEEPER
from tests.supplies import TODAY
from tests.views.paid import Money, money
from tests.views.telling import hidden
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)

PAYMENT = {"amount": "100", "paid_on": TODAY.isoformat(), "reference": "أمر ٧٧١", "note": "دفعة أولى"}


@pytest.fixture
def rows(house: House) -> Money:
    return money(house)


@pytest.fixture
def buyer(house: House, rows: Money) -> Visitor:
    return house.member(STOREKEEPER)


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two weeks after the orders were due."""
    monkeypatch.setattr("rollout.clock.today", lambda: TODAY.replace(year=2024, month=1, day=14))


def test_a_payment_on_a_certificate_taken_back_meanwhile_is_shown_as_it_was_typed(house: House, buyer: Visitor, rows: Money) -> None:
    address = f"/payments/certificates/{rows.certificate}"
    back = house.member(MINISTRY).post(f"{address}/back", {"day": TODAY.isoformat(), "note": "خطأ في الكميات"})
    assert back.status_code == 303, back.text
    answer = buyer.post(f"{address}/pay", PAYMENT)
    assert answer.status_code == 409
    for words in ("أمر ٧٧١", "دفعة أولى", f'href="{address}"', "لا يُصرف"):
        assert words in answer.text, words
    again = buyer.post(f"{address}/back", {"day": TODAY.isoformat(), "note": "سبب آخر"})
    assert (again.status_code, "سبب آخر" in again.text) == (409, True)


def test_a_decision_made_meanwhile_is_shown_and_the_own_one_may_still_follow_it(
    house: House, buyer: Visitor, rows: Money, late: None
) -> None:
    address = f"/payments/compensation/{rows.order_line}/{rows.site}"
    mine, theirs = hidden(buyer.get(address)), house.member(MINISTRY)
    decided = {"decided": "0", "decided_by": "الوزارة", "decided_on": "2024-01-14", "reason": "قوة قاهرة"}
    assert theirs.post(address, {**hidden(theirs.get(address)), **decided}).status_code == 303
    own = {**decided, "decided_by": "السلطة المختصة", "reason": "بعد المراجعة"}
    answer = buyer.post(address, mine | own)
    assert answer.status_code == 409
    for words in ("قوة قاهرة", "بعد المراجعة", "السلطة المختصة"):
        assert words in answer.text, words
    assert buyer.post(address, hidden(answer) | own).status_code == 303
    with house.records() as session:
        assert [row.reason for row in session.scalars(select(Compensation).order_by(Compensation.id))] == ["قوة قاهرة", "بعد المراجعة"]
