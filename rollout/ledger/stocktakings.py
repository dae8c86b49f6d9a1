"""Which sites were audited and when, which never, and what stays unexplained since when. It must be nothing before a contract ends."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, ContractLine, Governorate, Paper, PaperLine, Site
from rollout.ledger.accounts import daily_changes
from rollout.ledger.auditing import AUDIT
from rollout.ledger.books import once
from rollout.ledger.figures import holdings
from rollout.supply.quantities import Quantity, worth
from rollout.supply.states import Held


@dataclass(frozen=True)
class Unexplained:
    """Units of a line at a site whose whereabouts nobody knows, since the day on which the first of them was missed."""

    line: ContractLine
    site: Site
    quantity: Quantity
    since: date
    papers: tuple[Paper, ...] = ()
    devices: tuple[str, ...] = ()

    @property
    def value(self) -> int:
        return worth(self.line.unit_price, self.quantity)


def unexplained(
    session: Session, as_of: date, *, governorate: str | None = None, site_ids: Collection[int] | None = None
) -> list[Unexplained]:
    """What is unexplained on a day, the longest first; each with the minutes that missed it."""
    query = (
        select(Account.id, ContractLine, Site)
        .join(ContractLine, ContractLine.id == Account.line_id).join(Site, Site.id == Account.site_id)
        .where(Account.state == Held.UNEXPLAINED)
    )
    if governorate is not None:
        query = query.join(Governorate, Governorate.id == Account.governorate_id).where(Governorate.code == governorate)
    if site_ids is not None:
        query = query.where(Account.site_id.in_(site_ids))
    accounts = session.execute(query).all()
    changes = daily_changes(session, [row[0] for row in accounts])
    found = []
    for account_id, line, site in accounts:
        days = {day: change for day, change in changes.get(account_id, {}).items() if day <= as_of}
        quantity, since = sum(days.values()), _since(days)
        if quantity > 0 and since is not None:
            found.append((line, site, quantity, since))
    told = _told(session, {(line.id, site.id) for line, site, _quantity, _since in found}, as_of)
    rows = []
    for line, site, quantity, since in found:
        papers = [(paper, said) for paper, said in told.get((line.id, site.id), ()) if paper.day >= since]
        tags = tuple(dict.fromkeys(tag for _paper, said in papers for tag in said.facts.get("unseen", ())))
        rows.append(Unexplained(line, site, quantity, since, tuple(dict.fromkeys(paper for paper, _said in papers)), tags))
    return sorted(rows, key=lambda one: (one.since, one.site.code, one.line.position))


def _since(days: Mapping[date, Quantity]) -> date | None:
    """The day from which on there was always something."""
    balance: Quantity = 0
    since = None
    for day in sorted(days):
        before, balance = balance, balance + days[day]
        if balance > 0 and before <= 0:
            since = day
    return since if balance > 0 else None


def _told(
    session: Session, places: Collection[tuple[int, int]], as_of: date
) -> dict[tuple[int, int | None], list[tuple[Paper, PaperLine]]]:
    query = (
        select(Paper, PaperLine).join(PaperLine, PaperLine.paper_id == Paper.id)
        .where(Paper.kind == AUDIT.key, Paper.state == "closed", Paper.day <= as_of, PaperLine.short > 0)
        .where(PaperLine.site_id.in_({site for _line, site in places}))
    )
    found: dict[tuple[int, int | None], list[tuple[Paper, PaperLine]]] = defaultdict(list)
    if places:
        for paper, line in session.execute(query.order_by(Paper.day, Paper.id)):
            found[line.line_id, line.site_id].append((paper, line))
    return found


class Place(Protocol):
    """What is said of a site here."""

    @property
    def id(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def governorate_id(self) -> int: ...
    @property
    def name_ar(self) -> str: ...
    @property
    def name_en(self) -> str: ...


class Taken(NamedTuple):
    """The minutes of stock that was taken, and their day."""

    id: int
    day: date


@dataclass(slots=True)
class _Stock:
    """What the books have of a site."""

    units: Quantity = 0
    value: int = 0
    audit: Taken | None = None
    unexplained: int = 0
    surplus: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A site with stock: how much, when stock was last taken, and what is unexplained or beyond the books there."""

    site: Place
    governorate: str
    units: Quantity
    value: int
    audit: Taken | None
    unexplained: int
    surplus: int
    drafts: tuple[int, ...] = ()


