"""Where the obstacles stand on a day, as known at a moment: what each holds, for how long, and what is due for it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager

from models import Governorate, Letter, Markaz, Obstacle, ObstacleEvent, ObstacleSite, Site
from rollout.followup.events import in_order
from rollout.followup.obstacles import Category, ObstacleStep, Standing, standing
from rollout.obstacles.ladder import escalate_on
from rollout.parameters import parameters
from rollout.stages import Kind, Stage
from rollout.works.terms import Parameters


@dataclass(frozen=True, slots=True)
class HeldSite:
    """A stage of a site that an obstacle holds, since the day given."""

    id: int
    code: str
    name_ar: str
    name_en: str
    kind: Kind
    markaz_ar: str
    markaz_en: str
    stage: str
    since: date

    @property
    def declared(self) -> Stage:
        return self.kind.stage(self.stage)


@dataclass(frozen=True, slots=True)
class Awaited:
    """A letter that was sent and not answered, and the day by which its answer should come."""

    letter_id: int
    sent_on: date
    due_on: date

    def days_late(self, as_of: date) -> int:
        return max(0, (as_of - self.due_on).days)


@dataclass(frozen=True)
class Held:
    """An obstacle as it stands on a day, with the stages of sites that it holds and its story; `escalate_on` is the clock of its level."""

    obstacle: Obstacle
    governorate: str
    governorate_ar: str
    governorate_en: str
    as_of: date
    standing: Standing
    sites: tuple[HeldSite, ...]
    escalate_on: date | None
    awaited: tuple[Awaited, ...] = ()
    events: tuple[ObstacleEvent, ...] = field(default=(), repr=False)

    @property
    def id(self) -> int:
        return self.obstacle.id

    @property
    def category(self) -> Category:
        return Category(self.obstacle.category)

    @property
    def site_ids(self) -> frozenset[int]:
        return frozenset(site.id for site in self.sites)

    @property
    def number_of_sites(self) -> int:
        return len(self.site_ids)

    @property
    def site_days(self) -> int:
        """Days of waiting that its solution would end, added up over its sites."""
        return self.standing.site_days(self.as_of)

    @property
    def age(self) -> int:
        return self.standing.age(self.as_of)

    @property
    def days_overdue(self) -> int:
        """Days since it should have been raised; 0 in time, or where nothing is due."""
        return max(0, (self.as_of - self.escalate_on).days) if self.escalate_on else 0

    @property
    def late_letters(self) -> tuple[Awaited, ...]:
        return tuple(one for one in self.awaited if one.days_late(self.as_of))

    @property
    def days_past_promise(self) -> int:
        """Days since the day on which its solution was expected last; 0 where none was promised."""
        promised = self.standing.expected_on if self.standing.open else None
        return max(0, (self.as_of - promised).days) if promised else 0


def obstacles(
    session: Session,
    as_of: date,
    known_at: datetime | None = None,
    *,
    governorate: str | None = None,
    open_only: bool = True,
    ids: Iterable[int] | None = None,
) -> list[Held]:
    """The obstacles in scope that were told of by the day, those whose solution would end most site-days first; solved ones last.

    Three statements read them, whatever their number.
    """
    happened, changes = _events(as_of, known_at), _changes(as_of, known_at)
    if governorate is not None:
        happened, changes = happened.where(Governorate.code == governorate), changes.where(Governorate.code == governorate)
    if ids is not None:
        wanted = list(ids)
        happened, changes = happened.where(ObstacleEvent.obstacle_id.in_(wanted)), changes.where(ObstacleEvent.obstacle_id.in_(wanted))
    found = list(_fold(session.execute(happened), session.execute(changes), as_of, parameters(session, as_of, known_at)))
    kept = [one for one in found if one.standing.open or not open_only]
    return sorted(kept, key=lambda one: (not one.standing.open, -one.site_days, -one.age, one.governorate, one.obstacle.number))


def obstacle(session: Session, number: int, as_of: date, known_at: datetime | None = None) -> Held | None:
    """One obstacle by its row, open or solved; None where it is not in scope or was not yet told of."""
    return next(iter(obstacles(session, as_of, known_at, open_only=False, ids=[number])), None)


def holding(session: Session, site_id: int, as_of: date, known_at: datetime | None = None) -> list[tuple[Obstacle, Standing]]:
    """The open obstacles that hold a site on a day, the oldest first. One statement."""
    named = select(ObstacleSite.obstacle_id).where(ObstacleSite.site_id == site_id)
    query = (
        select(ObstacleEvent, ObstacleSite)
        .join(ObstacleEvent.obstacle)
        .outerjoin(ObstacleSite, (ObstacleSite.event_id == ObstacleEvent.id) & (ObstacleSite.site_id == site_id))
        .where(ObstacleEvent.obstacle_id.in_(named), ObstacleEvent.happened_on <= as_of)
        .options(contains_eager(ObstacleEvent.obstacle))
    )
    if known_at is not None:
        query = query.where(ObstacleEvent.recorded_at <= known_at)
    events: dict[int, dict[int, ObstacleEvent]] = defaultdict(dict)
    changes: dict[int, list[ObstacleSite]] = defaultdict(list)
    for event, change in session.execute(query):
        events[event.obstacle_id][event.id] = event
        if change is not None:
            changes[event.obstacle_id].append(change)
    found = [(next(iter(told.values())).obstacle, standing(told.values(), changes[key])) for key, told in events.items()]
    return sorted((pair for pair in found if pair[1].held), key=lambda pair: (pair[1].since or as_of, pair[0].id))


def _events(as_of: date, known_at: datetime | None) -> Any:
    query = (
        select(ObstacleEvent, Governorate.code, Governorate.name_ar, Governorate.name_en, Letter.reply_due_on)
        .join(ObstacleEvent.obstacle)
        .join(Governorate, Governorate.id == ObstacleEvent.governorate_id)
        .outerjoin(Letter, Letter.id == ObstacleEvent.letter_id)
        .where(ObstacleEvent.happened_on <= as_of)
        .options(contains_eager(ObstacleEvent.obstacle))
    )
    return query if known_at is None else query.where(ObstacleEvent.recorded_at <= known_at)


def _changes(as_of: date, known_at: datetime | None) -> Any:
    """The stages of sites that were added and freed; a site that has left the register is held by nothing."""
    query = (
        select(
            ObstacleSite.obstacle_id, ObstacleSite.event_id, ObstacleSite.site_id, ObstacleSite.stage, ObstacleSite.held, Site.code,
            Site.name_ar, Site.name_en, Site.kind, Site.sort_key, Markaz.name_ar.label("markaz_ar"), Markaz.name_en.label("markaz_en"),
        )
        .join(ObstacleEvent, ObstacleEvent.id == ObstacleSite.event_id)
        .join(Governorate, Governorate.id == ObstacleSite.governorate_id)
        .join(Site, Site.id == ObstacleSite.site_id)
        .outerjoin(Markaz, Markaz.id == Site.markaz_id)
        .where(ObstacleEvent.happened_on <= as_of)
        .order_by(Site.sort_key, Site.id)
    )
    if known_at is None:
        return query.where(Site.withdrawn_at.is_(None))
    return query.where(ObstacleEvent.recorded_at <= known_at, or_(Site.withdrawn_at.is_(None), Site.withdrawn_at > known_at))


def _fold(happened: Iterable[Any], changes: Iterable[Any], as_of: date, terms: Parameters) -> Iterator[Held]:
    touched: dict[int, list[Any]] = defaultdict(list)
    for row in changes:
        touched[row.obstacle_id].append(row)
    told: dict[int, list[Any]] = defaultdict(list)
    for row in happened:
        told[row[0].obstacle_id].append(row)
    for number, rows in told.items():
        events: list[ObstacleEvent] = [row[0] for row in rows]
        first, code, name_ar, name_en, _due = rows[0]
        stands = standing(events, touched[number])
        due = {row[0].letter_id: row[4] for row in rows if row[0].letter_id is not None}
        yield Held(
            first.obstacle, code, name_ar, name_en, as_of, stands, tuple(_sites(stands, touched[number])), escalate_on(stands, terms),
            _awaited(stands, events, due, terms), tuple(in_order(events)),
        )


def _sites(stands: Standing, changes: Sequence[Any]) -> Iterator[HeldSite]:
    """What is held, in the order of the register."""
    since = {(site_id, stage): day for site_id, stage, day in stands.held}
    rows = {(row.site_id, row.stage): row for row in changes}
    for key, row in rows.items():
        if key in since:
            yield HeldSite(
                row.site_id, row.code, row.name_ar, row.name_en, Kind(row.kind), row.markaz_ar or "", row.markaz_en or "", row.stage,
                since[key],
            )


def _awaited(
    stands: Standing, events: Sequence[ObstacleEvent], due: dict[int, date | None], terms: Parameters
) -> tuple[Awaited, ...]:
    """The letters without an answer; of an obstacle that is solved, none is waited for."""
    if not stands.open:
        return ()
    answered = {event.letter_id for event in events if event.step == ObstacleStep.REPLY}
    patience = timedelta(days=terms.value("letter.reply"))
    return tuple(
        Awaited(event.letter_id, event.happened_on, due.get(event.letter_id) or event.happened_on + patience)
        for event in in_order(events)
        if event.step == ObstacleStep.LETTER and event.letter_id is not None and event.letter_id not in answered
    )
