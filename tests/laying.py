"""What many tests start from, written once by the product itself and laid as a whole into the database of each further test."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from rollout.database import engine_for
from tests.loading import into_one_file

_Build = Callable[..., Any]
_Key = tuple[Any, ...]
_FILES: dict[_Key, tuple[bytes, bytes, Any]] = {}
_ROWS: dict[_Build, tuple[dict[str, bytes], dict[str, int]]] = {}


def lay(url: str, build: _Build) -> None:
    """Leave in the database of `url`, which holds the schema and no rows, what `build` writes into such a database.

    Built once in this process on each kind of database. Where a test has written something before, it is built again.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        lay_file(url, build)
        return
    with psycopg.connect(address.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True) as connection:
        _lay_rows(connection, url, build)


def lay_file(url: str, build: _Build, *wanted: Any) -> Any:
    """The same on an SQLite database that may hold rows, with what is wanted of `build`; gives what it gave the first time."""
    path = Path(str(make_url(url).database))
    before, open_elsewhere = path.read_bytes(), path.with_name(f"{path.name}-wal").exists()
    key = (build, *wanted)
    empty, full, given = _FILES.get(key, (b"", b"", None))
    if before == empty and not open_elsewhere:
        path.unlink()
        path.write_bytes(full)
        return given
    given = build(url, *wanted)
    if not full and not open_elsewhere:
        engine_for(url).dispose()
        into_one_file(path)
        _FILES[key] = before, path.read_bytes(), given
    return given


def _lay_rows(connection: psycopg.Connection, url: str, build: _Build) -> None:
    if _numbers(connection):
        build(url)
        return
    if build not in _ROWS:
        build(url)
        tables = [name for (name,) in connection.execute(_TABLES).fetchall()]
        _ROWS[build] = {name: rows for name in tables if (rows := _read(connection, name))}, _numbers(connection)
        return
    rows, numbers = _ROWS[build]
    connection.execute("begin; set local session_replication_role = replica")
    for name, written in rows.items():
        with connection.cursor() as cursor, cursor.copy(f'copy "{name}" from stdin'.encode()) as copy:
            copy.write(written)
    for name, number in numbers.items():
        connection.execute("select setval(%s::text::regclass, %s)", (f'"{name}"', number))
    connection.execute("commit")


def _read(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f'copy "{table}" to stdout'.encode()) as copy:
        return b"".join(bytes(part) for part in copy)


def _numbers(connection: psycopg.Connection) -> dict[str, int]:
    """The sequences that have given a number, each with its last."""
    return dict(connection.execute(_NUMBERS).fetchall())


_TABLES = "select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'"
_NUMBERS = "select sequencename, last_value from pg_sequences where schemaname = 'public' and last_value is not null"
