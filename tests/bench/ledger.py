"""What the books of the contract cost: a delivery posted, the waterfall and a site's figures among so many movements, and the check."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from models import Account, Contract, ContractLine, Governorate, Lot, Movement, Paper, PaperLine, Site, Supplier
from rollout.arabic import sort_key
from rollout.database import reading, session_for
from rollout.ledger.checking import QUESTIONS
from rollout.ledger.drafting import Draft, Row, Signer, post
from rollout.ledger.figures import figures, holdings
from rollout.scope import everything
from rollout.stages import Kind
from rollout.supply.kinds import KINDS
from rollout.supply.states import ACCEPTED, POOLED, Held
from tests.bench.measuring import measure, once, row, show
from tests.bench.sections import opened
from tests.bench.worlds import World, Worlds

START, TODAY, PAST = date(2023, 1, 1), date(2023, 11, 30), date(2023, 6, 1)
LINES, SITES, DELIVERED_TO = 40, 332, 12
CHAIN = (
    ("allotment", Held.CONTRACTED, Held.ALLOTTED), ("order", Held.ALLOTTED, Held.ORDERED), ("delivery", Held.ORDERED, Held.DISPATCHED),
    ("receipt", Held.DISPATCHED, Held.CUSTODY), ("inspection", Held.CUSTODY, Held.ACCEPTED), ("addition", Held.ACCEPTED, Held.STOCK),
    ("issue", Held.STOCK, Held.ISSUED), ("installation", Held.ISSUED, Held.INSTALLED),
)
PAGES = (
    ("page of the contract, today", "/contract/C-1"), ("page of the contract, a past day", f"/contract/C-1?as_of={PAST}"),
    ("page of a site's furniture", "/contract/sites/F-0100"),
)
_PARTS = (("chair", "محمود عبد الله"), ("technical", "سامي فؤاد"), ("storekeeper", "حسن علي"), ("authority", "السلطة المختصة"))


def ledger(worlds: Worlds, sizes: list[int]) -> None:
    """Everything at each number of movements and on both databases."""
    for size in sizes:
        with worlds.empty(f"ledger_{size}") as both:
            for world in both:
                filling = once(lambda world=world, size=size: _fill(world, size), backend=world.backend)  # type: ignore[misc]
                rows = [row("fill the ledger past the papers, through its triggers", filling), _delivery(world), *_figures(world)]
                rows += opened(world, PAGES)
                rows.append(row("check all books and papers", once(_reading(world, _check), backend=world.backend)))
                show(f"Ledger: {size:,} movements, {world.database}", rows)


def _fill(world: World, size: int) -> None:
    """A contract of 40 items for 332 sites, whose units go from the allotment to the installation in so many movements."""
    with session_for(world.settings.database_url) as session, everything(session):
        contract, lines, sites = parties(session)
        pairs = min(LINES * (SITES - DELIVERED_TO), size // len(CHAIN))
        places = [(line, site) for site in sites[DELIVERED_TO:] for line in lines][:pairs]
        accounts = accounts_of(session, lines, places)
        numbers: Counter[Any] = Counter()
        paper_ids, line_ids = count(1_000_000), count(10_000_000)
        now = datetime(2023, 11, 30, tzinfo=UTC)
        told(session, contract, "signing", START, [(line, None, Held.ORIGIN, Held.CONTRACTED, 10**7) for line in lines], accounts, numbers,
              paper_ids, line_ids, now)
        rounds = max(1, size // (len(places) * len(CHAIN)))
        for turn in range(rounds):
            for step, (kind, source, target) in enumerate(CHAIN):
                day = START + timedelta(days=(turn * len(CHAIN) + step) * 330 // (rounds * len(CHAIN)))
                moved = [(line, site, source, target, 2) for line, site in places]
                told(session, contract, kind, day, moved, accounts, numbers, paper_ids, line_ids, now)
            session.commit()


def parties(session: Session) -> tuple[Contract, list[int], list[tuple[int, int]]]:
    """A contract of forty items and 332 sites: it, the items' ids, and each site's id with its governorate's."""
    supplier = Supplier(code="S-1", name_ar="الشركة الموردة")
    contract = Contract(code="C-1", number="1", name_ar="عقد الأثاث", signed_on=START, value=66_200_000_000)
    session.add_all([supplier, contract])
    session.flush()
    lot = Lot(contract_id=contract.id, supplier_id=supplier.id, code="L-1", name_ar="أثاث")
    session.add(lot)
    session.flush()
    lines = [ContractLine(contract_id=contract.id, lot_id=lot.id, code=f"I-{n}", position=n, name_ar=f"صنف {n}", unit="piece",
                          unit_price=100_000 + n) for n in range(1, LINES + 1)]
    homes = list(session.scalars(select(Governorate.id).order_by(Governorate.id)))
    sites = [Site(code=f"F-{n:04}", name_ar=f"مجمع {n}", sort_key=sort_key(f"مجمع {n}"), governorate_id=homes[n * len(homes) // SITES],
                  kind=Kind.COMPLEX.value) for n in range(SITES)]
    session.add_all([*lines, *sites])
    session.flush()
    return contract, [line.id for line in lines], [(site.id, site.governorate_id) for site in sites]


def accounts_of(session: Session, lines: list[int], places: list[tuple[int, tuple[int, int]]]) -> dict[Any, int]:
    """Every account that the chain passes through at these places; gives their ids."""
    rows: list[dict[str, Any]] = []
    ids = count(1_000_000)  # beyond what a sequence of PostgreSQL will give
    for line in lines:
        rows += [_account(next(ids), line, None, None, state) for state in POOLED]
    states = {target for _kind, _source, target in CHAIN}
    for line, (site, home) in places:
        rows += [_account(next(ids), line, site, home, state) for state in sorted(states)]
    session.execute(insert(Account.__table__), rows)
    return {(one["line_id"], one["site_id"], one["state"]): one["id"] for one in rows}


def _account(account_id: int, line: int, site: int | None, home: int | None, state: Held) -> dict[str, Any]:
    return dict(id=account_id, line_id=line, site_id=site, governorate_id=home, store_id=None, state=str(state), accepted=state in ACCEPTED,
                balance=0)


def told(
    session: Session, contract: Contract, kind: str, day: date, moves: list[Any], accounts: dict[Any, int], numbers: Counter[Any],
    paper_ids: Iterator[int], line_ids: Iterator[int], now: datetime,
) -> None:
    """Papers of a kind, one for each site, with a line for each movement: drafted, moved, closed."""
    papers, lines, moved = {}, [], []
    for line, site, source, target, quantity in moves:
        site_id, home = site or (None, None)
        if site_id not in papers:
            national = KINDS[kind].national
            numbers[kind, None if national else home] += 1
            papers[site_id] = dict(
                id=next(paper_ids), contract_id=contract.id, governorate_id=None if national else home, kind=kind, state="draft", day=day,
                year=day.year, number=None, own_number="", note="", facts={}, recorded_at=now, is_demo=False, row_version=1,
                due_on=TODAY if kind == "order" else None,
            ), numbers[kind, None if national else home]
        paper, line_id = papers[site_id][0], next(line_ids)
        verdict = dict(accepted=quantity, rejected=0) if kind == "inspection" else dict(accepted=None, rejected=None)
        lines.append(dict(
            id=line_id, paper_id=paper["id"], governorate_id=home, position=line, line_id=line, site_id=site_id, quantity=quantity, short=0,
            surplus=0, reason="", drawn=str(source) if KINDS[kind].drawn else "", facts={}, **verdict,
        ))
        moved.append(dict(
            governorate_id=home, line_id=line, paper_line_id=line_id, quantity=quantity, moved_on=day, recorded_at=now,
            from_id=accounts[line, None if source in POOLED else site_id, source],
            to_id=accounts[line, None if target in POOLED else site_id, target],
        ))
    session.execute(insert(Paper.__table__), [paper for paper, _number in papers.values()])
    session.execute(insert(PaperLine.__table__), lines)
    session.execute(insert(Movement.__table__), moved)
    for paper, number in papers.values():
        table = Paper.__table__
        session.execute(update(table).where(table.c.id == paper["id"]).values(state="closed", number=number, closed_at=now))


def _delivery(world: World) -> tuple[str, ...]:
    """Forty rows to twelve sites: the supplier's note, the count, and the minutes that accept them; then undone."""

    def deliver() -> None:
        with session_for(world.settings.database_url) as session, everything(session):
            contract = session.scalars(select(Contract)).one()
            sites = session.scalars(select(Site).order_by(Site.id).limit(DELIVERED_TO)).all()
            home = sites[0].governorate_id
            here = [site.id for site in sites if site.governorate_id == home]
            lines = session.scalars(select(ContractLine.id).order_by(ContractLine.id)).all()
            rows = [Row(line, here[place % len(here)], 2) for place, line in enumerate(lines)]
            for kind in ("allotment", "order"):
                due = TODAY if kind == "order" else None
                _post(session, contract, kind, rows, home if kind == "order" else None, due_on=due)
            supplier = session.scalars(select(Supplier.id)).one()
            drawn = [Row(one.line_id, one.site_id, one.quantity, drawn="ordered") for one in rows]
            note = _post(session, contract, "delivery", drawn, home, supplier_id=supplier, own_number="بيان")
            receipt = _post(session, contract, "receipt", _following(session, note), home, about_id=note.id)
            accepted = [Row(one.line_id, one.site_id, one.quantity, one.quantity, 0, about_id=one.about_id)
                        for one in _following(session, receipt)]
            _post(session, contract, "inspection", accepted, home, about_id=receipt.id)
            session.rollback()

    cost = measure(deliver, repeats=3, backend=world.backend)
    return row(f"post a delivery of {LINES} rows: allotment, order, note, receipt, inspection", cost, statements=True)


def _post(session: Session, contract: Contract, kind: str, rows: list[Row], home: int | None, **values: Any) -> Paper:
    signers = [Signer(part, name) for part, name in _PARTS if part in KINDS[kind].signs]
    return post(session, contract, Draft(kind, TODAY, rows, home, signers=signers, **values), today=TODAY, by=None)


def _following(session: Session, paper: Paper) -> list[Row]:
    query = select(PaperLine).where(PaperLine.paper_id == paper.id).order_by(PaperLine.position)
    return [Row(line.line_id, line.site_id, line.quantity, about_id=line.id) for line in session.scalars(query)]


def _figures(world: World) -> Iterator[tuple[str, ...]]:
    known = datetime(2023, 12, 31, tzinfo=UTC)
    site = _reading(world, lambda session: session.scalars(select(Site.id).order_by(Site.id).offset(DELIVERED_TO).limit(1)).one())()
    asked: tuple[tuple[str, Callable[[Session], Any]], ...] = (
        ("waterfall by line, today", lambda session: figures(session, None, TODAY)),
        ("waterfall by line, a past day", lambda session: figures(session, None, PAST)),
        ("waterfall by line, a past day as known at a moment", lambda session: figures(session, None, PAST, known)),
        ("waterfall by governorate, today", lambda session: figures(session, None, TODAY, by="governorate")),
        ("a site's figures by line, today", lambda session: figures(session, None, TODAY, site_ids=[site])),
        ("a site's figures by line, a past day", lambda session: figures(session, None, PAST, site_ids=[site])),
        ("a site's holdings, a past day", lambda session: holdings(session, PAST, site_ids=[site])),
    )
    for name, ask in asked:
        yield row(name, measure(_reading(world, ask), repeats=3, backend=world.backend), statements=True)


def _reading(world: World, ask: Callable[[Session], Any]) -> Callable[[], Any]:
    def work() -> Any:
        with reading(), session_for(world.settings.database_url) as session, everything(session):
            return ask(session)

    return work


def _check(session: Session) -> None:
    for _what, ask in QUESTIONS:
        ask(session)
