"""Taking stock of a site: what should be there by the books, what was counted, and the minutes that say the difference.

What is missing goes to the account of the unexplained, where it stays until it is found or written off; what is beyond the books is
surplus. What belongs to another site is no difference here: it is written down, and a transfer settles it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Asset, Contract, ContractLine, Paper, PaperLine, Site
from rollout.errors import Refused
from rollout.ledger.closing import close
from rollout.ledger.drafting import Draft, Row, Signer, draft, redraft
from rollout.ledger.figures import holdings
from rollout.ledger.refusing import Fault, RefusedPaper
from rollout.supply.kinds import KINDS
from rollout.supply.quantities import Quantity
from rollout.supply.states import Held
from rollout.text import _, name_of

AUDIT = KINDS["audit"]
BESIDE = (Held.DISPATCHED, Held.CUSTODY, Held.ACCEPTED, Held.REJECTED, Held.SURPLUS)
"""What may lie at a site too, but is no stock yet, or never becomes any: shown, so that nobody counts it as found."""


@dataclass(frozen=True)
class Expected:
    """A line of the contract of which something should be at a place, by state, and its devices that are registered for the site."""

    line: ContractLine
    states: Mapping[Held, Quantity]
    devices: tuple[Asset, ...] = ()

    @property
    def quantity(self) -> Quantity:
        return sum(self.states.values())

    @property
    def elsewhere(self) -> int:
        """Registered devices that need not be here: as many as the books keep in another place or state."""
        return max(len(self.devices) - int(self.quantity), 0)


def expected(
    session: Session, contract_id: int, site_id: int, store_id: int | None, as_of: date, states: Collection[Held] = AUDIT.drawn
) -> list[Expected]:
    """What should be at the site itself, or in a store for it, in the order of the contract."""
    found: dict[int, dict[Held, Quantity]] = {}
    for (line_id, _site, store, state), quantity in holdings(session, as_of, site_ids=[site_id], states=states).items():
        if store == store_id:
            found.setdefault(line_id, {})[state] = quantity
    query = select(ContractLine).where(ContractLine.contract_id == contract_id, ContractLine.id.in_(found))
    devices = _devices(session, site_id)
    return [
        Expected(line, {state: found[line.id][state] for state in Held if state in found[line.id]}, tuple(devices.get(line.id, ())))
        for line in session.scalars(query.order_by(ContractLine.position))
    ]


def stores_of(session: Session, site_id: int, as_of: date, states: Collection[Held] = AUDIT.drawn) -> set[int]:
    """The stores in which units for a site lie."""
    return {key[2] for key in holdings(session, as_of, site_ids=[site_id], states=states) if key[2] is not None}


def _devices(session: Session, site_id: int) -> dict[int, list[Asset]]:
    found: dict[int, list[Asset]] = {}
    for asset in session.scalars(select(Asset).where(Asset.site_id == site_id, Asset.left_on.is_(None)).order_by(Asset.tag)):
        found.setdefault(asset.line_id, []).append(asset)
    return found


@dataclass(frozen=True)
class Counted:
    """What was counted of a line that should be there. `devices` are the tags of those that were seen, with the condition of each."""

    row: Expected
    found: Quantity
    devices: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def missing(self) -> Quantity:
        return max(self.row.quantity - self.found, 0)

    @property
    def surplus(self) -> Quantity:
        return max(self.found - self.row.quantity, 0)

    @property
    def unseen(self) -> list[str]:
        return [asset.tag for asset in self.row.devices if asset.tag not in self.devices]


@dataclass(frozen=True)
class Extra:
    """Units of a line that lie here beyond the books, where none should be."""

    line_id: int
    quantity: Quantity


@dataclass(frozen=True)
class Stray:
    """Units found here that belong to another site: of which line, of which site, and the device's tag where it bears one."""

    line: str
    site: str
    quantity: Quantity = 1
    tag: str = ""

    def as_fact(self) -> dict[str, Any]:
        return {"line": self.line, "site": self.site, "quantity": str(self.quantity), "tag": self.tag}


@dataclass(frozen=True)
class Stocktaking:
    """The minutes as they are told."""

    site: Site
    store_id: int | None
    day: date
    counted: Sequence[Counted]
    extras: Sequence[Extra] = ()
    strays: Sequence[Stray] = ()
    signers: Sequence[Signer] = ()
    note: str = ""


