"""Sites over JSON."""

from typing import Any

from marshmallow import ValidationError

from models import Site
from views.security.api import SecureApi
from views.security.interface import SecureInterface
from views.sites.forms import faults_of


class SiteApi(SecureApi):
    """The register for programs: list, one, change."""

    resource_name = "sites"
    class_permission_name = "sites"
    datamodel = SecureInterface(Site)
    method_permission_name = {"get_list": "list", "get": "show", "put": "edit"}
    exclude_route_methods = {"info", "post", "delete"}
    list_columns = ["id", "code", "kind", "name_ar", "name_en", "governorate.code", "planned_on"]
    show_columns = [
        "id", "code", "kind", "name_ar", "name_en", "governorate.code", "markaz_id", "local_unit_id", "programme_id", "latitude",
        "longitude", "executing_body", "planned_on", "notes", "row_version",
    ]
    edit_columns = [
        "name_ar", "name_en", "markaz_id", "local_unit_id", "programme_id", "latitude", "longitude", "executing_body", "planned_on",
        "notes",
    ]
    search_columns = ["code", "kind", "folded"]
    order_columns = ["code", "name_ar", "planned_on"]

    def check(self, item: Any) -> None:
        faults = faults_of(item)
        if faults:
            raise ValidationError(faults)
