"""Receiving a building: its statuses, its warranty and the rules of its minutes, without a database."""

import calendar
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.stages import State
from rollout.works import AREAS, Happened, items_of
from rollout.works.handover import (
    BUILDING,
    HANDOVER,
    HandoverStatus,
    deadline,
    handover_status,
    months_after,
    open_snags,
    status_with_report,
    warranty_ends,
)
from rollout.works.judge import broken_alone, broken_history
from rollout.works.terms import Parameters, Term
from tests.rollout.details.making import did

DAY = date(2023, 1, 31)
TODAY = date(2026, 1, 1)


def happened(item: str, step: str, on: date, order: int = 1, **values: Any) -> Happened:
    told = did("handover", item, step, on, **values)
    return Happened(
        item, step, on, order, told.number, told.body, told.person, told.amount, told.count, told.expected_on, told.note, told.facts
    )


def story(*told: tuple[str, str, date] | tuple[str, str, date, dict[str, Any]]) -> list[Happened]:
    return [happened(one[0], one[1], one[2], order, **(one[3] if len(one) > 3 else {})) for order, one in enumerate(told, 1)]


def status(*told: Any) -> HandoverStatus:
    return handover_status(items_of(HANDOVER, story(*told)))


def outcome(*told: Any) -> State:
    return HANDOVER.outcome(items_of(HANDOVER, story(*told))).state


def broken(*told: Any) -> list[tuple[int, str]]:
    return [(order, refused.about) for order, refused in broken_history(HANDOVER, story(*told))]


def later(days: int) -> date:
    return DAY + timedelta(days=days)


NOTICE = (BUILDING, "notice", DAY)
APPOINTED = (BUILDING, "appointment", later(1), {"expected_on": later(3)})
ACCEPTED = (BUILDING, "provisional", later(5))
REJECTED = (BUILDING, "rejected", later(3))
SNAG = ("snag-1", "listed", later(5), {"expected_on": later(30)})
CLOSED = ("snag-1", "closed", later(20))
FINAL = (BUILDING, "final", later(400))


@pytest.mark.parametrize(("told", "expected", "state"), [
    ([], HandoverStatus.NOT_NOTIFIED, State.NOT_STARTED),
    ([NOTICE], HandoverStatus.NOTIFIED, State.IN_PROGRESS),
    ([NOTICE, APPOINTED], HandoverStatus.APPOINTED, State.IN_PROGRESS),
    ([NOTICE, APPOINTED, REJECTED], HandoverStatus.REJECTED, State.STALLED),
    ([NOTICE, APPOINTED, REJECTED, (BUILDING, "appointment", later(4), {"expected_on": later(9)})],
     HandoverStatus.APPOINTED, State.IN_PROGRESS),
    ([NOTICE, ACCEPTED], HandoverStatus.PROVISIONAL, State.DONE),
    ([(BUILDING, "provisional", later(5), {"decision": "with_remarks"})], HandoverStatus.WITH_REMARKS, State.DONE),
    ([ACCEPTED, SNAG], HandoverStatus.WITH_REMARKS, State.DONE),
    ([ACCEPTED, SNAG, CLOSED], HandoverStatus.PROVISIONAL, State.DONE),
    ([ACCEPTED, SNAG, CLOSED, ("snag-2", "listed", later(40), {"expected_on": later(60)})], HandoverStatus.WITH_REMARKS, State.DONE),
    ([ACCEPTED, SNAG, CLOSED, FINAL], HandoverStatus.FINAL, State.DONE),
])
def test_a_building_stands_where_its_minutes_put_it(told: list[Any], expected: HandoverStatus, state: State) -> None:
    assert (status(*told), outcome(*told)) == (expected, state)


@pytest.mark.parametrize(("told", "state", "expected"), [
    ([], State.DONE, HandoverStatus.PROVISIONAL),
    ([NOTICE], State.DONE, HandoverStatus.PROVISIONAL),
    ([], State.IN_PROGRESS, HandoverStatus.NOTIFIED),
    ([], State.STALLED, HandoverStatus.NOTIFIED),
    ([NOTICE, APPOINTED], State.IN_PROGRESS, HandoverStatus.APPOINTED),
    ([], State.NOT_STARTED, HandoverStatus.NOT_NOTIFIED),
    ([ACCEPTED, SNAG], State.DONE, HandoverStatus.WITH_REMARKS),
])
def test_a_report_of_the_whole_speaks_where_the_details_do_not(told: list[Any], state: State, expected: HandoverStatus) -> None:
    assert status_with_report(items_of(HANDOVER, story(*told)), state) is expected


