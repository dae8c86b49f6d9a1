"""The ministry's first page: the plan, the curve, the map, who will miss the next wave, what changed, and files to take away."""

import io
import re
from datetime import date

import pytest
from openpyxl import load_workbook
from PIL import Image

from models import Site
from rollout.plan import Offer, give
from rollout.stages import Kind, State
from tests.cast import ADMINISTRATOR, ASSIUT, INSPECTOR, MINISTRY, READER
from tests.factories import a_site
from tests.views.counting import statements
from tests.views.telling import TODAY, code_in, told
from tests.views.visiting import House
from views.home.first import HOMES, home_of
from views.home.ministry import ministry_home


@pytest.fixture(autouse=True)
def _a_day_that_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rollout.clock.today", lambda: TODAY)


def promised(house: House, place: str, *dues: date) -> None:
    """Dates promised one after the other from June on."""
    with house.records() as session:
        site = session.get_one(Site, house.site_id(session, place))
        for number, due in enumerate(dues):
            offer = Offer("service", due, date(2023, 6, 1 + number), "correction" if number else "")
            give(session, [(site, offer)], today=TODAY)


def listed(page: str) -> str:
    found = re.search(r'class="matrix-count"[^>]*>([^<]+?)\s*<', page)
    return found[1] if found else ""


def test_each_tile_tells_the_plan_of_the_day_and_who_is_behind_it(house: House) -> None:
    promised(house, "EG-AST", date(2023, 7, 31))
    told(house, code_in(house))
    visitor = house.member(MINISTRY)
    page = visitor.get("/").text
    assert page.count(">المخطط: ١</a>") == len(Kind.COMPLEX.stages)
    assert page.count(">متأخر عن الخطة: ١</a>") == len(Kind.COMPLEX.stages) - 3, "the building was received; two may be done today"
    assert "وفق المخطط" in page
    assert "ما يحل موعده اليوم" in page.split('id="what-is-behind"')[1].split("</p>")[0], "planned less done is not what is behind"
    for state, stage, sites in (("planned", "handover", "مجمع واحد"), ("behind", "utilities", "مجمع واحد"), ("behind", "handover", "")):
        answer = visitor.get(f"/matrix/EG-AST?kind=complex&stage={stage}&state={state}")
        assert listed(answer.text).startswith(sites) if sites else code_in(house) not in answer.text


def test_what_holds_up_operation_names_the_body_of_the_stage(house: House) -> None:
    card = house.member(MINISTRY).get("/").text.split('id="head-blocks"')[1].split("</section>")[0]
    assert "أسفل كل مرحلة: الجهة المسئولة عن المرحلة" in card


def test_a_tile_counts_the_sites_of_which_its_share_is_a_share(house: House) -> None:
    code, visitor = code_in(house), house.member(MINISTRY)
    with house.records() as session:
        code = a_site(session, kind=Kind.MOBILE_CENTRE).code
        a_site(session, kind=Kind.MOBILE_CENTRE, code="AST-CAR-2")
    stage = Kind.MOBILE_CENTRE.stages[0].key
    told(house, code, stage, State.NOT_APPLICABLE, reason="سيارة قائمة")
    told(house, "AST-CAR-2", stage, State.DONE)
    tile = visitor.get("/?kind=mobile_centre").text.split('class="card tile"')[1].split("</li>")[0]
    assert "<strong>١</strong> من ١</span>" in tile
    assert "<strong>١٠٠٪</strong>" in tile


def test_who_sees_some_governorates_is_told_which(house: House) -> None:
    head = house.member(INSPECTOR).get("/").text.split("<h1")[0][-400:] + house.member(INSPECTOR).get("/").text.split("</h1>")[1][:300]
    assert "جميع المحافظات" not in head


def test_without_promises_nothing_is_said_of_a_plan(house: House) -> None:
    page = house.member(MINISTRY).get("/").text
    assert "المخطط:" not in page
    assert "what-is-behind" not in page
    assert "لم يُحدد موعد بعد" in page


def test_the_curve_and_its_table_tell_what_was_promised_and_what_came(house: House) -> None:
    promised(house, "EG-AST", date(2023, 6, 30), date(2023, 9, 30))
    promised(house, "EG-KN", date(2023, 7, 31))
    page = house.member(MINISTRY).get("/").text
    curve = page.split('id="head-curve"')[1].split("</section>")[0]
    rows = [re.findall(r">([^<]+)</t[hd]>", row) for row in curve.split("<tbody>")[1].split("</tr>")[:-1]]
    assert rows[0] == ["يونيو ٢٠٢٣", "٠", "١", "٠"]
    assert rows[1] == ["يوليو ٢٠٢٣", "٠", "٢", "١"]
    assert rows[-1] == ["سبتمبر ٢٠٢٣", "—", "٢", "٢"]
    assert 'direction="rtl"' in curve


def test_the_map_shows_the_whole_country_to_those_who_see_it(house: House) -> None:
    page = house.member(MINISTRY).get("/").text
    chart = page.split('id="chart-map-title"')[1].split("</svg>")[0]
    assert chart.count("shade shade-") == 27
    assert chart.count("<a ") == 3, "three governorates have sites"
    assert 'id="chart-map-title"' not in house.member(INSPECTOR).get("/").text
    assert 'id="chart-map-title"' not in house.member(ASSIUT).get("/").text


