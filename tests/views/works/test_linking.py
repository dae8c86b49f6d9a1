"""The pages of electronic linking: who sees which line, how a markaz is drawn, and the choice of a centre."""

import re
from datetime import date
from html import unescape

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import CentrePair, Markaz, Site
from rollout.stages import Kind
from tests.cast import ADMINISTRATOR, ASSIUT, INSPECTOR, MINISTRY, QENA, READER, Member
from tests.factories import a_pair, a_site
from tests.rollout.details.making import did, path
from tests.views.telling import TODAY, code_in, hidden
from tests.views.visiting import House, Visitor
from tests.views.widening import also_sees
from tests.views.working import received, took

pytestmark = pytest.mark.on_day(TODAY)

DAY, FAULT_DAY = date(2023, 6, 25), date(2023, 7, 5)


def a_centre(house: House, governorate: str = "EG-AST", kind: Kind = Kind.FIXED_CENTRE, name: str = "مركز أسيوط التكنولوجي") -> str:
    with house.records() as session:
        return a_site(session, governorate=governorate, kind=kind, name_ar=name).code


def a_live_line(house: House) -> str:
    """The test's complex in Assiut with a centre and a line that is live, by its code."""
    code = code_in(house)
    received(house, code)
    with house.records() as session:
        a_pair(session, session.scalars(select(Site).where(Site.code == code)).one())
    said = {"order": did("linking", "line", "order", DAY, speed="30"), "test": did("linking", "line", "test", DAY, measured="20.5")}
    took(house, code, "linking", *(said.get(one.step, one) for one in path("linking", "line", DAY)))
    return code


def numbers(page: str) -> dict[str, str]:
    return {key: number for number, key in re.findall(r"<strong>([٠-٩]+)</strong><span><i class=\"dot dot-link-(\w+)\"", page)}


def test_the_country_is_shown_by_governorate_first(house: House) -> None:
    a_live_line(house)
    page = house.member(MINISTRY).get("/linking/").text
    assert numbers(page) == {
        "not_requested": "٢", "requested": "٠", "in_works": "٠", "untested": "٠", "tested": "٠", "linked": "١", "faulty": "٠",
    }
    assert "governorate=EG-AST" in page
    assert code_in(house) not in page


def test_it_is_said_why_not_requested_is_more_than_not_started(house: House) -> None:
    page = house.member(MINISTRY).get("/linking/").text
    assert "«لم يُطلب» يشمل أيضًا الخطوط التي سُجلت لها معاينة أو توقف" in page


def test_a_committee_goes_straight_to_its_lines(house: House) -> None:
    code = a_live_line(house)
    page = house.member(ASSIUT).get("/linking/").text
    assert code in page
    assert code_in(house, "EG-KN") not in page
    for particular in ("مرتبط", "٢٠٫٥", "٣٠"):
        assert particular in page


