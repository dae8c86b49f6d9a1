"""The committee's first page and the lists behind its numbers: urgency, one tap to tell the news and back, and what stands empty."""

import re
from datetime import date

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from models import Governorate, OfficerGovernorate, Site
from rollout.details.saving import save_many
from rollout.followup.weeks import CutOff
from rollout.register import withdraw
from rollout.stages import Kind, State
from tests.cast import ASSIUT, QENA, READER, Member
from tests.factories import a_site
from tests.rollout.details.making import path
from tests.rollout.meetings.making import SECOND, a_committee, a_meeting
from tests.supplies import ordered, received
from tests.views.counting import statements
from tests.views.telling import TODAY, code_in, entries, hidden, told
from tests.views.visiting import House
from views.home.committee import committee_home
from views.home.first import home_of

AUGUST = date(2023, 8, 20)
WARM = 7
"""Of them one asks for the committee with its meetings, two for the heads of what is kept, and one whether the guide was put away."""


@pytest.fixture(autouse=True)
def _a_day_that_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rollout.clock.today", lambda: AUGUST)


def late(house: House, governorate: str = "EG-AST") -> str:
    """The site's building was received so long ago that its meters are late; gives its code."""
    with house.records() as session:
        site = session.get_one(Site, house.site_id(session, governorate))
        steps = path("handover", "building", date(2023, 7, 1), until="provisional")
        save_many(session, [(site, "handover", one) for one in steps], today=TODAY, by=None)
        return site.code


def part(page: str, name: str) -> str:
    return page.split(f'id="head-{name}"')[1].split("</section>", maxsplit=1)[0]


def strip(page: str) -> dict[str, str]:
    """The numbers at the top, by the address to which each leads."""
    found = page.split('class="card desk-strip"')[1].split("</section>", maxsplit=1)[0]
    return {address.replace("&amp;", "&"): number for address, number in re.findall(r'<a href="([^"]+)"[^>]*><strong[^>]*>([^<]+)<', found)}


def test_a_committee_is_met_by_its_own_page(house: House) -> None:
    assert home_of(["committee"]).build is committee_home
    page = house.member(ASSIUT).get("/").text
    assert "محافظة أسيوط</h1>" in page
    assert "قنا" not in page


def test_what_is_late_stands_first_with_its_owner_and_a_button_to_tell_it(house: House) -> None:
    code = late(house)
    page = house.member(ASSIUT).get("/").text
    card = part(page, "late")
    assert code in card
    assert "تجاوز المهلة بـ ٢٠ يومًا" in card
    assert "المحافظة" in card
    assert re.search(rf'href="/works/new\?site={code}&amp;area=utilities&amp;item=\w+&amp;step=request&amp;back=home" data-entry', card)
    assert page.index('id="head-late"') < page.index('id="head-week"') < page.index('id="head-silent"') < page.index('id="head-stalled"')


def test_news_told_from_the_first_page_leads_back_to_it(house: House) -> None:
    late(house)
    visitor = house.member(ASSIUT)
    address = re.search(r'href="(/works/new[^"]+)"', part(visitor.get("/").text, "late"))
    assert address
    form = visitor.get(address[1].replace("&amp;", "&"))
    action = re.search(r'action="(/works/record[^"]+)"', form.text)
    assert action
    sent = hidden(form) | {"happened_on": AUGUST.isoformat(), "number": "٥", "body": "الشركة"}
    answer = visitor.post(action[1].replace("&amp;", "&"), sent)
    assert (answer.status_code, answer.location) == (303, "/"), answer.text
    assert "طلب التوصيل" in visitor.get("/").text.split('class="card desk-strip"')[0], "it is said there what was recorded"


def test_nothing_new_takes_one_tap_and_leads_back(house: House) -> None:
    code = code_in(house)
    visitor = house.member(ASSIUT)
    card = part(visitor.get("/").text, "silent")
    assert code in card
    assert "لم ترد بيانات حديثة</h2>" in card, "without a committee no week is expected of anybody"
    assert 'action="/entries/nothing-new"' in card
    answer = visitor.post("/entries/nothing-new", {"site": code, "back": "home"})
    assert answer.location == "/"
    assert code not in part(visitor.get("/").text, "silent")
    answer = visitor.post("/entries/nothing-new", {"site": code, "back": "steps"})
    assert answer.location == "/steps"
    assert visitor.post("/entries/nothing-new", {"site": code, "back": "https://elsewhere.example/"}).location.startswith("/matrix/")


def test_a_stage_told_as_a_whole_opens_its_own_form(house: House) -> None:
    with house.records() as session:
        code = a_site(session, kind=Kind.MOBILE_CENTRE).code
    told(house, code, Kind.MOBILE_CENTRE.stages[0].key, State.STALLED, note="لم تصل السيارة")
    visitor = house.member(ASSIUT)
    card = part(visitor.get("/").text, "stalled")
    assert "لم تصل السيارة" in card
    address = re.search(r'href="(/entries/new[^"]+back=home[^"]*)" data-entry', card)
    assert address
    form = hidden(visitor.get(address[1].replace("&amp;", "&")))
    sent = form | {"state": "in_progress", "effective_on": AUGUST.isoformat()}
    assert visitor.post("/entries/", sent).location == "/"
    assert len(entries(house, code)) == 2
    assert "لا مواقع متعثرة" in visitor.get("/").text


