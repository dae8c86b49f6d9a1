"""Light or dark: what this browser was told to show, or what its own system prefers."""

from flask import Flask, abort, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from rollout.text import _
from views.security.login import safe_next
from views.security.view import SecureView

COOKIE = "theme"
AUTO = "auto"
THEMES = {AUTO: _("As the device"), "light": _("Light"), "dark": _("Dark")}


def install_theme(app: Flask) -> None:
    """Give templates the look of this browser, and the looks to choose from."""
    app.jinja_env.globals.update(theme=theme, themes=THEMES)


def theme() -> str:
    """``light`` or ``dark`` where the browser was told so, else ``auto``: its style sheets then follow the device."""
    chosen = request.cookies.get(COOKIE, AUTO)
    return chosen if chosen in THEMES else AUTO


class ThemeView(SecureView):
    """The switch between light and dark; it stays in this browser, signed in or not."""

    route_base = "/theme"
    class_permission_name = "account"

    @expose("/", methods=["POST"])
    def choose(self) -> ResponseReturnValue:
        chosen = request.form.get("theme", "")
        if chosen not in THEMES:
            abort(400)
        response = redirect(safe_next(request.form.get("next")), 303)
        response.set_cookie(
            COOKIE, chosen, max_age=365 * 86400, secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax"
        )
        return response
