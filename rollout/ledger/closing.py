"""Closing a paper: it is judged as a whole, gets its number, and moves its quantities; all of it or nothing.

Writers come one at a time (`journal.next_moment`), and what they rely on is read after their turn has come, so that fifty who accept
from one custody never accept more than it holds. Behind this stands the database, which carries the balances and refuses one below
nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from models import Account, Contract, ContractLine, Movement, Paper, PaperLine, Site, Store
from rollout.arabic import format_amount, format_date
from rollout.errors import Conflict, Unreadable
from rollout.journal import next_moment
from rollout.ledger.accounts import Accounts, Place, Planned, daily_changes, lowest, open_pools
from rollout.ledger.correcting import countered
from rollout.ledger.following import left
from rollout.ledger.furnishing import follow_sites
from rollout.ledger.leaving import follow_devices
from rollout.ledger.printed import words_now
from rollout.ledger.refusing import Fault, RefusedPaper
from rollout.ledger.segregation import Duties
from rollout.ledger.varying import signed_value
from rollout.supply.kinds import KINDS, PaperKind
from rollout.supply.moves import broken_line, broken_signatories, legs
from rollout.supply.quantities import Quantity, check_unit, worth
from rollout.supply.states import Held
from rollout.text import _, name_of


def close(session: Session, paper: Paper, *, today: date, by: int | None) -> Paper:
    """Close a draft: number it, move what it says, let the journal follow. Raises RefusedPaper with every fault. Flushes."""
    moment = next_moment(session)
    paper = _as_it_stands(session, paper)
    kind = KINDS[paper.kind]
    faults = [*_alone(session, paper, kind, today, by), *_beyond_what_is_left(session, paper, kind)]
    if faults:
        raise RefusedPaper(faults)
    planned = list(_planned(session, paper, kind))
    sites = _sites(paper) | {at.site_id for one in planned for at in (one.leg.source, one.leg.target) if at.site_id is not None}
    accounts = Accounts(session, {line.line_id for line in paper.lines}, sites)
    faults = list(_beyond_what_there_is(session, accounts, planned, paper.day)) or follow_devices(session, paper, planned)
    if faults:
        raise RefusedPaper(faults)
    if kind.key == "signing":
        open_pools(session, {line.line_id for line in paper.lines})
        accounts = Accounts(session, {line.line_id for line in paper.lines}, ())
    opened = [_accounts_of(accounts, one) for one in planned]
    session.flush()
    session.add_all(
        Movement(
            governorate_id=one.governorate_id, line_id=one.line.line_id, paper_line_id=one.line.id, from_id=source.id, to_id=target.id,
            quantity=one.leg.quantity, moved_on=paper.day, recorded_at=moment, recorded_by_id=by, corrects_id=one.corrects_id,
        )
        for one, (source, target) in zip(planned, opened, strict=True)
    )
    paper.printed = words_now(session, paper)
    paper.number, paper.state = _next_number(session, paper), "closed"
    paper.closed_at, paper.closed_by_id = moment, by
    session.flush()
    for source, target in opened:
        session.expire(source)
        session.expire(target)
    follow_sites(session, sites, today=today, by=by)
    return paper


def _as_it_stands(session: Session, paper: Paper) -> Paper:
    """The draft as it is kept, now that no other writer can change it."""
    session.flush()
    options = (selectinload(Paper.lines).joinedload(PaperLine.line), selectinload(Paper.signatories))
    found = session.scalars(select(Paper).where(Paper.id == paper.id).options(*options).execution_options(populate_existing=True)).one()
    if found.state != "draft":
        raise Conflict(_("This paper was closed or dropped meanwhile."))
    return found


def _sites(paper: Paper) -> set[int]:
    return {site for line in paper.lines for site in (line.site_id, line.to_site_id) if site is not None}


def _alone(session: Session, paper: Paper, kind: PaperKind, today: date, by: int | None) -> Iterable[Fault]:
    """What the paper breaks by itself: its day, its parties, who signs, and each line."""
    if paper.day > today:
        yield Fault(None, _("The day of the paper has not come yet."), "day")
    contract = session.get_one(Contract, paper.contract_id)
    if paper.day < contract.signed_on:
        yield Fault(None, _("The contract was signed on %(day)s; no paper of it is older.", day=format_date(contract.signed_on)), "day")
    ended = contract.closed_on
    if ended is not None and (kind.national or kind.key == "order"):
        yield Fault(None, _("The contract was closed on %(day)s; nothing more is contracted or ordered under it.", day=format_date(ended)))
    if not paper.lines:
        yield Fault(None, _("The paper has no line."), "lines")
    if paper.about_id is not None:
        before = session.get(Paper, paper.about_id)
        if before is None or before.state != "closed" or (kind.follows and before.kind not in kind.follows):
            yield Fault(None, _("The paper that this one follows is not closed, or is of another kind."), "about")
        elif before.day > paper.day:
            yield Fault(None, _("The paper that this one follows is of %(day)s, a later day.", day=format_date(before.day)), "day")
    elif kind.follows:
        yield Fault(None, _("Say which paper this one follows."), "about")
    if kind.owned and (not paper.own_number.strip() or paper.supplier_id is None):
        yield Fault(None, _("A supplier's note has the supplier and the number of the note."), "own_number")
    if kind.due is not None and (paper.due_on is None or paper.due_on < paper.day):
        yield Fault(None, _("“%(due)s” is missing or before the day of the paper.", due=kind.due), "due_on")
    for refused in broken_signatories(kind, paper.signatories):
        yield Fault(None, refused.message, refused.about)
    yield from Duties(session).faults(kind, paper.about_id, [line.about_id for line in paper.lines], paper.signatories, by)
    yield from _broken_lines(session, paper, kind)
    beyond = {"audit": _beyond_the_contract, "signing": _beyond_the_value}.get(kind.key)
    if beyond is not None:
        yield from beyond(session, paper)


def _beyond_the_value(session: Session, paper: Paper) -> Iterable[Fault]:
    """A signing that brings the lines above what the contract was signed for: a slip in a quantity or in a price."""
    value = session.get_one(Contract, paper.contract_id).value
    sum_ = signed_value(session, paper.contract_id) + sum(worth(line.line.unit_price, line.quantity) for line in paper.lines)
    if sum_ > value:
        says = _(
            "With this paper the signed items come to %(sum)s; this is %(excess)s more than the value of the contract. "
            "What was agreed later is a variation."
        )
        yield Fault(None, says.with_values(sum=format_amount(sum_), excess=format_amount(sum_ - value)), "quantity")


def _beyond_the_contract(session: Session, paper: Paper) -> Iterable[Fault]:
    """A stock-taking that finds more of an item beyond the books than were ever contracted for: a slip of the pen."""
    found: dict[int, Quantity] = defaultdict(int)
    query = select(Account).where(Account.line_id.in_({line.line_id for line in paper.lines if line.surplus}))
    whole: dict[int, Quantity] = defaultdict(int)
    for account in session.scalars(query.where(Account.state.in_((Held.ORIGIN, Held.SURPLUS)))):
        whole[account.line_id] -= account.balance
    for line in paper.lines:
        found[line.line_id] += line.surplus
        if line.surplus and found[line.line_id] > whole[line.line_id]:
            says = _("%(found)s are found beyond the books; the contract has %(whole)s of this item.")
            yield Fault(line.position, says.with_values(found=found[line.line_id], whole=whole[line.line_id]), "surplus")


def _broken_lines(session: Session, paper: Paper, kind: PaperKind) -> Iterable[Fault]:
    contracts = set(session.scalars(select(ContractLine.id).where(ContractLine.contract_id == paper.contract_id)))
    homes = {row.id: row.governorate_id for row in session.execute(select(Site.id, Site.governorate_id).where(Site.id.in_(_sites(paper))))}
    withdrawn = set(session.scalars(select(Site.id).where(Site.id.in_(_sites(paper)), Site.withdrawn_at.is_not(None))))
    earlier = [line.about_id for line in paper.lines if line.about_id]
    followed = {row.id: row for row in session.scalars(select(PaperLine).where(PaperLine.id.in_(earlier)))}
    named = {store for line in paper.lines for store in (paper.store_id, line.to_store_id)}
    keeping = select(Store.id, Store.governorate_id).where(Store.id.in_(named - {None}))
    stores: dict[int | None, int] = {row.id: row.governorate_id for row in session.execute(keeping)}
    for line in paper.lines:
        broken = list(broken_line(kind, line))
        for refused in broken:
            yield Fault(line.position, refused.message, refused.about)
        if line.line_id not in contracts:
            yield Fault(line.position, _("This item belongs to another contract."), "line")
        for part in ("quantity", "accepted", "rejected", "short", "surplus"):
            try:
                check_unit(getattr(line, part) or 0, line.line.unit)
            except Unreadable as refused:
                yield Fault(line.position, refused.message, part)
        if line.site_id is not None and paper.governorate_id not in (None, homes.get(line.site_id)):
            yield Fault(line.position, _("The site lies in another governorate than the paper."), "site")
        if line.to_site_id is not None and paper.governorate_id not in (None, homes.get(line.to_site_id)):
            yield Fault(line.position, _("A transfer between governorates is made by the ministry or by procurement."), "to_site")
        if any(homes.get(site) != stores[store] for site, store in _stored(paper, line) if store in stores):
            yield Fault(line.position, _("The store belongs to another governorate than the site."), "store")
        if kind.key == "transfer" and not broken and any(leg.source == leg.target for leg in legs(kind, line, paper.store_id)):
            yield Fault(line.position, _("The units are at this site already."), "to_site")
        if line.site_id in withdrawn or line.to_site_id in withdrawn:
            yield Fault(line.position, _("The site was withdrawn from the register."), "site")
        if kind.follows or kind.key == "counter":
            yield from _unfollowed(paper, kind, line, followed)


def _stored(paper: Paper, line: PaperLine) -> Iterable[tuple[int | None, int | None]]:
    """Each site of a line with the store in which its units lie; a counter-paper moves in the stores of what it corrects."""
    if line.site_id is not None and paper.kind != "counter":
        yield line.site_id, paper.store_id
    if line.to_site_id is not None:
        yield line.to_site_id, line.to_store_id


def _unfollowed(paper: Paper, kind: PaperKind, line: PaperLine, followed: dict[int, PaperLine]) -> Iterable[Fault]:
    before = followed.get(line.about_id) if line.about_id else None
    there = None if before is None else before.to_site_id if kind.follows and before.to_site_id is not None else before.site_id
    same = before is not None and (before.line_id, there) == (line.line_id, line.site_id)
    if not same or (before is not None and kind.follows and before.paper_id != paper.about_id):
        yield Fault(line.position, _("Name the line of the earlier paper, of the same item and site."), "about")


def _beyond_what_is_left(session: Session, paper: Paper, kind: PaperKind) -> Iterable[Fault]:
    """Lines that use more of the line which they follow than the papers before them have left."""
    if not kind.follows:
        return
    wanted: dict[int, Quantity] = defaultdict(int)
    offers = left(session, [line.about_id for line in paper.lines if line.about_id], kind)
    for line in paper.lines:
        if line.about_id is None:
            continue
        wanted[line.about_id] += line.quantity + (line.short if kind.key == "receipt" else 0)
        excess = wanted[line.about_id] - offers[line.about_id]
        if excess > 0:
            yield Fault(
                line.position, _("The earlier paper leaves %(left)s; this is %(excess)s more.", left=offers[line.about_id], excess=excess),
                "quantity",
            )


def _planned(session: Session, paper: Paper, kind: PaperKind) -> Iterable[Planned]:
    if kind.key == "counter":
        yield from countered(session, paper)
        return
    sites = select(Site.id, Site.governorate_id).where(Site.id.in_(_sites(paper)))
    homes: dict[int | None, int | None] = {row.id: row.governorate_id for row in session.execute(sites)}
    homes[None] = None
    for line in paper.lines:
        here, there = homes[line.site_id], homes.get(line.to_site_id)
        for leg in legs(kind, line, paper.store_id, crosses=line.to_site_id is not None and here != there):
            arrives = leg.target.site_id == line.to_site_id and line.to_site_id is not None
            at_home = leg.source.site_id is not None or leg.target.site_id is not None
            yield Planned(line, leg, (there if arrives else here) if at_home else None)


def _beyond_what_there_is(session: Session, accounts: Accounts, planned: list[Planned], day: date) -> Iterable[Fault]:
    """Lines that take more out of an account than it holds, on the paper's day or on any day after it."""
    changes: dict[Place, dict[date, Quantity]] = {}
    touched = {(one.line.line_id, at) for one in planned for at in (one.leg.source, one.leg.target)}
    known = {place: account.id for place in touched if (account := accounts.get(place)) is not None}
    kept = daily_changes(session, known.values())
    for place in touched:
        changes[place] = dict(kept.get(known.get(place, 0), {}))
    for one in planned:
        for at, sign in ((one.leg.target, 1), (one.leg.source, -1)):
            days = changes[one.line.line_id, at]
            days[day] = days.get(day, 0) + sign * one.leg.quantity
    for place, days in changes.items():
        least, on = lowest(days)
        if least < 0 and on is not None and place[1].state is not Held.ORIGIN:
            taker = next(one for one in reversed(planned) if (one.line.line_id, one.leg.source) == place)
            yield Fault(
                taker.line.position,
                _("%(item)s: on %(day)s there would be %(excess)s too few in “%(state)s”.", item=name_of(taker.line.line),
                  day=format_date(on), excess=-least, state=place[1].state.label),
                "quantity",
            )


def _accounts_of(accounts: Accounts, one: Planned) -> tuple[Account, Account]:
    return (
        accounts.open((one.line.line_id, one.leg.source), one.governorate_id),
        accounts.open((one.line.line_id, one.leg.target), one.governorate_id),
    )


def _next_number(session: Session, paper: Paper) -> int:
    """The running number of the kind in its year and store, else governorate."""
    same = [Paper.kind == paper.kind, Paper.year == paper.year]
    if paper.store_id is not None:
        same.append(Paper.store_id == paper.store_id)
    else:
        same += [Paper.store_id.is_(None), Paper.governorate_id == paper.governorate_id]
    return (session.scalar(select(func.max(Paper.number)).where(*same)) or 0) + 1

