"""Securities and invoices: what became of each, which run out, and none entered twice."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from rollout.errors import Refused
from rollout.ledger.money.invoices import enter
from rollout.ledger.money.securities import Alert, Event, Given, Told, give, securities, tell
from rollout.works.terms import Parameters, Term
from tests.supplies import TODAY, Supplies, supplies

GIVEN_ON, EXPIRES = date(2023, 6, 1), date(2023, 12, 31)


def given(world: Supplies, **values: Any) -> Any:
    entered = {
        "purpose": "final", "bank": "بنك مصر", "number": "١٢٣", "happened_on": GIVEN_ON, "value": 3_310_000_000, "expires_on": EXPIRES,
    }
    return give(world.session, world.contract, Given(world.supplier.id, **(entered | values)), today=TODAY, by=None)


def read(world: Supplies, as_of: date, terms: Parameters | None = None, **values: Any) -> list[Told]:
    return securities(world.session, world.contract.id, as_of, terms or Parameters(), **values)


@pytest.mark.parametrize(("as_of", "alert"), [
    (date(2023, 11, 1), Alert.FIRST), (date(2023, 10, 31), Alert.NONE), (date(2023, 12, 1), Alert.SECOND), (date(2023, 12, 16), Alert.LAST),
    (EXPIRES, Alert.LAST), (date(2024, 1, 1), Alert.EXPIRED),
])
def test_alerts_come_nearer_to_the_end(session: Session, as_of: date, alert: Alert) -> None:
    world = supplies(session)
    given(world)
    assert read(world, as_of)[0].alert is alert


def test_the_days_of_the_alerts_are_terms(session: Session) -> None:
    world = supplies(session)
    given(world)
    terms = Parameters([Term("security.alert.first", 90, GIVEN_ON, "", "")], TODAY)
    assert read(world, date(2023, 10, 5), terms)[0].alert is Alert.FIRST


def test_what_became_of_it_is_read_as_of_a_day(session: Session) -> None:
    world = supplies(session)
    security = given(world)
    tell(session, security, Event.REDUCED, date(2023, 9, 1), today=TODAY, by=None, value=1_000_000)
    tell(session, security, Event.EXTENDED, date(2023, 10, 1), today=TODAY, by=None, expires_on=date(2024, 6, 30))
    tell(session, security, Event.RELEASED, date(2023, 11, 1), today=TODAY, by=None)
    days = (date(2023, 5, 31), date(2023, 8, 31), date(2023, 9, 1), date(2023, 10, 1), date(2023, 11, 1))
    found = [[(one.last, one.value, one.expires_on, one.is_over) for one in read(world, day)] for day in days]
    assert found == [
        [], [(Event.ISSUED, 3_310_000_000, EXPIRES, False)], [(Event.REDUCED, 1_000_000, EXPIRES, False)],
        [(Event.EXTENDED, 1_000_000, date(2024, 6, 30), False)], [(Event.RELEASED, 0, date(2024, 6, 30), True)],
    ]
    [known] = read(world, TODAY, known_at=security.recorded_at)
    assert known.last is Event.ISSUED


def test_what_cannot_become_of_it(session: Session) -> None:
    world = supplies(session)
    security = given(world)
    for event, day, values in (
        (Event.EXTENDED, TODAY, {"expires_on": EXPIRES}), (Event.REDUCED, TODAY, {"value": 3_310_000_000}), (Event.ISSUED, TODAY, {}),
        (Event.RELEASED, date(2023, 5, 1), {}), (Event.RELEASED, date(2023, 12, 1), {}),
    ):
        with pytest.raises(Refused):
            tell(session, security, event, day, today=TODAY, by=None, **values)
    tell(session, security, Event.FORFEITED, TODAY, today=TODAY, by=None)
    with pytest.raises(Refused):
        tell(session, security, Event.EXTENDED, TODAY, today=TODAY, by=None, expires_on=date(2024, 6, 30))


def test_the_same_letter_is_entered_once_in_whatever_digits(session: Session) -> None:
    world = supplies(session)
    given(world)
    with pytest.raises(Refused, match="مسجل من قبل"):
        given(world, number="123")
    given(world, number="124")
    for wrong in ({"value": 0}, {"expires_on": GIVEN_ON}, {"happened_on": date(2023, 12, 1)}):
        with pytest.raises(Refused):
            given(world, **{"number": "9"} | wrong)


def test_the_same_invoice_is_entered_once(session: Session) -> None:
    world = supplies(session)
    enter(session, world.contract, world.supplier.id, "ف/٧", GIVEN_ON, 100, today=TODAY, by=None)
    with pytest.raises(Refused, match="مسجلة من قبل"):
        enter(session, world.contract, world.supplier.id, "ف/7", TODAY, 5, today=TODAY, by=None)
    with pytest.raises(Refused):
        enter(session, world.contract, world.supplier.id, "ف/8", date(2024, 1, 1), 5, today=TODAY, by=None)
