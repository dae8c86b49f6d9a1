"""Whether what is kept is always what a fresh reading says."""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from rollout.database import reading


def must_tell_each_change(session: Session, changes: Iterable[Callable[[], Any]], told: Callable[[], Any]) -> None:
    """After every change, what whoever may only read is told twice is what is read afresh, and is not what was told before."""
    seen: list[Any] = []
    for change in [lambda: None, *changes]:
        change()
        session.commit()
        seen.append(told())  # a transaction that may write believes nothing that is kept
        with reading():
            for _again in range(2):
                assert told() == seen[-1]
            session.rollback()
    assert all(one != other for one, other in pairwise(seen)), "each change is seen"
