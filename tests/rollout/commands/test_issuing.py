"""Papers issued by the command line: issued and written, known again, and written again."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text

from models import IssuedDocument
from reports.document.frozen import from_json
from reports.issue.issuing import ISSUED_ON
from rollout import clock
from rollout.arabic import Digits, format_date
from rollout.database import engine_for
from rollout.demo.clockwork import LAST_DAY
from rollout.issued.content import unpacked
from tests.counting import counted

Run = Callable[..., Result]
ASKED = ("--as-of", "2023-07-31", "--forms", "xlsx")


def test_a_report_is_issued_and_written_under_its_number(run: Run, stocked: str, tmp_path: Path) -> None:
    done = run("issue", "committee", "EG-AST", "--as-of", "2023-07-31", "--out", str(tmp_path / "out"), url=stocked)
    assert done.exit_code == 0, done.output
    assert "AST-R-2023-001" in done.stdout
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [f"AST-R-2023-001.{form}" for form in ("docx", "pdf", "xlsx")]
    assert "لم يعتمد رئيس اللجنة" in done.stderr, "whoever issues is told what to know"


def test_a_file_is_known_again_to_the_last_byte(run: Run, stocked: str, tmp_path: Path) -> None:
    run("issue", "national", *ASKED, "--out", str(tmp_path), url=stocked)
    file = tmp_path / "EG-N-2023-001.xlsx"
    known = run("verify", str(file), url=stocked)
    assert known.exit_code == 0, known.output
    assert "EG-N-2023-001" in known.stdout
    assert re.search(r"\d{4}-\d\d-\d\d", known.stdout) is None, "a day stands in an Arabic sentence as everywhere"
    assert "٢٠٢٣" in known.stdout
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 2] ^= 1
    file.write_bytes(changed)
    strange = run("verify", str(file), url=stocked)
    assert (strange.exit_code, strange.stdout, strange.stderr.count("\n")) == (1, "", 1)


def test_the_same_bytes_are_written_again(run: Run, stocked: str, tmp_path: Path) -> None:
    run("issue", "committee", "EG-AST", *ASKED, "--out", str(tmp_path), url=stocked)
    again = run("reproduce", "ast-r-2023-001", "--out", str(tmp_path / "again"), url=stocked)
    assert again.exit_code == 0, again.output
    assert (tmp_path / "again" / "AST-R-2023-001.xlsx").read_bytes() == (tmp_path / "AST-R-2023-001.xlsx").read_bytes()
    unknown = run("reproduce", "AST-R-2023-002", "--out", str(tmp_path / "none"), url=stocked)
    assert (unknown.exit_code, unknown.stderr.count("\n")) == (1, 1)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("wrong", [("--as-of", "2099-01-01"), ("--as-of", "2023-07-31", "--known-at", "2099-01-01")])
def test_what_is_refused_leaves_nothing(run: Run, stocked: str, tmp_path: Path, wrong: tuple[str, ...]) -> None:
    out = tmp_path / "out"
    for what in (("committee", "EG-AST"), ("national",)):
        done = run("issue", *what, *wrong, "--out", str(out), url=stocked)
        assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert not out.exists()
    assert counted(stocked, IssuedDocument) == 0


def test_the_check_looks_at_what_was_issued(run: Run, stocked: str, tmp_path: Path) -> None:
    for code in ("EG-AST", "EG-KN"):
        assert run("issue", "committee", code, *ASKED, "--out", str(tmp_path), url=stocked).exit_code == 0
    assert run("issue", "national", *ASKED, "--out", str(tmp_path), url=stocked).exit_code == 0
    clean = run("check", url=stocked, lang="en")
    assert clean.exit_code == 0, clean.output
    assert "figures of issued reports (3): in order" in clean.stdout
    assert "files of issued documents (3): in order" in clean.stdout
    kept = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    kept[0].write_bytes(b"PK something else")
    # Somebody past all guards moves an entry that the reports had counted.
    with engine_for(stocked).begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        for statement in (
            "drop trigger progress_entry_no_update" if sqlite else "alter table progress_entry disable trigger all",
            "update progress_entry set state = 'in_progress' where stage = 'linking'",
            *([] if sqlite else ["alter table progress_entry enable trigger all"]),
        ):
            connection.execute(text(statement))
    found = run("check", url=stocked, lang="en")
    assert found.exit_code == 1
    assert "The figures of AST-R-2023-001 do not follow from the journal: kinds.complex.stages.linking" in found.stdout
    assert "The figures of EG-N-2023-001 do not follow" in found.stdout
    assert "The figures of KN-R-2023-001" not in found.stdout
    assert "was changed since it was received" in found.stdout


def test_the_day_on_a_paper_of_the_demo_is_that_of_its_pages_wherever_it_is_said(
    run: Run, stocked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "_standing", [None])
    with engine_for(stocked).begin() as connection:
        connection.execute(text("update site set is_demo = true"))
    done = run("issue", "committee", "EG-AST", "--as-of", "2023-07-31", "--forms", "xlsx", "--out", str(tmp_path), url=stocked)
    assert done.exit_code == 0, done.output
    with engine_for(stocked).connect() as connection:
        [content] = connection.execute(text("select content from issued_document")).scalars()
    printed = dict(from_json(unpacked(content)).letterhead.facts)
    day = format_date(LAST_DAY, Digits.ARABIC)
    assert printed[ISSUED_ON] == day
    assert day in run("verify", str(tmp_path / "AST-R-2023-001.xlsx"), url=stocked).stdout
