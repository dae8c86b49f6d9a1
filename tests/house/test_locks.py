"""The lock files pin every package by its content and name no place to fetch it from."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")

# What an entry of npm's lock may say of a package: anything but where it lies.
NPM_FACTS = frozenset({
    "bin", "dependencies", "dev", "engines", "funding", "integrity", "license", "peerDependencies", "peerDependenciesMeta", "version",
    "workspaces",
})
# The options that our commands give to installers and tools; one that names a place to fetch from is none of them.
OPTIONS = frozenset({
    "--disable-pip-version-check", "--dist", "--generate-hashes", "--group", "--help", "--if-empty", "--import-mode", "--input-file",
    "--no-annotate", "--no-audit", "--no-build-isolation", "--no-deps", "--no-emit-index-url", "--no-fund", "--no-header", "--no-index",
    "--no-input", "--no-loadscope-reorder", "--omit-lockfile-registry-resolved", "--output-file", "--package-lock-only", "--python-version",
    "--quiet", "--require-hashes", "--strict-config", "--strict-markers", "--universal", "--upgrade",
})


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
        assert set(entry) <= NPM_FACTS, path


def test_npm_packages_are_asked_for_by_exact_version() -> None:
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    wanted = asked["dependencies"] | asked["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values()), wanted


def test_no_configuration_names_a_registry() -> None:
    assert not [path.name for path in ROOT.iterdir() if path.name in {".npmrc", ".yarnrc", "pip.conf", "uv.toml"}]
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", "Makefile")]
    for text in texts:
        assert "://" not in text
        assert set(re.findall(r"(?<=[\s\"'`])--[a-z][a-z-]*", text)) <= OPTIONS
    assert not {"uv", "pip", "pdm", "poetry"} & set(tomllib.loads(texts[0])["tool"])
