"""Lists as a user wants to see them again: a name, and the address with its filters, columns and order, which may be passed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from models import SavedView
from rollout.errors import Conflict, Refused
from rollout.text import _
from views.frame.words import isolated
from views.lists.asking import LISTS
from views.lists.listing import Shown
from views.security.access import guarded, signed_in
from views.security.current import database, say
from views.security.forms import REQUIRED, Line, SecureForm
from views.security.interface import as_key
from views.security.saving import NotSaved, saving
from views.security.view import SecureView

MOST = 20
_LONGEST_NAME, _LONGEST_QUERY = 60, 2_000


@dataclass(frozen=True)
class Tab:
    """A kept view as a tab over its list."""

    id: int
    name: str
    address: str
    current: bool


class KeepForm(SecureForm):
    """The name of a view; under a name that is kept already, whether it takes the place of the other."""

    name = Line(_("Name of the view"), validators=[InputRequired(REQUIRED)])
    replace = BooleanField(_("Keep it in the place of the other view"))
    page, query = HiddenField(), HiddenField()


class SavedViewsView(SecureView):
    """One's own views; nobody sees or drops another's."""

    route_base = "/views"
    class_permission_name = "personal"
    default_view = "keep"
    method_permission_name = {"open": "read", "keep": "write", "drop": "write"}

    @expose("/<int:view>")
    @guarded
    def open(self, view: int) -> ResponseReturnValue:
        """Go on to the list as it was kept. What it no longer has, or its user no longer sees, is left out and told."""
        row = database().scalar(select(SavedView).where(SavedView.id == view, SavedView.user_id == signed_in().id)) or abort(404)
        query, faults = (LISTS.get(row.page) or abort(404)).sound(row.query)
        if faults:
            name = isolated(row.name)
            say(_("Not all of the view “%(name)s” can be shown as it was kept. What follows was left out.", name=name), "warning")
        for fault in faults:
            say(fault, "warning")
        return redirect(_address(row.page, query), 303)

    @expose("/keep", methods=["POST"])
    @guarded
    def keep(self) -> ResponseReturnValue:
        """Keep a list under a name. What the list does not know is refused; a name that another view has, too, until it is replaced."""
        page, asked = request.form.get("page", ""), request.form.get("query", "")
        if page not in LISTS or len(asked) > _LONGEST_QUERY:
            abort(400)
        query, faults = LISTS[page].sound(asked)
        if faults:
            say(_("The view was not kept: the list knows nothing of part of its address, and shows the rest."), "warning")
            for fault in faults:
                say(fault, "warning")
            return redirect(_address(page, query), 303)
        form, session, user = KeepForm(), database(), signed_in().id
        form.query.data, name = query, " ".join((form.name.data or "").split())
        mine = session.scalars(select(SavedView).where(SavedView.user_id == user, SavedView.page == page)).all()
        row = next((each for each in mine if each.name == name), None)
        other = row if row is not None and row.query != query else None
        form.validate()
        if len(name) > _LONGEST_NAME:
            form.refuse([Refused(_("Give the view a name of at most %(number)s letters.", number=_LONGEST_NAME), "name")])
        if other is not None and not form.replace.data:
            form.refuse([Refused(_(
                "You keep another view of this list under the name “%(name)s”. Choose another name, or have it replaced.",
                name=isolated(name),
            ), "name")])
        if row is None and len(mine) >= MOST:
            form.refuse([Refused(_("You keep %(number)s views of this list already; drop one first.", number=MOST))])
        if form.errors:
            return self._form(form, other)
        try:
            with saving(session):
                if row is None:
                    session.add(SavedView(user_id=user, page=page, name=name, query=query, made_at=datetime.now(UTC)))
                else:
                    row.query = query
        except (NotSaved, Conflict) as refusal:
            form.form_errors.append(refusal.message)
            return self._form(form, None)
        say(_("The view “%(name)s” is kept; it stands above the list.", name=name))
        return redirect(_address(page, query), 303)

    def _form(self, form: KeepForm, other: SavedView | None) -> ResponseReturnValue:
        """The form once more, with what was wrong; `other` is the view that has the name."""
        back = _address(str(form.page.data), str(form.query.data))
        values: dict[str, Any] = {"form": form, "other": other, "back": back}
        return self.render_template("lists/keep.html", title=_("Keep this view"), **values), 422

    @expose("/drop", methods=["POST"])
    @guarded
    def drop(self) -> ResponseReturnValue:
        key = as_key(request.form.get("view", "")) or abort(400)
        session = database()
        row = session.scalar(select(SavedView).where(SavedView.id == key, SavedView.user_id == signed_in().id)) or abort(404)
        page, name = row.page, row.name
        with saving(session):
            session.delete(row)
        say(_("The view “%(name)s” was dropped.", name=name))
        return redirect(url_for(page), 303)


_VIEWS = (
    select(SavedView.id, SavedView.name, SavedView.query)
    .where(SavedView.user_id == bindparam("user"), SavedView.page == bindparam("page"))
    .order_by(SavedView.made_at, SavedView.id)
)


def tabs(session: Session, user: int, shown: Shown) -> Sequence[Tab]:
    """The user's views of a list, in the order in which they were kept."""
    rows = session.execute(_VIEWS, {"user": user, "page": shown.endpoint})
    now = urlencode(sorted((name, str(value)) for name, value in shown.whole.items()))
    return [Tab(row.id, row.name, url_for("SavedViewsView.open", view=row.id), row.query == now) for row in rows]


def _address(page: str, query: str) -> str:
    return f"{url_for(page)}{'?' if query else ''}{query}"
