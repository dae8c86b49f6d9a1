"""The money of the demo's contract: securities, invoices, certificates for what was accepted and added, payments, a delay decided upon."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from models import Certificate, CertificateItem, Compensation, Invoice, Payment, Security, SecurityEvent
from rollout.clock import CAIRO
from rollout.demo.bulk import BulkRows
from rollout.demo.story import LAST_EVENT
from rollout.demo.supply import goods
from rollout.demo.supply.papers import Line, Sheet
from rollout.demo.supply.schedule import working
from rollout.supply.deducting import Terms, deduct
from rollout.supply.delay import Due, Rates, compensation, late, share
from rollout.supply.quantities import Quantity, worth

NUMBERED = (Security, Invoice, Certificate)
MINISTRY = "ministry"
"""Under this key the officers name who approves certificates and payments."""

_DAYS = (date(2023, 3, 30), date(2023, 6, 26), date(2023, 7, 31), date(2023, 8, 31), date(2023, 9, 28), date(2023, 10, 31))
_RECKONED, _DECIDED = date(2023, 9, 20), date(2023, 9, 26)
_RATES = Rates(100, 300)
_FINAL = 500
_BANKS = ("البنك الأهلي المصري", "بنك مصر", "بنك القاهرة", "البنك التجاري الدولي")
_ISSUED, _EXPIRES, _SOON = date(2022, 10, 27), date(2024, 12, 31), date(2023, 12, 21)
_AUTHORITY = "رئيس الإدارة المركزية للمشتريات - بيانات تجريبية"
_SPARED = "التأخير في جزء منه لعدم جاهزية الموقع للاستلام وفق محضر الإدارة الهندسية"


@dataclass(frozen=True, slots=True)
class _Claim:
    """A certificate to be: so many units of each line at each site."""

    day: date
    company: int
    items: Mapping[tuple[int, str], tuple[Line, Quantity]]

    @property
    def gross(self) -> int:
        return sum(_worth(line, quantity) for line, quantity in self.items.values())


@dataclass
class _Books:
    """Where the rows go, and whom they name."""

    storing: BulkRows
    contract: int
    lines: Sequence[int]
    suppliers: Sequence[int]

    @property
    def by(self) -> int | None:
        return self.storing.officers.get(MINISTRY)

    def home(self, line: Line) -> int:
        return self.storing.governorates[f"EG-{(line.site or '').partition('-')[0]}"]


def store(storing: BulkRows, contract: int, lines: Sequence[int], suppliers: Sequence[int], made: Sequence[Sheet]) -> None:
    """Write the money of one contract."""
    books = _Books(storing, contract, lines, suppliers)
    fines = _fine(books, made)
    recovered = _certify(books, _claims(made), sum(_shares(made)) // 10, fines)
    _secure(books, _shares(made), recovered)


def _worth(line: Line, quantity: Quantity) -> int:
    return worth(goods.GOODS[line.good].pounds * 100, quantity)


def _company(line: Line) -> int:
    return goods.LOTS[goods.GOODS[line.good].lot].company


def _at(day: date, hour: int, more: int = 0) -> datetime:
    return (datetime.combine(working(day), time(hour), CAIRO) + timedelta(minutes=more)).astimezone(UTC)


def _shares(made: Sequence[Sheet]) -> list[int]:
    """What each supplier's lots are worth."""
    sums = [0] * len(goods.COMPANIES)
    for line in made[0].lines:
        sums[_company(line)] += _worth(line, line.quantity)
    return sums


def _claims(made: Iterable[Sheet]) -> list[_Claim]:
    """What was added to stock up to each day and not certified before."""
    groups: dict[tuple[date, int], dict[tuple[int, str], tuple[Line, Quantity]]] = defaultdict(dict)
    for sheet in made:
        day = next((day for day in _DAYS if sheet.day <= day), None)
        if sheet.kind != "addition" or day is None:
            continue
        for line in sheet.lines:
            items = groups[day, _company(line)]
            before = items.get((line.good, line.site or ""), (line, 0))[1]
            items[line.good, line.site or ""] = line, before + line.quantity
    return [_Claim(day, company, items) for (day, company), items in sorted(groups.items())]


