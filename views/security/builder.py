"""The framework's builder without the pages, menus and files that we do not use."""

from typing import Any

import flask_appbuilder.base
from flask import Blueprint, Flask, current_app
from flask_appbuilder import AppBuilder

from views.security.manager import AccountManager


class Frame(AppBuilder):
    """Registers our pages and nothing else; never writes to the database."""

    def __init__(self, app: Flask, session: Any) -> None:
        super().__init__(app, session, security_manager_class=AccountManager, update_perms=False)

    def _add_global_static(self) -> None:
        # Its templates only, for ours extend some of them; its scripts and style sheets are not served.
        current_app.register_blueprint(Blueprint("appbuilder", flask_appbuilder.base.__name__, template_folder="templates"))

    def _add_admin_views(self) -> None:
        self.sm.register_views()

    def _add_menu_permissions(self, update_perms: bool = False) -> None:
        """Permissions are code; no table of them is kept."""
