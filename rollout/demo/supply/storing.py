"""Writing the contract of the demo in bulk: the same rows that drafting and closing its papers one by one would leave.

`rollout check` proves it: balances, chains, numbers and entitlements of the demo are those that the rules of posting give.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, update

from models.contract import Contract, ContractLine, Kit, KitPart, Lot, Store, Supplier
from models.ledger import Account, Movement
from models.papers import Asset, Paper, PaperLine, Signatory, Signature, folded_number
from rollout.demo.bulk import BulkRows
from rollout.demo.story import luck
from rollout.demo.supply import goods, money
from rollout.demo.supply.afterwards import afterwards
from rollout.demo.supply.moments import moment_of
from rollout.demo.supply.papers import Line, Sheet, sheets
from rollout.demo.supply.printing import Printing
from rollout.demo.supply.schedule import Furnishing
from rollout.demo.supply.signing import drawn, keeper_of, signers
from rollout.ledger.content import content_hash
from rollout.ledger.signing import closed_paper
from rollout.supply.kinds import KINDS
from rollout.supply.moves import Where, legs
from rollout.supply.states import ACCEPTED, POOLED, Held
from rollout.tabular import shipped

NUMBERED = (Supplier, Contract, Lot, ContractLine, Kit, Store, Paper, PaperLine, Account, Movement, *money.NUMBERED)
PROCUREMENT = "procurement"
"""Under this key the officers name who orders and receives for the whole country."""

_BY_PROCUREMENT = frozenset(("signing", "allotment", "order", "delivery", "replacement", "receipt"))
_SERIALS = 24
"""In so many installed complexes the devices of the first item with serial numbers are kept one by one."""


class SupplyRows:
    """The rows of the contract of one loading. Each copy of an enlarged programme has a contract of its own, with the same suppliers."""

    def __init__(self, storing: BulkRows) -> None:
        self.storing = storing
        self.stores: dict[str, int] = {}
        self.suppliers: list[int] = []
        self.numbers: dict[tuple[str, str, bool, int], int] = defaultdict(int)

    def store(self, furnishings: Sequence[Furnishing], ids: Mapping[str, int]) -> None:
        """Write the contract that furnishes these complexes."""
        if not furnishings:
            return
        self._parties(furnishings)
        told = sheets(furnishings)
        made = sorted([*told, *afterwards(told)], key=lambda sheet: moment_of(sheet.kind, sheet.day, sheet.governorate))
        contract = self._contract(furnishings[0].place.copy, made)
        lines = self._lines(contract)
        self._papers(contract, lines, made, ids)
        self._move(lines, made)
        self._sign(made)
        self._assets(lines, made)
        money.store(self.storing, contract, lines, self.suppliers, made)

    def _parties(self, furnishings: Iterable[Furnishing]) -> None:
        if not self.suppliers:
            self.suppliers = [self.storing.new_id(Supplier) for _company in goods.COMPANIES]
            self.storing.insert(Supplier, [
                dict(id=number, code=one.code, name_ar=one.name_ar, name_en=one.name_en, tax_number="", address=one.city, phone="",
                     is_demo=True, row_version=1)
                for number, one in zip(self.suppliers, goods.COMPANIES, strict=True)
            ])
        names = {row["iso_code"]: row for row in shipped("governorates.csv")}
        new = sorted({one.place.governorate for one in furnishings} - set(self.stores))
        self.stores |= {code: self.storing.new_id(Store) for code in new}
        self.storing.insert(Store, [
            dict(id=self.stores[code], code=f"{code[3:]}-ST1", name_ar=f"المخزن الرئيسي بمحافظة {names[code]['name_ar']}",
                 name_en=f"{names[code]['name_en']} main store", keeper=keeper_of(code), is_demo=True, row_version=1,
                 governorate_id=self.storing.governorates[code])
            for code in new
        ])

    def _contract(self, copy: int, made: Sequence[Sheet]) -> int:
        value = sum(int(goods.GOODS[line.good].pounds * 100 * line.quantity) for line in made[0].lines)
        again = f"-{copy + 1:02}" if copy else ""
        number = self.storing.new_id(Contract)
        self.storing.insert(Contract, [dict(
            id=number, code=f"{goods.CODE}{again}", number=f"{goods.NUMBER}{again}", name_ar=goods.NAME_AR, name_en=goods.NAME_EN,
            buyer=goods.BUYER, signed_on=goods.SIGNED_ON, ends_on=goods.ENDS_ON, value=value,
            value_note=goods.VALUE_NOTE if value == goods.VALUE else "", advance=value // 10, recovery=goods.RECOVERY,
            retention=goods.RETENTION, closed_on=None, is_demo=True, row_version=1,
        )])
        return number

    def _lines(self, contract: int) -> list[int]:
        lots = [self.storing.new_id(Lot) for _lot in goods.LOTS]
        self.storing.insert(Lot, [
            dict(id=number, contract_id=contract, supplier_id=self.suppliers[lot.company], code=lot.code, name_ar=lot.name_ar,
                 name_en=lot.name_en, row_version=1)
            for number, lot in zip(lots, goods.LOTS, strict=True)
        ])
        lines = [self.storing.new_id(ContractLine) for _good in goods.GOODS]
        self.storing.insert(ContractLine, [
            dict(id=number, contract_id=contract, lot_id=lots[good.lot], code=goods.code_of(place), position=place + 1,
                 name_ar=good.name_ar, name_en=good.name_en, specification="", unit=good.unit, unit_price=good.pounds * 100,
                 essential=good.essential, has_serials=good.serials, row_version=1)
            for place, (number, good) in enumerate(zip(lines, goods.GOODS, strict=True))
        ])
        kits = [self.storing.new_id(Kit) for _kit in goods.KITS]
        self.storing.insert(Kit, [
            dict(id=number, contract_id=contract, code=code, name_ar=name_ar, name_en=name_en, row_version=1)
            for number, (code, name_ar, name_en, _parts) in zip(kits, goods.KITS, strict=True)
        ])
        self.storing.insert(KitPart, [
            dict(kit_id=number, line_id=lines[place], quantity=quantity)
            for number, (_code, _ar, _en, parts) in zip(kits, goods.KITS, strict=True)
            for place, quantity in parts.items()
        ])
        return lines

    def _papers(self, contract: int, lines: Sequence[int], made: Sequence[Sheet], ids: Mapping[str, int]) -> None:
        """Papers are drafted with their lines first and then closed, for nothing is written into a closed paper."""
        papers: list[dict[str, Any]] = []
        closing, rows, people = [], [], []
        names = Printing(
            self.storing.session, contract, lines, self.suppliers, self.stores, self.storing.governorates, ids.values()
        )
        for sheet in made:
            sheet.number = self.storing.new_id(Paper)
            moment, by = moment_of(sheet.kind, sheet.day, sheet.governorate), self._by(sheet)
            home = self.storing.governorates[sheet.governorate] if sheet.governorate else None
            owned = KINDS[sheet.kind].owned
            own = f"{luck(sheet.company, sheet.day, sheet.governorate, sheet.stored).randint(100, 9999)}/{sheet.number}" if owned else ""
            papers.append(dict(
                id=sheet.number, contract_id=contract, governorate_id=home, kind=sheet.kind, state="draft", day=sheet.day,
                year=sheet.day.year, number=None, own_number=own, own_folded=folded_number(own), store_id=self._store(sheet),
                supplier_id=None if sheet.company is None else self.suppliers[sheet.company],
                about_id=sheet.about.number if sheet.about else None, due_on=sheet.due_on, note=sheet.note, facts=dict(sheet.facts),
                printed={}, recorded_at=moment, recorded_by_id=by, closed_at=None, closed_by_id=None, is_demo=True, row_version=1,
            ))
            for place, line in enumerate(sheet.lines, 1):
                line.site_id, line.number = ids[line.site] if line.site else None, self.storing.new_id(PaperLine)
                rows.append(self._row(sheet, line, place, lines[line.good], home))
            if not sheet.draft:
                key = (sheet.kind, sheet.governorate or "", sheet.stored, sheet.day.year)
                self.numbers[key] += 1
                said = names.of(sheet, papers[-1])
                closing.append(dict(paper=sheet.number, running=self.numbers[key], moment=moment, by=by, said=said))
            people += [
                dict(paper_id=sheet.number, governorate_id=home, part=part, name=name, capacity=capacity, user_id=None)
                for part, name, capacity in signers(sheet)
            ]
        for model, given in ((Paper, papers), (PaperLine, rows), (Signatory, people)):
            self.storing.insert(model, given)
        table: Any = Paper.__table__
        closed = update(table).where(table.c.id == bindparam("paper")).values(
            state="closed", number=bindparam("running"), closed_at=bindparam("moment"), closed_by_id=bindparam("by"),
            printed=bindparam("said"),
            row_version=2,
        )
        self.storing.session.execute(closed, closing)

    def _row(self, sheet: Sheet, line: Line, place: int, line_id: int, home: int | None) -> dict[str, Any]:
        if line.site is not None and home is None:
            home = self._home(line)
        return dict(
            id=line.number, paper_id=sheet.number, governorate_id=home if line.site else None, position=place, line_id=line_id,
            site_id=line.site_id, quantity=line.quantity, accepted=line.accepted, rejected=line.rejected, short=line.short,
            surplus=line.surplus, reason=line.reason, drawn=line.drawn, to_site_id=None, to_store_id=None,
            about_id=line.about.number if line.about else None, facts={},
        )

    def _home(self, line: Line) -> int:
        return self.storing.governorates[f"EG-{(line.site or '').partition('-')[0]}"]

    def _store(self, sheet: Sheet) -> int | None:
        return self.stores[sheet.governorate] if sheet.stored and sheet.governorate else None

    def _by(self, sheet: Sheet) -> int | None:
        return self.storing.officers.get(PROCUREMENT if sheet.kind in _BY_PROCUREMENT else sheet.governorate or "")

    def _move(self, lines: Sequence[int], made: Iterable[Sheet]) -> None:
        """What each closed paper moves, by the rules of its kind, in the order of closing; the database carries the balances."""
        accounts: dict[tuple[int, Where], int] = {}
        opened: list[dict[str, Any]] = []
        moves: list[dict[str, Any]] = []
        done: dict[int, dict[str, Any]] = {}

        def account(line: Line, at: Where) -> int:
            key = (lines[line.good], at)
            if key not in accounts:
                accounts[key] = self.storing.new_id(Account)
                pooled = at.state in POOLED
                opened.append(dict(
                    id=accounts[key], line_id=key[0], governorate_id=None if pooled else self._home(line), site_id=at.site_id,
                    store_id=at.store_id, state=at.state.value, accepted=at.state in ACCEPTED, balance=0,
                ))
            return accounts[key]

        for sheet in made:
            if sheet.draft:
                continue
            common = dict(
                moved_on=sheet.day, recorded_at=moment_of(sheet.kind, sheet.day, sheet.governorate), recorded_by_id=self._by(sheet),
                corrects_id=None,
            )
            for line in sheet.lines:
                if sheet.kind == "signing":
                    for state in sorted(POOLED):
                        account(line, Where(Held(state)))
                steps = [
                    dict(from_id=account(line, leg.source), to_id=account(line, leg.target), quantity=leg.quantity)
                    for leg in legs(KINDS[sheet.kind], line, self._store(sheet))
                ]
                if sheet.kind == "counter" and line.about is not None:
                    wrong = done[line.about.number]
                    steps = [dict(from_id=wrong["to_id"], to_id=wrong["from_id"], quantity=line.quantity, corrects_id=wrong["id"])]
                for step in steps:
                    done[line.number] = common | step | dict(
                        id=self.storing.new_id(Movement), governorate_id=self._home(line) if line.site else None,
                        line_id=lines[line.good], paper_line_id=line.number,
                    )
                    moves.append(done[line.number])
        self.storing.insert(Account, opened)
        self.storing.insert(Movement, moves)

    def _sign(self, made: Iterable[Sheet]) -> None:
        """Who took stock signed on the officer's device; the other papers of the demo were signed on paper."""
        for sheet in made:
            paper = closed_paper(self.storing.session, sheet.number) if sheet.kind == "audit" else None
            if paper is None:
                continue
            moment = moment_of(sheet.kind, sheet.day, sheet.governorate) + timedelta(minutes=5)
            self.storing.insert(Signature, [
                dict(signatory_id=person.id, governorate_id=paper.governorate_id, strokes=drawn(person.name), sha256=content_hash(paper),
                     signed_at=moment, held_by_id=self._by(sheet))
                for person in paper.signatories
            ])

    def _assets(self, lines: Sequence[int], made: Iterable[Sheet]) -> None:
        """Devices of the first complexes to be furnished, each with the serial number on its plate."""
        first = next(place for place, good in enumerate(goods.GOODS) if good.serials)
        accepted = [
            (sheet, line) for sheet in made if sheet.kind == "inspection" and not sheet.draft for line in sheet.lines if line.good == first
        ][:_SERIALS]
        self.storing.insert(Asset, [
            dict(
                line_id=lines[first], governorate_id=self._home(line), site_id=line.site_id,
                serial=f"PC{luck(line.site, 'serial').randint(1000, 9999)}{line.number:06}{unit:03}",
                tag=f"{line.site}-{goods.code_of(first)}-{unit:03}", condition="new", paper_line_id=line.number, note="",
                recorded_at=moment_of(sheet.kind, sheet.day, sheet.governorate), is_demo=True, row_version=1,
            )
            for sheet, line in accepted
            for unit in range(1, int(line.accepted or 0) + 1)
        ])
