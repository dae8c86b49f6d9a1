"""Signing on the officer's own device: once, under a closed paper, tied to what it says, shown again as it was drawn."""

import json
from typing import Any

import pytest
from sqlalchemy import select, text

from models import Evidence, Signatory, Signature
from rollout.ledger.content import content_hash
from rollout.ledger.signing import MOST_POINTS, broken_signatures, closed_paper, frame_of, path_of, read_strokes, signed_papers
from tests.cast import ASSIUT, QENA, READER
from tests.views.supplying import TODAY, Goods, goods, minutes
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)

DRAWN = [[[100, 200], [180, 260], [260, 180], [340, 240]], [[400, 210], [480, 230], [560, 190]]]


@pytest.fixture
def officer(house: House, receipt: Goods) -> Visitor:
    return house.member(ASSIUT)


@pytest.fixture
def receipt(house: House) -> Goods:
    return goods(house)


@pytest.fixture
def manager(officer: Visitor, receipt: Goods) -> int:
    """The site's manager, whom closed minutes name; there is no account for her."""
    manager = {"name-site_manager": "هالة رشدي", "capacity-site_manager": "مدير مجمع الخدمات"}
    assert minutes(officer, receipt, {"accepted": "4"}, **manager).status_code == 303
    [closed] = receipt.papers("inspection")
    return next(person.id for person in closed.signatories if person.part == "site_manager")


def sign(visitor: Visitor, person: int, strokes: Any = DRAWN, **values: str) -> Any:
    drawn = strokes if isinstance(strokes, str) else json.dumps(strokes)
    return visitor.post(f"/papers/signatories/{person}/sign", {"strokes": drawn, "agreed": "yes", **values})


def test_a_manager_without_an_account_signs_and_the_drawing_is_shown(officer: Visitor, receipt: Goods, manager: int) -> None:
    page = officer.get(f"/papers/signatories/{manager}/sign").text
    assert [words in page for words in ("هالة رشدي", "مدير مجمع الخدمات", "صنف 1", "<noscript>")] == [True] * 4
    [closed] = receipt.papers("inspection")
    assert sign(officer, manager).location == f"/papers/{closed.id}#signatures"
    shown = officer.get(f"/papers/{closed.id}").text
    assert f'<path d="{path_of(DRAWN)}"' in shown
    assert "مرتبط بنص المستند" in shown
    with receipt.house.records() as session:
        [kept] = session.scalars(select(Signature))
        paper = closed_paper(session, closed.id)
        assert paper is not None
        assert (kept.strokes, kept.sha256) == (DRAWN, content_hash(paper))
        assert [broken_signatures(each) for each in signed_papers(session)] == [[]]


def test_what_was_drawn_is_kept_where_the_tick_is_missing(officer: Visitor, manager: int) -> None:
    answer = sign(officer, manager, agreed="")
    assert answer.status_code == 422
    assert f'name="strokes" value="{json.dumps(DRAWN)}"' in answer.text


def test_a_signature_is_added_once_and_never_changed(officer: Visitor, receipt: Goods, manager: int) -> None:
    sign(officer, manager)
    answer = sign(officer, manager, [[[0, 0], [900, 900]] * 3])
    [closed] = receipt.papers("inspection")
    assert (answer.status_code, answer.location) == (303, f"/papers/{closed.id}")
    assert officer.get(f"/papers/signatories/{manager}/sign").location == f"/papers/{closed.id}"
    with receipt.house.records() as session:
        assert [row.strokes for row in session.scalars(select(Signature))] == [DRAWN]


def test_whoever_changes_a_signed_paper_behind_the_program_is_seen(officer: Visitor, receipt: Goods, manager: int) -> None:
    sign(officer, manager)
    [closed] = receipt.papers("inspection")
    with receipt.house.records() as session:
        session.execute(text("drop trigger paper_line_update_closed"))
        session.execute(text("update paper_line set quantity = 5000, accepted = 5000 where paper_id = :id"), {"id": closed.id})
    page = officer.get(f"/papers/{closed.id}").text
    assert "نص المستند يختلف عما وقّع عليه: هالة رشدي" in page
    with receipt.house.records() as session:
        paper = closed_paper(session, closed.id)
        assert paper is not None
        assert len(broken_signatures(paper)) == 1


def test_minutes_that_all_have_signed_prove_what_a_scan_of_them_proves(officer: Visitor, receipt: Goods, manager: int) -> None:
    [closed] = receipt.papers("inspection")
    with receipt.house.records() as session:
        people = sorted(session.scalars(select(Signatory.id).where(Signatory.paper_id == closed.id)), key=lambda person: person == manager)

    def kept() -> list[str]:
        with receipt.house.records() as session:
            return list(session.scalars(select(Evidence.media_type).where(Evidence.paper_id == closed.id)))

    for person in people[:-1]:
        sign(officer, person)
    assert kept() == []
    sign(officer, people[-1])
    assert kept() == ["application/pdf"]


def test_a_draft_is_not_signed(officer: Visitor, receipt: Goods) -> None:
    minutes(officer, receipt, {"accepted": "4"}, do="save")
    [draft] = receipt.papers("inspection")
    person = draft.signatories[0].id
    assert officer.get(f"/papers/signatories/{person}/sign").location == f"/papers/{draft.id}"
    sign(officer, person)
    with receipt.house.records() as session:
        assert session.scalars(select(Signature)).all() == []


@pytest.mark.parametrize("strokes", [
    "", "[]", "{}", "no", "[[]]", "[[[1]]]", "[[[1, 2, 3]]]", "[[[1, 1001]]]", "[[[-1, 5]]]", "[[[1.5, 5]]]", "[[[true, 5]]]", "[" * 5000,
    json.dumps([[[5, 5]] * 20]), json.dumps([[[0, 0], [900, 900]]]), json.dumps([[[0, 0], [900, 900]] * (MOST_POINTS // 2 + 1)]),
    json.dumps([[[0, 900]]] * 201),
])
def test_what_is_no_signature_is_refused_in_words(officer: Visitor, manager: int, receipt: Goods, strokes: str) -> None:
    answer = sign(officer, manager, strokes)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    with receipt.house.records() as session:
        assert session.scalars(select(Signature)).all() == []


def test_the_signer_must_have_read_the_paper(officer: Visitor, manager: int) -> None:
    assert sign(officer, manager, agreed="").status_code == 422


def test_nobody_signs_for_another_governorate(house: House, manager: int) -> None:
    assert sign(house.member(QENA), manager).status_code == 404
    assert sign(house.member(READER), manager).status_code == 403
    with house.records() as session:
        assert session.get_one(Signatory, manager).part == "site_manager"


def test_the_frame_holds_every_line() -> None:
    assert frame_of(DRAWN) == (80, 160, 500, 120)
    assert path_of([[[1, 2]], [[3, 4], [5, 6]]]) == "M1 2h1M3 4L5 6"
    assert read_strokes(json.dumps(DRAWN)) == DRAWN
