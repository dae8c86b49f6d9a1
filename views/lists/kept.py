"""Lists as a user wants to see them again: a name, and the address with its filters, columns and order, which may be passed on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import SavedView
from rollout.arabic import clean
from rollout.errors import Conflict
from rollout.text import _
from views.lists.listing import COLUMNS, ORDER, Shown
from views.security.access import guarded, signed_in
from views.security.current import database, say
from views.security.interface import as_key
from views.security.saving import NotSaved, saving
from views.security.view import SecureView

LISTS: Mapping[str, frozenset[str]] = {
    page: frozenset({COLUMNS, ORDER, *filters.split()}) for page, filters in {
        "SitesView.list": "text kind governorate markaz wave as_of compare",
        "OverdueView.read": "governorate area owner step as_of",
        "ObstaclesView.index": "governorate owner category level overdue state as_of",
        "DecisionsView.index": "governorate mark level owner as_of",
        "DeliveriesView.index": "governorate supplier as_of",
        "PapersView.index": "kind state number governorate store supplier first last",
        "IssuedView.index": "governorate kind year",
        "PlanView.sites": "governorate prospect month left mark kind as_of",
    }.items()
}
"""The lists of which views are kept, each with what its address may ask for."""

MOST = 20
_LONGEST_NAME, _LONGEST_QUERY = 60, 2_000


@dataclass(frozen=True)
class Tab:
    """A kept view as a tab over its list."""

    id: int
    name: str
    address: str
    current: bool


class SavedViewsView(SecureView):
    """One's own views; nobody sees or drops another's."""

    route_base = "/views"
    class_permission_name = "personal"
    default_view = "keep"
    method_permission_name = {"keep": "write", "drop": "write"}

    @expose("/keep", methods=["POST"])
    @guarded
    def keep(self) -> ResponseReturnValue:
        """Keep a list under a name; under a name that is kept already, in its place."""
        page, name = request.form.get("page", ""), " ".join(clean(request.form.get("name", "")).split())
        query = request.form.get("query", "")
        if page not in LISTS or len(query) > _LONGEST_QUERY:
            abort(400)
        query = _tidy(query, LISTS[page])
        back = f"{url_for(page)}{'?' if query else ''}{query}"
        if not name or len(name) > _LONGEST_NAME:
            say(_("Give the view a name of at most %(number)s letters.", number=_LONGEST_NAME), "warning")
            return redirect(back, 303)
        session, user = database(), signed_in().id
        mine = session.scalars(select(SavedView).where(SavedView.user_id == user, SavedView.page == page)).all()
        row = next((each for each in mine if each.name == name), None)
        if row is None and len(mine) >= MOST:
            say(_("You keep %(number)s views of this list already; drop one first.", number=MOST), "warning")
            return redirect(back, 303)
        try:
            with saving(session):
                if row is None:
                    session.add(SavedView(user_id=user, page=page, name=name, query=query, made_at=datetime.now(UTC)))
                else:
                    row.query = query
        except (NotSaved, Conflict) as refusal:
            say(refusal.message, "warning")
            return redirect(back, 303)
        say(_("The view “%(name)s” is kept; it stands above the list.", name=name))
        return redirect(back, 303)

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


def tabs(session: Session, user: int, shown: Shown) -> Sequence[Tab]:
    """The user's views of a list, in the order in which they were kept."""
    rows = session.scalars(
        select(SavedView).where(SavedView.user_id == user, SavedView.page == shown.endpoint).order_by(SavedView.made_at, SavedView.id)
    )
    now, base = _tidy(urlencode(shown.whole), LISTS[shown.endpoint]), url_for(shown.endpoint)
    return [Tab(row.id, row.name, f"{base}?{row.query}" if row.query else base, row.query == now) for row in rows]


def _tidy(query: str, known: Collection[str]) -> str:
    """An address after the question mark, its arguments in a fixed order, the page and what the list does not know left out.

    Two that ask the same are the same.
    """
    return urlencode(sorted((name, value) for name, value in parse_qsl(query) if name in known))
