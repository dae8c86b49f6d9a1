"""An obstacle of Assiut for tests: the transformer rooms that nobody has energised."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from models import Addressee, Governorate, Obstacle, Site
from rollout.followup.hindering import Change, Did, Opening
from rollout.followup.obstacles import ObstacleStep
from rollout.obstacles.opening import happen, open_obstacle
from tests.factories import a_governorate, a_site

TODAY = date(2023, 7, 31)
SINCE = date(2023, 7, 1)
STAGE = "utilities"


def an_opening(held: list[Site], **values: Any) -> Opening:
    given: dict[str, Any] = {
        "sites": tuple((site.id, STAGE) for site in held), "title": "غرف المحولات لم تُطلق", "category": "meters",
        "body": "شركة مصر الوسطى لتوزيع الكهرباء", "post": "رئيس القطاع", "since": SINCE, "needed": "إطلاق التيار لغرف المحولات", **values,
    }
    return Opening(**given)


def an_obstacle(session: Session, *sites: Site, governorate: Governorate | None = None, today: date = TODAY, **values: Any) -> Obstacle:
    """Opened with these sites, or with one of its own."""
    place = governorate or a_governorate(session)
    held = list(sites) or [a_site(session, governorate=place.code)]
    return open_obstacle(session, place, an_opening(held, **values), today=today, by=None)


def it_happens(session: Session, obstacle: Obstacle, step: ObstacleStep, on: date, **values: Any) -> Any:
    return happen(session, obstacle, Did(step, on, **values), today=TODAY, by=None)


def added(*sites: Site) -> tuple[Change, ...]:
    return tuple(Change(site.id, STAGE, True) for site in sites)


def freed(*sites: Site) -> tuple[Change, ...]:
    return tuple(Change(site.id, STAGE, False) for site in sites)


def an_addressee(session: Session, **values: Any) -> Addressee:
    given = {"code": "electricity", "post_ar": "رئيس مجلس إدارة شركة الكهرباء", "honorific": "السيد المهندس", "gender": "m", **values}
    addressee = Addressee(**given)
    session.add(addressee)
    session.flush()
    return addressee
