"""The server as `make run` starts it: what it prints, and that starting writes nothing."""

import os
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from rollout import clock, settings
from rollout.commands import serving as serving_command
from rollout.database import engine_for, session_for
from rollout.demo import people
from rollout.demo.clockwork import LAST_DAY
from rollout.initialise import initialise
from rollout.scope import everything
from tests.factories import a_site
from tests.laying import lay
from tests.serving import SECRET_KEY, serving


def content(url: str) -> list[str]:
    engine_for(url).dispose()
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    rows = list(connection.iterdump())
    connection.close()
    return rows


def staffed(url: str) -> dict[str, str]:
    """An installation with the accounts of the demo; gives their passwords."""
    initialise(url)
    with session_for(url) as session:
        passwords, _officers = people.open_accounts(session)
        session.commit()
    return passwords


def test_the_server_prints_its_address_and_the_demo_accounts_and_writes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    passwords = lay(sqlite_url, staffed)
    people.keep(sqlite_url, passwords)
    before = content(sqlite_url)
    with serving(sqlite_url, tmp_path) as server:
        said = (tmp_path / "server.log").read_text()
    assert server.url in said
    assert all(name in said and password in said for name, password in passwords.items())
    assert content(sqlite_url) == before


@pytest.mark.parametrize(("is_demo", "given", "day"), [
    (True, {}, LAST_DAY), (False, {}, None), (True, {"ROLLOUT_TODAY": ""}, None),
    (True, {"ROLLOUT_TODAY": "2023-07-31"}, date(2023, 7, 31)),
])
def test_a_demo_is_shown_on_its_own_last_day(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, is_demo: bool, given: dict[str, str], day: date | None
) -> None:
    lay(sqlite_url, initialise)
    with session_for(sqlite_url) as session, everything(session):
        a_site(session, is_demo=is_demo)
        session.commit()
    monkeypatch.delenv("ROLLOUT_TODAY", raising=False)
    for name, value in {"ROLLOUT_DATABASE_URL": sqlite_url, "ROLLOUT_SECRET_KEY": SECRET_KEY, **given}.items():
        monkeypatch.setenv(name, value)
    chosen = serving_command._on_the_day_of_the_demo(settings.load())
    assert chosen.today == clock.standing() == day
    clock.stand_at(None)
    assert os.environ.pop("ROLLOUT_TODAY", None) == (day.isoformat() if day else given.get("ROLLOUT_TODAY"))


def test_a_production_server_prints_no_passwords(sqlite_url: str, tmp_path: Path) -> None:
    passwords = lay(sqlite_url, staffed)
    people.keep(sqlite_url, passwords)
    with serving(sqlite_url, tmp_path, env="production", trusted_hosts="127.0.0.1", https="no"):
        said = (tmp_path / "server.log").read_text()
    assert [password for password in passwords.values() if password in said] == []
    assert said.count("ROLLOUT_PROXIES=1") == 1
