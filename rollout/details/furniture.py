"""What the contract's ledger tells of the furniture of each site, as steps of its stage."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CompoundSelect, func, select, type_coerce
from sqlalchemy.orm import Session

from models import Account, ContractLine, Evidence, Governorate, Movement, Paper, PaperLine, Parameter
from rollout.ledger.outstanding import Outstanding, outstanding
from rollout.supply.states import Held
from rollout.works import Happened
from rollout.works.furnishing import DUE_ON, ORDER, YEAR, place_of, told
from rollout.works.terms import Parameters, Term

_SHARE = "furnishing.share"

Days = dict[date, dict[Held, int]]


def furnished(
    session: Session, site_ids: Collection[int] | None, governorate: str | None, as_of: date | None, known_at: datetime | None
) -> dict[int, list[Happened]]:
    """By site, what happened to its furniture: one statement, and some more where there is anything at all."""
    sites: dict[int, Days] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for site_id, day, state, value in session.execute(_moved(site_ids, governorate, as_of, known_at)):
        sites[site_id][day][Held(state)] += int(value)
    if not sites:
        return {}
    terms = _terms(session, known_at)
    shares: dict[date, int] = {}

    def share(day: date) -> int:
        if day not in shares:
            shares[day] = Parameters(terms, day).value(_SHARE)
        return shares[day]

    waits = outstanding(session, as_of, known_at, site_ids=site_ids, governorate=governorate)
    return {site_id: _waiting(told(days, site_id, share), waits.get(site_id)) for site_id, days in sites.items()}


def _waiting(happened: list[Happened], orders: Sequence[Outstanding] | None) -> list[Happened]:
    """The last step says which order was due first of those that are not fulfilled."""
    if not orders or not happened:
        return happened
    first = orders[0]
    order = {DUE_ON: first.due_on, ORDER: first.number, YEAR: first.year}
    return [*happened[:-1], replace(happened[-1], body=first.supplier, facts={**happened[-1].facts, **order})]


def _moved(
    site_ids: Collection[int] | None, governorate: str | None, as_of: date | None, known_at: datetime | None
) -> CompoundSelect[Any]:
    sides = []
    for column, sign in ((Movement.to_id, 1), (Movement.from_id, -1)):
        value = func.sum(type_coerce(Movement.quantity, BigInteger) * ContractLine.unit_price * sign)
        query: Any = (
            select(Account.site_id, Movement.moved_on, Account.state, value.label("value"))
            .select_from(Movement).join(Account, Account.id == column).join(ContractLine, ContractLine.id == Movement.line_id)
            .where(Account.site_id.is_not(None)).group_by(Account.site_id, Movement.moved_on, Account.state)
        )
        if site_ids is not None:
            query = query.where(Account.site_id.in_(site_ids))
        if governorate is not None:
            query = query.join(Governorate, Governorate.id == Account.governorate_id).where(Governorate.code == governorate)
        if as_of is not None:
            query = query.where(Movement.moved_on <= as_of)
        sides.append(query if known_at is None else query.where(Movement.recorded_at <= known_at))
    return sides[0].union_all(sides[1])


def _terms(session: Session, known_at: datetime | None) -> list[Term]:
    columns = Parameter.key, Parameter.value, Parameter.effective_on, Parameter.words, Parameter.source
    query = select(*columns).where(Parameter.key == _SHARE).order_by(Parameter.recorded_at, Parameter.id)
    if known_at is not None:
        query = query.where(Parameter.recorded_at <= known_at)
    return [Term(*row) for row in session.execute(query)]


def scans_of(session: Session, orders: Iterable[int]) -> dict[int, Evidence]:
    """Of each order of the ledger whose inspection minutes all have a scan, the newest of them."""
    found = {}
    for order in orders:
        place = place_of(order)
        if place is None:
            continue
        site_id, day = place
        inspected = select(Paper.id).join(PaperLine, PaperLine.paper_id == Paper.id).where(
            Paper.kind == "inspection", Paper.state == "closed", Paper.day == day, PaperLine.site_id == site_id, PaperLine.accepted > 0
        )
        minutes = set(session.scalars(inspected))
        query = select(Evidence).where(Evidence.paper_id.in_(minutes), Evidence.in_force()).order_by(Evidence.id)
        scans = list(session.scalars(query))
        if minutes and minutes == {scan.paper_id for scan in scans}:
            found[order] = scans[-1]
    return found
