"""Devices that go where their units go: back to the supplier, by name, and back again where that is corrected.

Units of an item are counted, its devices are named. Where fewer units of an item would be left at a site than it has registered devices,
the paper says which ones go; where all go, nobody needs to say it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Account, Asset, Paper, PaperLine
from rollout.ledger.accounts import Planned
from rollout.ledger.refusing import Fault
from rollout.supply.quantities import Quantity
from rollout.supply.states import PRESENT
from rollout.text import _

Cell = tuple[int, int | None]
"""A line of the contract and a site."""


def leaving(kind: str, drawn: Iterable[str]) -> bool:
    """Whether units leave their site by a paper of this kind, so that it may name devices; `drawn` is from where it takes them."""
    return kind in ("withdrawal", "counter") or (kind == "replacement" and "rejected" in drawn)


def devices_at(session: Session, cells: Iterable[Cell]) -> dict[Cell, list[Asset]]:
    """The registered devices of these lines at these sites, by their tags."""
    wanted, found = set(cells), defaultdict[Cell, list[Asset]](list)
    if wanted:
        query = select(Asset).where(Asset.line_id.in_({cell[0] for cell in wanted}), Asset.site_id.in_({cell[1] for cell in wanted}))
        for asset in session.scalars(query.where(Asset.left_on.is_(None)).order_by(Asset.tag)):
            found[asset.line_id, asset.site_id].append(asset)
    return {cell: assets for cell, assets in found.items() if cell in wanted}


def follow_devices(session: Session, paper: Paper, planned: Sequence[Planned]) -> list[Fault]:
    """Let the devices follow what a paper is about to move; else every fault. A transfer takes its devices along by itself."""
    if paper.kind == "transfer":
        return []
    if paper.kind == "counter":
        _bring_back(session, planned)
    change: dict[Cell, Quantity] = defaultdict(int)
    lines: dict[Cell, list[PaperLine]] = defaultdict(list)
    for one in planned:
        for at, sign in ((one.leg.source, -1), (one.leg.target, 1)):
            if at.state in PRESENT:
                change[one.line.line_id, at.site_id] += sign * one.leg.quantity
        if one.leg.source.state in PRESENT and one.line not in lines[one.line.line_id, one.leg.source.site_id]:
            lines[one.line.line_id, one.leg.source.site_id].append(one.line)
    there = devices_at(session, [cell for cell, quantity in change.items() if quantity < 0])
    faults: list[Fault] = []
    for cell, assets in there.items():
        units = _units(session, cell) + change[cell]
        if not units and not any(_named(line) for line in lines[cell]):
            lines[cell][0].facts = lines[cell][0].facts | {"devices": [asset.tag for asset in assets]}
        wrong = list(_broken(paper.kind, lines[cell], assets, -change[cell], units))
        faults += wrong
        if not wrong:
            tags = {tag for line in lines[cell] for tag in _named(line)}
            for asset in assets:
                asset.left_on = paper.day if asset.tag in tags else None
    return faults


def _broken(kind: str, lines: Sequence[PaperLine], assets: Sequence[Asset], going: Quantity, units: Quantity) -> Iterable[Fault]:
    """What is wrong with the devices that the lines of one item and site name, where `units` stay."""
    known, first = {asset.tag: asset for asset in assets}, lines[0]
    named = [tag for line in lines for tag in _named(line)]
    for tag in named:
        if tag not in known:
            yield Fault(first.position, _("Device %(tag)s is not at this site.", tag=tag), "quantity")
    if len(named) > going:
        yield Fault(first.position, _("%(named)s devices are ticked for %(units)s units.", named=len(named), units=going), "quantity")
    staying = sum(asset.condition != "scrap" and asset.tag not in named for asset in assets)
    if staying > units:
        says = _("%(devices)s devices of this item are registered at the site and %(units)s units stay there: tick the %(excess)s that go.")
        if kind == "inspection":
            says = _("%(devices)s devices of this item are registered at the site and %(units)s units would be left: take the %(excess)s "
                     "that are missing back from the receipt by minutes of correction, where they are ticked.")
        values = {"devices": sum(asset.condition != "scrap" for asset in assets), "units": units, "excess": staying - units + len(named)}
        yield Fault(first.position, says.with_values(**values), "quantity")


def _named(line: PaperLine) -> list[str]:
    devices = line.facts.get("devices", ())
    return [str(tag) for tag in devices]


def _units(session: Session, cell: Cell) -> Quantity:
    """How many units of a line are at a site before the paper moves any."""
    query = select(func.sum(Account.balance)).where(Account.line_id == cell[0], Account.site_id == cell[1], Account.state.in_(PRESENT))
    found: Quantity | None = session.scalar(query)
    return found or 0


def _bring_back(session: Session, planned: Sequence[Planned]) -> None:
    """Devices that the corrected lines had named come back with their units: from the supplier, from another site, or from the scrap."""
    ids = [one.line.about_id for one in planned]
    query: Any = select(PaperLine.id, PaperLine.facts, Paper.kind).join(Paper, Paper.id == PaperLine.paper_id)
    earlier = {row.id: row for row in session.execute(query.where(PaperLine.id.in_(ids)))}
    for one in planned:
        before, target = earlier[one.line.about_id], one.leg.target
        tags = before.facts.get("devices", ()) if before.kind not in ("audit", "installation") else ()
        if not tags or target.state not in PRESENT or target.site_id is None:
            continue
        found = session.scalars(select(Asset).where(Asset.tag.in_(tags), Asset.line_id == one.line.line_id).order_by(Asset.tag))
        for asset in list(found)[: int(one.leg.quantity)]:
            asset.left_on, asset.site_id, asset.governorate_id = None, target.site_id, one.governorate_id
            if before.kind == "write_off":
                asset.condition = "used"
    session.flush()
