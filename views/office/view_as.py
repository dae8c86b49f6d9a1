"""Looking as another user: beginning it with a reason, ending it, and the list of all who did."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from flask_appbuilder.security.sqla.models import User
from wtforms.validators import InputRequired, Length

from rollout import looking
from rollout.errors import Refused
from rollout.text import _
from views.security import borrowed
from views.security.access import guarded, signed_in
from views.security.addresses import row_asked
from views.security.current import database, say
from views.security.forms import REQUIRED, Line, SecureForm
from views.security.view import SecureView

MOST = 50


class ReasonForm(SecureForm):
    reason = Line(
        _("Why do you look?"), validators=[InputRequired(REQUIRED), Length(max=looking.LONGEST_REASON)],
        description=_("One sentence, such as the number of the request for help. It stays on record with your name and the time."),
    )


class ViewAsView(SecureView):
    """For administrators: the record of all looks, and the form that begins one."""

    route_base = "/view-as"
    class_permission_name = "viewas"
    method_permission_name = {"read": "read", "start": "write"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        looks = looking.log(database(), row_asked("before"), MOST + 1)
        older = looks[MOST - 1].id if len(looks) > MOST else None
        return self.render_template("view_as/log.html", title=_("Viewing as another user"), looks=looks[:MOST], older=older)

    @expose("/start/<int:user_id>", methods=["GET", "POST"])
    @guarded
    def start(self, user_id: int) -> ResponseReturnValue:
        user = database().get(User, user_id) or abort(404)
        refusal = looking.why_not(signed_in(), user)
        if refusal is not None:
            say(refusal.message, "danger")
            return redirect(url_for("UserView.show", pk=user_id), 303)
        name, form, status = user.get_full_name(), ReasonForm(), 200
        if request.method == "POST":
            status = 422
            if form.validate():
                try:
                    borrowed.begin(user, form.reason.data)
                except Refused as refused:  # what changed between the page and its answer
                    form.form_errors = [refused.message]
                else:
                    return redirect(url_for("HomeView.read"), 303)
        title = _("Look as %(name)s", name=name)
        return self.render_template("view_as/start.html", title=title, form=form, user_id=user_id, name=name), status


class LookView(SecureView):
    """The way back to one's own eyes, open to whatever role is being looked as."""

    route_base = "/look"
    class_permission_name = "account"
    default_view = "end"
    method_permission_name = {"end": "read"}

    @expose("/end", methods=["POST"])
    @guarded
    def end(self) -> ResponseReturnValue:
        look = borrowed.finish()
        if look is None:
            return redirect(url_for("HomeView.read"), 303)
        say(_("You see with your own eyes again."), "success")
        return redirect(url_for("UserView.show", pk=look.user_id), 303)
