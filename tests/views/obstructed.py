"""What the battery and the tests of pages ask of obstacles: one in a governorate, a draft about it, somebody to write to."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select

from models import Addressee, Governorate, Letter, Obstacle, Site
from rollout.obstacles.letters import draft
from rollout.obstacles.opening import open_obstacle
from rollout.obstacles.reading import obstacle
from rollout.scope import EVERYTHING, Scope, open_scope
from tests.rollout.obstacles.telling import TODAY, an_addressee, an_opening
from tests.views.visiting import House


def an_obstacle_of(house: House, place: str, **values: Any) -> int:
    """Opened in a governorate with its first site; the same again where it is open."""
    with house.records() as session:
        governorate = session.scalars(select(Governorate).where(Governorate.code == place)).one()
        site = session.get_one(Site, house.site_id(session, place))
        found = session.scalar(select(Obstacle.id).where(Obstacle.governorate_id == governorate.id).order_by(Obstacle.id))
        return found if found and not values else open_obstacle(session, governorate, an_opening([site], **values), today=TODAY, by=None).id


def an_addressee_of(house: House, place: str = "") -> int:
    with house.records() as session:
        return session.scalar(select(Addressee.id).order_by(Addressee.id)) or an_addressee(session).id


def a_draft(house: House, place: str, day: date = TODAY, *, central: bool = False) -> int:
    """A new draft of the governorate's committee, or of the ministry's unit, about the governorate's obstacle."""
    about, to = an_obstacle_of(house, place), an_addressee_of(house)
    with house.records() as session:
        home = frozenset({session.scalars(select(Governorate.id).where(Governorate.code == place)).one()})
        open_scope(session, EVERYTHING if central else Scope(home, home))
        held = obstacle(session, about, day)
        assert held is not None
        found: Letter = draft(session, held, session.get_one(Addressee, to), "موضوع", "نص الخطاب", as_of=day, by=None)
        return found.id


OBSTRUCTED: dict[tuple[str, str], Callable[[House, str], Any]] = {
    ("AddresseeView", "pk"): an_addressee_of,
    ("LettersView", "form"): lambda house, place: "pdf",
    ("LettersView", "letter"): a_draft,
    ("ObstacleWorkView", "obstacle"): an_obstacle_of,
    ("ObstaclesView", "obstacle"): an_obstacle_of,
}
