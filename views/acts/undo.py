"""Undoing what one has just recorded, from the line that says so: at once, or with a reason where an approved figure changes."""

from collections.abc import Callable
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from wtforms.validators import Length

from models import Affirmation, ProgressEntry, Site, StepEntry
from rollout.stages import Kind
from rollout.text import Text, _
from rollout.undoing import undo, undo_step, undo_together
from rollout.works import area_of
from views.frame.asof import today
from views.frame.words import local_name, long_day
from views.news.entries import cause_of, recorded, site_told_of, wants_part
from views.security.access import guarded, signed_in
from views.security.current import database, say
from views.security.forms import Line, SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView
from views.sites.story import line
from views.works.steps import back_to

LONGEST_WHY = 200


class UndoForm(SecureForm):
    """Why it is undone; asked for only where an approved figure changes."""

    why = Line(_("Why it is undone"), validators=[Length(max=LONGEST_WHY)])


class _Undoing(SecureView):
    """What the undoing of a stage's news and that of a step share: refused, it comes back as a page or into the open sheet."""

    def _refused(self, site: Site, said: Text, act: Callable[[str], object]) -> ResponseReturnValue | None:
        """Undo it; gives the page that says why not, which asks for the reason where that is what is missing. None where it is undone."""
        code, form = site.code, UndoForm()
        if not form.validate():
            return self._page(form, site, said, asks=True)
        try:
            with saving(database()):
                act(form.why.data or "")
        except NotSaved as refusal:
            form.form_errors = [refusal.message]
            return self._page(form, site_told_of(code), said, asks=cause_of(refusal).about == "note")
        return None

    def _undo(self, site: Site, said: Text, act: Callable[[str], object]) -> ResponseReturnValue:
        """Undo it and go back to where it was recorded, or to the page that says why not."""
        code = site.code
        refused = self._refused(site, said, act)
        if refused is not None:
            return refused
        site = site_told_of(code)
        return recorded(site, request.args.get("back"), request.args.get("as_of"), _undone(site))

    def _page(self, form: UndoForm, site: Site, said: Text, *, asks: bool) -> ResponseReturnValue:
        template = "undo_form.html" if wants_part() else "undo.html"
        title = _("Undo what was recorded")
        return self.render_template(template, title=title, form=form, site=site, said=said, asks=asks, address=request.full_path), 422


class UndoView(_Undoing):
    """Undoes news of a stage."""

    route_base = "/undo/entry"
    class_permission_name = "entries"
    default_view = "entry"
    method_permission_name = {"entry": "write"}

    @expose("/<int:entry_id>", methods=["POST"])
    @guarded
    def entry(self, entry_id: int) -> ResponseReturnValue:
        session, user_id = database(), signed_in().id
        entry, site = _found(ProgressEntry, entry_id)
        said = line(entry, Kind(site.kind).stage(entry.stage))
        return self._undo(site, said, lambda why: undo(session, site, entry, today=today(), by=user_id, why=why))


class UndoStepView(_Undoing):
    """Undoes a step of the work."""

    route_base = "/undo/step"
    class_permission_name = "works"
    default_view = "step"
    method_permission_name = {"step": "write"}

    @expose("/<int:step_id>", methods=["POST"])
    @guarded
    def step(self, step_id: int) -> ResponseReturnValue:
        session, user_id = database(), signed_in().id
        entry, site = _found(StepEntry, step_id)
        code, area, item, said = site.code, entry.area, entry.item, step_said(entry, site)
        refused = self._refused(site, said, lambda why: undo_step(session, site, entry, today=today(), by=user_id, why=why))
        if refused is not None:
            return refused
        site, day = site_told_of(code), request.args.get("as_of", "")
        if request.args.get("back") == "matrix":
            return recorded(site, "matrix", day, _undone(site))
        say(_undone(site))
        return back_to(code, area, item, day)


class UndoQuietView(_Undoing):
    """Takes back that nothing was new at a site, with whatever was said in the same act."""

    route_base = "/undo/nothing-new"
    class_permission_name = "entries"
    default_view = "quiet"
    method_permission_name = {"quiet": "write"}

    @expose("/<int:said_id>", methods=["POST"])
    @guarded
    def quiet(self, said_id: int) -> ResponseReturnValue:
        session, user_id = database(), signed_in().id
        entry, site = _found(Affirmation, said_id)
        return self._undo(site, quiet_said(entry), lambda why: undo_together(session, entry, today=today(), by=user_id, why=why))


def _found(model: type[Any], number: int) -> tuple[Any, Site]:
    """What was recorded, with its site: 404 for what the user does not see, 403 for a site that others report for."""
    query = select(model, Site).join(Site, Site.id == model.site_id).where(model.id == number)
    found = database().execute(query).one_or_none() if number < 2**31 else None
    if found is None:
        abort(404)
    return found[0], site_told_of(found[1].code)


def step_said(entry: StepEntry, site: Site) -> Text:
    area = area_of(site.kind, entry.area) or abort(404)
    kind = area.kind_of(entry.item) or abort(404)
    said = _("%(area)s — %(item)s: %(step)s, %(day)s")
    return said.with_values(area=area.label, item=kind.label, step=kind.steps[entry.step].label, day=long_day(entry.happened_on))


def quiet_said(said: Affirmation) -> Text:
    return _("Nothing new up to %(day)s", day=long_day(said.news_on))


def _undone(site: Site) -> Text:
    return _("Undone: %(site)s stands as before.", site=local_name(site))
