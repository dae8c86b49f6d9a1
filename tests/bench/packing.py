"""What a supplier's packing list of thousands of rows costs: read, compared with what is open, and entered as delivery notes."""

import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from typing import Any

from openpyxl import Workbook
from sqlalchemy import select

from models import Contract, ContractLine, Governorate, Site
from rollout.database import session_for
from rollout.exchange.packing import apply_packing, contract_of, read_packing
from rollout.scope import everything
from rollout.supply.states import Held
from tests.bench.ledger import CHAIN, DELIVERED_TO, START, TODAY, accounts_of, parties, told
from tests.bench.measuring import once, row, show
from tests.bench.worlds import World, Worlds

_NOTES, _A_SHEET = 3, 16_500


def packing_lists(worlds: Worlds, rows: int) -> None:
    """A list of so many rows, in notes by governorate, on both databases; then the same list again, which changes nothing."""
    with worlds.empty("packing") as both:
        for world in both:
            _order(world)
            data = _workbook(world, rows)
            first = once(lambda world=world, data=data: _enter(world, data, rows), backend=world.backend)  # type: ignore[misc]
            again = once(lambda world=world, data=data: _enter(world, data, 0), backend=world.backend)  # type: ignore[misc]
            show(f"Packing list: {rows:,} rows, {world.database}", [
                row("read, compare and enter it", first), row("the same list again", again),
            ])


def _order(world: World) -> None:
    """Ten of each of forty items are ordered for every site."""
    with session_for(world.settings.database_url) as session, everything(session):
        contract, lines, sites = parties(session)
        places = [(line, site) for site in sites[DELIVERED_TO:] for line in lines]
        accounts = accounts_of(session, lines, places)
        numbers: Counter[Any] = Counter()
        ids, now = (count(1_000_000), count(10_000_000)), datetime(2023, 11, 30, tzinfo=UTC)
        signed = [(line, None, Held.ORIGIN, Held.CONTRACTED, 10**6) for line in lines]
        told(session, contract, "signing", START, signed, accounts, numbers, *ids, now)
        for step, (kind, source, target) in enumerate(CHAIN[:2], 1):
            moved = [(line, site, source, target, 10) for line, site in places]
            told(session, contract, kind, START + timedelta(days=step), moved, accounts, numbers, *ids, now)
        session.commit()


def _workbook(world: World, rows: int) -> bytes:
    """Two of each item for each site a note, three notes to a governorate, on as many sheets as it takes."""
    with session_for(world.settings.database_url) as session, everything(session):
        lines = session.scalars(select(ContractLine.code).order_by(ContractLine.position)).all()
        query = select(Site.code, Governorate.code).join(Governorate, Governorate.id == Site.governorate_id).order_by(Site.code)
        sites = session.execute(query.offset(DELIVERED_TO)).all()
        assert session.scalar(select(Contract.code)) == "C-1"
    every = ((f"{home}-{note}", line, site) for note in range(_NOTES) for site, home in sites for line in lines)
    book = Workbook(write_only=True)
    while several := list(islice(every, min(_A_SHEET, rows))):
        sheet = book.create_sheet()
        sheet.append(["رقم إذن التسليم", "تاريخ إذن التسليم", "كود الصنف", "كود الموقع", "الكمية"])
        for number, line, site in several:
            sheet.append([number, TODAY, line, site, 2])
        rows -= len(several)
        if not rows:
            break
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _enter(world: World, data: bytes, rows: int) -> None:
    with session_for(world.settings.database_url) as session, everything(session):
        contract = contract_of(session)
        found = read_packing(session, contract, data, today=TODAY)
        assert not found.problems, found.problems[0]
        papers = apply_packing(session, contract, data, found.fingerprint, today=TODAY)
        assert bool(papers) == bool(rows)
        session.commit()
