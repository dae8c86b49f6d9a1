"""The way of a programme, month by month."""

from datetime import date

import pytest

from reports.readings.history import Point, counted, days_of, way
from rollout.stages import Kind, State
from tests.reports.made_up import a_site, all_done

MAY, JUNE = date(2023, 5, 31), date(2023, 6, 30)


def test_the_way_ends_with_the_day_of_the_report() -> None:
    assert days_of(date(2023, 7, 15)) == (
        date(2023, 2, 28), date(2023, 3, 31), date(2023, 4, 30), MAY, JUNE, date(2023, 7, 15)
    )


def test_stages_that_do_not_apply_are_left_out() -> None:
    states = all_done() | {"linking": State.NOT_APPLICABLE, "offices": State.NOT_STARTED}
    [reached] = way(counted([(JUNE, [a_site(states).position, a_site().position])]))[""]
    assert reached.stages_done == pytest.approx(5 / 13)
    assert reached.in_service == 0.5


def test_each_governorate_has_its_own_way_and_all_have_one_together() -> None:
    ready, other = a_site(all_done()).position, a_site(governorate="EG-KN").position
    found = way(counted([(MAY, [other]), (JUNE, [ready, other])]))
    assert found["EG-AST"] == (Point(JUNE, 1.0, 1.0),)
    assert found["EG-KN"] == (Point(MAY, 0.0, 0.0), Point(JUNE, 0.0, 0.0))
    assert found[""] == (Point(MAY, 0.0, 0.0), Point(JUNE, 0.5, 0.5))


def test_without_sites_there_is_no_way() -> None:
    assert way(counted([(JUNE, [])])) == {}


def test_a_site_to_which_no_stage_applies_has_done_nothing() -> None:
    states = {stage.key: State.NOT_APPLICABLE for stage in Kind.COMPLEX.stages}
    assert way(counted([(JUNE, [a_site(states).position])]))[""] == (Point(JUNE, 0.0, 0.0),)
