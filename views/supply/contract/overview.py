"""The contract: its waterfall by value, lots, governorates, sites and lines, and everything that happened to a line or for a site."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from models import Account, Contract, ContractLine, Governorate, Kit, KitPart, Lot, Site
from rollout.ledger.figures import Figures, figures, holdings, money
from rollout.ledger.money.summary import value_check
from rollout.ledger.stories import movements, papers_naming
from rollout.ledger.varying import varied
from rollout.parameters import parameters
from rollout.supply.quantities import UNITS, worth
from rollout.supply.states import Held, Measure
from rollout.text import Text, _
from views.frame.chosen import AT_ONCE, cut, one_of, pages_of
from views.frame.words import local_name
from views.security.access import guarded, may
from views.security.current import database
from views.security.interface import as_key
from views.security.view import SecureView
from views.supply.contract.rows import (
    SHOWN,
    STATES,
    WAITS,
    Looked,
    Row,
    Unit,
    by_lot,
    by_place,
    kit_rows,
    leads,
    looked,
    states_of,
    total_of,
    units_of,
    waterfall,
)

WORK: tuple[tuple[str, Text, str], ...] = (
    ("ContractWorkView.sign", _("Record the signed quantities"), "writing"), ("ContractWorkView.vary", _("Vary the quantities"), "scale"),
    ("ContractWorkView.allot", _("Allot to sites"), "map-pin"), ("ContractKitsView.kits", _("Kits"), "layout-grid"),
    ("ContractWorkView.end", _("Close the contract"), "lock"),
)
"""What may be done with a contract: the page, its name and its picture."""

TERMS: tuple[tuple[str, Text], ...] = (
    ("ContractTermsView.list", _("Terms of the contract")), ("SupplierView.list", _("Suppliers")), ("LotView.list", _("Lots")),
    ("ContractLineView.list", _("Items of the contract")), ("StoreView.list", _("Stores")),
)
"""What the contract is made of: the list, and its name."""

TABS = ("places", "papers", "movements")


class ContractView(SecureView):
    """Read by all; of a governorate's officer the numbers are those of the own governorate's sites."""

    route_base = "/contract"
    class_permission_name = "contract"
    default_view = "index"
    method_permission_name = dict.fromkeys(("index", "show", "sites", "units", "line", "site"), "read")

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        """The contracts; where there is one, that one."""
        found = list(database().scalars(select(Contract).order_by(Contract.signed_on, Contract.id)))
        if len(found) == 1:
            return redirect(url_for("ContractView.show", code=found[0].code, **looked().arguments))
        look = looked()
        whole = figures(database(), None, look.day.day, look.known.moment, by="contract", **look.limits) if found else {}
        rows = [(contract, whole.get(contract.id) or Figures()) for contract in found]
        return self.render_template(
            "contract/index.html", title=_("Furniture and equipment contract"), rows=rows, look=look, shown_measures=SHOWN, writes=writes(),
        )

    @expose("/<code>")
    @guarded
    def show(self, code: str) -> ResponseReturnValue:
        contract, look, session = _contract(code), looked(), database()
        lots = list(session.scalars(select(Lot).where(Lot.contract_id == contract.id).order_by(Lot.code).options(joinedload(Lot.supplier))))
        lines = _lines(contract)
        found = figures(session, contract.id, look.day.day, look.known.moment, paid=False, **look.limits)
        placed = figures(session, contract.id, look.day.day, look.known.moment, by="governorate", paid=False, **look.limits)
        pays = look.whole and may("payments", "can_read")
        sums = money(session, contract.id, look.day.day, look.known.moment) if pays else {}
        changed = varied(session, contract.id, look.day.day, look.known.moment) if look.whole else {}
        signed = sum(worth(line.unit_price, changed[line.id].signed) for line in lines) if look.whole else None
        total = total_of(found.values(), sums)
        check = value_check(contract, signed, total.value[Measure.CONTRACTED])
        return self.render_template(
            "contract/show.html", title=local_name(contract), contract=contract, look=look, total=total, check=check, pays=pays,
            steps=waterfall(contract, look, total), lots=by_lot(contract, look, lots, lines, found, sums),
            places=by_place(contract, look, placed), lines=lines, found=found, changed=changed, measures=Measure, units=UNITS,
            shown_measures=SHOWN, ceiling=parameters(session, look.day.day, look.known.moment).value("variation.supply"),
            leads=leads, nothing=Figures(), writes=writes() and look.day.is_today, work=WORK, terms=TERMS,
        )

    @expose("/<code>/sites")
    @guarded
    def sites(self, code: str) -> ResponseReturnValue:
        """The sites with anything of the contract, by value."""
        contract, look, session = _contract(code), looked(), database()
        found = figures(session, contract.id, look.day.day, look.known.moment, by="site", governorate=look.here.code, at_sites=True)
        known = {site.code: site for site in _sites_of(look)}
        rows = []
        for key, one in sorted(found.items()):
            if key in known:
                address = url_for("ContractView.site", code=key, as_of=look.day.argument, known_at=look.known.argument)
                rows.append(Row(key, local_name(known[key]), local_name(known[key].governorate), address))
                rows[-1].add(one)
        return self.render_template(
            "contract/sites.html", title=_("Furniture of the sites"), contract=contract, look=look, total=total_of(found.values(), {}),
            cut=cut(rows, "ContractView.sites", {"code": code, **look.arguments}), shown_measures=SHOWN, measures=Measure,
        )

    @expose("/<code>/units")
    @guarded
    def units(self, code: str) -> ResponseReturnValue:
        """The units behind a number: by line and site."""
        contract, look = _contract(code), looked()
        lines = {line.id: line for line in _lines(contract)}
        lots = list(database().scalars(select(Lot).where(Lot.contract_id == contract.id).order_by(Lot.code)))
        measure, state = one_of("measure", [*Measure]), one_of("state", [*STATES])
        lot, item = one_of("lot", [lot.code for lot in lots]), one_of("line", [line.code for line in lines.values()])
        lot_ids = {each.id for each in lots if lot in ("", each.code)}
        chosen = {key: line for key, line in lines.items() if line.lot_id in lot_ids and item in ("", line.code)}
        states = states_of(measure, state)
        rows = [one for one in self._held(look, chosen, states) if look.whole or one.site]
        asked = {"measure": measure or None, "state": state or None, "lot": lot or None, "line": item or None}
        return self.render_template(
            "contract/units.html", title=_("Units of the contract"), contract=contract, look=look, asked=asked, lots=lots,
            lines=list(lines.values()), measures=[(each, look.label(each)) for each in Measure], states=STATES, counted_states=states,
            cut=cut(rows, "ContractView.units", {"code": code, **look.arguments, **asked}), units=UNITS,
            value=sum(one.value(states) for one in rows), one_line=len(chosen) == 1, number=sum((one.count(states) for one in rows), 0),
        )

    @expose("/<code>/lines/<line>")
    @guarded
    def line(self, code: str, line: str) -> ResponseReturnValue:
        """A line: where its units are, and in which state; its papers; its movements."""
        contract, look, session = _contract(code), looked(), database()
        item = next((each for each in _lines(contract) if each.code == line), None) or abort(404)
        tab, start = one_of("tab", TABS) or TABS[0], (as_key(request.args.get("from", "0")) or 0)
        rows = [one for one in self._held(look, {item.id: item}, frozenset(STATES)) if look.whole or one.site]
        whole = Figures()
        for one in rows:
            for state, quantity in one.states.items():
                whole.add(state, quantity, item.unit_price)
        changed = varied(session, contract.id, look.day.day, look.known.moment).get(item.id) if look.whole else None
        told: Any = ([], 0)
        if tab == "papers":
            told = papers_naming(session, look.day.day, look.known.moment, line_id=item.id, start=start, most=AT_ONCE)
        elif tab == "movements":
            told = movements(session, look.day.day, look.known.moment, line_id=item.id, start=start, most=AT_ONCE)
        arguments = {"code": code, "line": line, **look.arguments}
        return self.render_template(
            "contract/line.html", title=local_name(item), contract=contract, look=look, item=item, whole=whole, changed=changed, tab=tab,
            tabs=TABS, rows=cut([one for one in rows if one.site], "ContractView.line", arguments), told=told[0], number=told[1],
            pages=pages_of(told[1], start, AT_ONCE, "ContractView.line", {**arguments, "tab": tab}), arguments=arguments,
            units=UNITS, shown_measures=SHOWN, measures=Measure, states=STATES,
            ceiling=parameters(session, look.day.day).value("variation.supply") if changed else 0, waits=WAITS, held=Held, leads=leads,
        )

    @expose("/sites/<path:code>")
    @guarded
    def site(self, code: str) -> ResponseReturnValue:
        """What a site was allotted, has, waits for and was refused; its kits; its papers."""
        session, look = database(), looked()
        query = select(Site).where(Site.code == code, Site.withdrawn_at.is_(None))
        site = session.scalar(query.options(joinedload(Site.governorate), joinedload(Site.markaz))) or abort(404)
        held = holdings(session, look.day.day, look.known.moment, site_ids=[site.id])
        ids = {key[0] for key in held}
        lines = {line.id: line for line in session.scalars(_with_lots(select(ContractLine).where(ContractLine.id.in_(ids))))}
        rows, only = units_of(held, lines, {site.id: site}), one_of("only", ["missing"])
        kits = session.scalars(select(Kit).where(Kit.contract_id.in_({line.contract_id for line in lines.values()})).order_by(Kit.code)
                               .options(selectinload(Kit.parts).joinedload(KitPart.line)))
        told, number = papers_naming(session, look.day.day, look.known.moment, site_id=site.id)
        moved, moves = movements(session, look.day.day, look.known.moment, site_id=site.id, most=50)
        return self.render_template(
            "contract/site.html", title=_("Furniture and equipment of the site"), site=site, look=look, rows=rows, units=UNITS,
            only=only, shown_rows=[row for row in rows if not only or row.is_missing],
            total=total_of((row.figures for row in rows), {}), measures=Measure, waits=WAITS, held=Held,
            kits=kit_rows(kits, {row.line.id: row.figures for row in rows}), told=told, number=number,
            moved=moved, moves=moves, contracts=dict(_codes(lines.values())),
        )

    @staticmethod
    def _held(look: Looked, lines: Mapping[int, ContractLine], states: Collection[Held]) -> list[Unit]:
        """What these lines hold in these states, in the governorate that is looked at."""
        held = holdings(database(), look.day.day, look.known.moment, line_ids=list(lines), states=states)
        sites = {site.id: site for site in _sites_of(look)}
        return [one for one in units_of({key: n for key, n in held.items() if key[1] is None or key[1] in sites}, lines, sites)
                if look.here.code is None or one.site]


def writes() -> bool:
    """Whether the user may change the contract."""
    return may("contract", "can_write")


def _contract(code: str) -> Contract:
    return database().scalar(select(Contract).where(Contract.code == code)) or abort(404)


def _codes(lines: Iterable[ContractLine]) -> Iterator[tuple[int, str]]:
    ids = {line.contract_id for line in lines}
    yield from ((row.id, row.code) for row in database().execute(select(Contract.id, Contract.code).where(Contract.id.in_(ids))))


def _with_lots(query: Any) -> Any:
    return query.options(joinedload(ContractLine.lot).joinedload(Lot.supplier)).order_by(ContractLine.position, ContractLine.id)


def _lines(contract: Contract) -> list[ContractLine]:
    return list(database().scalars(_with_lots(select(ContractLine).where(ContractLine.contract_id == contract.id))))


def _sites_of(look: Looked) -> list[Site]:
    """The sites that an account of the contract names, in the governorate that is looked at."""
    query = select(Site).join(Site.governorate).where(Site.id.in_(select(Account.site_id).where(Account.site_id.is_not(None))))
    if look.here.code is not None:
        query = query.where(Governorate.code == look.here.code)
    return list(database().scalars(query.options(joinedload(Site.governorate))))