def draft_of(told: Stocktaking) -> tuple[Draft, list[str]]:
    """The minutes as a draft, and to which row of the tick list each of its lines belongs.

    A line of the contract in several states is counted as one. What is missing of it is taken from what is furthest from use.
    """
    rows, keys = [], []
    for one in told.counted:
        missing, first = one.missing, True
        for state, units in one.row.states.items():
            short = min(missing, units)
            missing -= short
            facts = _facts(one) if first else {}
            row = Row(one.row.line.id, told.site.id, units, short=short, surplus=one.surplus if first else 0, drawn=state,
                      reason=one.note if first else "", facts=facts)
            rows.append(row)
            keys.append(str(one.row.line.id))
            first = False
    for place, extra in enumerate(told.extras):
        rows.append(Row(extra.line_id, told.site.id, 0, surplus=extra.quantity, drawn=Held.STOCK))
        keys.append(f"extra{place}")
    facts = {"site": told.site.code, "elsewhere": [stray.as_fact() for stray in told.strays]}
    entered = Draft(
        AUDIT.key, told.day, rows, governorate_id=told.site.governorate_id, store_id=told.store_id, note=told.note, facts=facts,
        signers=told.signers,
    )
    return entered, keys


def _facts(one: Counted) -> dict[str, Any]:
    if not one.row.devices:
        return {}
    missing = one.unseen if one.missing else []
    return {"devices": dict(one.devices), "unseen": missing}


def broken_counts(counted: Sequence[Counted]) -> list[tuple[str, Refused]]:
    """Where the devices that were seen and the number that was counted contradict each other, by the row of the tick list."""
    found: list[tuple[str, Refused]] = []
    for one in counted:
        key, unseen = str(one.row.line.id), len(one.unseen)
        if len(one.devices) > one.found:
            says = _("%(seen)s devices are ticked, but only %(found)s were counted.", seen=len(one.devices), found=one.found)
            found.append((key, Refused(says, "found")))
        elif one.row.devices and unseen - one.row.elsewhere > one.missing:
            says = _("%(unseen)s devices are not ticked, but only %(missing)s are missing.", unseen=unseen, missing=one.missing)
            found.append((key, Refused(says, "found")))
    return found


def keep(
    session: Session, contract: Contract, told: Stocktaking, *, paper: Paper | None = None, version: int = 0, closing: bool, today: date,
    by: int | None,
) -> Paper:
    """Keep the minutes as a draft, or close them: then the devices have the conditions in which they were seen. Flushes."""
    entered, _keys = draft_of(told)
    kept = draft(session, contract, entered, by=by) if paper is None else redraft(session, paper, entered, version=version)
    if not closing:
        return kept
    _must_still_hold(session, contract, told)
    close(session, kept, today=today, by=by)
    conditions = {tag: condition for one in told.counted for tag, condition in one.devices.items()}
    for asset in session.scalars(select(Asset).where(Asset.site_id == told.site.id, Asset.tag.in_(conditions))):
        asset.condition = conditions[asset.tag]
    session.flush()
    return kept


def _must_still_hold(session: Session, contract: Contract, told: Stocktaking) -> None:
    """Minutes say of everything that should be there whether it is."""
    counted = {one.row.line.id for one in told.counted}
    faults = [
        Fault(None, _("%(item)s was not counted.", item=name_of(row.line)), "lines")
        for row in expected(session, contract.id, told.site.id, told.store_id, told.day)
        if row.line.id not in counted
    ]
    if faults:
        raise RefusedPaper(faults)


def strays_of(paper: Paper) -> list[Stray]:
    """What the minutes say lies here and belongs elsewhere."""
    return [
        Stray(str(one["line"]), str(one["site"]), _number(one["quantity"]), str(one.get("tag", "")))
        for one in paper.facts.get("elsewhere", ())
    ]


def _number(text: str) -> Quantity:
    number = Decimal(text)
    return int(number) if number == int(number) else number


def counts_of(paper: Paper, rows: Sequence[Expected]) -> dict[int, tuple[Quantity, PaperLine]]:
    """What a draft says was found of each line that should be there, with its first line, which bears note and devices."""
    found: dict[int, tuple[Quantity, PaperLine]] = {}
    known = {row.line.id for row in rows}
    for line in paper.lines:
        if line.line_id in known and line.quantity:
            before, first = found.get(line.line_id, (0, line))
            found[line.line_id] = before + line.quantity - line.short + line.surplus, first
    return found


def extras_of(paper: Paper) -> list[PaperLine]:
    """Lines of minutes that tell of what lies here beyond the books and should not be here at all."""
    return [line for line in paper.lines if not line.quantity and line.surplus]
