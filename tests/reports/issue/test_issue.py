"""Reports from the journal to files: the same for ever, for whoever may see them."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

import reports
from models import Governorate
from rollout.arabic import format_number
from rollout.database import session_for
from rollout.errors import OutOfScope, Refused
from rollout.position import position
from rollout.scope import NOTHING, Scope, everything, limited
from rollout.stages import Kind, State
from rollout.text import speaking
from rollout.totals import totals
from tests.factories import a_governorate, a_site, entry_values, write_entries
from tests.laying import lay_reference
from tests.reports import reading

AS_OF = date(2023, 7, 31)
RECORDED = datetime(2023, 7, 31, 18, tzinfo=UTC)
TODAY = date(2023, 8, 2)


@pytest.fixture
def url(sqlite_url: str) -> str:
    with session_for(sqlite_url) as session, everything(session):
        fill(session)
        session.commit()
    return sqlite_url


@pytest.fixture
def told(session: Session) -> Session:
    """A session, on each kind of database, over three governorates with sites and 24 without."""
    fill(session)
    return session


def fill(session: Session) -> None:
    lay_reference(session)
    rows = []
    for number in range(12):
        governorate = ("EG-AST", "EG-AST", "EG-KN")[number % 3]
        code = f"{governorate[3:]}-{number:03}"
        site = a_site(session, governorate=governorate, code=code, planned_on=date(2023, 6, 1), recorded_at=RECORDED)
        for reached, stage in enumerate(Kind.COMPLEX.stages[: number % 8]):
            day = date(2023, 2, 10) + timedelta(days=20 * reached)
            rows.append(entry_values(site, stage=stage.key, effective_on=day, news_on=AS_OF, recorded_at=RECORDED))
    centre = a_site(session, governorate="EG-C", kind=Kind.FIXED_CENTRE, name_ar="المركز التكنولوجي", code="C-F1", recorded_at=RECORDED)
    rows.append(entry_values(centre, stage="premises", state=State.IN_PROGRESS.value, news_on=AS_OF, recorded_at=RECORDED))
    write_entries(session, rows)


@pytest.fixture
def statements(told: Session) -> Iterator[list[str]]:
    """What the database is asked, from here on."""
    asked: list[str] = []
    listener = lambda conn, cursor, statement, *rest: asked.append(statement)  # noqa: E731 (removed by the same name below)
    engine = told.get_bind()
    event.listen(engine, "before_cursor_execute", listener)
    yield asked
    event.remove(engine, "before_cursor_execute", listener)


def committee(session: Session, code: str = "EG-AST", as_of: date = AS_OF, known_at: datetime | None = RECORDED) -> bytes:
    return reports.committee_report(session, code, as_of, known_at, today=TODAY)


def test_totals_in_the_text_are_those_of_the_position(told: Session) -> None:
    text = reading.text(reports.national_report(told, AS_OF, RECORDED, today=TODAY))
    counted = totals(position(told, AS_OF, RECORDED, kind=Kind.COMPLEX).rows)
    for stage in Kind.COMPLEX.stages:
        total = counted[Kind.COMPLEX, stage.key]
        assert f"{stage.label} {format_number(total.register)} {format_number(total.done)} " in text


def test_what_is_recorded_later_changes_no_earlier_report(told: Session) -> None:
    before = committee(told)
    later = a_site(told, governorate="EG-AST", recorded_at=RECORDED + timedelta(minutes=59))
    write_entries(told, [entry_values(later, effective_on=date(2023, 7, 1), news_on=AS_OF, recorded_at=RECORDED + timedelta(hours=1))])
    text = reading.text(committee(told))
    assert "تم استلام ٧ مجمعات" in text
    assert "تم استلام ٨ مجمعات" in reading.text(committee(told, known_at=RECORDED + timedelta(hours=2)))
    assert "تم استلام ٧ مجمعات" in reading.text(before)


def test_by_default_a_report_is_of_the_last_moment_of_the_journal(told: Session) -> None:
    known_at = position(told, AS_OF).known_at
    assert reports.committee_report(told, "EG-AST", AS_OF) == reports.committee_report(told, "EG-AST", AS_OF, known_at)


def test_the_language_of_whoever_asks_changes_nothing(told: Session) -> None:
    with speaking("en"):
        english = committee(told)
    assert english == committee(told)


def test_an_earlier_day_has_its_own_report(told: Session) -> None:
    facts = reading.attached(committee(told, as_of=date(2023, 2, 28)))["facts"]
    assert facts["kinds"]["complex"]["stages"]["utilities"]["done"] == 0
    assert reading.attached(committee(told))["facts"]["kinds"]["complex"]["stages"]["utilities"]["done"] > 0


def test_the_report_reads_the_journal_a_few_times_whatever_the_number_of_sites(told: Session, statements: list[str]) -> None:
    committee(told)
    few = len(statements)
    for _ in range(20):
        a_site(told, governorate="EG-AST", recorded_at=RECORDED)
    statements.clear()
    committee(told)
    assert len(statements) == few <= 28


def test_days_to_come_are_refused(told: Session) -> None:
    with pytest.raises(Refused):
        committee(told, as_of=TODAY + timedelta(days=1))
    with pytest.raises(Refused):
        committee(told, known_at=datetime.now(UTC) + timedelta(days=1))


def test_an_unknown_governorate_is_refused(told: Session) -> None:
    with pytest.raises(Refused):
        committee(told, "EG-XX")


def test_nobody_gets_the_report_of_a_governorate_that_they_may_not_see(told: Session) -> None:
    qena = Scope(frozenset({a_governorate(told, "EG-KN").id}), frozenset())
    with limited(told, qena):
        assert "محافظة قنا" in reading.text(committee(told, "EG-KN"))
        with pytest.raises(Refused):
            committee(told, "EG-AST")
        with pytest.raises(OutOfScope):
            reports.national_report(told, AS_OF, today=TODAY)
    with limited(told, NOTHING), pytest.raises(Refused):
        committee(told, "EG-KN")


def test_an_empty_journal_gives_papers_too(session: Session) -> None:
    lay_reference(session)
    text = reading.text(reports.national_report(session, AS_OF))
    assert "لا توجد مواقع مدرجة بالسجل على مستوى الجمهورية" in text
    assert "لم تسجل بيانات بعد" in text


def test_all_reports_are_written_and_equal_those_issued_alone(url: str, tmp_path: Path) -> None:
    ready: list[tuple[int, int, str]] = []
    paths = reports.write_all(url, AS_OF, tmp_path, RECORDED, today=TODAY, progress=lambda *told: ready.append(told))
    assert len(paths) == 28
    assert [done for done, _, _ in ready] == list(range(1, 29))
    assert {path.name for path in paths} >= {"EG_2023-07-31.pdf", "EG-AST_2023-07-31.pdf", "EG-C_2023-07-31.pdf", "EG-BA_2023-07-31.pdf"}
    with session_for(url) as session, everything(session):
        codes = session.query(Governorate.code).all()
        assert {path.name for path in paths} == {reports.file_name(code, AS_OF) for code in ("EG", *(c for (c,) in codes))}
        for code in ("EG-AST", "EG-C", "EG-BA"):
            assert committee(session, code) == (tmp_path / reports.file_name(code, AS_OF)).read_bytes()
        national = reports.national_report(session, AS_OF, RECORDED, today=TODAY)
    assert national == (tmp_path / "EG_2023-07-31.pdf").read_bytes()


def test_two_processes_write_the_same_bytes_as_one(url: str, tmp_path: Path) -> None:
    paths = reports.write_all(url, AS_OF, tmp_path, RECORDED, today=TODAY, workers=2)
    assert len(paths) == 28
    with session_for(url) as session, everything(session):
        for code in ("EG-AST", "EG-KN", "EG-C", "EG-BA"):
            assert committee(session, code) == (tmp_path / reports.file_name(code, AS_OF)).read_bytes()


def test_another_process_on_another_day_issues_the_same_bytes(url: str) -> None:
    program = (
        "import hashlib, sys\nfrom datetime import date, datetime, UTC\nimport reports\n"
        "from rollout.database import session_for\nfrom rollout.scope import everything\n"
        "with session_for(sys.argv[1]) as session, everything(session):\n"
        "    made = reports.committee_report(session, 'EG-AST', date(2023, 7, 31), datetime(2023, 7, 31, 18, tzinfo=UTC))\n"
        "print(hashlib.sha256(made).hexdigest())\n"
    )
    root = Path(__file__).resolve().parents[3]
    told = subprocess.run([sys.executable, "-c", program, url], cwd=root, capture_output=True, text=True, check=True)
    with session_for(url) as session, everything(session):
        assert hashlib.sha256(committee(session)).hexdigest() == told.stdout.strip()


def test_a_refusal_writes_nothing(url: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(Refused):
        reports.write_all(url, TODAY + timedelta(days=1), out, today=TODAY)
    assert not out.exists()


def test_whoever_sees_a_part_cannot_write_all(told: Session, tmp_path: Path) -> None:
    with limited(told, NOTHING), pytest.raises(OutOfScope):
        reports.write_all(told, AS_OF, tmp_path, today=TODAY)
    assert list(tmp_path.glob("*.pdf")) == []
