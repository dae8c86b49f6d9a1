"""Whether the demo programme is in a register, and the day on which it is shown."""

from datetime import date

from sqlalchemy import select

from models import Site
from rollout.database import reading, session_for
from rollout.demo.clockwork import LAST_DAY
from rollout.scope import everything


def day_shown(database_url: str) -> date | None:
    """The last day that the demo tells of; None where the register holds none of its sites."""
    with reading(), session_for(database_url) as session, everything(session):
        there = session.scalar(select(Site.id).where(Site.is_demo).limit(1)) is not None
    return LAST_DAY if there else None
