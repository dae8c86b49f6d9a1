"""The floors of the house hold: who may import whom, and what may be imported at all."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("models", "reports", "rollout", "views")


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def distribution(requirement: str) -> str:
    name = re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def test_each_floor_imports_only_those_below() -> None:
    # As a command: inside this process it would silence every logger that other tests listen to.
    ran = subprocess.run([Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout


def test_every_module_of_rollout_stands_on_a_floor() -> None:
    layers = " ".join(PROJECT["tool"]["importlinter"]["contracts"][0]["layers"])
    named = set(re.findall(r"rollout\.(\w+)", layers))
    present = {path.stem for path in (ROOT / "rollout").glob("*.py")}
    present |= {path.parent.name for path in (ROOT / "rollout").glob("*/__init__.py")}
    assert present - named == {"__init__"}
    assert named - present == set()


def test_the_package_itself_imports_nothing() -> None:
    assert imported(ROOT / "rollout" / "__init__.py") == set()


def test_the_command_and_the_factory_load_the_pages_only_when_asked() -> None:
    """So --help answers on a broken installation, and a job that serves no page does not pay for pages."""
    heavy = "{'views', 'reports', 'matplotlib', 'pandas'}"
    code = f"import sys, rollout.app, rollout.cli; sys.exit(', '.join(sorted(sys.modules.keys() & {heavy})) or 0)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")


def undeclared(packages: tuple[str, ...], declared: set[str]) -> set[str]:
    owners = packages_distributions()
    own = {*PACKAGES, "tests"}
    return {
        f"{path.relative_to(ROOT)}: {name}"
        for package in packages
        for path in modules(package)
        for name in {name.split(".")[0] for name in imported(path)} - own - sys.stdlib_module_names
        if not {distribution(owner) for owner in owners.get(name, [])} & declared
    }


def test_everything_imported_is_declared() -> None:
    product = {distribution(line) for line in PROJECT["project"]["dependencies"]}
    groups = PROJECT["dependency-groups"]
    assert undeclared(PACKAGES, product) == set()
    assert undeclared(("tests",), product | {distribution(line) for line in [*groups["test"], *groups["build"]]}) == set()


def test_everything_declared_is_used() -> None:
    used = {name.split(".")[0] for package in PACKAGES for path in modules(package) for name in imported(path)}
    owners = packages_distributions()
    used_distributions = {distribution(owner) for name in used for owner in owners.get(name, [])}
    # Used without an import: a driver that an address names, data, a safer parser that openpyxl picks up, what the framework needs.
    silent = {"defusedxml", "flask-sqlalchemy", "marshmallow", "marshmallow-sqlalchemy", "psycopg", "tzdata"}
    declared = {distribution(line) for line in PROJECT["project"]["dependencies"]}
    assert declared - used_distributions - silent == set()
