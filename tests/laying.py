"""What many tests start from, written once by the product itself and laid as a whole into the database of each further test."""

from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import psycopg
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from rollout.database import engine_for, session_for
from rollout.reference import load_reference
from tests.loading import into_one_file

_Build = Callable[..., Any]
_Key = tuple[Any, ...]
_FILES: dict[_Key, tuple[bytes, Any]] = {}
_ROWS: dict[_Key, tuple[dict[str, bytes], dict[str, int], Any]] = {}


def lay(url: str, build: _Build, *wanted: Any) -> Any:
    """Leave in the database of `url` what `build` writes into one that holds the same, with what is wanted of it; gives what it gave.

    Built once in this process on each kind of database for all that begin alike.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return lay_file(url, build, *wanted)
    with closing(engine_for(url).raw_connection()) as pooled:
        return _lay_rows(cast(psycopg.Connection, pooled.driver_connection), url, build, *wanted)


def lay_under(session: Session, build: _Build, *wanted: Any) -> Any:
    """The same under a session that has not begun to work with its database; nothing where it has."""
    if session.in_transaction() or session.new:
        return None
    return lay(session.get_bind().engine.url.render_as_string(hide_password=False), build, *wanted)


def lay_reference(session: Session) -> None:
    """The governorates, marakez, programmes and whatever else the product brings."""
    if not lay_under(session, _reference):
        load_reference(session)


def _reference(url: str) -> int:
    with session_for(url) as session:
        added = load_reference(session)
        session.commit()
        return added


def lay_file(url: str, build: _Build, *wanted: Any) -> Any:
    """The same where there is an SQLite database only. Where somebody has the file open, it is built again."""
    path = Path(str(make_url(url).database))
    if path.with_name(f"{path.name}-wal").exists():
        return build(url, *wanted)
    key = (build, *wanted, sha256(path.read_bytes()).digest())
    if key not in _FILES:
        given = build(url, *wanted)
        engine_for(url).dispose()
        into_one_file(path)
        _FILES[key] = path.read_bytes(), given
        return given
    full, given = _FILES[key]
    path.unlink()
    path.write_bytes(full)
    return given


def _lay_rows(connection: psycopg.Connection, url: str, build: _Build, *wanted: Any) -> Any:
    before = _content(connection) if _numbers(connection) else {}
    key = (build, *wanted, sha256(repr(sorted(before.items())).encode()).digest())
    if key not in _ROWS:
        given = build(url, *wanted)
        rows = {name: _added(before.get(name, b""), after) for name, after in _content(connection).items()}
        if None not in rows.values():
            _ROWS[key] = {name: added for name, added in rows.items() if added}, _numbers(connection), given
        return given
    rows, numbers, given = _ROWS[key]
    connection.execute("set local session_replication_role = replica")
    for name, written in rows.items():
        with connection.cursor() as cursor, cursor.copy(f'copy "{name}" from stdin'.encode()) as copy:
            copy.write(written)
    for name, number in numbers.items():
        connection.execute("select setval(%s::text::regclass, %s)", (f'"{name}"', number))
    connection.commit()
    return given


def _content(connection: psycopg.Connection) -> dict[str, bytes]:
    tables = [name for (name,) in connection.execute(_TABLES).fetchall()]
    return {name: rows for name in tables if (rows := _read(connection, name))}


def _added(before: bytes, after: bytes) -> bytes | None:
    """The rows that are new, or nothing to lay if an earlier one was changed or is gone."""
    known, now = set(before.splitlines(keepends=True)), after.splitlines(keepends=True)
    return b"".join(row for row in now if row not in known) if known <= set(now) else None


def _read(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f'copy "{table}" to stdout'.encode()) as copy:
        return b"".join(bytes(part) for part in copy)


def _numbers(connection: psycopg.Connection) -> dict[str, int]:
    """The sequences that have given a number, each with its last."""
    return dict(connection.execute(_NUMBERS).fetchall())


_TABLES = "select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'"
_NUMBERS = "select sequencename, last_value from pg_sequences where schemaname = 'public' and last_value is not null"
