"""Completeness and approval on their pages: what came of each week, the steps of a period, and what changed of it since."""

import re
from datetime import UTC, date, datetime

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from models import Approval, Committee, Governorate, IssuedDocument, Member, OfficerGovernorate
from rollout.approvals.periods import period
from rollout.journal import last_moment, next_moment
from rollout.stages import Kind, State
from tests.cast import ASSIUT, INSPECTOR, MINISTRY, QENA
from tests.factories import a_site
from tests.views.counting import statements
from tests.views.telling import TODAY, hidden, opened, told
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)

DAY = "2023-07-26"
"""The Wednesday before: the last week that is over."""
ADDRESS = f"/approvals/EG-AST/{DAY}"
SIGNED = {"paper_number": "412", "paper_on": "2023-07-27"}
BEFORE = datetime(2023, 1, 1, tzinfo=UTC)


@pytest.fixture
def site(house: House) -> str:
    """The code of a centre in Assiut that was in the register all the year."""
    with house.records() as session:
        return a_site(session, kind=Kind.MISR_CENTRE, code="AST-MISR", name_ar="مركز خدمات مصر بأسيوط", recorded_at=BEFORE).code


@pytest.fixture
def officer(house: House) -> Visitor:
    return house.member(ASSIUT)


@pytest.fixture
def ministry(house: House) -> Visitor:
    return house.member(MINISTRY)


def step(visitor: Visitor, do: str, **words: str) -> str:
    """Take a step on the page as it is; gives the page that comes of it."""
    form = hidden(visitor.get(ADDRESS))
    answer = visitor.post(ADDRESS, {**form, "do": do, **words})
    if answer.status_code == 303:
        return visitor.get(ADDRESS).text
    assert answer.status_code == 422, answer.text
    return "refused " + answer.text


def approved(officer: Visitor) -> None:
    step(officer, "submitted", capacity="مقرر اللجنة")
    assert "refused" not in step(officer, "approved", capacity="رئيس اللجنة", **SIGNED)


def test_a_day_in_the_middle_of_a_week_says_which_days_are_approved(officer: Visitor, site: str) -> None:
    page = officer.get("/approvals/EG-AST/2023-07-25").text
    assert 'value="submitted"' not in page
    assert all(f'href="/approvals/EG-AST/{day}"' in page for day in ("2023-07-19", "2023-06-30"))
    assert 'value="submitted"' in officer.get("/approvals/EG-AST/2023-06-30").text


def test_a_day_after_the_last_news_says_that_it_only_repeats_it(house: House, officer: Visitor, site: str) -> None:
    told(house, site, "fitting", State.IN_PROGRESS, date(2023, 7, 5), news_on=date(2023, 7, 6))
    words = "آخر ما ورد من هذه المحافظة"
    assert [words in officer.get(f"/approvals/EG-AST/{day}").text for day in ("2023-07-12", "2023-07-19")] == [False, True]


def test_weeks_are_shown_with_their_denominator(ministry: Visitor, site: str) -> None:
    page = ministry.get("/approvals/")
    assert page.status_code == 200
    assert page.text.count("٠ من ١") >= 12
    assert "من لم يرد بيانه هذا الأسبوع" in page.text
    assert "كيف تُحسب" in page.text


def test_an_officer_sees_the_sites_that_are_silent(house: House, officer: Visitor, site: str) -> None:
    assert "مركز خدمات مصر بأسيوط" in officer.get("/approvals/").text
    told(house, site, "approval", State.IN_PROGRESS, TODAY)
    page = officer.get("/approvals/").text
    assert "مركز خدمات مصر بأسيوط" not in page
    assert "١ من ١" in page
    assert "متأخر: ١" in page  # the test's clock records it years later


def test_a_week_names_the_sites_of_which_nothing_came(officer: Visitor, site: str) -> None:
    page = officer.get(ADDRESS).text
    assert site in page
    assert "لم يرد بيان حتى الآن" in page
    assert f"المرحلة التالية: {Kind.MISR_CENTRE.stages[0].action}" in page, "as the site's own page names it"


@pytest.mark.parametrize("address", ["/approvals/EG-KFS/2023-07-26", "/approvals/EG-AST/2023-08-07", "/approvals/EG-AST/1999-01-01",
                                     "/approvals/EG-AST/today", "/approvals/XX/2023-07-26"])
def test_what_is_not_there_is_not_found(officer: Visitor, site: str, address: str) -> None:
    assert officer.get(address).status_code == 404


def test_the_running_week_can_be_looked_at_but_not_submitted(officer: Visitor, site: str) -> None:
    page = officer.get("/approvals/EG-AST/2023-08-02").text
    assert "تُقدم هذه البيانات اعتبارًا من" in page
    assert 'value="submitted"' not in page


