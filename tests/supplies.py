"""A small contract for tests: a supplier, a lot, lines, a store, and papers that are written in one line each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Contract, ContractLine, Lot, Paper, PaperLine, Site, Store, Supplier
from rollout.database import session_for
from rollout.ledger.drafting import Draft, Row, Signer, post
from rollout.scope import everything
from rollout.supply.kinds import KINDS
from tests.factories import a_governorate, a_site
from tests.laying import lay_under

TODAY = date(2023, 11, 30)
NAMES = {"chair": "محمود عبد الله", "technical": "سامي فؤاد", "storekeeper": "حسن علي", "user": "منى سعد"}

_Model = TypeVar("_Model")


class Kept(NamedTuple):
    """The numbers under which a contract and what belongs to it are found again."""

    contract: int
    supplier: int
    lines: tuple[int, ...]
    sites: tuple[int, ...]
    stores: tuple[int, ...]
    notes: int
    posted: tuple[int, ...]


@dataclass
class Supplies:
    """The contract of a test, and everything that its papers name. Papers are posted for the whole country by nobody in particular."""

    session: Session
    contract: Contract
    supplier: Supplier
    lines: list[ContractLine]
    sites: list[Site]
    stores: list[Store]
    notes: int = 0
    today: date = TODAY
    by: int | None = None
    posted: list[Paper] = field(default_factory=list)

    def post(self, kind: str, *rows: Row, day: date = date(2023, 7, 1), governorate: str | None = "EG-AST", **values: Any) -> Paper:
        """Post a paper of a kind with whatever it needs and the test does not say."""
        declared = KINDS[kind]
        home = None if declared.national or governorate is None else a_governorate(self.session, governorate).id
        if declared.owned:
            self.notes += 1
            values = {"supplier_id": self.supplier.id, "own_number": f"{self.notes}"} | values
        if declared.due is not None:
            values = {"due_on": date(2023, 12, 31)} | values
        signers = [Signer(part, NAMES.get(part, f"عضو {part}")) for part in declared.signs]
        entered = Draft(kind, day, rows, **({"governorate_id": home, "signers": signers} | values))
        with everything(self.session):
            paper = post(self.session, self.contract, entered, today=self.today, by=values.pop("by", self.by))
        self.posted.append(paper)
        return paper

    def follow(self, kind: str, before: Paper, *rows: Row | int, **values: Any) -> Paper:
        """Post a paper that follows another, line by line; a number stands for that much of the line at its place."""
        lines = self.lines_of(before)
        told = []
        for given, line in zip(rows, lines, strict=True):
            row = Row(line.line_id, line.site_id, given) if isinstance(given, int) else given
            row.line_id, row.site_id, row.about_id = line.line_id, line.site_id, line.id
            told.append(row)
        return self.post(kind, *told, **({"about_id": before.id, "store_id": before.store_id, "day": before.day} | values))

    def lines_of(self, paper: Paper) -> list[PaperLine]:
        with everything(self.session):
            query = select(PaperLine).where(PaperLine.paper_id == paper.id).order_by(PaperLine.position)
            return list(self.session.scalars(query))


def verdict(accepted: int, rejected: int = 0, short: int = 0, reason: str = "خدوش في السطح") -> Row:
    """What a committee found of a line that a receipt brought."""
    return Row(0, None, accepted + rejected + short, accepted, rejected, short, reason=reason if rejected else "")


PRICES, VALUE = (150_000, 480_000), 100_000_000


def supplies(session: Session, *, prices: tuple[int, ...] = PRICES, unit: str = "piece", value: int = VALUE) -> Supplies:
    """A contract with a line for each price (piastres), two sites and a store in Assiut, and one site in Qena."""
    with everything(session):
        supplier = Supplier(code="S-1", name_ar="الشركة الموردة")
        contract = Contract(code="C-1", number="٢٠٢٣/١", name_ar="عقد الأثاث", signed_on=date(2023, 6, 1), value=value)
        session.add_all([supplier, contract])
        session.flush()
        lot = Lot(contract_id=contract.id, supplier_id=supplier.id, code="L-1", name_ar="أثاث مكتبي")
        session.add(lot)
        session.flush()
        lines = [
            ContractLine(contract_id=contract.id, lot_id=lot.id, code=f"I-{n}", position=n, name_ar=f"صنف {n}", unit=unit, unit_price=price)
            for n, price in enumerate(prices, 1)
        ]
        store = Store(code="AST-1", name_ar="مخزن أسيوط", governorate_id=a_governorate(session).id)
        session.add_all([*lines, store])
        session.flush()
        sites = [a_site(session), a_site(session), a_site(session, governorate="EG-KN")]
    return Supplies(session, contract, supplier, lines, sites, [store])


def laid(session: Session, build: Callable[..., Supplies], *wanted: Any) -> Supplies:
    """What `build` makes of a session, laid into the database if this session has not begun to work with it."""
    kept = lay_under(session, _built, build, *wanted)
    if kept is None:
        return build(session, *wanted)
    with everything(session):
        return _found(session, kept)


def _built(url: str, build: Callable[..., Supplies], *wanted: Any) -> Kept:
    with session_for(url) as session, everything(session):
        world = build(session, *wanted)
        session.commit()
        return Kept(
            world.contract.id, world.supplier.id, _ids(world.lines), _ids(world.sites), _ids(world.stores), world.notes, _ids(world.posted),
        )


def _ids(rows: Sequence[Any]) -> tuple[int, ...]:
    return tuple(row.id for row in rows)


def _found(session: Session, kept: Kept) -> Supplies:
    def rows(model: type[_Model], ids: tuple[int, ...]) -> list[_Model]:
        return [session.get_one(model, one) for one in ids]

    return Supplies(
        session, session.get_one(Contract, kept.contract), session.get_one(Supplier, kept.supplier), rows(ContractLine, kept.lines),
        rows(Site, kept.sites), rows(Store, kept.stores), kept.notes, posted=rows(Paper, kept.posted),
    )


def ordered(session: Session, quantity: int = 10, *, prices: tuple[int, ...] = PRICES, unit: str = "piece", value: int = 0) -> Supplies:
    """The same with `quantity` of each line contracted for, allotted to, and ordered for the first site of Assiut."""
    enough = value or max(VALUE, quantity * 10 * sum(prices))  # nothing is signed for beyond the contract's value
    return laid(session, _ordered, quantity, prices, unit, enough)


def _ordered(session: Session, quantity: int, prices: tuple[int, ...], unit: str, value: int) -> Supplies:
    world = supplies(session, prices=prices, unit=unit, value=value)
    rows = [Row(line.id, None, quantity * 10) for line in world.lines]
    world.post("signing", *rows, day=date(2023, 6, 1))
    here = [Row(line.id, world.sites[0].id, quantity) for line in world.lines]
    world.post("allotment", *here, day=date(2023, 6, 2))
    world.post("order", *here, day=date(2023, 6, 3))
    return world


def received(world: Supplies, *quantities: int, day: date = date(2023, 7, 1), store: bool = True) -> Paper:
    """A delivery of so much of each line for the first site, counted into the store (or at the site itself)."""
    rows = [Row(line.id, world.sites[0].id, quantity, drawn="ordered") for line, quantity in zip(world.lines, quantities, strict=False)]
    note = world.post("delivery", *rows, day=day)
    store_id = world.stores[0].id if store else None
    return world.follow("receipt", note, *quantities[: len(rows)], day=day, store_id=store_id)
