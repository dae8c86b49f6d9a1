"""Put everything in its place, unless it is there."""

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from rollout.frontend import FONTS, PACKAGES, ROOT, VENDOR
from rollout.frontend.icons import draw_icons
from rollout.frontend.letters import PAPER_FONTS, copy_paper_fonts, draw_screen_fonts
from rollout.frontend.packages import install_packages
from rollout.frontend.sheets import copy_scripts, pages, write_sheets

LOCKS = (ROOT / "package.json", ROOT / "package-lock.json")
MANIFEST = VENDOR / "manifest.json"
MADE_FROM = VENDOR / ".made-from"
INSTALLED_FROM = PACKAGES / ".installed-from"


def main() -> None:
    locked = fingerprint(LOCKS)
    key = fingerprint([*LOCKS, *sorted(Path(__file__).parent.glob("*.py")), *pages()])
    if in_place(key):
        return
    if not _says(INSTALLED_FROM, locked):
        install_packages()
        INSTALLED_FROM.write_text(locked, encoding="utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)  # nothing of an earlier recipe stays
    VENDOR.mkdir(parents=True)
    draw_screen_fonts()
    copy_paper_fonts()
    write_sheets()
    copy_scripts()
    draw_icons()
    write_manifest()
    MADE_FROM.write_text(key, encoding="utf-8")


def fingerprint(files: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def in_place(key: str) -> bool:
    """Whether everything was made from just this: the locked packages, the recipe, and the pages whose classes the sheets answer."""
    if not (_says(MADE_FROM, key) and MANIFEST.is_file()):
        return False
    assets = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return all((VENDOR / name).is_file() for name in assets) and all((FONTS / Path(name).name).is_file() for name in PAPER_FONTS)


def write_manifest() -> None:
    """What was made, with the fingerprint of each file."""
    files = sorted(path for path in VENDOR.rglob("*") if path.is_file() and path not in (MANIFEST, MADE_FROM))
    prints = {path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in files}
    MANIFEST.write_text(json.dumps(prints, indent=1) + "\n", encoding="utf-8")


def _says(file: Path, key: str) -> bool:
    return file.is_file() and file.read_text(encoding="utf-8") == key


if __name__ == "__main__":
    main()
