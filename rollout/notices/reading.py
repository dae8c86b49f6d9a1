"""One's own notices: the unread ones first, marking them read, and choosing of what to hear.

A notice about a governorate that one no longer sees is not shown, neither counted nor opened.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select, update
from sqlalchemy.orm import Session

from models import Notice, NoticeChoice, OfficerGovernorate
from rollout.notices.kinds import KINDS, Kind, Way
from rollout.notices.making import default_way
from rollout.notices.sentences import sentence
from rollout.roles import ROLES
from rollout.scope import scope_of
from rollout.text import Text

MOST = 50
_NATIONAL = sorted(role.key for role in ROLES.values() if role.national)


@dataclass(frozen=True)
class Told:
    """A notice as its reader sees it: the line, why it came, and the page that shows more."""

    id: int
    kind: str
    words: str
    because: Text | None
    address: str
    on_day: date
    unread: bool


def unread() -> ScalarSelect[int]:
    """How many unread notices a user has: part of a statement that already selects from the table of users."""
    mine = select(OfficerGovernorate.governorate_id).where(OfficerGovernorate.user_id == User.id).correlate(User)
    seen = or_(Notice.about_id.is_(None), Notice.about_id.in_(mine), User.roles.any(Role.name.in_(_NATIONAL)))
    counted = select(func.count(Notice.id)).where(Notice.user_id == User.id, Notice.read_at.is_(None), Notice.page, seen)
    return counted.correlate(User).scalar_subquery()


def _mine(session: Session, user_id: int) -> list[ColumnElement[bool]]:
    """The notices of a user about what the session may see."""
    places = scope_of(session).view_ids
    mine: list[ColumnElement[bool]] = [Notice.user_id == user_id, Notice.page.is_(True)]
    if places is not None:
        mine.append(or_(Notice.about_id.is_(None), Notice.about_id.in_(places)))
    return mine


def notices(session: Session, user_id: int, page: int = 0, most: int = MOST) -> tuple[list[Told], bool]:
    """A user's notices, the unread ones first and the newest of each before the others; and whether there are more."""
    query = (
        select(Notice).where(*_mine(session, user_id)).order_by(Notice.read_at.is_not(None), Notice.id.desc())
        .limit(most + 1).offset(page * most)
    )
    rows = list(session.scalars(query))
    return [_told(row) for row in rows[:most]], len(rows) > most


def _told(row: Notice) -> Told:
    kind = KINDS.get(row.kind)
    words = sentence(row.kind, json.loads(row.facts))
    return Told(row.id, row.kind, words, kind.because if kind else None, row.address, row.on_day, row.read_at is None)


def own(session: Session, user_id: int, notice_id: int) -> Notice | None:
    """The user's own notice with this number, if they still see what it is about."""
    return session.scalars(select(Notice).where(Notice.id == notice_id, *_mine(session, user_id))).one_or_none()


def mark_read(session: Session, user_id: int, ids: Iterable[int] | None = None) -> None:
    """Mark these notices of a user as read, or all that they see. Flushes, the caller commits."""
    unread_ones = update(Notice).where(*_mine(session, user_id), Notice.read_at.is_(None))
    if ids is not None:
        unread_ones = unread_ones.where(Notice.id.in_(list(ids)))
    session.execute(unread_ones.values(read_at=datetime.now(UTC)).execution_options(synchronize_session=False))


def choices(session: Session, user_id: int, roles: Iterable[str]) -> list[tuple[Kind, Way]]:
    """The kinds of which somebody with these roles may hear, and how they do now."""
    held = list(roles)
    chosen = {
        row.kind: Way(row.page, row.mail) for row in session.scalars(select(NoticeChoice).where(NoticeChoice.user_id == user_id))
    }
    return [(kind, chosen.get(kind.key) or default_way(held, kind.key)) for kind in KINDS.values() if kind.hears.keys() & set(held)]


def choose(session: Session, user_id: int, roles: Iterable[str], wanted: Mapping[str, Way]) -> None:
    """Keep how a user wants to hear of each kind. Flushes, the caller commits."""
    kept = {row.kind: row for row in session.scalars(select(NoticeChoice).where(NoticeChoice.user_id == user_id).with_for_update())}
    for kind, _way in choices(session, user_id, roles):
        way = wanted.get(kind.key, Way(page=False, mail=False))
        row = kept.get(kind.key)
        if row is None:
            session.add(NoticeChoice(user_id=user_id, kind=kind.key, page=way.page, mail=way.mail))
        else:
            row.page, row.mail = way.page, way.mail
    session.flush()
