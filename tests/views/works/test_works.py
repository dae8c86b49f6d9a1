"""Recording the steps of the work at a site: what is kept, what is refused and how, and who may."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from models import OfficerGovernorate
from rollout.arabic import Digits, to_digits
from tests.cast import ASSIUT, MINISTRY, QENA, READER, account
from tests.rollout.details.making import did
from tests.views.counting import statements
from tests.views.telling import TODAY, a_photo, code_in, entries, hidden
from tests.views.visiting import House, Visitor
from tests.views.working import DAY, address, form_of, papers, received, steps, took, until

pytestmark = pytest.mark.on_day(TODAY)

PART = {"X-Part": "yes"}
PLACE = {"latitude": "27.3145", "longitude": "31.0142", "accuracy": "12.5"}


@pytest.fixture
def officer(house: House) -> Visitor:
    return house.member(ASSIUT)


@pytest.fixture
def site(house: House) -> str:
    code = code_in(house)
    received(house, code)
    return code


def record(visitor: Visitor, form: dict[str, Any], where: dict[str, Any], **values: Any) -> Any:
    more = {"headers": PART} if values.pop("part", False) else {}
    data = {**form, "happened_on": "2023-07-15", **values}
    return visitor.post("/works/record", data, content_type="multipart/form-data", **where, **more)


def test_a_meter_is_recorded_with_its_photo_and_place(house: House, officer: Visitor, site: str) -> None:
    took(house, site, "utilities", *until("works"))
    form = form_of(officer, site, step="meter")
    answer = record(
        officer, form, address(site, step="meter"), number="٨٨٤٢١", reading="٠٫٥", note="رُكب العداد",
        evidence=(a_photo(), "عداد.png"), **PLACE,
    )
    assert (answer.status_code, answer.location) == (303, f"/works/{site}/utilities#item-electricity")
    entry = steps(house, site)[-1]
    assert (entry.item, entry.step, entry.happened_on) == ("electricity", "meter", date(2023, 7, 15))
    assert (entry.number, entry.note) == ("٨٨٤٢١", "رُكب العداد")
    assert entry.facts == {"reading": "0.5"}
    [photo] = papers(house, entry.id)
    assert (photo.original_name, photo.latitude, photo.longitude, photo.accuracy) == ("عداد.png", 27.3145, 31.0142, 12.5)
    page = officer.get(f"/works/{site}/utilities").text
    assert "٨٨٤٢١" in page
    assert "عداد.png" in page


def test_with_the_last_step_the_stage_moves_on_by_itself(house: House, officer: Visitor, site: str) -> None:
    took(house, site, "utilities", *until("meter"))
    record(officer, form_of(officer, site, step="in_service"), address(site, step="in_service"))
    assert [(entry.done, entry.wanted) for entry in entries(house, site) if entry.stage == "utilities"][-1] == (1, 6)
    assert "١ من ٦" in officer.get(f"/works/{site}/utilities").text


@pytest.mark.parametrize("typed", ["12500.5", "١٢٬٥٠٠٫٥٠", "١٢٥٠٠ جنيه و٥٠ قرشًا"])
def test_sums_are_typed_in_pounds_and_kept_in_piastres(house: House, officer: Visitor, site: str, typed: str) -> None:
    record(officer, form_of(officer, site, step="estimate"), address(site, step="estimate"), amount=typed, payer="governorate")
    assert (steps(house, site)[-1].amount, steps(house, site)[-1].facts) == (1_250_050, {"payer": "governorate"})


@pytest.mark.parametrize(("step", "values", "beside"), [
    ("meter", {"number": ""}, "number"),
    ("meter", {"number": "  "}, "number"),
    ("meter", {"number": "7" * 201}, "number"),
    ("meter", {"reading": "كثير"}, "reading"),
    ("meter", {"happened_on": "2023-08-01"}, "happened_on"),
    ("meter", {"happened_on": ""}, "happened_on"),
    ("estimate", {"amount": "ثمن"}, "amount"),
    ("estimate", {"amount": "-5"}, "amount"),
    ("estimate", {"payer": ""}, "payer"),
    ("estimate", {"payer": "nobody"}, "payer"),
    ("blocked", {"note": "", "body": "الشركة"}, "note"),
    ("expected", {"expected_on": "2023-07-01"}, "expected_on"),
])
def test_each_refusal_stands_beside_its_field_and_nothing_typed_is_lost(
    house: House, officer: Visitor, site: str, step: str, values: dict[str, str], beside: str
) -> None:
    good = {"meter": {"number": "٥٥"}, "estimate": {"amount": "700", "payer": "governorate"}}.get(step, {})
    before = len(steps(house, site))
    typed = {"note": "ملاحظة باقية", **good, **values}
    answer = record(officer, form_of(officer, site, step=step), address(site, step=step), part=True, **typed)
    assert answer.status_code == 422
    assert f'id="{beside}-error"' in answer.text
    shown = to_digits(answer.text, Digits.WESTERN)
    assert all(to_digits(value, Digits.WESTERN) in shown for value in typed.values() if value and value != "nobody")
    assert len(steps(house, site)) == before


def test_a_refused_form_keeps_its_ticks_and_asks_for_the_file_again(house: House, officer: Visitor, site: str) -> None:
    form = form_of(officer, site, step="estimate")
    answer = record(
        officer, form, address(site, step="estimate"), part=True, amount="كثير", payer="governorate", evidence=(a_photo(), "a.png"), **PLACE
    )
    assert re.search(r'value="governorate" checked', answer.text)
    assert "data-choose-again" in answer.text
    assert hidden(answer)["latitude"] == PLACE["latitude"]


def test_a_step_before_what_it_leads_to_is_refused_in_words(house: House, officer: Visitor, site: str) -> None:
    took(house, site, "utilities", *until("contract", day=date(2023, 7, 5)))
    answer = record(officer, form_of(officer, site, step="works"), address(site, step="works"), part=True, happened_on="2023-07-01")
    assert answer.status_code == 422
    assert 'id="happened_on-error"' in answer.text


@pytest.mark.parametrize("place", [
    {"latitude": "x", "longitude": "31"}, {"latitude": "95", "longitude": "31"}, {"latitude": "nan", "longitude": "1"}, {},
])
def test_a_place_that_no_browser_says_is_left_out(house: House, officer: Visitor, site: str, place: dict[str, str]) -> None:
    record(officer, form_of(officer, site), address(site), evidence=(a_photo(), "a.png"), **place)
    [photo] = papers(house, steps(house, site)[-1].id)
    assert (photo.latitude, photo.longitude, photo.accuracy) == (None, None, None)


def test_the_same_form_sent_twice_is_recorded_once(house: House, officer: Visitor, site: str) -> None:
    form, before = form_of(officer, site), len(steps(house, site))
    assert [record(officer, form, address(site), number="٩").status_code for _ in range(3)] == [303, 303, 303]
    assert len(steps(house, site)) == before + 1


def test_what_another_person_recorded_meanwhile_stands_beside_mine(house: House, officer: Visitor, site: str) -> None:
    form = form_of(officer, site, step="blocked")
    took(house, site, "utilities", did("utilities", "electricity", "request", DAY, number="رقم الآخر"))
    answer = record(officer, form, address(site, step="blocked"), part=True, note="ملاحظتي", body="الشركة")
    assert answer.status_code == 409
    assert "رقم الآخر" in answer.text
    assert "ملاحظتي" in answer.text
    assert steps(house, site)[-1].step == "request"
    again = record(officer, hidden(answer), address(site, step="blocked"), note="ملاحظتي", body="الشركة")
    assert again.status_code == 303
    assert steps(house, site)[-1].note == "ملاحظتي"


def test_a_correction_replaces_the_entry_and_keeps_its_documents(house: House, officer: Visitor, site: str) -> None:
    record(officer, form_of(officer, site), address(site), number="١١", note="خطأ", evidence=(a_photo(), "طلب.png"), **PLACE)
    wrong = steps(house, site)[-1]
    page = officer.get("/works/new", **address(site, correct=wrong.id))
    assert 'value="١١"' in page.text
    assert 'value="2023-07-15"' in page.text
    record(officer, hidden(page), address(site, correct=wrong.id), number="١٢")
    right = steps(house, site)[-1]
    assert (right.replaces_id, right.number) == (wrong.id, "١٢")
    assert [(paper.original_name, paper.latitude) for paper in papers(house, right.id)] == [("طلب.png", 27.3145)]
    shown = officer.get(f"/works/{site}/utilities").text
    assert "<del>طلب التوصيل — ١٥ يوليو ٢٠٢٣</del>" in shown


def test_an_entry_is_taken_back_with_a_reason_only(house: House, officer: Visitor, site: str) -> None:
    number = took(house, site, "utilities", did("utilities", "electricity", "request", DAY))
    page = officer.get(f"/works/steps/{number}/withdraw")
    assert officer.post(f"/works/steps/{number}/withdraw", {**hidden(page), "reason": " "}).status_code == 422
    answer = officer.post(f"/works/steps/{number}/withdraw", {**hidden(page), "reason": "سُجل لموقع آخر"})
    assert (answer.status_code, answer.location) == (303, f"/works/{site}/utilities#item-electricity")
    last = steps(house, site)[-1]
    assert (last.withdrawn, last.replaces_id, last.note) == (True, number, "سُجل لموقع آخر")
    shown = officer.get(f"/works/{site}/utilities").text
    assert "سُجل لموقع آخر" in shown
    assert f"/works/steps/{number}/withdraw" not in shown, "what no longer holds is not taken back again"


def test_nobody_takes_back_what_has_moved_on_meanwhile(house: House, officer: Visitor, site: str) -> None:
    number = took(house, site, "utilities", did("utilities", "electricity", "request", DAY))
    form = hidden(officer.get(f"/works/steps/{number}/withdraw"))
    took(house, site, "utilities", did("utilities", "electricity", "inspection", DAY))
    assert officer.post(f"/works/steps/{number}/withdraw", {**form, "reason": "خطأ"}).status_code == 409
    assert not steps(house, site)[-1].withdrawn


def test_a_document_that_came_later_proves_the_step(house: House, officer: Visitor, site: str) -> None:
    number = steps(house, site)[0].id
    assert officer.post(f"/works/steps/{number}/documents").status_code == 422
    for _ in range(2):
        answer = officer.post(
            f"/works/steps/{number}/documents", {"evidence": (a_photo(), "محضر.png"), **PLACE}, content_type="multipart/form-data"
        )
        assert answer.status_code == 303
    [paper] = papers(house, number)
    assert (paper.original_name, paper.latitude) == ("محضر.png", 27.3145)
    assert "مؤيد بمستند" in officer.get(f"/works/{site}/handover").text


def a_snag(visitor: Visitor, site: str, item: str = "snag", form: dict[str, str] | None = None, **more: Any) -> Any:
    where = address(site, item, "listed", "handover")
    values = {"note": "تسرب بالسقف", "body": "المقاول", "expected_on": "2023-08-30", **more}
    return record(visitor, form or form_of(visitor, site, item, "listed", "handover"), where, **values)


def test_one_more_snag_takes_the_next_number(house: House, officer: Visitor, site: str) -> None:
    for number in (1, 2):
        assert a_snag(officer, site).location == f"/works/{site}/handover#item-snag-{number}"
    gone = steps(house, site)[-1]
    officer.post(f"/works/steps/{gone.id}/withdraw", {**hidden(officer.get(f"/works/steps/{gone.id}/withdraw")), "reason": "مكرر"})
    a_snag(officer, site)
    assert [step.item for step in steps(house, site) if step.step == "listed" and not step.withdrawn] == ["snag-1", "snag-2", "snag-3"]


def test_two_officers_who_list_a_snag_at_once_list_two(house: House, officer: Visitor, site: str) -> None:
    form = form_of(officer, site, "snag", "listed", "handover")
    a_snag(house.member(MINISTRY), site, note="ملاحظة الوزارة")
    answer = a_snag(officer, site, form=form, note="ملاحظتي", part=True)
    assert answer.status_code == 409
    assert "ملاحظة الوزارة" in answer.text
    assert a_snag(officer, site, form=hidden(answer), note="ملاحظتي").location.endswith("#item-snag-2")


@pytest.mark.parametrize(("member", "status"), [(QENA, 404), (READER, 403), (MINISTRY, 200)])
def test_who_may_record_in_assiut(house: House, site: str, member: Any, status: int) -> None:
    number, before = steps(house, site)[-1].id, len(steps(house, site))
    visitor = house.member(member)
    assert visitor.get("/works/new", **address(site)).status_code == status
    assert visitor.get(f"/works/steps/{number}/documents").status_code == status
    assert visitor.get(f"/works/steps/{number}/withdraw").status_code == status
    assert record(visitor, {"item": "electricity"}, address(site)).status_code == (303 if status == 200 else status)
    assert len(steps(house, site)) == before + (status == 200)


def test_who_only_looks_at_a_governorate_records_nothing_of_it(house: House, officer: Visitor, site: str) -> None:
    with house.records() as session:
        session.execute(update(OfficerGovernorate).where(OfficerGovernorate.user_id == account(session, ASSIUT).id).values(capture=False))
    assert officer.get("/works/new", **address(site)).status_code == 403
    assert record(officer, {"item": "electricity"}, address(site)).status_code == 403
    assert "/works/new" not in officer.get(f"/works/{site}/utilities").text


@pytest.mark.parametrize("asked", [
    {"area": "furnishing"}, {"area": "x"}, {"item": "oil"}, {"item": "snag-1"}, {"step": "x"}, {"site": ""}, {"correct": "x"},
    {"correct": "999999"}, {"area": "training", "item": "supply", "step": "trained"},
])
def test_what_no_page_leads_to_is_not_there(house: House, officer: Visitor, site: str, asked: dict[str, str]) -> None:
    where = {"site": site, "area": "utilities", "item": "electricity", "step": "request", **asked}
    assert officer.get("/works/new", query_string=where).status_code == 404
    assert officer.post("/works/record", {"item": where["item"]}, query_string=where).status_code == 404


def test_the_entry_of_another_item_or_step_cannot_be_corrected(house: House, officer: Visitor, site: str) -> None:
    number = took(house, site, "utilities", did("utilities", "water", "request", DAY))
    for item, step in (("electricity", "request"), ("water", "inspection")):
        assert officer.get("/works/new", **address(site, item, step, correct=number)).status_code == 404
    foreign = record(officer, {**form_of(officer, site), "replaces": str(number)}, address(site), part=True)
    assert foreign.status_code == 422


def test_a_form_that_was_tampered_with_is_not_understood(house: House, officer: Visitor, site: str) -> None:
    assert record(officer, {**form_of(officer, site), "seen": "1e9"}, address(site)).status_code == 400


def test_recording_a_step_asks_few_questions(house: House, officer: Visitor, site: str) -> None:
    data = {"csrf_token": officer.token(), **form_of(officer, site), "happened_on": "2023-07-15"}
    with statements() as seen:
        answer = officer.client.post("/works/record", data=data, base_url=officer.address, headers=PART, **address(site))
    assert answer.json == {"go": f"/works/{site}/utilities#item-electricity"}
    assert len(seen) == RECORDING, "\n".join(seen)


RECORDING = 19


def test_a_forged_number_blocks_no_later_snag(house: House, officer: Visitor, site: str) -> None:
    form = form_of(officer, site, "snag", "listed", "handover")
    before = len(steps(house, site))
    for item in ("snag-99999", "snag-2"):
        assert a_snag(officer, site, item, {**form, "item": item}).status_code == 422
    assert len(steps(house, site)) == before
    assert a_snag(officer, site, form=form).location.endswith("#item-snag-1")


def test_what_i_recorded_myself_meanwhile_is_said_to_be_mine(house: House, officer: Visitor, site: str) -> None:
    form = form_of(officer, site)
    assert record(officer, form, address(site), number="١").status_code == 303
    answer = record(officer, form, address(site), number="٢", part=True)
    assert answer.status_code == 409
    assert "سجلت أنت" in answer.text
    assert "سجل مستخدم آخر" not in answer.text
