"""What the battery asks of the plan: a month for which a governorate alone is promised, a plan that was kept for it, a promise."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from models import Baseline, Promise, Site
from tests.views.visiting import House


def its_wave(house: House, place: str) -> str:
    """A month for which a date is promised in that governorate alone."""
    month = {"EG-AST": 1, "EG-KN": 2}.get(place, 3)
    with house.records() as session:
        site = session.get_one(Site, house.site_id(session, place))
        if site.planned_on is None:
            site.planned_on = date(2030, month, 1)
        return f"2030-{month:02}"


def its_baseline(house: House, place: str) -> str:
    """A plan that was kept for one governorate alone."""
    its_wave(house, place)
    code = f"plan-{place.lower()}"
    with house.records() as session:
        if session.scalar(select(Baseline.id).where(Baseline.code == code)) is None:
            site = session.get_one(Site, house.site_id(session, place))
            day = date(2030, 1, 31)
            baseline = Baseline(code=code, name_ar="خطة", approved_on=date(2024, 1, 1), recorded_at=datetime.now(UTC))
            session.add(baseline)
            session.flush()
            session.add(Promise(
                site_id=site.id, governorate_id=site.governorate_id, stage="service", due_on=day, given_on=date(2024, 1, 1),
                reason="published", baseline_id=baseline.id, recorded_at=datetime.now(UTC),
            ))
    return code


def a_promise(house: House, place: str) -> int:
    its_wave(house, place)
    with house.records() as session:
        return session.scalars(select(Promise.id).where(Promise.site_id == house.site_id(session, place)).order_by(Promise.id)).first() or 0


PLANNED: dict[tuple[str, str], Callable[[House, str], Any]] = {
    ("BaselineView", "code"): its_baseline,
    ("PlanView", "month"): its_wave,
    ("UndoPromiseView", "promise_id"): a_promise,
}
