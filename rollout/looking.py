"""Looking at the product through another user's eyes: an administrator does, with a reason; it reads only, and is over soon.

Each look is a row that stays. It belongs to one session of the administrator (`SignIn`) and dies with it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import ColumnElement, event, select, update
from sqlalchemy.orm import ORMExecuteState, Session, aliased, joinedload

from models import SignIn, ViewAs
from rollout import notices
from rollout.arabic import clean
from rollout.errors import OutOfScope, Refused
from rollout.roles import allows
from rollout.rules import explains
from rollout.text import _

LONGEST = timedelta(minutes=30)
LONGEST_REASON = 500
_ONLY_LOOKS = "only looks"


@dataclass(frozen=True)
class Look:
    """A look that is under way: whose eyes are borrowed, by whom, and until when; and how many notices that user has not read."""

    id: int
    by_id: int
    by_name: str
    user_id: int
    user_name: str
    until: datetime
    unread: int = 0


@dataclass(frozen=True)
class Logged:
    """A line of the log: who looked as whom and why, from when, and until when where it is over."""

    id: int
    by_name: str
    user_name: str
    account: str
    reason: str
    started_at: datetime
    ended_at: datetime | None


def may_look(user: User) -> bool:
    """Whether this user's role may borrow another's eyes; nobody borrows the eyes of one who may."""
    return allows([role.name for role in user.roles], "viewas", "can_write")


def why_not(by: User, user: User) -> Refused | None:
    """Why this user's eyes are not to be borrowed."""
    if by.id == user.id:
        return Refused(_("These are your own eyes; choose another user."))
    if may_look(user):
        return Refused(_("Nobody looks as another administrator."))
    if not user.is_active:
        return Refused(_("This account is closed; nobody sees anything with it."))
    return None


def start(session: Session, by: User, user: User, sign_in_id: int, reason: str, now: datetime | None = None) -> int:
    """Begin a look in this session of the administrator, after any earlier one; gives its number. Flushes, the caller commits."""
    if not by.is_active or not may_look(by):
        raise OutOfScope
    refusal = why_not(by, user)
    if refusal is not None:
        raise refusal
    words = clean(reason)
    if not explains(words):
        raise Refused(_("Say why you look; the reason stays on record."), about="reason")
    now = now or datetime.now(UTC)
    end_with(session, SignIn.id == sign_in_id, now)
    look = ViewAs(by_id=by.id, user_id=user.id, sign_in_id=sign_in_id, reason=words[:LONGEST_REASON], started_at=now)
    session.add(look)
    session.flush()
    return look.id


def current(session: Session, look_id: Any, by: User, sign_in_id: int, now: datetime | None = None) -> tuple[User, Look] | None:
    """Whose eyes this session of the administrator borrows now, with their roles, in one statement; None where the look is over."""
    if type(look_id) is not int or not by.is_active or not may_look(by):
        return None
    now = now or datetime.now(UTC)
    found = session.execute(
        select(User, ViewAs.started_at, notices.unread())
        .join(ViewAs, ViewAs.user_id == User.id)
        .where(
            ViewAs.id == look_id, ViewAs.by_id == by.id, ViewAs.sign_in_id == sign_in_id, ViewAs.ended_at.is_(None),
            ViewAs.started_at > now - LONGEST,
        )
        .options(joinedload(User.roles))
    ).unique().one_or_none()
    if found is None or why_not(by, found[0]) is not None:
        return None
    user, started_at, unread = found
    return user, Look(look_id, by.id, by.get_full_name(), user.id, user.get_full_name(), started_at + LONGEST, unread)


def end(session: Session, look: Look, now: datetime | None = None) -> None:
    """The administrator's eyes are their own again."""
    session.execute(update(ViewAs).where(ViewAs.id == look.id, ViewAs.ended_at.is_(None)).values(ended_at=now or datetime.now(UTC)))


def end_with(session: Session, sign_ins: ColumnElement[bool], now: datetime | None = None) -> None:
    """End whatever looks are under way in these sessions."""
    theirs = select(SignIn.id).where(sign_ins)
    session.execute(
        update(ViewAs).where(ViewAs.sign_in_id.in_(theirs), ViewAs.ended_at.is_(None)).values(ended_at=now or datetime.now(UTC))
        .execution_options(synchronize_session=False)
    )


def log(session: Session, before: int | None = None, most: int = 50, now: datetime | None = None) -> list[Logged]:
    """The latest looks, newest first; those before a number where one is given."""
    administrator, user = aliased(User), aliased(User)
    statement = (
        select(ViewAs, administrator, user)
        .join(administrator, administrator.id == ViewAs.by_id).join(user, user.id == ViewAs.user_id)
        .order_by(ViewAs.id.desc()).limit(most)
    )
    if before is not None:
        statement = statement.where(ViewAs.id < before)
    now = now or datetime.now(UTC)
    return [
        Logged(look.id, by.get_full_name(), seen.get_full_name(), seen.username, look.reason, look.started_at, _over(look, now))
        for look, by, seen in session.execute(statement)
    ]


def _over(look: ViewAs, now: datetime) -> datetime | None:
    latest = look.started_at + LONGEST
    if look.ended_at is not None:
        return min(look.ended_at, latest)
    return latest if latest <= now else None


# Nothing is written meanwhile, whatever a page does


def only_look(session: Session) -> None:
    """From here on the session writes nothing."""
    session.info[_ONLY_LOOKS] = True


@event.listens_for(Session, "before_flush")
def _refuse_flush(session: Session, context: Any, instances: Any) -> None:
    if _ONLY_LOOKS in session.info and (session.new or session.deleted or any(session.is_modified(row) for row in session.dirty)):
        raise OutOfScope


@event.listens_for(Session, "do_orm_execute")
def _refuse_change(state: ORMExecuteState) -> None:
    if _ONLY_LOOKS in state.session.info and (state.is_insert or state.is_update or state.is_delete):
        raise OutOfScope
