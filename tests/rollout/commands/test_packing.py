"""Packing lists from the terminal."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from sqlalchemy import func, select

from models import Paper
from rollout.database import session_for
from rollout.scope import everything
from tests.supplies import ordered

Run = Callable[..., Result]


@pytest.fixture
def site(ready_url: str) -> str:
    """The code of a site for which ten of each item are ordered."""
    with session_for(ready_url) as session, everything(session):
        world = ordered(session, 10)
        session.commit()
        return world.sites[0].code


def notes(url: str) -> int | None:
    with session_for(url) as session, everything(session):
        return session.scalar(select(func.count()).select_from(Paper).where(Paper.kind == "delivery"))


def sheet(path: Path, *rows: list[Any]) -> str:
    book = openpyxl.Workbook()
    for row in (["رقم إذن التسليم", "تاريخ إذن التسليم", "كود البند", "كود الموقع", "الكمية"], *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())
    return str(path)


def test_a_list_is_entered_once_and_never_in_part(run: Run, ready_url: str, site: str, tmp_path: Path) -> None:
    good = sheet(tmp_path / "good.xlsx", ["٥", date(2023, 7, 1), "I-1", site, 4])
    bad = sheet(tmp_path / "bad.xlsx", ["٦", date(2023, 7, 1), "I-1", site, 1], [None, None, "I-9", "X", 4])
    assert run("packing", "import", good, "--dry-run", url=ready_url).exit_code == 0
    failed = run("packing", "import", bad, url=ready_url)
    assert failed.exit_code != 0
    assert all(place in failed.stderr for place in ("C3", "D3"))
    assert notes(ready_url) == 0
    assert run("packing", "import", good, url=ready_url).exit_code == 0
    assert run("packing", "import", good, url=ready_url).exit_code == 0
    assert notes(ready_url) == 1
