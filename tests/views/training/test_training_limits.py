"""Training at its edges: a pace that no calendar reaches, a table that is too long, a site that was withdrawn, a course with counts."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import Course, Parameter, Site, TrainingSession
from rollout import clock
from rollout.journal import last_moment
from rollout.register import withdraw
from tests.cast import ASSIUT, MINISTRY
from tests.views.telling import code_in, hidden
from tests.views.training.test_training import HELD, TODAY, counted_before, counts, held_on, sent, words
from tests.views.visiting import House
from views.training.table import MOST_ROWS


@pytest.fixture
def house(make_house: Callable[..., House], monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    return make_house()


def test_a_pace_that_no_calendar_reaches_is_said_plainly(house: House) -> None:
    counted_before(house, held_on(house, TODAY - timedelta(days=9)), code_in(house), 1)
    with house.records() as session:
        moment = last_moment(session)
        session.add(Parameter(key="training.target", value=2_000_000_000, effective_on=date(2023, 1, 1), recorded_at=moment))
    answer = house.member(MINISTRY).get("/training/")
    assert answer.status_code == 200
    assert "لا يتحقق المستهدف خلال هذا القرن" in words(answer)


@pytest.mark.parametrize(("more", "wrong"), [(0, False), (1, True)])
def test_a_table_that_is_too_long_is_refused_and_not_cut(house: House, more: int, wrong: bool) -> None:
    held, code = held_on(house), code_in(house)
    between = [(" ",) * 6] * (MOST_ROWS - 2 + more)
    answer = sent(house.member(ASSIUT), held, ("التموين", code, "3", "3", "3"), *between, ("البريد", code, "2", "2", "2"), (), ())
    assert answer.status_code == (422 if wrong else 303), words(answer)
    assert len(counts(house)) == (0 if wrong else 2)
    assert ("لا يزيد جدول الدورة على" in words(answer)) is wrong


def test_the_table_of_a_session_stays_correctable_beside_a_withdrawn_site(house: House) -> None:
    held, code, visitor = held_on(house), code_in(house), house.member(ASSIUT)
    counted_before(house, held, code, 5)
    with house.records() as session:
        withdraw(session, session.scalars(select(Site).where(Site.code == code)).one())
    assert sent(visitor, held, ("التموين", code, "5", "5", "5"), ("البريد", "", "2", "2", "2")).status_code == 303
    assert len(counts(house)) == 2
    assert sent(visitor, held, ("التموين", code, "4", "5", "5"), ("البريد", "", "2", "2", "2")).status_code == 422
    assert sent(visitor, held_on(house, HELD + timedelta(days=7)), ("التموين", code, "5", "5", "5")).status_code == 422


def test_a_course_with_counts_keeps_what_it_says_of_the_target(house: House) -> None:
    held, visitor = held_on(house), house.member(MINISTRY)
    counted_before(house, held, code_in(house), 5)
    with house.records() as session:
        course = session.get_one(Course, session.get_one(TrainingSession, held).course_id)
        number, form = course.id, {"code": course.code, "name_ar": "اسم جديد", "name_en": "", "category": "centre_staff", "days": "3"}
    address = f"/training/courses/edit/{number}"
    answer = visitor.post(address, hidden(visitor.get(address)) | form)
    assert answer.status_code == 422
    assert "فلا يتغير دخوله في المستهدف" in words(answer)
    assert visitor.post(address, hidden(visitor.get(address)) | form | {"counts_to_target": "y"}).status_code == 303
