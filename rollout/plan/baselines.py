"""Baselines: the plan as it was approved under a name, to hold what came of it against."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Baseline, Promise, Site
from rollout.arabic import clean
from rollout.errors import OutOfScope, Refused
from rollout.journal import next_moment
from rollout.plan.ledger import Offer, give, promises
from rollout.plan.outlook import Planned
from rollout.plan.projection import SERVICE
from rollout.reasons import PUBLISHED
from rollout.rules import EARLIEST
from rollout.scope import ALL, scope_of
from rollout.text import _

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Approval:
    """Under which name, by whom, when and where a plan was approved."""

    code: str
    name_ar: str
    approved_on: date
    approved_by: str = ""
    source: str = ""
    name_en: str = ""


def baselines(session: Session) -> list[Baseline]:
    """Every baseline, the latest approved first."""
    return list(session.scalars(select(Baseline).order_by(Baseline.approved_on.desc(), Baseline.id.desc())))


def baseline_by_code(session: Session, code: str) -> Baseline | None:
    return session.scalar(select(Baseline).where(Baseline.code == code))


def freeze(session: Session, approval: Approval, *, today: date, by: int | None = None) -> Baseline:
    """Keep the latest promise of each site, as of the day of approval, under this name. For those alone who plan the whole country."""
    if scope_of(session).capture is not ALL:
        raise OutOfScope
    _judge(session, approval, today)
    session.flush()
    baseline = Baseline(
        code=approval.code, name_ar=clean(approval.name_ar), name_en=clean(approval.name_en), approved_on=approval.approved_on,
        approved_by=clean(approval.approved_by), source=clean(approval.source), recorded_at=next_moment(session), recorded_by_id=by,
    )
    session.add(baseline)
    session.flush()
    latest = {key[0]: ledger[-1] for key, ledger in promises(session, approval.approved_on).items() if key[1] in SERVICE}
    sites = session.scalars(select(Site).where(Site.withdrawn_at.is_(None)).order_by(Site.id))
    offers = [
        (site, Offer(promise.stage, promise.due_on, approval.approved_on, PUBLISHED, baseline.approved_by))
        for site in sites
        if (promise := latest.get(site.id))
    ]
    if not offers:
        raise Refused(_("On this day no date had been promised; there is no plan to keep."), "approved_on")
    give(session, offers, today=today, by=by, source="baseline", baseline_id=baseline.id)
    return baseline


def _judge(session: Session, approval: Approval, today: date) -> None:
    if not _CODE.fullmatch(approval.code) or len(approval.code) > 40:
        raise Refused(_("The code is made of small Latin letters, digits and hyphens, such as plan-2024."), "code")
    if baseline_by_code(session, approval.code):
        raise Refused(_("A baseline with this code is kept already."), "code")
    if not clean(approval.name_ar):
        raise Refused(_("Give the baseline a name."), "name_ar")
    if not EARLIEST <= approval.approved_on <= today:
        raise Refused(_("A plan is approved on a day up to today."), "approved_on")


def dates_of(session: Session, baseline: Baseline) -> dict[int, date]:
    """The date that a baseline has for each site in scope."""
    rows = session.execute(select(Promise.site_id, Promise.due_on, Promise.stage).where(Promise.baseline_id == baseline.id))
    return {row.site_id: row.due_on for row in rows if row.stage in SERVICE}


def sizes(session: Session) -> dict[int, int]:
    """How many sites in scope each baseline holds, by its number."""
    query = select(Promise.baseline_id, func.count().label("sites")).where(Promise.baseline_id.is_not(None)).group_by(Promise.baseline_id)
    return {row.baseline_id: row.sites for row in session.execute(query)}


@dataclass(slots=True)
class Outcome:
    """What came of a baseline, of one month or of all. The four parts add up to `planned`."""

    in_time: int = 0
    done_late: int = 0
    overdue: int = 0
    ahead: int = 0
    moved_later: int = 0
    moved_earlier: int = 0

    @property
    def planned(self) -> int:
        return self.in_time + self.done_late + self.overdue + self.ahead

    def count(self, row: Planned, due: date) -> None:
        done_on = row.lateness.done_on
        if row.site.in_service:
            in_time = done_on is None or done_on <= due
            self.in_time += in_time
            self.done_late += not in_time
        else:
            self.overdue += due < row.as_of
            self.ahead += due >= row.as_of
        self.moved_later += row.due is not None and row.due > due
        self.moved_earlier += row.due is not None and row.due < due


def outcomes(rows: Iterable[Planned], dates: Mapping[int, date]) -> dict[date, Outcome]:
    """What came of the baseline's sites, by the months of the baseline. Sites that it does not hold are left out."""
    found: dict[date, Outcome] = {}
    for row in rows:
        due = dates.get(row.site.id)
        if due is not None:
            found.setdefault(due.replace(day=1), Outcome()).count(row, due)
    return dict(sorted(found.items()))


class Point(NamedTuple):
    """The end of one month on the curve: sites by then, by the baseline, by the latest promises, and in truth (None while to come)."""

    month: date
    baseline: int
    latest: int
    actual: int | None


def curve(rows: Sequence[Planned], dates: Mapping[int, date], as_of: date) -> list[Point]:
    """The plan against what came true, month by month, each counted from the beginning."""
    planned = [day.replace(day=1) for row in rows if (day := dates.get(row.site.id))]
    latest = [row.month for row in rows if row.month]
    done = [day.replace(day=1) for row in rows if (day := row.lateness.done_on)]
    months = [*planned, *latest, *done]
    if not months:
        return []
    points, month, last = [], min(months), max(*months, as_of.replace(day=1))
    while month <= last:
        actual = sum(day <= month for day in done) if month <= as_of else None
        points.append(Point(month, sum(day <= month for day in planned), sum(day <= month for day in latest), actual))
        month = _next(month)
    return points


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
