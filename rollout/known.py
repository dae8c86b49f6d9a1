"""What the register knows and when it learnt it: the proof of whatever is kept, of the country as a whole or by governorate.

What is told of one governorate says nothing of the others: what is kept by place (`Places`) is read anew only where something changed.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Select, String, cast, func, select, union_all
from sqlalchemy.orm import Session

from models import (
    Affirmation,
    Attendance,
    CentrePair,
    Evidence,
    Governorate,
    Markaz,
    Movement,
    OfficeSetting,
    Paper,
    Parameter,
    Programme,
    ProgressEntry,
    Promise,
    Site,
    StepEntry,
    Store,
)
from rollout.journal import NEWEST, last_moment
from rollout.kept import keeps, whose
from rollout.scope import scope_of

T = TypeVar("T")

_STAND = "stand"
_ONE_BY_ONE = 6
"""Below so many governorates that have changed, each is read for itself; else all are read at once."""
_TOLD = (
    *((model, model.recorded_at) for model in (ProgressEntry, Evidence, Affirmation, Site, Promise, StepEntry, Attendance, Movement)),
    (Site, Site.withdrawn_at),
)
"""Whatever a governorate's sites are told by, and when it became known."""


@dataclass(frozen=True, slots=True)
class Stand:
    """What the register knows: everything up to `known_at`, and what no moment dates: of each governorate its sites' records, and of all
    the deadlines, the office's patience, the names of places, and the centres that complexes are wired with."""

    known_at: datetime
    editions: Mapping[str, tuple[int, int]]
    undated: tuple[Any, ...]


def stand(session: Session) -> Stand | None:
    """How the sites in scope stand; None while there are none, or nothing is recorded of them, and for whoever may write.

    Read once in a transaction, so that whatever one page shows speaks of one moment.
    """
    if not keeps():
        return None
    known = _in_this_transaction(session)
    if known is None:
        known = _Known(_stand(session))
        session.info[_STAND] = session.get_transaction(), scope_of(session).view, known
    return known.stand


def stand_at(session: Session, known_at: datetime | None) -> Stand | None:
    """The same for whoever asks for what was known at a moment: how they stand now only where it was that already, and costs nothing."""
    if known_at is None:
        return stand(session)
    known = _in_this_transaction(session) if keeps() else None
    return known.stand if known is not None and known.stand is not None and known.stand.known_at == known_at else None


@dataclass(frozen=True, slots=True)
class _Known:
    """What one transaction has learnt: how the sites stand, and of which governorates anything was told since the moments it asked for."""

    stand: Stand | None
    told: dict[datetime, dict[str, datetime]] = field(default_factory=dict)


def _in_this_transaction(session: Session) -> _Known | None:
    transaction, view, known = session.info.get(_STAND, (None, None, None))
    return known if transaction is not None and transaction is session.get_transaction() and view == scope_of(session).view else None


def _stand(session: Session) -> Stand | None:
    rows = session.execute(_standing()).all()
    if not rows or rows[0].known_at is None:
        return None
    return Stand(rows[0].known_at, {row.code: (row.number, row.versions) for row in rows}, tuple(rows[0][4:]))


@lru_cache
def _standing() -> Select[Any]:
    """Of each governorate how many sites it has and of which versions, beside the newest moment and what no moment dates. Put together
    once: every page that keeps anything asks it."""
    undated = (
        select(func.max(Parameter.id)).scalar_subquery(),
        select(func.max(OfficeSetting.value)).where(OfficeSetting.key == "patience").scalar_subquery(),
        select(func.count(CentrePair.id)).scalar_subquery(), select(func.sum(CentrePair.row_version)).scalar_subquery(), *_named(),
    )
    edition = Governorate.code, func.count().label("number"), func.sum(Site.row_version).label("versions")
    return (
        select(*edition, NEWEST.label("known_at"), *undated)
        .join(Site, Site.governorate_id == Governorate.id).group_by(Governorate.code).order_by(Governorate.code)
    )


def told_since(session: Session, since: datetime) -> dict[str, datetime]:
    """The governorates of whose sites something became known after a moment, and when last; read once in a transaction."""
    known = _in_this_transaction(session)
    if known is None:
        return _told_since(session, since)
    if since not in known.told:
        known.told[since] = _told_since(session, since)
    return known.told[since]


def _told_since(session: Session, since: datetime) -> dict[str, datetime]:
    # Grouped by the column as it is, SQLite goes by its index through all that was ever told instead of beginning with the few new ones.
    places = ((func.coalesce(model.governorate_id, 0), at) for model, at in _TOLD)
    learnt = union_all(
        *(select(place.label("id"), func.max(at).label("at")).where(at > since).group_by(place) for place, at in places)
    ).subquery()
    query = (
        select(Governorate.code, func.max(learnt.c.at).label("at"))
        .join(learnt, learnt.c.id == Governorate.id)
        .group_by(Governorate.code)
    )
    return {row.code: row.at for row in session.execute(query)}


