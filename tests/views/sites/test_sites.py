"""The register's pages: finding, adding, changing and withdrawing sites."""

import re

import pytest
from werkzeug.test import TestResponse

from models import Site
from rollout.arabic import sort_key
from rollout.clock import today
from rollout.database import session_for
from rollout.position import position
from rollout.scope import everything
from rollout.stages import Kind
from tests.cast import ASSIUT, MINISTRY, READER, Member
from tests.factories import a_governorate, a_markaz, a_site
from tests.statements import counted_statements
from tests.views.visiting import House, Visitor


@pytest.fixture
def everywhere(house_on_each: House) -> House:
    return house_on_each


def codes(page: str) -> list[str]:
    return re.findall(r'<span class="site-code" dir="ltr">([^<]+)</span>', page)


def add_sites(house: House, number: int, governorate: str = "EG-AST", **values: object) -> None:
    with house.records() as session:
        for place in range(number):
            name = f"مجمع {chr(0x628 + place % 20)} {place}"
            a_site(session, governorate=governorate, code=f"{governorate[3:]}-{place:04}", name_ar=name, **values)


@pytest.mark.parametrize("typed", ["أبو تيج", "ابو تيج", "ابوتيج العليا", "AST-907", "ast-٩٠٧", "تيج أبو", "أَبُو تِيج", "AST-۹۰۷"])
def test_a_site_is_found_in_any_spelling_and_any_digits(everywhere: House, typed: str) -> None:
    with everywhere.records() as session:
        a_site(session, code="AST-907", name_ar="مجمع خدمات أبو تيج", aliases="ابوتيج العليا")
        a_site(session, code="AST-908", name_ar="مجمع خدمات ديروط")
    page = everywhere.member(ASSIUT).get("/sites/", query_string={"text": typed})
    assert codes(page.text) == ["AST-907"]


@pytest.mark.parametrize("typed", ["لا شيء كهذا", "AST-9", "مجمع%قنا"])
def test_what_is_not_there_is_not_found(everywhere: House, typed: str) -> None:
    page = everywhere.member(ASSIUT).get("/sites/", query_string={"text": typed})
    assert page.status_code == 200
    assert codes(page.text) == []
    assert "لا توجد مواقع مطابقة" in page.text


def test_who_has_one_governorate_is_not_sent_to_all_of_them(house: House) -> None:
    advice = "ابحث في جميع المحافظات"
    assert advice not in house.member(ASSIUT).get("/sites/?text=zzz").text
    assert advice in house.member(MINISTRY).get("/sites/?text=zzz").text


def test_filters_narrow_by_kind_place_and_wave(everywhere: House) -> None:
    with everywhere.records() as session:
        markaz = a_markaz(session, name="ساحل سليم")
        a_site(session, code="A-1", kind=Kind.MOBILE_CENTRE)
        a_site(session, code="A-2", markaz_id=markaz.id)
        a_site(session, code="A-3", planned_on=today().replace(year=2023, month=8, day=1))
        markaz_id = markaz.id
    ministry = everywhere.member(MINISTRY)
    assert codes(ministry.get("/sites/?kind=mobile_centre").text) == ["A-1"]
    assert codes(ministry.get(f"/sites/?governorate=EG-AST&markaz={markaz_id}").text) == ["A-2"]
    assert codes(ministry.get("/sites/?wave=2023-08").text) == ["A-3"]
    assert codes(ministry.get("/sites/?governorate=EG-KN&wave=2023-08").text) == []
    for wrong in ("kind=palace", "markaz=x", "wave=soon", "page=0", "page=x", "page=99999999999"):
        assert ministry.get(f"/sites/?{wrong}").status_code == 400


def test_pages_hold_every_site_once_in_arabic_order(everywhere: House) -> None:
    add_sites(everywhere, 118)
    officer = everywhere.member(ASSIUT)
    found = [code for page in (1, 2, 3) for code in codes(officer.get(f"/sites/?page={page}").text)]
    with everywhere.records() as session:
        governorate = a_governorate(session)
        sites = session.query(Site).filter_by(governorate_id=governorate.id).all()
        wanted = [site.code for site in sorted(sites, key=lambda site: (sort_key(site.name_ar), site.id))]
    assert len(found) == 119
    assert found == wanted
    assert officer.get("/sites/?page=4").status_code == 404


