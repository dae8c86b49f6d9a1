"""Restatements: what was approved for a day and is known otherwise now, each with whoever changed it and why.

An approved figure stays as it was approved; the position moves on. A restatement is the difference of the two for the same day. A
document that came later changes no figure: such a stage is told apart, as confirmed since.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Approval, Restatement, Site, StepEntry
from rollout.approvals.changes import WHOLE, Cause, Causes, causes
from rollout.approvals.periods import Period, approved, kept, periods
from rollout.followup.difference import SiteValue, Snapshot, StageValue, by_governorate, difference
from rollout.journal import last_moment
from rollout.known import Places, stand
from rollout.people import names_of
from rollout.position import position
from rollout.snapshots import snapshot

Value = StageValue | SiteValue | date | None
_NOT_A_FIGURE = frozenset({"heard_on", "name_ar", "markaz_ar"})
"""Facts of a site that an approval keeps and nobody approves: whether somebody spoke since, and how a name is spelled."""


@dataclass(frozen=True, slots=True)
class Restated:
    """One approved value and what it is now.

    `stage` is the key of a stage; `planned_on` for the planned day of the site; empty for the site as a whole, which then came into the
    register or left it. `restated_at` is the moment from which on the approved figure and the position disagreed: that of the change,
    or of the approval where this came later. `corrects` says whether an earlier entry was corrected; else news came
    late. `reason` is empty where nobody said why: that is still to be explained.
    """

    period: Period
    site_id: int
    site: str
    name_ar: str
    kind: str
    stage: str
    before: Value
    after: Value
    entry_id: int | None
    corrects: bool
    changed_at: datetime
    by: str
    reason: str

    @property
    def governorate(self) -> str:
        return self.period.governorate

    @property
    def as_of(self) -> date:
        return self.period.as_of

    @property
    def restated_at(self) -> datetime:
        assert self.period.approval is not None, "only what was approved can be restated"
        return max(self.changed_at, self.period.approval.recorded_at)

    @property
    def explained(self) -> bool:
        return bool(self.reason)


@dataclass(frozen=True, slots=True)
class Review:
    """The approved periods held against the position: what was restated, and what was confirmed by a document since."""

    restated: list[Restated] = field(default_factory=list)
    confirmed: list[Restated] = field(default_factory=list)


def restatements(
    session: Session, governorate: str | None = None, since: datetime | None = None, until: datetime | None = None
) -> list[Restated]:
    """What was restated after `since` and up to `until`, as known at `until` (by default: now); the latest period first.

    For a pack these are the moments of the pack before and of its own.
    """
    return review(session, governorate, since, until).restated


def review(
    session: Session, governorate: str | None = None, since: datetime | None = None, until: datetime | None = None, *,
    as_of: date | None = None,
) -> Review:
    """The same, with what was confirmed since; of one period alone where its day is given."""
    until = until or last_moment(session)
    if until is None:
        return Review()
    found = approved(periods(session, governorate=governorate, as_of=as_of, known_at=until))
    touched = {
        period: of_period for period, of_period in causes(session, found, until).items()
        if since is None or any(_moment(period, cause) > since for of_site in of_period.values() for cause in of_site)
    }
    figures, told = kept(session, [period.submitted.id for period in touched]), _Told(session, touched, until)
    every = Review()
    for day in sorted({period.as_of for period in touched}, reverse=True):
        group = [period for period in found if period.as_of == day and period in touched]
        now = position(session, day, until, site_ids={site_id for period in group for site_id in touched[period]}, patience=0)
        in_force = {(site.id, key): row.entry_id for site in now.sites for key, row in site.stages.items()}
        parts = by_governorate(snapshot(now))
        for period in group:
            codes = {told.codes[site_id]: site_id for site_id in touched[period]}
            before = {code: site for code, site in figures[period.submitted.id].items() if code in codes}
            after = parts.get(period.governorate, {})
            for site, stage, one, two in _different(before, after):
                row = told.row(period, site, codes[site.code], stage, one, two, touched[period][codes[site.code]], in_force)
                if since is None or row.restated_at > since:
                    (every.confirmed if _only_proved(one, two) else every.restated).append(row)
    return Review(_with_steps(session, every.restated), every.confirmed)


@dataclass(frozen=True, slots=True)
class Restating:
    """How many approved figures are known otherwise now, and of how many of them nobody has said why."""

    figures: int = 0
    unexplained: int = 0


_kept: Places[Restating] = Places(2 * 27)
forget = _kept.forget


def restating(session: Session) -> Restating:
    """The restatements of today in numbers; only the governorates are held against the position again of which something was told since,
    and all of them after any period was taken a step further or anything explained."""

    def read(code: str | None) -> dict[str, Restating]:
        rows: dict[str, list[Restated]] = {}
        for row in restatements(session, code):
            rows.setdefault(row.governorate, []).append(row)
        return {place: Restating(len(of), sum(not row.explained for row in of)) for place, of in rows.items()}

    newest = session.execute(select(*(select(func.max(model.id)).scalar_subquery() for model in (Approval, Restatement)))).one()
    parts = _kept.of(session, tuple(newest), stand(session), read).values()
    return Restating(sum(part.figures for part in parts), sum(part.unexplained for part in parts))


def _with_steps(session: Session, rows: list[Restated]) -> list[Restated]:
    """Entries that follow from details bear no words of their own: for these the words of the step that was recorded last before."""
    wanted = {row.site_id for row in rows if not row.explained and row.entry_id is not None}
    if not wanted:
        return rows
    step = StepEntry
    query = select(step.site_id, step.area, step.recorded_at, step.note).where(step.site_id.in_(wanted)).order_by(step.recorded_at, step.id)
    told: dict[tuple[int, str], list[tuple[datetime, str]]] = {}
    for site_id, area, moment, note in session.execute(query):
        told.setdefault((site_id, area), []).append((moment, note))
    found = []
    for row in rows:
        notes = told.get((row.site_id, row.stage), []) if row.entry_id is not None and not row.explained else []
        last = next((note for moment, note in reversed(notes) if moment <= row.changed_at), "")
        found.append(replace(row, reason=last) if last else row)
    return found


def _moment(period: Period, cause: Cause) -> datetime:
    assert period.approval is not None, "only approved periods are compared"
    return max(cause.recorded_at, period.approval.recorded_at)


def _different(before: Snapshot, after: Snapshot) -> Iterator[tuple[SiteValue, str, Value, Value]]:
    """Each figure that is not what it was: of which site, which one, before and after."""
    found = difference(before, after)
    for site in found.gone:
        yield site, WHOLE, site, None
    for site in found.new:
        yield site, WHOLE, None, site
    for change in found.changed:
        for moved in change.facts:
            if moved.name not in _NOT_A_FIGURE:
                yield change.after, moved.name, moved.before, moved.after
        for moved in change.stages:
            yield change.after, moved.name, moved.before, moved.after


def _only_proved(before: Value, after: Value) -> bool:
    """Whether all that came is a document."""
    stages = isinstance(before, StageValue) and isinstance(after, StageValue)
    return stages and after.proved and replace(before, proved=True) == after  # type: ignore[union-attr,type-var]


class _Told:
    """Who said what, and why: the names of people, the codes of sites, and the reasons that were given apart."""

    def __init__(self, session: Session, touched: Mapping[Period, Causes], until: datetime) -> None:
        ids = {site_id for of_period in touched.values() for site_id in of_period}
        people = {cause.by_id for of_period in touched.values() for of_site in of_period.values() for cause in of_site} - {None}
        self.codes = {row.id: row.code for row in session.execute(select(Site.id, Site.code).where(Site.id.in_(ids)))}
        self.people = names_of(session, people)
        given = (
            select(Restatement.approval_id, Restatement.site_id, Restatement.stage, Restatement.recorded_at, Restatement.reason)
            .where(Restatement.approval_id.in_([period.submitted.id for period in touched]), Restatement.recorded_at <= until)
            .order_by(Restatement.recorded_at, Restatement.id)
        )
        self.given = {(row.approval_id, row.site_id, row.stage): row for row in session.execute(given)}

    def row(
        self, period: Period, site: SiteValue, site_id: int, stage: str, before: Value, after: Value, of_site: Sequence[Cause],
        in_force: Mapping[tuple[int, str], int | None],
    ) -> Restated:
        cause = _cause(of_site, stage, in_force.get((site_id, stage)), proof=_only_proved(before, after))
        given = self.given.get((period.submitted.id, site_id, stage))
        # Words that were given before the figure changed once more explain the earlier change.
        reason = given.reason if given is not None and given.recorded_at > cause.recorded_at else cause.reason
        return Restated(
            period, site_id, site.code, site.name_ar, site.kind, stage, before, after, cause.entry_id, cause.corrects,
            cause.recorded_at,
            self.people.get(cause.by_id, "") if cause.by_id is not None else "", reason,
        )


def _cause(of_site: Sequence[Cause], stage: str, in_force: int | None, *, proof: bool) -> Cause:
    """What brought the figure to where it is: the entry in force if it is new, else the last that was recorded, a correction as a rule."""
    mine = [cause for cause in of_site if cause.stage == stage and cause.proof == proof]
    return next((cause for cause in mine if cause.entry_id is not None and cause.entry_id == in_force), None) or (mine or list(of_site))[-1]
