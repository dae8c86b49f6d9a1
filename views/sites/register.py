"""The register: find a site, add one, change one, take one out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.orm import Session

from models import Site
from rollout.arabic import parse_month
from rollout.bulk.looking import MOST
from rollout.errors import Conflict, Unreadable
from rollout.register import Search, marakez, matching, withdraw
from rollout.stages import Kind
from rollout.text import _
from views.frame.asof import AsOf, Compared, as_of, compared_with
from views.frame.places import place_names, place_of, places, waves
from views.frame.words import counted, long_day
from views.lists import asking
from views.lists.kept import tabs
from views.lists.listing import Column, Shown, shown
from views.lists.sheets import sheet
from views.security.access import guarded, may, signed_in
from views.security.arguments import LONGEST_VALUE
from views.security.current import database, say
from views.security.interface import SecureInterface, as_key
from views.security.model_view import SecureModelView
from views.security.saving import NotSaved, saving
from views.sites.columns import COLUMNS, ordered, seen
from views.sites.forms import ExistingSiteForm, NewSiteForm
from views.sites.rows import rows

PAGE_SIZE = 50
FILTERS = ("text", "kind", "governorate", "markaz", "wave")
PART = "_part"
"""A button of the form that only asks for the choices that follow from another."""


@dataclass(frozen=True)
class Asked:
    """What the filter bar asks for, as it was typed, and as it was understood."""

    typed: dict[str, str]
    search: Search
    page: int
    day: AsOf
    compared: Compared

    @property
    def filters(self) -> dict[str, Any]:
        return {name: value for name, value in self.typed.items() if value}

    @property
    def kept(self) -> dict[str, Any]:
        """What the addresses of the list carry on: the filters, and the days where they are not the usual ones."""
        days = {"as_of": self.day.argument, "compare": self.compared.argument}
        return self.filters | {name: value for name, value in days.items() if value}


class SitesView(SecureModelView):
    """The list and the forms of sites. A site itself is shown by its own page."""

    route_base = "/sites"
    class_permission_name = "sites"
    datamodel = SecureInterface(Site)
    exclude_route_methods = {"show", "delete"}
    method_permission_name = {"list": "list", "export": "list", "add": "add", "edit": "edit", "choices": "list", "withdraw": "delete"}
    list_title, add_title, edit_title = _("Sites"), _("Add a site"), _("Edit the site")
    add_template, edit_template = "sites/form.html", "sites/form.html"
    list_columns = search_columns = order_columns = ["code"]
    add_columns = [
        "code", "kind", "governorate", "markaz", "local_unit", "name_ar", "name_en", "aliases", "programme", "executing_body",
        "planned_on", "latitude", "longitude", "notes",
    ]
    edit_columns = add_columns[3:]
    base_order = ("sort_key", "asc")
    add_form, edit_form = NewSiteForm, ExistingSiteForm
    add_row_message = _("The site was added to the register.")

    # Reading

    @expose("/")
    @guarded
    def list(self) -> ResponseReturnValue:
        """Fifty sites in Arabic order, in as many statements whatever the register's size."""
        session, asked = database(), _asked()
        offered = places(session)
        # Who works for one governorate need not choose it to choose among its marakez.
        chosen = asked.search.governorate or (offered[0].code if len(offered) == 1 else None)
        look = shown("SitesView.list", COLUMNS, asked.kept)
        count, ids = _page_of(session, asked, look)
        ticked = may("entries", "can_write") and not asked.day.argument
        return self.render_template(
            "sites/list.html", title=self.list_title, asked=asked, kinds=Kind, list=look,
            tabs=tabs(session, signed_in().id, look),
            day=asked.day, compared=asked.compared,
            rows=rows(
                seen(session, ids, look, place_names(session), asked.day.day, asked.compared.day), look.columns,
                f"?as_of={asked.day.argument}" if asked.day.argument else "", ticked=ticked,
            ) if ids else "",
            ticked=ticked, count=count, most=MOST,
            governorates=offered, marakez=marakez(session, chosen) if chosen else [],
            count_in_words=counted(count, "site"), pages=-(-count // PAGE_SIZE), numbers=_numbers(asked.page, -(-count // PAGE_SIZE)),
            waves=sorted({*waves(session), *filter(None, [asked.search.planned_on])}),
        )

    @expose("/export")
    @guarded
    def export(self) -> ResponseReturnValue:
        """The list as it is seen, all its pages, as a sheet."""
        session, asked = database(), _asked()
        look = shown("SitesView.list", COLUMNS, asked.kept)
        wanted = ordered(matching(asked.search), look.by, look.falling)
        ids = session.scalars(wanted.with_only_columns(Site.id, maintain_column_froms=True)).all()
        day = asked.day.day
        found = seen(session, ids, look, place_names(session), day, asked.compared.day)
        return sheet(str(self.list_title), look.fields, found, name=f"sites-{day.isoformat()}", above=long_day(day))

    @expose("/choices")
    @guarded
    def choices(self) -> ResponseReturnValue:
        """The two choices of the form that follow from the governorate or the markaz above them."""
        form = NewSiteForm(formdata=request.args)
        if "site" in request.args:
            form.within(self._row(request.args["site"]).governorate_id)
        form.forget_strays()
        return self.render_template("sites/choices.html", form=form)

    # Writing

    @expose("/add", methods=["GET", "POST"])
    @guarded
    def add(self) -> ResponseReturnValue:
        if PART in request.form:
            form = NewSiteForm()
            form.forget_strays()
            return self.render_template(self.add_template, title=self.add_title, form=form)
        return super().add()

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @guarded
    def edit(self, pk: str) -> ResponseReturnValue:
        g.site = self._row(pk)
        if g.site.withdrawn_at is not None:
            abort(404)
        if PART in request.form:
            form = ExistingSiteForm()
            form.forget_strays()
            return self._edit_page(pk, form)
        return super().edit(pk)

    def render_template(self, template: str, **values: Any) -> str:
        """The form of a known site says whose it is."""
        site = g.get("site") if template == self.edit_template and "pk" in values else None
        if site is not None:
            values |= {"site": site, "site_kind": Kind(site.kind).label, "site_governorate": place_of(database(), site.governorate_id)}
        return super().render_template(template, **values)

    def pre_add(self, item: Site) -> None:
        g.site = item

    def post_add_redirect(self) -> ResponseReturnValue:
        return redirect(address_of(g.site.code), 303)

    post_edit_redirect = post_add_redirect

    @expose("/withdraw/<pk>", methods=["POST"])
    @guarded
    def withdraw(self, pk: str) -> ResponseReturnValue:
        """Take the site out of the register from now on."""
        site = self._row(pk, locked=True)
        name = site.name_ar
        try:
            with saving(database()):
                if site.withdrawn_at is None:
                    withdraw(database(), site)
        except (NotSaved, Conflict) as refusal:
            say(refusal.message, "danger")
            return redirect(url_for("SitesView.edit", pk=pk), 303)
        say(_("The site “%(name)s” was withdrawn; earlier positions still count it.", name=name))
        return redirect(url_for("SitesView.list"), 303)


asking.keeps(
    "SitesView.list", lambda: COLUMNS, text=asking.words(_("Name or code")),
    kind=asking.choice(_("Kind"), lambda: {kind.value: kind.label for kind in Kind}), governorate=asking.governorate(),
    markaz=asking.row_of(_("The markaz"), lambda: {row.id for row in marakez(database())}), wave=asking.month(_("Wave")),
    as_of=asking.position_day(), compare=asking.compared_day(),
)


def address_of(code: str) -> str:
    """A site's own page."""
    return url_for("SitesView.list") + quote(code)


def _asked() -> Asked:
    """The filters of the address; 400 for a choice that the page never offers."""
    typed = {name: request.args.get(name, "").strip()[:LONGEST_VALUE] for name in FILTERS}
    search, page, day = search_of(typed), as_key(request.args.get("page", "1")) or abort(400), as_of()
    return Asked(typed, search, page, day, compared_with(day, None))


def search_of(typed: Mapping[str, str]) -> Search:
    """What these filters look for; 400 for a choice that the page never offers."""
    text, kind, governorate, markaz, wave = (typed.get(name, "") for name in FILTERS)
    markaz_id = as_key(markaz) if markaz else None
    if (kind and kind not in set(Kind)) or (markaz and markaz_id is None):
        abort(400)
    try:
        planned_on = parse_month(wave) if wave else None
    except Unreadable:
        abort(400)
    return Search(text, governorate or None, markaz_id, Kind(kind) if kind else None, planned_on)


def _page_of(session: Session, asked: Asked, look: Shown) -> "tuple[int, list[int]]":
    """How many sites there are, and the ids of those on the page; in one statement unless the page lies behind the last."""
    rows = session.execute(_page(asked.search, look.by, look.falling), {"start": (asked.page - 1) * PAGE_SIZE}).all()
    if not rows and asked.page > 1:
        abort(404)
    return (rows[0].total if rows else 0), [row.id for row in rows]


@lru_cache(maxsize=64)
def _page(search: Search, by: Column | None, falling: bool) -> Select[Any]:
    """The sites of a search from the one with the number `start`, and how many there are. The latest searches are put together once: most
    pages are those of the whole list."""
    found = matching(search)
    total = select(func.count()).select_from(found.order_by(None).with_only_columns(Site.id).subquery()).scalar_subquery()
    page = ordered(found, by, falling).with_only_columns(Site.id, total.label("total"), maintain_column_froms=True)
    return page.limit(PAGE_SIZE).offset(bindparam("start", type_=Integer))


def _numbers(page: int, pages: int) -> "list[int | None]":
    """The page numbers to offer: the first, the last, those around this one; None where some are left out."""
    near = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    return [part for at, number in enumerate(near) for part in ([None] if at and number - near[at - 1] > 1 else []) + [number]]
