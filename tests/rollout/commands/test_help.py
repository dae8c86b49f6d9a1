"""Help and messages of the command line, in the language asked for and on a broken installation."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from rollout.cli import COMMANDS
from rollout.commands.speech import language_asked

ROOT = Path(__file__).parents[3]
Run = Callable[..., Result]


def program(*arguments: str, before: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    code = f"import sys; {before or 'pass'}; sys.argv = ['rollout', *{list(arguments)!r}]; from rollout.cli import main; main()"
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ROLLOUT_", "LC_", "LANG"))}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=clean | environ, capture_output=True, text=True)


def test_help_answers_on_a_broken_installation() -> None:
    broken = "sys.modules.update(dict.fromkeys(['sqlalchemy', 'flask', 'flask_appbuilder', 'alembic', 'typst', 'babel']))"
    ran = program("--help", before=broken, LANG="en_GB.UTF-8")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert all(f"  {name} " in ran.stdout for name in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "environ", "expected"),
    [
        ([], {}, "ar"), ([], {"LANG": "C.UTF-8"}, "ar"), ([], {"LANG": "en_US.UTF-8"}, "en"), ([], {"LANG": "ar_EG.UTF-8"}, "ar"),
        ([], {"LC_ALL": "ar_EG", "LANG": "en_US"}, "ar"), (["--lang", "en", "init"], {}, "en"), (["--lang=ar"], {"LANG": "en"}, "ar"),
        (["position", "--lang"], {}, "ar"),
    ],
)
def test_the_language_is_the_one_asked_for_else_that_of_the_locale(
    arguments: list[str], environ: dict[str, str], expected: str
) -> None:
    assert language_asked(arguments, environ) == expected


def test_help_speaks_arabic_throughout() -> None:
    ran = program("position", "--help")
    assert ran.stdout.startswith("الاستخدام: rollout position")
    assert not [word for word in ("Usage", "Options", "Show this message", "default") if word in ran.stdout]


def test_help_speaks_english_when_asked() -> None:
    ran = program("--lang", "en", "report", "all", "--help")
    assert ran.stdout.startswith("Usage: rollout report all")
    assert "The day that the report speaks for.  [required]" in " ".join(ran.stdout.split("\n"))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(run: Run, name: str) -> None:
    done = run(name, "--help", url="sqlite:///nowhere.db")
    assert done.exit_code == 0
    assert str(COMMANDS[name][1]).rstrip(".")[:20] in done.output


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["position", "--format", "xml"], ["report", "all"], ["position", "--as-of", "31/2/2023"]]
)
def test_wrong_usage_ends_with_two(run: Run, arguments: list[str], tmp_path: Path) -> None:
    assert run(*arguments, url=f"sqlite:///{tmp_path / 'none.db'}").exit_code == 2
