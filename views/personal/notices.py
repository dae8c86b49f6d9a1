"""One's own notices: what happened, why one is told, and the choice of what to hear of."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from models import Notice
from rollout import notices
from rollout.notices import Way
from rollout.text import _
from views.security.access import guarded, role_names, signed_in
from views.security.addresses import row_asked
from views.security.current import database, say
from views.security.login import safe_next
from views.security.saving import saving
from views.security.view import SecureView


class NoticesView(SecureView):
    """Everybody's own page; nobody sees another's."""

    route_base = "/notices"
    class_permission_name = "personal"
    method_permission_name = {"read": "read", "open": "write", "seen": "write", "all_seen": "write", "choices": "write"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        page = row_asked("page") or 1
        rows, more = notices.notices(database(), signed_in().id, page - 1)
        return self.render_template(
            "notices/list.html", title=_("Notices"), rows=rows, page=page, more=more, any_unread=any(row.unread for row in rows)
        )

    @expose("/<int:notice>/open", methods=["POST"])
    @guarded
    def open(self, notice: int) -> ResponseReturnValue:
        """Go to the page of which the notice speaks; it is read by that."""
        address = self._own(notice).address
        self._mark([notice])
        return redirect(safe_next(address), 303)

    @expose("/<int:notice>/seen", methods=["POST"])
    @guarded
    def seen(self, notice: int) -> ResponseReturnValue:
        self._own(notice)
        self._mark([notice])
        return redirect(url_for("NoticesView.read"), 303)

    @expose("/seen", methods=["POST"])
    @guarded
    def all_seen(self) -> ResponseReturnValue:
        self._mark(None)
        say(_("All notices are marked as read."))
        return redirect(url_for("NoticesView.read"), 303)

    @expose("/choices", methods=["GET", "POST"])
    @guarded
    def choices(self) -> ResponseReturnValue:
        session, user_id = database(), signed_in().id
        if request.method == "POST":
            ticked = set(request.form.getlist("page")), set(request.form.getlist("mail"))
            wanted = {key: Way(key in ticked[0], key in ticked[1]) for key in notices.KINDS}
            with saving(session):
                notices.choose(session, user_id, role_names(), wanted)
            say(_("Your choice was saved."))
            return redirect(url_for("NoticesView.choices"), 303)
        kinds = notices.choices(session, user_id, role_names())
        return self.render_template("notices/choices.html", title=_("What to hear of"), kinds=kinds, email=_address(signed_in().email))

    @staticmethod
    def _own(number: int) -> Notice:
        return notices.own(database(), signed_in().id, number) or abort(404)

    @staticmethod
    def _mark(ids: list[int] | None) -> None:
        user_id = signed_in().id
        with saving(database()):
            notices.mark_read(database(), user_id, ids)


def _address(email: str) -> str:
    """Where the e-mails go; nowhere where the account has none that can be reached."""
    return "" if email.endswith(notices.NO_MAIL) else email
