"""The page about a document of a step or of a count of trainees: what it proves in words, and the way to it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from models import Attendance, Course, Evidence, Site, TrainingSession
from rollout.details.saving import save_many
from rollout.evidence import Stored
from tests.cast import ASSIUT, QENA
from tests.rollout.details.making import did
from tests.views.telling import TODAY, code_in
from tests.views.visiting import House

pytestmark = pytest.mark.on_day(TODAY)

SHEET = Stored("d" * 64, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 900, "كشف الحضور.xlsx")


def a_document_of_a_step(house: House, **values: Any) -> int:
    with house.records() as session:
        site = session.scalars(select(Site).where(Site.code == code_in(house))).one()
        listed = [did("handover", "building", "provisional", date(2023, 5, 1)), did("handover", "snag-1", "listed", date(2023, 5, 1))]
        *_first, entry = save_many(session, [(site, "handover", one) for one in listed], today=TODAY, by=None, documents=[SHEET])
        return session.scalars(select(Evidence.id).where(Evidence.step_id == entry.id)).one()


def a_document_of_a_count(house: House, *, bound: bool) -> int:
    with house.records() as session:
        site = session.scalars(select(Site).where(Site.code == code_in(house))).one()
        course = Course(code="DT", name_ar="مهارات التحول الرقمي", category="service", days=3)
        session.add(course)
        session.flush()
        held = TrainingSession(course_id=course.id, place="سقارة", starts_on=date(2023, 6, 4), ends_on=date(2023, 6, 6), capacity=40)
        session.add(held)
        session.flush()
        now = datetime.now(UTC)
        count = Attendance(
            session_id=held.id, held_on=held.ends_on, counts_to_target=True, body="supply", site_id=site.id if bound else None,
            governorate_id=site.governorate_id, persons=9, seats=9, certified=9, recorded_at=now,
        )
        session.add(count)
        session.flush()
        paper = Evidence(
            attendance_id=count.id, governorate_id=site.governorate_id, sha256=SHEET.sha256, original_name=SHEET.original_name,
            media_type=SHEET.media_type, size=SHEET.size, recorded_at=now,
        )
        session.add(paper)
        session.flush()
        return paper.id


def test_a_document_of_a_step_names_the_step_and_leads_to_its_area(house: House) -> None:
    page = house.member(ASSIUT).get(f"/evidence/{a_document_of_a_step(house)}/about").text
    for words in ("استلام المبنى — ملاحظة ١:", "١ مايو ٢٠٢٣", f"/works/{code_in(house)}/handover", "ملف Excel", "غير مسجل"):
        assert words in page, words
    assert "<img" not in page.split("<main")[1].split("</main")[0], "a sheet has no picture"


@pytest.mark.parametrize("bound", [True, False])
def test_a_document_of_a_count_names_the_course(house: House, bound: bool) -> None:
    number = a_document_of_a_count(house, bound=bound)
    page = house.member(ASSIUT).get(f"/evidence/{number}/about")
    assert page.status_code == 200
    assert "حضور دورة تدريبية: مهارات التحول الرقمي، سقارة، ٤ يونيو ٢٠٢٣" in page.text
    assert (f"/sites/{code_in(house)}" in page.text) is bound, "a count that is bound for no site leads to none"
    assert house.member(QENA).get(f"/evidence/{number}/about").status_code == 404
