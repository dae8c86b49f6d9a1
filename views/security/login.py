"""Signing in and out, one's own password, and the language of the pages."""

from typing import Any

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from flask_appbuilder.security.views import AuthView
from flask_appbuilder.utils.base import is_safe_redirect_url
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from rollout import passwords
from rollout.text import LANGUAGES, _
from views.security import throttle
from views.security.access import guarded, signed_in
from views.security.current import accounts, say
from views.security.devices import device_key
from views.security.door import left_a_form
from views.security.forms import REQUIRED, Line, SecureForm
from views.security.transaction import own_transaction
from views.security.view import SecureView

LANGUAGE_COOKIE = "language"


def safe_next(address: str | None) -> str:
    """Where to go after signing in: an address of this site's own, given as a path; else the first page."""
    home = url_for("HomeView.read")
    if not address or not address.isprintable() or not address.startswith("/") or address.startswith(("//", "/\\")) or "\\" in address:
        return home
    return address if is_safe_redirect_url(address) else home


class LoginForm(SecureForm):
    username = Line(_("Account"), validators=[InputRequired(REQUIRED), Length(max=320)])
    password = PasswordField(_("Password"), validators=[InputRequired(REQUIRED), Length(max=passwords.LONGEST)])


class LoginView(AuthView, SecureView):
    """The door."""

    route_base = ""
    class_permission_name = "account"
    login_template = "appbuilder/general/security/login_db.html"

    @expose("/login/", methods=["GET", "POST"])
    def login(self) -> ResponseReturnValue:
        if signed_in() is not None:
            return redirect(safe_next(request.args.get("next")))
        form, status = LoginForm(), 200
        if form.validate_on_submit():
            try:
                user_id = accounts().authenticate(form.username.data, form.password.data)
            except throttle.TooManyAttempts as closed:
                say(_("Too many attempts. Try again in %(seconds)s seconds.", seconds=closed.seconds), "danger")
                return self._form(form, 429, {"Retry-After": str(closed.seconds)})
            if user_id is not None:
                accounts().sign_in(user_id)
                return redirect(safe_next(request.args.get("next")), 303)
            say(_("The account or the password is wrong."), "danger")
            status = 401
        return self._form(form, status)

    def _form(self, form: LoginForm, status: int, headers: dict[str, str] | None = None) -> ResponseReturnValue:
        page = self.render_template(self.login_template, title=_("Sign in"), form=form, left=left_a_form())
        return page, status, headers or {}

    @expose("/logout/", methods=["POST"])
    def logout(self) -> ResponseReturnValue:
        accounts().sign_out()
        return redirect(url_for("LoginView.login"), 303)


class LanguageView(SecureView):
    """The switch between Arabic and English; it stays in this browser, signed in or not."""

    route_base = "/language"
    class_permission_name = "account"

    @expose("/", methods=["POST"])
    def choose(self) -> ResponseReturnValue:
        code = request.form.get("language", "")
        if code not in LANGUAGES:
            abort(400)
        response = redirect(safe_next(request.form.get("next")), 303)
        response.set_cookie(
            LANGUAGE_COOKIE, code, max_age=365 * 86400, secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax"
        )
        return response


def good_password(form: Any, field: Any) -> None:
    """A validator: the rules of passwords, told in one sentence."""
    from wtforms import ValidationError

    refusal = passwords.why_refused(field.data or "", names=getattr(form, "names", ()))
    if refusal is not None:
        raise ValidationError(str(refusal))


class NewPasswordForm(SecureForm):
    """A new password, typed twice."""

    password = PasswordField(
        _("New password"), validators=[InputRequired(REQUIRED), good_password],
        description=_("At least 12 characters; a sentence that only you know is best."),
    )
    again = PasswordField(
        _("Repeat the new password"), validators=[InputRequired(REQUIRED), EqualTo("password", _("The two passwords differ."))]
    )


class OwnPasswordForm(NewPasswordForm):
    old_password = PasswordField(_("Current password"), validators=[InputRequired(REQUIRED)])


class AccountView(SecureView):
    """One's own account: so far, its password."""

    route_base = "/account"
    class_permission_name = "account"
    default_view = "password"
    method_permission_name = {"password": "write"}

    @expose("/password", methods=["GET", "POST"])
    @guarded
    def password(self) -> ResponseReturnValue:
        user = signed_in()
        form = OwnPasswordForm()
        form.names = (user.username, user.email, user.first_name, user.last_name)
        if form.validate_on_submit():
            outcome = self._change(user.id, user.username, user.password, form)
            if outcome is not None:
                return outcome
        return self.render_template("account/password.html", title=_("Change password"), form=form)

    def _change(self, user_id: int, username: str, stored: str, form: OwnPasswordForm) -> ResponseReturnValue | None:
        account = device_key(user_id, stored) or throttle.account_key(username)
        try:
            with own_transaction() as own:
                throttle.count_attempt(own, account)
        except throttle.TooManyAttempts as closed:
            say(_("Too many attempts. Try again in %(seconds)s seconds.", seconds=closed.seconds), "danger")
            return redirect(url_for("AccountView.password"), 303)
        if not passwords.matches(stored, form.old_password.data):
            form.old_password.errors = [str(_("The present password is wrong."))]
            return None
        manager = accounts()
        manager.set_password(user_id, form.password.data)
        with own_transaction() as own:
            throttle.forgive(own, account)
        manager.sign_in(user_id)
        say(_("The password was changed; other sessions of yours have ended."), "success")
        return redirect(url_for("HomeView.read"), 303)
