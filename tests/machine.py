"""What the tests need of the machine itself: a browser and poppler.

``python -m tests.machine`` finds or fetches them, or says in one line what is missing and fails.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# As root there is no sandbox to enter; the rest keeps the browser from calling home, for tests talk to this machine only.
BROWSER_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)


def find_chromium() -> str | None:
    """The path of a Chromium: the system's own, else the one that Playwright brought."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def ask_debian(*packages: str) -> None:
    """Install system packages where we may: as root, on a system that has apt."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quietly = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdin": subprocess.DEVNULL}
        for request in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
            subprocess.run(["apt-get", "-qq", *request], stdout=subprocess.DEVNULL, **quietly)


def ask_playwright() -> None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdin=subprocess.DEVNULL)


def main() -> None:
    found = {"chromium": find_chromium(), "poppler-utils": shutil.which("pdftotext")}
    wanted = [package for package, path in found.items() if not path]
    if wanted:
        ask_debian(*wanted)
    if "chromium" in wanted and not find_chromium():
        ask_playwright()
    if not find_chromium():
        sys.exit("The tests need Chromium: install the package chromium, or run them as root on Debian.")
    if not shutil.which("pdftotext"):
        sys.exit("The tests need pdftotext: install the package poppler-utils, or run them as root on Debian.")


if __name__ == "__main__":
    main()
