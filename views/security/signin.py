"""Sessions of users, in a browser or over the API: rows of their own, so that they can be ended.

The cookie or token carries a random name of the session; the table keeps only its hash. Besides, it carries a print of the password's
hash, so that a password changed by any way ends every session of the account.
"""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import current_app
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session, joinedload

from models import SignIn
from rollout import looking, notices

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
PAGE, TOKEN = "page", "token"
_TOUCH_EVERY = timedelta(minutes=1)


def start(session: Session, user: User, kind: str, now: datetime | None = None) -> dict[str, str]:
    """Begin a session; returns what the cookie or token must carry. Flushes; the caller commits."""
    now = now or datetime.now(UTC)
    name = secrets.token_urlsafe(32)
    session.add(SignIn(token_hash=_hash(name), user_id=user.id, kind=kind, started_at=now, seen_at=now))
    return {"sid": name, "fp": password_print(user.password)}


def holder(session: Session, user_id: int, carried: Any, kind: str, now: datetime | None = None) -> tuple[User, SignIn, int] | None:
    """Whose session this is, with their roles and the number of their unread notices, in one statement; None when it is none (any more)."""
    now = now or datetime.now(UTC)
    name, fingerprint = carried.get("sid"), carried.get("fp")
    if not isinstance(name, str) or not isinstance(fingerprint, str):
        return None
    found = session.execute(_held(), {"user_id": user_id, "token_hash": _hash(name), "kind": kind}).unique().one_or_none()
    if found is None:
        return None
    user, sign_in, unread = found
    alive = user.is_active and now - sign_in.started_at <= ABSOLUTE and now - sign_in.seen_at <= IDLE
    if not alive or not hmac.compare_digest(fingerprint, password_print(user.password)):
        return None
    return user, sign_in, unread


@lru_cache
def _held() -> Select[Any]:
    """The one statement of `holder`. Put together once: every page asks it, and that costs more than its answer."""
    return (
        select(User, SignIn, notices.unread())
        .join(SignIn, SignIn.user_id == User.id)
        .where(
            User.id == bindparam("user_id"), SignIn.token_hash == bindparam("token_hash"), SignIn.kind == bindparam("kind"),
            SignIn.ended_at.is_(None),
        )
        .options(joinedload(User.roles))
    )


def is_due(sign_in: SignIn, now: datetime | None = None) -> bool:
    """Whether it is time to note again that the session is in use."""
    return (now or datetime.now(UTC)) - sign_in.seen_at > _TOUCH_EVERY


def touch(session: Session, sign_in_id: int, now: datetime | None = None) -> None:
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now or datetime.now(UTC)))


def end(session: Session, name: str) -> None:
    """Logout. A look through another's eyes ends with it."""
    looking.end_with(session, SignIn.token_hash == _hash(name))
    session.execute(update(SignIn).where(SignIn.token_hash == _hash(name)).values(ended_at=datetime.now(UTC)))


def end_all(session: Session, user_id: int) -> None:
    """Password changed, or account closed."""
    looking.end_with(session, SignIn.user_id == user_id)
    session.execute(
        update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None)).values(ended_at=datetime.now(UTC))
    )


def password_print(stored: str | None) -> str:
    """A print of the password's hash that tells nothing about it without the secret key."""
    return hmac.new(str(current_app.secret_key).encode(), (stored or "").encode(), hashlib.sha256).hexdigest()[:32]


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
