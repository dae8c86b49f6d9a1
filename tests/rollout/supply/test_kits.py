"""A kit is whole only with all of its parts, and the scarcest part decides."""

from rollout.supply.kits import Whole, whole_kits

COUNTER, CHAIR, SCREEN = 1, 2, 3
PARTS = {COUNTER: 1, CHAIR: 2, SCREEN: 1}


def test_the_scarcest_part_decides() -> None:
    assert whole_kits(PARTS, {COUNTER: 10, CHAIR: 7, SCREEN: 9}) == Whole(3, {CHAIR: 1})


def test_a_part_that_is_not_there_makes_no_kit() -> None:
    assert whole_kits(PARTS, {COUNTER: 10, CHAIR: 20}) == Whole(0, {SCREEN: 1})


def test_every_part_that_the_next_kit_lacks_is_told() -> None:
    assert whole_kits(PARTS, {COUNTER: 2, CHAIR: 4, SCREEN: 2}) == Whole(2, {COUNTER: 1, CHAIR: 2, SCREEN: 1})


def test_without_parts_there_is_no_kit() -> None:
    assert whole_kits({}, {COUNTER: 10}) == Whole(0, {})