def test_the_risk_of_the_next_wave_names_who_will_miss_it_and_what_they_lack(house: House) -> None:
    promised(house, "EG-AST", date(2023, 8, 31))
    promised(house, "EG-KN", date(2024, 8, 31))
    page = house.member(MINISTRY).get("/").text
    card = page.split('id="head-risk"')[1].split("</section>")[0]
    assert "مخاطر دفعة أغسطس ٢٠٢٣" in card
    assert "أسيوط" in card
    assert "قنا" not in card
    assert "معرض للتأخر: ١ من ١" in card
    assert "استلام المبنى ابتدائيًا" in card
    address = re.search(r'href="(/plan/waves/2023-08[^"]*governorate=EG-AST[^"]*)"', card)
    assert address
    assert house.member(MINISTRY).get(address[1].replace("&amp;", "&")).status_code == 200


def test_one_committees_news_makes_only_its_own_governorate_be_read_anew(house: House) -> None:
    promised(house, "EG-AST", date(2023, 8, 31))
    promised(house, "EG-KN", date(2023, 8, 31))
    visitor = house.member(MINISTRY)
    assert "٢ من موقعين" in visitor.get("/").text
    with house.records() as session:
        site = session.get_one(Site, house.site_id(session, "EG-AST"))
        give(session, [(site, Offer("service", date(2024, 3, 31), TODAY, "correction"))], today=TODAY)
    with statements() as seen:
        page = visitor.get("/").text
    assert "قنا" in page.split('id="head-risk"')[1].split("</section>")[0]
    assert "أسيوط" not in page.split('id="head-risk"')[1].split("</section>")[0]
    read = [one for one in seen if "promise.given_by" in one]
    assert len(read) == 1
    assert "governorate.code" in read[0], "the promises of one governorate"


def test_change_is_told_since_the_day_that_is_compared_with(house: House) -> None:
    told(house, code_in(house), day=date(2023, 7, 10))
    visitor = house.member(MINISTRY)
    assert "دون تغير خلال أسبوع" in visitor.get("/").text
    page = visitor.get("/?compare=2023-07-05").text
    assert "+١ منذ ٢٠٢٣/٧/٥" in page or "+١ منذ ٥/٧/٢٠٢٣" in page
    assert "compare=2023-07-05" in page.split('class="tabs"')[-1]


@pytest.mark.parametrize("day", ["2023-07-31", "2024-01-01", "غدًا"])
def test_a_day_that_cannot_be_compared_with_is_said(house: House, day: str) -> None:
    page = house.member(MINISTRY).get("/", query_string={"compare": day})
    assert page.status_code == 200
    assert "alert-danger" in page.text
    assert "خلال أسبوع" in page.text


def test_charts_can_be_taken_away_as_pictures_and_as_numbers(house: House) -> None:
    promised(house, "EG-AST", date(2023, 7, 31))
    visitor = house.member(MINISTRY)
    for name in ("curve", "map", "blocks"):
        assert visitor.get(f"/charts/{name}.xlsx").status_code == 200
        answer = visitor.get(f"/charts/{name}.png")
        assert Image.open(io.BytesIO(answer.data)).size > (400, 200)
    lines = visitor.get("/charts/curve.csv").get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert lines[1] == "يوليو ٢٠٢٣,0,1,1"
    sheet = load_workbook(io.BytesIO(visitor.get("/charts/ranking.xlsx").data)).active
    assert sheet is not None
    assert sheet.max_row == 4
    shares = [cell.column for cell in sheet[2] if cell.number_format == "0%"]
    assert [sheet.cell(1, at).value for at in shares][-2:] == ["الجاهزية", "التغير في الجاهزية"]
    assert sheet.cell(2, 2).number_format == "General"
    assert visitor.get("/charts/ranking.png").status_code == 404
    assert visitor.get("/charts/secrets.csv").status_code == 404


def test_a_file_holds_nothing_of_other_governorates(house: House) -> None:
    answer = house.member(READER).get("/charts/ranking.csv")
    assert "EG-AST" in answer.headers["Content-Disposition"]
    assert "مركز أسيوط للاختبار" in answer.text
    assert "قنا" not in answer.text
    assert house.member(READER).get("/charts/map.png").status_code == 404


def test_the_same_numbers_give_the_same_picture(house: House) -> None:
    visitor = house.member(MINISTRY)
    assert visitor.get("/charts/map.png").data == visitor.get("/charts/map.png").data


def test_whoever_has_a_post_in_the_ministry_sees_its_page_whatever_else_they_are() -> None:
    assert home_of(["reader", "ministry"]).build is ministry_home
    assert home_of([]).build is ministry_home
    assert list(HOMES)[:2] == ["ministry", "administrator"]


def test_the_administrator_sees_the_whole_country_too(house: House) -> None:
    told(house, code_in(house), state=State.STALLED)
    assert 'id="chart-map-title"' in house.member(ADMINISTRATOR).get("/").text