@pytest.mark.parametrize(("member", "wanted"), [(MINISTRY, [4, 5]), (ASSIUT, [6, 6]), (READER, [6, 6])], ids=lambda each: str(each)[:20])
def test_the_list_takes_as_many_statements_whatever_the_register_holds(everywhere: House, member: Member, wanted: list[int]) -> None:
    """The user, the scope of an officer, the page with its count, the position, the kept views; the marakez of the one governorate."""
    visitor = everywhere.member(member)
    asked = []
    for number in (0, 130):
        add_sites(everywhere, number)
        visitor.get("/sites/")  # what each process reads once
        with counted_statements(everywhere.app) as statements:
            assert visitor.get("/sites/").status_code == 200
        asked.append(len(statements))
        with counted_statements(everywhere.app) as statements:
            assert visitor.get("/sites/?text=مجمع&governorate=EG-AST&kind=complex").status_code == 200
        asked.append(len(statements))
    assert asked == wanted * 2


def test_an_officer_sees_and_edits_only_the_own_governorate(house: House) -> None:
    officer = house.member(ASSIUT)
    page = officer.get("/sites/")
    assert len(codes(page.text)) == 1
    assert "موقع واحد" in page.text, "the total counts what the officer may see"
    assert codes(officer.get("/sites/?governorate=EG-KFS").text) == []
    foreign = house.site("EG-KFS")
    for answer in (
        officer.get(f"/sites/edit/{foreign}"), officer.post(f"/sites/edit/{foreign}", {"name_ar": "x"}),
        officer.post(f"/sites/edit/{foreign}", {"_part": "place"}), officer.get(f"/sites/choices?site={foreign}"),
        officer.get("/sites/edit/99999"), officer.get("/sites/edit/nothing"),
    ):
        assert answer.status_code == 404
    assert officer.post(f"/sites/withdraw/{house.site('EG-AST')}").status_code == 403


NOTHING = {"markaz": "__None", "local_unit": "__None", "programme": "__None"}
NEW = NOTHING | {"code": "ast-٩٠١", "kind": "complex", "name_ar": "مجمع خدمات ريفا"}


def new_site(house: House, **values: object) -> dict[str, object]:
    with house.records() as session:
        return {**NEW, "governorate": str(a_governorate(session).id), **values}


def stored(house: House, code: str) -> Site | None:
    with session_for(house.url) as session, everything(session):
        return session.query(Site).filter_by(code=code).one_or_none()


