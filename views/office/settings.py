"""The office's settings: what stands on its paper, and after how many days without news a site counts as silent."""

from base64 import b64decode
from dataclasses import asdict, replace
from io import BytesIO
from typing import Any

from flask import Response, abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from models import OfficeSetting
from reports.forms.made import render
from reports.issue.sample import sample
from reports.progress.paper import COPIES_TO, SECRECY
from reports.words.hijri import hijri_day
from reports.words.phrases import REFERENCE
from rollout import clock
from rollout.arabic import Digits
from rollout.errors import Conflict, Refused
from rollout.office import LABELS, MOST_LOGO_BYTES, Hijri, Office, keep_logo, office, read_logo, read_value
from rollout.text import Text, _
from views.security.access import guarded
from views.security.conflicts import Version, begin, begin_anew, put_together, take_theirs
from views.security.current import database, say
from views.security.forms import REQUIRED, Choice, Line, Prose, SecureForm, Typed
from views.security.once import answer_if_saved
from views.security.saving import NotSaved, saving
from views.security.view import SecureView

LONGEST = 120
NUMBER = "AST/2023-07-31"
"""A report's number as it is printed: a reference is written one way, whatever the digits of the text."""
HINTS: dict[str, Text] = {
    "digits": _("The digits of reports; the pages follow their language."),
    "hijri": _("By the calendar of Umm al-Qura; move it by a day where Egypt's month began on another."),
    "confidentiality": _("Printed on every page, for example: confidential. Leave it empty for papers that are open."),
    "copies": _("Printed under the signatures, one body on each line."),
    "verification": _("Where anybody can check a paper, such as https://tashgheel.gov.eg/verify; printed as a code on what is issued."),
    "patience": _("A site of which nothing has been heard for longer shows as without recent news."),
}
LONGEST_LIST = 1000
_OPTIONS = {
    "digits": [(Digits.ARABIC.value, _("Arabic-Indic ٠١٢٣")), (Digits.WESTERN.value, _("Western 0123"))],
    "hijri": [
        (Hijri.NEVER.value, _("Not printed")), (Hijri.EXACT.value, _("As in the calendar")),
        (Hijri.EARLIER.value, _("A day earlier than the calendar")), (Hijri.LATER.value, _("A day later than the calendar")),
    ],
}


def _field(key: str) -> Any:
    """The field of one setting, read as `rollout.office` reads it."""
    common: dict[str, Any] = {"label": LABELS[key], "description": HINTS.get(key, "")}
    if key in _OPTIONS:
        return Choice(options=_OPTIONS[key], **common)
    if key == "copies":
        return Prose(validators=[Length(max=LONGEST_LIST)], **common)
    if key in ("patience", "verification"):
        needed = [InputRequired(REQUIRED)] if key == "patience" else [Optional(), Length(max=LONGEST)]
        return Typed(parse=lambda raw: read_value(key, raw), validators=needed, **common)
    filled = [DataRequired(REQUIRED)] if getattr(Office, key) else []
    return Line(validators=[*filled, Length(max=LONGEST)], **common)


OfficeForm = type("OfficeForm", (SecureForm,), {key: _field(key) for key in LABELS} | {"row_version": Version()})


class OfficeView(SecureView):
    """One form over all settings, with the letterhead that follows from them, and a page printed with it."""

    route_base = "/office"
    class_permission_name = "office"
    method_permission_name = {
        "read": "read", "save": "write", "printed": "read", "preview": "write", "picture": "read", "logo": "write", "plain": "write",
    }
    takes_files = frozenset({"logo"})

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
        if request.form.get("row_version") != theirs.row_version.data:
            return self._conflict(theirs)
        mine = OfficeForm(formdata=take_theirs(request.form, theirs))
        if not mine.validate():
            return self._page(mine, 422)
        try:
            with saving(database()):
                _store(_typed(mine), rows)
        except Conflict:
            return self._conflict(_stored_form())
        except NotSaved as refusal:
            mine.form_errors = [*mine.form_errors, refusal.message]
            return self._page(mine, 422)
        say(_("The changes were saved."))
        return redirect(url_for("OfficeView.read"), 303)

    @expose("/sample.pdf")
    @guarded
    def printed(self) -> ResponseReturnValue:
        """A page with the settings in force."""
        return _page_of(office(database(), printing=True))

    @expose("/sample", methods=["POST"])
    @guarded
    def preview(self) -> ResponseReturnValue:
        """A page with the settings that are typed and not saved."""
        mine = OfficeForm(formdata=request.form)
        if not mine.validate():
            return self._page(mine, 422)
        values = {key: read_value(key, value) for key, value in _typed(mine).items()}
        return _page_of(replace(office(database(), printing=True), **values))  # type: ignore[arg-type]  # each key has its own type

    @expose("/logo.png")
    @guarded
    def picture(self) -> ResponseReturnValue:
        """The picture on the letterhead, where the office has one of its own."""
        logo = office(database(), printing=True).logo
        return send_file(BytesIO(b64decode(logo)), "image/png", max_age=0) if logo else abort(404)

    @expose("/logo", methods=["POST"])
    @guarded
    def logo(self) -> ResponseReturnValue:
        """Put a picture on the letterhead."""
        sent = request.files.get("logo")
        try:
            if sent is None or not sent.filename:
                raise Refused(_("Choose a file first."))
            return self._keep(read_logo(sent.stream.read(MOST_LOGO_BYTES + 1)))
        except (Refused, NotSaved) as refusal:
            return self._page(_stored_form(), 422, logo_error=refusal.message)

    @expose("/logo/remove", methods=["POST"])
    @guarded
    def plain(self) -> ResponseReturnValue:
        """Go back to the emblem."""
        return self._keep("")

    def _keep(self, logo: str) -> ResponseReturnValue:
        with saving(database()):
            keep_logo(database(), logo)
        say(_("The changes were saved."))
        return redirect(url_for("OfficeView.read"), 303)

    def _conflict(self, theirs: Any) -> ResponseReturnValue:
        answer_if_saved()
        mine, found = put_together(theirs, request.form, lambda sent: OfficeForm(formdata=sent))
        mine.validate()
        begin_anew(mine, theirs)
        return self._page(mine, 409, conflict=Conflict().message, differences=found)

    def _page(self, form: Any, status: int = 200, **values: Any) -> ResponseReturnValue:
        digits = form.digits.data if form.digits.data in set(Digits) else Digits.ARABIC
        page = self.render_template(
            "office/office.html", title=_("Office settings"), form=form, reference=REFERENCE, number=NUMBER, secrecy=SECRECY,
            copies_to=COPIES_TO, hijri={how.value: hijri_day(clock.today(), how, Digits(digits)) for how in Hijri},
            pictured=bool(office(database(), printing=True).logo), most=MOST_LOGO_BYTES // 1_000_000, **values,
        )
        return page, status


def _page_of(settings: Office) -> Response:
    made = render(sample(settings, clock.today()))
    return send_file(BytesIO(made), "application/pdf", download_name="letterhead.pdf", max_age=0)


def _typed(form: Any) -> dict[str, str]:
    """What the form holds, as the settings keep it."""
    return {key: "" if form[key].data is None else str(form[key].data) for key in LABELS}


def _locked_rows() -> dict[str, OfficeSetting]:
    query = select(OfficeSetting).where(OfficeSetting.key.in_(list(LABELS))).order_by(OfficeSetting.id)
    return {row.key: row for row in database().scalars(query.with_for_update())}


def _stored_form() -> Any:
    """The form as the database fills it, with one version for all settings together."""
    form = OfficeForm(formdata=None, data=asdict(office(database())))
    begin(form, None)
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