def standings(session: Session, as_of: date, *, governorate: str | None = None) -> list[Standing]:
    """Every site with stock or with minutes: those never audited first, then the longest ago."""
    query = (
        select(Site.id, Site.code, Site.governorate_id, Site.name_ar, Site.name_en, Governorate.code.label("place"))
        .join(Governorate, Governorate.id == Site.governorate_id)
        .order_by(Site.sort_key, Site.id)
    )
    if governorate is not None:
        query = query.where(Governorate.code == governorate)
    stock = once(session, ("stock of sites", as_of), lambda: _stock(session, as_of))
    drafts = _drafts(session)
    rows = [
        Standing(site, site.place, of.units, of.value, of.audit, of.unexplained, of.surplus, tuple(drafts.get(site.id, ())))
        for site in session.execute(query)
        if (of := stock.get(site.id)) is not None
    ]
    return sorted(rows, key=lambda one: one.audit.day if one.audit else date.min)


def _stock(session: Session, as_of: date) -> dict[int, _Stock]:
    """The sites of which the books or minutes have anything."""
    prices = {row.id: row.unit_price for row in session.execute(select(ContractLine.id, ContractLine.unit_price))}
    states = (*AUDIT.drawn, Held.UNEXPLAINED, Held.SURPLUS)
    found: dict[int, _Stock] = defaultdict(_Stock)
    for (line_id, site_id, _store, state), quantity in holdings(session, as_of, states=states).items():
        if site_id is None:
            continue
        here, value = found[site_id], worth(prices[line_id], quantity)
        if state is Held.UNEXPLAINED:
            here.unexplained += value
        elif state is Held.SURPLUS:
            here.surplus += value
        else:
            here.units += quantity
            here.value += value
    for site_id, taken in _audits(session, as_of).items():
        found[site_id].audit = taken
    return {site_id: of for site_id, of in found.items() if of.units or of.audit or of.unexplained or of.surplus}


def _audits(session: Session, as_of: date) -> dict[int, Taken]:
    """The last minutes of each site."""
    query = (
        select(PaperLine.site_id, Paper.id, Paper.day).join(Paper, Paper.id == PaperLine.paper_id)
        .where(Paper.kind == AUDIT.key, Paper.state == "closed", Paper.day <= as_of, PaperLine.site_id.is_not(None))
        .order_by(Paper.day, Paper.id).distinct()
    )
    return {row.site_id: Taken(row.id, row.day) for row in session.execute(query) if row.site_id is not None}


def _drafts(session: Session) -> dict[int, list[int]]:
    query = select(Paper.id, Paper.facts).where(Paper.kind == AUDIT.key, Paper.state == "draft").order_by(Paper.id)
    begun: dict[str, list[int]] = defaultdict(list)
    for row in session.execute(query):
        begun[str(row.facts.get("site", ""))].append(row.id)
    sites = select(Site.id, Site.code).where(Site.code.in_(begun))
    return {row.id: begun[row.code] for row in session.execute(sites)} if begun else {}


def missed(paper: Paper) -> tuple[Quantity, int, Quantity, int]:
    """What minutes say: units missing and their value, units beyond the books and their value. The paper's lines are read."""
    short = sum(line.short for line in paper.lines)
    beyond = sum(line.surplus for line in paper.lines)
    lost = sum(worth(line.line.unit_price, line.short) for line in paper.lines)
    gained = sum(worth(line.line.unit_price, line.surplus) for line in paper.lines)
    return short, lost, beyond, gained
