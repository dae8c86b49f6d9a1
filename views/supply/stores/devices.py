"""Devices with serial numbers: found by their label, registered from a paper, each with its page and its label."""

from typing import Any

import segno
from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import Asset, ContractLine, Lot, Paper, PaperLine
from rollout.arabic import clean
from rollout.ledger.devices import SOURCES, by_tag, devices, expected, missing, register, serials_in
from rollout.ledger.refusing import RefusedPaper
from rollout.register import site_by_code
from rollout.scope import scope_of
from rollout.supply.kinds import KINDS
from rollout.text import Text, _
from views.frame.chosen import AT_ONCE, cut, pages_of, places
from views.frame.words import counted, local_name
from views.security.access import guarded, may
from views.security.addresses import row_asked
from views.security.current import database, say
from views.security.forms import SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView

CONDITIONS: dict[str, Text] = {
    "new": _("new"), "used": _("used"), "damaged": _("damaged"), "idle": _("idle"), "scrap": _("scrap"),
}
LABELS = 60
"""Labels on one page: drawing the codes of all would keep somebody waiting."""


class AssetsView(SecureView):
    """The devices of the sites that the user sees."""

    route_base = "/assets"
    default_view = "index"
    class_permission_name = "deliveries"
    method_permission_name = {"index": "read", "missing": "read", "show": "read", "labels": "read", "new": "write", "register": "write"}

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        """The devices; the code on a label leads straight to its device, that of an item to the item."""
        session, here = database(), places()
        words = _code(request.args.get("q", ""))
        found = by_tag(session, words) if words else None
        if found is not None:
            return redirect(url_for("AssetsView.show", tag=found.tag), 303)
        place, start = here.chosen.id if here.chosen else None, _start(AT_ONCE)
        rows, number = devices(session, words=words, governorate_id=place, start=start, most=AT_ONCE)
        if words and number == 1 and rows:
            return redirect(url_for("AssetsView.show", tag=rows[0].tag), 303)
        arguments = {"governorate": here.argument, "q": words or None}
        return self.render_template(
            "deliveries/assets.html", title=_("Devices"), here=here, words=words, rows=rows, number=number,
            pages=pages_of(number, start, AT_ONCE, "AssetsView.index", arguments), arguments=arguments,
            missing=sum(one.number for one in missing(session, place)), items=_items(words) if words else [], conditions=CONDITIONS,
        )

    @expose("/missing")
    @guarded
    def missing(self) -> ResponseReturnValue:
        """The accepted devices whose serial numbers nobody entered; whoever reports for the governorate is led to the form."""
        here = places()
        rows = missing(database(), here.chosen.id if here.chosen else None)
        return self.render_template(
            "deliveries/missing.html", title=_("Devices without a serial number"), here=here, total=sum(one.number for one in rows),
            cut=cut(rows, "AssetsView.missing", {"governorate": here.argument}), capture=scope_of(database()).capture,
            writes=may("deliveries", "can_write"),
        )

    @expose("/<tag>")
    @guarded
    def show(self, tag: str) -> ResponseReturnValue:
        asset = by_tag(database(), tag[:200]) or abort(404)
        came = None
        if asset.paper_line_id is not None:
            query = select(Paper).join(PaperLine, PaperLine.paper_id == Paper.id).where(PaperLine.id == asset.paper_line_id)
            came = database().scalar(query.options(joinedload(Paper.supplier)))
        return self.render_template(
            "deliveries/asset.html", title=local_name(asset.line), device=asset, came=came, kinds=KINDS, conditions=CONDITIONS,
            code=_qr(asset),
        )

    @expose("/labels")
    @guarded
    def labels(self) -> ResponseReturnValue:
        """Labels to print: of a paper, of a site, of one device, or of the governorate."""
        session, here = database(), places()
        tag, site, paper = request.args.get("tag", ""), request.args.get("site", ""), row_asked("paper")
        start, words = _start(LABELS), _code(request.args.get("q", ""))
        if tag:
            found, number = [by_tag(session, tag[:200]) or abort(404)], 1
        else:
            place: Any = (site_by_code(session, site) or abort(404)) if site else None
            found, number = devices(
                session, words=words, site_id=place.id if place else None, paper_id=paper,
                governorate_id=here.chosen.id if here.chosen else None, start=start, most=LABELS,
            )
        arguments = {"governorate": here.argument, "q": words or None, "site": site or None, "paper": paper}
        return self.render_template(
            "deliveries/labels.html", title=_("Labels of devices"), labels=[(asset, _qr(asset)) for asset in found], number=number,
            start=start, pages=pages_of(number, start, LABELS, "AssetsView.labels", arguments),
        )

    @expose("/new/<int:paper>")
    @guarded
    def new(self, paper: int) -> ResponseReturnValue:
        """The serial numbers of what a paper brought."""
        return self._register(_source(paper), SecureForm(formdata=None), {}, {})

    @expose("/new/<int:paper>", methods=["POST"])
    @guarded
    def register(self, paper: int) -> ResponseReturnValue:
        session, source, form = database(), _source(paper), SecureForm()
        rows = expected(session, source)
        texts = {one.line.id: request.form.get(f"s-{one.line.id}", "")[:50_000] for one in rows}
        told = {key: serials for key, text in texts.items() if (serials := serials_in(text))}
        places_of = {one.line.position: one.line.id for one in rows}
        wrong: dict[int, list[Text]] = {}
        if not form.validate():
            return self._register(source, form, texts, wrong, 422)
        if not told:
            form.form_errors = [_("No serial number was entered.")]
            return self._register(source, form, texts, wrong, 422)
        try:
            with saving(session):
                number = len(register(session, source, told))
        except NotSaved as refusal:
            cause = refusal.__cause__
            faults = cause.faults if isinstance(cause, RefusedPaper) else []
            for fault in faults:
                if fault.position in places_of:
                    wrong.setdefault(places_of[fault.position], []).append(fault.message)
            form.form_errors = [] if wrong else [refusal.message]
            return self._register(_source(paper), form, texts, wrong, 422)
        say(_("Registered: %(number)s. Their labels can be printed now.", number=counted(number, "device")))
        return redirect(url_for("AssetsView.labels", paper=paper), 303)

    def _register(
        self, source: Paper, form: SecureForm, texts: dict[int, str], wrong: dict[int, list[Text]], status: int = 200
    ) -> ResponseReturnValue:
        page = self.render_template(
            "deliveries/register.html", title=_("Serial numbers"), paper=source, form=form, texts=texts, wrong=wrong,
            rows=expected(database(), source), kind=KINDS[source.kind],
        )
        return page, status


