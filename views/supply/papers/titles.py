"""The forms of the stores: how each kind of paper is headed and numbered, since when, and how it was before."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from wtforms.validators import InputRequired, Length

from rollout.ledger.forms import entitle, form_of, history
from rollout.rules import LONGEST_NAME
from rollout.supply.kinds import KINDS
from rollout.text import _
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import REQUIRED, Line, SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView


class TitleForm(SecureForm):
    """A heading that holds from now on."""

    title = Line(_("Title of the paper"), validators=[InputRequired(REQUIRED), Length(max=LONGEST_NAME)])
    form = Line(_("Number of the form"), validators=[Length(max=LONGEST_NAME)])


class FormsView(SecureView):
    """All may read them; the ministry and procurement head a form anew. Papers that are closed keep their heading."""

    route_base = "/forms"
    class_permission_name = "contract"
    default_view = "index"
    method_permission_name = {"index": "read", "new": "write"}

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        return self.render_template(
            "forms/index.html", title=_("Titles and numbers of the forms"), forms=history(database()), kinds=KINDS,
            writes=may("contract", "can_write"),
        )

    @expose("/<kind>/new", methods=["GET", "POST"])
    @guarded
    def new(self, kind: str) -> ResponseReturnValue:
        """Head a kind of paper anew."""
        if kind not in KINDS:
            abort(404)
        now, status = form_of(database(), kind), 200
        form = TitleForm() if request.method == "POST" else TitleForm(data={"title": now.title, "form": now.form})
        if request.method == "POST":
            if form.validate() and _kept(kind, form):
                say(_("The new heading holds from now on; closed papers keep theirs."))
                return redirect(url_for("FormsView.index", _anchor=kind), 303)
            status = 422
        page = self.render_template("forms/new.html", title=_("Change the heading"), form=form, kind=KINDS[kind], now=now)
        return page, status


def _kept(kind: str, form: TitleForm) -> bool:
    try:
        with saving(database()):
            entitle(database(), kind, form.title.data or "", form.form.data or "", by=signed_in().id)
    except NotSaved as refusal:
        field = form["form" if getattr(refusal.__cause__, "about", "") == "form" else "title"]
        field.errors = [*field.errors, refusal.message]
        return False
    return True
