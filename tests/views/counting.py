"""How many questions a page asks the database."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy import Engine, event

from tests.cast import MINISTRY
from tests.factories import a_site
from tests.views.visiting import House


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to any database inside the block, without the words that open and close transactions."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


class Keeper(Protocol):
    """A module that keeps what it read."""

    def forget(self) -> None: ...


def asks_the_same(house: House, address: str, keepers: Iterable[Keeper], more: int, *numbers: int) -> None:
    """The page of a governorate sends so many statements, first with nothing kept, whether its register is small or `more` sites large."""
    with house.records() as session:
        for _ in range(more):
            a_site(session)
    visitor = house.member(MINISTRY)
    visitor.get(address)
    for keeper in keepers:
        keeper.forget()
    for number in numbers:
        with statements() as seen:
            visitor.get(f"{address}?governorate=EG-AST")
        assert len(seen) == number, "\n".join(seen)
