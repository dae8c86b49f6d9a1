"""What a database holds, for tests that want to see whether a command changed it."""

from sqlalchemy import func, select

from rollout.database import session_for
from rollout.scope import everything


def counted(url: str, model: type) -> int:
    with session_for(url) as session, everything(session):
        return session.scalar(select(func.count(model.id))) or 0
