"""Numbers and codes of issued documents: printed, read as people type them, given once each."""

import inspect
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from models import IssuedDocument
from reports.document.frozen import from_json
from reports.issue.issuing import issue, issue_report
from rollout.commands import serving
from rollout.database import engine_for, session_for
from rollout.errors import Refused
from rollout.evidence import store_for
from rollout.issued.content import contradictions, figures_print, unpacked
from rollout.issued.kinds import KINDS, kind_of
from rollout.issued.numbers import grouped, new_code, read_code, read_reference, reference
from rollout.issued.turn import turn
from rollout.journal import next_moment
from rollout.scope import everything
from tests.factories import a_governorate
from tests.reports.issuing import AS_OF, a_report, fill


def test_a_number_names_place_kind_year_and_turn() -> None:
    assert reference("EG-AST", kind_of("report"), 2023, 12) == "AST-R-2023-012"
    assert reference(None, kind_of("N"), 2023, 3) == "EG-N-2023-003"
    assert {kind.letter for kind in KINDS.values()} == set("RNPMLBD")


@pytest.mark.parametrize("typed", ["AST-R-2023-012", " ast – r – ٢٠٢٣ – ٠١٢", "\u2066AST-R-2023-012\u2069"])
def test_a_number_is_read_as_people_type_it(typed: str) -> None:
    assert read_reference(typed) == "AST-R-2023-012"


def test_a_code_is_read_as_it_is_printed_typed_or_scanned() -> None:
    code = new_code()
    assert re.fullmatch(r"[2-9A-Z]{12}", code)
    for typed in (code, grouped(code), grouped(code).lower(), f"https://t.example/verify?code={code}", f" {grouped(code)} "):
        assert read_code(typed) == code
    assert len({new_code() for _ in range(200)}) == 200


def test_words_and_their_order_are_no_figures() -> None:
    one = {"known_at": "2023-01-01", "late": [{"code": "AST-001", "site": "مجمع", "days": 3}, {"code": "AST-002", "site": "ب", "days": 1}]}
    other = {"known_at": "2024-01-01", "late": [{"code": "AST-002", "site": "ت", "days": 1}, {"code": "AST-001", "site": "ث", "days": 3}]}
    assert figures_print(one) == figures_print(other)
    assert figures_print(one) != figures_print({"late": [{"code": "AST-001", "days": 4}]})


def test_what_later_versions_count_besides_contradicts_nothing() -> None:
    assert contradictions({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}, "d": 3}) == []
    assert contradictions({"a": {"b": 1, "c": 2}}, {"a": {"b": 2}}) == ["a.b", "a.c"]


def test_two_who_issue_at_once_get_two_numbers(database_url: str, tmp_path: Path) -> None:
    store = store_for(f"file://{tmp_path}")
    with session_for(database_url) as session, everything(session):
        fill(session)
        document = from_json(unpacked(a_report(session, store).content))
        session.commit()
    start = threading.Barrier(4)

    def client(number: int) -> str:
        start.wait()
        with session_for(database_url) as session, everything(session):
            mine = replace(document, facts=dict(document.facts) | {"turn": number})
            row = issue(
                session, mine, "report", governorate=a_governorate(session, "EG-AST"), as_of=AS_OF,
                known_at=None, store=store, by=None, forms=("xlsx",),
            )
            named = row.reference
            session.commit()
            return named

    with ThreadPoolExecutor(4) as pool:
        given = sorted(pool.map(client, range(4)))
    assert given == [f"AST-R-2023-{number:03}" for number in range(2, 6)]
    with session_for(database_url) as session, everything(session):
        assert session.query(IssuedDocument.code).distinct().count() == 5


def test_those_who_issue_beside_other_writers_wait_for_one_another_alone(database_url: str, tmp_path: Path) -> None:
    store = store_for(f"file://{tmp_path}")
    with session_for(database_url) as session, everything(session):
        fill(session)
        session.commit()

    def client(day: int) -> str:
        with session_for(database_url) as session, everything(session):
            as_of = AS_OF.replace(day=day)
            return issue_report(session, "EG-AST", as_of, store=store, by=None, forms=("xlsx",), alone=False)[0].reference

    with turn(engine_for(database_url)):
        with session_for(database_url) as session, everything(session):
            next_moment(session)  # nobody's turn to issue keeps others from recording
        with pytest.raises(Refused), turn(engine_for(database_url), patience=0):
            pass
    assert 60 <= inspect.signature(turn).parameters["patience"].default < serving._TIMEOUT, "a handful of national reports find their turn"
    with ThreadPoolExecutor(3) as pool:
        given = sorted(pool.map(client, (10, 20, 30)))
    assert given == [f"AST-R-2023-{number:03}" for number in (1, 2, 3)]