def test_a_site_is_added_as_people_write_it(house: House) -> None:
    officer, markaz = house.member(ASSIUT), house.markaz("EG-AST")
    where = {"markaz": str(markaz), "latitude": "٢٧٫١٨٠٩", "longitude": "31.1837"}
    answer = officer.post("/sites/add", new_site(house, planned_on="أغسطس ٢٠٢٣", aliases="ريفه\nقرية ريفا", **where))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sites/AST-901")
    site = stored(house, "AST-901")
    assert site is not None
    assert (site.latitude, site.longitude, site.markaz_id) == (27.1809, 31.1837, markaz)
    assert (str(site.planned_on), site.aliases) == ("2023-08-01", "ريفه\nقرية ريفا")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", ""), ("kind", "palace"), ("name_ar", " "), ("governorate", "__None"), ("latitude", "41"), ("latitude", "٤١"),
        ("longitude", "كثير"), ("planned_on", "قريبًا"), ("name_ar", "مجمع \u202e معكوس"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_form_stays(house: House, field: str, value: str) -> None:
    answer = house.member(ASSIUT).post("/sites/add", new_site(house, **{"notes": "ما كتبته", field: value}))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "ما كتبته" in answer.text
    assert stored(house, "AST-901") is None


def test_a_markaz_of_another_governorate_is_no_choice(house: House) -> None:
    officer = house.member(ASSIUT)
    answer = officer.post("/sites/add", new_site(house, markaz=str(house.markaz("EG-KFS"))))
    assert answer.status_code == 422
    assert 'id="markaz-error"' in answer.text
    site = house.site("EG-AST")
    edited = edit(officer, site, version(officer, site), name_ar="x", markaz=str(house.markaz("EG-KN")))
    assert edited.status_code == 422


def test_a_foreign_governorate_is_no_choice(house: House) -> None:
    with house.records() as session:
        foreign = str(a_governorate(session, "EG-KFS").id)
    answer = house.member(ASSIUT).post("/sites/add", new_site(house, governorate=foreign))
    assert answer.status_code == 422
    assert 'id="governorate-error"' in answer.text


def test_a_taken_code_tells_nothing_about_who_has_it(house: House) -> None:
    with house.records() as session:
        a_site(session, code="AST-2", governorate="EG-KFS", name_ar="سر كفر الشيخ")
        a_site(session, code="AST-1")
    officer = house.member(ASSIUT)
    messages = set()
    for code in ("AST-2", "AST-1"):
        answer = officer.post("/sites/add", new_site(house, code=code))
        assert answer.status_code == 422
        assert "سر كفر الشيخ" not in answer.text
        messages.add(re.sub(r"\s+", " ", re.findall(r'id="code-error"[^>]*>(.*?)</p>', answer.text, re.DOTALL)[0]))
    assert len(messages) == 1


@pytest.mark.parametrize("code", ["KN-050", "أسيوط-1", "AST-1/2", "AST_1", "..", "ASTX-1"])
def test_an_officer_gives_codes_of_the_own_governorate_only(house: House, code: str) -> None:
    answer = house.member(ASSIUT).post("/sites/add", new_site(house, code=code))
    assert answer.status_code == 422
    assert "AST-050" in re.findall(r'id="code-error"[^>]*>(.*?)</p>', answer.text, re.DOTALL)[0]


def test_the_ministry_gives_any_well_formed_code(house: House) -> None:
    ministry = house.member(MINISTRY)
    assert ministry.post("/sites/add", new_site(house, code="MOB-7")).status_code == 303
    assert ministry.post("/sites/add", new_site(house, code="MOB/7")).status_code == 422


@pytest.mark.parametrize(
    ("field", "value"), [("latitude", "27.2"), ("longitude", "31.2"), ("name_ar", "\u200b"), ("name_ar", "\u2060 \u00ad")]
)
def test_half_a_place_and_a_name_of_nothing_are_refused(house: House, field: str, value: str) -> None:
    answer = house.member(ASSIUT).post("/sites/add", new_site(house, **{field: value}))
    assert answer.status_code == 422
    assert answer.text.count(f'id="{field}-error"') == 1


def test_choices_follow_from_the_governorate_with_and_without_scripts(house: House) -> None:
    ministry = house.member(MINISTRY)
    with house.records() as session:
        qena = a_governorate(session, "EG-KN").id
    fragment = ministry.get(f"/sites/choices?governorate={qena}").text
    assert "مركز قنا للاختبار" in fragment
    assert "مركز أسيوط للاختبار" not in fragment
    page = ministry.post("/sites/add", new_site(house, governorate=str(qena), _part="place"))
    assert page.status_code == 200
    assert "مركز قنا للاختبار" in page.text
    assert "مجمع خدمات ريفا" in page.text
    assert stored(house, "AST-901") is None


def version(visitor: Visitor, site: int) -> str:
    found = re.search(r'name="row_version"[^>]*value="([^"]+)"', visitor.get(f"/sites/edit/{site}").text)
    assert found
    return found[1]


def edit(visitor: Visitor, site: int, seen: str, **values: object) -> TestResponse:
    return visitor.post(f"/sites/edit/{site}", {**NOTHING, "row_version": seen, **values})


def test_two_people_editing_one_site_see_theirs_and_mine(house: House) -> None:
    site, officer, ministry = house.site("EG-AST"), house.member(ASSIUT), house.member(MINISTRY)
    seen = version(officer, site)
    assert edit(ministry, site, seen, name_ar="اسم الوزارة").status_code == 303
    late = edit(officer, site, seen, name_ar="اسم اللجنة")
    assert late.status_code == 409
    for words in ("اسم الوزارة", "اسم اللجنة", "_take_name_ar"):
        assert words in late.text
    assert edit(officer, site, version(officer, site), name_ar="اسم اللجنة", _take_name_ar="theirs").status_code == 303
    with house.records() as session:
        assert session.get(Site, site).name_ar == "اسم الوزارة"  # type: ignore[union-attr]


def test_kind_code_and_governorate_do_not_change(house: House) -> None:
    site, ministry = house.site("EG-AST"), house.member(MINISTRY)
    with house.records() as session:
        before = session.get(Site, site)
        assert before
        identity = (before.code, before.kind, before.governorate_id)
        other = a_governorate(session, "EG-KN").id
    edit(ministry, site, version(ministry, site), name_ar="اسم", code="X-1", kind="misr_centre", governorate=str(other))
    with house.records() as session:
        after = session.get(Site, site)
        assert after
        assert (after.code, after.kind, after.governorate_id) == identity
        assert after.name_ar == "اسم"


def test_a_withdrawn_site_leaves_the_list_but_not_the_past(house: House) -> None:
    site, ministry = house.site("EG-AST"), house.member(MINISTRY)
    with house.records() as session:
        known_before = position(session, today()).known_at
    assert ministry.post(f"/sites/withdraw/{site}").status_code == 303
    assert len(codes(ministry.get("/sites/").text)) == 2
    assert ministry.get(f"/sites/edit/{site}").status_code == 404
    with house.records() as session:
        assert len(position(session, today()).sites) == 2
        assert len(position(session, today(), known_before).sites) == 3
