"""The list of papers: what its filters ask for, and the rows that they find."""

from datetime import date
from typing import Any

from flask import Response, abort, request
from sqlalchemy import select

from models import Store, Supplier
from rollout.arabic import parse_date
from rollout.errors import Unreadable
from rollout.ledger.filing import LATEST, UNSIGNED, Wanted, find
from rollout.ledger.forms import Headings
from rollout.supply.kinds import KINDS
from rollout.text import _
from views.frame.asof import today
from views.frame.chosen import LONGEST_TEXT, one_of, places, text_of
from views.frame.words import local_name
from views.lists import asking
from views.lists.filed_columns import in_order, paper_columns
from views.lists.kept import tabs
from views.lists.listing import shown
from views.lists.sheets import sheet, wants_sheet
from views.security.access import signed_in
from views.security.current import database
from views.security.forms import hides_something
from views.security.interface import as_key
from views.supply.papers.page import number_of

PAGE_SIZE = 50
STATES = {"draft": _("Drafts"), "closed": _("Closed"), UNSIGNED: _("Closed, not signed by hand yet"), "dropped": _("Dropped")}


def listing() -> dict[str, Any] | Response:
    """The values of the page, or the sheet where that is asked for."""
    session, where = database(), places()
    kind, state, number = one_of("kind", list(KINDS)), one_of("state", list(STATES)), text_of("number")
    if hides_something(number):
        abort(400)
    stores = {row.id: local_name(row) for row in session.scalars(select(Store).order_by(Store.name_ar))}
    suppliers = {row.id: local_name(row) for row in session.scalars(select(Supplier).order_by(Supplier.name_ar))}
    store, supplier = _row("store", stores), _row("supplier", suppliers)
    first, last = _day("first"), _day("last")
    page = as_key(request.args.get("page", "1")) or abort(400)
    wanted = Wanted(kind, (where.code or "") if where.argument else "", store, supplier, first, last, number, state)
    kept: dict[str, Any] = {
        "kind": kind or None, "state": state or None, "number": number or None, "governorate": where.argument, "store": store,
        "supplier": supplier, "first": first.isoformat() if first else None, "last": last.isoformat() if last else None,
    }
    headings = Headings(session)
    look = shown("PapersView.index", paper_columns(lambda paper: number_of(headings, paper)), kept)
    order = in_order(look, LATEST)
    if wants_sheet():
        every, _count = find(session, wanted, most=None, order=order)
        return sheet(str(_("Contract documents")), look.fields, every, name=f"papers-{today().isoformat()}")
    found, count = find(session, wanted, most=PAGE_SIZE, start=(page - 1) * PAGE_SIZE, order=order)
    pages = max(-(-count // PAGE_SIZE), 1)
    if page > pages:
        abort(404)
    turn = {name: look.address(page=to) for name, to in (("before", page - 1), ("after", page + 1))}
    numbers = {one.paper.id: number_of(headings, one.paper) for one in found}
    return {
        "found": found, "numbers": numbers, "count": count, "page": page, "pages": pages, "asked": kept, "kinds": KINDS, "states": STATES,
        "stores": stores, "suppliers": suppliers, "places": where, "turn": turn, "active": any(kept.values()),
        "list": look, "tabs": tabs(session, signed_in().id, look),
    }


asking.keeps(
    "PapersView.index", lambda: paper_columns(lambda paper: ""), governorate=asking.governorate(),
    kind=asking.choice(_("Kind of paper"), lambda: {key: kind.label for key, kind in KINDS.items()}),
    state=asking.choice(_("State"), lambda: STATES), number=asking.words(_("Number"), LONGEST_TEXT),
    store=asking.row_of(_("Store"), lambda: set(database().scalars(select(Store.id)))),
    supplier=asking.row_of(_("Supplier"), lambda: set(database().scalars(select(Supplier.id)))),
    first=asking.day(_("From day")), last=asking.day(_("To day")),
)


def _row(name: str, known: dict[int, str]) -> int | None:
    """The number of a row that the page offers; 404 for one that the user does not see."""
    raw = request.args.get(name, "").strip()
    if not raw:
        return None
    key = as_key(raw)
    if key is None:
        abort(400)
    return key if key in known else abort(404)


def _day(name: str) -> date | None:
    raw = request.args.get(name, "").strip()
    if not raw:
        return None
    try:
        return parse_date(raw)
    except Unreadable:
        abort(400)
