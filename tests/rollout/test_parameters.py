"""What a directive sets holds from its day on, is never rewritten, and stays readable as it was known then."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from models import Parameter
from rollout.errors import Refused
from rollout.parameters import PARAMETERS, Term, add, add_shipped, history, parameters
from rollout.works.terms import Unit, as_number, read_day

TODAY = date(2023, 9, 15)


def a_term(**values: object) -> Term:
    given = {"key": "deadline.utilities", "value": 45, "effective_on": date(2023, 9, 1), "words": "تُمد المهلة", "source": "كتاب دوري ٣",
             "approved_by": "الوزير", **values}
    return Term(**given)  # type: ignore[arg-type]


def test_before_anything_is_kept_the_shipped_values_hold(session: Session) -> None:
    found = parameters(session, TODAY)
    assert found.value("deadline.utilities") == 30
    assert found.row("deadline.utilities").effective_on == date(2023, 6, 30)
    assert found.day("training.target_day") == date(2023, 9, 30)


def test_the_shipped_rows_are_kept_once(session: Session) -> None:
    assert add_shipped(session) == len(PARAMETERS)
    assert add_shipped(session) == 0
    assert session.scalar(select(func.count(Parameter.id))) == len(PARAMETERS)
    assert all(row.words and row.source for row in session.scalars(select(Parameter)))


def test_what_is_not_ordered_says_that_it_is_assumed() -> None:
    assert all(kind.directive or "افتراض" in kind.source for kind in PARAMETERS.values())


def test_a_new_value_holds_from_its_day_and_leaves_the_earlier_one(session: Session) -> None:
    add_shipped(session)
    add(session, a_term(), today=TODAY, by=None)
    assert parameters(session, date(2023, 8, 31)).value("deadline.utilities") == 30
    assert parameters(session, date(2023, 9, 1)).value("deadline.utilities") == 45
    assert [term.value for term in history(session)["deadline.utilities"]] == [45, 30]


def test_of_two_values_of_one_day_the_later_told_holds(session: Session) -> None:
    for value in (45, 40):
        add(session, a_term(value=value), today=TODAY, by=None)
    assert parameters(session, TODAY).value("deadline.utilities") == 40


def test_a_value_that_was_not_known_yet_is_not_read(session: Session) -> None:
    add_shipped(session)
    before = datetime.now(UTC)
    add(session, a_term(), today=TODAY, by=None)
    assert parameters(session, TODAY, before).value("deadline.utilities") == 30
    assert parameters(session, TODAY, before + timedelta(hours=1)).value("deadline.utilities") == 45
    assert parameters(session, TODAY, before - timedelta(days=400)).value("deadline.utilities") == 30, "the shipped value was always known"


def test_a_value_is_known_from_the_moment_at_which_it_was_told(session: Session) -> None:
    add_shipped(session)
    told = add(session, a_term(), today=TODAY, by=None)
    assert parameters(session, TODAY, told.recorded_at).value("deadline.utilities") == 45


def test_before_any_value_has_begun_the_first_one_holds(session: Session) -> None:
    for value, day in ((60, date(2023, 12, 1)), (45, date(2023, 9, 1))):
        add(session, a_term(value=value, effective_on=day), today=TODAY, by=None)
    assert parameters(session, date(2023, 8, 31)).value("deadline.utilities") == 45


@pytest.mark.parametrize(
    ("values", "about"),
    [
        ({"key": "deadline.moon"}, "key"), ({"value": 0}, "value"), ({"value": 4_000}, "value"), ({"words": " "}, "words"),
        ({"source": ""}, "source"), ({"approved_by": ""}, "approved_by"), ({"effective_on": date(2014, 1, 1)}, "effective_on"),
        ({"effective_on": date(2040, 1, 1)}, "effective_on"), ({"key": "training.target_day", "value": 20230231}, "value"),
    ],
)
def test_a_value_is_refused_with_the_field_that_is_wrong(session: Session, values: dict[str, object], about: str) -> None:
    with pytest.raises(Refused) as refused:
        add(session, a_term(**values), today=TODAY, by=None)
    assert refused.value.about == about


def test_the_database_lets_no_row_be_changed(session: Session) -> None:
    add_shipped(session)
    session.commit()
    row = session.scalars(select(Parameter).limit(1)).one()
    row.value = 99
    with pytest.raises(DatabaseError):
        session.flush()
    session.rollback()


def test_a_day_is_kept_as_a_number() -> None:
    assert read_day(as_number(date(2023, 9, 30))) == date(2023, 9, 30)
    assert PARAMETERS["training.target_day"].unit is Unit.DATE