def _fine(books: _Books, made: Iterable[Sheet]) -> dict[int, int]:
    """Compensation for the first two items that were late by the day of reckoning and not delivered at all; gives the sums by supplier."""
    brought = {(line.good, line.site) for sheet in made if sheet.kind == "receipt" and sheet.day <= _RECKONED for line in sheet.lines}
    overdue = [
        (sheet, line) for sheet in made if sheet.kind == "order" and sheet.due_on and sheet.due_on < _RECKONED - timedelta(days=7)
        for line in sheet.lines if (line.good, line.site) not in brought
    ]
    sums: dict[int, int] = defaultdict(int)
    rows = []
    for number, (sheet, line) in enumerate(overdue[:2]):
        assert sheet.due_on
        [found] = late([Due(line.number, line.quantity, sheet.due_on)], {}, _RECKONED)
        proposed = compensation(found.parts, goods.GOODS[line.good].pounds * 100, _RATES)
        decided = proposed if number == 0 else share(proposed, 5_000)
        sums[_company(line)] += decided
        rows.append(dict(
            contract_id=books.contract, order_line_id=line.number, site_id=line.site_id, governorate_id=books.home(line),
            until=_RECKONED, late_value=_worth(line, found.quantity), weeks=found.weeks, rate=_RATES.rate, cap=_RATES.cap,
            proposed=proposed, decided=decided, decided_by=_AUTHORITY, decided_on=_DECIDED, reason=_SPARED if number else "",
            replaces_id=None, recorded_at=_at(_DECIDED, 12), recorded_by_id=books.by,
        ))
    books.storing.insert(Compensation, rows)
    return sums


def _certify(books: _Books, claims: Sequence[_Claim], advance: int, fines: Mapping[int, int]) -> dict[int, int]:
    """Invoices, certificates and payments; gives what each supplier has paid back of the advance."""
    recovered: dict[int, int] = defaultdict(int)
    due = dict(fines)
    rows: dict[Any, list[dict[str, Any]]] = {model: [] for model in (Invoice, Certificate, CertificateItem, Payment)}
    for number, claim in enumerate(claims, 1):
        fine = due.pop(claim.company, 0) if claim.day >= _DECIDED else 0
        sums = deduct(claim.gross, Terms(goods.RECOVERY, goods.RETENTION, advance - sum(recovered.values()), fine))
        recovered[claim.company] += sums.recovery
        invoice, certificate = books.storing.new_id(Invoice), books.storing.new_id(Certificate)
        own = dict(recorded_at=_at(claim.day, 13, number % 60), recorded_by_id=books.by, is_demo=True, note="")
        party = dict(contract_id=books.contract, supplier_id=books.suppliers[claim.company])
        rows[Invoice].append(dict(own, **party, id=invoice, number=f"{invoice:04}/{claim.day.year}", dated=claim.day, amount=sums.gross))
        rows[Certificate].append(dict(
            own, **party, id=certificate, invoice_id=invoice, number=number, day=claim.day, gross=sums.gross, recovery=sums.recovery,
            retention=sums.retention, compensation=sums.compensation, other=0, other_note="", net=sums.net, corrects_id=None,
        ))
        rows[CertificateItem] += [
            dict(certificate_id=certificate, line_id=books.lines[line.good], site_id=line.site_id, governorate_id=books.home(line),
                 quantity=quantity, value=_worth(line, quantity))
            for line, quantity in claim.items.values()
        ]
        rows[Payment] += _paid(books, claim, certificate, sums.net)
    for model, several in rows.items():
        books.storing.insert(model, several)
    return recovered


def _paid(books: _Books, claim: _Claim, certificate: int, net: int) -> list[dict[str, Any]]:
    """Three weeks later; of the last certificates one is paid in part and the others not yet."""
    last = claim.day == _DAYS[-1]
    if last and claim.company:
        return []
    day = min(working(claim.day + timedelta(days=21)), LAST_EVENT)
    amount = net // 2 if last else net
    return [dict(
        certificate_id=certificate, paid_on=day, amount=amount, reference=f"أمر دفع {certificate:03}/{day.year}", note="", is_demo=True,
        recorded_at=_at(day, 14, certificate % 60), recorded_by_id=books.by,
    )]


def _secure(books: _Books, shares: Sequence[int], recovered: Mapping[int, int]) -> None:
    """The final security of each supplier, one of which ends soon, and his guarantee of the advance, which gets less as it is paid back."""
    rows, events = [], []
    for company, value in enumerate(shares):
        for purpose, amount in (("final", share(value, _FINAL)), ("advance", value // 10)):
            number = books.storing.new_id(Security)
            moment = _at(_ISSUED, 11, company)
            expires = _SOON if purpose == "final" and company == 2 else _EXPIRES
            told = dict(security_id=number, note="", recorded_by_id=books.by)
            rows.append(dict(
                id=number, contract_id=books.contract, supplier_id=books.suppliers[company], purpose=purpose, bank=_BANKS[company],
                number=f"LG-{_ISSUED.year}-{number:04}", is_demo=True, recorded_at=moment, recorded_by_id=books.by,
            ))
            events.append(dict(told, event="issued", happened_on=_ISSUED, value=amount, expires_on=expires, recorded_at=moment))
            if purpose == "advance" and recovered.get(company):
                left = max(amount - recovered[company], 0)
                day = working(_DAYS[-1] + timedelta(days=7))
                moment = _at(day, 11, company)
                events.append(dict(told, event="reduced", happened_on=day, value=left, expires_on=expires, recorded_at=moment))
    books.storing.insert(Security, rows)
    books.storing.insert(SecurityEvent, events)