@dataclass(slots=True)
class _Part(Generic[T]):
    known_at: datetime
    edition: tuple[int, int]
    undated: tuple[Any, ...]
    value: T | None

    def holds(self, now: Stand, code: str) -> bool:
        """Whether no record of the governorate is another than when this was read, which was not after the moment that is asked for."""
        return self.known_at <= now.known_at and self.edition == now.editions[code] and self.undated == now.undated


class Places(Generic[T]):
    """Answers about each governorate by itself, the latest asked `size` of them."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._parts: OrderedDict[tuple[Hashable, ...], _Part[T]] = OrderedDict()
        self._lock = Lock()

    def of(
        self, session: Session, key: tuple[Hashable, ...], now: Stand | None, read: Callable[[str | None], Mapping[str, T]],
        only: str | None = None,
    ) -> Mapping[str, T]:
        """The answers of all governorates that have sites, by their codes, or of one; without a stand they are read and not kept.

        `read` gives those of one governorate, or of all where none is named; one of which it tells nothing has no answer.
        """
        if now is None:
            return read(only)
        codes = [code for code in now.editions if only in (None, code)]
        found = self._recall(session, key, now, codes)
        stale = [code for code in codes if code not in found]
        anew: dict[str, _Part[T]] = {}
        one_by_one = len(stale) < min(len(codes), _ONE_BY_ONE)
        for asked, told in [(code, [code]) for code in stale] if one_by_one else [(only, stale)] if stale else []:
            made = read(asked)
            anew |= {code: _Part(now.known_at, now.editions[code], now.undated, made.get(code)) for code in told}
        parts = found | anew
        self._keep(session, key, parts, now)
        return {code: value for code in codes if (value := parts[code].value) is not None}

    def _recall(self, session: Session, key: tuple[Hashable, ...], now: Stand, codes: list[str]) -> dict[str, _Part[T]]:
        kept_as = whose(session, key)
        with self._lock:
            known = {code: self._parts[*kept_as, code] for code in codes if (*kept_as, code) in self._parts}
        known = {code: part for code, part in known.items() if part.holds(now, code)}
        since = min((part.known_at for part in known.values()), default=now.known_at)
        changed = told_since(session, since) if since < now.known_at else {}
        return {code: part for code, part in known.items() if code not in changed or changed[code] <= part.known_at}

    def _keep(self, session: Session, key: tuple[Hashable, ...], parts: dict[str, _Part[T]], now: Stand) -> None:
        kept_as = whose(session, key)
        with self._lock:
            for code, part in parts.items():
                part.known_at = max(part.known_at, now.known_at)
                self._parts[*kept_as, code] = part
                self._parts.move_to_end((*kept_as, code))
            while len(self._parts) > self._size:
                self._parts.popitem(last=False)

    def forget(self) -> None:
        """Keep nothing; for tests that want to see the reading itself."""
        with self._lock:
            self._parts.clear()


class _Told(Protocol):
    @property
    def site(self) -> "_Placed": ...


class _Placed(Protocol):
    governorate: str


S = TypeVar("S", bound=_Told)


def by_place(several: Iterable[S]) -> dict[str, list[S]]:
    """What is told of sites, by their governorates."""
    found: dict[str, list[S]] = {}
    for one in several:
        found.setdefault(one.site.governorate, []).append(one)
    return found


def heads(session: Session) -> tuple[Any, ...]:
    """The proof that nothing changed of the sites in scope: the journal's newest moment, and what it does not date.

    That is the sites and stores as they are recorded, the deadlines, the papers that were closed, and the office's patience.
    """
    others = (
        func.count(Site.id), func.sum(Site.row_version), select(func.sum(Store.row_version)).scalar_subquery(),
        select(func.max(Parameter.id)).scalar_subquery(), select(func.max(Paper.closed_at)).scalar_subquery(),
        select(func.max(OfficeSetting.value)).where(OfficeSetting.key == "patience").scalar_subquery(), *_named(),
    )
    return last_moment(session), *session.execute(select(*others)).one()


def _named() -> tuple[Any, ...]:
    """What the marakez and programmes are called, word for word: what is kept names them, and nothing counts their changes."""
    return tuple(
        select(func.aggregate_strings(cast(model.id, String) + "=" + model.name_ar + "=" + model.name_en, "|")).scalar_subquery()
        for model in (Markaz, Programme)
    )
