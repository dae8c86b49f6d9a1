"""What the first page says of the week: a committee's next meeting and promises, the ministry's silent governorates and owners."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import Meeting, Site
from tests.cast import ASSIUT, MINISTRY, QENA, READER, Member
from tests.rollout.meetings.making import FIRST, SECOND, a_committee, a_decision, a_meeting
from tests.rollout.obstacles.telling import an_obstacle
from tests.views.counting import statements
from tests.views.visiting import House

TODAY = SECOND - timedelta(days=3)


@pytest.fixture(autouse=True)
def _a_day_that_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rollout.clock.today", lambda: TODAY)


def met(house: House) -> int:
    """Assiut's committee has met, decided and planned to meet again; an obstacle holds its site. Gives the number of the next meeting."""
    with house.records() as session:
        meeting = a_meeting(session, day=FIRST, state="open")
        a_decision(session, meeting, "سداد المقايسة", TODAY + timedelta(days=2))
        a_decision(session, meeting, "تسليم الغرفة", TODAY - timedelta(days=1))
        an_obstacle(session, session.get_one(Site, house.site_id(session, "EG-AST")))
        meeting.state, meeting.closed_at = "closed", meeting.known_at
        session.flush()
        return a_meeting(session, day=SECOND).id


def test_a_committee_has_its_pack_one_click_away_and_sees_the_days_left(house: House) -> None:
    number = met(house)
    page = house.member(ASSIUT).get("/").text
    card = page.split('class="week-ahead"')[1].split("</section>")[0]
    assert f'href="/meetings/{number}"' in card
    assert f'href="/meetings/{number}/pack.pdf"' in card
    assert "باقٍ يومان على إغلاق بيانات الأسبوع" in card
    assert "سداد المقايسة" in page
    assert page.index("تسليم الغرفة") < page.index("متأخر يومًا واحدًا") < page.index("سداد المقايسة")


@pytest.mark.parametrize(("day", "says"), [
    (SECOND - timedelta(days=1), "تُغلق بيانات الأسبوع اليوم الساعة <bdi>١٥:٠٠</bdi>"),
    (SECOND, "أُغلقت بيانات الأسبوع، ويمكن أخذ ملف الاجتماع"),
])
def test_the_end_of_the_week_is_told_on_its_day_and_after(house: House, monkeypatch: pytest.MonkeyPatch, day: date, says: str) -> None:
    met(house)
    monkeypatch.setattr("rollout.clock.today", lambda: day)
    assert says in house.member(ASSIUT).get("/").text


def test_whoever_reports_may_plan_the_meeting_that_nobody_planned(house: House) -> None:
    with house.records() as session:
        a_committee(session)
    assert "/meetings/committees/EG-AST/plan" in house.member(ASSIUT).get("/").text
    assert "/meetings/committees/EG-AST/plan" not in house.member(READER).get("/").text


def test_on_its_usual_day_the_meeting_is_planned_at_one_stroke(house: House) -> None:
    with house.records() as session:
        a_committee(session)
    assiut, path = house.member(ASSIUT), "/meetings/committees/EG-AST/plan"
    offered = re.search(r'name="usual" value="([^"]+)"', assiut.get("/").text)
    assert offered
    answer = assiut.post(path, {"usual": "2023-01-01"})
    assert (answer.status_code, f'value="{offered[1]}"' in answer.text) == (200, True), "an old page is answered with the form"
    made = assiut.post(path, {"usual": offered[1]})
    assert made.status_code == 303, made.text
    with house.records() as session:
        [meeting] = session.scalars(select(Meeting))
        assert (meeting.held_on.isoformat(), meeting.state) == (offered[1], "planned")
    page = assiut.get(made.location).text
    jump = page.split('class="mt-jump"')[1].split("</nav>")[0]
    assert page.index('class="mt-jump"') < page.index('id="next-title"'), "what the pack says stands before what is to be done"
    assert all(f'href="#{part}"' in jump and f'id="{part}"' in page for part in ("changes", "position", "unheard", "agenda"))
    assert "#minutes" not in jump, "there are none before the meeting"


def test_the_ministry_sees_who_is_silent_and_who_holds_most(house: House) -> None:
    met(house)
    page = house.member(MINISTRY).get("/").text
    assert 'class="week-ahead"' not in page
    card = page.split("المعوقات بحسب الجهة المسئولة</h2>")[1].split("</section>")[0]
    assert "مصر الوسطى لتوزيع الكهرباء" in card
    assert "من لم يرد بيانه هذا الأسبوع" in page


def test_a_committee_sees_nothing_of_another_one(house: House) -> None:
    met(house)
    page = house.member(QENA).get("/").text
    assert "سداد المقايسة" not in page
    assert 'class="week-ahead"' not in page


def test_without_committees_there_is_nothing_of_it(house: House) -> None:
    for member in (ASSIUT, MINISTRY):
        page = house.member(member).get("/").text
        assert 'class="week-ahead"' not in page
        assert "المعوقات بحسب الجهة المسئولة</h2>" not in page


@pytest.mark.parametrize(("member", "more"), [(ASSIUT, 0), (MINISTRY, 2)])
def test_the_week_costs_three_questions_once_it_is_known(house: House, member: Member, more: int) -> None:
    visitor = house.member(member)
    visitor.get("/")
    with statements() as before:
        visitor.get("/")
    met(house)
    visitor.get("/")
    with statements() as seen:
        visitor.get("/")
    assert len(seen) == len(before) + more, "whether there is a committee is asked in both cases; a committee's page asks its heads once"