def _start(at_once: int) -> int:
    """From which row on a page is asked for."""
    return min(max(request.args.get("from", 0, int), 0), 10**6) // at_once * at_once


def _source(paper_id: int) -> Paper:
    """A closed paper of a governorate for which the user reports."""
    query = select(Paper).where(Paper.id == paper_id, Paper.kind.in_(tuple(SOURCES)), Paper.state == "closed")
    paper = (database().scalar(query) if paper_id < 2**31 else None) or abort(404)
    if paper.governorate_id not in scope_of(database()).capture:
        abort(403)
    return paper


def _code(text: str) -> str:
    """What was typed or scanned: of a label's whole address, the tag at its end."""
    return clean(text)[:200].rstrip("/").rpartition("/assets/")[2]


def _items(words: str) -> list[Any]:
    """Items of the contract with this code, where the user may look at the contract."""
    if not may("contract", "can_read"):
        return []
    query = select(ContractLine).options(joinedload(ContractLine.lot).joinedload(Lot.contract)).where(ContractLine.code == words)
    return list(database().scalars(query))


def _qr(asset: Asset) -> Markup:
    """The label's code: the address of the device's page, so that any phone opens it."""
    code = segno.make(url_for("AssetsView.show", tag=asset.tag, _external=True), error="m", micro=False)
    return Markup(code.svg_inline(scale=1, border=2, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S704  # drawn by us
