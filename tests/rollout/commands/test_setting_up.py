"""Setting an installation up, and what a command says where that has not been done or was done wrongly."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from models import ProgressEntry
from rollout import migrations, passwords
from rollout.database import engine_for, session_for
from rollout.initialise import newest_schema
from tests.counting import counted
from tests.loading import Installation

SAMPLE = Path(__file__).parents[2] / "data" / "register_sample.xlsx"
Run = Callable[..., Result]


def test_commands_refuse_a_database_that_is_not_set_up(run: Run, empty_url: str, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    for arguments in (
        ["position"], ["demo"], ["check"], ["serve"], ["user", "add", "someone", "--role", "ministry"], ["work"],
        ["report", "all", "--as-of", "2023-07-31", "--out", str(tmp_path / "out")], ["import", "register", str(SAMPLE)],
    ):
        done = run(*arguments, url=empty_url, lang="en")
        assert (done.exit_code, done.stderr) == (1, "The database is not set up yet. Run: rollout init\n"), arguments
        assert done.stdout == ""
    assert sorted(tmp_path.rglob("*")) == before


def test_commands_refuse_a_schema_of_another_version(run: Run, ready_url: str) -> None:
    engine_for(ready_url).dispose()
    migrations.downgrade(ready_url, "0001")
    done = run("position", url=ready_url, lang="en")
    assert (done.exit_code, done.stderr) == (1, f"The database has schema 0001, this version needs {newest_schema()}. Run: rollout init\n")


def test_init_opens_one_account_and_repeating_it_changes_nothing(run: Run, empty_url: str) -> None:
    first = run("init", url=empty_url, lang="en")
    assert first.exit_code == 0
    password = first.output.strip().rpartition(" ")[2]
    again = run("init", url=empty_url, lang="en")
    assert again.output == "The database is ready; nothing had to be added.\n"
    with session_for(empty_url) as session:
        [user] = session.scalars(select(User))
        assert (user.username, [role.name for role in user.roles]) == ("administrator", ["administrator"])
        assert passwords.matches(user.password, password)


def test_demo_loads_once(run: Run, demo_template: Installation, tmp_path: Path) -> None:
    demo = demo_template.copy(tmp_path)
    assert "754" in demo.said
    entries = counted(demo.database_url, ProgressEntry)
    refused = run("demo", url=demo.database_url, lang="en")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert run("demo", "--if-empty", url=demo.database_url, lang="en").exit_code == 0
    assert counted(demo.database_url, ProgressEntry) == entries
    assert run("check", url=demo.database_url).exit_code == 0
    engine_for(demo.database_url).dispose()


def test_settings_hide_secrets(run: Run, tmp_path: Path) -> None:
    done = run("settings", url="postgresql://me:pa55word@db/rollout", ROLLOUT_SECRET_KEY="a-secret-that-is-not-printed-anywhere")
    assert "ROLLOUT_DATABASE_URL" in done.output
    assert "pa55word" not in done.output
    assert "not-printed" not in done.output


@pytest.mark.parametrize("arguments", [["settings"], ["position"], ["serve"], ["init"]])
def test_a_wrong_setting_stops_every_command(run: Run, arguments: list[str], sqlite_url: str) -> None:
    done = run(*arguments, url=sqlite_url, lang="en", ROLLOUT_PRT="8080")
    assert (done.exit_code, done.stderr) == (1, "There is no setting ROLLOUT_PRT.\n")


def test_serve_refuses_an_unsafe_production(run: Run, sqlite_url: str) -> None:
    done = run("serve", url=sqlite_url, lang="en", ROLLOUT_ENV="production")
    assert (done.exit_code, done.stderr) == (1, "Production needs ROLLOUT_SECRET_KEY or ROLLOUT_SECRET_KEY_FILE.\n")


def test_an_unreachable_database_is_told_in_one_line(run: Run, tmp_path: Path) -> None:
    done = run("position", url=f"postgresql://nobody@/rollout?host={tmp_path}", lang="en")
    assert done.exit_code == 1
    assert done.stderr.startswith("The database cannot be used: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("url", ["mysql://x", "oracle://x", "postgresql+asyncpg://x", "nonsense", "what://ever"])
@pytest.mark.parametrize("arguments", [["position"], ["init"]])
def test_a_database_of_another_kind_is_refused_in_one_sentence(run: Run, url: str, arguments: list[str]) -> None:
    done = run(*arguments, url=url)
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1), done.stderr


@pytest.mark.parametrize("arguments", [["position"], ["init"], ["check"]])
def test_a_file_that_is_no_database_is_refused_in_one_sentence(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "letter.txt").write_text("Dear sirs, " * 1000)
    done = run(*arguments, url=f"sqlite:///{tmp_path / 'letter.txt'}")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1), done.stderr


@pytest.mark.parametrize("files", ["ftp2://x", "s3://bucket"])
def test_a_store_that_there_is_not_is_refused_in_one_sentence(run: Run, ready_url: str, files: str) -> None:
    done = run("check", url=ready_url, ROLLOUT_FILES_URL=files)
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "ROLLOUT_FILES_URL" in done.stderr


def test_what_a_command_writes_is_for_its_own_account(tmp_path: Path) -> None:
    program = [Path(sys.executable).parent / "rollout", "init"]
    url = f"sqlite:///{tmp_path / 'var' / 'rollout.db'}"
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ROLLOUT_")} | {"ROLLOUT_DATABASE_URL": url}
    subprocess.run(program, env=environ, umask=0, check=True, stdout=subprocess.DEVNULL)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "var", tmp_path / "var" / "rollout.db")}
    assert modes == {"var": 0o700, "rollout.db": 0o600}
