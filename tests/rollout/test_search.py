"""Finding anything: forgiving Arabic, the likeliest first, numbers in any order, and nothing outside the scope, on both databases."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from models import IssuedDocument, Member, Supplier
from rollout.arabic import BARE, LOOSE, fold, search_words
from rollout.register import governorates
from rollout.scope import Scope, limited
from rollout.search import FINDERS, Question, find
from rollout.search.asking import folded
from tests.factories import a_governorate, a_markaz, a_site, entry_values, write_entries
from tests.rollout.meetings.making import FIRST, SECOND, a_decision, a_meeting
from tests.rollout.obstacles.telling import an_addressee, an_obstacle
from tests.views.counting import statements


def found(session: Session, kind: str, typed: str, column: str = "") -> list[Any]:
    rows = find(session, FINDERS[kind], Question(typed, governorates(session)), most=50).rows
    return [getattr(row, column) if column else row for row in rows]


@pytest.mark.parametrize(
    "text", [
        "أبو منَّاع", "إسنا", "مسئول", "مسؤول", "شئون", "شؤون", "رءوس", "البيضاء", "قبلى", "الدهســة", "مركز ١٢", "۱۲ک", "آمنة", "ڤيلا",
        "Assiut No 7",
    ],
)
def test_the_database_folds_as_search_does(session: Session, text: str) -> None:
    assert session.scalar(select(folded(literal(text)))) == fold(text)


def test_every_letter_has_its_fellow() -> None:
    assert "".join(fold(letter) for letter in LOOSE) == BARE


@pytest.mark.parametrize(("typed", "words"), [
    ("الزيات", ["زيات"]), ("زيات", ["زيات"]), ("التل", ["التل"]), ("ast7", ["ast", "7"]), ("AST-٠٠٧", ["ast", "007"]),
    ("١٢/٢٠٢٣", ["12", "2023"]),
])
def test_the_words_of_a_search(typed: str, words: list[str]) -> None:
    assert search_words(typed) == words


@pytest.mark.parametrize("typed", ["الزيات", "زيات", "زيّات", "الزياـت"])
@pytest.mark.parametrize("stored", ["كفر الزيات", "زيات قبلي"])
def test_the_article_is_nothing_to_stumble_over(session: Session, typed: str, stored: str) -> None:
    a_site(session, name_ar=stored)
    assert found(session, "sites", typed, "name_ar") == [stored]


@pytest.mark.parametrize("typed", ["AST 7", "ast7", "ast-٧", "AST 007", "ast 07"])
def test_a_code_is_meant_without_its_zeros_and_with_a_blank(session: Session, typed: str) -> None:
    for number in (70, 17, 7, 107, 71):
        a_site(session, code=f"AST-{number:03}", name_ar=f"مجمع {100 - number}", aliases="AST 7 07 007 700")
    assert found(session, "sites", typed, "code")[0] == "AST-007"


@pytest.mark.parametrize(("typed", "stored"), [("الاطوله", "الأطاولة"), ("عرب مطر", "عرب مطير"), ("ابو تيح", "أبو تيج")])
def test_a_near_spelling_is_found_where_no_other_is(session: Session, typed: str, stored: str) -> None:
    a_site(session, name_ar=stored)
    a_site(session, name_ar="منقباد")
    a_markaz(session, name=stored)
    assert found(session, "sites", typed, "name_ar") == [stored]
    assert stored in found(session, "marakez", typed, "name_ar")
    a_site(session, name_ar=typed)
    assert found(session, "sites", typed, "name_ar") == [typed], "what is spelled so leaves out what is only near"


def test_the_exact_code_comes_first_then_what_begins_so(session: Session) -> None:
    a_site(session, code="X-1", name_ar="أول", aliases="AST-01")
    a_site(session, code="AST-012", name_ar="مجمع ب")
    a_site(session, code="AST-01", name_ar="مجمع ي")
    assert found(session, "sites", "ast-٠١", "code") == ["AST-01", "AST-012", "X-1"]


def test_names_that_begin_so_come_before_names_that_hold_it(session: Session) -> None:
    for name in ("أرض النخيلة", "النخيلة", "بنخيلة", "نخيلة"):
        a_site(session, name_ar=name)
    assert found(session, "sites", "نخيله", "name_ar") == ["نخيلة", "أرض النخيلة", "النخيلة", "بنخيلة"]


def test_a_withdrawn_site_is_not_found(session: Session) -> None:
    a_site(session, name_ar="مسحوب", withdrawn_at=datetime.now(UTC))
    assert found(session, "sites", "مسحوب") == []


def test_all_are_counted_and_some_are_shown(session: Session) -> None:
    for number in range(12):
        a_site(session, name_ar=f"مجمع {number:02}")
    question = Question("مجمع", governorates(session))
    first, rest = (find(session, FINDERS["sites"], question, most=8, start=start) for start in (0, 8))
    assert (len(first.rows), first.number, len(rest.rows), rest.number) == (8, 12, 4, 12)
    assert len({row.id for row in (*first.rows, *rest.rows)}) == 12


@pytest.mark.parametrize(("typed", "numbers"), [
    ("محضر 2 لسنة 2023", [2]), ("٢٠٢٣/٢", [2]), ("اجتماع رقم ١", [1]), ("محضر أسيوط", [2, 1]), ("المحضر", [2, 1]), ("محضر 2 قنا", []),
    ("2 كلام", []), ("2023", [2, 1]), ("7", []), ("1 2 3", []),
])
def test_meetings_by_number_year_and_place(session: Session, typed: str, numbers: list[int]) -> None:
    a_meeting(session, "EG-AST", FIRST)
    a_meeting(session, "EG-AST", SECOND)
    assert found(session, "meetings", typed, "number") == numbers


def test_decisions_by_their_words_and_by_their_numbers(session: Session) -> None:
    write_entries(session, [entry_values(a_site(session))])
    decision = a_decision(session, a_meeting(session, "EG-AST", FIRST, "open"))
    word = max(decision.words.split(), key=len)
    for typed in (word, "قرار 1", "1 1", "قرار 1 اجتماع 1", "1/1/2023"):
        expected = [] if "اجتماع" in typed else [decision.id]
        assert found(session, "decisions", typed, "id") == expected, typed
    assert found(session, "decisions", "1") == [], "one figure alone is no decision"


def test_obstacles_by_number_and_title(session: Session) -> None:
    obstacle = an_obstacle(session, a_site(session), title="تأخر إدخال الكهرباء")
    for typed in ("الكهربا", "ادخال كهرباء", str(obstacle.number), f"معوق {obstacle.number} أسيوط"):
        assert found(session, "obstacles", typed, "id") == [obstacle.id], typed
    assert found(session, "obstacles", f"معوق {obstacle.number} قنا") == []


def test_people_and_companies(session: Session) -> None:
    a_meeting(session)
    addressee = an_addressee(session)
    session.add(Supplier(code="S1", name_ar="شركة الأثاث الحديث", name_en="Modern Furniture"))
    session.flush()
    assert found(session, "members", "محمود عبدالله") == []
    assert found(session, "members", "عبد الله محمود", "name") == ["محمود عبد الله"]
    assert found(session, "addressees", addressee.post_ar.split()[-1], "id") == [addressee.id]
    assert found(session, "suppliers", "اثاث", "code") == found(session, "suppliers", "MODERN", "code") == ["S1"]


def test_documents_by_their_number(session: Session) -> None:
    place = a_governorate(session)
    session.add_all(
        IssuedDocument(
            governorate_id=place.id, kind="report", year=2023, number=number, reference=f"AST-R-2023-{number:03}", title="تقرير المحافظة",
            as_of=date(2023, 7, 1), code=f"{number:012}", sha256="0" * 64, figures="0" * 64, content=b"x", issued_at=datetime.now(UTC),
        )
        for number in (1, 12)
    )
    session.flush()
    assert found(session, "issued", "ast-r-٢٠٢٣-٠١٢", "reference") == ["AST-R-2023-012"]
    assert found(session, "issued", "2023-012", "reference") == ["AST-R-2023-012"]
    assert len(found(session, "issued", "تقرير محافظه")) == 2


def test_nothing_of_another_governorate_is_found(session: Session) -> None:
    for code in ("EG-AST", "EG-KN"):
        a_markaz(session, code, "مركز البحث")
        site = a_site(session, governorate=code, name_ar="مجمع البحث")
        an_obstacle(session, site, governorate=a_governorate(session, code), title="معوق البحث")
        a_decision(session, a_meeting(session, code, FIRST, "open"))
    own = a_governorate(session).id
    session.add_all(
        IssuedDocument(
            governorate_id=place, kind="report", year=2023, number=1, reference=f"X{place}-R", title="تقرير البحث", as_of=date(2023, 7, 1),
            code=f"c{place}", sha256="0" * 64, figures="0" * 64, content=b"x", issued_at=datetime.now(UTC),
        )
        for place in (own, a_governorate(session, "EG-KN").id, None)
    )
    session.flush()
    session.commit()
    asked = {
        "sites": "البحث", "marakez": "البحث", "obstacles": "البحث", "meetings": "محضر 1", "decisions": "قرار 1", "members": "محمود",
        "issued": "البحث",
    }
    for kind, typed in asked.items():
        assert len(found(session, kind, typed)) >= 2, f"{kind}: the whole country sees both"
    with limited(session, Scope(frozenset({own}), frozenset())):
        for kind, typed in asked.items():
            result = find(session, FINDERS[kind], Question(typed, governorates(session)), most=50)
            assert {row.governorate_id for row in result.rows} == {own}, kind
            assert result.number == len(result.rows), f"{kind}: what is counted is in scope as well"


def test_each_kind_takes_one_statement(session: Session) -> None:
    a_site(session)
    places = governorates(session)
    for key, finder in FINDERS.items():
        for typed in ("ديروط 1", "قرار", "12"):
            with statements() as seen:
                find(session, finder, Question(typed, places), most=8)
            assert len(seen) <= 1, key
    assert session.scalar(select(func.count(Member.id))) == 0


@pytest.mark.parametrize("typed", ["%", "_", "'", "\\", "؟", "ـ", "99999999999999999999", "a" * 100, "1/1/1/1"])
def test_signs_find_nothing_and_break_nothing(session: Session, typed: str) -> None:
    a_site(session, code="T-008", name_ar="مجمع")
    a_meeting(session)
    for kind in FINDERS:
        assert found(session, kind, typed) == []
