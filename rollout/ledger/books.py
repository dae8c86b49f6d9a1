"""What was once read from the books, and holds until something is moved, a paper is closed or a line of a contract changes."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import ContractLine, Lot, Movement, Paper
from rollout.kept import Kept, keeps
from rollout.scope import scope_of

T = TypeVar("T")

_BOOKS = "books"
_PROOF = (
    func.max(Movement.id), func.max(Movement.recorded_at), func.max(Paper.closed_at), func.sum(ContractLine.row_version),
    func.count(Lot.id), func.sum(Lot.row_version),
)
_kept: Kept[Any] = Kept(300)
forget = _kept.forget


def once(session: Session, asked: tuple[Hashable, ...], read: Callable[[], T]) -> T:
    """The answer to a question about the books, in plain values that nobody changes; read anew only after the books have changed."""
    if not keeps():
        return read()
    found: T = _kept.of(session, asked, _proof(session), read)
    return found


def _proof(session: Session) -> tuple[Any, ...]:
    """Read once in a transaction, so that whatever one page shows speaks of one moment."""
    transaction, view, proof = session.info.get(_BOOKS, (None, None, ()))
    if transaction is None or transaction is not session.get_transaction() or view != scope_of(session).view:
        proof = tuple(session.execute(select(*(select(part).scalar_subquery() for part in _PROOF))).one())
        session.info[_BOOKS] = session.get_transaction(), scope_of(session).view, proof
    return tuple(proof)
