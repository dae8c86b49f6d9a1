"""The marakez: districts of the governorates."""

from models import Markaz
from rollout.text import _
from views.security.interface import SecureInterface
from views.security.model_view import SecureModelView


class MarkazView(SecureModelView):
    """List and forms of marakez."""

    route_base = "/marakez"
    class_permission_name = "marakez"
    datamodel = SecureInterface(Markaz)
    list_title, show_title, add_title, edit_title = _("Marakez"), _("Markaz"), _("Add a markaz"), _("Edit the markaz")
    label_columns = {
        "name_ar": _("Arabic name"), "name_en": _("English name"), "governorate": _("Governorate"), "folded": _("Name"),
        "in_phase1": _("In the first phase"), "source_note": _("Source"),
    }
    list_columns = ["name_ar", "governorate", "in_phase1"]
    show_columns = ["name_ar", "name_en", "governorate", "in_phase1", "source_note"]
    add_columns = edit_columns = ["governorate", "name_ar", "name_en", "in_phase1", "source_note"]
    search_columns = ["folded", "governorate", "in_phase1"]
    order_columns = ["name_ar"]
    base_order = ("sort_key", "asc")
