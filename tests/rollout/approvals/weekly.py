"""A governorate with sites, and what its committee tells of them in the weeks of November 2023."""

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import count
from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models import Affirmation, OfficerGovernorate, Site
from rollout.approvals.authority import SignedPaper
from rollout.clock import CAIRO
from rollout.followup.weeks import Week
from tests.factories import a_governorate, entry_values, write_entries

WEEK = Week(date(2023, 11, 22), time(15))
"""Thursday 16 November to Wednesday 22 November, three in the afternoon."""
SIGNED = SignedPaper("412", date(2023, 11, 30))
"""The paper with the figures that the chair of a committee without a second account has signed."""
_numbers: Iterator[int] = count(50_000)


def at(day: int, hour: int = 12, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2023, month, day, hour, minute, tzinfo=CAIRO)


def a_colleague(session: Session) -> int:
    """A second account of Assiut's committee; gives its id."""
    role = session.scalars(select(Role).where(Role.name == "committee")).one()
    user = User(
        username="colleague", first_name="Colleague", last_name="", email="colleague@example.org", password="", active=True, roles=[role]
    )
    session.add(user)
    session.flush()
    session.add(OfficerGovernorate(user_id=user.id, governorate_id=a_governorate(session).id, capture=True))
    session.flush()
    return user.id


def told(session: Session, site: Site, day: int, moment: datetime | None = None, **values: Any) -> int:
    """An entry that speaks for a day of November; by default recorded at noon of that day. Gives its id."""
    on = values.pop("effective_on", date(2023, 11, day))
    number = next(_numbers)
    write_entries(session, [entry_values(
        site, id=number, **{"effective_on": on, "news_on": date(2023, 11, day), "recorded_at": moment or at(day), **values}
    )])
    return number


def affirmed(session: Session, site: Site, day: int, moment: datetime | None = None) -> None:
    session.execute(insert(Affirmation.__table__), [dict(
        site_id=site.id, governorate_id=site.governorate_id, news_on=date(2023, 11, day), recorded_at=moment or at(day), source="test",
    )])
