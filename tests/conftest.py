"""What tests may ask for: a database of each kind, a session, the cast, the real server, a real browser.

The schema is migrated once a process on each kind of database. Test after test gets its database at the same address, with no rows:
what SQLAlchemy has once compiled for an engine serves all of them.
"""

import gc
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import event
from sqlalchemy.engine import URL, Engine
from sqlalchemy.orm import Session

from rollout import comparison, errands, golive, handover, linking, meters, migrations, offices, overdue, position, summary, tallies, weekly
from rollout.approvals import completeness, restating
from rollout.database import engine_for, session_for
from rollout.ledger import books, desk, duties
from rollout.plan import course
from rollout.scope import everything
from rollout.text import use_language
from rollout.training import gap
from tests.cast import CAST, Member, bring_in
from tests.laying import lay
from tests.loading import Installation, enlarge, into_one_file, load_by_command, made_once
from tests.machine import BROWSER_FLAGS, find_chromium
from tests.postgres import Slate, run_on, running_postgres
from tests.serving import Server, serving

# How long an example takes says something about the machine, not about the product.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

DATABASES = ("sqlite", "postgresql")
_number = count(1)

# What is collected lives as long as the process. Looking for garbage in it time and again is a tenth of all work.
gc.set_threshold(50_000, 20, 20)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "on_day(day): the product's clock stands still at this day")


@event.listens_for(Engine, "connect")
def _write_hastily(connection: Any, _record: Any) -> None:
    """As on PostgreSQL: nothing outlives the tests, so nothing needs to reach the disk, for which each commit would wait."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


KEEPERS = (
    position, summary, course, handover, linking, offices, golive, overdue, errands, weekly, comparison,
    completeness, restating, gap, meters, tallies, books, desk, duties,
)
"""What keeps in memory whatever it read: of a database at the same address, which in the next test is another one."""


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    for keeper in KEEPERS:
        keeper.forget()


@pytest.fixture(autouse=True)
def _every_test_speaks_arabic_first() -> None:
    """A page or command that a test asked for in English leaves its language behind in this process."""
    use_language("ar")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    url = f"sqlite:///{path}"
    migrations.upgrade(url)
    engine_for(url).dispose()
    into_one_file(path)
    return path


@pytest.fixture(scope="session")
def demo_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The demo programme as the command loads it. Other processes have it too: copy it, and read the copy."""
    return Installation(made_once(tmp_path_factory, "demo-programme", load_by_command(sqlite_template)))


@pytest.fixture(scope="session")
def enlarged_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The demo's register of 800 sites, without accounts and papers, for whoever copies it."""
    return Installation(made_once(tmp_path_factory, "demo-of-800", enlarge(sqlite_template)))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: URL) -> str:
    run_on(postgres_server, "create database template_schema")
    url = _text(postgres_server.set(database="template_schema"))
    migrations.upgrade(url)
    engine_for(url).dispose()
    return "template_schema"


@pytest.fixture(scope="session")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sqlite") / "rollout.db"


@pytest.fixture
def sqlite_url(sqlite_template: Path, sqlite_place: Path) -> Iterator[str]:
    """An SQLite database with the schema and no rows."""
    fresh_copy(sqlite_template, sqlite_place)
    url = f"sqlite:///{sqlite_place}"
    yield url
    engine_for(url).dispose()


@pytest.fixture(scope="session")
def postgres_slate(postgres_server: URL, postgres_template: str) -> Iterator[Slate]:
    with closing(Slate(postgres_server, postgres_template)) as slate:
        yield slate


@pytest.fixture
def postgres_url(postgres_slate: Slate) -> Iterator[str]:
    """A PostgreSQL database with the schema and no rows."""
    url = _text(postgres_slate.clean())
    yield url
    engine = engine_for(url)
    if engine.pool.checkedout():  # type: ignore[attr-defined]
        engine.dispose()


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A database with the schema and no rows; the test runs once on each kind."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without even a schema, for those who test how it comes about; once on each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
        yield url
        engine_for(url).dispose()
        return
    server: URL = request.getfixturevalue("postgres_server")
    name = f"empty_{next(_number)}"
    run_on(server, f"create database {name} template template0 strategy file_copy")
    url = _text(server.set(database=name))
    yield url
    engine_for(url).dispose()
    run_on(server, f"drop database {name} with (force)")


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A session that works for the whole country, as commands do. Whoever tests the scope opens one with `session_for`."""
    with session_for(database_url) as session, everything(session):
        yield session


@pytest.fixture
def cast(database_url: str) -> dict[str, Member]:
    """The seven members with their accounts, and the governorates, in the test's database."""
    lay(database_url, _people)
    return CAST


@pytest.fixture(scope="session")
def peopled_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("peopled") / "template.db"
    shutil.copyfile(sqlite_template, path)
    url = f"sqlite:///{path}"
    _people(url)
    engine_for(url).dispose()
    return path


@pytest.fixture(scope="session")
def running_server(peopled_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    shutil.copyfile(peopled_template, folder / "rollout.db")
    with serving(f"sqlite:///{folder / 'rollout.db'}", folder) as server:
        yield server


@pytest.fixture
def server(running_server: Server, peopled_template: Path) -> Iterator[Server]:
    """The real program behind gunicorn on a free port of this machine, with the cast in its database and nothing else.

    It runs on from test to test; its database is overwritten under it in one transaction, as a backup is played back.
    """
    shutil.rmtree(running_server.files_url.removeprefix("file://"), ignore_errors=True)
    with (
        closing(sqlite3.connect(peopled_template)) as template,
        closing(sqlite3.connect(running_server.database_url.removeprefix("sqlite:///"), timeout=60)) as database,
    ):
        template.backup(database)
    yield running_server
    engine_for(running_server.database_url).dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = find_chromium()
    assert chromium, "python -m tests.machine says how to get Chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(BROWSER_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of an Egyptian desk, with no cookies yet."""
    context = browser.new_context(locale="ar-EG", timezone_id="Africa/Cairo", viewport={"width": 1440, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that must stay without errors of scripts and without anything that the content policy had to stop."""
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None)
    yield page
    assert problems == []


def _people(url: str) -> None:
    with session_for(url) as session:
        bring_in(session)
        session.commit()


def fresh_copy(template: Path, path: Path) -> None:
    """Lay a copy of the template where perhaps another database was: a new file, for whoever still has the old one open."""
    for old in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        old.unlink(missing_ok=True)
    shutil.copyfile(template, path)


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)
