"""The lock files pin every package by its content and name no place to fetch it from."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;\\]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_python_packages_are_pinned_by_content_and_without_addresses(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8").strip())
    assert entries
    for entry in entries:
        assert re.fullmatch(r"[a-z0-9-]+==[^\s;\\]+( ; [^\\\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+", entry), entry[:80]


def test_the_python_locks_agree() -> None:
    product, tools = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: version for name, version in tools.items() if product.get(name, version) != version} == {}


def test_npm_packages_are_pinned_by_content_and_without_addresses() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["lockfileVersion"] == 3
    packages = {path: entry for path, entry in lock["packages"].items() if path}
    assert packages
    for path, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), path
        assert "resolved" not in entry, path


def test_npm_packages_are_asked_for_by_exact_version() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values()), wanted


def test_no_configuration_names_a_registry() -> None:
    assert not [path.name for path in ROOT.iterdir() if path.name in {".npmrc", ".yarnrc", "pip.conf", "uv.toml"}]
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8") + (ROOT / "Makefile").read_text(encoding="utf-8")
    assert not re.findall(r"index-url|registry=|find-links", text.replace("--no-emit-index-url", ""))
