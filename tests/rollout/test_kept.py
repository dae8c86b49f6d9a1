"""What is kept is taken again only under its own proof, by its own scope, and never where somebody may write."""

from sqlalchemy.orm import Session

from rollout.database import reading, session_for
from rollout.kept import Kept, afresh
from rollout.scope import Scope, everything, limited


class Asked:
    """Counts how often the answer was made."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_an_answer_holds_as_long_as_its_proof(session: Session) -> None:
    kept, made = Kept[int](10), Asked()
    with reading():
        assert [kept.of(session, ("a",), proof, made) for proof in (1, 1, 2, 2)] == [1, 1, 2, 2]
        assert kept.of(session, ("b",), 2, made) == 3


def test_who_may_write_neither_takes_nor_keeps(session: Session) -> None:
    kept, made = Kept[int](10), Asked()
    assert [kept.of(session, ("a",), 1, made) for _ in range(2)] == [1, 2]
    with reading():
        assert kept.of(session, ("a",), 1, made) == 3


def test_each_scope_has_its_own(database_url: str) -> None:
    kept, made = Kept[int](10), Asked()
    with reading(), session_for(database_url) as session:
        with everything(session):
            assert kept.of(session, (), 1, made) == 1
        with limited(session, Scope(view=frozenset({1}), capture=frozenset())):
            assert kept.of(session, (), 1, made) == 2


def test_the_oldest_goes_first(session: Session) -> None:
    kept, made = Kept[int](2), Asked()
    with reading():
        for key in ("a", "b", "c"):
            kept.of(session, (key,), 1, made)
        assert kept.of(session, ("c",), 1, made) == 3
        assert kept.of(session, ("a",), 1, made) == 4
        kept.forget()
        assert kept.of(session, ("c",), 1, made) == 5


def test_who_reads_afresh_believes_nothing_that_is_kept(session: Session) -> None:
    kept, made = Kept[int](10), Asked()
    with reading():
        assert kept.of(session, ("a",), 1, made) == 1
        with afresh():
            assert [kept.of(session, ("a",), 1, made) for _ in range(2)] == [2, 3]
        assert kept.of(session, ("a",), 1, made) == 1
