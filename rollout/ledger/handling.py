"""Short papers about what a site has: transfer, return for repair and back, write-off, found again, beyond the order kept or sent back.

Each offers what lies at the site (or in a store for it) with how many there are; devices with serial numbers are named one by one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from models import Account, Asset, Contract, ContractLine, Movement, Paper, PaperLine, Site
from rollout.errors import Refused
from rollout.ledger.drafting import Draft, Row, Signer, post
from rollout.ledger.figures import holdings
from rollout.ledger.following import left
from rollout.ledger.refusing import Fault, RefusedPaper
from rollout.rules import explains
from rollout.supply.kinds import KINDS, PaperKind
from rollout.supply.moves import broken_signatories
from rollout.supply.quantities import Quantity
from rollout.supply.states import IN_STORE, PRESENT, Held
from rollout.text import _

HANDLED = ("transfer", "return", "restoration", "write_off", "found", "surplus_back", "surplus_kept")
COMES_BACK = {"restoration": Held.RETURNED, "found": Held.UNEXPLAINED}
"""Papers whose units come back into a state that the line names, and where they come from."""
_FROM = {**COMES_BACK, "surplus_back": Held.SURPLUS, "surplus_kept": Held.SURPLUS}
EXPLAINED = ("return", "write_off")
"""Papers that say why."""
NAMES_DEVICES = ("transfer", "return", "restoration", "write_off", "found", "surplus_back")


@dataclass(frozen=True)
class Offer:
    """Units of a line that such a paper may take. `proposed` is the state into which units that come back are proposed to come."""

    line: ContractLine
    state: Held
    store_id: int | None
    quantity: Quantity
    devices: tuple[Asset, ...] = ()
    unnamed: int = 0
    proposed: Held | None = None
    about: PaperLine | None = None

    @property
    def key(self) -> str:
        """Tells the offer apart from the others; `about` is the line of the earlier paper with which the units came."""
        return f"{self.line.id}.{self.state}" + (f".{self.about.id}" if self.about else "")


def sources(kind: PaperKind) -> tuple[Held, ...]:
    """The states from which a kind of paper takes."""
    return (_FROM[kind.key],) if kind.key in _FROM else kind.drawn


def offers(session: Session, contract_id: int, kind: PaperKind, site_id: int, store_id: int | None, as_of: date) -> list[Offer]:
    """What lies at a site for such a paper, in the order of the contract; of what lies in stores, that of one store (or of none)."""
    held = holdings(session, as_of, site_ids=[site_id], states=sources(kind))
    here = {key: quantity for key, quantity in held.items() if key[2] == store_id or key[3] not in IN_STORE}
    query = select(ContractLine).where(ContractLine.contract_id == contract_id, ContractLine.id.in_({key[0] for key in here}))
    lines = {line.id: line for line in session.scalars(query.order_by(ContractLine.position))}
    devices = _devices(session, site_id, kind)
    at_site = _units(session, site_id, as_of)
    before = _came_from(session, site_id, kind)
    order = {line_id: place for place, line_id in enumerate(lines)}
    found = []
    known = (key for key in here if key[0] in lines)
    for line_id, _site, store, state in sorted(known, key=lambda key: (order[key[0]], [*Held].index(key[3]))):
        named = devices.get(line_id, ())
        unnamed = max(int(at_site.get(line_id, 0)) - len(named), 0) if named else 0
        proposed = before.get(line_id, Held.STOCK) if kind.key in COMES_BACK else None
        found.append(Offer(lines[line_id], state, store, here[line_id, site_id, store, state], tuple(named), unnamed, proposed))
    return _by_paper(session, kind, site_id, found, as_of) if kind.follows else found


def _by_paper(session: Session, kind: PaperKind, site_id: int, found: Sequence[Offer], as_of: date) -> list[Offer]:
    """What lies here, parted by the papers with which it came, the oldest first: what is kept of a surplus names its receipt."""
    query = (
        select(PaperLine).join(Paper, Paper.id == PaperLine.paper_id).options(joinedload(PaperLine.paper))
        .where(Paper.kind.in_(kind.follows), Paper.state == "closed", Paper.day <= as_of, PaperLine.site_id == site_id)
        .where(PaperLine.line_id.in_({one.line.id for one in found}), PaperLine.surplus > 0).order_by(Paper.day, PaperLine.id)
    )
    before = list(session.scalars(query))
    rest, parts = left(session, [line.id for line in before], kind), []
    for one in found:
        for line in before:
            quantity = min(rest[line.id], one.quantity)
            if (line.line_id, line.paper.store_id) == (one.line.id, one.store_id) and quantity > 0:
                parts.append(replace(one, quantity=quantity, about=line))
    return parts


def places_of(session: Session, kind: PaperKind, site_id: int, as_of: date) -> set[int | None]:
    """The stores (None: the site itself) from which such a paper could take something for this site."""
    return {key[2] for key in holdings(session, as_of, site_ids=[site_id], states=sources(kind))}


def possible(session: Session, site_id: int, as_of: date) -> list[PaperKind]:
    """The short papers for which something lies at a site."""
    states = {key[3] for key in holdings(session, as_of, site_ids=[site_id])}
    return [KINDS[key] for key in HANDLED if states & {*sources(KINDS[key])}]


def _devices(session: Session, site_id: int, kind: PaperKind) -> dict[int, tuple[Asset, ...]]:
    if kind.key not in NAMES_DEVICES:
        return {}
    found: dict[int, tuple[Asset, ...]] = {}
    query = select(Asset).where(Asset.site_id == site_id, Asset.condition != "scrap", Asset.left_on.is_(None))
    for asset in session.scalars(query.order_by(Asset.tag)):
        found[asset.line_id] = (*found.get(asset.line_id, ()), asset)
    return found


def _units(session: Session, site_id: int, as_of: date) -> dict[int, Quantity]:
    """How many units of each line belong to a site and could bear a number: all that were delivered and not written off."""
    found: dict[int, Quantity] = {}
    states = PRESENT - {Held.WRITTEN_OFF}
    for (line_id, _site, _store, _state), quantity in holdings(session, as_of, site_ids=[site_id], states=states).items():
        found[line_id] = found.get(line_id, 0) + quantity
    return found


def _came_from(session: Session, site_id: int, kind: PaperKind) -> dict[int, Held]:
    """From which state units last came to where they are now, so that they are proposed to go back there."""
    if kind.key not in COMES_BACK:
        return {}
    into, out = aliased(Account), aliased(Account)
    query = (
        select(Movement.line_id, out.state).join(into, into.id == Movement.to_id).join(out, out.id == Movement.from_id)
        .where(into.site_id == site_id, into.state == COMES_BACK[kind.key], out.state.in_(kind.drawn)).order_by(Movement.id)
    )
    return {row[0]: Held(row[1]) for row in session.execute(query)}


@dataclass(frozen=True)
class Taken:
    """So many units of an offer, with the devices among them by their tags; `into` is where units that come back go."""

    offer: Offer
    quantity: Quantity
    devices: Collection[str] = ()
    into: Held | None = None
    reason: str = ""


@dataclass(frozen=True)
class Head:
    """What such a paper says above its lines. A transfer names where it goes."""

    site: Site
    store_id: int | None
    day: date
    to_site: Site | None = None
    to_store_id: int | None = None
    note: str = ""
    signers: Sequence[Signer] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


def handle(
    session: Session, contract: Contract, kind: PaperKind, head: Head, taken: Sequence[Taken], *, today: date, by: int | None
) -> Paper:
    """Close such a paper. Devices go along: with a transfer to the other site; what is written off is scrap. Flushes."""
    if faults := faults_in(kind, head, taken):
        raise RefusedPaper(faults)
    paper = post(session, contract, _draft(kind, head, taken), today=today, by=by)
    _follow(session, kind, head, taken)
    return paper


def faults_in(kind: PaperKind, head: Head, taken: Sequence[Taken]) -> list[Fault]:
    """What is wrong with such a paper before its turn to be closed has come."""
    papers = {one.offer.about.paper_id for one in taken if one.offer.about}
    if len(papers) > 1:
        return [Fault(None, _("Keep what came with one paper at a time."), "lines")]
    people = [Fault(None, broken.message, broken.about) for broken in broken_signatories(kind, head.signers)]
    return [*_broken_head(kind, head), *_broken_devices(kind, taken), *people]


def _draft(kind: PaperKind, head: Head, taken: Sequence[Taken]) -> Draft:
    crosses = head.to_site is not None and head.to_site.governorate_id != head.site.governorate_id
    rows = [
        Row(
            one.offer.line.id, head.site.id, one.quantity, drawn=_drawn(kind, one), reason=one.reason,
            to_site_id=head.to_site.id if head.to_site else None,
            to_store_id=head.to_store_id if one.offer.state in IN_STORE else None, about_id=one.offer.about.id if one.offer.about else None,
            facts={"devices": sorted(one.devices)} if one.devices else {},
        )
        for one in taken
    ]
    return Draft(
        kind.key, head.day, rows, governorate_id=None if crosses else head.site.governorate_id, store_id=head.store_id, note=head.note,
        facts=head.facts, signers=head.signers, about_id=next((one.offer.about.paper_id for one in taken if one.offer.about), None),
    )


def _drawn(kind: PaperKind, one: Taken) -> str:
    if kind.key in COMES_BACK:
        return one.into or ""
    return one.offer.state if kind.drawn else ""


def _broken_head(kind: PaperKind, head: Head) -> list[Fault]:
    found = []
    if kind.key in EXPLAINED and not explains(head.note):
        found.append(Fault(None, _("Say why."), "note"))
    if kind.key == "transfer" and head.to_site is None:
        found.append(Fault(None, _("Name the site to which the units go."), "to_site"))
    return found


def _broken_devices(kind: PaperKind, taken: Sequence[Taken]) -> list[Fault]:
    """Where the devices that are named and the number contradict each other."""
    found = []
    for place, one in enumerate(taken, 1):
        named, units = len(one.devices), one.quantity
        if named > units:
            says = _("%(named)s devices are ticked for %(units)s units.", named=named, units=units)
            found.append(Fault(place, says, "quantity"))
        elif kind.key in NAMES_DEVICES and one.offer.devices and units - named > one.offer.unnamed:
            says = _("Tick the devices: %(units)s units, %(named)s of them named.", units=units, named=named)
            found.append(Fault(place, says, "quantity"))
    twice = {tag for place, one in enumerate(taken) for other in taken[:place] for tag in {*one.devices} & {*other.devices}}
    found += [Fault(None, _("Device %(tag)s is ticked twice.", tag=tag), "lines") for tag in sorted(twice)]
    return found


def _follow(session: Session, kind: PaperKind, head: Head, taken: Sequence[Taken]) -> None:
    devices = {asset.tag: asset for one in taken for asset in one.offer.devices}
    for one in taken:
        for tag in one.devices:
            asset = devices.get(tag)
            if asset is None:
                raise Refused(_("Device %(tag)s is not at this site.", tag=tag), "lines")
            if kind.key == "transfer" and head.to_site is not None:
                asset.site_id, asset.governorate_id = head.to_site.id, head.to_site.governorate_id
            elif kind.key == "write_off":
                asset.condition = "scrap"
    session.flush()
