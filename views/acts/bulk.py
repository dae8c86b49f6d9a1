"""Editing many sites at once: choose what to say, look at it site by site, and say it at all of them or at none."""

from typing import Any, cast

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from models import Site
from rollout.bulk import Act, ChangedMeanwhile, Foreseen, carry_out, chosen, foresee
from rollout.errors import Conflict, Refused
from rollout.people import full_name
from rollout.text import Text, _
from views.acts.bulk_forms import What, act_of, chosen_of, form_of, offers, read_seen
from views.acts.bulk_sites import Origin, chosen_ids, origin_of
from views.acts.undo_together import undoing
from views.frame.asof import today
from views.frame.words import counted
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView

_OWN = frozenset({"csrf_token", "site", "sites", "seen", "all", "list", "place", "kept", "what", "step", "again", "shown_for"})
"""What the pages themselves send beside the fields of the chosen form."""


class BulkView(SecureView):
    """News of a stage, a step, a planned month, or that nothing is new, for sites that were chosen in a list."""

    route_base = "/bulk"
    class_permission_name = "entries"
    default_view = "choose"
    method_permission_name = {"read": "write", "choose": "write", "preview": "write", "confirm": "write"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        """Sites are chosen in a list; whoever comes here by an address is led to one."""
        return redirect(url_for("SitesView.list"))

    @expose("/", methods=["POST"])
    @guarded
    def choose(self) -> ResponseReturnValue:
        """What is to be said of the chosen sites, and its form once that is known."""
        origin = origin_of(request.form)
        try:
            sites = chosen(database(), chosen_ids(database(), request.form, origin))
        except Refused as refused:
            say(refused.message, "warning")
            return redirect(origin.address, 303)
        if not sites:
            say(_("Choose at least one site first."), "warning")
            return redirect(origin.address, 303)
        what = _asked(sites)
        form = None
        if what is not None and not what.needs_step:
            form = form_of(what, formdata=request.form) if "again" in request.form else _proposed(what)
        return self._form(sites, origin, what, form)

    @expose("/preview", methods=["POST"])
    @guarded
    def preview(self) -> ResponseReturnValue:
        """Every site with what would change, and who refuses it; writes nothing."""
        session, origin = database(), origin_of(request.form)
        ids = chosen_ids(session, request.form, origin)
        try:
            sites = chosen(session, ids)
        except Refused as refused:
            say(refused.message, "warning")
            return redirect(origin.address, 303)
        if not sites:
            say(_("Choose at least one site first."), "warning")
            return redirect(origin.address, 303)
        what = _asked(sites)
        if what is None:
            say(_("Choose first what is to be said of all of them."), "warning")
            return self._form(sites, origin, None, None, 422)
        if what.needs_step or request.form.get("shown_for", what.key) != what.key:  # another deed was chosen beside the form of the first
            say(_("You chose something else meanwhile: its own form comes first. Nothing was recorded."), "info")
            return self._form(sites, origin, what, None if what.needs_step else _proposed(what))
        form = form_of(what)
        if not form.validate():
            return self._form(sites, origin, what, form, 422)
        act = act_of(what, form)
        return self._preview(foresee(session, ids, act, today=today(), by=signed_in().id), origin, what)

    @expose("/confirm", methods=["POST"])
    @guarded
    def confirm(self) -> ResponseReturnValue:
        """Record exactly what was shown, at all the sites or at none."""
        session, origin, user_id = database(), origin_of(request.form), signed_in().id
        seen = read_seen(request.form.get("seen", "")) or abort(400)
        try:
            what = _asked(chosen(session, seen))
        except Refused as refused:
            say(refused.message, "warning")
            return redirect(origin.address, 303)
        if what is None or what.needs_step:
            abort(400)
        form = form_of(what)
        if not form.validate():
            abort(400)
        act = act_of(what, form)
        try:
            with saving(session):
                done = carry_out(session, seen, act, today=today(), by=user_id)
        except ChangedMeanwhile as changed:
            return self._again(seen, act, origin, what, changed.message, 409, {line.site.id for line in changed.lines})
        except (Conflict, NotSaved) as refusal:
            return self._again(seen, act, origin, what, refusal.message, 409 if isinstance(refusal, Conflict) else 422)
        undo = undoing(act, done)
        say(_("Recorded at %(sites)s: %(what)s.", sites=counted(done.sites, "site", oblique=True), what=what.title), undo=undo)
        return redirect(origin.address, 303)

    def _again(
        self, seen: dict[int, int | None], act: Act, origin: Origin, what: What, said: Text, status: int, changed: set[int] | None = None
    ) -> ResponseReturnValue:
        found = foresee(database(), seen, act, today=today(), by=signed_in().id)
        return self._preview(found, origin, what, said, status, changed or set())

    def _form(
        self, sites: list[Site], origin: Origin, what: What | None, form: SecureForm | None, status: int = 200
    ) -> ResponseReturnValue:
        offered = offers(sites, promises=may("plan", "can_write"))
        page = self.render_template(
            "bulk/choose.html", title=_("Edit sites together"), sites=sites, origin=origin, what=what, form=form, offered=offered,
            count=counted(len(sites), "site"),
        )
        return page, status

    def _preview(
        self, found: Foreseen, origin: Origin, what: What, said: Text | None = None, status: int = 200, changed: set[int] | None = None
    ) -> ResponseReturnValue:
        fields = [(name, value) for name, values in request.form.lists() if name not in _OWN for value in values]
        page = self.render_template(
            "bulk/preview.html", title=_("Preview"), found=found, origin=origin, what=what, said=said, fields=fields,
            changed=changed or set(), step=request.form.get("step", ""),
        )
        return page, status


def _asked(sites: list[Site]) -> What | None:
    return chosen_of(
        offers(sites, promises=may("plan", "can_write")), request.form.get("what", ""), request.form.get("step", "")
    )


def _proposed(what: What) -> SecureForm:
    """The empty form of a deed proposes today, and a promise of whoever signed in."""
    form: Any = form_of(what, formdata=None)
    user = signed_in()
    for name in ("effective_on", "happened_on"):
        if name in form:
            form[name].data = today()
    if "given_by" in form:
        form.given_by.data = full_name(user.first_name, user.last_name)
    return cast(SecureForm, form)
