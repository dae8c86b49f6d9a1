"""The pages of training: the target and whom it covers, the calendar, the table of counts, and the gap of each site."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import Attendance, Evidence, Site, TrainingSession
from rollout import clock
from rollout.details.saving import save_many
from rollout.training.attendance import Count
from tests.cast import ASSIUT, INSPECTOR, MINISTRY, READER
from tests.rollout.details.making import did
from tests.rollout.training.making import a_course, a_session, put
from tests.views.telling import a_photo, code_in, hidden
from tests.views.visiting import House, Visitor

TODAY = date(2023, 7, 31)
HELD = date(2023, 6, 4)


@pytest.fixture
def house(make_house: Callable[..., House], monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    return make_house()


def held_on(house: House, first: date = HELD, **values: Any) -> int:
    with house.records() as session:
        return a_session(session, first, **values).id


def counted_before(house: House, held: int, code: str, persons: int, body: str = "supply") -> None:
    with house.records() as session:
        site = session.scalars(select(Site).where(Site.code == code)).one()
        row = session.get_one(TrainingSession, held)
        put(session, row, Count(body, site.governorate_id, site.id, persons, persons, persons), today=TODAY)


def counts(house: House) -> list[tuple[str, int, int, int, int | None]]:
    with house.records() as session:
        rows = session.scalars(select(Attendance).order_by(Attendance.id))
        return [(row.body, row.persons, row.seats, row.certified, row.replaces_id) for row in rows]


def sent(visitor: Visitor, held: int, *rows: tuple[str, ...], **more: Any) -> TestResponse:
    """The table as the page gives it out, with these rows in it."""
    page = visitor.get(f"/training/sessions/{held}")
    assert page.status_code == 200, page.text
    names = ("body", "destination", "persons", "seats", "certified", "note")
    cells = {name: [row[at] if at < len(row) else "" for row in rows] for at, name in enumerate(names)}
    return visitor.post("/training/counts", hidden(page) | cells | more, content_type="multipart/form-data")


def words(page: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_a_committee_counts_its_own_in_words_and_digits_of_any_kind(house: House) -> None:
    held, code = held_on(house), code_in(house)
    visitor = house.member(ASSIUT)
    first = ("التموين", code.lower(), "١٢", "14", "۱۲", "دفعة أولى")
    answer = sent(visitor, held, first, ("", "", "", "", ""), ("Post", "", "3", "3", "0"))
    assert answer.status_code == 303, words(answer)
    assert counts(house) == [("supply", 12, 14, 12, None), ("post", 3, 3, 0, None)]
    page = words(visitor.get(f"/training/sessions/{held}"))
    assert "دفعة أولى" in visitor.get(f"/training/sessions/{held}").text
    assert "١٧ من ٦٠ مقعدًا" in page


def test_the_table_as_it_stands_is_no_news(house: House) -> None:
    held, code = held_on(house), code_in(house)
    counted_before(house, held, code, 5)
    assert sent(house.member(ASSIUT), held, ("التموين", code, "5", "5", "5")).status_code == 303
    assert len(counts(house)) == 1
    assert sent(house.member(ASSIUT), held).status_code == 303
    assert [row[1] for row in counts(house)] == [5, 0], "what is no longer in the table is taken back"


def test_every_cell_that_cannot_be_read_is_named_and_nothing_is_kept(house: House) -> None:
    held, code = held_on(house), code_in(house)
    answer = sent(
        house.member(ASSIUT), held, ("التموين", code, "3", "3", "3"), ("البنك", "لا مكان", "ثلاثة عشر شخص", "", "1"),
        ("التموين", code, "9", "2", "1"), ("التضامن الاجتماعي", code, "2", "70", "1"),
    )
    assert answer.status_code == 422
    page = words(answer)
    for row, column in ((2, "الجهة"), (2, "الوجهة"), (2, "الأشخاص"), (2, "المقاعد"), (3, "الأشخاص"), (3, "الوجهة")):
        assert f"الصف {'٠١٢٣'[row]}، {column}:" in page, (row, column)
    assert "«البنك»" in page
    assert "سعة الدورة ٦٠" in page
    assert answer.text.count('value="البنك"') == 1, "what was typed stays as it was typed"
    assert counts(house) == []
    hidden = sent(house.member(ASSIUT), held, ("التموين", code, "3", "3", "3", "ملاحظة\u202eمقلوبة"))
    assert (hidden.status_code, "رموز غير مرئية" in hidden.text) == (422, True)


def test_the_sheet_is_kept_with_the_counts(house: House) -> None:
    held, code = held_on(house), code_in(house)
    visitor = house.member(ASSIUT)
    assert sent(visitor, held, ("التموين", code, "3", "3", "3"), evidence=[(a_photo(), "كشف.png")]).status_code == 303
    with house.records() as session:
        assert session.scalars(select(Evidence.attendance_id)).one() is not None
    assert "كشف.png" in visitor.get(f"/training/sessions/{held}").text


@pytest.mark.parametrize(("destination", "wrong"), [("EG-KFS", True), ("كفر الشيخ", True), ("محافظة أسيوط", False), ("", False)])
def test_a_committee_sends_nobody_elsewhere(house: House, destination: str, wrong: bool) -> None:
    held = held_on(house)
    answer = sent(house.member(ASSIUT), held, ("التموين", destination, "3", "3", "3"))
    assert answer.status_code == (422 if wrong else 303)
    foreign = code_in(house, "EG-KFS")
    assert sent(house.member(ASSIUT), held, ("التموين", foreign, "3", "3", "3")).status_code == 422


def test_a_committee_sees_no_counts_of_others_but_how_full_the_hall_is(house: House) -> None:
    held, code, foreign = held_on(house), code_in(house), code_in(house, "EG-KN")
    counted_before(house, held, foreign, 17)
    page = house.member(ASSIUT).get(f"/training/sessions/{held}")
    assert foreign not in page.text
    assert "١٧ من ٦٠ مقعدًا" in words(page)
    assert code in page.text
    reader = house.member(READER).get(f"/training/sessions/{held}")
    assert 'name="persons"' not in reader.text
    assert 'name="persons"' not in house.member(INSPECTOR).get(f"/training/sessions/{held}").text


def test_nothing_is_counted_before_the_end_or_after_a_cancellation(house: House) -> None:
    visitor = house.member(MINISTRY)
    for held in (held_on(house, TODAY - timedelta(days=1)), held_on(house, cancelled=True)):
        assert 'name="persons"' not in visitor.get(f"/training/sessions/{held}").text
    assert visitor.post("/training/counts", {"session": "99999", "seen": ""}).status_code == 404
    assert visitor.post("/training/counts", {"session": "x"}).status_code == 400


def test_the_ministry_plans_and_is_told_what_is_unusual(house: House) -> None:
    visitor = house.member(MINISTRY)
    form = {"code": "C-9", "name_ar": "مهارات رقمية", "name_en": "", "category": "centre_staff", "days": "3", "counts_to_target": "y"}
    assert visitor.post("/training/courses/add", form).status_code == 303
    with house.records() as session:
        course = a_course(session).id
    form = {"course": str(course), "place": "سقارة", "starts_on": "2023-08-06", "ends_on": "2023-08-09", "capacity": "٣٠", "notes": ""}
    answer = visitor.post("/training/sessions/add", form)
    assert answer.status_code == 303, words(answer)
    page = words(visitor.get(answer.location))
    assert "مدة الدورة ٤ من الأيام" in page
    refused = visitor.post("/training/sessions/add", form | {"ends_on": "2023-08-05"})
    assert refused.status_code == 422
    assert "اليوم الأخير يسبق اليوم الأول" in words(refused)
    assert house.member(ASSIUT).post("/training/sessions/add", form).status_code == 403


def test_a_session_that_changed_meanwhile_is_not_overwritten(house: House) -> None:
    held, visitor = held_on(house), house.member(MINISTRY)
    page = visitor.get(f"/training/sessions/edit/{held}")
    with house.records() as session:
        row = session.get_one(TrainingSession, held)
        form = {"course": str(row.course_id), "place": row.place, "starts_on": str(row.starts_on), "ends_on": str(row.ends_on), "notes": ""}
        row.capacity = 50
    answer = visitor.post(f"/training/sessions/edit/{held}", hidden(page) | form | {"capacity": "70"})
    assert answer.status_code == 409
    with house.records() as session:
        assert session.get_one(TrainingSession, held).capacity == 50


def test_a_session_with_counts_is_not_cancelled_and_moves_its_sites_along(house: House) -> None:
    held, code, visitor = held_on(house), code_in(house), house.member(MINISTRY)
    counted_before(house, held, code, 5)
    form = hidden(visitor.get(f"/training/sessions/edit/{held}"))
    with house.records() as session:
        row = session.get_one(TrainingSession, held)
        form |= {"course": str(row.course_id), "place": row.place, "capacity": "60", "notes": ""}
    form |= {"starts_on": "2023-06-11", "ends_on": "2023-06-13"}
    assert visitor.post(f"/training/sessions/edit/{held}", form | {"cancelled": "y"}).status_code == 422
    assert visitor.post(f"/training/sessions/edit/{held}", form).status_code == 303
    page = words(visitor.get(f"/training/gap/{code}?as_of=2023-06-12"))
    assert "لم تُدرِّب أي دورة أحدًا" in page
    assert "١١" in words(visitor.get(f"/training/gap/{code}?as_of=2023-06-13"))


def test_the_target_counts_whom_it_covers_and_the_others_beside(house: House) -> None:
    code, visitor = code_in(house), house.member(MINISTRY)
    counted_before(house, held_on(house), code, 40)
    counted_before(house, held_on(house, HELD + timedelta(days=7)), code, 7, "justice")
    page = words(visitor.get("/training/?as_of=2023-06-30"))
    assert "٤٠ من المستهدف وهو ١٠٬٠٠٠" in page
    assert "لا يُضاف إليه: ٧ موظفين" in page
    assert "٩٢ يومًا" in page, "what is left until the end of September"
    committee = words(house.member(ASSIUT).get("/training/?as_of=2023-06-30"))
    assert "٤٠ دُرّبوا في محافظاتك" in committee


def test_the_rows_of_each_group_sum_to_its_headline(house: House) -> None:
    code = code_in(house)
    counted_before(house, held_on(house), code, 40)
    with house.records() as session:
        other = a_session(session, HELD + timedelta(days=7), course=a_course(session, counts_to_target=False)).id
    counted_before(house, other, code, 5)
    counted_before(house, held_on(house, HELD + timedelta(days=14)), code, 7, "justice")
    page = words(house.member(MINISTRY).get("/training/?as_of=2023-06-30"))
    covered, beside = page.split("يشملها المستهدف ")[1].split(" خارج المستهدف ")[:2]
    assert "التموين ٤٠ ٤٠ ٤٠" in covered
    assert "عاملو الجهات المشمولة في برامج أخرى ٥ ٥ ٥" in beside
    assert "١٢ ١٢ ١٢" in beside, "the sum of what stands beside it"


def test_the_gap_by_governorate_and_site(house: House) -> None:
    code, foreign, visitor = code_in(house), code_in(house, "EG-KFS"), house.member(MINISTRY)
    with house.records() as session:
        for one, number in ((code, 12), (foreign, 5)):
            site = session.scalars(select(Site).where(Site.code == one)).one()
            want = did("training", "supply", "wanted", date(2023, 5, 1), count=number)
            save_many(session, [(site, "training", want)], today=TODAY, by=None)
    counted_before(house, held_on(house), code, 10)
    page = visitor.get("/training/gap")
    assert code in page.text
    assert foreign in page.text
    assert "الإجمالي ٧ ١٧ — ١٠ ٣ ١" in words(page), "gap, wanted, nominated, trained, complexes, need not said"
    assert code not in visitor.get("/training/gap?governorate=EG-KFS").text
    assert code not in visitor.get("/training/gap?state=unsaid").text
    assert visitor.get("/training/gap?state=all").status_code == 400
    assert foreign not in house.member(ASSIUT).get("/training/gap").text
    assert house.member(ASSIUT).get("/training/gap?governorate=EG-KFS").status_code == 404


def test_the_calendar_by_month(house: House) -> None:
    held, visitor = held_on(house), house.member(READER)
    held_on(house, HELD + timedelta(days=2), cancelled=True)
    page = visitor.get("/training/calendar?month=2023-06")
    assert f"/training/sessions/{held}" in page.text
    assert "ملغاة" in words(page)
    assert f"/training/sessions/{held}" not in visitor.get("/training/calendar?month=2023-07").text


@pytest.mark.parametrize("asked", ["never", "2023-13", "1900-01", "2150-01"])
def test_a_month_that_cannot_be_shown_is_told_beside_the_present_one(house: House, asked: str) -> None:
    held = held_on(house, TODAY)
    page = house.member(MINISTRY).get(f"/training/calendar?month={asked}")
    assert page.status_code == 200
    told = page.text.split('class="alert alert-danger"')[1].split("</div>")[0]
    assert (asked in told, "المتوقع" in told) == (True, True)
    assert f"/training/sessions/{held}" in page.text