def test_figures_are_submitted_approved_and_accepted(house: House, officer: Visitor, ministry: Visitor, site: str) -> None:
    assert "قُدمت من اللجنة" in step(officer, "submitted", capacity="مقرر اللجنة")
    assert "اذكر الصفة" in step(officer, "approved")
    assert "من قدم البيانات لا يسجل اعتمادها" in step(officer, "approved", capacity="رئيس اللجنة")
    assert "اعتمدها رئيس اللجنة" in step(officer, "approved", capacity="رئيس اللجنة", **SIGNED)
    assert 'name="do"' not in officer.get(ADDRESS).text
    assert "من الورقة الموقعة من رئيس اللجنة: رقم ٤١٢" in officer.get(ADDRESS).text
    page = step(ministry, "accepted", capacity="الوحدة المركزية")
    assert "قبلتها الوزارة" in page
    with house.records() as session:
        found = period(session, "EG-AST", date(2023, 7, 26))
        assert found is not None
        assert [taken.by for taken in found.steps] == ["Assiut", "Assiut", "Ministry"]
        assert found.last.sha256[:12] in page


def test_what_is_sent_back_needs_words_and_is_submitted_anew(officer: Visitor, ministry: Visitor, site: str) -> None:
    approved(officer)
    assert "اذكر سبب إعادة البيانات" in step(ministry, "returned")
    assert "مراجعة موقف الربط" in step(ministry, "returned", note="مراجعة موقف الربط")
    assert 'value="submitted"' in officer.get(ADDRESS).text


def test_all_that_is_wrong_is_said_at_once(officer: Visitor, ministry: Visitor, site: str) -> None:
    step(officer, "submitted")
    page = step(ministry, "accepted", seen="0" * 64)
    assert "في انتظار اعتماد رئيس اللجنة" in page
    assert "قُدمت بيانات أخرى" in page


def test_the_ministry_neither_submits_nor_approves(officer: Visitor, ministry: Visitor, site: str) -> None:
    assert 'value="submitted"' not in ministry.get(ADDRESS).text
    assert "إلا لجنتها" in step(ministry, "submitted")
    step(officer, "submitted")
    page = ministry.get(ADDRESS).text
    assert 'value="approved"' not in page
    assert 'value="returned"' in page
    assert "هذه البيانات في انتظار اعتماد رئيس اللجنة" in page
    assert "إلا لجنتها" in step(ministry, "approved", capacity="الوزارة", **SIGNED)


def test_a_second_officer_approves_without_a_paper(house: House, officer: Visitor, site: str) -> None:
    step(officer, "submitted")
    with house.records() as session:
        row = session.scalars(select(Approval)).one()
        who = session.scalars(select(User.id).where(User.username == "qena")).one()
        session.add(OfficerGovernorate(user_id=who, governorate_id=row.governorate_id, capture=True))
    second = house.member(QENA)
    page = second.get(ADDRESS).text
    assert 'name="paper_number"' not in page
    assert "<span>اعتماد</span>" in page
    assert "اعتمدها رئيس اللجنة" in step(second, "approved", capacity="نائب الرئيس")


def test_a_chair_with_an_account_is_waited_for_by_name(house: House, officer: Visitor, site: str) -> None:
    step(officer, "submitted")
    with house.records() as session:
        place = session.scalars(select(Governorate).where(Governorate.code == "EG-AST")).one().id
        committee = Committee(governorate_id=place, name_ar="لجنة", recorded_at=BEFORE)
        session.add(committee)
        session.flush()
        who = session.scalars(select(User.id).where(User.username == "qena")).one()
        session.add(Member(committee_id=committee.id, governorate_id=place, part="chair", name="سامي لطفي", user_id=who))
    page = officer.get(ADDRESS).text
    assert 'value="approved"' not in page
    assert "رئيس اللجنة: سامي لطفي" in page


def test_a_day_after_the_week_shows_what_was_last_heard_before_its_cut_off(house: House, officer: Visitor, site: str) -> None:
    told(house, site, "approval", State.IN_PROGRESS, date(2023, 7, 28))
    page = officer.get("/approvals/EG-AST/2023-07-31").text
    assert "لم يرد بيان حتى الآن" in page
    assert "ورد بعد الموعد بيان عن" in page
    assert "ورد بعد الموعد بيان عن" not in officer.get(ADDRESS).text


def test_sites_in_service_are_told_apart_by_kind(house: House, officer: Visitor, site: str) -> None:
    with house.records() as session:
        a_site(session, recorded_at=BEFORE)
    page = " ".join(re.sub(r"<[^>]+>", "", officer.get(ADDRESS).text).split())
    assert "دخل الخدمة (كل الأنواع)" in page
    assert re.search("دخل الخدمة حسب النوع: .+ ٠ من ٢ · .+ ٠ من ١", page)


