"""Accounts: who signs in, with what, and what their roles let them do."""

from datetime import UTC, datetime
from typing import Any

from flask import g, request, session
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.security.sqla.models import User
from flask_jwt_extended import JWTManager
from flask_login import LoginManager, login_user, logout_user
from sqlalchemy import func, or_, select

from rollout import passwords
from rollout.roles import allows
from views.security import signin, throttle
from views.security.access import role_names, work_for
from views.security.borrowed import seen_as
from views.security.devices import device_key, remember_device
from views.security.transaction import own_transaction


class AccountManager(SecurityManager):
    """The framework's manager of users, with permissions from `rollout.roles` and sessions that can end."""

    userstatschartview = None

    def register_views(self) -> None:
        from views.security.api import TokenApi
        from views.security.login import LanguageView, LoginView
        from views.security.theme import ThemeView

        self.auth_view = self.appbuilder.add_view_no_menu(LoginView)
        self.appbuilder.add_view_no_menu(LanguageView)
        self.appbuilder.add_view_no_menu(ThemeView)
        self.appbuilder.add_api(TokenApi)

    # What one may do

    def has_access(self, permission_name: str, view_name: str) -> bool:
        return allows(role_names(), view_name, permission_name)

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        return False

    # Signing in

    def authenticate(self, name: str, password: str) -> int | None:
        """The id of the account with this name (or e-mail address) and password. Raises TooManyAttempts while it is closed."""
        with own_transaction() as own:
            found = own.execute(
                select(User.id, User.username, User.password, User.active).where(
                    or_(func.lower(User.username) == name.lower(), func.lower(User.email) == name.lower())
                ).limit(1)
            ).one_or_none()
            own.rollback()
            known = device_key(found.id, found.password) if found else None
            account = known or throttle.account_key(found.username if found else name)
            throttle.count_attempt(own, account)
            # Nothing is locked while the password is compared, which takes a tenth of a second on purpose.
            right = passwords.matches(found.password if found and found.active else None, password)
            if found is None or not right:
                return None
            throttle.forgive(own, account)
        return int(found.id)

    def start_session(self, user_id: int, kind: str) -> dict[str, str]:
        """Begin a session of the account; returns what its cookie or token carries."""
        with own_transaction() as own:
            user = own.get_one(User, user_id)
            user.login_count = (user.login_count or 0) + 1
            user.last_login = datetime.now(UTC).replace(tzinfo=None)
            return signin.start(own, user, kind)

    def sign_in(self, user_id: int) -> None:
        """Begin a session in this browser. Whatever a visitor had put into the cookie before is dropped."""
        carried = self.start_session(user_id, signin.PAGE)
        session.clear()
        session.permanent = True
        session.update(carried)
        user = self.session.get(User, user_id)
        login_user(user)
        remember_device(user_id, user.password)

    def sign_out(self) -> None:
        name = session.get("sid")
        if isinstance(name, str):
            with own_transaction() as own:
                signin.end(own, name)
        logout_user()
        session.clear()

    def set_password(self, user_id: int, password: str) -> None:
        """Store a new password, end every session of the account and open it to new attempts."""
        new = passwords.hashed(password)
        with own_transaction() as own:
            user = own.get_one(User, user_id)
            user.password = new
            signin.end_all(own, user_id)
            throttle.forgive(own, throttle.account_key(user.username))

    # Recognising who comes back

    def create_login_manager(self, app: Any) -> LoginManager:
        manager = super().create_login_manager(app)
        # Addresses of phones change; what ends a session is in `signin`.
        manager.session_protection = None
        return manager

    def load_user(self, pk: Any) -> User | None:
        found = signin.holder(self.session, int(pk), session, signin.PAGE)
        if found is None:
            session.clear()
            g.session_ended = True
            return None
        user, sign_in, g.unread = found
        g.sign_in_due = sign_in.id if signin.is_due(sign_in) else None
        return seen_as(self.session, user, sign_in)

    def create_jwt_manager(self, app: Any) -> JWTManager:
        manager = super().create_jwt_manager(app)
        refuse: Any = lambda *_reasons: ({"message": "Sign in again."}, 401)  # noqa: E731 — four hooks with one answer
        for hook in (manager.unauthorized_loader, manager.invalid_token_loader, manager.expired_token_loader,
                     manager.user_lookup_error_loader):
            hook(refuse)
        return manager

    def load_user_jwt(self, header: dict[str, Any], claims: dict[str, Any]) -> User | None:
        subject = claims.get("sub", "")
        found = signin.holder(self.session, int(subject), claims, signin.TOKEN) if str(subject).isdigit() else None
        if found is None:
            return None
        g.user, sign_in, g.unread = found
        g.sign_in_due = sign_in.id if signin.is_due(sign_in) else None
        work_for(g.user)
        return g.user


def keep_session_alive() -> None:
    """Note that the session is in use; called when the response is ready, so that it waits for nothing of the request's own."""
    due = g.pop("sign_in_due", None)
    if due is not None and request.endpoint != "LoginView.logout":
        with own_transaction() as own:
            signin.touch(own, due)
