"""Baselines: what is kept, what it is held against, and who may keep one."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from models import Promise
from rollout.errors import OutOfScope, Refused
from rollout.plan import Offer, give, outlook, promises, unprojected
from rollout.plan.baselines import Approval, baseline_by_code, curve, dates_of, freeze, outcomes, sizes
from rollout.scope import ALL, Scope, limited
from tests.factories import a_governorate, a_site
from tests.rollout.plan.making import TODAY, a_planned_site

JULY, SEPTEMBER, DECEMBER = date(2023, 7, 31), date(2023, 9, 30), date(2023, 12, 31)
APPROVAL = Approval("plan-2023", "خطة ٢٠٢٣", date(2023, 6, 30), "الوزير", "المصدر")


def test_a_baseline_keeps_the_dates_of_the_day_of_approval_whatever_comes_after(session: Session) -> None:
    site, pushed = a_planned_site(session, JULY), a_planned_site(session, JULY, DECEMBER)
    a_site(session)
    baseline = freeze(session, APPROVAL, today=TODAY)
    give(session, [(site, Offer("service", SEPTEMBER, date(2023, 8, 1), "contractor"))], today=TODAY)
    assert dates_of(session, baseline) == {site.id: JULY, pushed.id: JULY}
    assert sizes(session) == {baseline.id: 2}
    assert unprojected(session)[1] == []


def test_keeping_a_plan_moves_no_date(session: Session) -> None:
    a_planned_site(session, JULY, DECEMBER)
    before = [(row.lateness.pushes, row.lateness.slip, row.due, row.first_due) for row in outlook(session, TODAY)]
    freeze(session, replace(APPROVAL, approved_on=TODAY), today=TODAY)
    freeze(session, replace(APPROVAL, code="first"), today=TODAY)
    assert [(row.lateness.pushes, row.lateness.slip, row.due, row.first_due) for row in outlook(session, TODAY)] == before
    assert len(promises(session)) == 1


@pytest.mark.parametrize(
    ("change", "about"),
    [
        ({"code": "Plan 1"}, "code"), ({"code": "kept"}, "code"), ({"name_ar": " "}, "name_ar"),
        ({"approved_on": date(2023, 12, 1)}, "approved_on"), ({"approved_on": date(2014, 12, 1)}, "approved_on"),
        ({"approved_on": date(2023, 6, 1)}, "approved_on"),
    ],
)
def test_an_approval_that_breaks_a_rule_is_refused(session: Session, change: dict[str, object], about: str) -> None:
    a_planned_site(session, JULY)
    freeze(session, replace(APPROVAL, code="kept"), today=TODAY)
    with pytest.raises(Refused) as refused:
        freeze(session, replace(APPROVAL, **change), today=TODAY)  # type: ignore[arg-type]
    assert refused.value.about == about


def test_only_who_plans_the_whole_country_keeps_a_plan(session: Session) -> None:
    a_planned_site(session, JULY)
    own = a_governorate(session).id
    session.commit()
    for scope in (Scope(frozenset({own}), frozenset({own})), Scope(ALL, frozenset())):
        with limited(session, scope), pytest.raises(OutOfScope):
            freeze(session, APPROVAL, today=TODAY)


def test_what_came_of_a_baseline_adds_up_month_by_month(session: Session) -> None:
    a_planned_site(session, JULY, done=JULY)
    a_planned_site(session, JULY, done=date(2023, 8, 1))
    a_planned_site(session, JULY, DECEMBER)
    a_planned_site(session, DECEMBER, SEPTEMBER)
    freeze(session, APPROVAL, today=TODAY)
    a_planned_site(session, DECEMBER)
    baseline = baseline_by_code(session, APPROVAL.code)
    assert baseline
    rows = outlook(session, TODAY)
    found = outcomes(rows, dates_of(session, baseline))
    july, december = found[date(2023, 7, 1)], found[date(2023, 12, 1)]
    assert (july.planned, july.in_time, july.done_late, july.overdue, july.ahead, july.moved_later) == (3, 1, 1, 1, 0, 1)
    assert (december.planned, december.overdue, december.ahead, december.moved_earlier) == (1, 0, 1, 1)
    assert sum(one.planned for one in found.values()) == 4


def test_the_curve_counts_from_the_beginning_and_knows_no_future(session: Session) -> None:
    a_planned_site(session, JULY, done=date(2023, 8, 3))
    a_planned_site(session, JULY, DECEMBER)
    baseline = freeze(session, APPROVAL, today=TODAY)
    points = curve(outlook(session, date(2023, 9, 15)), dates_of(session, baseline), date(2023, 9, 15))
    assert [tuple(point) for point in points] == [
        (date(2023, 7, 1), 2, 1, 0), (date(2023, 8, 1), 2, 1, 1), (date(2023, 9, 1), 2, 1, 1), (date(2023, 10, 1), 2, 1, None),
        (date(2023, 11, 1), 2, 1, None), (date(2023, 12, 1), 2, 2, None),
    ]
    assert session.get_one(Promise, 1).due_on == JULY
    assert curve([], {}, TODAY) == []
