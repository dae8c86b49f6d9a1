"""The pages of obstacles: the ranked list, the sums by body, opening, telling, sites; and whose they are."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models import Evidence, Obstacle, ObstacleEvent, Site
from rollout.followup.levels import Level
from rollout.followup.obstacles import ObstacleStep
from rollout.journal import record
from rollout.obstacles.reading import Held, obstacle
from rollout.rules import News
from rollout.stages import Kind, State
from tests.cast import ASSIUT, MINISTRY, QENA, READER
from tests.factories import a_markaz, a_site
from tests.rollout.obstacles.telling import SINCE, STAGE, TODAY, it_happens
from tests.statements import counted_statements
from tests.views.obstructed import an_obstacle_of
from tests.views.telling import a_photo, code_in, hidden
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)
PLACE, FOREIGN = "EG-AST", "EG-KFS"
NEW = f"/obstacles/new?governorate={PLACE}&stage=complex:{STAGE}"
TYPED = {
    "title": "غرف المحولات", "category": "meters", "body": "شركة الكهرباء", "needed": "إطلاق التيار", "since": "٢٠٢٣-٠٧-٠١",
    "level": "committee",
}


def held(house: House, number: int, day: date = TODAY) -> Held:
    with house.records() as session:
        found = obstacle(session, number, day)
        session.expunge_all()
    assert found is not None
    return found


def tell(visitor: Visitor, number: int, step: str, **typed: Any) -> TestResponse:
    address = f"/obstacles/{number}/tell?step={step}"
    given = hidden(visitor.get(address)) | {"happened_on": "2023-07-10", **typed}
    return visitor.post(address, given, content_type="multipart/form-data")


def wrong(answer: TestResponse) -> list[str]:
    """The fields that the page calls wrong."""
    return sorted(set(re.findall(r'id="(\w+)-error"', answer.text)))


def test_the_list_begins_with_the_most_site_days_and_says_its_formula(house: House) -> None:
    few = an_obstacle_of(house, PLACE)
    many = an_obstacle_of(house, PLACE, title="الأقدم", since=date(2023, 5, 1))
    page = house.member(ASSIUT).get("/obstacles/").text
    assert page.index(f"/obstacles/{many}") < page.index(f"/obstacles/{few}")
    assert "مجموع الأيام المنقضية منذ توقف كل موقع" in page
    assert "٩١" in page
    assert "١٢١" in page, "both added up"


def test_the_list_is_cut_down_by_what_is_asked(house: House) -> None:
    an_obstacle_of(house, PLACE)
    other = an_obstacle_of(house, PLACE, title="نقص التمويل", category="money", body="المحافظة")
    visitor = house.member(MINISTRY)
    for asked in ("category=money", "owner=المحافظة", "owner=ديوان عام المحافظة", "governorate=EG-AST&category=money"):
        page = visitor.get(f"/obstacles/?{asked}").text
        assert f"/obstacles/{other}" in page
        assert "غرف المحولات لم تُطلق" not in page, asked
    with house.records() as session:
        it_happens(session, session.get_one(Obstacle, other), ObstacleStep.ESCALATED, date(2023, 7, 2), level=Level.GOVERNOR)
    assert "نقص التمويل" in visitor.get("/obstacles/?overdue=1").text, "it should have been raised on 16 July"
    assert "غرف المحولات لم تُطلق" not in visitor.get("/obstacles/?level=governor").text
    assert "لا توجد معوقات" in visitor.get("/obstacles/?governorate=EG-KN").text
    assert visitor.get("/obstacles/?category=nothing").status_code == 400


def test_the_sums_are_by_body_over_governorates(house: House) -> None:
    an_obstacle_of(house, PLACE)
    an_obstacle_of(house, "EG-KN")
    page = house.member(MINISTRY).get("/obstacles/owners").text
    assert re.search(r"شركة مصر الوسطى.*?data-label=\"المعوقات\">٢<.*?أيام توقف المواقع\"><strong>٦٠<", page, re.DOTALL)
    assert "أسيوط" in page
    assert "قنا" in page
    assert "٣٠<" in house.member(ASSIUT).get("/obstacles/owners").text, "Assiut sees its own"


def test_an_obstacle_is_opened_with_ticked_and_pasted_sites(house: House) -> None:
    with house.records() as session:
        further = a_site(session, governorate=PLACE).code
    visitor, own = house.member(ASSIUT), code_in(house)
    page = visitor.get(NEW).text
    assert own in page
    data = TYPED | {"sites": [own], "codes": f" {further.lower()}\n", "evidence": (a_photo(), "a.png")}
    answer = visitor.post(NEW, data, content_type="multipart/form-data")
    assert answer.status_code == 303, wrong(answer)
    found = held(house, int(answer.location.rpartition("/")[2]))
    assert {site.code for site in found.sites} == {own, further}
    assert (found.standing.since, found.standing.body, found.obstacle.number) == (SINCE, "شركة الكهرباء", 1)
    with house.records() as session:
        assert session.scalar(select(func.count()).select_from(Evidence).where(Evidence.obstacle_event_id.is_not(None))) == 1
    page = visitor.get(answer.location).text
    assert "يُرفع إلى «السيد المحافظ» في موعد غايته" in page
    assert "a.png" in page


def test_the_clock_runs_from_the_day_on_which_it_was_put_before_its_level(house: House) -> None:
    visitor, own = house.member(ASSIUT), code_in(house)
    field = re.search(r'<input[^>]*name="presented_on"[^>]*>', visitor.get(NEW).text)
    assert field is not None
    assert TODAY.isoformat() in field[0], "unless somebody says otherwise, today"
    answer = visitor.post(NEW, TYPED | {"sites": [own], "presented_on": "2023-07-10"})
    assert answer.status_code == 303, wrong(answer)
    stands = held(house, int(answer.location.rpartition("/")[2])).standing
    assert (stands.since, stands.level_since) == (SINCE, date(2023, 7, 10))
    early = visitor.post(NEW, TYPED | {"title": "آخر", "sites": [own], "presented_on": "2023-06-30"})
    assert early.status_code == 422
    assert "لا يكون تاريخ العرض على المستوى قبل بداية المعوق" in early.text


def test_a_stage_of_another_kind_is_offered_with_its_kind(house: House) -> None:
    with house.records() as session:
        a_site(session, governorate=PLACE, kind=Kind.FIXED_CENTRE)
    page = house.member(ASSIUT).get(f"/obstacles/new?governorate={PLACE}").text
    offered = [(value, words) for value, words in re.findall(r'<option value="(\w+:\w+)"[^>]*>([^<]+)', page)]
    assert offered[0][0].startswith("complex:")
    assert len({words for _value, words in offered}) == len(offered) > 6, "no two of them are called alike"


@pytest.mark.parametrize("level", ["zzz", " ", "=1+1"])
def test_a_level_that_there_is_not_is_refused_beside_its_field(house: House, level: str) -> None:
    answer = house.member(ASSIUT).post(NEW, TYPED | {"level": level})
    assert answer.status_code == 422
    assert "level" in wrong(answer)


def test_everything_that_is_wrong_is_said_at_once(house: House) -> None:
    visitor = house.member(ASSIUT)
    answer = visitor.post(NEW, TYPED | {"title": "", "since": "2023-08-09", "level": "cabinet", "codes": "NO-1"})
    assert answer.status_code == 422
    assert wrong(answer) == ["codes", "level", "since", "title"]
    assert "NO-1" in answer.text
    with house.records() as session:
        assert session.scalar(select(func.count()).select_from(Obstacle)) == 0


def test_a_site_of_another_governorate_is_unknown(house: House) -> None:
    foreign = code_in(house, FOREIGN)
    answer = house.member(ASSIUT).post(NEW, TYPED | {"sites": [foreign]})
    assert answer.status_code == 422
    assert f"لا يوجد موقع بالكود «{foreign}»" in answer.text
    assert house.member(ASSIUT).get(f"/obstacles/new?governorate={FOREIGN}").status_code == 404


def test_sites_at_which_the_stage_is_done_are_not_offered(house: House) -> None:
    with house.records() as session:
        markaz = a_markaz(session, PLACE, "ساحل سليم الجديد")
        done, open_one = a_site(session, governorate=PLACE), a_site(session, governorate=PLACE, markaz_id=markaz.id)
        record(session, done, News("handover", State.DONE, date(2023, 6, 1)), today=TODAY)
        codes = done.code, open_one.code
    page = house.member(ASSIUT).get(f"/obstacles/new?governorate={PLACE}&stage=complex:handover&markaz=ساحل سليم الجديد").text
    assert codes[1] in page
    assert codes[0] not in page
    assert code_in(house) not in page, "of another markaz"
    everywhere = house.member(ASSIUT).get(f"/obstacles/new?governorate={PLACE}&stage=complex:handover").text
    assert code_in(house) in everywhere
    assert codes[0] not in everywhere
    assert house.member(ASSIUT).get(f"/obstacles/new?governorate={PLACE}&stage=complex:nothing").status_code == 400


def test_what_happens_is_told_with_all_faults_at_once(house: House) -> None:
    number, visitor = an_obstacle_of(house, PLACE), house.member(ASSIUT)
    assert wrong(tell(visitor, number, "news", happened_on="2023-08-01")) == ["happened_on", "note"]
    assert wrong(tell(visitor, number, "expected", happened_on="2023-06-01", expected_on="2023-05-01")) == ["expected_on", "happened_on"]
    assert tell(visitor, number, "expected", expected_on="2023-07-20").status_code == 303
    assert tell(visitor, number, "expected", expected_on="2023-08-20").status_code == 303
    assert tell(visitor, number, "assigned", body="المحافظة", post="السكرتير العام", happened_on="2023-07-11").status_code == 303
    stands = held(house, number).standing
    assert (stands.body, stands.first_expected_on, stands.expected_on) == ("المحافظة", date(2023, 7, 20), date(2023, 8, 20))
    page = visitor.get(f"/obstacles/{number}").text
    assert "٢٠ أغسطس ٢٠٢٣" in page
    assert "٢٠/٧/٢٠٢٣" in page, "the first promise stands beside the latest"


def test_a_committee_raises_up_to_the_ministry_and_the_ministry_to_the_cabinet(house: House) -> None:
    number, assiut, ministry = an_obstacle_of(house, PLACE), house.member(ASSIUT), house.member(MINISTRY)
    for level in (Level.GOVERNOR, Level.MINISTRY):
        assert tell(assiut, number, "escalated").status_code == 303
        assert held(house, number).standing.level is level
    assert wrong(tell(assiut, number, "escalated")) == []
    assert held(house, number).standing.level is Level.MINISTRY
    assert "step=escalated" not in assiut.get(f"/obstacles/{number}").text
    assert tell(ministry, number, "escalated").status_code == 303
    assert held(house, number).standing.level is Level.CABINET


def test_it_is_resolved_in_words_and_opened_again(house: House) -> None:
    number, visitor = an_obstacle_of(house, PLACE), house.member(ASSIUT)
    assert wrong(tell(visitor, number, "resolved")) == ["note"]
    assert tell(visitor, number, "resolved", note="أُطلق التيار", evidence=(a_photo(), "a.png")).status_code == 303
    assert held(house, number).standing.held == ()
    assert f"/obstacles/{number}" in visitor.get("/obstacles/?state=solved").text
    assert tell(visitor, number, "news", note="خبر", happened_on="2023-07-12").status_code == 422
    assert tell(visitor, number, "reopened", note="عاد", happened_on="2023-07-13").status_code == 303
    assert held(house, number).number_of_sites == 1


def test_two_who_tell_at_once_do_not_speak_over_each_other(house: House) -> None:
    number, visitor = an_obstacle_of(house, PLACE), house.member(ASSIUT)
    address = f"/obstacles/{number}/tell?step=news"
    opened = hidden(visitor.get(address)) | {"happened_on": "2023-07-10"}
    assert visitor.post(address, opened | {"note": "خبر"}).status_code == 303
    assert visitor.post(address, opened | {"note": "خبر"}).status_code == 303, "sent twice"
    answer = house.member(MINISTRY).post(address, {key: value for key, value in opened.items() if key != "csrf_token"} | {"note": "غيره"})
    assert answer.status_code == 409
    with house.records() as session:
        assert session.scalar(select(func.count()).select_from(ObstacleEvent)) == 2


def test_sites_join_and_are_freed_on_one_page(house: House) -> None:
    number, visitor = an_obstacle_of(house, PLACE), house.member(ASSIUT)
    with house.records() as session:
        joins = a_site(session, governorate=PLACE).code
    own, address = code_in(house), f"/obstacles/{number}/sites"
    opened = hidden(visitor.get(address))
    assert joins in visitor.get(address).text
    assert wrong(visitor.post(address, opened | {"happened_on": "2023-07-10"})) == []
    typed = opened | {"happened_on": "2023-07-10", "sites": [joins], "free": [f"{own}:{STAGE}"]}
    answer = visitor.post(address, typed)
    assert answer.status_code == 303, answer.text
    assert [site.code for site in held(house, number).sites] == [joins]
    page = visitor.get(f"/obstacles/{number}").text
    assert "أُضيفت" in page
    assert "مواقع رُفعت من المعوق" in page


def test_stages_that_are_completed_meanwhile_are_pointed_out(house: House) -> None:
    with house.records() as session:
        site = session.get_one(Site, house.site_id(session, PLACE))
        sites = ((site.id, "handover"),)
    number = an_obstacle_of(house, PLACE, sites=sites)
    with house.records() as session:
        record(session, session.get_one(Site, sites[0][0]), News("handover", State.DONE, date(2023, 7, 20)), today=TODAY)
    assert "انتهت المرحلة المعطلة في: موقع واحد" in house.member(ASSIUT).get(f"/obstacles/{number}").text


def test_obstacles_of_others_are_not_there(house: House) -> None:
    number = an_obstacle_of(house, PLACE)
    qena = house.member(QENA)
    for address in (f"/obstacles/{number}", f"/obstacles/{number}/sites", f"/obstacles/{number}/tell?step=news"):
        assert qena.get(address).status_code == 404
    assert "غرف المحولات" not in qena.get("/obstacles/").text
    reader = house.member(READER)
    assert reader.get(f"/obstacles/{number}").status_code == 200
    assert reader.get(f"/obstacles/{number}/tell?step=news").status_code == 403


def test_the_site_tells_what_holds_it(house: House) -> None:
    number = an_obstacle_of(house, PLACE)
    page = house.member(ASSIUT).get(f"/sites/{code_in(house)}").text
    assert f"/obstacles/{number}" in page
    assert "متوقف على معوق: غرف المحولات لم تُطلق" in page


def test_long_lists_cost_as_many_statements_as_short_ones(house: House) -> None:
    visitor = house.member(MINISTRY)
    an_obstacle_of(house, PLACE)
    numbers = []
    for more in range(2):
        for address in ("/obstacles/", "/obstacles/owners"):
            visitor.get(address)
            with counted_statements(house.app) as seen:
                visitor.get(address)
            numbers.append(len(seen))
        if not more:
            for title in ("ثانٍ", "ثالث", "رابع"):
                an_obstacle_of(house, PLACE, title=title)
    assert numbers[:2] == numbers[2:]
