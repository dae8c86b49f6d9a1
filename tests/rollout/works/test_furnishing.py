"""The furnishing stage by the value of what was accepted: begun by an order, finished by the share that is set, stopped by word only."""

from datetime import date, timedelta

import pytest

from rollout.stages import Kind, State, unmet
from rollout.supply.states import Held
from rollout.works import Happened, Reported, history, items_of
from rollout.works.furnishing import FURNISHING, FURNITURE, installed_of, order_of, place_of, told
from rollout.works.steps import BLOCKED, UNBLOCKED, Outcome

DAY = date(2023, 7, 2)
WORTH = 1000 * 100  # a pound, in thousandths of a piastre


def days(*moves: tuple[int, Held | None, Held, int]) -> dict[date, dict[Held, int]]:
    found: dict[date, dict[Held, int]] = {}
    for after, source, target, pounds in moves:
        states = found.setdefault(DAY + timedelta(days=after), {})
        states[target] = states.get(target, 0) + pounds * WORTH
        if source is not None:
            states[source] = states.get(source, 0) - pounds * WORTH
    return found


def stage(
    *moves: tuple[int, Held | None, Held, int], share: int = 100, beside: tuple[Happened, ...] = ()
) -> list[tuple[int, State, object]]:
    steps = [*told(days(*moves), 7, lambda _day: share), *beside]
    return [((one.on - DAY).days, one.outcome.state, one.outcome.done) for one in history(FURNISHING, steps)]


ALLOTTED = (0, None, Held.ALLOTTED, 100)
ORDERED = (1, Held.ALLOTTED, Held.ORDERED, 100)


def accepted(day: int, pounds: int) -> tuple[int, Held, Held, int]:
    return day, Held.ORDERED, Held.ACCEPTED, pounds


def test_it_begins_with_the_order_and_ends_when_all_is_accepted() -> None:
    found = stage(ALLOTTED, ORDERED, accepted(5, 40), accepted(9, 60), (12, Held.ACCEPTED, Held.INSTALLED, 100))
    assert found == [(1, State.IN_PROGRESS, 0), (5, State.IN_PROGRESS, 40), (9, State.DONE, 100)]


def test_what_is_only_allotted_has_not_begun() -> None:
    assert stage(ALLOTTED) == []


def test_the_share_that_is_set_is_enough() -> None:
    assert stage(ALLOTTED, ORDERED, accepted(5, 79), accepted(6, 1), accepted(7, 20), share=80) == [
        (1, State.IN_PROGRESS, 0), (5, State.IN_PROGRESS, 79), (6, State.DONE, 80),
    ]


def test_what_comes_on_top_of_a_finished_site_does_not_finish_it_again() -> None:
    more = ((20, None, Held.STOCK, 30),)
    assert stage(ALLOTTED, ORDERED, accepted(5, 100), *more)[-1] == (5, State.DONE, 100)


def test_what_is_allotted_anew_opens_the_stage_again() -> None:
    assert stage(ALLOTTED, ORDERED, accepted(5, 100), (20, None, Held.ALLOTTED, 30))[-1] == (20, State.IN_PROGRESS, 100)


def test_nothing_stalls_it_but_a_word_and_the_next_delivery_lifts_that() -> None:
    stop = Happened(FURNITURE, BLOCKED, DAY + timedelta(days=6), 1, note="تأخر المورد", body="المورد")
    on = Happened(FURNITURE, UNBLOCKED, DAY + timedelta(days=8), 2)
    moves = (ALLOTTED, ORDERED, accepted(5, 40), accepted(9, 10))
    assert [one[1] for one in stage(*moves, beside=(stop,))] == [State.IN_PROGRESS, State.IN_PROGRESS, State.STALLED, State.IN_PROGRESS]
    assert [one[0] for one in stage(*moves, beside=(stop, on))] == [1, 5, 6, 8, 9]


@pytest.mark.parametrize(("moves", "expected"), [((ALLOTTED,), State.DONE), ((ALLOTTED, ORDERED), State.IN_PROGRESS)])
def test_a_report_of_the_whole_holds_until_anything_is_ordered(moves: tuple[tuple[int, None, Held, int], ...], expected: State) -> None:
    reported = Reported(DAY - timedelta(days=30), 0, Outcome(State.DONE))
    assert history(FURNISHING, told(days(*moves), 7, lambda _day: 100), [reported])[-1].outcome.state is expected


def test_the_next_step_is_the_first_that_is_not_taken_for_everything() -> None:
    def ahead(*moves: tuple[int, Held | None, Held, int]) -> str | None:
        step = items_of(FURNISHING, told(days(*moves), 7, lambda _day: 100))[FURNITURE].next
        return step and step.key

    assert ahead() == "allotted"
    assert ahead(ALLOTTED) == "ordered"
    assert ahead(ALLOTTED, ORDERED) == "delivered"
    assert ahead(ALLOTTED, ORDERED, (3, Held.ORDERED, Held.CUSTODY, 100)) == "accepted"
    assert ahead(ALLOTTED, ORDERED, accepted(5, 100)) == "installed"
    assert ahead(ALLOTTED, ORDERED, accepted(5, 100), (6, Held.ACCEPTED, Held.IN_SERVICE, 100)) is None


def test_the_orders_of_the_ledger_are_like_no_other_and_tell_their_site_and_day() -> None:
    orders = [order_of(site, DAY + timedelta(days=day), step) for site in (1, 2, 900_000) for day in (0, 1)
              for step in ("allotted", "ordered", "delivered", "accepted", "installed")]
    assert len(set(orders)) == len(orders)
    assert max(orders) < -(10**12)
    assert orders[:10] == sorted(orders[:10])
    assert place_of(orders[-1]) == (900_000, DAY + timedelta(days=1))
    assert place_of(-12) is place_of(12) is None


def test_furniture_waits_for_no_building_but_service_waits_for_both() -> None:
    assert unmet(Kind.COMPLEX, "furnishing", {}) == []
    missing = {stage.key for stage in unmet(Kind.COMPLEX, "service", {"furnishing": State.DONE})}
    assert "handover" in missing
    assert "furnishing" not in missing


def test_what_is_installed_is_told_beside_what_is_accepted() -> None:
    steps = told(days(ALLOTTED, ORDERED, accepted(5, 60), (6, Held.ACCEPTED, Held.INSTALLED, 20)), 7, lambda _day: 100)
    assert installed_of(steps) == 20 * 100
    assert installed_of([Happened(FURNITURE, BLOCKED, DAY, 1)]) == 0
