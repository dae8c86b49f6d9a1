"""The server as `make run` starts it: what it prints, and that starting writes nothing."""

import sqlite3
from pathlib import Path

from rollout.database import engine_for, session_for
from rollout.demo import people
from rollout.initialise import initialise
from tests.serving import serving


def content(url: str) -> list[str]:
    engine_for(url).dispose()
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    rows = list(connection.iterdump())
    connection.close()
    return rows


def test_the_server_prints_its_address_and_the_demo_accounts_and_writes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    initialise(sqlite_url)
    with session_for(sqlite_url) as session:
        passwords, _officers = people.open_accounts(session)
        session.commit()
    people.keep(sqlite_url, passwords)
    before = content(sqlite_url)
    with serving(sqlite_url, tmp_path) as server:
        said = (tmp_path / "server.log").read_text()
    assert server.url in said
    assert all(name in said and password in said for name, password in passwords.items())
    assert content(sqlite_url) == before


def test_a_production_server_prints_no_passwords(sqlite_url: str, tmp_path: Path) -> None:
    initialise(sqlite_url)
    with session_for(sqlite_url) as session:
        passwords, _officers = people.open_accounts(session)
        session.commit()
    people.keep(sqlite_url, passwords)
    with serving(sqlite_url, tmp_path, env="production", trusted_hosts="127.0.0.1", https="no"):
        said = (tmp_path / "server.log").read_text()
    assert [password for password in passwords.values() if password in said] == []
    assert said.count("ROLLOUT_PROXIES=1") == 1
