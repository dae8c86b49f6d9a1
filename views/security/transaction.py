"""A short transaction beside the request's own."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from rollout.database import writing
from views.security.current import database


@contextmanager
def own_transaction() -> Iterator[Session]:
    """A session that commits at the end of the block, whatever becomes of the request.

    The request's transaction ends first: on SQLite it may hold the one write lock, and would wait for itself.
    """
    main = database()
    main.rollback()
    with writing(), Session(main.get_bind()) as session:
        yield session
        session.commit()
