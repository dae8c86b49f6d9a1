"""Lateness, silence, standstill and waiting, each from a site's position and the day alone."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from rollout.journal import record
from rollout.outlook import days_late, is_behind, is_planned, is_silent, is_stalled, month_after, planned_stages, waiting_since
from rollout.position import SitePosition, position
from rollout.rules import News
from rollout.stages import Kind, State
from tests.factories import a_site

TODAY = date(2023, 7, 31)


def where(session: Session, *news: News, planned_on: date | None = None, as_of: date = TODAY) -> SitePosition:
    site = a_site(session, planned_on=planned_on)
    for each in news:
        record(session, site, each, today=TODAY)
    return position(session, as_of, site_ids=[site.id]).sites[0]


@pytest.mark.parametrize(("day", "after"), [
    (date(2023, 7, 1), date(2023, 8, 1)), (date(2023, 7, 31), date(2023, 8, 1)), (date(2023, 12, 15), date(2024, 1, 1)),
    (date(2024, 1, 31), date(2024, 2, 1)),
])
def test_month_after(day: date, after: date) -> None:
    assert month_after(day) == after


@pytest.mark.parametrize(("as_of", "days"), [(date(2023, 6, 30), 0), (date(2023, 7, 1), 1), (TODAY, 31)])
def test_late_from_the_first_day_after_the_planned_month(session: Session, as_of: date, days: int) -> None:
    assert days_late(where(session, planned_on=date(2023, 6, 1)), as_of) == days


def test_never_late_without_a_plan_or_once_in_service(session: Session) -> None:
    served = [News(stage.key, State.DONE, date(2023, 7, 1), waiver_by="م", waiver_reason="خط مؤقت") for stage in Kind.COMPLEX.stages]
    assert days_late(where(session), TODAY) == 0
    assert days_late(where(session, *served, planned_on=date(2023, 1, 1)), TODAY) == 0


def test_silent_after_more_than_the_days_of_patience(session: Session) -> None:
    site = where(session, News("handover", State.DONE, date(2023, 7, 1), news_on=date(2023, 7, 1)))
    assert not is_silent(site, 30)
    assert is_silent(site, 29)
    assert is_silent(where(session), 365), "nobody ever spoke for it"


def test_stalled_while_any_stage_stands_still(session: Session) -> None:
    assert is_stalled(where(session, News("offices", State.STALLED, date(2023, 7, 1))))
    assert not is_stalled(where(session, News("offices", State.IN_PROGRESS, date(2023, 7, 1))))


def test_waiting_since_the_last_prerequisite_or_its_own_news(session: Session) -> None:
    handed_over = News("handover", State.DONE, date(2023, 5, 3))
    assert waiting_since(where(session)) is None
    assert waiting_since(where(session, handed_over)) == date(2023, 5, 3)
    assert waiting_since(where(session, handed_over, News("utilities", State.STALLED, date(2023, 6, 9)))) == date(2023, 6, 9)


def test_going_live_is_behind_from_the_day_on_which_the_site_is_late(session: Session) -> None:
    site, last = where(session, planned_on=date(2023, 7, 1)), date(2023, 7, 31)
    for day in (last, last + timedelta(days=1)):
        assert is_planned(site, "service", day)
        assert is_behind(site, "service", day) is (days_late(site, day) > 0) is (day != last)


def test_a_stage_is_planned_for_the_day_from_which_those_behind_it_still_fit_into_the_month() -> None:
    month = date(2023, 7, 1)
    assert "service" in planned_stages(Kind.COMPLEX, month, date(2023, 7, 31))
    assert "service" not in planned_stages(Kind.COMPLEX, month, date(2023, 7, 30))
    assert "training" in planned_stages(Kind.COMPLEX, month, date(2023, 7, 17)), "the two weeks of going live are left"
    assert "training" not in planned_stages(Kind.COMPLEX, month, date(2023, 7, 16))
    assert "handover" in planned_stages(Kind.COMPLEX, month, date(2023, 5, 18)), "linking is the longest of what needs the building"
    assert "handover" not in planned_stages(Kind.COMPLEX, month, date(2023, 5, 17))
    assert planned_stages(Kind.COMPLEX, None, TODAY) == frozenset()


def test_behind_is_what_was_planned_and_is_not_done(session: Session) -> None:
    site = where(session, News("handover", State.DONE, date(2023, 7, 1)), planned_on=date(2023, 7, 1))
    assert is_planned(site, "handover", TODAY)
    assert not is_behind(site, "handover", TODAY)
    assert is_behind(site, "utilities", TODAY)
    assert not is_behind(site, "utilities", date(2023, 5, 1))
