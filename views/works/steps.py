"""The work behind one stage of one site: what was done, what comes next, and recording it on the spot."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from models import Site, StepEntry
from rollout.details.numbering import next_key
from rollout.details.reading import steps_of
from rollout.details.saving import Overtaken, prove_step, refusals, save
from rollout.errors import Refused
from rollout.position import position
from rollout.scope import scope_of
from rollout.text import _
from rollout.works import AREAS, Area, area_of
from rollout.works.furnishing import installed_of
from views.frame.asof import as_of, today
from views.frame.words import digits, kept_query
from views.news.entries import cause_of, desk_address, recorded, site_told_of, stored, wants_part
from views.news.form import DESKS, approved_warning, entry_number
from views.news.rows import units_in_words
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView
from views.works.form import StepForm, did_from, form_for, whereabouts, withdrawal
from views.works.rows import cards, stories
from views.works.scene import Scene, WithdrawalForm, propose, scene_for, told_of


class WorksView(SecureView):
    """Steps of the work at one site, read by whoever sees the site and recorded by whoever reports for its governorate."""

    route_base = "/works"
    class_permission_name = "works"
    default_view = "area"
    takes_files = frozenset({"record", "documents"})
    method_permission_name = {"area": "read", "new": "write", "record": "write", "documents": "write", "withdraw": "write"}

    @expose("/<path:code>/<area>")
    @guarded
    def area(self, code: str, area: str) -> ResponseReturnValue:
        session, day = database(), as_of()
        site = session.scalar(_site_with_places(code)) or abort(404)
        here = area_of(site.kind, area) or abort(404)
        found = position(session, day.day, site_ids=[site.id])
        if not found.sites:
            abort(404)
        steps = steps_of(session, site_ids=[site.id], areas=[area], as_of=day.day)
        happened, row = steps.get((site.id, area), []), found.sites[0].stages[here.key]
        captures = may("works", "can_write") and site.governorate_id in scope_of(session).capture
        if wants_part():
            here_now = cards(session, here, found.sites[0], happened, {}, day.day)
            return self.render_template(
                "works_sheet.html", site=site, area=here, day=day, row=row, cards=here_now, units=units_in_words(row, digits()),
                captures=captures,
            )
        shown = cards(session, here, found.sites[0], happened, stories(session, site, here, happened, day.day), day.day)
        return self.render_template(
            "works.html", title=here.label, site=site, area=here, areas=_areas(found.sites[0]), day=day, row=row,
            units=units_in_words(row, digits()), first=[card for card in shown if not card.kind.many],
            many=[(kind, [card for card in shown if card.kind is kind]) for kind in here.kinds if kind.many],
            reported=not happened and row.entry_id is not None, installed=installed_of(happened),
            captures=captures,
        )

    @expose("/new")
    @guarded
    def new(self) -> ResponseReturnValue:
        scene = scene_for(database(), request.args, request.args.get("item", ""))
        form = form_for(scene.step)(formdata=None)
        propose(form, scene, as_of())
        return self._form(form, scene, approved=approved_warning(database(), scene.site, form.happened_on.data))

    @expose("/record", methods=["POST"])
    @guarded
    def record(self) -> ResponseReturnValue:
        session, user_id = database(), signed_in().id
        scene = scene_for(session, request.args, request.form.get("item", "") or request.args.get("item", ""))
        form = form_for(scene.step)()
        if not form.validate():
            return self._form(form, scene, 422)
        form.item.data = scene.item
        did, seen, where = did_from(form), entry_number(form.seen), whereabouts(form)
        try:
            with saving(session):
                entry = save(
                    session, scene.site, scene.area.key, did, stored(form.files), seen=seen, today=today(), by=user_id, where=where
                )
                undo = url_for("UndoStepView.step", step_id=entry.id)
        except Overtaken as overtaken:
            return self._overtaken(form, overtaken.latest)
        except NotSaved as refusal:
            scene = scene_for(session, request.args, scene.item)
            broken = refusals(session, [(scene.site, scene.area.key, did)], today=today())
            form.refuse([refused for _index, refused in broken] or [cause_of(refusal)])
            return self._form(form, scene, 422)
        sentence = _("Recorded: %(site)s.", site=_("%(item)s — %(step)s", item=scene.label, step=scene.step.label))
        back = request.args.get("back", "")
        if back == "matrix" or back in DESKS:
            return recorded(site_told_of(scene.code), back, form.as_of.data, sentence, undo=undo, told="news")
        say(sentence, undo=f"{undo}?{kept_query({'as_of': as_of(form.as_of.data or '').argument})}")
        return back_to(scene.code, scene.area.key, scene.item, form.as_of.data)

    @expose("/steps/<int:step_id>/documents", methods=["GET", "POST"])
    @guarded
    def documents(self, step_id: int) -> ResponseReturnValue:
        """Prove a step that was recorded without its document."""
        session, user_id = database(), signed_in().id
        entry, scene = _recorded(step_id)
        form, status, form_errors = SecureForm(), 200, []
        if request.method == "POST":
            item = scene.item
            try:
                with saving(session):
                    files = [file for file in request.files.getlist("evidence") if file.filename]
                    if not files:
                        raise Refused(_("Choose at least one file."))
                    prove_step(session, scene.site, entry, stored(files), today=today(), by=user_id, where=whereabouts(StepForm()))
            except NotSaved as refusal:
                form_errors, status = [refusal.message], 422
                entry, scene = _recorded(step_id)
            else:
                say(_("The document was added."))
                return back_to(scene.code, scene.area.key, item, request.form.get("as_of"))
        form.form_errors = form_errors
        return self._about(_("Add a document"), "works_documents.html", form, entry, scene, status)

    @expose("/steps/<int:step_id>/withdraw", methods=["GET", "POST"])
    @guarded
    def withdraw(self, step_id: int) -> ResponseReturnValue:
        """Take back what should not have been recorded, and say why; both stay in the history."""
        session, user_id = database(), signed_in().id
        entry, scene = _recorded(step_id)
        form = WithdrawalForm()
        if request.method == "GET":
            form.seen.data = str(scene.latest.id) if scene.latest else ""
            return self._about(_("Take back an entry"), "works_withdraw.html", form, entry, scene, 200)
        status = 422
        if form.validate():
            try:
                with saving(session):
                    did = withdrawal(entry, form.reason.data or "")
                    save(session, scene.site, scene.area.key, did, seen=entry_number(form.seen), today=today(), by=user_id)
            except Overtaken as overtaken:
                mine = overtaken.latest.recorded_by_id == user_id
                form.form_errors = [
                    _("You recorded something of this item yourself meanwhile; look at it first.") if mine
                    else _("Somebody recorded something of this item meanwhile; look at it first.")
                ]
                form.seen.data, status = str(overtaken.latest.id), 409
            except NotSaved as refusal:
                form.form_errors = [refusal.message]
            else:
                say(_("The entry was taken back."))
                return back_to(scene.code, scene.area.key, scene.item, request.form.get("as_of"))
            entry, scene = _recorded(step_id)
        return self._about(_("Take back an entry"), "works_withdraw.html", form, entry, scene, status)

    def _overtaken(self, form: StepForm, latest: StepEntry) -> ResponseReturnValue:
        """Show theirs beside mine. One more of what there may be many of is simply the next one after theirs."""
        session, latest_id, mine = database(), latest.id, latest.recorded_by_id == signed_in().id
        scene = scene_for(session, request.args, form.item.data or "")
        theirs = told_of(session, session.get_one(StepEntry, latest_id), scene.kind)
        if scene.kind.many and scene.step is scene.kind.path[0] and not form.replaces.data:
            scene = scene_for(session, request.args, next_key(session, scene.site, scene.area, scene.kind))
        form.item.data, form.seen.data = scene.item, str(scene.latest.id) if scene.latest else ""
        return self._form(form, scene, 409, theirs=theirs, mine=mine)

    def _form(self, form: StepForm, scene: Scene, status: int = 200, **values: Any) -> ResponseReturnValue:
        """The form alone for the sheet of a page, else on a page of its own."""
        template = "works_form.html" if wants_part() else "works_entry.html"
        return self.render_template(template, title=scene.step.label, form=form, scene=scene, today=today(), **values), status

    def _about(self, title: Any, template: str, form: SecureForm, entry: StepEntry, scene: Scene, status: int) -> ResponseReturnValue:
        told = told_of(database(), entry, scene.kind)
        return self.render_template(template, title=title, form=form, told=told, scene=scene), status


def _recorded(step_id: int) -> tuple[StepEntry, Scene]:
    """A step entry that still holds, with its site; foreign ones are not there, those of other people's sites may not be touched."""
    session = database()
    entry = session.scalar(select(StepEntry).where(StepEntry.id == step_id)) if step_id < 2**31 else None
    if entry is None or entry.withdrawn:
        abort(404)
    code = session.scalar(select(Site.code).where(Site.id == entry.site_id)) or ""
    return entry, scene_for(session, {"site": code, "area": entry.area, "step": entry.step}, entry.item)


def _site_with_places(code: str) -> Any:
    return (
        select(Site)
        .join(Site.governorate)
        .where(Site.code == code, Site.withdrawn_at.is_(None))
        .options(contains_eager(Site.governorate), joinedload(Site.markaz), joinedload(Site.local_unit))
    )


def _areas(here: Any) -> list[tuple[Area, Any]]:
    """The areas of the site, in the order of its chain, each with its stage as it stands."""
    return [(AREAS[key], row) for key, row in here.stages.items() if key in AREAS]


def back_to(code: str, area: str, item: str, day: str | None) -> ResponseReturnValue:
    """Afterwards: the list of next steps that the officer came from, else the item among the others of its area."""
    back, shown = request.args.get("back", ""), as_of(day or "").argument
    home = url_for("WorksView.area", code=code, area=area, as_of=shown, _anchor=f"item-{item}")
    address = desk_address(back, shown) if back in DESKS else home
    return {"go": address} if wants_part() else redirect(address, 303)
