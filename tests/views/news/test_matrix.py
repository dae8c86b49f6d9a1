"""The stage matrix: what its cells say, what its filters find, and who may press them."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models import Evidence, ProgressEntry, Site
from rollout.journal import next_moment
from rollout.register import withdraw
from rollout.stages import Kind, State
from tests.cast import ASSIUT, INSPECTOR, MINISTRY, QENA, READER
from tests.factories import a_site
from tests.views.counting import statements
from tests.views.telling import TODAY, code_in, told
from tests.views.visiting import House

pytestmark = pytest.mark.on_day(TODAY)


def shown(page: str) -> list[str]:
    return re.findall(r'<tr data-site="([^"]+)"', page)


@pytest.fixture
def sites(house: House) -> list[str]:
    """The test's site in Assiut and three more, each in a state of its own."""
    with house.records() as session:
        more = [
            a_site(session, code="AST-LATE", name_ar="مجمع خدمات الحواتكة", planned_on=date(2023, 5, 1)).code,
            a_site(session, code="AST-STUCK", name_ar="مجمع خدمات بنى محمد", name_en="Beni Mohammed").code,
            a_site(session, code="AST-QUIET", name_ar="مجمع خدمات ديروط").code,
        ]
    told(house, "AST-LATE", day=date(2023, 7, 3))
    told(house, "AST-STUCK", day=date(2023, 7, 3))
    told(house, "AST-STUCK", "utilities", State.STALLED, day=date(2023, 7, 4), done=2, wanted=6)
    return [code_in(house), *more]


def test_a_cell_says_day_units_or_state(house: House, sites: list[str]) -> None:
    told(house, "AST-LATE", "utilities", State.IN_PROGRESS, done=3, wanted=6, day=date(2023, 7, 10))
    page = house.member(ASSIUT).get("/matrix/EG-AST").text
    row = page.split('data-site="AST-LATE"')[1].split("</tr>")[0]
    assert "٣ يوليو" in row
    assert "٣ من ٦" in row
    assert "متأخر" in row
    assert set(shown(page)) == set(sites)


@pytest.mark.parametrize(("asked", "found"), [
    ({"q": "حواتكه"}, ["AST-LATE"]),
    ({"q": "بني محمد"}, ["AST-STUCK"]),
    ({"q": "mohammed"}, ["AST-STUCK"]),
    ({"q": "AST-QUIET"}, ["AST-QUIET"]),
    ({"late": "1"}, ["AST-LATE"]),
    ({"stalled": "1"}, ["AST-STUCK"]),
    ({"stage": "utilities", "state": "stalled"}, ["AST-STUCK"]),
    ({"stage": "handover", "state": "done"}, ["AST-LATE", "AST-STUCK"]),
    ({"stage": "handover", "state": "done_reported"}, ["AST-LATE", "AST-STUCK"]),
    ({"stage": "handover", "state": "done_confirmed"}, []),
    ({"stage": "utilities", "state": "next"}, ["AST-LATE", "AST-STUCK"]),
    ({"stage": "utilities"}, ["AST-LATE", "AST-STUCK"]),
    ({"state": "moving"}, ["AST-STUCK"]),
    ({"wave": "2023-05"}, ["AST-LATE"]),
    ({"wave": "2023-06"}, []),
    ({"q": "حواتكة", "stalled": "1"}, []),
])
def test_a_filter_finds_its_sites(house: House, sites: list[str], asked: dict[str, str], found: list[str]) -> None:
    page = house.member(ASSIUT).get("/matrix/EG-AST", query_string=asked)
    assert page.status_code == 200
    assert sorted(shown(page.text)) == found


def test_silence_and_markaz_are_found(house: House, sites: list[str]) -> None:
    visitor = house.member(ASSIUT)
    assert set(shown(visitor.get("/matrix/EG-AST?silent=1").text)) == {sites[0], "AST-QUIET"}
    assert shown(visitor.get(f"/matrix/EG-AST?markaz={house.markaz('EG-AST')}").text) == [sites[0]]
    assert shown(visitor.get(f"/matrix/EG-AST?markaz={house.markaz('EG-KN')}").text) == []


@pytest.mark.parametrize("asked", ["state=sold", "markaz=x", "markaz=99999999999", "wave=soon", "q=" + "m" * 101])
def test_what_no_page_offers_is_not_understood(house: House, asked: str) -> None:
    assert house.member(ASSIUT).get(f"/matrix/EG-AST?{asked}").status_code == 400


