"""Whether obstacles agree with themselves: the questions about them that `rollout check` asks."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Letter, Obstacle, ObstacleEvent, ObstacleSite, Site
from rollout.followup.hindering import broken_story
from rollout.followup.obstacles import ObstacleStep
from rollout.stages import Kind
from rollout.text import Text, _

_Answer = tuple[int, list[Text]]


def broken_stories(session: Session) -> _Answer:
    """Obstacles that nobody opened, and events that do not follow from those before them."""
    events: dict[int, list[ObstacleEvent]] = defaultdict(list)
    for event in session.scalars(select(ObstacleEvent).order_by(ObstacleEvent.id)):
        events[event.obstacle_id].append(event)
    changes: dict[int, list[ObstacleSite]] = defaultdict(list)
    for change in session.scalars(select(ObstacleSite)):
        changes[change.obstacle_id].append(change)
    codes = {row.id: row.code for row in session.execute(select(Site.id, Site.code))}
    faults: list[Text] = []
    obstacles = session.scalars(select(Obstacle).order_by(Obstacle.id)).all()
    for obstacle in obstacles:
        if not any(event.step == ObstacleStep.OPENED for event in events[obstacle.id]):
            faults.append(_("Obstacle %(number)s, “%(title)s”: it was never opened.", number=obstacle.number, title=obstacle.title))
            continue
        faults += [
            _("Obstacle %(number)s, “%(title)s”, %(step)s: %(fault)s", number=obstacle.number, title=obstacle.title,
              step=ObstacleStep(event.step).label, fault=refused.message)
            for event, refused in broken_story(events[obstacle.id], changes[obstacle.id], codes)
        ]
    return len(obstacles), faults


def misplaced_sites(session: Session) -> _Answer:
    """Sites held in the name of another obstacle than the event's, by one of another governorate, or at no stage of theirs."""
    query: Any = (
        select(ObstacleSite, ObstacleEvent.obstacle_id, Obstacle.governorate_id, Obstacle.number, Site.code, Site.kind)
        .join(ObstacleEvent, ObstacleEvent.id == ObstacleSite.event_id)
        .join(Obstacle, Obstacle.id == ObstacleSite.obstacle_id)
        .join(Site, Site.id == ObstacleSite.site_id)
    )
    faults: list[Text] = []
    rows = session.execute(query).all()
    for held, told_of, home, number, code, kind in rows:
        if held.obstacle_id != told_of or held.governorate_id != home:
            faults.append(_("Site %(site)s is held by obstacle %(number)s, which is not its own.", site=code, number=number))
        if held.stage not in {stage.key for stage in Kind(kind).stages}:
            faults.append(_("Site %(site)s is held at a stage that its kind does not have: %(stage)s.", site=code, stage=held.stage))
    return len(rows), faults


def unsent_letters(session: Session) -> _Answer:
    """Letters that were sent without their obstacle telling so, or that an obstacle tells of though they were not sent or are another's."""
    told = {event.letter_id: event for event in session.scalars(
        select(ObstacleEvent).where(ObstacleEvent.step == ObstacleStep.LETTER.value))}
    rows = session.scalars(select(Letter).order_by(Letter.id)).all()
    faults = [
        _("Letter %(number)s of %(day)s: what was sent and what its obstacle tells are not the same.", number=str(row.id), day=row.as_of)
        for row in rows
        if (row.state == "sent") != (row.id in told)
        or (row.id in told and (told[row.id].obstacle_id, told[row.id].happened_on) != (row.obstacle_id, row.sent_on))
    ]
    return len(rows), faults


QUESTIONS: tuple[tuple[Text, Callable[[Session], _Answer]], ...] = (
    (_("stories of obstacles"), broken_stories),
    (_("sites that obstacles hold"), misplaced_sites),
    (_("letters about obstacles"), unsent_letters),
)
