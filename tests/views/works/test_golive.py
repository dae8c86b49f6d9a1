"""Going live: a board that adds up, gates with what they lack, waivers called out, a sheet to print; within the user's scope."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from models import Site
from rollout import golive, position
from rollout.details.saving import save_many
from rollout.journal import record_many
from rollout.register import withdraw
from rollout.rules import News
from rollout.stages import State
from rollout.works.service import GATES
from tests.cast import ASSIUT, MINISTRY, QENA, READER
from tests.factories import a_site
from tests.rollout.details.making import did
from tests.views.counting import asks_the_same
from tests.views.telling import TODAY, code_in
from tests.views.visiting import House

pytestmark = pytest.mark.on_day(TODAY)

DAY = date(2023, 5, 1)


def ready(house: House, code: str, *missing: str, governorate: str = "EG-AST") -> None:
    """A complex whose gates are met but for these, as its sheet reported them."""
    with house.records() as session:
        site = a_site(session, code=code, name_ar=f"مجمع {code}", governorate=governorate)
        told = [(site, News(key, State.DONE, DAY)) for key, _label in GATES if key not in missing]
        record_many(session, told, today=TODAY, source="import")


def tell(house: House, code: str, *steps: tuple[str, str, date, dict[str, Any]], area: str = "service") -> None:
    with house.records() as session:
        site = session.query(Site).where(Site.code == code).one()
        dids = [did(area, item, step, on, **values) for item, step, on, values in steps]
        save_many(session, [(site, area, one) for one in dids], today=TODAY, by=None)


def waiver(until: date, **values: Any) -> tuple[str, str, date, dict[str, Any]]:
    return "waiver-1", "granted", DAY, {"gate": "training", "expected_on": until, "person": "السيد السكرتير العام", **values}


SERVES = ("go_live", "in_service", DAY, {"count": 40})


@pytest.fixture
def sites(house: House) -> None:
    ready(house, "AST-READY")
    ready(house, "AST-LIVE", "training")
    tell(house, "AST-LIVE", waiver(TODAY, note="تدريب أثناء العمل"), SERVES)
    ready(house, "AST-OLD", "training")
    tell(house, "AST-OLD", waiver(DAY + timedelta(days=30)), SERVES, ("go_live", "opening", DAY, {}))
    ready(house, "AST-GALA", "linking")
    tell(house, "AST-GALA", ("go_live", "opening", date(2023, 7, 1), {"person": "المحافظ"}))
    ready(house, "KN-1", governorate="EG-KN")


def strip(page: str) -> dict[str, tuple[int, str]]:
    found = re.findall(r'<li><a href="([^"]+)"[^>]*><strong>([٠-٩]+)</strong><span><i class="dot rv-dot-(\w+)">', page)
    return {key: (int(number), address.replace("&amp;", "&")) for address, number, key in found}


def listed(page: str) -> list[str]:
    return re.findall(r'rv-site">\s*<a class="list-link" href="/service/([^?"]+)', page)


def test_the_phases_add_up_to_the_register_and_lead_to_their_sites(house: House, sites: None) -> None:
    visitor = house.member(MINISTRY)
    found = strip(visitor.get("/service/").text)
    assert {key: number for key, (number, _address) in found.items()} == {
        "gates": 4, "ready": 2, "checked": 0, "trial": 0, "in_service": 1, "opened": 1,
    }
    for number, address in found.values():
        assert len(listed(visitor.get(address).text)) == number


def test_every_total_says_how_many_through_a_waiver(house: House, sites: None) -> None:
    page = house.member(MINISTRY).get("/service/").text
    assert "منها ٢ باستثناء، انتهت مدته في ١ منها" in page
    row = page.split("أسيوط</a>")[1].split("</tr>")[0]
    assert re.findall(r'mark=(waived|lapsed)"[^>]*>([٠-٩]+)<', row) == [("waived", "٢"), ("lapsed", "١")]


@pytest.mark.parametrize(("asked", "found"), [
    ({"mark": "waived"}, ["AST-LIVE", "AST-OLD"]), ({"mark": "lapsed"}, ["AST-OLD"]), ({"mark": "expired"}, ["AST-OLD"]),
    ({"mark": "opened"}, ["AST-GALA"]), ({"mark": "unchecked"}, ["AST-LIVE", "AST-OLD"]), ({"gate": "linking", "status": "gates"}, None),
    ({"mark": "lapsed", "as_of": "2023-05-31"}, []), ({"status": "in_service"}, ["AST-LIVE"]), ({"status": "opened"}, ["AST-OLD"]),
])
def test_a_filter_finds_its_sites(house: House, sites: None, asked: dict[str, str], found: list[str] | None) -> None:
    expected = sorted([code_in(house), "AST-GALA"]) if found is None else found
    assert sorted(listed(house.member(ASSIUT).get("/service/", query_string=asked).text)) == expected


def test_waivers_name_approver_reason_and_expiry_and_the_expired_come_first(house: House, sites: None) -> None:
    page = house.member(ASSIUT).get("/service/").text.split("rv-waivers")[1]
    assert page.index("AST-OLD") < page.index("AST-LIVE")
    for words in ("السيد السكرتير العام", "تدريب أثناء العمل", "٣١ يوليو ٢٠٢٣", "انتهى منذ ٦١ يومًا"):
        assert words in page


def test_a_site_shows_each_gate_with_what_it_lacks(house: House) -> None:
    with house.records() as session:
        a_site(session, code="AST-PART")
    tell(house, "AST-PART", ("building", "provisional", DAY, {}), area="handover")
    tell(house, "AST-PART", ("water", "request", DAY, {}), area="utilities")
    tell(house, "AST-PART", waiver(DAY + timedelta(days=9)))
    page = house.member(ASSIUT).get("/service/AST-PART").text
    assert len(re.findall(r'class="rv-gate is-met"', page)) == 1
    assert len(re.findall(r'class="rv-gate is-closed"', page)) == 4
    assert "مياه" in page.split("rv-missing")[1].split("</ul>")[0]
    assert "انتهت في ١٠ مايو ٢٠٢٣ مدة الاستثناء" in page
    earlier = house.member(ASSIUT).get("/service/AST-PART?as_of=2023-05-09").text
    assert len(re.findall(r'class="rv-gate is-waived"', earlier)) == 1


def test_opened_is_told_apart_from_in_service(house: House, sites: None) -> None:
    visitor = house.member(ASSIUT)
    assert "افتُتح رسميًا في ١ يوليو ٢٠٢٣ ولم يدخل الخدمة" in visitor.get("/service/AST-GALA").text
    page = visitor.get("/service/AST-LIVE").text
    assert "٤٠ معاملة" in page
    assert "باستثناء" in page


@pytest.mark.parametrize(("member", "records"), [(ASSIUT, True), (MINISTRY, True), (READER, False)])
def test_only_who_reports_is_offered_the_check(house: House, sites: None, member: Any, records: bool) -> None:
    visitor = house.member(member)
    assert ("step=check" in visitor.get("/service/AST-READY").text) is records
    assert "step=check" not in visitor.get("/service/AST-READY?as_of=2023-07-30").text
    assert "step=check" not in visitor.get("/service/AST-LIVE").text, "it is in service"


def test_the_sheet_has_a_line_for_each_gate_and_each_signature(house: House, sites: None) -> None:
    page = house.member(READER).get("/service/AST-OLD/checklist").text
    assert len(re.findall(r'<tr><th scope="row">', page.split("<article")[1])) == len(GATES) + 7
    assert "انتهت مدته والشرط غير مستوفى" in page
    assert "جمهورية مصر العربية" in page


def test_the_lines_of_the_sheet_are_numbered_in_the_digits_of_its_reader(house: House, sites: None) -> None:
    reader = house.member(READER)
    for code, numbers in (("ar", "١٢٣٤٥٦٧"), ("en", "1234567")):
        reader.post("/language/", {"language": code})
        page = reader.get("/service/AST-OLD/checklist").text.split("paper-signatures")[1]
        assert "".join(re.findall(r'<th scope="row">(\d)</th>', page)) == numbers


def test_a_foreign_site_is_not_there(house: House, sites: None) -> None:
    qena = house.member(QENA)
    page = qena.get("/service/").text
    assert set(listed(page)) == {code_in(house, "EG-KN"), "KN-1"}
    assert "AST-" not in page
    for address in ("/service/?governorate=EG-AST", "/service/AST-LIVE", "/service/AST-LIVE/checklist", "/service/NOWHERE"):
        assert qena.get(address).status_code == 404


@pytest.mark.parametrize("asked", ["status=sold", "mark=x", "gate=offices"])
def test_what_no_page_offers_is_not_understood(house: House, asked: str) -> None:
    assert house.member(ASSIUT).get(f"/service/?{asked}").status_code == 400


def test_an_empty_register_says_so(house: House) -> None:
    with house.records() as session:
        for site in session.query(Site):
            withdraw(session, site)
    assert "لا توجد مجمعات بعد" in house.member(MINISTRY).get("/service/").text


@pytest.mark.parametrize("more", [0, 40])
def test_the_board_asks_the_same_of_few_and_many_sites(house: House, more: int) -> None:
    asks_the_same(house, "/service/", (golive, position), more, QUESTIONS, WHILE_NOTHING_CHANGES)


QUESTIONS, WHILE_NOTHING_CHANGES = 7, 4
