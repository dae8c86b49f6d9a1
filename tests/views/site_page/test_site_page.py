"""A site's own page: its track, its next step and its story."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models import Site
from rollout.register import withdraw
from rollout.stages import Kind, State
from tests.cast import ASSIUT, MINISTRY, QENA, READER
from tests.factories import a_site
from tests.views.counting import statements
from tests.views.telling import TODAY, a_photo, code_in, told
from tests.views.visiting import House

pytestmark = pytest.mark.on_day(TODAY)


@pytest.fixture
def site(house: House) -> str:
    return code_in(house)


def test_the_next_step_says_whose_it_is_and_since_when(house: House, site: str) -> None:
    told(house, site, day=date(2023, 6, 21))
    page = house.member(ASSIUT).get(f"/sites/{site}").text
    assert "تركيب باقي عدادات المرافق" in page
    assert "شركات المرافق" in page
    assert "٤٠ يومًا" in page, "from 21 June to 31 July"


def test_the_story_tells_corrections(house: House, site: str) -> None:
    wrong = told(house, site, day=date(2023, 7, 1))
    told(house, site, day=date(2023, 7, 5), replaces_id=wrong)
    page = house.member(ASSIUT).get(f"/sites/{site}").text
    corrected = page.index("صُحّح تاريخ «استلام المبنى» من ١ يوليو ٢٠٢٣ إلى ٥ يوليو ٢٠٢٣")
    assert corrected < page.index("<del>تم تسجيل: استلام المبنى: تم"), "the latest comes first"


def test_the_story_of_an_earlier_day_ends_there(house: House, site: str) -> None:
    told(house, site, day=date(2023, 7, 1), note="خبر قديم")
    told(house, site, "utilities", State.STALLED, day=date(2023, 7, 20), note="خبر جديد")
    page = house.member(ASSIUT).get(f"/sites/{site}?as_of=2023-07-10").text
    assert "خبر قديم" in page
    assert "خبر جديد" not in page


def test_what_people_write_is_escaped(house: House, site: str) -> None:
    told(house, site, note="<script>alert(1)</script>")
    assert "<script>alert" not in house.member(ASSIUT).get(f"/sites/{site}").text


def test_lateness_is_counted_from_the_end_of_the_planned_month(house: House, site: str) -> None:
    with house.records() as session:
        session.scalars(select(Site).where(Site.code == site)).one().planned_on = date(2023, 6, 1)
    assert "متأخر ٣١ يومًا عن الخطة" in house.member(ASSIUT).get(f"/sites/{site}").text
    assert "عن الخطة" not in house.member(ASSIUT).get(f"/sites/{site}?as_of=2023-06-30").text
    assert "متأخر يومًا واحدًا عن الخطة" in house.member(ASSIUT).get(f"/sites/{site}?as_of=2023-07-01").text


@pytest.mark.parametrize(("member", "status"), [(ASSIUT, 200), (READER, 200), (MINISTRY, 200), (QENA, 404)])
def test_who_sees_a_site_of_assiut(house: House, site: str, member: Any, status: int) -> None:
    assert house.member(member).get(f"/sites/{site}").status_code == status
    with house.records() as session:
        a_site(session, kind=Kind.FIXED_CENTRE, code="AST-F")
    answer = house.member(member).get("/sites/AST-F")
    assert answer.status_code == status
    assert ("/entries/new" in answer.text) == (member in (ASSIUT, MINISTRY))


def test_a_withdrawn_site_is_not_there(house: House, site: str) -> None:
    with house.records() as session:
        withdraw(session, session.scalars(select(Site).where(Site.code == site)).one())
    assert house.member(ASSIUT).get(f"/sites/{site}").status_code == 404


@pytest.mark.parametrize("code", ["nobody", "AST'--", "%00x", "x" * 300, "../etc/passwd"])
def test_a_code_that_is_none_is_not_there(house: House, code: str) -> None:
    assert house.member(MINISTRY).get(f"/sites/{code}").status_code in (400, 404)


def test_the_page_asks_few_questions_however_long_the_story(house: House, site: str) -> None:
    visitor = house.member(ASSIUT)
    visitor.get(f"/sites/{site}")
    with statements() as seen:
        visitor.get(f"/sites/{site}")
    assert len(seen) == SITE, "\n".join(seen)
    for day in range(1, 15):
        entry = told(house, site, state=State.IN_PROGRESS, day=date(2023, 7, day))
    visitor.post(f"/entries/{entry}/documents", {"evidence": (a_photo(), "a.png")}, content_type="multipart/form-data")
    with statements() as seen:
        visitor.get(f"/sites/{site}")
    assert len(seen) == SITE


SITE = 16
