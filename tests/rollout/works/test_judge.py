"""The general rules of a step: what it may say by itself, and what a site's history of steps must keep."""

from datetime import date, timedelta
from typing import Any

import pytest

from rollout.arabic import format_date
from rollout.rules import LONGEST_LINE, LONGEST_NAME, LONGEST_NOTE, MOST_UNITS
from rollout.stages import State
from rollout.text import _
from rollout.works import AREAS, Area, Entry, Field, Happened, ItemKind, Outcome, Step
from rollout.works.judge import MOST_PIASTRES, broken_alone, broken_history, misplaced
from rollout.works.steps import beside

DAY, TODAY = date(2023, 5, 1), date(2023, 12, 31)
CHOICES = (("a", _("Yes")), ("b", _("No")))
FIELDS = (
    Field("number", _("Number")), Field("note", _("Note"), Entry.PROSE), Field("amount", _("Amount"), Entry.AMOUNT),
    Field("count", _("Count"), Entry.COUNT), Field("expected_on", _("Expected date"), Entry.DAY), Field("speed", _("Speed"), Entry.DECIMAL),
    Field("keys", _("Keys"), Entry.YES), Field("one", _("One"), Entry.CHOICE, choices=CHOICES),
    Field("some", _("Some"), Entry.CHOICES, choices=CHOICES), Field("line", _("Line")),
)
TRIAL = Area(
    "trial", _("Trial"), "circle",
    (
        ItemKind(
            "thing", _("Thing"), _("Ministry"),
            (
                Step("first", _("First"), _("Ministry"), FIELDS), Step("second", _("Second"), _("Ministry")),
                Step("repeated", _("Repeated"), _("Ministry"), again=True), Step("last", _("Last"), _("Ministry")),
            ),
            "last",
            beside(Step("not_applicable", _("Not applicable"), _("Ministry"), (Field("note", _("Reason"), Entry.PROSE, required=True),)),
                   owner=_("Ministry")),
        ),
        ItemKind("loose", _("Loose"), _("Ministry"), (Step("one", _("One"), _("Ministry")), Step("two", _("Two"), _("Ministry"))), "two",
                 ordered=False),
        ItemKind("part", _("Part"), _("Ministry"), (Step("made", _("Made"), _("Ministry")),), "made", many=True),
    ),
    lambda items: Outcome(State.IN_PROGRESS),
)


def happened(step: str = "first", on: date = DAY, order: int = 1, item: str = "thing", **values: Any) -> Happened:
    return Happened(item, step, on, order, **values)


def alone(step: Happened, today: date = TODAY) -> list[str]:
    """What the step breaks by itself: the particulars that are named."""
    return [refused.about for refused in broken_alone(TRIAL, step, today)]


def together(*steps: Happened) -> list[tuple[int, str]]:
    return [(order, refused.about) for order, refused in broken_history(TRIAL, steps)]


@pytest.mark.parametrize(
    ("item", "step"), [("thing", "third"), ("other", "first"), ("part", "made"), ("part-x", "made"), ("part-", "made")],
)
def test_only_known_steps_of_known_items_are_taken(item: str, step: str) -> None:
    assert len(alone(happened(step, item=item))) == 1
    assert alone(happened("made", item="part-7")) == []


def test_a_step_lies_between_the_beginning_and_today() -> None:
    assert alone(happened(on=TODAY)) == []
    assert alone(happened(on=TODAY + timedelta(days=1))) == ["happened_on"]
    assert alone(happened(on=date(2015, 1, 1))) == []
    assert alone(happened(on=date(2014, 12, 31))) == ["happened_on"]


@pytest.mark.parametrize(("name", "good", "bad"), [
    ("number", "١" * LONGEST_NAME, "1" * (LONGEST_NAME + 1)),
    ("note", "س" * LONGEST_NOTE, "س" * (LONGEST_NOTE + 1)),
    ("line", "س" * LONGEST_LINE, "س" * (LONGEST_LINE + 1)),
    ("number", "7", 7),
    ("amount", MOST_PIASTRES, MOST_PIASTRES + 1), ("amount", 0, -1), ("amount", 5, 5.5), ("amount", 1, True),
    ("count", MOST_UNITS, MOST_UNITS + 1), ("count", 0, -3), ("count", 2, "2"),
    ("speed", "12.5", "fast"), ("speed", "0", "-1"), ("speed", str(MOST_UNITS), "Infinity"), ("speed", "1", "NaN"),
    ("speed", "3", str(MOST_UNITS + 1)),
    ("expected_on", date(2023, 6, 1), date(2100, 1, 1)), ("expected_on", date(2015, 1, 1), date(2014, 1, 1)),
    ("expected_on", date(2023, 6, 1), "2023-06-01"),
    ("keys", False, "yes"), ("keys", True, 1),
    ("one", "a", "c"), ("one", "b", ["a"]), ("some", ["a", "b"], ["a", "c"]), ("some", [], "c"), ("some", ["b"], [1]),
])
def test_a_particular_is_what_its_field_says(name: str, good: object, bad: object) -> None:
    columns = {"number", "note", "amount", "count", "expected_on"}
    for value, found in ((good, []), (bad, [name])):
        given: dict[str, Any] = {name: value} if name in columns else {"facts": {name: value}}
        assert alone(happened(**given)) == found, value


