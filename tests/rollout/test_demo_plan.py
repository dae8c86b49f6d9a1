"""What was promised for the demo sites: the published plan, and dates that were kept, moved and broken."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from rollout.demo import tellings
from rollout.demo.places import register
from rollout.demo.plan import APPROVED_ON, Said, promised
from rollout.demo.storing_plan import planned
from rollout.demo.telling import Telling
from rollout.plan import OFFERED
from rollout.stages import Kind


@pytest.fixture(scope="module")
def plan() -> list[tuple[Telling, list[Said]]]:
    found = [(telling, promised(telling)) for telling in tellings(register())]
    return [(telling, said) for telling, said in found if said]


def test_the_published_plan_is_74_complexes_in_july_and_the_rest_until_october(plan: list[tuple[Telling, list[Said]]]) -> None:
    assert {telling.place.kind for telling, _said in plan} == {Kind.COMPLEX}
    assert all([one.published for one in said] == [True] + [False] * (len(said) - 1) for _telling, said in plan)
    waves = Counter(said[0].due_on for _telling, said in plan)
    assert waves[date(2023, 7, 31)] == 74
    assert sum(waves.values()) == 332
    assert set(waves) == {date(2023, 7, 31), date(2023, 8, 31), date(2023, 9, 30), date(2023, 10, 31)}


def test_every_promise_keeps_the_rules_of_the_ledger(plan: list[tuple[Telling, list[Said]]]) -> None:
    offered = {reason.key for reason in OFFERED}
    for telling, said in plan:
        assert said[0].given_on == APPROVED_ON
        for before, one in pairwise(said):
            assert before.given_on <= one.given_on < one.due_on, telling.place.code
            assert before.recorded_at < one.recorded_at, telling.place.code
            assert one.due_on != before.due_on
            assert one.reason in offered


def test_some_dates_were_moved_once_some_again_some_drawn_nearer_and_some_only_broken(plan: list[tuple[Telling, list[Said]]]) -> None:
    moves = Counter(len(said) - 1 for _telling, said in plan)
    assert min(moves[0], moves[1], moves[2], moves[3]) > 5
    assert any(later.due_on < said[0].due_on for _telling, said in plan for later in said)
    assert len({one.reason for _telling, said in plan for one in said}) > 6


def test_the_sites_of_the_sample_register_keep_their_wave(plan: list[tuple[Telling, list[Said]]]) -> None:
    sheet = [(telling, said) for telling, said in plan if telling.place.sheet is not None]
    assert len(sheet) == 49
    assert all(planned(telling).planned_on == telling.place.planned_on for telling, _said in sheet)
