"""Recording news: one stage of one site, in place on the matrix or on a page of its own."""

from typing import Any

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select

from models import Governorate, ProgressEntry, Site
from rollout.errors import Refused
from rollout.evidence import Stored, store_for
from rollout.journal import affirm, refusals
from rollout.position import position
from rollout.recording import Overtaken, prove, tell
from rollout.register import site_by_code
from rollout.scope import scope_of
from rollout.stages import Kind, Stage
from rollout.text import Text, _
from rollout.undoing import last_said
from rollout.works import area_of
from views.frame.asof import as_of, today
from views.frame.words import kept_query
from views.news.back import asked_before, asked_in
from views.news.form import BACK, DESKS, MOST_FILES, NewsForm, approved_warning, entry_number, fill, known, open_upon, setting
from views.news.rows import RowMaker
from views.security.access import guarded, signed_in
from views.security.current import database, say
from views.security.forms import SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView
from views.sites.story import line


class EntryView(SecureView):
    """Adds to the journal. Only for governorates that the user reports for; a foreign site is as good as none."""

    route_base = "/entries"
    class_permission_name = "entries"
    default_view = "new"
    takes_files = frozenset({"record", "documents"})
    method_permission_name = {name: "write" for name in ("new", "record", "nothing_new", "documents")}  # noqa: C420 — declared so

    @expose("/new")
    @guarded
    def new(self) -> ResponseReturnValue:
        site = site_told_of(request.args.get("site", ""))
        stage = _stage(site, request.args.get("stage", ""))
        if area_of(site.kind, stage.key):  # what follows from details is told there
            return redirect(url_for("WorksView.area", code=site.code, area=stage.key, as_of=as_of().argument))
        form = NewsForm(formdata=None)
        around = setting(database(), site, stage, signed_in())
        day, correct = as_of(), request.args.get("correct") == "1"
        fill(form, stage, around.now.entry if around.now else None, day=day.day, correct=correct)
        form.site.data, form.stage.data = site.code, stage.key
        open_upon(form, around)
        form.back.data, form.as_of.data, form.kept.data = _back(request.args.get("back")), day.argument or "", asked_in(request.referrer)
        corrected = around.now.entry.effective_on if around.now and form.correct.data else None
        return self._form(form, around, approved=approved_warning(database(), site, form.effective_on.data, corrected))

    @expose("/", methods=["POST"])
    @guarded
    def record(self) -> ResponseReturnValue:
        session, user = database(), signed_in()
        site = site_told_of(request.form.get("site", ""))
        stage = _stage(site, request.form.get("stage", ""))
        form, code, user_id = NewsForm(), site.code, user.id
        if not form.validate():
            return self._form(form, setting(session, site, stage, user), 422)
        news, seen = form.news(stage), entry_number(form.seen)
        try:
            with saving(session):
                told = tell(session, site, news, stored(form.files), seen=seen, today=today(), by=user_id)
                told_id = told.id
        except Overtaken as overtaken:
            theirs = known(session, overtaken.latest, user)
            around = setting(session, site_told_of(code), stage, user)
            open_upon(form, around)
            return self._form(form, around, 409, theirs=theirs)
        except NotSaved as refusal:
            site = site_told_of(code)
            cause, broken = cause_of(refusal), [refused for _index, refused in refusals(session, [(site, news)], today=today())]
            form.refuse(broken if broken and cause.about != "stage" else [cause])
            return self._form(form, setting(session, site, stage, user), 422)
        undo = url_for("UndoView.entry", entry_id=told_id)
        return recorded(site_told_of(code), form.back.data, form.as_of.data, undo=undo, told="news")

    @expose("/nothing-new", methods=["POST"])
    @guarded
    def nothing_new(self) -> ResponseReturnValue:
        """The committee speaks for the site today, and no stage has changed."""
        session, site, user_id = database(), site_told_of(request.form.get("site", "")), signed_in().id
        code = site.code
        with saving(session):
            affirm(session, [site], news_on=today(), by=user_id)
            said_id = last_said(session, [site], user_id)
        undo = url_for("UndoQuietView.quiet", said_id=said_id)
        return recorded(site_told_of(code), request.form.get("back"), request.form.get("as_of", ""), undo=undo, told="nothing")

    @expose("/<int:entry_id>/documents", methods=["GET", "POST"])
    @guarded
    def documents(self, entry_id: int) -> ResponseReturnValue:
        """Prove an entry that was recorded without its document."""
        session, user_id = database(), signed_in().id
        query = select(ProgressEntry, Site).join(Site, Site.id == ProgressEntry.site_id).where(ProgressEntry.id == entry_id)
        found = session.execute(query).one_or_none() if entry_id < 2**31 else None
        if found is None:
            abort(404)
        entry, site = found
        site_told_of(site.code)
        stage = Kind(site.kind).stage(entry.stage)
        form, status = SecureForm(), 200
        if request.method == "POST":
            code = site.code
            try:
                with saving(session):
                    files = [file for file in request.files.getlist("evidence") if file.filename]
                    if not files:
                        raise Refused(_("Choose at least one file."))
                    prove(session, entry, stored(files), by=user_id)
            except NotSaved as refusal:
                form.form_errors, status = [refusal.message], 422
            else:
                say(_("The document was added."))
                return redirect(url_for("SitePage.read", code=code), 303)
        page = self.render_template(
            "entry_documents.html", title=_("Add a document"), form=form, site=site, stage=stage,
            said=line(entry, stage),
        )
        return page, status

    def _form(self, form: NewsForm, around: Any, status: int = 200, **values: Any) -> ResponseReturnValue:
        """The form alone for the dialog of a page, else on a page of its own."""
        template = "entry_form.html" if wants_part() else "entry.html"
        page = self.render_template(template, title=_("Record news"), form=form, around=around, today=today(), **values)
        return page, status