_RECEIVED = (HandoverStatus.WITH_REMARKS, HandoverStatus.PROVISIONAL, HandoverStatus.FINAL)
_anything = st.tuples(
    st.sampled_from([(BUILDING, step) for step in HANDOVER.kinds[0].steps] + [("snag-1", "listed"), ("snag-1", "closed")]),
    st.integers(0, 30),
)


@given(told=st.lists(_anything, max_size=8), reported=st.sampled_from(State))
def test_a_building_is_received_exactly_when_its_stage_is_done(told: list[tuple[tuple[str, str], int]], reported: State) -> None:
    lawful: list[Happened] = []
    for step in story(*((item, step, later(day)) for (item, step), day in told)):
        if not list(broken_history(HANDOVER, [*lawful, step])):
            lawful.append(step)
    items = items_of(HANDOVER, lawful)
    state = HANDOVER.outcome(items).state
    stands = status_with_report(items, state)
    assert (stands in _RECEIVED) is (state is State.DONE)
    assert (stands is HandoverStatus.NOT_NOTIFIED) is (state is State.NOT_STARTED)
    assert (status_with_report(items, reported) in _RECEIVED) is (state is State.DONE or reported is State.DONE)


days = st.dates(date(2015, 1, 1), date(2099, 12, 31))


@given(day=days, months=st.integers(1, 120))
def test_a_warranty_ends_on_the_same_day_of_its_last_month(day: date, months: int) -> None:
    ends = months_after(day, months)
    assert (ends.year - day.year) * 12 + ends.month - day.month == months
    assert ends.day == min(day.day, calendar.monthrange(ends.year, ends.month)[1])


@pytest.mark.parametrize(("day", "months", "ends"), [
    (date(2023, 1, 31), 1, date(2023, 2, 28)), (date(2024, 1, 31), 1, date(2024, 2, 29)), (date(2024, 2, 29), 12, date(2025, 2, 28)),
    (date(2023, 8, 31), 1, date(2023, 9, 30)), (date(2023, 12, 31), 2, date(2024, 2, 29)), (date(2023, 11, 30), 1, date(2023, 12, 30)),
])
def test_a_short_month_ends_a_warranty_on_its_last_day(day: date, months: int, ends: date) -> None:
    assert months_after(day, months) == ends


def test_the_contract_overrides_the_usual_warranty() -> None:
    def ends(**values: Any) -> date | None:
        return warranty_ends(items_of(HANDOVER, [happened(BUILDING, "provisional", DAY, **values)])[BUILDING], 12)

    assert ends() == date(2024, 1, 31)
    assert ends(count=24) == date(2025, 1, 31)
    assert warranty_ends(items_of(HANDOVER, [])[BUILDING], 12) is None


@given(st.lists(st.tuples(st.sampled_from(["snag-1", "snag-2", "snag-3"]), st.sampled_from(["listed", "closed"])), max_size=8), days)
def test_snags_are_open_or_put_right(told: list[tuple[str, str]], day: date) -> None:
    items = items_of(HANDOVER, story(*((item, step, day) for item, step in told)))
    closed = {item for item, step in told if step == "closed"}
    assert {snag.key for snag in open_snags(items)} == {item for item, _step in told} - closed


def test_the_deadline_of_a_snag_is_that_of_its_minutes() -> None:
    promised = happened("snag-1", "expected", later(29), 2, expected_on=later(90))
    [snag] = open_snags(items_of(HANDOVER, [happened(*SNAG[:3], **SNAG[3]), promised]))
    assert deadline(snag) == later(30)


@pytest.mark.parametrize(("told", "fault"), [
    ([SNAG], (1, "step")),
    ([(BUILDING, "provisional", later(9)), SNAG], (2, "step")),
    ([ACCEPTED, ("snag-1", "listed", later(6), {"expected_on": later(5)})], (2, "expected_on")),
    ([ACCEPTED, CLOSED], (2, "step")),
    ([(BUILDING, "transfer", DAY)], (1, "step")),
    ([FINAL], (1, "step")),
    ([ACCEPTED, SNAG, FINAL], (3, "step")),
    ([ACCEPTED, (BUILDING, "final", later(300))], (2, "happened_on")),
    ([(BUILDING, "provisional", later(5), {"count": 24}), FINAL], (2, "happened_on")),
    ([ACCEPTED, (BUILDING, "rejected", later(6))], (2, "step")),
    ([(BUILDING, "appointment", DAY, {"expected_on": later(-1)})], (1, "expected_on")),
    ([(BUILDING, "provisional", DAY, {"count": 121})], (1, "count")),
    ([(BUILDING, "provisional", DAY, {"count": 0})], (1, "count")),
])
def test_minutes_that_cannot_be_are_refused(told: list[Any], fault: tuple[int, str]) -> None:
    assert fault in broken(*told)


