"""Stock-taking: which sites were audited, the tick list of one site, what its minutes found, and what stays unexplained."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import Contract, ContractLine, Governorate, Paper, Site, Store
from rollout.errors import Conflict
from rollout.ledger.auditing import AUDIT, strays_of
from rollout.ledger.figures import holdings
from rollout.ledger.handling import possible
from rollout.ledger.steps import with_everything
from rollout.ledger.stocktakings import Standing, missed, standings, unexplained
from rollout.scope import scope_of
from rollout.text import _
from views.frame.asof import AsOf, as_of
from views.frame.chosen import cut, one_of, places
from views.frame.meanwhile import carry_beginning, put_together, too_late
from views.frame.paper_typing import Typed
from views.security.access import guarded, may, signed_in
from views.security.addresses import row_asked
from views.security.current import database, say
from views.security.forms import SecureForm
from views.security.view import SecureView
from views.supply.stores.audits_form import EXTRAS, MEMBERS, Scene, as_kept, blank, save, scan, scene, see_all, strays_shown
from views.supply.stores.audits_meanwhile import in_words, labels, spelt_out
from views.supply.stores.devices import CONDITIONS

TITLE = _("Stock-taking")
MARKS = {
    "never": _("Never audited"), "audited": _("Audited"), "unexplained": _("With something unexplained"),
    "surplus": _("With something beyond the books"), "draft": _("Begun"),
}


class AuditsView(SecureView):
    """Audits of the sites that the user sees; taken by whoever reports for them."""

    route_base = "/audits"
    class_permission_name = "audits"
    default_view = "index"
    method_permission_name = {"index": "read", "unexplained": "read", "result": "read", "site": "write", "send": "write"}

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        """Every site with stock: those never audited first."""
        day, here, mark = as_of(), places(), one_of("mark", [*MARKS])
        every = standings(database(), day.day, governorate=here.code)
        counts = {key: sum(_is(one, key) for one in every) for key in MARKS}
        rows = [one for one in every if not mark or _is(one, mark)]
        arguments = {"governorate": here.argument, "as_of": day.argument, "mark": mark or None}
        return self.render_template(
            "audits/index.html", title=TITLE, day=day, here=here, mark=mark, marks=MARKS, counts=counts, every=every,
            list=cut(rows, "AuditsView.index", arguments), arguments=arguments, captures=_writes(), scope=scope_of(database()).capture,
            lost=sum(one.unexplained for one in every), beyond=sum(one.surplus for one in every),
        )

    @expose("/unexplained")
    @guarded
    def unexplained(self) -> ResponseReturnValue:
        """What nobody can account for, since when. It must be nothing before the contract is closed."""
        day, here = as_of(), places()
        rows = unexplained(database(), day.day, governorate=here.code)
        arguments = {"governorate": here.argument, "as_of": day.argument}
        return self.render_template(
            "audits/unexplained.html", title=_("Unexplained differences"), day=day, here=here,
            list=cut(rows, "AuditsView.unexplained", arguments), value=sum(one.value for one in rows), arguments=arguments,
            captures=_writes(), scope=scope_of(database()).capture, sites=len({one.site.id for one in rows}),
        )

    @expose("/sites/<path:code>")
    @guarded
    def site(self, code: str) -> ResponseReturnValue:
        """The tick list of a site."""
        place, day = written_site(code), as_of()
        draft = _draft(place)
        here = _scene(place, draft, day)
        if here is None:
            return self._nothing(place, day)
        typed = as_kept(here, draft) if draft else blank(database(), here, day.day)
        return self._form(typed, here, draft, day)

    @expose("/sites/<path:code>", methods=["POST"])
    @guarded
    def send(self, code: str) -> ResponseReturnValue:
        """Scan, tick everything, keep or close: what was typed comes back whatever happens."""
        place, day, session, typed = written_site(code), as_of(), database(), Typed.of(request.form)
        draft = _draft(place, still=False)
        if draft is not None and draft.state != "draft":
            return self._overtaken(code, typed, day)
        here, form = _scene(place, draft, day, typed), SecureForm()
        if here is None:
            return self._nothing(place, day)
        asked = request.form.get("do") or ("scan" if typed.text("tags").strip() else "save")
        if not form.validate():
            return self._form(typed, here, draft, day, 422)
        if asked in ("scan", "all"):
            scan(session, typed, here) if asked == "scan" else see_all(typed, here)
            return self._form(typed, here, draft, day)
        version = request.form.get("version", "")
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
        try:
            kept = save(session, typed, here, signed_in(), paper=draft, version=number, closing=asked == "close")
        except Conflict:
            return self._overtaken(code, typed, day)
        if kept is None:
            place, draft = written_site(code), _draft(place)
            return self._form(typed, _scene(place, draft, day, typed) or abort(409), draft, day, 422)
        if kept.state == "closed":
            say(_("The minutes of the stock-taking are closed."))
            return redirect(url_for("AuditsView.result", paper=kept.id), 303)
        say(_("The draft was saved."))
        return redirect(url_for("AuditsView.site", code=code, draft=kept.id, as_of=day.argument), 303)

    def _overtaken(self, code: str, typed: Typed, day: AsOf) -> ResponseReturnValue:
        """Somebody else changed the draft: theirs beside what is typed, put together; or closed it, and what was typed is shown."""
        place = written_site(code)
        draft = _draft(place, still=False)
        here = _scene(place, draft, day, typed)
        assert draft is not None
        assert here is not None
        spelt_out(typed, here)

        def words(name: str, text: str) -> str:
            return in_words(here, name, text)

        if draft.state != "draft":
            there, said = url_for("PapersView.show", paper=draft.id), _("This paper was closed or dropped meanwhile.")
            return too_late(self, TITLE, said, there, typed, labels(here, strays_shown(typed)), words)
        theirs = as_kept(here, draft)
        put_together(typed, theirs, labels(here, max(strays_shown(typed), strays_shown(theirs))), words)
        return self._form(typed, here, draft, day, 409)

    @expose("/<int:paper>")
    @guarded
    def result(self, paper: int) -> ResponseReturnValue:
        """What minutes found, and what is to be done about it."""
        session = database()
        found = with_everything(session, paper) if paper < 2**31 else None
        if found is None or found.kind != AUDIT.key or found.state == "dropped":
            abort(404)
        site = session.scalar(select(Site).where(Site.code == found.facts.get("site", ""))) or abort(404)
        if found.state == "draft":
            return redirect(url_for("AuditsView.site", code=site.code, draft=found.id), 303)
        strays = strays_of(found)
        lines = {line.code: line for line in session.scalars(select(ContractLine).where(ContractLine.contract_id == found.contract_id))}
        others = {one.code: one for one in session.scalars(select(Site).where(Site.code.in_({stray.site for stray in strays})))}
        return self.render_template(
            "audits/result.html", title=_("Stock-taking minutes"), paper=found, site=site, missed=missed(found), strays=strays, lines=lines,
            others=others, captures=_writes() and found.governorate_id in scope_of(session).capture,
            kinds=possible(session, site.id, as_of().day),
        )

    def _nothing(self, place: Site, day: AsOf) -> ResponseReturnValue:
        return self.render_template("audits/nothing.html", title=TITLE, site=place, day=day)

    def _form(self, typed: Typed, here: Scene, draft: Paper | None, day: AsOf, status: int = 200) -> ResponseReturnValue:
        if status != 409:
            carry_beginning(typed, labels(here, strays_shown(typed)))
        return self.render_template(
            "audits/form.html", title=TITLE, form=SecureForm(formdata=None), typed=typed, scene=here, draft=draft, day=day,
            members=MEMBERS, required=AUDIT.signs, extras=EXTRAS, strays=strays_shown(typed), conditions=CONDITIONS,
            wrong=sum(len(sentences) for sentences in typed.wrong.values()), kinds=possible(database(), here.site.id, day.day),
            sites=known_sites(here.site), place=here.store or database().get(Governorate, here.site.governorate_id),
        ), status


def written_site(code: str) -> Site:
    """A site that the user sees (else 404) and reports for (else 403)."""
    site = database().scalar(select(Site).where(Site.code == code).options(joinedload(Site.governorate)))
    if site is None or site.withdrawn_at is not None:
        abort(404)
    if site.governorate_id not in scope_of(database()).capture:
        abort(403)
    return site


def known_sites(but: Site) -> list[Site]:
    """The sites that the user may name, those of the same governorate first."""
    query = select(Site).where(Site.withdrawn_at.is_(None), Site.id != but.id).order_by(Site.sort_key, Site.id).limit(2_000)
    return sorted(database().scalars(query), key=lambda site: site.governorate_id != but.governorate_id)


def contract_at(site: Site, day: AsOf) -> Contract | None:
    """The contract that the address names, else the first under which this site has something, else the first there is."""
    session, asked = database(), request.args.get("contract", "")
    if asked:
        return session.scalar(select(Contract).where(Contract.code == asked)) or abort(404)
    lines = {key[0] for key in holdings(session, day.day, site_ids=[site.id])}
    query = select(Contract).join(ContractLine, ContractLine.contract_id == Contract.id).where(ContractLine.id.in_(lines))
    return session.scalars(query.order_by(Contract.signed_on, Contract.id)).first()


def chosen_store(site: Site) -> Store | None:
    """The store that the address names, one of the site's governorate."""
    number = row_asked("store")
    if number is None:
        return None
    query = select(Store).where(Store.id == number, Store.governorate_id == site.governorate_id)
    return database().scalar(query) or abort(404)


def _scene(site: Site, draft: Paper | None, day: AsOf, typed: Typed | None = None) -> Scene | None:
    session = database()
    contract = session.get(Contract, draft.contract_id) if draft else contract_at(site, day)
    if contract is None:
        return None
    store = session.get(Store, draft.store_id) if draft and draft.store_id else None if draft else chosen_store(site)
    on = (Typed(dict(typed.texts)).day("day") if typed else None) or (draft.day if draft else day.day)
    return scene(session, contract, site, store, on)


def _draft(site: Site, *, still: bool = True) -> Paper | None:
    """The minutes that the address names, where they still are a draft or need not be."""
    number = row_asked("draft")
    if number is None:
        return None
    found = with_everything(database(), number)
    if found is None or found.kind != AUDIT.key or found.facts.get("site") != site.code:
        abort(404)
    if still and found.state != "draft":
        abort(409)
    return found


def _writes() -> bool:
    return may("audits", "can_write") and bool(scope_of(database()).capture)


def _is(one: Standing, mark: str) -> bool:
    has: dict[str, Any] = {
        "never": one.audit is None, "audited": one.audit is not None, "unexplained": one.unexplained, "surplus": one.surplus,
        "draft": one.drafts,
    }
    return bool(has[mark])
