"""Undoing what was recorded at many sites together, from the line that says so: at all of them or at none."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select

from models import Affirmation, ProgressEntry, Promise, Site, StepEntry
from rollout.bulk import Act, CarriedOut
from rollout.stages import Kind
from rollout.text import Text, _
from rollout.undoing import NotUndone, Recorded, undo_together
from views.acts.undo import UndoForm, quiet_said, step_said
from views.frame.asof import today
from views.frame.words import counted, long_day
from views.news.entries import cause_of
from views.security.access import guarded, signed_in
from views.security.current import database, say
from views.security.door import form_page
from views.security.saving import NotSaved, saving
from views.security.view import SecureView
from views.sites.story import line

_LONGEST = 2_000


class _Together(SecureView):
    """Undoing an act of many sites, which is known by what it recorded at one of them."""

    def _undo(self, entry: Recorded, said: Text) -> ResponseReturnValue:
        """At once; where something stands against it, a page that names the sites, or asks for the reason where that is missing."""
        form, back, user_id = UndoForm(), _back(), signed_in().id
        if not form.validate():
            return self._page(form, said, back, asks=True)
        try:
            with saving(database()):
                number = len(undo_together(database(), entry, today=today(), by=user_id, why=form.why.data or ""))
        except NotSaved as refusal:
            cause = cause_of(refusal)
            if isinstance(cause, NotUndone):
                return self._page(form, said, back, against=_by_site(cause))
            form.form_errors = [refusal.message]
            return self._page(form, said, back, asks=cause.about == "note")
        say(_("Undone at %(sites)s: it stands as before.", sites=counted(number, "site", oblique=True)))
        return redirect(back, 303)

    def _page(
        self, form: UndoForm, said: Text, back: str, *, asks: bool = False, against: dict[Site, list[Text]] | None = None
    ) -> ResponseReturnValue:
        return self.render_template(
            "undo_together.html", title=_("Undo what was recorded together"), form=form, said=said, back=back, asks=asks,
            against=against or {},
        ), 422


class UndoTogetherView(_Together):
    """Undoes news, steps and that nothing was new."""

    route_base = "/undo/together"
    class_permission_name = "entries"
    default_view = "news"
    method_permission_name = {"news": "write", "step": "write", "quiet": "write"}

    @expose("/news/<int:entry_id>", methods=["POST"])
    @guarded
    def news(self, entry_id: int) -> ResponseReturnValue:
        entry, site = _found(ProgressEntry, entry_id)
        return self._undo(entry, line(entry, Kind(site.kind).stage(entry.stage)))

    @expose("/step/<int:step_id>", methods=["POST"])
    @guarded
    def step(self, step_id: int) -> ResponseReturnValue:
        entry, site = _found(StepEntry, step_id)
        return self._undo(entry, step_said(entry, site))

    @expose("/nothing-new/<int:said_id>", methods=["POST"])
    @guarded
    def quiet(self, said_id: int) -> ResponseReturnValue:
        said, _site = _found(Affirmation, said_id)
        return self._undo(said, quiet_said(said))


class UndoPromiseView(_Together):
    """Undoes a promised date, at one site or at all that were promised it together."""

    route_base = "/undo/promise"
    class_permission_name = "plan"
    default_view = "promise"
    method_permission_name = {"promise": "write"}

    @expose("/<int:promise_id>", methods=["POST"])
    @guarded
    def promise(self, promise_id: int) -> ResponseReturnValue:
        promise, site = _found(Promise, promise_id)
        stage = Kind(site.kind).stage(promise.stage).label
        return self._undo(promise, _("%(stage)s: promised for %(day)s", stage=stage, day=long_day(promise.due_on)))


def undoing(act: Act, done: CarriedOut) -> str | None:
    """The address that undoes what was carried out; None where it would undo more than this."""
    if done.record_id is None:
        return None
    if act.undone_as == "news":
        return url_for("UndoTogetherView.news", entry_id=done.record_id)
    if act.undone_as == "quiet":
        return url_for("UndoTogetherView.quiet", said_id=done.record_id)
    if act.undone_as == "promise":
        return url_for("UndoPromiseView.promise", promise_id=done.record_id)
    return url_for("UndoTogetherView.step", step_id=done.record_id)


def _found(model: type[Any], number: int) -> tuple[Any, Site]:
    """What was recorded at one of the sites, with the site; 404 where the user does not see it."""
    query = select(model, Site).join(Site, Site.id == model.site_id).where(model.id == number)
    found = database().execute(query).one_or_none() if number < 2**31 else None
    return (found[0], found[1]) if found is not None else abort(404)


def _by_site(refusal: NotUndone) -> dict[Site, list[Text]]:
    """The sentences that stand against it at each site."""
    found: dict[Site, list[Text]] = {}
    for site, refused in refusal.against:
        if refused.message not in found.setdefault(site, []):
            found[site].append(refused.message)
    return found


def _back() -> str:
    """The list from which the act began, with what it asked for, or the ledger in which a date was promised."""
    address = request.form.get("back") or form_page() or ""
    path = address.partition("?")[0]
    known = path == url_for("SitesView.list") or path.startswith((url_for("MatrixView.read"), url_for("PlanView.read")))
    return address if known and address.isprintable() and len(address) <= _LONGEST else url_for("SitesView.list")
