"""The programmes under which sites are brought into service."""

from models import Programme
from rollout.text import _
from views.security.interface import SecureInterface
from views.security.model_view import SecureModelView


class ProgrammeView(SecureModelView):
    """List and forms of programmes."""

    route_base = "/programmes"
    class_permission_name = "programmes"
    datamodel = SecureInterface(Programme)
    list_title, show_title, add_title, edit_title = _("Programmes"), _("Programme"), _("Add a programme"), _("Edit the programme")
    label_columns = {
        "code": _("Code"), "name_ar": _("Arabic name"), "name_en": _("English name"), "partner_ar": _("Funding partner"),
        "partner_en": _("Funding partner in English"),
    }
    list_columns = ["code", "name_ar", "partner_ar"]
    show_columns = add_columns = edit_columns = ["code", "name_ar", "name_en", "partner_ar", "partner_en"]
    search_columns = ["name_ar", "partner_ar"]
    order_columns = ["code", "name_ar", "partner_ar"]
    base_order = ("code", "asc")
