"""The demo programme for tests: loaded once by whoever asks first, for all processes of the run; each module has a copy of its own."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from rollout.database import engine_for, session_for
from rollout.demo import generate
from rollout.demo.people import kept_in
from rollout.initialise import initialise
from rollout.reference import load_reference
from rollout.scope import everything
from tests.serving import ROOT


@dataclass(frozen=True)
class Installation:
    """A folder with an SQLite database, and with the evidence store and the kept passwords that belong to it."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "demo.db"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.database}"

    @property
    def files_url(self) -> str:
        return f"file://{self.folder / 'files'}"

    @property
    def said(self) -> str:
        """What the command said that loaded it, in English."""
        return (self.folder / "said").read_text(encoding="utf-8")

    def copy(self, folder: Path) -> "Installation":
        return Installation(Path(shutil.copytree(self.folder, folder, dirs_exist_ok=True)))


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the processes of the run share, filled by the first that asks; the others wait until it is whole."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = factory.mktemp(name)
            make(unfinished)
            unfinished.rename(folder)
    return folder


def load_by_command(template: Path) -> Callable[[Path], None]:
    """The demo as the program itself loads it into an installation that was just set up."""

    def make(folder: Path) -> None:
        new = Installation(folder)
        shutil.copyfile(template, new.database)
        initialise(new.database_url)
        engine_for(new.database_url).dispose()
        environ = {name: value for name, value in os.environ.items() if not name.startswith("ROLLOUT_")}
        environ |= {"ROLLOUT_DATABASE_URL": new.database_url, "ROLLOUT_FILES_URL": new.files_url}
        program = Path(sys.executable).parent / "rollout"
        loaded = subprocess.run([program, "--lang", "en", "demo"], cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
        assert kept_in(new.database_url).parent == folder
        (folder / "said").write_text(loaded.stdout, encoding="utf-8")
        into_one_file(new.database)

    return make


def enlarge(template: Path) -> Callable[[Path], None]:
    """A register of 800 sites of the same make, in which all tables of the demo are filled."""

    def make(folder: Path) -> None:
        new = Installation(folder)
        shutil.copyfile(template, new.database)
        with session_for(new.database_url) as session, everything(session):
            load_reference(session)
            generated = generate(session, 800)
            session.commit()
        engine_for(new.database_url).dispose()
        (folder / "said").write_text("{} {}".format(*generated), encoding="utf-8")
        into_one_file(new.database)

    return make


def into_one_file(database: Path) -> None:
    """What is still in the write-ahead log goes into the file that will be copied."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
