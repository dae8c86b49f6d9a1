"""The turn to issue: one document at a time is numbered and printed, while everybody else goes on recording."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy import Connection, Engine, text

from rollout.errors import Refused
from rollout.text import _

_KEY = 0x7A5B6F
_PATIENCE, _PAUSE = 60.0, 0.05


@contextmanager
def turn(engine: Engine, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold the turn for the block; refused after a minute, so that those who wait do not fill the server for ever."""
    with ExitStack() as held:
        ask = _of_server(held, engine) if engine.dialect.name == "postgresql" else _of_file(held, engine)
        until = time.monotonic() + patience
        while not ask():
            if time.monotonic() >= until:
                raise Refused(_("Other documents are being issued now. Nothing of yours was issued; try again in a minute."))
            time.sleep(_PAUSE)
        yield


def _of_server(held: ExitStack, engine: Engine) -> Callable[[], bool]:
    """PostgreSQL keeps the turn on a connection of its own, outside every transaction."""
    connection: Connection = held.enter_context(engine.connect().execution_options(isolation_level="AUTOCOMMIT"))
    held.callback(connection.execute, text("select pg_advisory_unlock(:key)"), {"key": _KEY})
    return lambda: bool(connection.scalar(text("select pg_try_advisory_lock(:key)"), {"key": _KEY}))


def _of_file(held: ExitStack, engine: Engine) -> Callable[[], bool]:
    """Beside an SQLite file lies a file that is only ever locked."""
    path = engine.url.database
    assert path, "a database in memory serves nobody at once"
    number = os.open(f"{path}.issuing", os.O_CREAT | os.O_RDWR, 0o600)
    held.callback(os.close, number)
    return lambda: _locked(number)


def _locked(number: int) -> bool:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
