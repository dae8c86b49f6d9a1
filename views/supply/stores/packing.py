"""A supplier's packing list as a workbook: taken home with what is open, filled in, sent back, looked at, entered."""

from pathlib import PurePath
from typing import Any

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from models import Contract
from rollout.arabic import clean
from rollout.errors import Conflict, Refused
from rollout.exchange import Spool
from rollout.exchange.packing import PackingList, apply_packing, read_packing
from rollout.exchange.packing_sheet import packing_workbook
from rollout.exchange.workbook import MOST_BYTES
from rollout.jobs import workshop_of
from rollout.ledger.standing import TO_DISPATCH, open_units
from rollout.text import Text, _
from views.frame.asof import today
from views.frame.chosen import places
from views.frame.words import counted
from views.security.access import signed_in
from views.security.current import database, say
from views.security.saving import NotSaved, saving
from views.supply.stores.asked import Party, parties

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 300


def page_of(view: Any) -> ResponseReturnValue:
    return _page(view)


def workbook() -> ResponseReturnValue:
    """What is open of the orders for the chosen governorate and supplier."""
    here, party = places(), _party()
    if party is None:
        return redirect(url_for("DeliveriesView.packing"), 303)
    offered = open_units(
        database(), party.contract_id, TO_DISPATCH, governorate_id=here.chosen.id if here.chosen else None, supplier_id=party.supplier_id
    )
    body: Any = packing_workbook(offered)
    name = f"packing-{here.code or 'all'}.xlsx"
    return Response(body, content_type=EXCEL, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def sent(view: Any) -> ResponseReturnValue:
    """Keep the file for its sender and say what it would enter."""
    file, contract = request.files.get("file"), _contract()
    if file is None or not file.filename:
        return _page(view, error=_("Choose a file first."), status=422)
    if contract is None:
        return _page(view, error=_("No contract was entered yet."), status=422)
    try:
        data = file.stream.read(MOST_BYTES + 1)
        found = read_packing(database(), contract, data, today=today())
        sha256 = _spool().keep(data)
    except Refused as refused:
        return _page(view, error=refused.message, status=422)
    return _page(view, found=found, sha256=sha256, name=clean(PurePath(file.filename.replace("\\", "/")).name)[:200])


def confirmed(view: Any) -> ResponseReturnValue:
    """Enter exactly what was shown."""
    session, sha256, user_id, contract = database(), request.form.get("sha256", ""), signed_in().id, _contract()
    if contract is None:
        return _page(view, error=_("No contract was entered yet."), status=422)
    try:
        data = _spool().take(sha256)
        with saving(session):
            number = len(apply_packing(session, contract, data, request.form.get("fingerprint", ""), today=today(), by=user_id))
    except Refused as refused:
        return _page(view, error=refused.message, status=422)
    except (Conflict, NotSaved) as refusal:
        found = read_packing(database(), contract, data, today=today())
        return _page(view, found=found, sha256=sha256, error=refusal.message, status=409)
    _spool().drop(sha256)
    say(_("The packing list was entered: %(number)s.", number=counted(number, "delivery note")))
    return redirect(url_for("DeliveriesView.index"), 303)


def _party() -> Party | None:
    found = parties(by_lot=False)
    key = request.values.get("of", "")
    return next((one for one in found if one.key == key), found[0] if len(found) == 1 else None)


def _contract() -> Contract | None:
    """That of the chosen supplier, else the first one that is open."""
    found = parties(by_lot=False)
    key = request.values.get("of", "")
    party = next((one for one in found if one.key == key), found[0] if found else None)
    return database().get(Contract, party.contract_id) if party else None


def _page(
    view: Any, *, found: PackingList | None = None, sha256: str = "", name: str = "", error: Text | str = "", status: int = 200
) -> ResponseReturnValue:
    page = view.render_template(
        "deliveries/packing.html", title=_("Packing list of a supplier"), found=found, sha256=sha256, name=name, error=error,
        most=MOST_BYTES // 2**20, most_shown=MOST_SHOWN, parties=parties(by_lot=False), party=_party(), here=places(),
    )
    return page, status


def _spool() -> Spool:
    return Spool(workshop_of(current_app.config["ROLLOUT"]).uploads(signed_in().id))
