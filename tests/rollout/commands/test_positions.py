"""The position as scripts and people get it from the command line."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime

from click.testing import Result

from rollout.database import session_for
from rollout.scope import everything
from rollout.stages import Kind
from tests.factories import a_site

COLUMNS = "site,kind,governorate,stage,state,done,wanted,effective_on,recorded_at,standing"
Run = Callable[..., Result]


def test_position_as_csv(run: Run, stocked: str) -> None:
    done = run("position", "--as-of", "٣١/٧/٢٠٢٣", "--format", "csv", url=stocked)
    assert done.exit_code == 0
    raw = done.stdout_bytes
    assert raw.startswith(COLUMNS.encode() + b"\n")
    assert b"\r" not in raw
    rows = list(csv.DictReader(io.StringIO(raw.decode())))
    assert len(rows) == 2 * len(Kind.COMPLEX.stages)
    first = rows[0]
    moment = first.pop("recorded_at")
    assert datetime.strptime(moment, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC) <= datetime.now(UTC)
    assert len(moment) == len("2023-07-31T00:00:00.000000Z")
    assert first == {
        "site": "AST-501", "kind": "complex", "governorate": "EG-AST", "stage": "handover", "state": "done", "done": "1", "wanted": "1",
        "effective_on": "2023-03-01", "standing": "stale",
    }
    assert rows[-1] == {
        "site": "KN-501", "kind": "complex", "governorate": "EG-KN", "stage": "service", "state": "not_started", "done": "", "wanted": "1",
        "effective_on": "", "recorded_at": "", "standing": "none",
    }


def test_position_as_json_has_the_same_rows(run: Run, stocked: str) -> None:
    told = json.loads(run("position", "--as-of", "2023-07-31", "--format", "json", url=stocked).stdout)
    written = list(csv.DictReader(io.StringIO(run("position", "--as-of", "2023-07-31", "--format", "csv", url=stocked).stdout)))
    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in told] == written
    assert told[0]["done"] == 1


def test_position_of_one_governorate_and_of_an_earlier_knowledge(run: Run, stocked: str) -> None:
    def sites(*arguments: str) -> set[str]:
        return {row["site"] for row in json.loads(run("position", "--format", "json", *arguments, url=stocked).stdout)}

    assert sites("--governorate", "EG-KN") == {"KN-501"}
    assert sites("--known-at", "2020-01-01") == set()
    assert sites("--known-at", "2999-01-01T10:00:00+02:00") == {"AST-501", "KN-501"}
    assert run("position", "--governorate", "EG-XX", url=stocked).exit_code == 1


def test_position_of_a_day_to_come_is_allowed(run: Run, stocked: str) -> None:
    assert "AST-501" in run("position", "--as-of", "2040-01-01", url=stocked).stdout


def test_a_code_that_looks_like_a_formula_stays_a_text_in_csv_and_itself_in_json(run: Run, ready_url: str) -> None:
    with session_for(ready_url) as session, everything(session):
        a_site(session, code="=1+1")
        session.commit()
    assert "\n'=1+1,complex" in run("position", "--format", "csv", url=ready_url).stdout
    assert json.loads(run("position", "--format", "json", url=ready_url).stdout)[0]["site"] == "=1+1"


def test_position_as_a_table_speaks_the_language(run: Run, stocked: str) -> None:
    assert "Building handover" in run("position", url=stocked, lang="en").stdout
    assert "استلام المبنى" in run("position", url=stocked).stdout
