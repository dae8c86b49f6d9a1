"""The overview of handover: numbers that add up and lead to their lists, within the user's scope, on any day."""

import re
from datetime import date
from typing import Any

import pytest

from models import Site
from rollout import handover, position
from rollout.details.saving import save_many
from rollout.parameters import add
from rollout.register import withdraw
from rollout.works.terms import Term
from tests.cast import ASSIUT, INSPECTOR, MINISTRY, QENA, READER
from tests.factories import a_site
from tests.rollout.details.making import did
from tests.views.counting import asks_the_same
from tests.views.telling import TODAY, code_in
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)

DAY = date(2022, 9, 10)


def tell(house: House, code: str, *steps: tuple[str, str, date, dict[str, Any]]) -> None:
    with house.records() as session:
        site = session.query(Site).where(Site.code == code).one()
        dids = [did("handover", item, step, on, **values) for item, step, on, values in steps]
        save_many(session, [(site, "handover", one) for one in dids], today=TODAY, by=None)


ACCEPTED = ("building", "provisional", DAY, {})
SNAG = ("snag-1", "listed", DAY, {"expected_on": date(2022, 10, 1), "body": "شركة النيل للمقاولات"})


@pytest.fixture
def sites(house: House) -> None:
    with house.records() as session:
        for code in ("AST-REM", "AST-NOTE"):
            a_site(session, code=code, name_ar=f"مجمع {code}", executing_body="الجهاز المركزي للتعمير")
    tell(house, "AST-REM", ACCEPTED, SNAG)
    tell(house, "AST-NOTE", ("building", "notice", date(2023, 7, 20), {}))
    tell(house, code_in(house, "EG-KN"), ACCEPTED)


def strip(page: str) -> dict[str, tuple[int, str]]:
    """The numbers of the strip with their addresses, by the key of their dot."""
    found = re.findall(r'<li><a href="([^"]+)"[^>]*><strong>([٠-٩]+)</strong><span><i class="dot rv-dot-(\w+)">', page)
    return {key: (int(number), address.replace("&amp;", "&")) for address, number, key in found}


def listed(page: str) -> list[str]:
    return re.findall(r'<td><a class="list-link" href="/works/([^/"]+)/handover', page)


def test_the_statuses_add_up_to_the_register_and_lead_to_their_sites(house: House, sites: None) -> None:
    visitor = house.member(MINISTRY)
    found = strip(visitor.get("/handover/").text)
    assert {key: number for key, (number, _address) in found.items()} == {
        "not_notified": 2, "notified": 1, "appointed": 0, "rejected": 0, "with_remarks": 1, "provisional": 1, "final": 0,
    }
    for number, address in found.values():
        assert len(listed(visitor.get(address).text)) == number


def test_the_ministry_sees_the_country_first_and_each_number_leads_on(house: House, sites: None) -> None:
    visitor = house.member(MINISTRY)
    page = visitor.get("/handover/").text
    assert listed(page) == []
    [address] = re.findall(r'href="(/handover/\?governorate=EG-AST[^"]*mark=overdue)"', page)
    assert listed(visitor.get(address.replace("&amp;", "&")).text) == ["AST-REM"]
    assert set(listed(visitor.get("/handover/?governorate=EG-AST").text)) == {code_in(house), "AST-REM", "AST-NOTE"}


def test_a_row_tells_acceptance_remarks_and_warranty(house: House, sites: None) -> None:
    page = house.member(ASSIUT).get("/handover/").text
    row = page.split("/works/AST-REM/handover")[1].split("</tr>")[0]
    for words in ("مستلم بملاحظات", "١٠ سبتمبر ٢٠٢٢", "١٠ سبتمبر ٢٠٢٣", "باقٍ ٤١ يومًا", "فات موعد ١", "الجهاز المركزي للتعمير"):
        assert words in row
    assert "شركة النيل للمقاولات" in page, "who has it to put right"


@pytest.mark.parametrize(("asked", "found"), [
    ({"body": "الجهاز المركزي للتعمير"}, ["AST-NOTE", "AST-REM"]), ({"status": "with_remarks"}, ["AST-REM"]),
    ({"mark": "ending"}, ["AST-REM"]), ({"mark": "ended"}, []), ({"mark": "overdue"}, ["AST-REM"]), ({"mark": "reported"}, []),
    ({"body": "الجهاز المركزي للتعمير", "status": "notified"}, ["AST-NOTE"]), ({"status": "not_applicable"}, []),
    ({"mark": "ending", "as_of": "2023-07-11"}, []), ({"status": "not_notified", "body": "الجهاز المركزي للتعمير", "as_of": "2022-09-09"},
                                                     ["AST-NOTE", "AST-REM"]),
])
def test_a_filter_finds_its_sites(house: House, sites: None, asked: dict[str, str], found: list[str]) -> None:
    assert sorted(listed(house.member(ASSIUT).get("/handover/", query_string=asked).text)) == found


