"""Workbooks that come in and papers that go out by the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook

import reports
from models import ImportRun, ProgressEntry, Site
from tests.counting import counted

SAMPLE = Path(__file__).parents[2] / "data" / "register_sample.xlsx"
Run = Callable[..., Result]


def test_the_sample_register_is_imported_once(run: Run, ready_url: str) -> None:
    tried = run("import", "register", str(SAMPLE), "--dry-run", url=ready_url)
    assert (tried.exit_code, counted(ready_url, Site), counted(ready_url, ImportRun)) == (0, 0, 0)
    done = run("import", "register", str(SAMPLE), url=ready_url)
    assert (done.exit_code, counted(ready_url, Site)) == (0, 49)
    entries = counted(ready_url, ProgressEntry)
    assert run("import", "register", str(SAMPLE), url=ready_url).exit_code == 0
    assert (counted(ready_url, Site), counted(ready_url, ProgressEntry)) == (49, entries)


def test_a_register_with_problems_is_refused_with_all_of_them(run: Run, ready_url: str, tmp_path: Path) -> None:
    book = load_workbook(SAMPLE)
    sheet = book.active
    sheet["G4"], sheet["H5"], sheet["C6"] = "31/2/2023", "ربما", "أطلانتس"
    path = tmp_path / "wrong.xlsx"
    book.save(path)
    refused = run("import", "register", str(path), url=ready_url)
    assert refused.exit_code == 1
    assert all(word in refused.stderr for word in ("G4", "31/2/2023", "H5", "ربما", "C6", "أطلانتس"))
    assert (counted(ready_url, Site), counted(ready_url, ProgressEntry)) == (0, 0)
    assert run("import", "register", str(path), "--accept-clean", url=ready_url).exit_code == 0
    assert counted(ready_url, Site) == 46


def test_a_file_that_is_no_workbook_is_refused(run: Run, ready_url: str, tmp_path: Path) -> None:
    path = tmp_path / "letter.xlsx"
    path.write_text("Dear sirs")
    done = run("import", "register", str(path), url=ready_url)
    assert done.exit_code == 1
    assert "Traceback" not in done.output


def test_a_report_is_written_under_its_name(run: Run, stocked: str, tmp_path: Path) -> None:
    out = tmp_path / "papers"
    done = run("report", "committee", "EG-AST", "--as-of", "2023-07-31", "--out", str(out), url=stocked)
    assert done.exit_code == 0, done.output
    assert run("report", "national", "--as-of", "31 يوليو 2023", "--out", str(out), url=stocked).exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == ["EG-AST_2023-07-31.pdf", "EG_2023-07-31.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF-") for path in out.iterdir())
    assert "EG-AST_2023-07-31.pdf" in done.stderr


def test_a_report_is_written_in_each_form_that_is_named(run: Run, stocked: str, tmp_path: Path) -> None:
    done = run("report", "committee", "EG-AST", "--as-of", "2023-07-31", "--format", "xlsx, PDF,docx", "--out", str(tmp_path), url=stocked)
    assert done.exit_code == 0, done.output
    names = [f"EG-AST_2023-07-31.{form}" for form in ("xlsx", "pdf", "docx")]
    assert [Path(line).name for line in done.stdout.split()] == names
    assert [(tmp_path / name).read_bytes()[:4] for name in names] == [b"PK\x03\x04", b"%PDF", b"PK\x03\x04"]


@pytest.mark.parametrize("forms", ["odt", "pdf,odt", ","])
@pytest.mark.parametrize("what", [["committee", "EG-AST"], ["all"]])
def test_a_form_that_is_not_known_is_refused(run: Run, stocked: str, tmp_path: Path, forms: str, what: list[str]) -> None:
    done = run("report", *what, "--as-of", "2023-07-31", "--format", forms, "--out", str(tmp_path / "papers"), url=stocked)
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "pdf, docx, xlsx" in done.stderr
    assert not (tmp_path / "papers").exists()


@pytest.mark.parametrize("named", [["--governorate", "EG-AST"], ["EG-AST", "--governorate", "EG-AST"]])
def test_a_committees_report_is_asked_for_as_other_commands_name_a_governorate(
    run: Run, stocked: str, tmp_path: Path, named: list[str]
) -> None:
    done = run("report", "committee", *named, "--as-of", "2023-07-31", "--out", str(tmp_path), url=stocked)
    assert done.exit_code == 0, done.output
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["EG-AST_2023-07-31.pdf"]


@pytest.mark.parametrize(("named", "words"), [([], "اذكر المحافظة بكودها"), (["EG-AST", "--governorate", "EG-KN"], "محافظتان")])
def test_a_committees_report_is_of_one_governorate(run: Run, stocked: str, tmp_path: Path, named: list[str], words: str) -> None:
    refused = run("report", "committee", *named, "--as-of", "2023-07-31", "--out", str(tmp_path), url=stocked)
    assert refused.exit_code == 1
    assert words in refused.stderr
    assert "Traceback" not in refused.output
    assert not list(tmp_path.glob("*.pdf"))


@pytest.mark.parametrize("what", [["committee", "EG-AST"], ["national"], ["all"]])
def test_a_report_of_a_day_to_come_is_refused(run: Run, stocked: str, tmp_path: Path, what: list[str]) -> None:
    done = run("report", *what, "--as-of", "2099-01-01", "--out", str(tmp_path / "papers"), url=stocked)
    assert done.exit_code == 1
    assert not (tmp_path / "papers").exists()


def test_a_site_that_is_not_matched_by_its_code_is_shown_with_its_certainty(run: Run, ready_url: str, tmp_path: Path) -> None:
    run("import", "register", str(SAMPLE), url=ready_url)
    book = load_workbook(SAMPLE)
    sheet = book.active
    sheet.delete_rows(5, 60)
    sheet["B4"] = None
    path = tmp_path / "nameless.xlsx"
    book.save(path)
    done = run("import", "register", str(path), "--dry-run", url=ready_url, lang="en")
    assert "“مجمع خدمات صنبو” is site AST-001, “مجمع خدمات صنبو” (by name)." in done.stdout


def test_a_file_without_an_end_is_not_read(run: Run, ready_url: str) -> None:
    done = run("import", "register", "/dev/zero", url=ready_url)
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)


def test_a_file_that_is_too_large_is_not_read(run: Run, ready_url: str, tmp_path: Path) -> None:
    with (tmp_path / "large.xlsx").open("wb") as file:
        file.truncate(2**40)  # a hole: it takes no room on the disk, and would take a terabyte of memory
    done = run("import", "register", str(tmp_path / "large.xlsx"), url=ready_url)
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize("what", [["committee", "EG-AST"], ["national"], ["all"]])
def test_a_folder_that_cannot_be_is_told_before_the_papers_are_made(
    run: Run, stocked: str, what: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for maker in ("report_document", "write_all"):
        monkeypatch.setattr(reports, maker, lambda *_values, **_options: pytest.fail("papers were made"))
    done = run("report", *what, "--as-of", "2023-07-31", "--out", "/proc/nope", url=stocked)
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1), done.stderr
