"""The status of a line, its faults, and what its steps may say."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.stages import State
from rollout.text import speaking
from rollout.works import AREAS, Happened, items_of
from rollout.works.judge import broken_history
from rollout.works.linking import CENTRE, LINE, LINKING, LinkStatus, faults, hours_down, link_status, open_faults

DAY = date(2023, 5, 1)
PATH = [step.key for step in LINKING.kinds[0].path]


def happened(item: str, step: str, day: int = 0, **values: Any) -> Happened:
    return Happened(item, step, DAY + timedelta(days=day), day, **values)


def line(until: str) -> list[Happened]:
    return [happened(LINE, step, number) for number, step in enumerate(PATH[: PATH.index(until) + 1])]


LIVE = line("live")


def status(steps: Sequence[Happened], whole: State = State.NOT_STARTED) -> LinkStatus:
    return link_status(items_of(LINKING, steps), whole)


def broken(*steps: Happened) -> list[str]:
    with speaking("en"):
        return [str(refused) for _order, refused in broken_history(LINKING, steps)]


@pytest.mark.parametrize(("until", "expected"), [
    ("survey", LinkStatus.NOT_REQUESTED), ("order", LinkStatus.REQUESTED), ("fibre", LinkStatus.IN_WORKS),
    ("bodies", LinkStatus.IN_WORKS), ("collection", LinkStatus.UNTESTED), ("test", LinkStatus.TESTED), ("live", LinkStatus.LINKED),
])
def test_the_path_decides_the_status(until: str, expected: LinkStatus) -> None:
    assert status(line(until)) is expected


def test_a_line_is_out_of_order_until_its_last_fault_is_repaired() -> None:
    first, second = happened("fault-1", "opened", 20), happened("fault-2", "opened", 21)
    mended = [happened(f"fault-{number}", "repaired", 30 + number, facts={"hours": "2"}) for number in (1, 2)]
    assert status([*LIVE, first]) is LinkStatus.FAULTY
    assert status([*LIVE, first, second, mended[0]]) is LinkStatus.FAULTY
    assert status([*LIVE, first, second, *mended]) is LinkStatus.LINKED


def test_a_fault_that_nobody_reported_is_none() -> None:
    waiting = happened("fault-1", "blocked", 20, note="قطعة غيار", body="المصرية للاتصالات")
    assert open_faults(items_of(LINKING, [*LIVE, waiting])) == []
    assert status([*LIVE, waiting]) is LinkStatus.LINKED


@pytest.mark.parametrize(("whole", "expected"), [
    (State.NOT_STARTED, LinkStatus.NOT_REQUESTED), (State.IN_PROGRESS, LinkStatus.IN_WORKS), (State.STALLED, LinkStatus.IN_WORKS),
    (State.DONE, LinkStatus.LINKED), (State.NOT_APPLICABLE, LinkStatus.NOT_APPLICABLE),
])
def test_without_details_the_status_is_what_was_reported(whole: State, expected: LinkStatus) -> None:
    assert status([], whole) is expected


def test_details_are_believed_before_what_was_reported_but_for_a_finish() -> None:
    assert status(line("order"), State.IN_PROGRESS) is LinkStatus.REQUESTED
    assert status(line("order"), State.DONE) is LinkStatus.LINKED


steps = st.lists(
    st.builds(
        lambda key, day: happened(*key, day=day, facts={"hours": "3"} if key[1] == "repaired" else {}),
        st.one_of(
            st.tuples(st.just(LINE), st.sampled_from([*PATH, "blocked", "unblocked", "expected"])),
            st.tuples(st.sampled_from(["fault-1", "fault-2", "fault-10"]), st.sampled_from(["opened", "repaired", "blocked"])),
        ),
        st.integers(0, 60),
    ),
    max_size=20,
)


@given(steps, st.sampled_from([*State]))
def test_every_line_has_one_status_and_is_linked_exactly_where_its_stage_is_done(told: list[Happened], whole: State) -> None:
    items = items_of(LINKING, told)
    assert link_status(items, whole) in LinkStatus
    assert all(str(each.label) for each in LinkStatus)
    done = whole is State.DONE or LINKING.outcome(items).state is State.DONE
    assert (link_status(items, whole) in (LinkStatus.LINKED, LinkStatus.FAULTY)) == done


@given(steps)
def test_hours_down_are_those_of_repaired_faults(told: list[Happened]) -> None:
    items = items_of(LINKING, told)
    repaired = {step.item for step in told if step.step == "repaired"}
    assert hours_down(items) == Decimal(3) * len(repaired)
    assert not {fault.key for fault in open_faults(items)} & repaired
    assert [fault.key for fault in faults(items)] == sorted({fault.key for fault in faults(items)}, key=lambda key: int(key[6:]))


def test_hours_are_added_without_losing_any() -> None:
    told = [happened(f"fault-{number}", "repaired", number, facts={"hours": "0.1"}) for number in range(1, 4)]
    assert hours_down(items_of(LINKING, told)) == Decimal("0.3")


def test_nothing_goes_live_untested() -> None:
    skipped = [step for step in LIVE if step.step != "test"]
    assert broken(*LIVE) == []
    assert broken(*skipped) == ["A line goes live after its test; record the test minutes first."]


def test_a_fault_is_reported_of_a_live_line_only() -> None:
    assert broken(*line("test"), happened("fault-1", "opened", 40)) == ["A fault is reported of a line that is live; this one is not."]


def test_only_a_reported_fault_is_repaired() -> None:
    repaired = happened("fault-1", "repaired", 41, facts={"hours": "1"})
    blocked = happened("fault-1", "blocked", 40, note="قطعة غيار", body="المصرية للاتصالات")
    assert broken(*LIVE, repaired) == ["This fault was never reported."]
    assert broken(*LIVE, blocked, repaired) == ["This fault was never reported."]


@pytest.mark.parametrize(("hours", "sentences"), [("72", 0), ("72.5", 1)])
def test_a_fault_lasts_no_longer_than_its_days(hours: str, sentences: int) -> None:
    told = [*LIVE, happened("fault-1", "opened", 40), happened("fault-1", "repaired", 42, facts={"hours": hours})]
    assert broken(*told) == ["Between report and repair there are at most 72 hours."] * sentences


@pytest.mark.parametrize("values", [
    {"note": "العنوان 10.1.2.3"}, {"number": "192.168.0.1"}, {"body": "VLAN 12"}, {"facts": {"medium": "password: x"}},
    {"note": "كلمة المرور 1234"},
])
def test_no_step_tells_a_secret(values: dict[str, Any]) -> None:
    [sentence] = broken(happened(LINE, "order", **values))
    assert "not kept here" in sentence


def test_a_blocker_tells_no_secret_either() -> None:
    assert broken(happened(LINE, "blocked", note="لا يستجيب 10.1.2.3", body="المصرية للاتصالات"))
    assert broken(happened(LINE, "blocked", note="لا يستجيب", body="المصرية للاتصالات")) == []


def test_the_area_knows_the_step_that_needs_a_pair() -> None:
    assert CENTRE in AREAS["linking"].kinds[0].places
