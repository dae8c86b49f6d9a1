"""The plan's pages: numbers that lead to their sites, the wave, the ledger and its form."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from models import Governorate, Promise, Site
from rollout import clock
from rollout.plan import Offer, give
from rollout.stages import State
from tests.cast import ASSIUT, MINISTRY, READER, STOREKEEPER
from tests.rollout.plan.making import a_planned_site, told
from tests.views.counting import statements
from tests.views.telling import hidden
from tests.views.visiting import House

TODAY = date(2023, 11, 30)
JULY, SEPTEMBER, DECEMBER = date(2023, 7, 31), date(2023, 9, 30), date(2023, 12, 31)


@pytest.fixture
def house(make_house: Callable[..., House], monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    house = make_house()
    with house.records() as session:
        a_planned_site(session, JULY, code="AST-801", name_ar="مجمع متأخر")
        pushed = a_planned_site(session, JULY, DECEMBER, code="AST-802", name_ar="مجمع مرحل")
        told(session, pushed, offices=State.STALLED)
        a_planned_site(session, JULY, code="KFS-801", governorate="EG-KFS", name_ar="مجمع غريب")
        a_planned_site(session, date(2024, 2, 29), code="AST-803", name_ar="مجمع بديل")
    return house


def ledger(house: House, code: str) -> list[tuple[date, str, str]]:
    with house.records() as session:
        query = select(Promise).join(Site, Site.id == Promise.site_id).where(Site.code == code).order_by(Promise.id)
        return [(one.due_on, one.reason, one.given_by) for one in session.scalars(query)]


def test_the_waves_count_what_the_visitor_may_see(house: House) -> None:
    mine, country = house.member(ASSIUT).get("/plan/").text, house.member(MINISTRY).get("/plan/").text
    assert "يوليو ٢٠٢٣" in mine
    assert "/plan/waves/2023-07?" in mine
    assert "month=2023-07&amp;prospect=late" in mine
    assert "كفر الشيخ" not in mine
    assert "كفر الشيخ" in country


def test_each_number_leads_to_its_sites(house: House) -> None:
    officer = house.member(ASSIUT)
    asked = {
        "prospect=late": {"AST-801"}, "prospect=at_risk": {"AST-802", "AST-803"}, "mark=pushed": {"AST-802"},
        "mark=late_first": {"AST-801", "AST-802"}, "mark=late_latest": {"AST-801"}, "month=2023-12": {"AST-802"},
        "left=2023-07": {"AST-802"}, "month=2024-02": {"AST-803"},
    }
    for query, expected in asked.items():
        page = officer.get(f"/plan/sites?{query}").text
        assert {code for code in ("AST-801", "AST-802", "AST-803", "KFS-801") if code in page} == expected, query
    undated = officer.get("/plan/sites?month=none").text
    assert "مجمع أسيوط" in undated
    assert "AST-80" not in undated


@pytest.mark.parametrize("query", ["prospect=x", "mark=x", "governorate=%E2%80%AE", "left=none"])
def test_what_no_page_offers_is_refused(house: House, query: str) -> None:
    assert house.member(ASSIUT).get(f"/plan/sites?{query}").status_code == 400


def test_the_wave_says_what_is_lacking_why_it_fails_and_who_could_replace_it(house: House) -> None:
    officer = house.member(ASSIUT)
    page = officer.get("/plan/waves/2023-12").text
    assert "AST-802" in page
    assert "توقف" in page
    nobody = page.split('id="candidates"')[1].split("</section>")[0]
    assert "لا يوجد موقع يلحق بالدفعة" in nobody
    assert "AST-803" in nobody
    assert "١٠٢" in nobody
    assert "رُحّل مرة واحدة" in page
    july = officer.get("/plan/waves/2023-07").text
    assert "مجمع مرحل" in july.split("رُحّلت من هذه الدفعة")[1]
    assert officer.get("/plan/waves/2022-01").status_code == 404
    assert officer.get("/plan/waves/none").status_code == 200


def test_who_could_replace_a_site_is_of_its_governorate_and_makes_the_wave(house: House) -> None:
    with house.records() as session:
        site = session.scalars(select(Site).where(Site.code == "AST-803")).one()
        told(session, site, **dict.fromkeys(("handover", "utilities", "linking", "furnishing", "training", "offices"), State.DONE))
    officer = house.member(ASSIUT)
    page = officer.get("/plan/waves/2023-12").text.split('id="candidates"')[1].split("</section>")[0]
    assert ("AST-803" in page, "المحافظة نفسها" in page, "لا يوجد موقع" in page) == (True, False, False)
    page = officer.get("/plan/waves/2023-12?replace=AST-802").text.split('id="candidates"')[1].split("</section>")[0]
    assert ("AST-803" in page, "المحافظة نفسها" in page) == (True, True)


def test_the_governorates_come_in_arabic_order_and_both_kinds_of_late_are_told_apart(house: House) -> None:
    with house.records() as session:
        a_planned_site(session, JULY, code="ALX-801", governorate="EG-ALX", done=date(2023, 8, 3))
        a_planned_site(session, JULY, code="BH-801", governorate="EG-BH")
    page = house.member(MINISTRY).get("/plan/").text
    with house.records() as session:
        order = list(session.scalars(select(Governorate.name_ar).order_by(Governorate.sort_key)))
        codes = list(session.scalars(select(Governorate.name_ar).order_by(Governorate.code)))
    table = page[page.index("المحافظات</h2>") :]
    found = re.findall(r'class="list-link"[^>]*>([^<]+)<', table)
    assert found == [name for name in order if name in found]
    assert found != [name for name in codes if name in found], "or the test tells nothing"
    note = page.split('id="what-counts-as-late"')[1].split("</p>")[0]
    assert ("عددها ٣" in note, "عدده ١" in note) == (True, True)
    assert "«متأخر عن الخطة»" in note, "as the numbers above name it"


def test_a_date_is_promised_anew_and_the_register_follows(house: House) -> None:
    officer = house.member(ASSIUT)
    page = officer.get("/plan/AST-801")
    form = hidden(page) | {"due_on": "2024-01-31", "reason": "contractor", "given_on": "2023-11-30", "given_by": "اللجنة", "note": ""}
    assert officer.post("/plan/AST-801", form).status_code == 303
    assert ledger(house, "AST-801")[-1] == (date(2024, 1, 31), "contractor", "اللجنة")
    with house.records() as session:
        assert session.scalars(select(Site).where(Site.code == "AST-801")).one().planned_on == date(2024, 1, 1)
    after = officer.get("/plan/AST-801").text
    assert "٣١ يوليو ٢٠٢٣" in after
    assert "٣١ يناير ٢٠٢٤" in after
    assert officer.get("/plan/AST-801?as_of=2023-11-29").text.count("٣١ يناير ٢٠٢٤") == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": ""}, "اذكر سبب"), ({"due_on": ""}, "مطلوب"), ({"due_on": "2023-07-31"}, "بالفعل"),
        ({"due_on": " "}, "مطلوب"), ({"given_on": "\u00a0"}, "مطلوب"),
        ({"given_on": "2023-12-01"}, "لا يتجاوز اليوم"), ({"reason": "other"}, "اشرح السبب"), ({"due_on": "2023-08-01"}, "يسبق"),
    ],
)
def test_what_the_form_refuses_is_said_beside_its_field(house: House, change: dict[str, str], sentence: str) -> None:
    officer = house.member(ASSIUT)
    form = hidden(officer.get("/plan/AST-801")) | {"due_on": "2024-01-31", "reason": "contractor", "given_on": "2023-11-30"} | change
    answer = officer.post("/plan/AST-801", form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert len(ledger(house, "AST-801")) == 1


def test_whoever_was_overtaken_sees_the_other_date_before_promising_theirs(house: House) -> None:
    officer = house.member(ASSIUT)
    form = hidden(officer.get("/plan/AST-801")) | {"due_on": "2024-01-31", "reason": "contractor", "given_on": "2023-11-30"}
    with house.records() as session:
        site = session.scalars(select(Site).where(Site.code == "AST-801")).one()
        give(session, [(site, Offer("service", DECEMBER, TODAY, "utilities"))], today=TODAY)
    answer = officer.post("/plan/AST-801", form)
    assert answer.status_code == 409
    assert "٣١ ديسمبر ٢٠٢٣" in answer.text
    assert officer.post("/plan/AST-801", hidden(answer) | {key: form[key] for key in ("due_on", "reason", "given_on")}).status_code == 303
    assert [due for due, _reason, _by in ledger(house, "AST-801")] == [JULY, DECEMBER, date(2024, 1, 31)]


def test_a_stage_has_a_ledger_of_its_own(house: House) -> None:
    officer = house.member(ASSIUT)
    form = hidden(officer.get("/plan/AST-801?stage=utilities")) | {"due_on": "2024-01-31", "reason": "", "given_on": "2023-11-30"}
    assert officer.post("/plan/AST-801", form).status_code == 303
    with house.records() as session:
        site = session.scalars(select(Site).where(Site.code == "AST-801")).one()
        assert site.planned_on == date(2023, 7, 1), "the register follows the last stage alone"
    assert officer.get("/plan/AST-801?stage=fitting").status_code == 404
    for address in ("/plan/", "/plan/sites", "/plan/waves/2023-06"):
        assert officer.get(f"{address}?governorate=EG-KFS").status_code == 404


def test_only_who_reports_for_a_site_is_offered_the_form(house: House) -> None:
    for member, offered in ((MINISTRY, True), (ASSIUT, True), (READER, False), (STOREKEEPER, False)):
        visitor = house.member(member)
        assert ('name="due_on"' in visitor.get("/plan/AST-801").text) == offered, member.name
    assert house.member(ASSIUT).get("/plan/KFS-801").status_code == 404
    assert house.member(ASSIUT).post("/plan/KFS-801", {"due_on": "2024-01-31"}).status_code == 404


def test_the_pages_ask_the_same_number_of_questions_whatever_the_number_of_sites(house: House) -> None:
    officer = house.member(ASSIUT)
    paths = ("/plan/", "/plan/sites", "/plan/waves/2023-12", "/plan/AST-801")
    few = []
    for path in paths:
        officer.get(path)
        with statements() as seen:
            officer.get(path)
        few.append(len(seen))
    with house.records() as session:
        for _number in range(12):
            a_planned_site(session, JULY, DECEMBER)
    for path, number in zip(paths, few, strict=True):
        officer.get(path)
        with statements() as seen:
            officer.get(path)
        assert len(seen) == number <= 17, path


def test_in_english_nothing_is_left_in_arabic_figures_or_commas(house: House) -> None:
    officer = house.member(ASSIUT)
    officer.post("/language/", {"language": "en"})
    for path in ("/plan/", "/plan/sites", "/plan/waves/2023-12", "/plan/AST-802", "/plan/baselines/", "/plan/workbook/"):
        page = officer.get(path)
        body = page.text.split('id="content"')[1]
        assert page.status_code == 200, path
        assert not set(body) & set("٠١٢٣٤٥٦٧٨٩،"), path
