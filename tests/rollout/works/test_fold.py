"""The history of a stage, against a naive computation: on every day, what the steps up to it make of the stage, and nothing else."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.stages import State
from rollout.works import AREAS, Area, Happened, Outcome, Reported, history, items_of, on_day
from rollout.works.steps import BLOCKED, EXCUSED, UNBLOCKED

FIRST = date(2023, 1, 1)
DAYS = 30
NOTHING = Outcome(State.NOT_STARTED)
_ITEMS = {"snag": "snag-1", "fault": "fault-1", "waiver": "waiver-1"}


def _one_of(area: Area) -> st.SearchStrategy[tuple[str, str, int, int]]:
    places = [(_ITEMS.get(kind.key, kind.key), step) for kind in area.kinds for step in kind.steps]
    return st.tuples(st.sampled_from(places), st.integers(0, DAYS), st.integers(0, 4)).map(lambda one: (*one[0], one[1], one[2]))


def _furniture(hundreds: int) -> dict[str, int]:
    """The values that a step of the furniture carries: of 300 piastres allotted so many were accepted."""
    return {"allotted": 300, "share": 100, **dict.fromkeys(("ordered", "delivered", "accepted", "installed"), 100 * hundreds)}


def _made(told: Sequence[tuple[str, str, int, int]]) -> list[Happened]:
    return [
        Happened(item, step, FIRST + timedelta(days=day), order, count=heads, note="سبب", person="س",
                 facts={"gate": "training", "verdict": "ready", **_furniture(heads)})
        for order, (item, step, day, heads) in enumerate(told, 1)
    ]


histories = st.sampled_from(sorted(AREAS)).flatmap(
    lambda key: st.tuples(st.just(AREAS[key]), st.lists(_one_of(AREAS[key]), max_size=25).map(_made))
)


def _whole(day: int, order: int, state: State, done: int) -> Reported:
    units = (done, 6) if state is State.IN_PROGRESS else (None, None)
    return Reported(FIRST + timedelta(days=day), order, Outcome(state, *units, note="ورد في الكشف"))


wholes = st.builds(
    _whole,
    st.integers(0, DAYS), st.integers(1000, 1010), st.sampled_from([State.IN_PROGRESS, State.DONE, State.STALLED]), st.integers(0, 5),
)


def _days() -> list[date]:
    return [FIRST + timedelta(days=day) for day in range(-1, DAYS + 2)]


@given(histories)
def test_on_every_day_the_stage_is_what_the_steps_up_to_it_make(told: tuple[Area, list[Happened]]) -> None:
    area, steps = told
    found = history(area, steps)
    for day in _days():
        naive = area.outcome(items_of(area, steps, day)) if any(step.on <= day for step in steps) else NOTHING
        assert (on_day(found, day) or NOTHING).said == naive.said, day


@given(histories, st.lists(wholes, max_size=3))
def test_each_row_of_a_history_says_something_new(told: tuple[Area, list[Happened]], reported: list[Reported]) -> None:
    area, steps = told
    found = history(area, steps, reported)
    assert [row.on for row in found] == sorted({row.on for row in found})
    assert {row.on for row in found} <= {one.on for one in (*steps, *reported)}
    said = [NOTHING.said, *(row.outcome.said for row in found)]
    assert all(one != two for one, two in pairwise(said))


@given(histories)
def test_the_order_in_which_steps_are_given_makes_no_difference(told: tuple[Area, list[Happened]]) -> None:
    area, steps = told
    assert history(area, steps) == history(area, steps[::-1])


@pytest.mark.parametrize(("note", "said"), [("", "تغيّر ما سُجِّل من خطواتها."), (".", "تغيّر ما سُجِّل من خطواتها."), ("زيد العدد", "زيد العدد")])
def test_a_finish_that_is_undone_says_why(note: str, said: str) -> None:
    told = [("wanted", 2, ""), ("trained", 2, ""), ("wanted", 3, note)]
    steps = [
        Happened("supply", step, FIRST + timedelta(days=day), day, count=heads, note=why) for day, (step, heads, why) in enumerate(told)
    ]
    found = history(AREAS["training"], steps)
    assert [(row.outcome.state, row.outcome.note) for row in found] == [
        (State.IN_PROGRESS, ""), (State.DONE, ""), (State.IN_PROGRESS, said),
    ]


@given(st.lists(wholes, min_size=1, max_size=4))
def test_what_a_sheet_reported_holds_while_there_are_no_details(reported: list[Reported]) -> None:
    found = history(AREAS["utilities"], (), reported)
    for day in _days():
        last = max((one for one in reported if one.on <= day), key=lambda one: (one.on, one.order), default=None)
        told = [one.outcome.said for one in reported if last and (one.on, one.order) == (last.on, last.order)]
        assert (on_day(found, day) or NOTHING).said in (told or [NOTHING.said])


@given(st.lists(_one_of(AREAS["utilities"]), max_size=25).map(_made), wholes)
def test_a_report_stands_only_for_the_meters_of_which_nothing_is_told(steps: list[Happened], whole: Reported) -> None:
    """Counted by hand: finished meters, plus as many of the reported ones as the untold meters can account for."""
    found = history(AREAS["utilities"], steps, [whole])
    for day in _days():
        so_far = [step for step in steps if step.on <= day]
        if not so_far or whole.on > day:
            continue
        finished = {step.item for step in so_far if step.step == "in_service"}
        excused = {step.item for step in so_far if step.step == EXCUSED}
        applies = {kind.key for kind in AREAS["utilities"].kinds} - excused
        if not applies:
            continue
        own = len(finished & applies)
        claimed = len(applies) if whole.outcome.state is State.DONE else whole.outcome.done or 0
        untold = applies - {step.item for step in so_far}
        done = own + min(max(claimed - own, 0), len(untold))
        outcome = on_day(found, day) or NOTHING
        assert (outcome.done or 0) == done, day
        assert (outcome.state is State.DONE) == (done == len(applies))


@given(histories)
def test_a_stop_holds_until_it_is_lifted_or_a_step_is_taken(told: tuple[Area, list[Happened]]) -> None:
    area, steps = told
    for key, item in items_of(area, steps).items():
        own = sorted((step for step in steps if step.item == key), key=lambda step: (step.on, step.order))
        stop: Happened | None = None
        for step in own:
            if step.step == BLOCKED:
                stop = step
            elif step.step == UNBLOCKED or step.step in item.kind.places:
                stop = None
        assert item.blocked == stop
        assert item.excused == next((step for step in reversed(own) if step.step == EXCUSED), None)
        assert [step.step for step in item.log] == [step.step for step in own]
        assert set(item.taken) == {step.step for step in own} & set(item.kind.places)
        assert item.known == bool(own)
