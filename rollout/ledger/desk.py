"""What of the contract lies on the desk of procurement today: goods to count and to inspect, late orders, rejections, securities, money.

Kept in memory as long as no paper was closed, nothing was recorded and whoever and whatever it names is called the same, which is
proved on each call.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Contract, ContractLine, Governorate, Lot, Paper, PaperLine, Parameter, Site, Store, Supplier
from rollout.journal import last_moment
from rollout.kept import Kept
from rollout.ledger import standing
from rollout.ledger.lateness import late_rejected
from rollout.ledger.money.securities import Alert, Purpose, securities
from rollout.ledger.money.summary import Step, Waterfall, waterfalls
from rollout.ledger.waiting import waiting
from rollout.parameters import parameters
from rollout.supply.kinds import KINDS
from rollout.supply.quantities import Quantity
from rollout.supply.states import Held
from rollout.text import Text

SPANS = (7, 14, 30)
"""Days of waiting that are told apart: up to each of these, and longer than the last."""


@dataclass(frozen=True, slots=True)
class Home:
    """The governorate whose paper it is, in which several may bear one number."""

    name_ar: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Waits:
    """A paper that waits for its next one: since when, how long, what it is worth; at whose place or from whom."""

    paper: int
    kind: str
    year: int
    number: int | None
    closed_at: datetime | None
    name_ar: str
    name_en: str
    sites: int
    since: date
    days: int
    value: int
    home: Home | None = None


@dataclass(frozen=True, slots=True)
class LateOrder:
    """A supply order past its day, and what is still to come of it."""

    paper: int
    kind: str
    year: int
    number: int | None
    closed_at: datetime | None
    name_ar: str
    name_en: str
    due_on: date
    days: int
    value: int
    home: Home | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """Units that were rejected and not replaced by the day that the letter set."""

    letter: int
    site: str
    name_ar: str
    name_en: str
    supplier_ar: str
    supplier_en: str
    units: Quantity
    due_on: date
    days: int
    value: int


@dataclass(frozen=True, slots=True)
class Ending:
    """A letter of guarantee that has run out or soon will."""

    security: int
    what: Text
    name_ar: str
    name_en: str
    expires_on: date
    days_left: int
    alert: Alert
    value: int


@dataclass(frozen=True, slots=True)
class Payable:
    """What a certificate may pay a supplier now."""

    contract: str
    supplier: str
    name_ar: str
    name_en: str
    value: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Each list with the most urgent first; `spans` counts what waits for inspection by age, as the number and the value of papers."""

    inspection: tuple[Waits, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    to_count: tuple[Waits, ...] = ()
    late: tuple[LateOrder, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    ending: tuple[Ending, ...] = ()
    payable: tuple[Payable, ...] = ()


_kept: Kept[Desk] = Kept(20)
forget = _kept.forget


def desk(session: Session, as_of: date) -> Desk | None:
    """What lies there on a day, of everything in scope; None as long as there is no contract."""
    editions: list[Any] = [func.sum(named.row_version) for named in (ContractLine, Supplier, Store, Site)]
    parts = *editions, func.max(Paper.closed_at), func.max(Parameter.id)
    heads = select(func.count(Contract.id), *(select(part).scalar_subquery() for part in parts))
    proof = last_moment(session), *session.execute(heads).one()
    return _kept.of(session, (as_of,), proof, lambda: _read(session, as_of)) if proof[1] else None


def span_of(days: int) -> int:
    """Which of the spans so many days of waiting belong to."""
    return next((at for at, longest in enumerate(SPANS) if days <= longest), len(SPANS))


def _read(session: Session, as_of: date) -> Desk:
    homes = _homes(session)
    inspection = tuple(_to_inspect(session, as_of, homes))
    spans = [[0, 0] for _span in (*SPANS, None)]
    for one in inspection:
        span = spans[span_of(one.days)]
        span[0] += 1
        span[1] += one.value
    orders = [one for one in standing.outstanding(session, as_of) if one.days_late and one.paper.due_on]
    suppliers = _suppliers(session, [one.paper.id for one in orders])
    contracts = session.scalars(select(Contract).order_by(Contract.signed_on, Contract.id)).all()
    return Desk(
        inspection, tuple((number, value) for number, value in spans), tuple(_to_count(session, as_of, homes)),
        tuple(_late(orders, suppliers, homes)), tuple(_rejected(session, as_of)),
        tuple(sorted((one for contract in contracts for one in _ending(session, contract, as_of)), key=lambda one: one.days_left)),
        tuple(one for contract in contracts for one in _payable(session, contract, as_of)),
    )


_Homes = Mapping[int | None, Home]


def _homes(session: Session) -> _Homes:
    """The governorates by their ids; none where a single one is in scope, for then the lists need not say which."""
    rows = session.execute(select(Governorate.id, Governorate.name_ar, Governorate.name_en)).all()
    return {row.id: Home(row.name_ar, row.name_en) for row in rows} if len(rows) > 1 else {}


def _to_inspect(session: Session, as_of: date, homes: _Homes) -> Iterator[Waits]:
    for one in waiting(session, as_of):
        place = one.store or one.sites[0]
        yield Waits(
            one.paper.id, *_heading(one.paper), place.name_ar, place.name_en, len(one.sites), one.paper.day, one.days, one.value,
            homes.get(one.paper.governorate_id),
        )


def _to_count(session: Session, as_of: date, homes: _Homes) -> Iterator[Waits]:
    """Notes of suppliers of which nobody has counted everything yet; they are named by their supplier."""
    found = standing.waiting(session, Held.DISPATCHED, KINDS["receipt"].follows, as_of)
    known = _suppliers(session, [one.paper.id for one in found])
    for one in found:
        paper = one.paper
        yield Waits(
            paper.id, *_heading(paper), *_from(paper, known), 0, paper.day, (as_of - paper.day).days, one.value,
            homes.get(paper.governorate_id),
        )


def _late(orders: Sequence[standing.Outstanding], suppliers: Mapping[int, Supplier], homes: _Homes) -> Iterator[LateOrder]:
    for one in orders:
        paper = one.paper
        assert paper.due_on is not None, "what is late has a day"
        yield LateOrder(
            paper.id, *_heading(paper), *_from(paper, suppliers), paper.due_on, one.days_late, one.value,
            homes.get(paper.governorate_id),
        )


def _heading(paper: Paper) -> tuple[str, int, int | None, datetime | None]:
    """Of what the number is made under which a paper is filed."""
    return paper.kind, paper.year, paper.number, paper.closed_at


def _from(paper: Paper, known: Mapping[int, Supplier]) -> tuple[str, str]:
    """What the supplier of a paper is called: its own, else that of its lines."""
    by = paper.supplier or known.get(paper.id)
    return (by.name_ar, by.name_en) if by else ("—", "")


def _suppliers(session: Session, papers: Sequence[int]) -> dict[int, Supplier]:
    """The supplier of the lines of each paper; of several the first."""
    found: dict[int, Supplier] = {}
    query = (
        select(PaperLine.paper_id, Supplier).join(ContractLine, ContractLine.id == PaperLine.line_id)
        .join(Lot, Lot.id == ContractLine.lot_id).join(Supplier, Supplier.id == Lot.supplier_id).distinct()
    )
    for start in range(0, len(papers), 5_000):
        for paper_id, supplier in session.execute(query.where(PaperLine.paper_id.in_(papers[start : start + 5_000]))):
            found.setdefault(paper_id, supplier)
    return found


def _rejected(session: Session, as_of: date) -> Iterator[Rejected]:
    for one in late_rejected(session, as_of):
        yield Rejected(
            one.letter.id, one.site.code, one.line.name_ar, one.line.name_en, one.supplier.name_ar, one.supplier.name_en, one.not_replaced,
            one.due_on, one.days, one.value,
        )


def _ending(session: Session, contract: Contract, as_of: date) -> Iterator[Ending]:
    for one in securities(session, contract.id, as_of, parameters(session, as_of)):
        if one.alert is not Alert.NONE:
            by = one.security.supplier
            yield Ending(
                one.security.id, Purpose(one.security.purpose).label, by.name_ar, by.name_en, one.expires_on, one.days_left, one.alert,
                one.value,
            )


def _payable(session: Session, contract: Contract, as_of: date) -> Iterator[Payable]:
    """What was accepted and added and no certificate speaks of yet, the largest first."""
    lots = waterfalls(session, contract.id, as_of, by="lot")
    sums: dict[int, list[Waterfall]] = defaultdict(list)
    rows = session.execute(select(Lot.code, Supplier).join(Supplier, Supplier.id == Lot.supplier_id).where(Lot.contract_id == contract.id))
    known: dict[int, Supplier] = {}
    for code, supplier in rows:
        known[supplier.id] = supplier
        sums[supplier.id] += [lots[code]] if code in lots else []
    left = {
        key: sum(one.values[Step.PAYABLE] for one in of) - sum(one.values[Step.CERTIFIED] for one in of) for key, of in sums.items()
    }
    for key in sorted(left, key=lambda key: -left[key]):
        if left[key] > 0:
            by = known[key]
            yield Payable(contract.code, by.code, by.name_ar, by.name_en, left[key])
