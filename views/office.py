"""The office's settings: what stands on its paper, and when silence turns a site grey."""

from dataclasses import asdict
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from wtforms.validators import DataRequired, InputRequired, Length

from models import OfficeSetting
from reports.phrases import REFERENCE
from rollout.arabic import Digits
from rollout.errors import Conflict
from rollout.office import LABELS, Office, office, read_value
from rollout.text import Text, _
from views.security.access import guarded
from views.security.current import database, say
from views.security.forms import REQUIRED, Choice, Line, SecureForm, Typed
from views.security.saving import NotSaved, Version, differences, saving, take_theirs, version_of
from views.security.view import SecureView

LONGEST = 120
NUMBER = "AST/2023-07-31"
"""A report's number as it is printed: a reference is written one way, whatever the digits of the text."""
HINTS: dict[str, Text] = {
    "digits": _("The digits of reports; the pages follow their language."),
    "patience": _("A site of which nothing has been heard for longer shows as without recent news."),
}
_DIGITS = [(Digits.ARABIC.value, _("Arabic-Indic ٠١٢٣")), (Digits.WESTERN.value, _("Western 0123"))]


def _field(key: str) -> Any:
    """The field of one setting, read as `rollout.office` reads it."""
    common: dict[str, Any] = {"label": LABELS[key], "description": HINTS.get(key, "")}
    if key == "digits":
        return Choice(options=_DIGITS, **common)
    if isinstance(getattr(Office, key), str):
        return Line(validators=[DataRequired(REQUIRED), Length(max=LONGEST)], **common)
    return Typed(parse=lambda raw: read_value(key, raw), validators=[InputRequired(REQUIRED)], **common)


OfficeForm = type("OfficeForm", (SecureForm,), {key: _field(key) for key in LABELS} | {"row_version": Version()})


class OfficeView(SecureView):
    """One form over all settings, with the letterhead that follows from them."""

    route_base = "/office"
    class_permission_name = "office"
    method_permission_name = {"read": "read", "save": "write"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        return self._page(_stored_form())

    @expose("/", methods=["POST"])
    @guarded
    def save(self) -> ResponseReturnValue:
        """Store what differs from before; a form that was filled from older settings shows theirs and mine."""
        rows = _locked_rows()
        theirs = _stored_form()
        mine = OfficeForm(formdata=take_theirs(request.form, theirs))
        if request.form.get("row_version") != theirs.row_version.data:
            return self._conflict(mine, theirs)
        if not mine.validate():
            return self._page(mine, 422)
        try:
            with saving(database()):
                _store({key: str(mine[key].data) for key in LABELS}, rows)
        except Conflict:
            return self._conflict(mine, _stored_form())
        except NotSaved as refusal:
            mine.form_errors = [*mine.form_errors, refusal.message]
            return self._page(mine, 422)
        say(_("The changes were saved."))
        return redirect(url_for("OfficeView.read"), 303)

    def _conflict(self, mine: Any, theirs: Any) -> ResponseReturnValue:
        mine.validate()
        found = differences(theirs, mine)
        mine.row_version.data = theirs.row_version.data
        mine.row_version.raw_data = [theirs.row_version.data]
        return self._page(mine, 409, conflict=Conflict().message, differences=found)

    def _page(self, form: Any, status: int = 200, **values: Any) -> ResponseReturnValue:
        page = self.render_template(
            "office/office.html", title=_("Office settings"), form=form, reference=REFERENCE, number=NUMBER, **values
        )
        return page, status


def _locked_rows() -> dict[str, OfficeSetting]:
    query = select(OfficeSetting).where(OfficeSetting.key.in_(list(LABELS))).order_by(OfficeSetting.id)
    return {row.key: row for row in database().scalars(query.with_for_update())}


def _stored_form() -> Any:
    """The form as the database fills it, with one version for all settings together."""
    form = OfficeForm(formdata=None, data=asdict(office(database())))
    form.row_version.data = version_of(None, form)
    return form


def _store(values: dict[str, str], rows: dict[str, OfficeSetting]) -> None:
    """A row for each setting that is not, or was not, its default."""
    defaults = asdict(Office())
    for key, value in values.items():
        row = rows.get(key)
        if row is not None:
            row.value = value
        elif value != str(defaults[key]):
            database().add(OfficeSetting(key=key, value=value))
    database().flush()
