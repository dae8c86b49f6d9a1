"""Accounts of the ledger: finding or opening the ones that a paper moves, and how much each held at the end of every day."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Account, Movement, PaperLine
from rollout.supply.moves import Leg, Where
from rollout.supply.quantities import Quantity
from rollout.supply.states import POOLED, Held

_CHUNK = 10_000

Place = tuple[int, Where]
"""A line of the contract, and where its units are."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A movement that a line is about to make; `governorate_id` is that of the site on its side."""

    line: PaperLine
    leg: Leg
    governorate_id: int | None
    corrects_id: int | None = None


def where_of(account: Account) -> Where:
    """Where the units of an account are."""
    return Where(Held(account.state), account.site_id, account.store_id)


class Accounts:
    """The accounts of some lines and sites, as they stand while the writer's lock is held."""

    def __init__(self, session: Session, lines: Collection[int], sites: Collection[int]) -> None:
        self._session = session
        self._kept: dict[Place, Account] = {}
        query = select(Account).where(Account.line_id.in_(lines))
        here = query.where(Account.site_id.in_(sites) | Account.site_id.is_(None))
        for account in session.scalars(here.execution_options(populate_existing=True)):
            self._kept[account.line_id, where_of(account)] = account

    def get(self, place: Place) -> Account | None:
        return self._kept.get(place)

    def open(self, place: Place, governorate_id: int | None) -> Account:
        """The account of this place, opened where there is none yet; it has its id once flushed."""
        account = self._kept.get(place)
        if account is None:
            line_id, at = place
            account = Account(
                line_id=line_id, governorate_id=None if at.state in POOLED else governorate_id, site_id=at.site_id, store_id=at.store_id,
                state=at.state, accepted=at.state.is_accepted, balance=0,
            )
            self._session.add(account)
            self._kept[place] = account
        return account


def open_pools(session: Session, lines: Collection[int]) -> None:
    """Open the accounts of lines that belong to no site, for a governorate's own officers may not."""
    accounts = Accounts(session, lines, ())
    for line_id in lines:
        for state in POOLED:
            accounts.open((line_id, Where(state)), None)
    session.flush()


Changes = Mapping[int, dict[date, Quantity]]
"""By account, what each day brought to it (below nothing: what it took)."""


def daily_changes(session: Session, account_ids: Collection[int] | None, known_at: datetime | None = None) -> Changes:
    """What each day changed in these accounts (None: in all), as known at a moment."""
    found: dict[int, dict[date, Quantity]] = defaultdict(lambda: defaultdict(int))
    for chunk in _chunks(account_ids):
        for column, sign in ((Movement.to_id, 1), (Movement.from_id, -1)):
            query: Any = select(column, Movement.moved_on, func.sum(Movement.quantity)).group_by(column, Movement.moved_on)
            if chunk is not None:
                query = query.where(column.in_(chunk))
            if known_at is not None:
                query = query.where(Movement.recorded_at <= known_at)
            for account_id, day, quantity in session.execute(query):
                found[account_id][day] += sign * quantity
    return found


def lowest(changes: Mapping[date, Quantity]) -> tuple[Quantity, date | None]:
    """The least that there was at the end of any day, and that day; nothing where it never fell below what it began with."""
    balance: Quantity = 0
    least: tuple[Quantity, date | None] = (0, None)
    for day in sorted(changes):
        balance += changes[day]
        if balance < least[0]:
            least = balance, day
    return least


def _chunks(ids: Collection[int] | None) -> Iterator[list[int] | None]:
    if ids is None:
        yield None
        return
    several = sorted(ids)
    for start in range(0, len(several), _CHUNK):
        yield several[start : start + _CHUNK]