def test_many_lines_stand_on_pages(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with house.records() as session:
        a_site(session, code="AST-777", name_ar="مجمع ثانٍ")
    monkeypatch.setattr("views.works.linking.ROWS_AT_ONCE", 1)
    page = house.member(ASSIUT).get("/linking/").text
    assert page.count('class="site-name') + page.count('class="link-site') <= 2
    assert "from=1" in page


def test_the_page_of_a_day_shows_that_day(house: House) -> None:
    code = a_live_line(house)
    took(house, code, "linking", did("linking", "fault-1", "opened", FAULT_DAY))
    visitor = house.member(ASSIUT)
    assert numbers(visitor.get("/linking/").text)["faulty"] == "١"
    assert numbers(visitor.get("/linking/?as_of=2023-07-04").text)["linked"] == "١"
    assert numbers(visitor.get("/linking/?as_of=2023-06-24").text)["not_requested"] == "١"


@pytest.mark.parametrize(("asked", "found"), [
    ("status=linked", True), ("status=faulty", False), ("mark=unpaired", False), ("mark=slow", True), ("mark=faulty", False),
    ("q=AST-NONE", False), ("q=قيمة number", True), ("markaz=مركز أسيوط للاختبار", True), ("markaz=ديروط", False),
])
def test_filters_keep_what_they_say(house: House, asked: str, found: bool) -> None:
    code = a_live_line(house)
    assert (f">{code}<" in house.member(ASSIUT).get(f"/linking/?{asked}").text) == found


@pytest.mark.parametrize("asked", ["status=none", "mark=none", "q=" + "س" * 101])
def test_what_no_page_offers_is_refused(house: House, asked: str) -> None:
    assert house.member(ASSIUT).get(f"/linking/?{asked}").status_code == 400


@pytest.mark.parametrize("path", ["/linking/", "/linking/topology"])
def test_a_foreign_governorate_is_not_there(house: House, path: str) -> None:
    assert house.member(QENA).get(f"{path}?governorate=EG-AST").status_code == 404
    assert house.member(MINISTRY).get(f"{path}?governorate=EG-AST").status_code == 200
    assert house.member(MINISTRY).get(f"{path}?governorate=EG-NONE").status_code == 404


def test_an_empty_register_says_so(house: House) -> None:
    with house.records() as session:
        for site in session.scalars(select(Site)):
            site.withdrawn_at = site.recorded_at
    for member in (MINISTRY, ASSIUT):
        page = house.member(member).get("/linking/")
        assert page.status_code == 200
        assert "لا توجد مجمعات بعد" in page.text
    assert "لا توجد مجمعات بعد" in house.member(ASSIUT).get("/linking/topology").text


def test_a_markaz_is_drawn_with_real_words_and_a_table(house: House) -> None:
    code = a_live_line(house)
    with house.records() as session:
        markaz = session.scalars(select(Markaz.id).join(Site, Site.markaz_id == Markaz.id).where(Site.code == code)).one()
        a_site(session, name_ar="مجمع بلا مركز", markaz_id=markaz)
    page = house.member(ASSIUT).get("/linking/topology").text
    drawing = page.split('<svg class="wiring-drawing"')[1].split("</svg>")[0]
    assert drawing.count('<path class="wire wire-linked"') == 1
    assert drawing.count("<circle") == 2
    for words in ("مجمع أسيوط", "مرتبط", "مجمع بلا مركز", "لم يُحدد مركز الربط", "لم يُطلب"):
        assert words in drawing
    table = page.split('<table class="table card-table"')[1].split("</table>")[0]
    assert table.count("<tr>") == 3
    assert "<script" not in drawing


def test_the_drawing_begins_where_reading_begins(house: House) -> None:
    a_live_line(house)
    visitor = house.member(ASSIUT)
    first = re.compile(r'<rect class="hub" x="(\d+)"')
    arabic = first.search(visitor.get("/linking/topology").text)
    visitor.post("/language/", {"language": "en", "next": "/"})
    english = first.search(visitor.get("/linking/topology").text)
    assert arabic
    assert english
    assert int(arabic[1]) > 200 > int(english[1])


def form_of(visitor: Visitor, code: str) -> dict[str, str]:
    page = visitor.get(f"/linking/pair/{code}")
    assert page.status_code == 200, page.text
    return carried(page)


def carried(page: TestResponse) -> dict[str, str]:
    """What the form carries unseen, as a browser sends it."""
    return {name: unescape(value) for name, value in hidden(page).items()}


def test_a_committee_chooses_and_changes_the_centre(house: House) -> None:
    code, first, second = code_in(house), a_centre(house), a_centre(house, kind=Kind.HEADQUARTERS_CENTRE)
    visitor = house.member(ASSIUT)
    assert visitor.post(f"/linking/pair/{code}", {**form_of(visitor, code), "centre": first, "note": "كابل"}).status_code == 303
    assert visitor.post(f"/linking/pair/{code}", {**form_of(visitor, code), "centre": second}).status_code == 303
    assert the_pair(house) == (second, "", 2)


def the_pair(house: House) -> tuple[str, str, int] | None:
    with house.records() as session:
        row = session.execute(
            select(Site.code, CentrePair.note, CentrePair.row_version).join(CentrePair, CentrePair.centre_id == Site.id)
        ).one_or_none()
        return (row.code, row.note, row.row_version) if row else None


def test_what_is_no_pair_is_refused_in_words(house: House) -> None:
    code, visitor = code_in(house), house.member(ASSIUT)
    form = form_of(visitor, code)
    for centre, words in (
        (a_centre(house, "EG-KN"), "لا يوجد بالسجل مركز بهذا الكود"), (a_centre(house, kind=Kind.MOBILE_CENTRE), "ليس أيًا منهما"),
        ("", "يرجى اختيار مركز الربط"), ("AST-NONE", "لا يوجد بالسجل مركز بهذا الكود"),
    ):
        answer = visitor.post(f"/linking/pair/{code}", {**form, "centre": centre})
        assert answer.status_code == 422
        assert words in answer.text
    national = house.member(MINISTRY).post(f"/linking/pair/{code}", {"centre": a_centre(house, "EG-KN"), "seen": "", "note": ""})
    assert "في محافظة واحدة" in national.text
    secret = visitor.post(f"/linking/pair/{code}", {**form, "centre": a_centre(house), "note": "10.1.2.3"})
    assert "عنوان شبكة" in secret.text
    assert the_pair(house) is None


def test_two_people_do_not_choose_over_each_other(house: House) -> None:
    code, first, second = code_in(house), a_centre(house), a_centre(house)
    one, two = house.member(ASSIUT), house.member(MINISTRY)
    mine, theirs = form_of(one, code), form_of(two, code)
    assert two.post(f"/linking/pair/{code}", {**theirs, "centre": second}).status_code == 303
    answer = one.post(f"/linking/pair/{code}", {**mine, "centre": first})
    assert answer.status_code == 409
    assert the_pair(house) == (second, "", 1)
    assert 'name="_take_centre" value="mine" checked' in answer.text
    again = {**carried(answer), "centre": first}
    assert two.post(f"/linking/pair/{code}", {**form_of(two, code), "centre": second, "note": "بديل مؤقت"}).status_code == 303
    answer = one.post(f"/linking/pair/{code}", again)
    assert answer.status_code == 409
    assert "_take_note" not in answer.text, "only the other one wrote a note"
    assert one.post(f"/linking/pair/{code}", {**carried(answer), "centre": first, "note": "بديل مؤقت"}).status_code == 303
    assert the_pair(house) == (first, "بديل مؤقت", 3)


def test_of_two_centres_theirs_may_be_taken(house: House) -> None:
    code, first, second = code_in(house), a_centre(house, name="مركز ديروط"), a_centre(house, name="مركز القوصية")
    one, two = house.member(ASSIUT), house.member(MINISTRY)
    mine, theirs = form_of(one, code), form_of(two, code)
    assert two.post(f"/linking/pair/{code}", {**theirs, "centre": second}).status_code == 303
    answer = one.post(f"/linking/pair/{code}", {**mine, "centre": first, "note": "بعد المعاينة"})
    told = re.findall(r'name="_take_centre"[^>]*>.*?<bdi>([^<]*)</bdi>', answer.text)
    assert told == ["مركز القوصية", "مركز ديروط"], "centres are told by their names"
    taken = {**carried(answer), "centre": first, "note": "بعد المعاينة", "_take_centre": "theirs"}
    assert one.post(f"/linking/pair/{code}", taken).status_code == 303
    assert the_pair(house) == (second, "بعد المعاينة", 2)


def test_the_page_of_the_line_leads_to_its_centre(house: House) -> None:
    address = f"/works/{code_in(house)}/linking"
    assert "/linking/pair/" in house.member(ASSIUT).get(address).text
    assert "/linking/pair/" not in house.member(READER).get(address).text


@pytest.mark.parametrize("member", [READER, INSPECTOR, ADMINISTRATOR])
def test_who_only_reads_chooses_nothing(house: House, member: Member) -> None:
    code = code_in(house)
    visitor = house.member(member)
    assert visitor.get(f"/linking/pair/{code}").status_code == 403
    assert "/linking/pair/" not in visitor.get("/linking/?governorate=EG-AST").text


def test_who_reports_elsewhere_chooses_nothing_here(house: House) -> None:
    code, visitor = code_in(house), house.member(QENA)
    assert visitor.get(f"/linking/pair/{code}").status_code == 404
    also_sees(house, QENA)
    assert visitor.get(f"/linking/pair/{code}").status_code == 403
    assert "/linking/pair/" not in visitor.get("/linking/?governorate=EG-AST").text


def test_only_a_complex_has_a_page_for_its_centre(house: House) -> None:
    assert house.member(ASSIUT).get(f"/linking/pair/{a_centre(house)}").status_code == 404
