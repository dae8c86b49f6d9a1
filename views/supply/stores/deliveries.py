"""Deliveries: what is ordered, on the way and waits to be counted or inspected; orders, delivery notes, receipts and packing lists."""

from collections.abc import Iterable
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select

from models import Contract, ContractLine, Lot, PaperLine, Supplier
from rollout.ledger.standing import Outstanding, Waiting, outstanding, sums, waiting
from rollout.scope import scope_of
from rollout.supply.kinds import KINDS
from rollout.supply.states import Held
from rollout.text import _
from views.frame.asof import as_of
from views.frame.chosen import one_of, places
from views.frame.words import local_name
from views.lists import asking
from views.lists.kept import tabs
from views.lists.listing import Shown
from views.security.access import guarded, may, signed_in
from views.security.current import database
from views.security.view import SecureView
from views.supply.stores import forms as deliveries_forms
from views.supply.stores import packing as deliveries_packing
from views.supply.stores import receipt as deliveries_receipt

FIRST_ROWS, MOST_ROWS = 20, 1000


class DeliveriesView(SecureView):
    """From the supply order to the storekeeper's count."""

    route_base = "/deliveries"
    default_view = "index"
    class_permission_name = "deliveries"
    method_permission_name = {
        "index": "read", "new": "write", "enter": "write", "order": "write", "place": "write", "receive": "write", "count": "write",
        "packing": "write", "send": "write", "confirm": "write", "template": "read",
    }
    takes_files = frozenset({"send"})

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        session, day, here = database(), as_of(), places()
        place = here.chosen.id if here.chosen else None
        suppliers = {row.code: row for row in session.scalars(select(Supplier).order_by(Supplier.code))}
        code = one_of("supplier", list(suppliers))
        orders = outstanding(session, day.day, governorate_id=place)
        on_the_way = waiting(session, Held.DISPATCHED, KINDS["receipt"].follows, day.day, governorate_id=place)
        counted = waiting(session, Held.CUSTODY, KINDS["inspection"].follows, day.day, governorate_id=place)
        of = _suppliers([*(row.paper.id for row in orders), *(row.paper.id for row in (*on_the_way, *counted))])
        if code:
            theirs = {paper_id for paper_id, found in of.items() if suppliers[code].id in found}
            orders = [row for row in orders if row.paper.id in theirs]
            on_the_way = [row for row in on_the_way if row.paper.id in theirs]
            counted = [row for row in counted if row.paper.id in theirs]
        late = [row for row in orders if row.days_late]
        capture, writes = scope_of(session).capture, may("deliveries", "can_write")
        running = set(session.scalars(select(Contract.id).where(Contract.closed_on.is_(None)))) if writes and orders else set()
        look = Shown("DeliveriesView.index", (), (), None, False, {
            "governorate": here.argument, "supplier": code or None, "as_of": day.argument,
        })
        return self.render_template(
            "deliveries/index.html", title=_("Deliveries"), day=day, here=here, suppliers=suppliers, supplier=code, of=of,
            orders=orders, on_the_way=on_the_way, to_inspect=counted, late=late, sums=sums, names=_governorates(here), kinds=KINDS,
            most=MOST_ROWS if request.args.get("all") == "1" else FIRST_ROWS,
            writes=writes and bool(capture),
            delivers=lambda paper: paper.governorate_id in capture and paper.contract_id in running,
            since=_since(day.day), list=look, tabs=tabs(session, signed_in().id, look),
        )

    @expose("/new")
    @guarded
    def new(self) -> ResponseReturnValue:
        """A supplier's delivery note."""
        return deliveries_forms.page_of(self, to_order=False)

    @expose("/new", methods=["POST"])
    @guarded
    def enter(self) -> ResponseReturnValue:
        return deliveries_forms.sent(self, to_order=False)

    @expose("/order")
    @guarded
    def order(self) -> ResponseReturnValue:
        """A supply order."""
        return deliveries_forms.page_of(self, to_order=True)

    @expose("/order", methods=["POST"])
    @guarded
    def place(self) -> ResponseReturnValue:
        return deliveries_forms.sent(self, to_order=True)

    @expose("/<int:paper>/receipt")
    @guarded
    def receive(self, paper: int) -> ResponseReturnValue:
        """The temporary receipt of a note."""
        return deliveries_receipt.page_of(self, paper)

    @expose("/<int:paper>/receipt", methods=["POST"])
    @guarded
    def count(self, paper: int) -> ResponseReturnValue:
        return deliveries_receipt.sent(self, paper)

    @expose("/packing")
    @guarded
    def packing(self) -> ResponseReturnValue:
        """A supplier's packing list, taken home or sent back."""
        return deliveries_packing.page_of(self)

    @expose("/packing", methods=["POST"])
    @guarded
    def send(self) -> ResponseReturnValue:
        return deliveries_packing.sent(self)

    @expose("/packing/confirm", methods=["POST"])
    @guarded
    def confirm(self) -> ResponseReturnValue:
        return deliveries_packing.confirmed(self)

    @expose("/packing/template")
    @guarded
    def template(self) -> ResponseReturnValue:
        """The workbook of what is open, for the supplier to fill in."""
        return deliveries_packing.workbook()


asking.keeps(
    "DeliveriesView.index", governorate=asking.governorate(), as_of=asking.position_day(),
    supplier=asking.choice(_("Supplier"), lambda: {row.code: local_name(row) for row in database().scalars(select(Supplier))}),
)


def _suppliers(paper_ids: Iterable[int]) -> dict[int, dict[int, str]]:
    """The suppliers whose items each paper names."""
    query = select(PaperLine.paper_id, Supplier).join(ContractLine, ContractLine.id == PaperLine.line_id)
    query = query.join(Lot, Lot.id == ContractLine.lot_id).join(Supplier, Supplier.id == Lot.supplier_id)
    found: dict[int, dict[int, str]] = {}
    for paper_id, supplier in database().execute(query.where(PaperLine.paper_id.in_(list(paper_ids))).distinct()):
        found.setdefault(paper_id, {})[supplier.id] = local_name(supplier)
    return found


def _governorates(here: Any) -> dict[int, str]:
    return {place.id: local_name(place) for place in here.every}


def _since(today: Any) -> Any:
    """For how many days a paper has waited."""

    def since(row: Waiting | Outstanding) -> int:
        return max((today - row.paper.day).days, 0)

    return since
