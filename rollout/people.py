"""What the owners of accounts are called, wherever a page or a paper says who it was."""

from collections.abc import Iterable

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session


def full_name(first: str | None, last: str | None) -> str:
    """Given and family name; either may be missing, and both are where nobody is known."""
    return f"{first or ''} {last or ''}".strip()


def names_of(session: Session, users: Iterable[int | None]) -> dict[int, str]:
    """The names of these users by their number, in one statement; in none where nobody is known."""
    wanted = {one for one in users if one is not None}
    query = select(User.id, User.first_name, User.last_name).where(User.id.in_(wanted))
    return {number: full_name(first, last) for number, first, last in session.execute(query)} if wanted else {}
