"""What a report counts follows from the position alone."""

from datetime import date

import pytest

from reports.readings.figures import Figures
from rollout.stages import Kind, State
from rollout.text import speaking
from tests.reports.made_up import a_site, all_done, with_units


def test_the_mean_readiness_is_the_same_in_whatever_order_the_sites_come() -> None:
    some = [
        *(a_site({"handover": State.DONE}) for _ in range(3)),
        *(a_site({"handover": State.DONE, "utilities": State.DONE}) for _ in range(7)),
        *(with_units(a_site({"utilities": State.IN_PROGRESS}), "utilities", done, 7) for done in range(1, 7)),
    ]
    assert len({Figures(tuple(some[turn:] + some[:turn])).readiness for turn in range(len(some))}) == 1


def test_a_site_is_late_when_its_planned_month_is_over() -> None:
    assert a_site(planned_on=date(2023, 6, 1)).late
    assert not a_site(planned_on=date(2023, 7, 1)).late, "the month of the report is not over on its last day"
    assert not a_site(planned_on=None).late


def test_a_site_in_service_is_neither_late_nor_stalled() -> None:
    served = a_site(all_done() | {"offices": State.STALLED}, planned_on=date(2023, 6, 1))
    assert not served.late
    assert not served.stalled


@pytest.mark.parametrize(("last", "silent"), [(date(2023, 7, 1), False), (date(2023, 6, 30), True), (None, True)])
def test_silence_begins_after_the_days_of_patience(last: date | None, silent: bool) -> None:
    assert a_site(last_news_on=last).silent is silent


def test_the_next_step_waits_since_its_own_news_or_its_last_prerequisite() -> None:
    received = {"handover": State.DONE, "training": State.DONE}
    assert a_site(received, since={"handover": date(2023, 5, 2)}).waiting_since == date(2023, 5, 2)
    moving = received | {"utilities": State.IN_PROGRESS}
    assert a_site(moving, since={"handover": date(2023, 5, 2), "utilities": date(2023, 6, 9)}).waiting_since == date(2023, 6, 9)
    assert a_site().waiting_since is None
    assert a_site(all_done()).waiting_since is None


def test_bodies_are_listed_by_how_many_sites_wait_for_them() -> None:
    stuck = a_site({"handover": State.DONE, "utilities": State.STALLED}, reason="لم تسدد المقايسة")
    found = Figures((stuck, a_site(), a_site(), a_site(all_done())))
    with speaking("en"):
        assert [(w.body, len(w.sites)) for w in found.waiting] == [("Executing body", 2), ("Utility companies", 1)]
        assert found.waiting[1].steps == {"Install the remaining utility meters": 1}
    assert found.waiting[1].sites[0].obstacle == "لم تسدد المقايسة"


def test_every_total_adds_up_to_the_register() -> None:
    sites = (
        a_site({"handover": State.DONE}, proven=("handover",)), a_site({"handover": State.DONE}),
        a_site({"handover": State.IN_PROGRESS}, last_news_on=date(2023, 1, 5)), a_site(),
        a_site({"handover": State.NOT_APPLICABLE}),
    )
    total = Figures(sites).totals[Kind.COMPLEX, "handover"]
    assert (total.confirmed, total.reported, total.stale, total.none) == (1, 2, 1, 1)
    assert total.done + total.in_progress + total.stalled + total.not_started + total.not_applicable == total.register == 5
    assert (total.done_confirmed, total.done_reported, total.done_stale) == (1, 1, 0)


def test_readiness_is_the_mean_over_sites_and_counts_units() -> None:
    half = with_units(a_site({"handover": State.DONE, "utilities": State.IN_PROGRESS}), "utilities", 3, 6)
    assert half.position.readiness == pytest.approx(0.275)
    assert Figures((half, a_site(all_done()))).readiness == pytest.approx((0.275 + 1) / 2)
    assert Figures(()).readiness == 0


def test_the_silent_are_ordered_by_their_silence() -> None:
    found = Figures((a_site(last_news_on=date(2023, 5, 1), code="B"), a_site(last_news_on=None, code="A"), a_site(code="C")))
    assert [site.position.code for site in found.silent] == ["A", "B"]
    assert found.heard == 1


def test_waves_come_by_month_and_sites_without_one_last() -> None:
    found = Figures((a_site(), a_site(planned_on=date(2023, 8, 17)), a_site(planned_on=date(2023, 7, 1))))
    assert list(found.by_wave()) == [date(2023, 7, 1), date(2023, 8, 1), None]


def test_kinds_and_governorates_divide_the_sites() -> None:
    found = Figures((a_site(kind=Kind.MOBILE_CENTRE), a_site(governorate="EG-KN"), a_site()))
    assert found.kinds == (Kind.COMPLEX, Kind.MOBILE_CENTRE)
    assert {code: group.register for code, group in found.by_governorate().items()} == {"EG-AST": 2, "EG-KN": 1}
    assert sum(found.of(kind).register for kind in found.kinds) == found.register
