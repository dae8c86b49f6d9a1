"""Moments on offer: a page shows what is known at a moment, and what is issued from it is as known then. Only we can offer one."""

from datetime import date, datetime

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from rollout.errors import Refused
from rollout.text import _

_AGE = 30 * 60


def offer(user_id: int, place: str, as_of: date, moment: datetime | None) -> str:
    """The moment, signed for this user, place and day, and for half an hour."""
    return _signer().dumps([user_id, place, as_of.isoformat(), moment.isoformat() if moment else None])


def taken_up(user_id: int, place: str, as_of: date, signed: str) -> datetime | None:
    """The moment that was offered; refused is what we never signed, what was offered for something else, and what is too old."""
    try:
        *offered, moment = _signer().loads(signed, max_age=_AGE)
    except (BadData, ValueError):
        offered, moment = [], None
    if offered != [user_id, place, as_of.isoformat()]:
        raise Refused(_("This page was shown too long ago, or for another report. Look at it again, then issue it."))
    return datetime.fromisoformat(moment) if moment else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="moment on offer")
