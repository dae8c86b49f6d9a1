"""A document recorded with what was then undone: it stays on record, is marked, and is not counted among those that prove something."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from models import Evidence, ProgressEntry, Site, StepEntry
from rollout.details.saving import save
from rollout.evidence import Stored
from rollout.stages import Kind
from tests.cast import ASSIUT, account
from tests.factories import a_site
from tests.rollout.details.making import did
from tests.views.telling import TODAY, a_photo, code_in, opened
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)

MINUTES = Stored("d" * 64, "application/pdf", 900, "المحضر.pdf")
MARK = "سُجل مع بند تم التراجع عنه"


def counted(officer: Visitor, site: str) -> tuple[str, bool]:
    """How many documents the page of the site counts, and whether it marks one."""
    page = officer.get(f"/sites/{site}").text
    found = re.search(r'المستندات المؤيدة</h2><span class="card-note">([^<]*)<', page)
    assert found, page
    return found[1], MARK in page


def last(house: House, model: type) -> int:
    with house.records() as session:
        return session.scalars(select(model.id).order_by(model.id.desc())).first() or 0


def test_a_photo_of_undone_news_is_marked_and_not_counted_until_the_news_holds_again(house: House) -> None:
    officer = house.member(ASSIUT)
    with house.records() as session:
        site = a_site(session, kind=Kind.MISR_CENTRE, code="AST-MISR", name_ar="مركز مصر").code
    form = {**opened(officer, site, "approval"), "state": "done", "effective_on": "2023-07-10", "evidence": (a_photo(), "الموقع.png")}
    assert officer.post("/entries/", form, content_type="multipart/form-data").status_code == 303
    photo = last(house, Evidence)
    assert counted(officer, site) == ("١", False)
    assert officer.post(f"/undo/entry/{last(house, ProgressEntry)}").status_code == 303
    assert counted(officer, site) == ("٠", True)
    about = officer.get(f"/evidence/{photo}/about").text
    assert MARK in about
    assert "<dt>يثبت</dt>" not in about
    assert officer.get(f"/evidence/{photo}").status_code == 200, "nothing is erased"
    assert officer.post(f"/undo/entry/{last(house, ProgressEntry)}").status_code == 303
    assert counted(officer, site) == ("١", False)
    assert MARK not in officer.get(f"/evidence/{photo}/about").text


def test_a_document_of_an_undone_step_is_marked_though_its_stage_was_finished_by_it(house: House) -> None:
    officer, site = house.member(ASSIUT), code_in(house)
    with house.records() as session:
        place = session.scalars(select(Site).where(Site.code == site)).one()
        minutes = did("handover", "building", "provisional", date(2023, 7, 10))
        save(session, place, "handover", minutes, seen=None, today=TODAY, by=account(session, ASSIUT).id, documents=[MINUTES])
    assert counted(officer, site) == ("١", False)
    assert officer.post(f"/undo/step/{last(house, StepEntry)}").status_code == 303
    assert counted(officer, site) == ("٠", True)
    with house.records() as session:
        papers = session.scalars(select(Evidence.id)).all()
    assert papers
    assert all(MARK in officer.get(f"/evidence/{paper}/about").text for paper in papers)
