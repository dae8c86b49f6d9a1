"""The plan's workbook by the command line."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from click.testing import Result
from openpyxl import load_workbook

from models import Promise
from rollout.database import session_for
from rollout.scope import everything
from rollout.text import speaking
from tests.counting import counted
from tests.factories import a_site

Run = Callable[..., Result]


def stocked_plan(run: Run, url: str, path: Path) -> int:
    """Write the plan of one planned site out; gives its row."""
    with session_for(url) as session, everything(session):
        a_site(session, code="AST-901", planned_on=date(2030, 8, 1))
        session.commit()
    done = run("plan", "export", str(path), url=url)
    assert done.exit_code == 0, done.output
    return next(cell.row for cell in load_workbook(path).worksheets[0]["A"] if cell.value == "AST-901")


def test_the_plan_goes_out_and_comes_back_with_new_dates(run: Run, ready_url: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    row = stocked_plan(run, ready_url, path)
    assert run("plan", "import", str(path), url=ready_url).exit_code == 0
    assert counted(ready_url, Promise) == 1
    book = load_workbook(path)
    with speaking("ar"):
        book.worksheets[0][f"H{row}"], book.worksheets[0][f"I{row}"] = date(2030, 12, 31), "تأخر المقاول"
    book.save(path)
    tried = run("plan", "import", str(path), "--dry-run", url=ready_url)
    assert (tried.exit_code, counted(ready_url, Promise)) == (0, 1), tried.output
    assert "AST-901" in tried.stdout
    assert "٣١ ديسمبر ٢٠٣٠" in tried.stdout
    done = run("plan", "import", str(path), url=ready_url)
    assert (done.exit_code, counted(ready_url, Promise)) == (0, 2), done.output
    again = run("plan", "import", str(path), url=ready_url)
    assert counted(ready_url, Promise) == 2, again.output


def test_a_plan_with_a_problem_changes_nothing(run: Run, ready_url: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    row = stocked_plan(run, ready_url, path)
    book = load_workbook(path)
    book.worksheets[0][f"H{row}"] = "قريبًا"
    book.save(path)
    done = run("plan", "import", str(path), url=ready_url)
    assert (done.exit_code, counted(ready_url, Promise)) == (1, 1)
    assert f"H{row}" in done.stderr
