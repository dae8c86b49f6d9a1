"""When each item is due and whose step it is: every clock of DOMAIN §3, one row each."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.text import speaking
from rollout.works import AREAS, Happened, items_of
from rollout.works.due import Due, counted_down, due_on, owner_of
from rollout.works.terms import Parameters, Term

RECEIVED = date(2023, 7, 10)
Told = tuple[str, str, date, dict[str, Any]]


def d(month: int, day: int, year: int = 2023) -> date:
    return date(year, month, day)


def told(item: str, step: str, on: date, **values: Any) -> Told:
    return item, step, on, values


def the_due(
    area: str, item: str, steps: Sequence[Told] = (), received: date | None = RECEIVED, terms: Parameters | None = None
) -> Due | None:
    items = items_of(AREAS[area], [Happened(*step[:3], order, **step[3]) for order, step in enumerate(steps)])
    return due_on(area, items[item], items, terms or Parameters(), received)


def on(due: Due | None) -> date | None:
    return due.on if due else None


def the_owner(area: str, item: str, *steps: Told) -> str:
    items = items_of(AREAS[area], [Happened(*step[:3], order, **step[3]) for order, step in enumerate(steps)])
    with speaking("en"):
        return owner_of(items[item])


NOTICE = told("building", "notice", d(7, 1), body="المقاول")
PROVISIONAL = told("building", "provisional", d(7, 10))
LISTED = told("snag-1", "listed", d(7, 10), expected_on=d(8, 1), body="المقاول")
TRIAL = told("go_live", "trial", d(9, 1))
WAIVER = told("waiver-1", "granted", d(9, 1), expected_on=d(10, 1))
ESTIMATE = told("electricity", "estimate", d(8, 1), facts={"payer": "initiative"})

CASES: dict[str, tuple[tuple[Any, ...], date | None]] = {
    "a meter: a month from receiving the building": (("utilities", "electricity"), d(8, 9)),
    "a meter: never counted from before the directive": (("utilities", "water", (), d(1, 1)), d(7, 30)),
    "a meter of a building that is not received has no due date": (("utilities", "water", (), None), None),
    "a meter in service is not due": (("utilities", "water", [told("water", "in_service", d(8, 1))]), None),
    "a meter that does not apply is not due": (("utilities", "gas", [told("gas", "not_applicable", d(8, 1))]), None),
    "what a company expects moves no deadline": (
        ("utilities", "water", [told("water", "expected", d(8, 1), expected_on=d(12, 1))]), d(8, 9)
    ),
    "the line is part of the directive": (("linking", "line"), d(8, 9)),
    "the live link has its own time once the line is there": (("linking", "line", [told("line", "fibre", d(8, 1))]), d(9, 8)),
    "a live link is not due": (("linking", "line", [told("line", "live", d(8, 1))]), None),
    "a fault: three days from the report": (("linking", "fault-1", [told("fault-1", "opened", d(8, 1))]), d(8, 4)),
    "a fault of before there was any term": (("linking", "fault-1", [told("fault-1", "opened", d(9, 9, 2022))]), d(7, 3)),
    "a fault that was repaired is not due": (
        ("linking", "fault-1", [told("fault-1", "opened", d(8, 1)), told("fault-1", "repaired", d(8, 2))]), None
    ),
    "an office: two months from receiving the building": (("offices", "post"), d(9, 8)),
    "an office that is not counted has no deadline": (("offices", "local_council"), None),
    "a snag: its own deadline": (("handover", "snag-1", [PROVISIONAL, LISTED]), d(8, 1)),
    "a snag put right is not due": (("handover", "snag-1", [PROVISIONAL, LISTED, told("snag-1", "closed", d(7, 20))]), None),
    "a building of which nobody gave notice has no deadline": (("handover", "building", (), None), None),
    "acceptance: four weeks from the notice": (("handover", "building", [NOTICE], None), d(7, 29)),
    "a later appointment does not put the clock back": (
        ("handover", "building", [NOTICE, told("building", "appointment", d(7, 20))], None), d(7, 29)
    ),
    "a refusal starts the clock anew": (
        ("handover", "building", [NOTICE, told("building", "rejected", d(7, 20))], None), d(8, 17)
    ),
    "final acceptance: the end of the warranty": (("handover", "building", [PROVISIONAL]), d(7, 10, 2024)),
    "the warranty of its own contract": (
        ("handover", "building", [told("building", "provisional", d(7, 10), count=24)]), d(7, 10, 2025)
    ),
    "a building received finally is not due": (("handover", "building", [PROVISIONAL, told("building", "final", d(7, 20))]), None),
    "before the trial nothing sets a day": (("service", "go_live"), None),
    "a trial: four weeks": (("service", "go_live", [TRIAL]), d(9, 29)),
    "a trial that says its end": (("service", "go_live", [told("go_live", "trial", d(9, 1), expected_on=d(9, 10))]), d(9, 10)),
    "a complex in service is not due": (("service", "go_live", [TRIAL, told("go_live", "in_service", d(9, 5))]), None),
    "a waiver: its expiry": (("service", "waiver-1", [WAIVER]), d(10, 1)),
    "a waiver whose gate was met is not due": (("service", "waiver-1", [WAIVER, told("waiver-1", "ended", d(9, 9))]), None),
    "training: the day of the target": (("training", "supply"), d(9, 30)),
    "bodies outside the target have no day": (("training", "justice"), None),
}


@pytest.mark.parametrize("name", CASES)
def test_each_clock(name: str) -> None:
    asked, expected = CASES[name]
    assert on(the_due(*asked)) == expected


def test_only_what_an_authority_ordered_is_called_a_directive() -> None:
    meter, office = the_due("utilities", "water"), the_due("offices", "post")
    assert meter is not None
    assert office is not None
    assert (meter.directive, office.directive) == (True, False)
    with speaking("en"):
        assert str(meter.why) == "30 days after the building is received"


FIRST = Term("deadline.utilities", 30, d(6, 30), "", "")


def later(days: int, begun: date, **asked: Any) -> date | None:
    """When the meters of a building are due under the first term and a later one."""
    return on(the_due("utilities", "water", terms=Parameters([FIRST, Term("deadline.utilities", days, begun, "", "")], d(12, 1)), **asked))


def test_a_longer_term_moves_what_is_still_running() -> None:
    assert later(45, d(8, 1)) == d(9, 15)
    assert later(45, d(8, 9)) == d(9, 23), "on its last day a clock is still running"


def test_a_later_term_wipes_out_no_delay() -> None:
    assert later(45, d(9, 1), received=d(3, 29)) == d(7, 30)
    assert later(45, d(8, 10)) == d(8, 9)
    assert later(5, d(9, 1), received=d(3, 29)) == d(7, 30)


def test_a_shorter_term_binds_from_its_own_day_and_gives_nobody_more_time() -> None:
    assert later(5, d(7, 20)) == d(7, 25)
    assert later(20, d(8, 1)) == d(8, 9)


def test_what_starts_under_the_later_term_has_its_time() -> None:
    assert later(45, d(7, 1), received=d(7, 10)) == d(8, 24)


_DAYS = st.dates(d(1, 1, 2022), d(12, 31, 2024))
_TERMS = st.lists(st.tuples(_DAYS, st.integers(1, 400)), min_size=1, max_size=5, unique_by=lambda pair: pair[0])


def _in_order(pairs: Sequence[tuple[date, int]]) -> list[Term]:
    return [Term("deadline.utilities", days, begun, "", "") for begun, days in sorted(pairs)]


@given(start=_DAYS, pairs=_TERMS, one=st.tuples(_DAYS, st.integers(1, 400)))
def test_whatever_had_run_out_stays_as_late_as_it_was(start: date, pairs: list[tuple[date, int]], one: tuple[date, int]) -> None:
    terms = _in_order(pairs)
    before = counted_down(start, terms)
    after = counted_down(start, [*terms, Term("deadline.utilities", one[1], one[0], "", "")])
    if one[0] <= terms[-1].effective_on:
        return
    if one[0] > max(before[1], start):
        assert after == before
    elif one[0] > start:
        assert after[1] >= one[0], "nobody is late by a rule on the day on which it comes into force"
        assert (after[1] > before[1]) == (one[1] > before[0].value)


@given(start=_DAYS, pairs=_TERMS)
def test_the_day_is_the_one_of_the_term_that_explains_it(start: date, pairs: list[tuple[date, int]]) -> None:
    term, day = counted_down(start, _in_order(pairs))
    assert day == max(start, term.effective_on) + timedelta(days=term.value)


@given(received=st.dates(d(1, 1, 2022), d(1, 1, 2025)), days=st.integers(1, 400), begun=st.dates(d(1, 1, 2022), d(1, 1, 2025)))
def test_nobody_is_late_by_a_rule_that_was_not_there(received: date, days: int, begun: date) -> None:
    due = the_due("utilities", "water", received=received, terms=Parameters([Term("deadline.utilities", days, begun, "", "")]))
    assert on(due) == max(received, begun) + timedelta(days=days)


WHYS: dict[str, tuple[tuple[Any, ...], str]] = {
    "received under the directive": (("utilities", "water"), "٣٠ يومًا من استلام المبنى"),
    "received before it": (("utilities", "water", (), d(3, 29)), "٣٠ يومًا من سريان التوجيه في ٣٠ يونيو ٢٠٢٣ (استُلم المبنى قبله)"),
    "an assumed term": (("offices", "post", (), d(3, 29)), "٦٠ يومًا من سريان المهلة في ٣٠ يونيو ٢٠٢٣ (استُلم المبنى قبله)"),
    "a fault": (("linking", "fault-1", [told("fault-1", "opened", d(8, 1))]), "٣ أيام من الإبلاغ عن العطل"),
}


@pytest.mark.parametrize("name", WHYS)
def test_the_rule_is_told_as_it_was_counted(name: str) -> None:
    asked, words = WHYS[name]
    due = the_due(*asked)
    assert due is not None
    with speaking("ar"):
        assert str(due.why) == words


OWNERS: dict[str, tuple[tuple[Any, ...], str]] = {
    "nobody asked yet: the governorate asks": (("utilities", "water"), "Governorate"),
    "after the request: the company in general": (
        ("utilities", "electricity", told("electricity", "request", d(8, 1))), "Electricity distribution company"
    ),
    "the company that was named": (
        ("utilities", "electricity", told("electricity", "request", d(8, 1), body="كهرباء مصر الوسطى")), "كهرباء مصر الوسطى"
    ),
    "an estimate waits for whoever pays it": (("utilities", "electricity", ESTIMATE), "Budget of the initiative"),
    "a stop waits for whoever can lift it": (
        ("utilities", "electricity", ESTIMATE, told("electricity", "blocked", d(8, 2), body="مجلس المدينة")), "مجلس المدينة"
    ),
    "a stop that is over names nobody any more": (
        ("utilities", "electricity", told("electricity", "request", d(8, 1)),
         told("electricity", "blocked", d(8, 2), body="مجلس المدينة"), told("electricity", "unblocked", d(8, 3))),
        "Electricity distribution company",
    ),
    "the contract is the governorate's, whatever the company": (
        ("utilities", "water", told("water", "request", d(8, 1), body="شركة المياه"), told("water", "payment", d(8, 2))), "Governorate"
    ),
    "whoever puts the snag right": (("handover", "snag-1", PROVISIONAL, LISTED), "المقاول"),
    "the contractor's notice does not make him hand over": (("handover", "building", NOTICE, PROVISIONAL), "Executing body"),
}


@pytest.mark.parametrize("name", OWNERS)
def test_whose_step_it_is(name: str) -> None:
    asked, expected = OWNERS[name]
    assert the_owner(*asked) == expected
