"""Those to whom letters and memoranda go: their posts, and how they are spoken to."""

from wtforms.validators import InputRequired, Length, Regexp

from models import Addressee
from rollout.text import _
from views.security.forms import REQUIRED, Choice, Line
from views.security.interface import SecureInterface
from views.security.model_view import SecureModelView

GENDERS = {"m": _("A man"), "f": _("A woman"), "body": _("A body, not a person")}


class AddresseeView(SecureModelView):
    """The ministry keeps the list; committees choose from it."""

    route_base = "/addressees"
    class_permission_name = "addressees"
    datamodel = SecureInterface(Addressee)
    exclude_route_methods = {"delete"}
    list_title, show_title = _("Addressees"), _("Addressee")
    add_title, edit_title = _("Add an addressee"), _("Edit the addressee")
    label_columns = {
        "code": _("Code"), "honorific": _("Honorific"), "post_ar": _("Post held"), "name_ar": _("Name"), "body_ar": _("Body"),
        "gender": _("Spoken to as"), "closing": _("Closing of the letter"),
    }
    description_columns = {
        "honorific": _("As it stands before the post, such as “السيد اللواء”."),
        "name_ar": _("May stay empty; then the letter goes to the post."),
        "closing": _("Only where it is another one than the usual."),
    }
    formatters_columns = {"gender": lambda key: str(GENDERS[key])}
    list_columns = ["post_ar", "honorific", "name_ar", "body_ar"]
    edit_columns = ["honorific", "post_ar", "name_ar", "body_ar", "gender", "closing"]
    show_columns = add_columns = ["code", *edit_columns]
    search_columns = ["post_ar", "body_ar"]
    order_columns = ["post_ar", "body_ar"]
    base_order = ("code", "asc")

    def _init_forms(self) -> None:
        gender = Choice(self.label_columns["gender"], options=list(GENDERS.items()), validators=[InputRequired(REQUIRED)])
        code = Line(_("Code"), validators=[InputRequired(REQUIRED), Length(max=40), Regexp(
            r"[A-Za-z0-9._-]+\Z", message=_("A code has only Latin letters, digits, dots, hyphens and underscores."))])
        self.add_form_extra_fields, self.edit_form_extra_fields = {"code": code, "gender": gender}, {"gender": gender}
        super()._init_forms()
