"""Commands run in this process, over a database that is set up and one that also holds a little news."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from models import ImportRun
from rollout.cli import rollout_command
from rollout.commands.speech import speak
from rollout.database import session_for
from rollout.initialise import initialise
from rollout.journal import record_many
from rollout.rules import News
from rollout.scope import everything
from rollout.stages import State
from rollout.text import use_language
from tests.factories import a_site
from tests.laying import lay

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run one command in this process, in Arabic or English."""
    monkeypatch.setenv("LANGUAGE", "ar")  # what a command sets is put back after the test

    def command(*arguments: str, url: str, lang: str = "ar", typed: str = "", **settings: str) -> Result:
        given = {"ROLLOUT_DATABASE_URL": url, "ROLLOUT_FILES_URL": f"file://{tmp_path / 'files'}", **settings}
        for name in os.environ:
            if name.startswith("ROLLOUT_"):
                monkeypatch.delenv(name)
        speak(lang)
        try:
            return CliRunner(env=given).invoke(rollout_command, list(arguments), input=typed, prog_name="rollout")
        finally:
            use_language("ar")

    return command


@pytest.fixture
def ready_url(database_url: str) -> str:
    """An initialised database; the register is empty."""
    lay(database_url, initialise)
    return database_url


@pytest.fixture
def stocked(ready_url: str) -> str:
    """One complex of Assiut of which a sheet told three stages, one of Qena with none."""
    with session_for(ready_url) as session, everything(session):
        site = a_site(session, code="AST-501")
        a_site(session, code="KN-501", governorate="EG-KN")
        told = (
            News("handover", State.DONE, date(2023, 3, 1), 1, 1), News("utilities", State.IN_PROGRESS, date(2023, 4, 2), 2, 6),
            News("linking", State.STALLED, date(2023, 5, 9), note="=cmd"),
        )
        sheet = ImportRun(sha256="0" * 64, original_name="register.xlsx", recorded_at=datetime.now(UTC))
        session.add(sheet)
        session.flush()
        record_many(session, [(site, news) for news in told], today=date(2023, 6, 1), source="import", import_run=sheet)
        session.commit()
    return ready_url
