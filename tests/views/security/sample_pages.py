"""Pages that only tests have: over markaz, with an action, a hook that refuses, and what must not be reached."""

from typing import Any

from flask import redirect
from flask.typing import ResponseReturnValue
from flask_appbuilder.actions import action

from models import Markaz
from rollout.errors import Refused
from rollout.text import _
from views.security.interface import SecureInterface
from views.security.model_view import SecureModelView

FORBIDDEN = "ممنوع"


class SampleView(SecureModelView):
    """Marakez again, under the permissions of sites, which a committee may write."""

    route_base = "/sample"
    class_permission_name = "sites"
    method_permission_name = {"mark": "edit", "list": "list", "show": "show", "add": "add", "edit": "edit", "delete": "edit"}
    datamodel = SecureInterface(Markaz)
    list_columns = ["name_ar", "governorate"]
    show_columns = ["name_ar", "source_note"]
    add_columns = edit_columns = ["governorate", "name_ar", "name_en", "source_note"]
    search_columns = ["name_ar", "governorate"]
    order_columns = ["name_ar"]
    base_order = ("name_ar", "asc")

    def pre_update(self, item: Any) -> None:
        if item.name_ar == FORBIDDEN:
            raise Refused(_("Not saved: a value is already in use, or other records depend on it."))

    @action("mark", "Mark", single=True, multiple=True)
    def mark(self, items: Any) -> ResponseReturnValue:
        for item in items if isinstance(items, list) else [items]:
            item.source_note = "marked"
        return redirect(self.get_redirect(), 303)