@pytest.mark.parametrize("asked", ["status=sold", "mark=x", "body=" + "m" * 101])
def test_what_no_page_offers_is_not_understood(house: House, asked: str) -> None:
    assert house.member(ASSIUT).get(f"/handover/?{asked}").status_code == 400


def test_a_foreign_governorate_is_not_there(house: House, sites: None) -> None:
    qena = house.member(QENA)
    page = qena.get("/handover/").text
    assert listed(page) == [code_in(house, "EG-KN")]
    assert "AST-" not in page
    assert "شركة النيل" not in page
    assert qena.get("/handover/?governorate=EG-AST").status_code == 404


@pytest.mark.parametrize(("member", "records"), [(ASSIUT, True), (MINISTRY, True), (READER, False), (INSPECTOR, False)])
def test_only_who_reports_is_offered_the_next_step(house: House, sites: None, member: Any, records: bool) -> None:
    visitor = house.member(member)
    page = visitor.get("/handover/?governorate=EG-AST").text
    assert "AST-REM" in page
    assert ("/works/new?" in page) is records
    assert "/works/new?" not in visitor.get("/handover/?governorate=EG-AST&as_of=2023-07-30").text


def offered(visitor: Visitor, code: str) -> str:
    page = visitor.get("/handover/").text
    return re.findall(rf'/works/new\?site={code}&amp;area=handover&amp;item=building&amp;step=(\w+)', page)[0]


def test_the_next_step_is_the_one_that_follows(house: House, sites: None) -> None:
    assert [offered(house.member(ASSIUT), code) for code in ("AST-NOTE", "AST-REM")] == ["appointment", "transfer"]


TRANSFERRED = ("building", "transfer", DAY, {})


def test_while_a_remark_is_open_putting_it_right_is_offered_and_final_acceptance_waits(house: House) -> None:
    with house.records() as session:
        a_site(session, code="AST-FIN", name_ar="مجمع")
    tell(house, "AST-FIN", ACCEPTED, SNAG, TRANSFERRED)
    officer = house.member(ASSIUT)

    def offered(page: str) -> list[str]:
        return re.findall(r"item=([\w-]+)&amp;step=(\w+)", page)

    row = next(part for part in officer.get("/handover/").text.split("<tr>") if "AST-FIN" in part)
    assert offered(row) == [("snag-1", "closed")]
    page = officer.get("/works/AST-FIN/handover").text
    assert ("building", "final") not in offered(page)
    assert "ينتظر تلافي الملاحظات" in page
    tell(house, "AST-FIN", ("snag-1", "closed", date(2023, 7, 1), {}))
    assert offered(next(part for part in officer.get("/handover/").text.split("<tr>") if "AST-FIN" in part)) == []
    assert ("building", "final") not in offered(officer.get("/works/AST-FIN/handover").text), "the warranty runs until September"


def test_a_shorter_warranty_that_the_ministry_sets_is_proposed_and_taken(house: House) -> None:
    with house.records() as session:
        a_site(session, code="AST-FIN", name_ar="مجمع")
        add(session, Term("warranty.months", 6, date(2023, 7, 1), "نص", "قرار", "الوزير"), today=TODAY, by=None)
    tell(house, "AST-FIN", ACCEPTED, TRANSFERRED)
    assert "step=final" in house.member(ASSIUT).get("/works/AST-FIN/handover").text
    assert "step=final" in next(part for part in house.member(ASSIUT).get("/handover/").text.split("<tr>") if "AST-FIN" in part)
    tell(house, "AST-FIN", ("building", "final", TODAY, {}))


def test_an_empty_register_says_so(house: House) -> None:
    with house.records() as session:
        for site in session.query(Site):
            withdraw(session, site)
    assert "لا توجد مجمعات بعد" in house.member(MINISTRY).get("/handover/").text


@pytest.mark.parametrize("more", [0, 40])
def test_the_overview_asks_the_same_of_few_and_many_sites(house: House, more: int) -> None:
    asks_the_same(house, "/handover/", (handover, position), more, QUESTIONS, WHILE_NOTHING_CHANGES)


QUESTIONS, WHILE_NOTHING_CHANGES = 7, 4
