"""An administrator's look through another user's eyes, request by request: whose page it is, and that nothing is changed by it.

The cookie still holds the administrator's own session; beside it stands the number of the look. Only the table says whether that
look is under way: of this administrator, of this very session, not ended and not older than its time.
"""

from flask import g, request, session
from flask_appbuilder.security.sqla.models import User
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden

from models import SignIn
from rollout import looking
from rollout.looking import Look
from rollout.text import Text, _
from views.security.access import may, signed_in, viewing
from views.security.current import say
from views.security.transaction import own_transaction

MARK = "viewing"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
STILL_ALLOWED = frozenset({"LookView.end", "LoginView.logout", "LanguageView.choose", "ThemeView.choose"})
"""What changes nothing of the programme: ending the look, signing out, and the language and the look of the browser."""


class OnlyLooking(Forbidden):
    """Something was to be changed through another's eyes, or on a page that was still theirs when the look had ended."""

    def __init__(self, title: Text, advice: Text) -> None:
        super().__init__()
        self.title, self.advice = title, advice


def seen_as(database: Session, holder: User, sign_in: SignIn) -> User:
    """Whose page this request gets: the administrator's own, or that of the user through whose eyes they look just now."""
    g.sign_in_id = sign_in.id
    if MARK not in session:
        return holder
    found = looking.current(database, session[MARK], holder, sign_in.id)
    if found is None:
        session.pop(MARK)
        g.look_over = True
        return holder
    user, look = found
    g.viewing, g.unread = look, look.unread
    return user


def refuse_changes() -> None:
    """Let a request through that reads. What was filled in as another user is not done as the administrator either."""
    if request.method in SAFE or request.endpoint in STILL_ALLOWED:
        if g.get("look_over"):
            say(_("Your look through another user's eyes is over; what you see is your own again."), "info")
        return
    if viewing() is not None:
        raise OnlyLooking(
            _("You are only looking"), _("Nothing can be changed while you look through another user's eyes. End the look first.")
        )
    if g.get("look_over"):
        raise OnlyLooking(
            _("Your look was over"), _("Nothing was changed: the page was another user's, and what you see now is your own again.")
        )


def begin(user: User, reason: str) -> None:
    """Look through this user's eyes from the next page on. Raises Refused with what stands against it."""
    holder_id, user_id = signed_in().id, user.id
    with own_transaction() as own:
        number = looking.start(own, own.get_one(User, holder_id), own.get_one(User, user_id), g.sign_in_id, reason)
    session[MARK] = number


def finish() -> Look | None:
    """End the look of this session; gives it, or None where there was none."""
    session.pop(MARK, None)
    look = viewing()
    if look is not None:
        with own_transaction() as own:
            looking.end(own, look)
    return look


def may_look_as(user: User) -> bool:
    """Whether the user of this request may look through the eyes of that one."""
    return may("viewas", "can_write") and looking.why_not(signed_in(), user) is None