@pytest.mark.parametrize("given", [{"number": "5"}, {"amount": 0}, {"facts": {"speed": "1"}}, {"expected_on": DAY}, {"person": "س"}])
def test_a_step_has_no_place_for_what_it_does_not_carry(given: dict[str, Any]) -> None:
    [name] = [*given.get("facts", given)]
    assert alone(happened("second", **given)) == [name]


@pytest.mark.parametrize("note", ["", None])
def test_what_a_step_needs_is_said(note: Any) -> None:
    assert alone(happened("not_applicable", note=note)) == ["note"]
    assert alone(happened("not_applicable", note="لا توجد شبكة")) == []


def test_a_step_is_taken_once_unless_it_may_be_taken_again() -> None:
    assert together(happened(), happened(order=2)) == [(2, "step")]
    assert together(happened("repeated"), happened("repeated", order=2)) == []


def test_no_step_comes_after_the_one_that_it_leads_to() -> None:
    late = happened("first", DAY + timedelta(days=1), 1)
    assert together(late, happened("second", DAY, 2)) == [(1, "happened_on")]
    assert together(happened("first", DAY, 1), happened("second", DAY, 2)) == []
    assert together(happened("second", DAY, 1), happened("first", DAY, 2)) == [(2, "happened_on")]
    assert together(happened("two", DAY, 1, "loose"), happened("one", DAY + timedelta(days=1), 2, "loose")) == []


def test_the_history_is_judged_by_its_days_and_not_by_the_order_of_telling() -> None:
    assert together(happened("second", DAY + timedelta(days=1), 1), happened("first", DAY, 2)) == []


def test_of_what_does_not_apply_nothing_more_is_told() -> None:
    excused = happened("not_applicable", DAY, 1, note="لا توجد شبكة")
    assert together(excused, happened(order=2)) == [(2, "step")]
    assert together(happened(on=DAY - timedelta(days=1), order=2), excused) == []


def test_what_is_finished_applies() -> None:
    assert together(happened("last", DAY, 1), happened("not_applicable", DAY, 2, note="لا توجد شبكة")) == [(2, "step")]


def test_no_day_is_promised_that_has_gone_by() -> None:
    assert together(happened("expected", expected_on=DAY)) == []
    assert together(happened("expected", expected_on=DAY - timedelta(days=1))) == [(1, "expected_on")]


def test_the_rules_of_the_area_are_asked_with_what_was_taken_before() -> None:
    paid = Happened("water", "payment", DAY, 2, number="5", amount=5_000_00, facts={"payer": "governorate"})
    estimate = Happened("water", "estimate", DAY, 1, amount=1_000_00, facts={"payer": "governorate"})
    found = [(order, refused.about) for order, refused in broken_history(AREAS["utilities"], [paid, estimate])]
    assert found == [(2, "amount")]
    assert list(broken_history(AREAS["utilities"], [paid])) == []


def test_no_stop_ends_before_it_began() -> None:
    assert together(happened("blocked", note="لا توجد ماسورة", expected_on=DAY)) == []
    assert together(happened("blocked", note="لا توجد ماسورة", expected_on=DAY - timedelta(days=1))) == [(1, "expected_on")]


@pytest.mark.parametrize("item", ["part-01", "part-0", "part-001"])
def test_a_number_is_written_in_one_way(item: str) -> None:
    assert TRIAL.kind_of("part-1")
    assert TRIAL.kind_of("part-10")
    assert TRIAL.kind_of(item) is None


def nearest(step: Happened, *others: Happened) -> tuple[str, ...]:
    """What the sentence about the day of a step names: the other step, and the day that is still possible."""
    refused = misplaced(TRIAL, [*others, step], step)
    return tuple(str(refused.message.values[name]) for name in ("other", "then")) if refused else ()


def test_a_day_that_contradicts_many_steps_is_told_with_the_nearest_of_them() -> None:
    day = timedelta(days=1)
    way = happened("first", DAY, 1), happened("second", DAY + day, 2), happened("repeated", DAY + 2 * day, 3)
    assert nearest(happened("last", DAY - day, 9), *way) == ("Repeated", format_date(DAY + 2 * day))
    assert nearest(happened("first", DAY + 9 * day, 9), *way[1:]) == ("Second", format_date(DAY))
    assert nearest(happened("last", DAY + 2 * day, 9), *way) == ()
    assert nearest(happened("two", DAY, 9, "loose"), happened("one", DAY + day, 1, "loose")) == ()
