"""What was counted once and holds as long as nothing it speaks of has changed: kept in memory with its proof, never by the clock.

A transaction that may write neither keeps nor takes anything: what it sees may yet be rolled back.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import OfficeSetting, Paper, Parameter, Site, Store
from rollout.database import only_reads
from rollout.journal import last_moment
from rollout.scope import scope_of

T = TypeVar("T")


class Kept(Generic[T]):
    """Answers of one question, the latest asked `size` of them; each database and each scope has its own."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._found: OrderedDict[tuple[Hashable, ...], tuple[Any, T]] = OrderedDict()
        self._lock = Lock()

    def of(self, session: Session, key: tuple[Hashable, ...], proof: Any, make: Callable[[], T]) -> T:
        """The answer kept under this key if its proof is the same, else the one that is made now."""
        found = self.find(session, key, proof)
        return self.keep(session, key, proof, make()) if found is None else found

    def find(self, session: Session, key: tuple[Hashable, ...], proof: Any) -> T | None:
        """The answer kept under this key if its proof is the same."""
        if not only_reads():
            return None
        with self._lock:
            kept = self._found.get(_whose(session, key))
        return kept[1] if kept is not None and kept[0] == proof else None

    def keep(self, session: Session, key: tuple[Hashable, ...], proof: Any, made: T) -> T:
        """Keep an answer, and give it back."""
        if only_reads():
            whose = _whose(session, key)
            with self._lock:
                self._found[whose] = (proof, made)
                self._found.move_to_end(whose)
                while len(self._found) > self._size:
                    self._found.popitem(last=False)
        return made

    def forget(self) -> None:
        """Keep nothing; for tests that want to see the making itself."""
        with self._lock:
            self._found.clear()


def heads(session: Session) -> tuple[Any, ...]:
    """The proof that nothing changed of the sites in scope: the journal's newest moment, and what it does not date.

    That is the sites and stores as they are recorded, the deadlines, the papers that were closed, and the office's patience.
    """
    others = (
        func.count(Site.id), func.sum(Site.row_version), select(func.sum(Store.row_version)).scalar_subquery(),
        select(func.max(Parameter.id)).scalar_subquery(), select(func.max(Paper.closed_at)).scalar_subquery(),
        select(func.max(OfficeSetting.value)).where(OfficeSetting.key == "patience").scalar_subquery(),
    )
    return last_moment(session), *session.execute(select(*others)).one()


def _whose(session: Session, key: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
    bind = session.get_bind()
    return (str(bind.url) if isinstance(bind, Engine) else "", repr(scope_of(session).view), *key)