def test_every_number_leads_to_a_list_of_as_many(house: House) -> None:
    late(house)
    told(house, code_in(house), "training", State.STALLED)
    with house.records() as session:
        a_site(session, kind=Kind.MOBILE_CENTRE)
    visitor = house.member(ASSIUT)
    numbers = strip(visitor.get("/").text)
    assert set(numbers) == {"/steps?show=late", "/steps?show=week", "/steps?show=silent", "/steps?show=stalled", "/inspections/"}
    for address, number in numbers.items():
        if address.startswith("/steps"):
            page = visitor.get(address).text
            assert page.count('class="desk-row"') == int(number.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")))
            assert re.search(rf'aria-current="page">[^<]+<span class="tabs-number"[^>]*>{number}<', page)
    assert visitor.get("/steps?show=castles").status_code == 400


def test_goods_stand_with_a_button_to_inspect_them(house: House) -> None:
    with house.records() as session:
        world = ordered(session, 10)
        paper = received(world, 10, day=date(2023, 8, 1)).id
        session.commit()
    card = part(house.member(ASSIUT).get("/").text, "goods")
    assert f'href="/inspections/new/{paper}"' in card
    assert "في الانتظار منذ ١٩ يومًا" in card
    assert str(paper) not in part(house.member(QENA).get("/").text, "goods")


def test_the_figures_of_the_last_week_wait_for_somebody(house: House) -> None:
    ended = CutOff().week_ending(AUGUST).before.day
    with house.records() as session:
        a_committee(session)
        for site in session.scalars(select(Site)):
            site.recorded_at = site.recorded_at.replace(year=2023, month=1)
    visitor = house.member(ASSIUT)
    card = part(visitor.get("/").text, "figures")
    assert f'href="/approvals/EG-AST/{ended.isoformat()}"' in card
    assert "لم تُقدم بعد" in card
    assert "تقديم البيانات" in card
    assert re.match(r".*لم يرد بيانها للأسبوع المنتهي في [٠-٩/]+</h2>", part(visitor.get("/").text, "silent").splitlines()[0])


def test_without_a_committee_it_says_to_enter_one(house: House) -> None:
    visitor = house.member(ASSIUT)
    assert "/meetings/committees/EG-AST/edit" in visitor.get("/").text
    with house.records() as session:
        a_meeting(session, day=SECOND)
    assert "/meetings/committees/EG-AST/edit" not in visitor.get("/").text


def test_an_empty_register_says_what_to_do_first(house: House) -> None:
    with house.records() as session:
        for site in session.scalars(select(Site)):
            withdraw(session, site)
    page = house.member(ASSIUT).get("/").text
    assert "لا توجد مواقع بعد" in page
    assert 'href="/sites/add"' in page
    assert 'href="/imports/"' in page


def test_an_earlier_day_shows_its_own_steps_and_takes_no_word_of_today(house: House) -> None:
    code = late(house)
    page = house.member(ASSIUT).get("/?as_of=2023-07-20").text
    assert code not in part(page, "late")
    assert "nothing-new" not in page
    assert "/steps?show=late&amp;as_of=2023-07-20" in page


@pytest.mark.parametrize("member", [ASSIUT, READER])
def test_the_general_position_stays_one_link_away(house: House, member: Member) -> None:
    page = house.member(member).get("/position").text
    assert "مركز أسيوط للاختبار" in page
    assert ('href="/position"' in house.member(member).get("/").text) == (member is ASSIUT)


def test_whoever_reports_for_several_chooses_one(house: House) -> None:
    with house.records() as session:
        places = {row.code: row.id for row in session.scalars(select(Governorate))}
        user = session.scalars(select(User).where(User.username == ASSIUT.name)).one()
        session.add(OfficerGovernorate(user_id=user.id, governorate_id=places["EG-KN"], capture=False))
    visitor = house.member(ASSIUT)
    page = visitor.get("/?governorate=EG-KN").text
    assert "محافظة قنا</h1>" in page
    assert code_in(house, "EG-KN") in page
    assert "nothing-new" not in page, "for that one nothing may be told"
    assert "محافظة أسيوط</h1>" in visitor.get("/").text
    assert visitor.get("/?governorate=EG-KFS").status_code == 404


def test_the_page_costs_little_and_as_much_for_many_sites(house: House) -> None:
    visitor = house.member(ASSIUT)
    visitor.get("/")
    with statements() as seen:
        assert visitor.get("/").status_code == 200
    assert len(seen) == WARM, "\n".join(seen)
    with house.records() as session:
        for _site in range(30):
            a_site(session)
    with statements() as few:
        visitor.get("/")
    with house.records() as session:
        for _site in range(30):
            a_site(session)
    with statements() as many:
        visitor.get("/")
    assert len(few) == len(many)
