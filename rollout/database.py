"""One way to the database for pages, commands and jobs: SQLite to start with, PostgreSQL to grow.

SQLite runs with a write-ahead log, foreign keys, full synchronisation and a long busy timeout. A transaction takes the write lock at
its start (``BEGIN IMMEDIATE``), for a deferred one that reads first and writes later can fail half-way under other writers;
inside `reading()` it does not, so that pages are served while an import is being written.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from rollout.errors import BadSetting
from rollout.text import _

BUSY_TIMEOUT_MS = 60_000
_DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql", "postgres", "postgresql+psycopg")
_JOURNAL_LOCK = 0x7A5B6E

_reading: ContextVar[bool] = ContextVar("reading", default=False)


def start_reading() -> Token[bool]:
    """From here on in this context, transactions only read."""
    return _reading.set(True)


def stop_reading(token: Token[bool]) -> None:
    _reading.reset(token)


def only_reads() -> bool:
    """Whether transactions of this context only read, so that what they see is what others have committed."""
    return _reading.get()


@contextmanager
def reading() -> Iterator[None]:
    """Transactions that begin inside the block only read, and wait for no writer."""
    token = start_reading()
    try:
        yield
    finally:
        stop_reading(token)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions that begin inside the block may write, whatever surrounds it."""
    token = _reading.set(False)
    try:
        yield
    finally:
        _reading.reset(token)


def address(url: str) -> URL:
    """The database's address with the driver that we ship; the folder of an SQLite file is made when it is missing."""
    parsed = make_url(url)
    if parsed.drivername not in _DRIVERS:
        raise BadSetting(_("ROLLOUT_DATABASE_URL must begin with sqlite:/// or postgresql://, not with %(read)s.", read=parsed.drivername))
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return parsed


def engine_options(url: str) -> dict[str, Any]:
    """Options that every engine of ours is made with."""
    if make_url(url).get_backend_name() == "sqlite":
        return {}
    return {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 10}


@lru_cache(maxsize=8)
def engine_for(url: str) -> Engine:
    return create_engine(address(url), **engine_options(url))


@contextmanager
def session_for(url: str) -> Iterator[Session]:
    """A session of its own, for commands, jobs and tests. Opens no scope and commits nothing: the caller does both."""
    with Session(engine_for(url)) as session:
        yield session


def lock_journal(session: Session) -> None:
    """Let one writer at a time append to the journal, until its transaction ends. SQLite's write lock does so already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _JOURNAL_LOCK})


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, record: ConnectionPoolEntry) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # the driver's own BEGIN comes too late; ours is below
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    connection.create_function("translate", 3, _translate, deterministic=True)


def _translate(text: str | None, letters: str, others: str) -> str | None:
    """PostgreSQL's function of this name, for SQLite, which has none."""
    return None if text is None else text.translate(_letters(letters, others))


@lru_cache(maxsize=8)
def _letters(letters: str, others: str) -> dict[int, int | None]:
    return str.maketrans(letters[: len(others)], others, letters[len(others) :])


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")
