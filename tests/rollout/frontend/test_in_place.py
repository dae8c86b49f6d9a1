import hashlib
import json
from pathlib import Path

import pytest

from rollout.frontend import VENDOR
from rollout.frontend import __main__ as making
from rollout.frontend.sheets import SCRIPTS, SHEETS


def test_the_manifest_names_the_fingerprint_of_every_file() -> None:
    prints = json.loads(making.MANIFEST.read_text(encoding="utf-8"))
    assert {*SHEETS, *SCRIPTS, "icons.svg", "files/plex-400.woff2"} <= set(prints)
    for name, fingerprint in prints.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest().startswith(fingerprint), name


def test_a_missing_file_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    key = making.MADE_FROM.read_text(encoding="utf-8")
    assert making.in_place(key)
    assert not making.in_place("another lock")
    monkeypatch.setattr(making, "PAPER_FONTS", making.PAPER_FONTS | {"noto-kufi-arabic/Absent.ttf": ""})
    assert not making.in_place(key)


def test_a_changed_page_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<p class="alert">', encoding="utf-8")
    before = making.fingerprint([page])
    page.write_text('<p class="alert alert-info">', encoding="utf-8")
    assert making.fingerprint([page]) != before
