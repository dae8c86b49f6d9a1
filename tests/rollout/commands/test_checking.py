"""What `rollout check` finds: every kind of fault, named, and nothing in sound data."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from click.testing import Result
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models import Evidence, ProgressEntry, Site, StepEntry
from rollout.database import engine_for, session_for
from rollout.details.saving import save_many
from rollout.evidence import store_for
from rollout.initialise import initialise
from rollout.scope import everything
from rollout.stages import State
from tests.factories import entry_values, write_entries
from tests.laying import lay
from tests.rollout.details.making import did

SAMPLE = Path(__file__).parents[2] / "data" / "register_sample.xlsx"
Run = Callable[..., Result]


def faults(run: Run, url: str) -> list[str]:
    done = run("check", url=url, lang="en")
    assert done.exit_code == 1
    return [line.strip() for line in done.stdout.splitlines() if line.startswith("  ")]


def test_check_finds_nothing_in_sound_data(run: Run, stocked: str) -> None:
    done = run("check", url=stocked, lang="en")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Checked entries of the journal (3): in order" in done.stdout


def _write(url: str, change: Callable[[Session], None]) -> None:
    with session_for(url) as session, everything(session):
        change(session)
        session.commit()


def test_check_names_an_entry_that_breaks_the_order(run: Run, stocked: str) -> None:
    def change(session: Session) -> None:
        site = session.scalars(select(Site).where(Site.code == "AST-501")).one()
        now = datetime.now(UTC)
        write_entries(session, [entry_values(site, stage="service", effective_on=date(2023, 5, 1), recorded_at=now)])

    _write(stocked, change)
    early, untold = faults(run, stocked)
    assert early.startswith("Site AST-501: Operation cannot be completed on")
    assert untold.startswith("Site AST-501, Operation: entry ")


def _linked(session: Session, *, planted: bool) -> None:
    """A complex whose line was surveyed, ordered and held up; with an entry, if planted, that no detail tells of."""
    site = session.scalars(select(Site).where(Site.code == "KN-501")).one()
    day = date(2023, 5, 1)
    steps = [did("linking", "line", step, day) for step in ("survey", "order", "blocked")]
    save_many(session, [(site, "linking", step) for step in steps], today=date(2023, 6, 1), by=None)
    if planted:
        values = entry_values(site, stage="linking", state=State.IN_PROGRESS, effective_on=date(2023, 5, 20), source="details")
        write_entries(session, [values | dict(recorded_at=datetime.now(UTC))])


def test_check_proves_that_the_journal_follows_from_details(run: Run, stocked: str) -> None:
    _write(stocked, lambda session: _linked(session, planted=False))
    done = run("check", url=stocked, lang="en")
    assert done.exit_code == 0, done.stdout
    assert "Checked entries that follow from details (4): in order" in done.stdout
    assert "Checked steps of the work (3): in order" in done.stdout


def test_check_lists_each_planted_entry(run: Run, stocked: str) -> None:
    _write(stocked, lambda session: _linked(session, planted=True))
    [fault] = faults(run, stocked)
    assert fault.startswith("Site KN-501, Electronic linking: entry ")
    assert "says “In progress” on 20 May 2023, where the details make it “Stalled”." in fault


def test_check_lists_a_step_that_breaks_a_rule_of_its_area(run: Run, stocked: str) -> None:
    def change(session: Session) -> None:
        _linked(session, planted=False)
        site = session.scalars(select(Site).where(Site.code == "KN-501")).one()
        session.add(
            StepEntry(
                site_id=site.id, governorate_id=site.governorate_id, area="linking", item="line", step="survey",
                happened_on=date(2023, 5, 2), recorded_at=datetime.now(UTC),
            )
        )

    _write(stocked, change)
    assert any(fault.startswith("Site KN-501: Survey was recorded for 1 May 2023 already") for fault in faults(run, stocked))


def test_check_names_a_site_that_search_would_miss(run: Run, stocked: str) -> None:
    _write(stocked, lambda session: session.execute(text("update site set name_ar = 'اسم آخر' where code = 'KN-501'")))
    assert faults(run, stocked) == ["Site KN-501 is not found under its name; its search words are out of date."]


def test_check_names_a_site_without_a_name_and_a_wave_within_a_month(run: Run, stocked: str) -> None:
    def change(session: Session) -> None:
        site = session.scalars(select(Site).where(Site.code == "KN-501")).one()
        site.name_ar, site.planned_on = "\u200b ", date(2023, 8, 15)

    _write(stocked, change)
    assert faults(run, stocked) == [
        "Site KN-501 has no name.", "The planned wave of site KN-501 is not the first day of a month: 2023-08-15.",
    ]


def test_check_names_missing_and_changed_files(run: Run, stocked: str, tmp_path: Path) -> None:
    store = store_for(f"file://{tmp_path / 'files'}")
    picture = io.BytesIO(SAMPLE.read_bytes())
    kept = store.put(picture, "سجل.xlsx")

    def change(session: Session) -> None:
        entry = session.scalars(select(ProgressEntry).limit(1)).one()
        for sha256 in (kept.sha256, "0" * 64):
            session.add(
                Evidence(
                    entry_id=entry.id, governorate_id=entry.governorate_id, sha256=sha256, original_name="x", size=kept.size,
                    media_type=kept.media_type, recorded_at=datetime.now(UTC),
                )
            )

    _write(stocked, change)
    [missing] = faults(run, stocked)
    assert missing.startswith("The file of 1 pieces of evidence (000000000000…) is missing")
    [path] = [path for path in (tmp_path / "files").rglob(kept.sha256) if path.is_file()]
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b" ")
    assert len(faults(run, stocked)) == 2


def test_check_names_a_broken_reference(run: Run, tmp_path: Path, sqlite_url: str) -> None:
    lay(sqlite_url, initialise)

    def change(session: Session) -> None:
        session.execute(text("insert into officer (user_id, capacity) values (999, '')"))

    engine_for(sqlite_url).dispose()
    with session_for(sqlite_url) as session:
        session.connection().connection.commit()  # outside a transaction, where SQLite lets foreign keys be switched off
        session.execute(text("pragma foreign_keys=off"))
        change(session)
        session.commit()
    assert faults(run, sqlite_url) == ["Row 2 of officer points to a row of ab_user that is missing."]


def test_check_writes_nothing(run: Run, sqlite_url: str) -> None:
    lay(sqlite_url, initialise)
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    engine_for(sqlite_url).dispose()
    before = path.read_bytes()
    assert run("check", url=sqlite_url).exit_code == 0
    engine_for(sqlite_url).dispose()
    assert path.read_bytes() == before
