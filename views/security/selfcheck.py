"""What the program refuses to start with."""

from importlib.util import find_spec
from typing import Any

from flask import Flask
from flask_appbuilder import ModelRestApi
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.views import ModelView

from rollout.errors import BadSetting
from rollout.roles import PAGES
from rollout.settings import Settings, strong
from rollout.text import _
from views.security.access import PUBLIC
from views.security.api import SecureApi
from views.security.model_view import SecureModelView, UnsafePage
from views.security.view import SecureView


def refuse_unsafe(app: Flask, settings: Settings) -> None:
    """Raise BadSetting or UnsafePage rather than serve what is open."""
    if settings.production:
        _refuse_settings(app, settings)
    for view in app.appbuilder.baseviews:  # type: ignore[attr-defined]  # set by the framework
        _refuse_page(view)
    _refuse_open_addresses(app)
    if find_spec("defusedxml") is None:  # loading openpyxl to ask it would slow every start; it is asked where it is used
        raise BadSetting(_("The package defusedxml is missing; a workbook could stop the server."))


def _refuse_settings(app: Flask, settings: Settings) -> None:
    if not strong(settings.secret_key) or not settings.trusted_hosts:
        raise BadSetting(_("Production needs a strong ROLLOUT_SECRET_KEY and ROLLOUT_TRUSTED_HOSTS."))
    if app.debug or app.testing:
        raise BadSetting(_("Production does not run in debug mode."))


def _refuse_page(view: Any) -> None:
    name = type(view).__name__
    if isinstance(view, ModelView) and not isinstance(view, SecureModelView):
        raise UnsafePage(f"{name} must derive from SecureModelView")
    if isinstance(view, ModelRestApi) and not isinstance(view, SecureApi):
        raise UnsafePage(f"{name} must derive from SecureApi")
    if isinstance(view, BaseView) and not isinstance(view, (SecureView, SecureModelView)):
        raise UnsafePage(f"{name} must derive from SecureView or SecureModelView")
    if view.class_permission_name not in PAGES:
        raise UnsafePage(f"{name}.class_permission_name is no page of rollout.roles")


def _refuse_open_addresses(app: Flask) -> None:
    """Each address is answered by a method that asks for a permission, or is one of the few public ones."""
    views = {view.endpoint: view for view in app.appbuilder.baseviews}  # type: ignore[attr-defined]  # set by the framework
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC:
            continue
        owner, _dot, method = rule.endpoint.partition(".")
        asks = hasattr(getattr(views.get(owner), method, None), "_permission_name")
        acts = isinstance(views.get(owner), SecureModelView) and method in ("action", "action_post")
        if not asks and not acts:
            raise UnsafePage(f"{rule.endpoint} is open to everybody")