@pytest.mark.parametrize("told", [
    [NOTICE, APPOINTED, REJECTED, (BUILDING, "appointment", later(4), {"expected_on": later(9)}), (BUILDING, "provisional", later(9))],
    [ACCEPTED, SNAG, CLOSED, (BUILDING, "transfer", later(21)), FINAL],
    [(BUILDING, "provisional", later(5), {"count": 6}), (BUILDING, "final", later(250))],
    [ACCEPTED, ("snag-1", "listed", later(5), {"expected_on": later(5)})],
    [(BUILDING, "provisional", DAY, {"count": 120})],
])
def test_minutes_that_can_be_are_taken(told: list[Any]) -> None:
    assert broken(*told) == []


@pytest.mark.parametrize("months", [6, 18])
def test_the_months_that_the_ministry_sets_open_final_acceptance_on_the_day_on_which_it_is_taken(months: int) -> None:
    set_so = Parameters([Term("warranty.months", months, DAY, "", "")], TODAY)
    ends = months_after(ACCEPTED[2], months)
    for day, fine in ((ends - timedelta(days=1), False), (ends, True)):
        waits = list(items_of(HANDOVER, story(ACCEPTED))[BUILDING].waits("final", items_of(HANDOVER, story(ACCEPTED)), set_so, day))
        assert [wait.on for wait in waits] == [ends] * (not fine), "what is proposed"
        told = story(ACCEPTED, (BUILDING, "final", day))
        assert (not list(broken_history(HANDOVER, told, lambda: set_so))) is fine, "is what is taken"


def test_a_term_of_a_later_day_shortens_no_warranty_before_it() -> None:
    terms = Parameters([Term("warranty.months", 12, DAY, "", ""), Term("warranty.months", 6, later(300), "", "")], TODAY)
    told = [story(ACCEPTED, (BUILDING, "final", later(days))) for days in (299, 300)]
    assert [len(list(broken_history(HANDOVER, each, lambda: terms))) for each in told] == [1, 0]


def test_final_acceptance_waits_for_every_open_remark_and_says_so() -> None:
    def waits(*told: Any) -> list[date | None]:
        items = items_of(HANDOVER, story(*told))
        return [wait.on for wait in items[BUILDING].waits("final", items, Parameters(), later(400))]

    assert waits(ACCEPTED, SNAG) == [None]
    assert waits(ACCEPTED, SNAG, CLOSED) == []
    items = items_of(HANDOVER, story(ACCEPTED, SNAG))
    assert not list(items[BUILDING].waits("transfer", items, Parameters(), later(6))), "the building is handed over meanwhile"


@pytest.mark.parametrize("step", ["provisional", "rejected", "final"])
def test_three_parties_sign_each_with_name_and_capacity(step: str) -> None:
    for party in ("executing", "consultant", "receiving"):
        for part in ("party", "capacity"):
            missing = happened(BUILDING, step, DAY, **{f"{party}_{part}": ""})
            assert [refused.about for refused in broken_alone(HANDOVER, missing, TODAY)] == [f"{party}_{part}"]


@pytest.mark.parametrize(("item", "step", "needed"), [
    (BUILDING, "provisional", {"number", "decision"}), (BUILDING, "rejected", {"number", "note"}), (BUILDING, "transfer", {"number"}),
    (BUILDING, "final", {"number"}), ("snag-1", "listed", {"note", "body", "expected_on"}), ("snag-1", "closed", {"number"}),
])
def test_minutes_need_their_number_and_what_they_decide(item: str, step: str, needed: set[str]) -> None:
    kind = AREAS["handover"].kind_of(item)
    assert kind
    required = {field.name for field in kind.steps[step].fields if field.required}
    assert needed == {name for name in required if not name.endswith(("_party", "_capacity"))}


def test_after_a_refusal_a_new_inspection_is_set() -> None:
    first, day = ("building", "appointment", DAY), DAY + timedelta(days=9)
    refused = items_of(HANDOVER, story(first, ("building", "rejected", day)))[BUILDING]
    assert refused.next is refused.kind.steps["appointment"]
    assert refused.since == day
    again = items_of(HANDOVER, story(first, ("building", "rejected", day), ("building", "appointment", day)))[BUILDING]
    assert again.next is again.kind.steps["provisional"]
