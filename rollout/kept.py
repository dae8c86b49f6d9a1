"""What was counted once and holds as long as nothing it speaks of has changed: kept in memory with its proof, never by the clock.

A transaction that may write neither keeps nor takes anything: what it sees may yet be rolled back. Nor does whoever reads afresh.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, Generic, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from rollout.database import only_reads
from rollout.scope import scope_of

T = TypeVar("T")

_afresh: ContextVar[bool] = ContextVar("afresh", default=False)


@contextmanager
def afresh() -> Iterator[None]:
    """Inside the block nothing that is kept is believed: for a check, which asks whether the proofs themselves still hold."""
    token = _afresh.set(True)
    try:
        yield
    finally:
        _afresh.reset(token)


def keeps() -> bool:
    """Whether what is read here may be kept, and what was kept may be believed."""
    return only_reads() and not _afresh.get()


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
        if not keeps():
            return None
        with self._lock:
            kept = self._found.get(whose(session, key))
        return kept[1] if kept is not None and kept[0] == proof else None

    def keep(self, session: Session, key: tuple[Hashable, ...], proof: Any, made: T) -> T:
        """Keep an answer, and give it back."""
        if keeps():
            place = whose(session, key)
            with self._lock:
                self._found[place] = (proof, made)
                self._found.move_to_end(place)
                while len(self._found) > self._size:
                    self._found.popitem(last=False)
        return made

    def forget(self) -> None:
        """Keep nothing; for tests that want to see the making itself."""
        with self._lock:
            self._found.clear()


def whose(session: Session, key: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
    """The key with the database and the scope to which what is kept under it belongs."""
    bind = session.get_bind()
    return (str(bind.url) if isinstance(bind, Engine) else "", repr(scope_of(session).view), *key)
