"""What a user keeps at hand: sites with a star, and pages by their addresses."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Favourite, Site
from rollout.arabic import clean
from rollout.errors import Conflict
from rollout.text import _
from views.frame.words import local_name
from views.security.access import guarded, signed_in
from views.security.current import database, say
from views.security.login import safe_next
from views.security.saving import NotSaved, saving
from views.security.view import SecureView
from views.sites.register import address_of

SITE, PAGE = "site", "page"
MOST = 60
_LONGEST_TITLE, _LONGEST_REF = 200, 500


@dataclass(frozen=True)
class Kept:
    """A favourite as it is shown: a site by the name that it has today, a page by the one under which it was kept."""

    kind: str
    ref: str
    title: str
    address: str
    code: str = ""


class FavouritesView(SecureView):
    """One's own favourites; nobody sees another's."""

    route_base = "/favourites"
    class_permission_name = "personal"
    method_permission_name = {"read": "read", "keep": "write", "drop": "write"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        return self.render_template("search/favourites.html", title=_("Favourites"), kept=kept_pages(database(), signed_in().id))

    @expose("/keep", methods=["POST"])
    @guarded
    def keep(self) -> ResponseReturnValue:
        """Keep a site or a page at hand; what is kept already stays as it is."""
        session, user, (kind, ref) = database(), signed_in().id, _named()
        title = clean(request.form.get("title", ""))[:_LONGEST_TITLE]
        if kind == SITE and session.scalar(select(Site.id).where(Site.code == ref)) is None:
            abort(404)
        mine = session.scalars(select(Favourite).where(Favourite.user_id == user)).all()
        if all((row.kind, row.ref) != (kind, ref) for row in mine):
            if len(mine) >= MOST:
                say(_("You keep %(number)s favourites already; drop one first.", number=MOST), "warning")
                return _back(kept=False)
            try:
                with saving(session):
                    session.add(Favourite(user_id=user, kind=kind, ref=ref, title=title, added_at=datetime.now(UTC)))
            except (NotSaved, Conflict) as refusal:  # the same, kept by a second press of the button
                say(refusal.message, "warning")
        return _back(kept=True)

    @expose("/drop", methods=["POST"])
    @guarded
    def drop(self) -> ResponseReturnValue:
        session, user, (kind, ref) = database(), signed_in().id, _named()
        row = session.scalar(select(Favourite).where(Favourite.user_id == user, Favourite.kind == kind, Favourite.ref == ref))
        if row is not None:
            with saving(session):
                session.delete(row)
        return _back(kept=False)


def is_kept(session: Session, user: int, kind: str, ref: str) -> bool:
    """Whether the user keeps this at hand."""
    query = select(Favourite.id).where(Favourite.user_id == user, Favourite.kind == kind, Favourite.ref == ref)
    return session.scalar(query) is not None


def kept_pages(session: Session, user: int) -> list[Kept]:
    """What the user keeps, the latest first; sites that are no longer seen are left out."""
    query = (
        select(Favourite.kind, Favourite.ref, Favourite.title, Site.code, Site.name_ar, Site.name_en)
        .outerjoin(Site, (Site.code == Favourite.ref) & (Favourite.kind == SITE) & Site.withdrawn_at.is_(None))
        .where(Favourite.user_id == user, (Favourite.kind == PAGE) | Site.id.is_not(None))
        .order_by(Favourite.added_at.desc(), Favourite.id.desc())
    )
    return [
        Kept(row.kind, row.ref, local_name(row), address_of(row.code), row.code) if row.kind == SITE
        else Kept(row.kind, row.ref, row.title or row.ref, row.ref)
        for row in session.execute(query)
    ]


def _named() -> tuple[str, str]:
    """What the form names; 400 for what no page of ours sends."""
    kind, ref = request.form.get("kind", ""), request.form.get("ref", "")
    page = kind == PAGE and ref.startswith("/") and safe_next(ref) == ref
    if not (page or (kind == SITE and ref)) or len(ref) > _LONGEST_REF:
        abort(400)
    return kind, ref


def _back(*, kept: bool) -> ResponseReturnValue:
    """To the page that the button stood on; a script only hears whether it is kept now."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return Response('{"kept": %s}' % ("true" if kept else "false"), mimetype="application/json")
    return redirect(safe_next(request.form.get("next")) if request.form.get("next") else url_for("FavouritesView.read"), 303)
