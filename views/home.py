"""The first page."""

from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from rollout.text import _
from views.security.access import guarded
from views.security.view import SecureView


class HomeView(SecureView):
    """Where a user lands after signing in."""

    route_base = ""
    class_permission_name = "home"

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        return self.render_template("home.html", title=_("General position"))