def wants_part() -> bool:
    """Whether our own script asks, which puts the answer into the page that is open."""
    return request.headers.get("X-Part") == "yes"


def site_told_of(code: str) -> Site:
    """The site, if the user sees it (else 404) and reports for it (else 403)."""
    session = database()
    site = site_by_code(session, code) if code else None
    if site is None or site.withdrawn_at is not None:
        abort(404)
    if site.governorate_id not in scope_of(session).capture:
        abort(403)
    return site


def _stage(site: Site, key: str) -> Stage:
    return next((stage for stage in Kind(site.kind).stages if stage.key == key), None) or abort(404)


def _back(raw: str | None) -> str:
    return raw if raw in BACK else BACK[0]


def stored(files: list[Any]) -> list[Stored]:
    if len(files) > MOST_FILES:
        raise Refused(_("At most %(most)s files at once.", most=MOST_FILES), "evidence")
    store = store_for(current_app.config["ROLLOUT"].files_url)
    try:
        return [store.put(file.stream, file.filename) for file in files]
    except Refused as refused:
        raise Refused(refused.message, "evidence") from refused


def cause_of(refusal: NotSaved) -> Refused:
    cause = refusal.__cause__
    return cause if isinstance(cause, Refused) else Refused(refusal.message)


def recorded(
    site: Site, back: str | None, day: str | None, sentence: Text | None = None, *, undo: str | None = None, told: str = ""
) -> ResponseReturnValue:
    """Afterwards: the row as it now stands for the open matrix, or the page that the officer came from. `undo` takes it back.

    A list of next steps stays as it is, and only hears what was `told`, news or that there is none: the next site is told of at once.
    """
    shown = as_of(day or "")
    sentence = sentence or _("Recorded: %(site)s.", site=site.name_ar)
    offer = f"{undo}?{kept_query({'back': _back(back), 'as_of': shown.argument})}" if undo else None
    if wants_part() and _back(back) == "matrix":
        found = position(database(), shown.day, site_ids=[site.id])
        maker = RowMaker(Kind(site.kind), shown.day, found.patience, captures=True, as_of_argument=shown.argument)
        return {"site": site.code, "row": maker.rows(found.sites), "message": str(sentence), "undo": offer}
    if back in DESKS:
        address = desk_address(back, shown.argument)
        if wants_part() and told:
            return {"site": site.code, "told": told, "message": str(sentence), "undo": offer, "go": address}
    elif _back(back) == "site":
        address = url_for("SitePage.read", code=site.code, as_of=shown.argument)
    else:
        governorate = _governorate_code(site)
        values: dict[str, Any] = {"kind": site.kind, "as_of": shown.argument, **asked_before()}
        address = url_for("MatrixView.show", code=governorate, **values)
    say(sentence, undo=offer)
    return {"go": address} if wants_part() else redirect(address, 303)


def desk_address(back: str, day: str | None) -> str:
    """The list of next steps that somebody came from."""
    endpoint, asked = DESKS[back]
    return url_for(endpoint, as_of=day, **asked)


def _governorate_code(site: Site) -> str:
    return str(database().scalar(select(Governorate.code).where(Governorate.id == site.governorate_id)))


