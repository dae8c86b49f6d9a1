"""The style sheets and scripts of the pages: of Tabler's six thousand rules only those that one of our pages can meet."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from rollout.frontend import PACKAGES, ROOT, VENDOR
from rollout.frontend.letters import font_faces
from rollout.frontend.packages import run_script

SHEETS = {"look.css": "@tabler/core/dist/css/tabler.min.css", "look.rtl.css": "@tabler/core/dist/css/tabler.rtl.min.css"}
SCRIPTS = {"htmx.min.js": "htmx.org/dist/htmx.min.js"}
PAGES = ("views/**/*.html", "views/**/*.py", "views/static/js/*.js")
"""Where the words are that may be classes of a page; a class that is put together from parts must be named whole somewhere here."""


def pages() -> list[Path]:
    """The files of `PAGES`, and our own sheets, whose variables lean on Tabler's."""
    return sorted(path for pattern in (*PAGES, "views/static/css/*.css") for path in ROOT.glob(pattern))


def write_sheets() -> None:
    with TemporaryDirectory() as made:
        for name, source in SHEETS.items():
            run_script(
                "purgecss/bin/purgecss.js", "--css", str(PACKAGES / source), "views/static/css/*.css", "--content", *PAGES,
                "--keyframes", "--variables", "--output", made,
            )
            kept = Path(made, Path(source).name).read_text(encoding="utf-8")
            (VENDOR / name).write_text(f"{_without_map(kept)}{font_faces()}\n", encoding="utf-8")


def copy_scripts() -> None:
    for name, source in SCRIPTS.items():
        (VENDOR / name).write_text(_without_map((PACKAGES / source).read_text(encoding="utf-8")), encoding="utf-8")


def _without_map(text: str) -> str:
    """A style sheet or script without the mention of its source map, which we do not serve."""
    return re.sub(r"\s*(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$", "\n", text)
