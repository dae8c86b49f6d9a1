"""The overdue list as scripts and people get it from the command line."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from click.testing import Result

from rollout.database import session_for
from rollout.details.saving import save_many
from rollout.scope import everything
from tests.factories import a_site
from tests.rollout.details.making import did, path

COLUMNS = "area,site,item,step,owner,due_on,days_late"
DAY = ("--as-of", "2023-09-01")
Run = Callable[..., Result]


@pytest.fixture
def late(ready_url: str) -> str:
    """A building of Assiut received in July without a meter, whose water company is named like a formula; one of Qena not received."""
    with session_for(ready_url) as session, everything(session):
        site = a_site(session, code="AST-501")
        a_site(session, code="KN-501", governorate="EG-KN")
        told = [("handover", one) for one in path("handover", "building", date(2023, 7, 10), until="provisional")]
        told.append(("utilities", did("utilities", "water", "request", date(2023, 7, 12), body="=cmd()")))
        save_many(session, [(site, area, one) for area, one in told], today=date(2023, 12, 1), by=None)
        session.commit()
    return ready_url


def rows(done: Result) -> list[dict[str, str]]:
    assert done.exit_code == 0, done.output
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_the_columns_that_scripts_rely_on(run: Run, late: str) -> None:
    done = run("overdue", *DAY, "--format", "csv", "--area", "utilities", url=late, lang="en")
    assert done.stdout_bytes.startswith(COLUMNS.encode() + b"\n")
    found = {row["item"]: row for row in rows(done)}
    assert found["electricity"] == {
        "area": "utilities", "site": "AST-501", "item": "electricity", "step": "request", "owner": "Governorate", "due_on": "2023-08-09",
        "days_late": "23",
    }
    assert len(found) == 6


def test_a_name_that_looks_like_a_formula_stays_a_text(run: Run, late: str) -> None:
    done = run("overdue", *DAY, "--format", "csv", url=late)
    assert {row["owner"] for row in rows(done) if row["item"] == "water"} == {"'=cmd()"}


def test_one_governorate_one_area_and_an_earlier_knowledge(run: Run, late: str) -> None:
    def found(*arguments: str) -> set[tuple[str, str]]:
        return {(row["site"], row["area"]) for row in rows(run("overdue", "--format", "csv", *arguments, url=late))}

    assert found(*DAY) == {("AST-501", "utilities"), ("AST-501", "linking")}
    assert found("--as-of", "2023-10-01", "--governorate", "EG-KN") == {("KN-501", "training")}
    assert found(*DAY, "--area", "linking") == {("AST-501", "linking")}
    assert found(*DAY, "--known-at", "2020-01-01") == set()
    assert run("overdue", "--governorate", "EG-XX", url=late).exit_code == 1


def test_the_table_speaks_the_language(run: Run, late: str) -> None:
    assert "Electricity" in run("overdue", *DAY, url=late, lang="en").stdout
    assert "الكهرباء" in run("overdue", *DAY, url=late).stdout
