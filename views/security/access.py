"""Who may open a page: one decorator for pages, and the list of the few that need no account."""

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from rollout.looking import Look, only_look
from rollout.plan import speak_for
from rollout.roles import allows, scope_for
from rollout.scope import open_scope
from views.security.current import database
from views.security.door import send_to_door

# The only addresses that answer somebody who has not signed in. The start-up check holds every other one to `guarded`.
PUBLIC = frozenset({
    "assets.file", "LoginView.login", "LoginView.logout", "LanguageView.choose", "TokenApi.login", "TokenApi.refresh", "TokenApi.logout",
    "ThemeView.choose", "VerifyView.read",
})


def signed_in() -> Any:
    """The user of this request, or None."""
    user: Any = getattr(g, "user", None)
    if hasattr(user, "_get_current_object"):  # the framework's proxy looks the user up again at each touch
        user = user._get_current_object()
    return user if user is not None and user.is_authenticated else None


def viewing() -> Look | None:
    """The look of an administrator through the eyes of this request's user, if there is one."""
    return g.get("viewing")


def role_names() -> tuple[str, ...]:
    user = signed_in()
    return tuple(role.name for role in user.roles) if user is not None and user.is_active else ()


def may(page: str, action: str) -> bool:
    """Whether the user of this request may do this on this page. Answered from the code of roles, without a question to the database."""
    return allows(role_names(), page, action)


def work_for(user: Any) -> None:
    """Make the request's session work for this user's governorates, and in the user's name: for none and nobody where it is a visitor.

    Where an administrator looks through the user's eyes, it may change nothing anywhere, and speaks in nobody's name.
    """
    session = database()
    user = user._get_current_object() if hasattr(user, "_get_current_object") else user
    scope = scope_for(session, user)
    if viewing() is None:
        open_scope(session, scope)
        speak_for(session, getattr(user, "id", None))
        return
    open_scope(session, replace(scope, capture=frozenset()))
    speak_for(session, None)
    only_look(session)


def guarded(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Open the page only to roles that are allowed its action: ``can_`` and the method's name, or what the page maps it to.

    A visitor is sent to sign in and comes back to where they wanted to go; a user without the right gets 403.
    """

    @functools.wraps(view)
    def guard(self: Any, *args: Any, **kwargs: Any) -> ResponseReturnValue:
        action = f"can_{self.get_method_permission(view.__name__)}"
        if may(self.class_permission_name, action):
            return view(self, *args, **kwargs)
        if signed_in() is not None:
            abort(403)
        if request.method != "GET":
            send_to_door()
        back = request.full_path.rstrip("?")
        return redirect(url_for("LoginView.login", next=None if back == "/" else back))

    guard._permission_name = getattr(view, "_permission_name", view.__name__)  # type: ignore[attr-defined]  # read by the framework
    return guard
