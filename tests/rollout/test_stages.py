"""The chains of stages hold together, and what follows from them: next step, standing, readiness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.stages import CHAINS, Kind, Stage, Standing, State, next_stage, readiness, standing, unmet
from rollout.works import AREAS


@pytest.mark.parametrize("kind", Kind)
def test_weights_of_a_chain_add_up_to_a_hundred(kind: Kind) -> None:
    assert sum(stage.weight for stage in kind.stages) == 100


@pytest.mark.parametrize("kind", Kind)
def test_a_stage_requires_only_earlier_stages_of_its_chain(kind: Kind) -> None:
    seen: set[str] = set()
    for stage in kind.stages:
        assert set(stage.requires) <= seen
        assert stage.key not in seen
        seen.add(stage.key)


def test_the_complex_goes_through_its_seven_stages_in_order() -> None:
    keys = [stage.key for stage in Kind.COMPLEX.stages]
    assert keys == ["handover", "utilities", "linking", "furnishing", "training", "offices", "service"]


def test_whoever_trains_a_complex_has_one_name() -> None:
    assert str(Kind.COMPLEX.stage("training").body) == str(AREAS["training"].kinds[0].path[-1].owner)


def states(kind: Kind) -> st.SearchStrategy[dict[str, State]]:
    return st.fixed_dictionaries({stage.key: st.sampled_from(State) for stage in kind.stages})


@pytest.mark.parametrize("kind", Kind)
@given(data=st.data())
def test_the_next_step_can_be_taken_now_and_ends_only_in_service(kind: Kind, data: st.DataObject) -> None:
    told = data.draw(states(kind))
    step = next_stage(kind, told)
    assert (step is None) == told[kind.final.key].passes
    if step is not None:
        assert not told[step.key].passes
        assert unmet(kind, step.key, told) == []


@pytest.mark.parametrize("kind", Kind)
def test_following_the_next_step_always_leads_into_service(kind: Kind) -> None:
    told: dict[str, State] = {}
    for _step in kind.stages:
        step = next_stage(kind, told)
        assert isinstance(step, Stage)
        told[step.key] = State.DONE
    assert next_stage(kind, told) is None


def test_a_stalled_stage_is_the_next_step_before_one_that_only_has_not_begun() -> None:
    told = {"handover": State.DONE, "linking": State.STALLED}
    assert next_stage(Kind.COMPLEX, told) is Kind.COMPLEX.stage("linking")


@pytest.mark.parametrize(
    ("state", "evidence", "silent", "expected"),
    [
        (State.NOT_STARTED, False, 0, Standing.NONE),
        (State.NOT_STARTED, False, 99, Standing.NONE),
        (State.DONE, True, 999, Standing.CONFIRMED),
        (State.NOT_APPLICABLE, True, 999, Standing.CONFIRMED),
        (State.DONE, False, 30, Standing.REPORTED),
        (State.DONE, False, 31, Standing.STALE),
        (State.STALLED, True, 30, Standing.CONFIRMED),
        (State.STALLED, True, 31, Standing.STALE),
        (State.IN_PROGRESS, False, 31, Standing.STALE),
    ],
)
def test_standing_follows_from_evidence_and_silence(state: State, evidence: bool, silent: int, expected: Standing) -> None:
    assert standing(state, evidence, silent, 30) is expected


def test_readiness_is_the_weighted_share() -> None:
    assert readiness(Kind.COMPLEX, {}) == 0
    assert readiness(Kind.COMPLEX, {"handover": 1.0, "utilities": 0.5}) == pytest.approx(0.275)
    assert readiness(Kind.COMPLEX, {stage.key: 1.0 for stage in CHAINS[Kind.COMPLEX]}) == pytest.approx(1)


def test_labels_are_arabic_by_default() -> None:
    assert str(Kind.COMPLEX.stage("handover").label) == "استلام المبنى"
    assert str(State.STALLED.label) == "متعثر"
