"""Which governorates miss a wave and why: named on its page with the causes, their owners and the sites, and taken home as a sheet."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from rollout import clock
from rollout.stages import State
from tests.cast import ASSIUT, MINISTRY
from tests.rollout.plan.making import a_planned_site, served, told
from tests.views.counting import statements
from tests.views.visiting import House

OCTOBER, DECEMBER = date(2023, 10, 31), date(2023, 12, 31)


@pytest.fixture
def house(make_house: Callable[..., House], monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(clock, "today", lambda: date(2023, 9, 20))
    house = make_house()
    with house.records() as session:
        stopped = a_planned_site(session, OCTOBER, code="AST-901", name_ar="مجمع متعثر")
        told(session, stopped, training=State.STALLED)
        a_planned_site(session, OCTOBER, code="KFS-901", governorate="EG-KFS", name_ar="مجمع بعيد")
        served(session, a_planned_site(session, OCTOBER, code="AST-902"), date(2023, 9, 1))
        a_planned_site(session, OCTOBER, DECEMBER, code="AST-903", name_ar="مجمع مرحل")
    return house


def answer(page: str) -> str:
    return page.split('id="missing"')[1].split("</section>", maxsplit=1)[0]


def test_the_wave_names_governorates_causes_owners_and_sites(house: House) -> None:
    found = answer(house.member(MINISTRY).get("/plan/waves/2023-10").text)
    assert "معرض للتأخر عن الدفعة: موقعان في محافظتين" in found
    assert "رُحّل منها إلى دفعة لاحقة موقع واحد" in found
    assert 'id="missing-EG-AST"' in found
    assert 'id="missing-EG-KFS"' in found
    assert "المسئول عن الخطوة التالية" in found, "who takes the step; the lists of sites name the body of the stage"
    assert "الجهة المسئولة عن المرحلة" in house.member(MINISTRY).get("/plan/sites").text
    row = found.split('id="missing-EG-AST"')[1].split("</tr>")[0]
    assert "تدريب" in row, "a stop is the cause"
    assert "/sites/AST-901" in row
    assert "/sites/AST-903" in row
    assert "موعده الآن ديسمبر ٢٠٢٣" in row
    assert "AST-902" not in found, "what serves the public misses nothing"


def test_a_wave_is_missed_only_when_it_is_over(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ministry, risk, missed = house.member(MINISTRY), "معرض للتأخر عن الدفعة", "تأخر عن الدفعة:"
    for day, said, unsaid in ((OCTOBER, risk, missed), (date(2023, 11, 1), missed, risk)):
        monkeypatch.setattr(clock, "today", lambda day=day: day)
        page = ministry.get("/plan/waves/2023-10").text.split('id="content"')[1]
        assert said in page, day
        assert unsaid not in (page.replace(risk, "") if said == risk else page), day
        sheet = load_workbook(BytesIO(ministry.get("/plan/waves/2023-10?form=xlsx").data)).active
        title = str(sheet["A1"].value)  # type: ignore[index]
        assert title.startswith({risk: "المعرض للتأخر عن دفعة أكتوبر ٢٠٢٣", missed: "ما تأخر عن دفعة أكتوبر ٢٠٢٣"}[said])


def test_many_sites_of_a_wave_stand_on_pages_and_governorates_beyond_the_first_are_folded(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "<details" not in answer(house.member(MINISTRY).get("/plan/waves/2023-10").text).split("حسب المحافظة</caption>")[1]
    monkeypatch.setattr("views.plan.waves.SITES_AT_ONCE", 1)
    with house.records() as session:
        for number, code in enumerate(("KN", "SHG", "ASN", "MN", "BNS", "GZ")):
            a_planned_site(session, OCTOBER, code=f"{code}-90{number}", governorate=f"EG-{code}")
    page = house.member(MINISTRY).get("/plan/waves/2023-10").text
    assert "page=2" in page.split("</section>", 1)[1]
    assert page.count('class="plan-row ') == 1
    shown, folded = answer(page).split("حسب المحافظة</caption>", 1)[1].split("<details", 1)
    assert (shown.count('id="missing-'), folded.count('id="missing-')) == (6, 2)


def test_a_committee_is_answered_for_itself(house: House) -> None:
    page = house.member(ASSIUT).get("/plan/waves/2023-10").text
    assert "KFS-901" not in page
    assert "AST-901" in answer(page)


def test_it_is_one_click_from_the_first_page_and_a_wave_leads_to_the_others(house: House) -> None:
    ministry = house.member(MINISTRY)
    home = ministry.get("/").text
    assert 'href="/plan/waves/2023-10?kind=complex#missing"' in home
    page = ministry.get("/plan/waves/2023-10").text
    assert 'href="/plan/waves/2023-12?kind=complex"' in page.split('aria-label="الدفعات"')[1].split("</nav>")[0]


def test_it_is_taken_home_with_every_site(house: House) -> None:
    taken = house.member(MINISTRY).get("/plan/waves/2023-10?form=xlsx")
    assert taken.status_code == 200
    rows = list(load_workbook(BytesIO(taken.data)).active.iter_rows(min_row=3, values_only=True))  # type: ignore[union-attr]
    assert [(row[0], row[3], row[4]) for row in rows] == [
        ("أسيوط", "AST-901", "معرض للتأخر"), ("أسيوط", "AST-903", "مرحّل"), ("كفر الشيخ", "KFS-901", "معرض للتأخر"),
    ]
    assert all(row[6] and row[7] and row[8] for row in rows), "the stage, the step and its owner"


def test_more_sites_are_no_more_statements(house: House) -> None:
    ministry, read = house.member(MINISTRY), []
    ministry.get("/plan/waves/2023-10")
    for new in (1, 5):  # what is kept is read anew each time, for the sites of a governorate are others
        with house.records() as session:
            for _each in range(new):
                a_planned_site(session, OCTOBER)
        with statements() as asked:
            page = ministry.get("/plan/waves/2023-10")
        read.append(len(asked))
    assert page.text.count('class="plan-row row-') == 9
    assert read[1] <= read[0]
