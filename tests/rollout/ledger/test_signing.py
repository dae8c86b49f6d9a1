"""What a paper says is one hash, which changes with every word and number of it."""

from datetime import date
from typing import Any

import pytest

from models import Paper, PaperLine, Signatory
from rollout.ledger.content import content, content_hash


@pytest.fixture
def paper() -> Paper:
    """Minutes with two lines and two members of the committee, as they would be read; no database is needed to hash them."""
    return Paper(
        contract_id=1, governorate_id=2, kind="inspection", number=1, year=2023, day=date(2023, 7, 1), own_number="", store_id=3,
        about_id=4, note="", facts={"decision": "٤٥"},
        lines=[
            PaperLine(position=1, line_id=1, site_id=1, quantity=10, accepted=8, rejected=2, short=0, surplus=0, reason="كسر", drawn="",
                      about_id=6, facts={}),
            PaperLine(position=2, line_id=2, site_id=1, quantity=10, accepted=10, rejected=0, short=0, surplus=0, reason="", drawn="",
                      about_id=7, facts={}),
        ],
        signatories=[Signatory(id=1, part="chair", name="محمود", capacity=""), Signatory(id=2, part="technical", name="سامي", capacity="")],
    )


@pytest.mark.parametrize(("part", "name", "value"), [
    ("", "number", 7), ("", "day", date(2023, 7, 2)), ("", "year", 2024), ("", "kind", "addition"), ("", "store_id", None),
    ("", "supplier_id", 5), ("", "about_id", None), ("", "due_on", date(2023, 8, 1)), ("", "note", "x"), ("", "own_number", "٩"),
    ("", "facts", {"decision": "٤٦"}), ("", "printed", {"store": None}), ("", "governorate_id", None), ("", "contract_id", 9),
    ("lines", "quantity", 11), ("lines", "accepted", 9), ("lines", "rejected", 1), ("lines", "short", 1), ("lines", "surplus", 1),
    ("lines", "reason", "سليم"), ("lines", "line_id", 99), ("lines", "site_id", 99), ("lines", "drawn", "stock"),
    ("lines", "about_id", 99), ("lines", "to_site_id", 99), ("lines", "to_store_id", 99), ("lines", "facts", {"serials": ["1"]}),
    ("signatories", "name", "غيره"), ("signatories", "capacity", "مدير"), ("signatories", "part", "user"), ("signatories", "user_id", 3),
])
def test_whatever_the_paper_says_otherwise_has_another_hash(paper: Paper, part: str, name: str, value: Any) -> None:
    said = content_hash(paper)
    assert said == content_hash(paper)
    setattr(getattr(paper, part)[0] if part else paper, name, value)
    assert content_hash(paper) != said


def test_the_hash_does_not_depend_on_the_order_of_reading(paper: Paper) -> None:
    said = content(paper)
    paper.lines.reverse()
    paper.signatories.reverse()
    assert content(paper) == said
