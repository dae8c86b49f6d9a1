"""Completeness: who is expected, what came, what came in time, and what was known of it at a moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from models import Committee, Site
from rollout.approvals.completeness import Received, completeness, course, last_weeks, week_of
from rollout.followup.weeks import CutOff, Week
from rollout.position import position
from rollout.scope import Scope, limited
from rollout.stages import Kind, State
from tests.factories import a_governorate, a_site
from tests.rollout.approvals.weekly import WEEK, affirmed, at, told


def site(session: Session, **values: object) -> Site:
    return a_site(session, **{"recorded_at": at(1, month=1), **values})  # type: ignore[arg-type]


def of_week(session: Session, **more: object) -> Received:
    [found] = completeness(session, WEEK, **more)  # type: ignore[arg-type]
    return found


@contextmanager
def counting(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    yield seen
    event.remove(session.get_bind(), "before_cursor_execute", note)


def test_received_is_what_was_spoken_for_on_a_day_of_the_week(session: Session) -> None:
    early, first, last, after = (site(session) for _number in range(4))
    affirmed(session, early, 15)  # Wednesday of the week before
    affirmed(session, first, 16)
    told(session, last, 22)
    affirmed(session, after, 23)
    found = of_week(session)
    assert (found.expected, found.received, found.on_time) == (4, 2, 2)
    assert {one.code for one in found.missing} == {early.code, after.code}
    assert found.share == 0.5


def test_on_time_is_what_was_recorded_by_the_cut_off(session: Session) -> None:
    just, late, both = (site(session) for _number in range(3))
    affirmed(session, just, 22, at(22, 15))
    affirmed(session, late, 22, at(22, 15, 1))
    affirmed(session, both, 20, at(23))
    told(session, both, 20, at(21))  # the first word counts
    found = of_week(session)
    assert (found.received, found.on_time, found.late) == (3, 2, 1)


def test_what_is_told_afterwards_of_a_day_of_the_week_is_late_news_of_it(session: Session) -> None:
    late, next_week, silent = (site(session) for _number in range(3))
    told(session, late, 23, effective_on=date(2023, 11, 20))
    told(session, next_week, 23)
    found = of_week(session)
    assert (found.received, found.on_time) == (1, 0)
    assert {one.code for one in found.missing} == {next_week.code, silent.code}


def test_who_is_missing_is_who_the_position_has_not_heard_of(session: Session) -> None:
    sites = [site(session) for _number in range(4)]
    told(session, sites[0], 23, effective_on=date(2023, 11, 20))
    told(session, sites[1], 18)
    affirmed(session, sites[2], 17)
    found = of_week(session)
    known = {one.code: one.last_news_on for one in position(session, WEEK.day, governorate="EG-AST").sites}
    assert {one.code for one in found.missing} == {code for code, day in known.items() if day is None or day < WEEK.starts_on}


def test_what_was_recorded_later_is_not_known_earlier(session: Session) -> None:
    one = site(session)
    affirmed(session, one, 21, at(24))
    assert of_week(session, known_at=at(23)).received == 0
    assert of_week(session, known_at=at(24)).received == 1


def test_only_sites_of_the_register_at_the_cut_off_are_expected(session: Session) -> None:
    usual = site(session)
    site(session, recorded_at=at(22, 15, 1))
    site(session, withdrawn_at=at(22, 14))
    kept = site(session, withdrawn_at=at(22, 16))
    found = of_week(session)
    assert {one.code for one in found.missing} == {usual.code, kept.code}


def test_a_site_that_served_when_the_week_began_is_not_expected(session: Session) -> None:
    before, within, taken_back, unknown = (site(session) for _number in range(4))
    told(session, before, 15, stage="service")
    told(session, within, 16, stage="service")
    wrong = told(session, taken_back, 10, stage="service")
    told(session, taken_back, 15, stage="service", state=State.STALLED.value, replaces_id=wrong, effective_on=date(2023, 11, 10))
    told(session, unknown, 15, at(23), stage="service")  # told after the cut-off
    found = of_week(session)
    assert found.expected == 3
    assert before.code not in {one.code for one in found.missing}


def test_each_kind_serves_by_its_own_last_stage(session: Session) -> None:
    van = site(session, kind=Kind.MOBILE_CENTRE)
    told(session, van, 10, stage=Kind.MOBILE_CENTRE.final.key)
    assert of_week(session).expected == 0
    assert of_week(session).share is None


def test_the_running_week_is_not_over(session: Session) -> None:
    site(session)
    assert not of_week(session, known_at=at(22, 14, 59)).over
    assert of_week(session, known_at=at(22, 15)).over


def test_a_committee_has_its_own_cut_off(session: Session) -> None:
    one = site(session)
    session.add(Committee(governorate_id=one.governorate_id, name_ar="لجنة", cut_off_weekday=6, cut_off_at=time(10), recorded_at=at(1)))
    session.flush()
    affirmed(session, one, 19, at(19, 10, 30))  # Sunday, half an hour late
    found = of_week(session)
    assert found.week == Week(date(2023, 11, 19), time(10))
    assert (found.received, found.on_time) == (1, 0)


@pytest.mark.parametrize(("day", "ends"), [(21, 15), (22, 22), (23, 22)])
def test_a_day_means_the_last_week_that_had_ended(day: int, ends: int) -> None:
    assert week_of(CutOff(), date(2023, 11, day)).day == date(2023, 11, ends)


def test_the_last_weeks_end_with_that_of_the_day() -> None:
    weeks = list(last_weeks(date(2023, 11, 20), 3))
    assert [week.day for week in weeks] == [date(2023, 11, 8), date(2023, 11, 15), date(2023, 11, 22)]


def test_many_weeks_cost_no_more_statements_than_one(session: Session) -> None:
    one = site(session)
    for day in (3, 10, 21):
        affirmed(session, one, day)
    with counting(session) as single:
        completeness(session, WEEK)
    with counting(session) as many:
        found = course(session, [Week(WEEK.day - timedelta(days=7 * back), WEEK.at) for back in range(10)])
    assert len(many) == len(single)
    assert [each.received for each in found["EG-AST"]][:4] == [1, 1, 1, 0]


def test_only_governorates_in_scope_are_counted(session: Session) -> None:
    own, foreign = site(session), site(session, governorate="EG-KN")
    affirmed(session, own, 21)
    affirmed(session, foreign, 21)
    ids = frozenset({a_governorate(session).id})
    with limited(session, Scope(ids, ids)):
        assert [(one.governorate, one.received) for one in completeness(session, WEEK)] == [("EG-AST", 1)]
    assert [one.governorate for one in completeness(session, WEEK, governorate="EG-KN")] == ["EG-KN"]
