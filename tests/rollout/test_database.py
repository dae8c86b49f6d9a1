"""How the product opens an SQLite file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rollout import database


@pytest.mark.parametrize(("pragma", "value"), [("synchronous", 2), ("journal_mode", "wal"), ("foreign_keys", 1), ("recursive_triggers", 1)])
def test_what_was_committed_has_reached_the_disk_and_keeps_its_references(tmp_path: Path, pragma: str, value: object) -> None:
    """The tests' own connections are hasty (see `tests.conftest`); the product's are not."""
    with closing(sqlite3.connect(tmp_path / "some.db")) as connection:
        database._prepare_connection(connection, None)  # type: ignore[arg-type]
        assert connection.execute(f"pragma {pragma}").fetchone() == (value,)