def test_whoever_only_looks_is_offered_nothing(house: House, officer: Visitor, site: str) -> None:
    approved(officer)
    page = house.member(INSPECTOR).get(ADDRESS)
    assert page.status_code == 200
    assert 'name="do"' not in page.text


def test_a_changed_figure_is_listed_until_it_is_explained(house: House, officer: Visitor, site: str) -> None:
    approved(officer)
    assert "ما زال موقف هذا اليوم كما اعتُمد" in officer.get(ADDRESS).text
    told(house, site, "approval", day=date(2023, 7, 20))
    page = officer.get(ADDRESS)
    assert "لم يُذكر سببه" in page.text
    key = re.search(r'name="figure" value="([^"]+)"', page.text)
    assert key
    assert "لم يُذكر سببه: ١" in officer.get("/approvals/").text
    form = {"csrf_token": hidden(page)["csrf_token"], "reason": "وصل القرار متأخرًا"}
    assert "اختر بيانًا واحدًا" in officer.post(f"{ADDRESS}/reasons", form).text
    assert "اذكر سبب تغيير" in officer.post(f"{ADDRESS}/reasons", {**form, "figure": key[1], "reason": " "}).text
    assert officer.post(f"{ADDRESS}/reasons", {**form, "figure": key[1]}).status_code == 303
    assert "وصل القرار متأخرًا" in officer.get(ADDRESS).text
    listed = officer.get("/approvals/restated").text
    assert site in listed
    assert "من الورقة الموقعة من رئيس اللجنة: رقم ٤١٢" in listed
    assert site not in officer.get("/approvals/restated?state=open").text


def test_the_list_of_issued_documents_names_the_signed_paper_once_there_was_one(house: House, officer: Visitor, site: str) -> None:
    paper = "من الورقة الموقعة من رئيس اللجنة: رقم ٤١٢"
    issued(house, 1)
    approved(officer)
    assert paper not in officer.get("/issued/").text, "it was approved only after it was issued"
    issued(house, 2)
    assert officer.get("/issued/").text.count(paper) == 1
    step(house.member(MINISTRY), "returned", note="أرقام التدريب غير مكتملة")
    assert paper not in officer.get("/issued/").text, "sent back, it is approved no more"


def issued(house: House, number: int) -> None:
    """A report of the day that was issued at this moment."""
    with house.records() as session:
        place = session.scalars(select(Governorate).where(Governorate.code == "EG-AST")).one()
        session.add(IssuedDocument(
            governorate_id=place.id, kind="report", year=2023, number=number, reference=f"AST-R-2023-00{number}", title="تقرير",
            as_of=date.fromisoformat(DAY), known_at=last_moment(session), code=f"c{number}", sha256="0" * 64, figures="0" * 64,
            content=b"", issued_at=next_moment(session), is_demo=False,
        ))


def test_the_entry_form_warns_of_approved_figures_and_asks_why(house: House, officer: Visitor, site: str) -> None:
    approved(officer)
    assert "هذا يغير بيانات معتمدة" not in officer.get(f"/entries/new?site={site}&stage=approval").text
    assert "هذا يغير بيانات معتمدة" in officer.get(f"/entries/new?site={site}&stage=approval&as_of=2023-07-25").text
    form = {**opened(officer, site, "approval"), "state": "done", "effective_on": "2023-07-20"}
    refused = officer.post("/entries/", form)
    assert refused.status_code == 422
    assert "هذا يغير بيانات معتمدة" in refused.text
    assert officer.post("/entries/", {**form, "note": "وصل القرار متأخرًا"}).status_code == 303
    assert "وصل القرار متأخرًا" in officer.get(ADDRESS).text


def test_the_form_of_a_step_warns_too(house: House, officer: Visitor, site: str) -> None:
    with house.records() as session:
        code = a_site(session, recorded_at=BEFORE).code
    approved(officer)
    address = f"/works/new?site={code}&area=utilities&item=water&step=blocked"
    assert "هذا يغير بيانات معتمدة" not in officer.get(address).text
    assert "هذا يغير بيانات معتمدة" in officer.get(f"{address}&as_of=2023-07-25").text


def test_more_weeks_and_sites_ask_no_more_questions(house: House, ministry: Visitor, site: str) -> None:
    ministry.get("/approvals/?weeks=8")
    with statements() as few:
        assert ministry.get("/approvals/?weeks=8").status_code == 200
    with house.records() as session:
        for place in ("EG-AST", "EG-KN", "EG-KFS"):
            a_site(session, governorate=place, recorded_at=BEFORE)
    ministry.get("/approvals/?weeks=12")
    with statements() as many:
        assert ministry.get("/approvals/?weeks=12").status_code == 200
    assert len(many) == len(few), "\n".join(many)
    assert ministry.get("/approvals/?weeks=11").status_code == 400