def test_an_earlier_day_shows_what_was_then(house: House, sites: list[str]) -> None:
    page = house.member(ASSIUT).get("/matrix/EG-AST?as_of=2023-07-02").text
    assert "state-done" not in page
    assert "as_of=2023-07-02" in page


def test_names_are_escaped(house: House) -> None:
    with house.records() as session:
        a_site(session, code='A"<b>', name_ar="<script>alert(1)</script>")
    page = house.member(ASSIUT).get("/matrix/EG-AST").text
    assert "<script>alert(1)" not in page
    assert "A&#34;&lt;b&gt;" in page
    assert "/sites/A%22%3Cb%3E" in page


@pytest.mark.parametrize(("member", "presses"), [(ASSIUT, True), (MINISTRY, True), (READER, False), (INSPECTOR, False)])
def test_only_who_reports_gets_something_to_press(house: House, sites: list[str], member: Any, presses: bool) -> None:
    with house.records() as session:
        a_site(session, kind=Kind.FIXED_CENTRE, code="AST-F")
    page = house.member(member).get("/matrix/EG-AST?kind=fixed_centre").text
    assert ("/entries/new" in page) is presses
    assert ('form="affirm"' in page) is presses
    assert shown(page)


def test_a_foreign_governorate_is_not_there(house: House) -> None:
    assert house.member(QENA).get("/matrix/EG-AST").status_code == 404
    assert house.member(QENA).get("/matrix/EG-XX").status_code == 404


def test_the_officer_of_one_governorate_goes_straight_there(house: House) -> None:
    answer = house.member(QENA).get("/matrix/?state=stalled&stage=handover")
    assert (answer.status_code, answer.location) == (302, "/matrix/EG-KN?state=stalled&stage=handover")


def test_the_ministry_chooses_with_the_number_of_matches(house: House, sites: list[str]) -> None:
    page = house.member(MINISTRY).get("/matrix/?kind=complex&stage=utilities&state=stalled").text
    card = page.split("/matrix/EG-AST?")[1].split("</a>")[0]
    assert "مجمع واحد" in card
    assert "state=stalled" in card
    assert "٠ مجمع" in page.split("/matrix/EG-KN?")[1].split("</a>")[0]


def test_a_withdrawn_site_is_gone(house: House, sites: list[str]) -> None:
    with house.records() as session:
        withdraw(session, session.scalars(select(Site).where(Site.code == "AST-LATE")).one())
    assert "AST-LATE" not in shown(house.member(ASSIUT).get("/matrix/EG-AST").text)


@pytest.mark.parametrize("more", [0, 60])
def test_matrix_asks_the_same_of_few_and_many_sites(house: House, more: int) -> None:
    with house.records() as session:
        for _ in range(more):
            a_site(session)
    visitor = house.member(ASSIUT)
    visitor.get("/matrix/EG-AST")
    with statements() as seen:
        assert len(shown(visitor.get("/matrix/EG-AST").text)) == 1 + more
    assert len(seen) == MATRIX, "\n".join(seen)


def test_each_kind_has_its_columns(house: House) -> None:
    with house.records() as session:
        a_site(session, kind=Kind.MOBILE_CENTRE, code="VAN-1")
    page = house.member(ASSIUT).get("/matrix/EG-AST?kind=mobile_centre").text
    assert shown(page) == ["VAN-1"]
    assert str(Kind.MOBILE_CENTRE.stages[2].label) in page


MATRIX = 7


def test_nobody_speaks_for_today_from_the_page_of_a_past_day(house: House, sites: list[str]) -> None:
    officer = house.member(ASSIUT)
    assert 'form="affirm"' in officer.get("/matrix/EG-AST").text
    assert 'form="affirm"' not in officer.get("/matrix/EG-AST?as_of=2023-07-05").text


def test_a_tick_stands_for_finished_and_proven_only(house: House, sites: list[str]) -> None:
    with house.records() as session:
        for stage in ("handover", "utilities"):
            entry = session.scalars(
                select(ProgressEntry).join(Site).where(Site.code == "AST-STUCK", ProgressEntry.stage == stage)
            ).one()
            session.add(Evidence(
                entry_id=entry.id, governorate_id=entry.governorate_id, sha256="0" * 64, original_name="محضر.pdf",
                media_type="application/pdf", size=1, recorded_at=next_moment(session),
            ))
    page = house.member(ASSIUT).get("/matrix/EG-AST").text
    assert page.count("cell state-done is-confirmed") == 1
    assert "state-stalled is-confirmed" not in page
