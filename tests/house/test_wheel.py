"""The artefact that is installed elsewhere carries everything the product needs to run."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from rollout.frontend.letters import PAPER_FONTS
from rollout.frontend.sheets import SCRIPTS, SHEETS

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("models", "reports", "rollout", "translations", "views")
KINDS = {".csv", ".css", ".html", ".js", ".mako", ".py", ".svg", ".txt", ".typ"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("tashgheel-*.whl")))


def test_everything_in_the_packages_is_inside(wheel: zipfile.ZipFile) -> None:
    """Modules, templates, style sheets, data files, migrations and the papers' templates, wherever they lie."""
    wanted = {
        path.relative_to(ROOT).as_posix() for package in PACKAGES for path in (ROOT / package).rglob("*") if path.suffix in KINDS
    }
    assert {"rollout/data/governorates.csv", "rollout/migrations/env.py"} <= wanted
    assert any(name.startswith("views/templates/") for name in wanted)
    assert any(name.endswith(".typ") for name in wanted)
    assert wanted - set(wheel.namelist()) == set()


def test_what_setup_makes_is_inside(wheel: zipfile.ZipFile) -> None:
    made = {f"views/static/vendor/{name}" for name in (*SHEETS, *SCRIPTS, "icons.svg", "manifest.json")}
    made |= {f"reports/fonts/{Path(name).name}" for name in PAPER_FONTS}
    made |= {"translations/ar/LC_MESSAGES/messages.mo"}
    assert made - set(wheel.namelist()) == set()
    assert any(name.endswith(".woff2") for name in wheel.namelist())


def test_nothing_else_is_inside(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    assert not [name for name in wheel.namelist() if "__pycache__" in name or name.endswith(".db")]


def test_it_cannot_be_published_by_accident(wheel: zipfile.ZipFile) -> None:
    metadata = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    assert "Classifier: Private :: Do Not Upload" in wheel.read(metadata).decode()


def test_it_brings_the_command_and_the_licences(wheel: zipfile.ZipFile) -> None:
    names = {name.split(".dist-info/")[1]: name for name in wheel.namelist() if ".dist-info/" in name}
    assert "rollout = rollout.cli:main" in wheel.read(names["entry_points.txt"]).decode()
    assert {"licenses/LICENSE", "licenses/reports/OFL.txt"} <= set(names)
