"""The short papers about what a site has: transfer, return for repair and back, write-off, found again, what came beyond the order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Contract, Site, Store
from rollout.errors import Refused
from rollout.ledger.handling import COMES_BACK, EXPLAINED, HANDLED, Head, Offer, Taken, faults_in, handle, offers, places_of, possible
from rollout.ledger.refusing import RefusedPaper
from rollout.register import site_by_code
from rollout.scope import ALL, scope_of
from rollout.supply.kinds import KINDS, PaperKind, Signs
from rollout.supply.states import Held
from rollout.text import _
from views.frame.asof import AsOf, as_of, today
from views.frame.meanwhile import too_late
from views.frame.paper_typing import NAME, Typed, join, not_saved
from views.security.access import guarded, signed_in
from views.security.current import database, say
from views.security.forms import SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView
from views.supply.stores.audits import chosen_store, contract_at, known_sites, written_site
from views.supply.stores.devices import CONDITIONS
from views.supply.stores.handlings_meanwhile import Since, gone, labels, note_opened, since

HEAD = ("day", "note", "to_site", "to_store")
_ALSO_SIGN = {
    "transfer": (Signs.STOREKEEPER, Signs.RECEIVER), "return": (Signs.STOREKEEPER, Signs.SUPPLIER), "restoration": (Signs.STOREKEEPER,),
    "write_off": (Signs.CHAIR, Signs.STOREKEEPER), "found": (Signs.CHAIR, Signs.STOREKEEPER),
    "surplus_back": (Signs.STOREKEEPER, Signs.SUPPLIER), "surplus_kept": (Signs.STOREKEEPER,),
}


@dataclass(frozen=True)
class Scene:
    """A paper that is about to be written about a site: of which kind, from which store, and what it may take."""

    contract: Contract
    kind: PaperKind
    site: Site
    store: Store | None
    places: list[Store]
    at_site: bool
    rows: list[Offer]

    @property
    def members(self) -> list[Signs]:
        return _members(self.kind)

    @property
    def comes_back(self) -> bool:
        return self.kind.key in COMES_BACK


class HandlingsView(SecureView):
    """One form for the short papers, written by whoever reports for the site."""

    route_base = "/handlings"
    class_permission_name = "audits"
    default_view = "form"
    method_permission_name = {"form": "write", "send": "write"}

    @expose("/<kind>/<path:code>")
    @guarded
    def form(self, kind: str, code: str) -> ResponseReturnValue:
        declared, site, day = _kind(kind), written_site(code), as_of()
        here = _scene(declared, site, day)
        if here is None:
            return self._nothing(declared, site, day)
        typed = _proposed(here, day)
        note_opened(database(), typed, site)
        return self._page(typed, here, day)

    @expose("/<kind>/<path:code>", methods=["POST"])
    @guarded
    def send(self, kind: str, code: str) -> ResponseReturnValue:
        declared, site, day, typed, form = _kind(kind), written_site(code), as_of(), Typed.of(request.form), SecureForm()
        on = Typed(dict(typed.texts)).day("day")
        here = _scene(declared, site, AsOf(on, day.today) if on else day)
        if here is None:
            parts, there = labels(database(), typed, _members(declared)), url_for("ContractView.site", code=code)
            return too_late(self, declared.label, _("Nothing that this paper could take lies at the site any more."), there, typed, parts)
        paper_id = _save(database(), typed, here, signed_in()) if form.validate() else None
        if paper_id is None:
            site = written_site(code)
            again, later = _scene(declared, site, AsOf(on, day.today) if on else day), since(database(), typed, site)
            note_opened(database(), typed, site)
            return self._page(typed, again or abort(409), day, 422, later)
        say(_("The paper is closed."))
        return redirect(url_for("PapersView.show", paper=paper_id), 303)

    def _nothing(self, kind: PaperKind, site: Site, day: AsOf) -> ResponseReturnValue:
        kinds = possible(database(), site.id, day.day)
        return self.render_template("handlings/nothing.html", title=kind.label, kind=kind, site=site, kinds=kinds, day=day)

    def _page(self, typed: Typed, here: Scene, day: AsOf, status: int = 200, later: Sequence[Since] = ()) -> ResponseReturnValue:
        moves, national = here.kind.key == "transfer", scope_of(database()).capture is ALL
        sites = [one for one in known_sites(here.site) if national or one.governorate_id == here.site.governorate_id] if moves else []
        return self.render_template(
            "handlings/form.html", title=here.kind.label, form=SecureForm(formdata=None), typed=typed, scene=here, day=day,
            wrong=sum(len(sentences) for sentences in typed.wrong.values()), sites=sites, stores=_stores(here, national) if moves else [],
            conditions=CONDITIONS, kinds=KINDS, explained=here.kind.key in EXPLAINED, national=national,
            later=later,
        ), status


def _members(kind: PaperKind) -> list[Signs]:
    return list(dict.fromkeys((*kind.signs, *_ALSO_SIGN.get(kind.key, ()))))


def _kind(key: str) -> PaperKind:
    return KINDS[key] if key in HANDLED else abort(404)


def _scene(kind: PaperKind, site: Site, day: AsOf) -> Scene | None:
    """What the paper may take from the store that the address names, else from the site itself, else from the only store there is."""
    session, contract, store = database(), contract_at(site, day), chosen_store(site)
    if contract is None:
        return None
    places = places_of(session, kind, site.id, day.day)
    stores = list(session.scalars(select(Store).where(Store.id.in_(places - {None})).order_by(Store.name_ar)))
    if store is None and None not in places and stores:
        store = stores[0]
    rows = offers(session, contract.id, kind, site.id, store.id if store else None, day.day)
    return Scene(contract, kind, site, store, stores, None in places, rows) if rows else None


def _proposed(here: Scene, day: AsOf) -> Typed:
    """The form as it opens: the day of the page, what the address asks for, and the storekeeper."""
    typed = Typed({"day": day.day.isoformat(), "to_site": request.args.get("to", "")[:40]})
    line, quantity, tag = (request.args.get(name, "")[:80] for name in ("line", "quantity", "tag"))
    for offer in here.rows:
        if offer.proposed is not None:
            typed.texts[join(offer.key, "into")] = offer.proposed
        if line and offer.line.code == line:
            typed.texts[join(offer.key, "quantity")] = quantity
            typed.texts |= {join(f"d{asset.id}", offer.state): "y" for asset in offer.devices if asset.tag == tag}
            line = ""
    if here.store is not None and here.store.keeper:
        typed.texts[join(NAME, Signs.STOREKEEPER)] = here.store.keeper
    return typed


def _stores(here: Scene, national: bool) -> list[Store]:
    query = select(Store).order_by(Store.name_ar)
    return list(database().scalars(query if national else query.where(Store.governorate_id == here.site.governorate_id)))


def _save(session: Session, typed: Typed, here: Scene, user: Any) -> int | None:
    """Close the paper; None where something is wrong, which then stands in `typed`."""
    taken = [one for offer in here.rows if (one := _taken(typed, here, offer)) is not None]
    day = typed.day("day", required=True) or today()
    to_site = _to_site(session, typed, here)
    for item in gone(session, typed, {offer.key for offer in here.rows}):
        typed.refuse("", _("Nothing of this lies here any more: %(item)s.", item=item))
    if not taken and not typed.wrong:
        typed.refuse("", _("No quantity was entered."))
    head = Head(
        here.site, here.store.id if here.store else None, day, to_site, _to_store(session, typed, here), typed.note(),
        typed.signers(here.members, user),
    )
    contract_id, by, keys = here.contract.id, user.id, [one.offer.key for one in taken]
    typed.take([fault for fault in faults_in(here.kind, head, taken) if fault.about not in typed.wrong], keys, HEAD)
    if typed.wrong:
        return None
    try:
        with saving(session):
            contract = session.get_one(Contract, contract_id)
            return handle(session, contract, here.kind, head, taken, today=today(), by=by).id
    except NotSaved as refusal:
        cause = refusal.__cause__
        if isinstance(cause, RefusedPaper):
            typed.take(cause.faults, keys, HEAD)
        else:
            not_saved(typed, refusal.message, cause.about if isinstance(cause, Refused) else "", HEAD)
    return None


def _taken(typed: Typed, here: Scene, offer: Offer) -> Taken | None:
    key = offer.key
    devices = [asset.tag for asset in offer.devices if typed.text(f"d{asset.id}", offer.state)]
    quantity = typed.quantity(offer.line.unit, key, "quantity")
    reason = typed.line(key, "reason", most=1_000)
    if quantity is None and devices and not typed.is_wrong(key, "quantity"):
        quantity = len(devices)
    if not quantity:
        if reason and not typed.is_wrong(key, "quantity"):
            typed.refuse(join(key, "quantity"), _("The quantity must be more than nothing."))
        return None
    if quantity > offer.quantity:
        says = _("%(open)s are open here; this is %(excess)s more.", open=offer.quantity, excess=quantity - offer.quantity)
        typed.refuse(join(key, "quantity"), says)
    into = typed.text(key, "into")
    return Taken(offer, quantity, devices, Held(into) if here.comes_back and into in here.kind.drawn else None, reason)


def _to_site(session: Session, typed: Typed, here: Scene) -> Site | None:
    code = typed.line("to_site")
    if here.kind.key != "transfer" or not code:
        return None
    site = site_by_code(session, code)
    if site is None:
        typed.refuse("to_site", _("The site is not in the register of your governorates."))
    return site


def _to_store(session: Session, typed: Typed, here: Scene) -> int | None:
    number = typed.text("to_store").strip()
    if here.kind.key != "transfer" or not number:
        return None
    known = {str(store.id): store.id for store in session.scalars(select(Store))}
    if number not in known:
        typed.refuse("to_store", _("Not a valid choice."))
    return known.get(number)
