"""Going live: phases, waivers and the rules of the signed checklist, without a database."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.stages import State
from rollout.works import Happened, items_of
from rollout.works.judge import broken_alone, broken_history
from rollout.works.service import GATES, GO_LIVE, SERVICE, Phase, lapsed_gates, opening, phase, waived_gates
from tests.rollout.details.making import did

DAY = date(2023, 6, 1)


def later(days: int) -> date:
    return DAY + timedelta(days=days)


SOON = later(60)


def happened(item: str, step: str, on: date, order: int = 1, **values: Any) -> Happened:
    told = did("service", item, step, on, **values)
    return Happened(
        item, step, on, order, told.number, told.body, told.person, told.amount, told.count, told.expected_on, told.note, told.facts
    )


def story(*told: Any) -> list[Happened]:
    return [happened(one[0], one[1], one[2], order, **(one[3] if len(one) > 3 else {})) for order, one in enumerate(told, 1)]


def broken(*told: Any) -> list[tuple[int, str]]:
    return [(order, refused.about) for order, refused in broken_history(SERVICE, story(*told))]


def check(verdict: str, on: date = DAY, note: str = "", **answers: str) -> tuple[str, str, date, dict[str, Any]]:
    return GO_LIVE, "check", on, {"verdict": verdict, "note": note, **{f"gate_{gate}": said for gate, said in answers.items()}}


def waiver(gate: str, on: date = DAY, until: date = SOON, number: int = 1) -> tuple[str, str, date, dict[str, Any]]:
    return f"waiver-{number}", "granted", on, {"gate": gate, "expected_on": until, "person": "المحافظ", "note": "يُستكمل لاحقًا"}


TRIAL, SERVES, OPENED = (GO_LIVE, "trial", later(2)), (GO_LIVE, "in_service", later(20)), (GO_LIVE, "opening", later(30))


@pytest.mark.parametrize(("told", "serves", "closed", "expected"), [
    ([], False, {"training"}, Phase.GATES),
    ([], False, set(), Phase.READY),
    ([check("not_ready", note="ينقص")], False, set(), Phase.READY),
    ([check("not_ready", note="ينقص")], False, {"linking"}, Phase.GATES),
    ([check("ready")], False, set(), Phase.CHECKED),
    ([check("ready"), TRIAL], False, {"linking"}, Phase.TRIAL),
    ([check("ready"), TRIAL, SERVES], True, set(), Phase.IN_SERVICE),
    ([], True, set(), Phase.IN_SERVICE),
    ([SERVES, OPENED], True, set(), Phase.OPENED),
    ([OPENED], False, {"training"}, Phase.GATES),
])
def test_a_site_is_in_one_phase(told: list[Any], serves: bool, closed: set[str], expected: Phase) -> None:
    assert phase(items_of(SERVICE, story(*told)), serves=serves, closed=closed) is expected
    assert expected.serves is serves


def test_opened_is_not_in_service() -> None:
    items = items_of(SERVICE, story(OPENED))
    assert opening(items)
    assert SERVICE.outcome(items).state is State.NOT_STARTED
    assert SERVICE.outcome(items_of(SERVICE, story(check("ready")))).state is State.IN_PROGRESS
    assert SERVICE.outcome(items_of(SERVICE, story(SERVES))).state is State.DONE


@pytest.mark.parametrize(("told", "fault"), [
    ([check("ready", linking="no")], (1, "verdict")),
    ([check("ready_with_waivers", linking="no")], (1, "verdict")),
    ([check("ready_with_waivers")], (1, "verdict")),
    ([waiver("training"), check("ready_with_waivers", linking="no")], (2, "verdict")),
    ([waiver("linking", until=later(3)), check("ready_with_waivers", later(4), linking="no")], (2, "verdict")),
    ([check("not_ready", linking="no")], (1, "note")),
    ([check("not_ready", note=".", linking="no")], (1, "note")),
    ([check("not_ready", note="ينقص"), TRIAL], (2, "step")),
    ([check("not_ready", note="ينقص"), SERVES], (2, "step")),
    ([OPENED, (GO_LIVE, "opening", later(40))], (2, "step")),
    ([waiver("linking", until=later(-1))], (1, "expected_on")),
    ([("waiver-1", "ended", DAY)], (1, "step")),
])
def test_what_contradicts_itself_is_refused(told: list[Any], fault: tuple[int, str]) -> None:
    assert fault in broken(*told)


@pytest.mark.parametrize("told", [
    [check("ready"), TRIAL, SERVES, OPENED],
    [OPENED, SERVES],
    [waiver("linking"), check("ready_with_waivers", later(1), linking="no"), TRIAL],
    [check("not_ready", note="ينقص خط الربط", linking="no"), check("ready", later(1)), TRIAL],
])
def test_what_can_be_is_taken(told: list[Any]) -> None:
    assert broken(*told) == []


@pytest.mark.parametrize("missing", ["number", "person", "members", "verdict", *(f"gate_{key}" for key, _label in GATES)])
def test_a_checklist_is_signed_and_answers_every_gate(missing: str) -> None:
    unsigned = happened(*check("ready")[:3], **{missing: ""})
    assert [refused.about for refused in broken_alone(SERVICE, unsigned, later(90))] == [missing]


@pytest.mark.parametrize("missing", ["person", "note", "gate", "expected_on"])
def test_a_waiver_names_gate_approver_reason_and_expiry(missing: str) -> None:
    step, values = waiver("training")[1], waiver("training")[3] | {missing: None if missing == "expected_on" else ""}
    assert [refused.about for refused in broken_alone(SERVICE, happened("waiver-1", step, DAY, **values), later(90))] == [missing]


@given(granted=st.integers(0, 40), length=st.integers(0, 40), ended=st.none() | st.integers(0, 60), asked=st.integers(0, 90))
def test_a_waiver_is_in_force_from_its_grant_to_its_expiry_or_end(granted: int, length: int, ended: int | None, asked: int) -> None:
    told = [waiver("linking", later(granted), later(granted + length))]
    if ended is not None:
        told.append(("waiver-1", "ended", later(max(ended, granted)), {}))
    over = ended is not None and asked >= max(ended, granted)
    assert ("linking" in waived_gates(items_of(SERVICE, story(*told)), later(asked))) is (
        granted <= asked <= granted + length and not over
    )


def test_a_lapsed_waiver_is_told_until_its_gate_is_met_or_it_is_renewed() -> None:
    told = [waiver("training", until=later(25)), SERVES]
    items = items_of(SERVICE, story(*told))
    assert not lapsed_gates(items, later(25), met=())
    assert set(lapsed_gates(items, later(26), met=())) == {"training"}
    assert not lapsed_gates(items, later(26), met={"training"})
    renewed = items_of(SERVICE, story(*told, waiver("training", later(40), later(90), number=2)))
    assert not lapsed_gates(renewed, later(41), met=())
    assert set(lapsed_gates(renewed, later(91), met=())) == {"training"}
    assert not lapsed_gates(items_of(SERVICE, story(waiver("training", until=later(3)))), later(9), met=()), "nobody went through it"


def test_service_through_a_waiver_says_who_and_why() -> None:
    outcome = SERVICE.outcome(items_of(SERVICE, story(waiver("training"), SERVES)))
    assert (outcome.waiver_by, outcome.waiver_reason) == ("المحافظ", "يُستكمل لاحقًا")
    assert SERVICE.outcome(items_of(SERVICE, story(waiver("training", until=later(3)), SERVES))).waiver_by == ""


def test_after_a_failed_check_the_site_is_checked_anew() -> None:
    failed = items_of(SERVICE, story(check("not_ready", note="الربط لم يتم")))[GO_LIVE]
    assert failed.next is failed.kind.steps["check"]
    assert failed.sent_back
    assert failed.sent_back.note == "الربط لم يتم"
    again = items_of(SERVICE, story(check("not_ready", note="الربط لم يتم"), check("ready", later(9))))[GO_LIVE]
    assert again.next is again.kind.steps["trial"]
    assert again.sent_back is None
