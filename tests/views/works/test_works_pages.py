"""The page of the work at a site, and what follows from it on the pages of the whole: the site's own, the matrix, the news."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models import Site
from rollout.errors import Refused
from rollout.evidence import store_for
from rollout.recording import tell
from rollout.rules import News
from rollout.stages import Kind, State
from rollout.works import AREAS
from rollout.works.service import GATES
from tests.cast import ASSIUT, INSPECTOR, MINISTRY, QENA, READER, account
from tests.factories import a_site
from tests.rollout.details.making import did, path
from tests.views.counting import statements
from tests.views.telling import TODAY, a_photo, code_in, entries, told
from tests.views.visiting import House
from tests.views.working import DAY, address, papers, received, steps, took, until

pytestmark = pytest.mark.on_day(TODAY)


@pytest.fixture
def site(house: House) -> str:
    code = code_in(house)
    received(house, code)
    return code


def card(page: str, item: str) -> str:
    return page.split(f'id="item-{item}"')[1].split("</article>", maxsplit=1)[0]


def page_of(house: House, site: str, area: str = "utilities", member: Any = ASSIUT, query: str = "") -> str:
    answer = house.member(member).get(f"/works/{site}/{area}{query}")
    assert answer.status_code == 200
    return answer.text


def test_a_card_says_what_comes_next_whose_it_is_and_since_when(house: House, site: str) -> None:
    took(house, site, "utilities", *until("estimate", day=date(2023, 7, 1)))
    here = card(page_of(house, site), "electricity")
    assert "سداد قيمة المقايسة" in here
    assert "المسئول عن الخطوة التالية: المحافظة" in here, "who pays was said in the estimate"
    assert "٣٠ يومًا" in here, "from 1 July to 31 July"
    assert "١٢٬٥٠٠ جنيه" in here
    assert here.count("is-taken") == 3
    assert here.count("is-upcoming") == 1


def test_what_is_overdue_says_since_when_and_by_which_rule(house: House) -> None:
    site = code_in(house)
    received(house, site, date(2023, 6, 1))
    here = card(page_of(house, site), "water")
    assert "تجاوز المهلة بيوم واحد" in here, "thirty days after the directive of 30 June, on 31 July"
    assert "is-overdue" in page_of(house, site)


def test_a_stop_names_who_can_lift_it(house: House, site: str) -> None:
    took(house, site, "utilities", did("utilities", "gas", "blocked", DAY, note="لم تُعتمد المقايسة", body="مديرية الإسكان"))
    here = card(page_of(house, site), "gas")
    assert "لم تُعتمد المقايسة" in here
    assert "المسئول عن الخطوة التالية: مديرية الإسكان" in here
    assert "متعثر" in here
    assert "step=unblocked" in here
    assert "step=blocked" not in here.split("work-story")[0], "what is stopped is not stopped again"
    assert "step=unblocked" not in card(page_of(house, site), "water")


def test_what_does_not_apply_asks_for_nothing(house: House, site: str) -> None:
    took(house, site, "utilities", did("utilities", "gas", "not_applicable", DAY, note="لا توجد شبكة", person="السكرتير العام"))
    here = card(page_of(house, site), "gas")
    assert "لا ينطبق: لا توجد شبكة" in here
    assert "/works/new" not in here.split("work-story")[0]


def test_the_page_of_an_earlier_day_shows_what_was_then(house: House, site: str) -> None:
    took(house, site, "utilities", *until("estimate", day=date(2023, 7, 20)))
    page = page_of(house, site, query="?as_of=2023-07-10")
    assert "is-taken" not in card(page, "electricity")
    assert "as_of=2023-07-10" in card(page, "electricity")


def test_a_report_as_a_whole_is_said_to_be_one(house: House, site: str) -> None:
    words = "ورد موقف هذه المرحلة إجمالًا"
    assert words not in page_of(house, site)
    told(house, site, "utilities", State.IN_PROGRESS, day=DAY, done=2, wanted=6)
    assert words in page_of(house, site)
    took(house, site, "utilities", *until("request"))
    assert words not in page_of(house, site)


@pytest.mark.parametrize("area", AREAS)
def test_every_area_has_its_page_with_all_its_items(house: House, site: str, area: str) -> None:
    page = page_of(house, site, area)
    assert [item.key for item in AREAS[area].first] == re.findall(r'<article [^>]*id="item-([^"]+)"', page)[: len(AREAS[area].first)]
    assert all(str(kind.label) in page for kind in AREAS[area].kinds)


def test_offices_are_ticked_in_any_order(house: House, site: str) -> None:
    took(house, site, "offices", did("offices", "post", "devices", DAY))
    here = card(page_of(house, site, "offices"), "post")
    assert here.count("tick is-taken") == 1
    assert {"space", "letter", "nominated"} <= set(re.findall(r"step=(\w+)", here.split("other-steps")[0]))
    assert "step=devices" not in here.split("work-story")[0], "what is there is not asked for again"


def test_trainees_are_counted_in_their_sessions_only(house: House, site: str) -> None:
    took(house, site, "training", did("training", "supply", "wanted", DAY, count=6))
    took(house, site, "training", did("training", "supply", "nominated", DAY, count=5))
    here = card(page_of(house, site, "training"), "supply")
    assert re.findall(r"<dd>([^<]+)</dd>", here)[:3] == ["٦", "٥", "٠"]
    assert "step=trained" not in here


@pytest.mark.parametrize(("member", "presses"), [(ASSIUT, True), (MINISTRY, True), (READER, False), (INSPECTOR, False)])
def test_only_who_reports_gets_something_to_press(house: House, site: str, member: Any, presses: bool) -> None:
    number = steps(house, site)[0].id
    page = page_of(house, site, "handover", member)
    assert ("/works/new" in page) is presses
    assert (f"/works/steps/{number}/withdraw" in page) is presses


def test_a_foreign_site_and_what_has_no_details_are_not_there(house: House, site: str) -> None:
    assert house.member(QENA).get(f"/works/{site}/utilities").status_code == 404
    officer = house.member(ASSIUT)
    with house.records() as session:
        a_site(session, kind=Kind.FIXED_CENTRE, code="AST-F")
    for missing in (f"/works/{site}/premises", f"/works/{site}/x", "/works/NO/utilities", "/works/AST-F/training"):
        assert officer.get(missing).status_code == 404, missing


def test_what_people_write_is_escaped(house: House, site: str) -> None:
    took(house, site, "utilities", did("utilities", "water", "blocked", DAY, note="<script>alert(1)</script>", body="<b>x</b>"))
    for page in (page_of(house, site), house.member(ASSIUT).get(f"/sites/{site}").text):
        assert "<script>alert(1)" not in page
        assert "<b>x</b>" not in page


@pytest.mark.parametrize("more", [0, 5])
def test_the_page_asks_the_same_of_few_and_many_steps(house: House, site: str, more: int) -> None:
    for kind in AREAS["utilities"].first[:more]:
        took(house, site, "utilities", *path("utilities", kind.key, DAY))
    officer = house.member(ASSIUT)
    officer.get(f"/works/{site}/utilities")
    with statements() as seen:
        officer.get(f"/works/{site}/utilities")
    assert len(seen) == PAGE, "\n".join(seen)


PAGE = 10


def test_news_of_a_derived_stage_is_refused(house: House, site: str) -> None:
    before = len(entries(house, site))
    with house.records() as session:
        found = session.scalars(select(Site).where(Site.code == site)).one()
        for area in AREAS:
            with pytest.raises(Refused, match="محسوب من تفاصيله"):
                tell(session, found, News(area, State.IN_PROGRESS, DAY), seen=None, today=TODAY, by=account(session, ASSIUT).id)
    assert len(entries(house, site)) == before


def test_the_form_of_news_leads_to_the_details(house: House, site: str) -> None:
    officer = house.member(ASSIUT)
    answer = officer.get("/entries/new", query_string={"site": site, "stage": "utilities", "as_of": "2023-07-20"})
    assert (answer.status_code, answer.location) == (302, f"/works/{site}/utilities?as_of=2023-07-20")
    with house.records() as session:
        a_site(session, kind=Kind.FIXED_CENTRE, code="AST-F")
    assert officer.get("/entries/new", query_string={"site": "AST-F", "stage": "premises"}).status_code == 200
    sent = officer.post("/entries/", {"site": site, "stage": "utilities", "state": "stalled", "effective_on": "2023-07-10"})
    assert sent.status_code == 422
    assert "محسوب من تفاصيله" in sent.text


def test_the_matrix_leads_to_the_details(house: House, site: str) -> None:
    page = house.member(ASSIUT).get("/matrix/EG-AST?as_of=2023-07-20").text
    for area in AREAS:
        assert re.search(rf'href="/works/{site}/{area}\?as_of=2023-07-20"(?! data-entry)', page)
    page = house.member(ASSIUT).get(f"/sites/{site}").text
    assert set(re.findall(r"/entries/new\?site=[^&]+&amp;stage=(\w+)", page)) == set()
    assert f"/works/{site}/utilities" in house.member(READER).get("/matrix/EG-AST").text, "who may only read may look at the details"


def test_the_sites_page_says_the_work_in_brief(house: House, site: str) -> None:
    took(house, site, "utilities", *path("utilities", "water", DAY))
    took(house, site, "utilities", *until("payment", day=date(2023, 7, 1)))
    line = brief(house, site, "utilities")
    assert "١ من ٦" in line
    assert "تم: مياه الشرب" in line
    assert "الكهرباء: التعاقد" in line
    assert "٣٠ يومًا" in line
    page = house.member(ASSIUT).get(f"/sites/{site}").text
    assert set(re.findall(r"/entries/new\?site=[^&]+&amp;stage=(\w+)", page)) == set()


def test_a_site_of_another_kind_has_no_such_work(house: House) -> None:
    with house.records() as session:
        a_site(session, kind=Kind.FIXED_CENTRE, code="AST-F")
    page = house.member(ASSIUT).get("/sites/AST-F").text
    assert "/works/AST-F" not in page
    assert "/entries/new?site=AST-F&amp;stage=premises" in page


def test_a_photo_of_a_step_is_in_the_gallery_once_and_as_visible_as_its_site(house: House, site: str) -> None:
    stored = store_for(house.app.config["ROLLOUT"].files_url).put(a_photo(), "محضر.png")
    number = took(house, site, "offices", did("offices", "post", "letter", DAY), documents=(stored,))
    took(house, site, "offices", did("offices", "justice", "letter", DAY), documents=(stored,))
    [paper] = papers(house, number)
    page = house.member(ASSIUT).get(f"/sites/{site}").text
    assert page.count("محضر.png</bdi></a>") == 2, "once with each step that it proves"
    gallery = page.split('class="pictures"')[1]
    assert gallery.split("</ul>")[0].count("<li") == 1
    for member, status in ((ASSIUT, 200), (READER, 200), (MINISTRY, 200), (QENA, 404)):
        assert house.member(member).get(f"/evidence/{paper.id}").status_code == status


def test_a_form_for_another_kind_of_site_is_not_there(house: House) -> None:
    with house.records() as session:
        a_site(session, kind=Kind.FIXED_CENTRE, code="AST-F")
    assert house.member(ASSIUT).get("/works/new", **address("AST-F", "supply", "wanted", "training")).status_code == 404


def test_a_failed_check_says_what_failed_and_asks_for_a_new_one(house: House, site: str) -> None:
    answers = {f"gate_{gate}": "no" for gate, _label in GATES}
    took(house, site, "service", did("service", "go_live", "check", DAY, verdict="not_ready", note="الخط لم يعمل", **answers))
    shown = card(page_of(house, site, "service"), "go_live")
    assert "غير جاهز في ١٠ يوليو ٢٠٢٣" in shown
    assert "الخط لم يعمل" in shown
    assert "تسجيل: معاينة الجاهزية" in shown
    assert "step=trial" not in shown


def test_each_minutes_of_a_building_keep_their_number(house: House, site: str) -> None:
    took(house, site, "handover", did("handover", "building", "transfer", DAY, number="٧٧"))
    shown = card(page_of(house, site, "handover"), "building")
    assert "رقم محضر الاستلام الابتدائي" in shown
    assert "رقم محضر التسليم والتسلم" in shown


def test_an_expected_day_that_has_gone_by_is_said_to_have(house: House, site: str) -> None:
    took(house, site, "utilities", did("utilities", "water", "expected", DAY, expected_on=date(2023, 7, 20)))
    assert "مضى هذا الموعد" in card(page_of(house, site), "water")
    assert "مضى هذا الموعد" not in card(page_of(house, site, query="?as_of=2023-07-20"), "water")


def test_taking_back_a_correction_says_that_the_earlier_value_does_not_return(house: House, site: str) -> None:
    number = took(house, site, "utilities", did("utilities", "electricity", "request", DAY))
    corrected = took(house, site, "utilities", did("utilities", "electricity", "request", DAY, number="٧", replaces_id=number))
    first = steps(house, site)[0].id
    pages = [house.member(ASSIUT).get(f"/works/steps/{step}/withdraw").text for step in (first, corrected)]
    assert ["لا تعود القيمة السابقة" in page for page in pages] == [False, True]


def brief(house: House, site: str, area: str) -> str:
    """What the site's page unfolds of a stage."""
    page = house.member(ASSIUT).get(f"/sites/{site}").text.split('id="history"')[0]
    return next(part for part in page.split('class="stage-fold"')[1:] if f"/works/{site}/{area}" in part.split("</details>")[0])


def test_an_open_fault_is_no_finished_stage(house: House, site: str) -> None:
    took(house, site, "linking", did("linking", "line", "test", DAY), did("linking", "line", "live", DAY))
    assert "state-done" in brief(house, site, "linking")
    took(house, site, "linking", did("linking", "fault-1", "opened", DAY))
    shown = brief(house, site, "linking")
    assert "state-stalled" in shown
    assert "state-done" not in shown
    assert "is-bad" in shown
    assert "إصلاح العطل" in shown


def test_the_brief_names_what_is_late_and_counts_before_what_does_not(house: House) -> None:
    site = code_in(house)
    received(house, site, date(2022, 6, 1))
    took(house, site, "training", did("training", "justice", "wanted", date(2022, 6, 1), count=4))
    took(house, site, "training", did("training", "supply", "wanted", date(2023, 7, 1), count=4))
    unfolded = brief(house, site, "handover").split("stage-fold-body")[1]
    assert unfolded.count("tag-late") == 1, "final acceptance is late though the stage is done"
    shown = brief(house, site, "training")
    assert "التموين" in shown
    assert "العدل" not in shown
